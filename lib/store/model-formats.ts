import { AppError } from '../model/error';
import { checkModelPath as checked, isModelPath } from '../model/model-path';
import { configFile, indexFiles } from '../model/webllm-cache';
import { incomplete, refused, several } from './model-refusals';
import { modelDamaged as damaged } from './models';

// What a person gives as a model, and what of it is taken.

/** A file with its path below the folder it was picked in. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export interface PlannedFile extends PickedFile {
  /** As the model's list of weights has it; null: it says nothing. */
  readonly md5: string | null;
}

export interface ModelPlan {
  readonly engine: 'webllm' | 'wllama';
  readonly name: string;
  readonly files: readonly PlannedFile[];
  /** A model library among them. */
  readonly library: PlannedFile | null;
  readonly contextTokens: number | null;
  readonly memoryBytes: number | null;
  readonly requires: readonly string[];
}

const mostFiles = 20_000;
const mostJsonBytes = 64 * 1024 * 1024;
const mostRecords = 10_000;
const mostLibraryBytes = 200 * 1024 * 1024;
/** What the engine reserves a context for, unless it is told otherwise. */
const usualContextTokens = 4096;

/**
 * Recognises an MLC model or a GGUF file (single or in parts) among picked files.
 * @throws AppError `unsupported` (`modelNothing`, `modelSeveral`, `modelFormat`, `modelPath`), `engine`
 *   (`modelFilesMissing`, naming every file that is missing or short; `modelDamaged`)
 */
export async function planImport(picked: readonly PickedFile[]): Promise<ModelPlan> {
  if (picked.length > mostFiles) throw several();
  const files = picked.filter(({ path }) => !path.split('/').some((part) => part.startsWith('.')));
  const configs = files.filter(({ path }) => lastOf(path) === configFile);
  const ggufs = files.filter(({ path }) => /\.gguf$/i.test(path));
  if (configs.length > 1) throw several();
  const [config] = configs;
  if (config) return planMlc(config, files);
  if (ggufs.length > 0) return planGguf(ggufs);
  if (files.some(({ path }) => indexFiles.includes(lastOf(path)))) throw incomplete('MLC', [configFile]);
  if (files.some(({ path }) => /\.(safetensors|pth?|onnx|ckpt|ggml)$/i.test(path))) {
    throw refused(
      'modelFormat',
      'Heddle runs models in GGUF format (one .gguf file) or MLC format (a folder with mlc-chat-config.json). This is another format; look for the same model in one of these.',
    );
  }
  throw refused(
    'modelNothing',
    'There is no model in what you chose. Choose a .gguf file, or the folder with mlc-chat-config.json.',
  );
}

function planGguf(ggufs: readonly PickedFile[]): ModelPlan {
  const stems = new Set(ggufs.map(({ path }) => partOf(lastOf(path)).stem));
  const [stem] = stems;
  if (stem === undefined || stems.size > 1) throw several();
  const parts = ggufs.map((one) => ({ ...one, path: lastOf(one.path), ...partOf(lastOf(one.path)) }));
  const of = Math.max(...parts.map((part) => part.of));
  const here = new Set(parts.map((part) => part.no));
  if (here.size !== parts.length) throw several();
  const missing = Array.from({ length: Math.min(of, 99_999) }, (_, n) => n + 1).filter((no) => !here.has(no));
  if (missing.length > 0)
    throw incomplete(
      stem,
      missing.map((no) => partName(stem, no, of)),
    );
  parts.sort((a, b) => a.no - b.no);
  const files = parts.map(({ path, file }) => ({ path: checked(path), file, md5: null }));
  return { engine: 'wllama', name: stem, files, library: null, contextTokens: null, memoryBytes: null, requires: [] };
}

/** Names as llama-gguf-split gives them: `name-00001-of-00003.gguf`. */
function partOf(name: string): { readonly stem: string; readonly no: number; readonly of: number } {
  const found = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i.exec(name);
  if (!found) return { stem: name.replace(/\.gguf$/i, ''), no: 1, of: 1 };
  return { stem: found[1] ?? '', no: Number(found[2]), of: Number(found[3]) };
}

function partName(stem: string, no: number, of: number): string {
  const five = (n: number): string => String(n).padStart(5, '0');
  return `${stem}-${five(no)}-of-${five(of)}.gguf`;
}

async function planMlc(config: PickedFile, all: readonly PickedFile[]): Promise<ModelPlan> {
  const folder = config.path.slice(0, config.path.length - configFile.length);
  const near = new Map<string, File>();
  for (const { path, file } of all) if (path.startsWith(folder)) near.set(path.slice(folder.length), file);
  const settings = await readJson(folder, configFile, config.file);
  const name = folder.split('/').at(-2) ?? nameIn(settings);
  // The newer name first: where both are there, they say the same.
  const index = [...indexFiles].reverse().find((one) => near.has(one));
  const indexJson = index === undefined ? null : await readJson(name, index, near.get(index));
  const records = indexJson === null ? [] : recordsIn(name, index ?? '', indexJson);
  const named = Array.isArray(settings['tokenizer_files']) ? settings['tokenizer_files'] : [];
  const tokenizers = [...new Set(named)].filter((one): one is string => typeof one === 'string' && isModelPath(one));
  // What the engine asks for: one of these two, the first where the settings name it.
  const tokenizer = tokenizers.includes('tokenizer.json')
    ? 'tokenizer.json'
    : (tokenizers.find((one) => one === 'tokenizer.model') ?? 'tokenizer.json');

  const missing = [
    ...(index === undefined ? [indexFiles.at(-1) ?? ''] : []),
    ...(near.has(tokenizer) ? [] : [tokenizer]),
  ];
  const planned = new Map<string, PlannedFile>();
  const add = (path: string, md5: string | null = null): void => {
    const file = near.get(path);
    if (file) planned.set(path, { path: checked(path), file, md5 });
  };
  for (const path of [configFile, ...(index === undefined ? [] : [index]), tokenizer, ...tokenizers]) add(path);
  for (const { path, bytes, md5 } of records) {
    const size = near.get(path)?.size;
    if (size === undefined) missing.push(path);
    else if (size !== bytes) missing.push(`${path} (${size} of ${bytes} bytes)`);
    add(path, md5);
  }
  if (missing.length > 0) throw incomplete(name, missing);
  const weightBytes = records.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    engine: 'webllm',
    name,
    files: [...planned.values()],
    library: await findLibrary(name, all, planned),
    contextTokens: positive(settings['context_window_size']),
    memoryBytes: weightBytes + cacheBytes(settings),
    requires: /f16/.test(typeof settings['quantization'] === 'string' ? settings['quantization'] : name)
      ? ['shader-f16']
      : [],
  };
}

interface WeightFile {
  readonly path: string;
  readonly bytes: number;
  readonly md5: string | null;
}

/** The weight files that an index lists (`records[].dataPath`, `nbytes`, `md5sum`). */
function recordsIn(name: string, index: string, json: Json): readonly WeightFile[] {
  const records = json['records'];
  if (!Array.isArray(records) || records.length === 0 || records.length > mostRecords) throw damaged(name, index);
  const seen = new Set<string>();
  return (records as readonly unknown[]).map((record) => {
    const { dataPath, nbytes, md5sum } = isRecord(record) ? record : {};
    if (typeof dataPath !== 'string' || !isSize(nbytes) || nbytes === 0 || seen.has(dataPath))
      throw damaged(name, index);
    seen.add(checked(dataPath));
    const md5 = typeof md5sum === 'string' && /^[0-9a-f]{32}$/i.test(md5sum) ? md5sum.toLowerCase() : null;
    return { path: dataPath, bytes: nbytes, md5 };
  });
}

/** The library of kernels, which may lie beside the folder. It is code: what is none goes no further. */
async function findLibrary(
  name: string,
  all: readonly PickedFile[],
  planned: ReadonlyMap<string, unknown>,
): Promise<PlannedFile | null> {
  const found = all.filter(({ path }) => /\.wasm$/i.test(path));
  const [library] = found;
  if (!library) return null;
  if (found.length > 1) throw several();
  const path = checked(lastOf(library.path));
  const magic = new Uint8Array(await library.file.slice(0, 8).arrayBuffer());
  const isWasm = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].every((byte, n) => magic[n] === byte);
  if (!isWasm || planned.has(path) || library.file.size > mostLibraryBytes) {
    throw new AppError({
      code: 'unsupported',
      reason: 'modelNotLibrary',
      params: [path],
      message: `“${path}” is not a model library (a WebAssembly file). Leave it out, or take it from the publisher of the model.`,
    });
  }
  return { path, file: library.file, md5: null };
}

/** For files that were picked without their folder. */
function nameIn(settings: Json): string {
  const parts = [settings['model_type'], settings['quantization']];
  return [...parts.filter((part) => typeof part === 'string'), 'MLC'].join('-').slice(0, 100);
}

/** Memory of the context: keys and values of every layer, two bytes each; 0 where the settings do not say. */
function cacheBytes(settings: Json): number {
  const model = isRecord(settings['model_config']) ? settings['model_config'] : {};
  const layers = positive(model['num_hidden_layers']);
  const heads = positive(model['num_key_value_heads']) ?? positive(model['num_attention_heads']);
  const size = positive(model['head_dim']);
  if (layers === null || heads === null || size === null) return 0;
  const bytes = 2 * 2 * layers * heads * size * usualContextTokens;
  return Number.isSafeInteger(bytes) ? bytes : 0;
}

type Json = Readonly<Record<string, unknown>>;

async function readJson(name: string, path: string, file: File | undefined): Promise<Json> {
  if (!file || file.size > mostJsonBytes) throw damaged(name, path);
  try {
    const json: unknown = JSON.parse(await file.text());
    if (isRecord(json)) return json;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  throw damaged(name, path);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function positive(value: unknown): number | null {
  return isSize(value) && value > 0 ? value : null;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
