// Writes small GGUF files, whole and broken, as tests of the header need them.

export type Value =
  | { readonly kind: 'u32' | 'i32' | 'f32' | 'u64' | 'u16'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'numbers'; readonly of: 'i32' | 'f32'; readonly value: readonly number[] }
  | { readonly kind: 'raw'; readonly type: number; readonly value: Uint8Array };

export interface Sample {
  readonly version?: number;
  readonly magic?: string;
  readonly fields?: readonly (readonly [key: string, value: Value])[];
  readonly tensors?: readonly { name: string; dims: readonly number[]; type: number; offset: number }[];
  /** Bytes of weights after the header. */
  readonly data?: number;
  /** As the header claims; the real ones by default. */
  readonly claimedTensors?: number;
  readonly claimedFields?: number;
}

const types = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, u64: 10, u16: 2 } as const;

export const u32 = (value: number): Uint8Array => bytes(4, (view) => view.setUint32(0, value, true));
export const u64 = (value: number): Uint8Array => bytes(8, (view) => view.setBigUint64(0, BigInt(value), true));
export const text = (value: string): Uint8Array => {
  const encoded = new TextEncoder().encode(value);
  return concat([u64(encoded.length), encoded]);
};

function bytes(size: number, write: (view: DataView) => void): Uint8Array {
  const array = new Uint8Array(size);
  write(new DataView(array.buffer));
  return array;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function number(kind: 'u32' | 'i32' | 'f32' | 'u64' | 'u16', value: number): Uint8Array {
  if (kind === 'u32') return u32(value);
  if (kind === 'u64') return u64(value);
  if (kind === 'u16') return bytes(2, (view) => view.setUint16(0, value, true));
  if (kind === 'i32') return bytes(4, (view) => view.setInt32(0, value, true));
  return bytes(4, (view) => view.setFloat32(0, value, true));
}

function encode(value: Value): Uint8Array {
  switch (value.kind) {
    case 'text':
      return concat([u32(types.text), text(value.value)]);
    case 'bool':
      return concat([u32(types.bool), Uint8Array.of(value.value ? 1 : 0)]);
    case 'texts':
      return concat([u32(9), u32(types.text), u64(value.value.length), ...value.value.map(text)]);
    case 'numbers':
      return concat([
        u32(9),
        u32(types[value.of]),
        u64(value.value.length),
        ...value.value.map((item) => number(value.of, item)),
      ]);
    case 'raw':
      return concat([u32(value.type), value.value]);
    default:
      return concat([u32(types[value.kind]), number(value.kind, value.value)]);
  }
}

/** The file; its header is padded to 32 bytes, as its writers do. */
export function ggufSample(sample: Sample = {}): File {
  const { fields = [], tensors = [] } = sample;
  const head = concat([
    new TextEncoder().encode(sample.magic ?? 'GGUF'),
    u32(sample.version ?? 3),
    u64(sample.claimedTensors ?? tensors.length),
    u64(sample.claimedFields ?? fields.length),
    ...fields.flatMap(([key, value]) => [text(key), encode(value)]),
    ...tensors.flatMap(({ name, dims, type, offset }) => [
      text(name),
      u32(dims.length),
      ...dims.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  const padding = new Uint8Array((32 - (head.length % 32)) % 32);
  return new File([concat([head, padding, new Uint8Array(sample.data ?? 0)])], 'sample.gguf');
}

/** GPT-2's way of showing bytes, written again so that the counter's own is checked. */
export function shown(word: string): string {
  const visible = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  const hidden = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !visible(byte));
  return Array.from(new TextEncoder().encode(word), (byte) =>
    String.fromCodePoint(visible(byte) ? byte : 256 + hidden.indexOf(byte)),
  ).join('');
}

/** A byte-level BPE vocabulary learnt from a text: all bytes, then what was joined most often. */
export function learnVocabulary(sample: string, most: number): { tokens: string[]; merges: string[] } {
  const tokens = Array.from({ length: 256 }, (_, byte) => byte);
  const all = tokens.map((byte) => shownByte(byte));
  const counts = new Map<string, number>();
  for (const [word] of sample.matchAll(/ ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = Array.from(counts, ([word, times]) => ({ parts: Array.from(shown(word)), times }));
  const merges: string[] = [];
  while (merges.length < most) {
    const pairs = new Map<string, number>();
    for (const { parts, times } of words) {
      for (let n = 1; n < parts.length; n++) {
        const pair = `${parts[n - 1]!} ${parts[n]!}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + times);
      }
    }
    const [best, times] = Array.from(pairs).reduce((a, b) => (b[1] > a[1] ? b : a), ['', 1]);
    if (times < 2) break;
    merges.push(best);
    const joined = best.replace(' ', '');
    if (!all.includes(joined)) all.push(joined);
    for (const { parts } of words) {
      for (let n = 0; n + 1 < parts.length; n++) {
        if (`${parts[n]!} ${parts[n + 1]!}` === best) parts.splice(n, 2, joined);
      }
    }
  }
  return { tokens: all, merges };
}

function shownByte(byte: number): string {
  const visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  if (visible) return String.fromCodePoint(byte);
  const before = Array.from({ length: byte }, (_, n) => n).filter(
    (n) => !((n >= 33 && n <= 126) || (n >= 161 && n <= 172) || n >= 174),
  );
  return String.fromCodePoint(256 + before.length);
}
