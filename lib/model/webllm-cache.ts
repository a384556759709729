import { AppError } from './error';
import type { InstalledModel } from './installed-model';

// Where the files of a web-llm model lie. The library reads them out of the Cache API, under the addresses it would
// fetch them from. Ours are made up: `.invalid` resolves nowhere (RFC 2606), so what is missing cannot be fetched.

/** The library's own names of its caches. */
export type CacheScope = 'webllm/model' | 'webllm/config' | 'webllm/wasm';

export interface CacheEntry {
  readonly scope: CacheScope;
  readonly url: string;
  /** File of the model that lies here; one file may lie under two addresses. */
  readonly path: string;
}

/** What an MLC model is described by. */
export const configFile = 'mlc-chat-config.json';
/** The list of weight files: its name up to web-llm 0.2.79, and since. */
export const indexFiles: readonly string[] = ['ndarray-cache.json', 'tensor-cache.json'];

/** A model record as web-llm takes it. */
export interface ModelRecord {
  readonly model: string;
  readonly model_id: string;
  readonly model_lib: string;
  readonly required_features: string[];
}

/**
 * Every cache entry of a model. An imported library is a file of the model, with the library's name as its path.
 * @throws AppError `engine` (reason `modelDamaged`) for a path that would be another address than it reads
 */
export function cacheEntries(model: Pick<InstalledModel, 'id' | 'name' | 'files' | 'library'>): readonly CacheEntry[] {
  const library = model.library?.from === 'imported' ? model.library.name : null;
  return model.files.flatMap(({ path }): CacheEntry[] => {
    if (path === library) return [{ scope: 'webllm/wasm', url: addressOf(model, 'lib/', path), path }];
    if (path === configFile) return [{ scope: 'webllm/config', url: addressOf(model, weights, path), path }];
    const names = indexFiles.includes(path) ? indexFiles.filter((name) => name === path || !has(model, name)) : [path];
    return names.map((name) => ({ scope: 'webllm/model', url: addressOf(model, weights, name), path }));
  });
}

/** @param libUrl where the library finds its WebAssembly: not `http…`, so that it is fetched and never cached */
export function modelRecord(model: Pick<InstalledModel, 'id' | 'requires'>, libUrl: string): ModelRecord {
  return {
    model: baseOf(model.id) + weights,
    model_id: model.id,
    model_lib: libUrl,
    required_features: [...model.requires],
  };
}

// The library adds this itself where an address does not have it.
const weights = 'resolve/main/';

function baseOf(id: string): string {
  // The letter keeps an id of dots from climbing.
  return `https://model.invalid/m-${encodeURIComponent(id.replace(/\p{Surrogate}/gu, '_'))}/`;
}

function addressOf(model: Pick<InstalledModel, 'id' | 'name'>, folder: string, path: string): string {
  const base = baseOf(model.id) + folder;
  // Resolved as the library does it: an address in place of a path, or one that climbs, would be another entry.
  const url = URL.canParse(path, base) ? new URL(path, base) : null;
  if (!url?.href.startsWith(base) || url.href === base || url.search || url.hash) {
    throw new AppError({
      code: 'engine',
      reason: 'modelDamaged',
      params: [model.name, path.slice(0, 200)],
      message: `The model “${model.name}” is damaged or incomplete (${path.slice(0, 200)}). Delete it, then download or import it again.`,
    });
  }
  return url.href;
}

function has(model: Pick<InstalledModel, 'files'>, path: string): boolean {
  return model.files.some((file) => file.path === path);
}
