// Bytes to text. Files rarely say what their encoding is: a byte order mark does, markup may, and bytes that are
// valid UTF-8 are practically never anything else.

const marks: readonly (readonly [label: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** How much is looked at where a look suffices. */
const sampleBytes = 65_536;

/** The encoding that the byte order mark names; null: there is none. */
export function markedEncoding(bytes: Uint8Array): string | null {
  return marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0] ?? null;
}

/** UTF-16 without a mark: Latin letters have a zero in every other place. */
export function unmarkedUtf16(bytes: Uint8Array): string | null {
  const length = Math.min(bytes.length, sampleBytes) & ~1;
  if (length < 8) return null;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > length * 0.2 && even < length * 0.01) return 'utf-16le';
  return even > length * 0.2 && odd < length * 0.01 ? 'utf-16be' : null;
}

/**
 * Text of a file that does not say what it is: by its mark, as UTF-8 where it is that, as GB18030 where the bytes come
 * in pairs as Chinese does, else as windows-1252, which has a letter for every byte.
 */
export function decodeText(bytes: Uint8Array): string {
  const label = markedEncoding(bytes) ?? unmarkedUtf16(bytes);
  if (label) return new TextDecoder(label).decode(bytes);
  return strictly('utf-8', bytes) ?? chinese(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}

const declared = /(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])\s*([\w-]{2,40})/i;

/**
 * Text of HTML or XML, which may say at its beginning how it is encoded.
 * @param mediaType as a server gave it, with its `charset`
 */
export function decodeMarkup(bytes: Uint8Array, mediaType = ''): string {
  if (markedEncoding(bytes) ?? unmarkedUtf16(bytes)) return decodeText(bytes);
  const utf8 = strictly('utf-8', bytes);
  if (utf8 !== null) return utf8;
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 2_048));
  const label = /charset\s*=\s*"?([\w-]{2,40})/i.exec(mediaType)?.[1] ?? declared.exec(head)?.[1];
  // What says to be UTF-8 and is not: a few bytes are damaged, the rest is as it says.
  if (label) return decoder(label)?.decode(bytes) ?? decodeText(bytes);
  return decodeText(bytes);
}

function decoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

function strictly(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** In Chinese of GB2312 high bytes come in pairs and in long runs; in Western text they stand alone. */
function chinese(bytes: Uint8Array): string | null {
  const end = Math.min(bytes.length, sampleBytes);
  let runs = 0;
  let high = 0;
  for (let i = 0; i < end; i++) {
    const from = i;
    while (i < end && (bytes[i] ?? 0) >= 0xa1) i++;
    if (i === from) continue;
    if ((i - from) % 2 === 1 && i < end) return null;
    runs++;
    high += i - from;
  }
  return runs > 0 && high / runs >= 6 ? strictly('gb18030', bytes) : null;
}
