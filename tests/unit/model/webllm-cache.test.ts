import { describe, expect, it } from 'vitest';
import type { InstalledModel } from '../../../lib/model/installed-model';
import { cacheEntries, modelRecord } from '../../../lib/model/webllm-cache';

function model(paths: readonly string[], over: Partial<InstalledModel> = {}): InstalledModel {
  return {
    id: 'a model',
    name: 'A model',
    engine: 'webllm',
    state: 'ready',
    origin: 'imported',
    license: '',
    files: paths.map((path) => ({ path, bytes: 1, sha256: null, url: null, done: 1 })),
    library: null,
    contextTokens: null,
    memoryBytes: null,
    requires: ['shader-f16'],
    problem: null,
    addedAt: 0,
    ...over,
  };
}

const base = 'https://model.invalid/m-a%20model/resolve/main/';

describe('cacheEntries', () => {
  it('puts each file where web-llm looks for it', () => {
    const library = { name: 'lib.wasm', sha256: '', from: 'imported' as const };
    const files = ['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json', 'params_shard_0.bin', 'lib.wasm'];
    expect(cacheEntries(model(files, { library }))).toEqual([
      { scope: 'webllm/config', url: `${base}mlc-chat-config.json`, path: 'mlc-chat-config.json' },
      // Old and new versions ask for the index by different names.
      { scope: 'webllm/model', url: `${base}ndarray-cache.json`, path: 'tensor-cache.json' },
      { scope: 'webllm/model', url: `${base}tensor-cache.json`, path: 'tensor-cache.json' },
      { scope: 'webllm/model', url: `${base}tokenizer.json`, path: 'tokenizer.json' },
      { scope: 'webllm/model', url: `${base}params_shard_0.bin`, path: 'params_shard_0.bin' },
      { scope: 'webllm/wasm', url: 'https://model.invalid/m-a%20model/lib/lib.wasm', path: 'lib.wasm' },
    ]);
  });

  it('takes each index for itself where a model has both', () => {
    const entries = cacheEntries(model(['tensor-cache.json', 'ndarray-cache.json']));
    expect(entries.map(({ url, path }) => url === base + path)).toEqual([true, true]);
  });

  it('keeps a library of the package out of the cache', () => {
    const library = { name: 'lib.wasm', sha256: '', from: 'packaged' as const };
    expect(cacheEntries(model([], { library }))).toEqual([]);
  });

  it.each(['../other/x.bin', '/x.bin', 'https://evil.test/x', '//evil.test/x', 'a/../../../x', 'x?y', 'x#y', '', '.'])(
    'refuses a path that is another address: %j',
    (path) => {
      expect(() => cacheEntries(model([path]))).toThrow(expect.objectContaining({ code: 'engine' }));
    },
  );

  it.each(['..', '.', '../../x', 'a/b', 'ü', '\ud800', 'https://evil.test/'])(
    'keeps an id inside its folder: %j',
    (id) => {
      for (const { url } of cacheEntries(model(['x.bin'], { id }))) {
        expect(new URL(url).href).toBe(url);
        expect(url).toMatch(/^https:\/\/model\.invalid\/m-[^/]*\/resolve\/main\/x\.bin$/);
      }
    },
  );

  it('tells two models apart', () => {
    const urls = ['a', 'A', 'a/b', 'a%2Fb', 'm-a'].map((id) => cacheEntries(model(['x'], { id }))[0]?.url);
    expect(new Set(urls).size).toBe(5);
  });
});

it('a record names what the model needs, and the address of its files as the library has it', () => {
  expect(modelRecord(model([]), '/lib.wasm')).toEqual({
    model: base,
    model_id: 'a model',
    model_lib: '/lib.wasm',
    required_features: ['shader-f16'],
  });
});
