import { type ByteReader, byteReader, ggufError } from './gguf-bytes';
import { type GgufHeader, type GgufScalar, type GgufTensor, blockSizes } from './gguf-types';

export type { GgufHeader, GgufTensor, GgufVocabulary } from './gguf-types';

// Reads what stands before the weights. A file comes from anywhere: every count and length in it is checked before
// anything is read or kept by it.

const most = {
  fields: 65_536,
  tensors: 65_536,
  keyBytes: 65_535,
  nameBytes: 1024,
  stringBytes: 16 << 20,
  items: 1 << 22,
  dims: 8,
  depth: 4,
  alignment: 1 << 20,
} as const;

/** Bytes of a value by its type; strings (8) and arrays (9) have none of their own. */
const valueBytes: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);
const stringType = 8;
const arrayType = 9;
const textArrays = new Set(['tokenizer.ggml.tokens', 'tokenizer.ggml.merges']);
const numberArrays = new Set(['tokenizer.ggml.scores', 'tokenizer.ggml.token_type']);

export interface GgufOptions {
  /** Also the words of the tokenizer, which take most of the time and memory. Default false. */
  readonly vocabulary?: boolean;
  /** For sentences; a File's own name by default. */
  readonly name?: string;
}

interface State {
  readonly bytes: ByteReader;
  readonly name: string;
  readonly vocabulary: boolean;
  readonly fields: Map<string, GgufScalar>;
  readonly texts: Map<string, string[]>;
  readonly numbers: Map<string, number[]>;
  /** Lengths of arrays, kept or not. */
  readonly lengths: Map<string, number>;
}

/**
 * Reads the header of a GGUF file (version 2 or 3, little-endian) by slices; the weights are not touched.
 *
 * @throws AppError `engine` with the reason `modelNotGguf`; `modelCut`, where the header or a tensor reaches beyond the
 *   end of the file; `modelDamaged`, for anything else that cannot be
 */
export async function readGguf(file: Blob, options: GgufOptions = {}): Promise<GgufHeader> {
  const name = options.name ?? (file instanceof File ? file.name : 'model.gguf');
  const bytes = byteReader(file, name);
  if (file.size < 4) throw ggufError('modelNotGguf', name, `${file.size} bytes`);
  await bytes.need(4);
  const magic = bytes.u32();
  if (magic !== 0x46554747) throw ggufError('modelNotGguf', name, `begins with ${magic.toString(16)}`);
  await bytes.need(20);
  const version = bytes.u32();
  // A file of the other byte order shows its version as 0x03000000.
  if (version !== 2 && version !== 3) throw ggufError('modelNotGguf', name, `version ${version}`);
  const tensorCount = bytes.u64();
  const fieldCount = bytes.u64();
  if (tensorCount > most.tensors) throw ggufError('modelDamaged', name, `${tensorCount} tensors`);
  if (fieldCount > most.fields) throw ggufError('modelDamaged', name, `${fieldCount} fields`);
  const state: State = {
    bytes,
    name,
    vocabulary: options.vocabulary ?? false,
    fields: new Map(),
    texts: new Map(),
    numbers: new Map(),
    lengths: new Map(),
  };
  for (let n = 0; n < fieldCount; n++) await readField(state);
  return headerOf(state, { version, ...(await readTensors(state, tensorCount, file.size)) });
}

async function readText({ bytes, name }: State, mostBytes: number): Promise<string> {
  await bytes.need(8);
  const length = bytes.u64();
  if (length > mostBytes) throw ggufError('modelDamaged', name, `a text of ${length} bytes`);
  await bytes.need(length);
  return bytes.text(length);
}

async function readField(state: State): Promise<void> {
  const { bytes, name, fields, lengths } = state;
  const key = await readText(state, most.keyBytes);
  if (fields.has(key) || lengths.has(key)) throw ggufError('modelDamaged', name, `${key} twice`);
  await bytes.need(4);
  const type = bytes.u32();
  if (type === arrayType) await readArray(state, key);
  else if (type === stringType) fields.set(key, await readText(state, most.stringBytes));
  else {
    const size = sizeOf(state, type);
    await bytes.need(size);
    fields.set(key, readNumber(bytes.view(size), type));
  }
}

function sizeOf({ name }: State, type: number): number {
  const size = valueBytes.get(type);
  if (size === undefined) throw ggufError('modelDamaged', name, `a value of type ${type}`);
  return size;
}

function readNumber(view: DataView, type: number): number | boolean {
  switch (type) {
    case 0:
      return view.getUint8(0);
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, true);
    case 3:
      return view.getInt16(0, true);
    case 4:
      return view.getUint32(0, true);
    case 5:
      return view.getInt32(0, true);
    case 6:
      return view.getFloat32(0, true);
    case 7:
      return view.getUint8(0) !== 0;
    case 10:
      return Number(view.getBigUint64(0, true));
    case 11:
      return Number(view.getBigInt64(0, true));
    default:
      return view.getFloat64(0, true);
  }
}

async function readArray(state: State, key: string): Promise<void> {
  const { bytes, name, lengths, vocabulary } = state;
  await bytes.need(12);
  const type = bytes.u32();
  const length = bytes.u64();
  if (length > most.items) throw ggufError('modelDamaged', name, `${key}: ${length} items`);
  lengths.set(key, length);
  if (vocabulary && type === stringType && textArrays.has(key)) {
    const texts: string[] = [];
    for (let n = 0; n < length; n++) {
      // No waiting where the window has it: a vocabulary has 150,000 of these.
      const size = await textSize(state);
      if (bytes.ready() < size) await bytes.need(size);
      texts.push(bytes.text(size));
    }
    state.texts.set(key, texts);
  } else if (vocabulary && type !== stringType && type !== arrayType && numberArrays.has(key)) {
    const size = sizeOf(state, type);
    const numbers: number[] = [];
    for (let n = 0; n < length; n++) {
      if (bytes.ready() < size) await bytes.need(size);
      numbers.push(Number(readNumber(bytes.view(size), type)));
    }
    state.numbers.set(key, numbers);
  } else await skipItems(state, type, length, 1);
}

/** Length of the text that begins here. */
async function textSize({ bytes, name }: State): Promise<number> {
  if (bytes.ready() < 8) await bytes.need(8);
  const size = bytes.u64();
  if (size > most.stringBytes) throw ggufError('modelDamaged', name, `a text of ${size} bytes`);
  return size;
}

async function skipItems(state: State, type: number, length: number, depth: number): Promise<void> {
  const { bytes, name } = state;
  if (type === stringType) {
    for (let n = 0; n < length; n++) bytes.skip(await textSize(state));
  } else if (type === arrayType) {
    if (depth >= most.depth) throw ggufError('modelDamaged', name, 'arrays within arrays');
    for (let n = 0; n < length; n++) {
      if (bytes.ready() < 12) await bytes.need(12);
      const inner = bytes.u32();
      const items = bytes.u64();
      if (items > most.items) throw ggufError('modelDamaged', name, `${items} items`);
      await skipItems(state, inner, items, depth + 1);
    }
  } else bytes.skip(length * sizeOf(state, type));
}

interface Tensors {
  readonly tensors: readonly GgufTensor[];
  readonly alignment: number;
  readonly dataStart: number;
}

async function readTensors(state: State, count: number, fileBytes: number): Promise<Tensors> {
  const { bytes, name, fields } = state;
  const alignment = numberIn(fields, 'general.alignment') ?? 32;
  if (!Number.isInteger(alignment) || alignment < 1 || alignment > most.alignment) {
    throw ggufError('modelDamaged', name, `alignment ${alignment}`);
  }
  const found: GgufTensor[] = [];
  const names = new Set<string>();
  for (let n = 0; n < count; n++) {
    const tensor = await readTensor(state);
    if (names.has(tensor.name)) throw ggufError('modelDamaged', name, `${tensor.name} twice`);
    if (tensor.start % alignment !== 0) throw ggufError('modelDamaged', name, `${tensor.name} at ${tensor.start}`);
    names.add(tensor.name);
    found.push(tensor);
  }
  if (bytes.at() > fileBytes) throw ggufError('modelCut', name, `a header of ${bytes.at()} bytes of ${fileBytes}`);
  const dataStart = Math.ceil(bytes.at() / alignment) * alignment;
  const tensors = found.map((tensor) => ({ ...tensor, start: dataStart + tensor.start }));
  for (const { name: tensor, start, bytes: size } of tensors) {
    if (start + (size ?? 1) > fileBytes) {
      throw ggufError('modelCut', name, `${tensor} ends at ${start + (size ?? 1)}, the file at ${fileBytes}`);
    }
  }
  return { tensors, alignment, dataStart };
}

/** `start` counts from the beginning of the weights, as in the file. */
async function readTensor(state: State): Promise<GgufTensor> {
  const { bytes, name } = state;
  const tensor = await readText(state, most.nameBytes);
  await bytes.need(4);
  const dimCount = bytes.u32();
  if (dimCount > most.dims) throw ggufError('modelDamaged', name, `${tensor}: ${dimCount} dimensions`);
  await bytes.need(dimCount * 8 + 12);
  const dims: number[] = [];
  for (let n = 0; n < dimCount; n++) dims.push(bytes.u64());
  const type = bytes.u32();
  const start = bytes.u64();
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const [blockElements, blockBytes] = blockSizes.get(type) ?? [1, 0];
  if (!Number.isSafeInteger(elements * 8) || !Number.isSafeInteger(start) || (dims[0] ?? 0) % blockElements !== 0) {
    throw ggufError('modelDamaged', name, `${tensor}: ${dims.join(' × ')} of type ${type} at ${start}`);
  }
  return { name: tensor, type, dims, start, bytes: blockBytes === 0 ? null : (elements / blockElements) * blockBytes };
}

function headerOf(
  { fields, texts, numbers, lengths }: State,
  { version, tensors, alignment, dataStart }: Tensors & { readonly version: number },
): GgufHeader {
  const text = (key: string): string => {
    const value = fields.get(key);
    return typeof value === 'string' ? value : '';
  };
  const flag = (key: string): boolean | null => {
    const value = fields.get(key);
    return typeof value === 'boolean' ? value : null;
  };
  const architecture = text('general.architecture');
  const splitCount = numberIn(fields, 'split.count') ?? 1;
  return {
    version,
    architecture,
    name: text('general.name'),
    license: text('general.license'),
    contextTokens: numberIn(fields, `${architecture}.context_length`),
    vocabulary: {
      model: text('tokenizer.ggml.model'),
      pre: text('tokenizer.ggml.pre'),
      size: lengths.get('tokenizer.ggml.tokens') ?? 0,
      addBos: flag('tokenizer.ggml.add_bos_token'),
      addSpacePrefix: flag('tokenizer.ggml.add_space_prefix'),
      tokens: texts.get('tokenizer.ggml.tokens') ?? [],
      scores: numbers.get('tokenizer.ggml.scores') ?? [],
      types: numbers.get('tokenizer.ggml.token_type') ?? [],
      merges: texts.get('tokenizer.ggml.merges') ?? [],
    },
    chatTemplate: text('tokenizer.chat_template') || null,
    alignment,
    dataStart,
    tensors,
    tensorBytes: tensors.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    split: splitCount > 1 ? { no: numberIn(fields, 'split.no') ?? 0, count: splitCount } : null,
    fields,
  };
}

function numberIn(fields: ReadonlyMap<string, GgufScalar>, key: string): number | null {
  const value = fields.get(key);
  return typeof value === 'number' ? value : null;
}
