import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hashBlob } from '../../../lib/base/hash-blob';
import { AppError, type ErrorInfo } from '../../../lib/model/error';
import type { InstalledModel } from '../../../lib/model/installed-model';
import { isModelPath } from '../../../lib/model/model-path';
import { HeddleDb } from '../../../lib/store/db';
import { importModel, type ImportPorts } from '../../../lib/store/model-import';
import { deleteModel, openModel, storageOf, verifyModel } from '../../../lib/store/models';
import { madeBytes } from '../../replay/hub/index.mjs';
import { FakeDisk } from './fake-storage';
import { mlcFiles, picked, sha256, wasm } from './made-models';

const never = new AbortController().signal;
const quiet = (): void => undefined;

let db: HeddleDb;
let disk: FakeDisk;
let ports: ImportPorts;

beforeEach(() => {
  db = new HeddleDb('models', { indexedDB: new IDBFactory(), IDBKeyRange });
  disk = new FakeDisk();
  ports = {
    db,
    files: disk.files(),
    now: () => 42,
    checkGguf: async (file) => {
      const magic = await file.slice(0, 4).text();
      if (magic !== 'GGUF') throw new AppError({ code: 'engine', reason: 'modelNotGguf', message: 'No GGUF.' });
      return { contextTokens: 2048 };
    },
    packagedLibrary: (id) =>
      id === 'Tiny-q4f16_1-MLC' ? { name: 'Tiny.wasm', sha256: 'f'.repeat(64), from: 'packaged' } : null,
  };
});

async function problem(promise: Promise<unknown>): Promise<ErrorInfo> {
  const thrown: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return (thrown as AppError).info;
}

const gguf = (bytes: number, seed = 1): Uint8Array<ArrayBuffer> =>
  new Uint8Array([...new TextEncoder().encode('GGUF'), ...madeBytes(bytes - 4, seed)]);

const take = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>, folder = ''): Promise<InstalledModel> =>
  importModel(ports, picked(files, folder), quiet, never);

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

const without = (files: Files, ...names: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

async function nothingLeft(): Promise<void> {
  expect(await db.models.count()).toBe(0);
  expect(disk.segments()).toEqual({});
  expect([...disk.caches.values()].flatMap((cache) => [...cache.keys()])).toEqual([]);
  expect(disk.used).toBe(0);
}

describe('a GGUF file', () => {
  it('is copied, hashed, opened, and is the same', async () => {
    const bytes = gguf(300_000);
    const seen: number[] = [];
    const model = await importModel(
      ports,
      picked({ 'some model (1).gguf': bytes }),
      (fraction) => seen.push(fraction),
      never,
    );
    expect(model).toMatchObject({
      id: 'some-model-1',
      name: 'some model (1)',
      engine: 'wllama',
      state: 'ready',
      origin: 'imported',
      contextTokens: 2048,
      library: null,
    });
    expect(model.files).toEqual([
      { path: 'some model (1).gguf', bytes: 300_000, sha256: sha256(bytes), url: null, done: 300_000 },
    ]);
    expect(seen.at(-1)).toBe(1);
    expect(Object.values(disk.segments())).toEqual([65536, 65536, 65536, 65536, 37856]);
    const access = await openModel(db, ports.files, model.id);
    const file = await access.open('some model (1).gguf');
    expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(bytes));
    expect((await problem(access.open('../other'))).reason).toBe('modelDamaged');
  });

  it('in parts: all of them, in their order', async () => {
    const parts = {
      'm-00002-of-00003.gguf': gguf(1000, 2),
      'm-00001-of-00003.gguf': gguf(1000, 1),
      'm-00003-of-00003.gguf': gguf(1000, 3),
    };
    const model = await take(parts, 'folder/');
    expect(model.files.map(({ path }) => path)).toEqual([
      'm-00001-of-00003.gguf',
      'm-00002-of-00003.gguf',
      'm-00003-of-00003.gguf',
    ]);
    await deleteModel(db, ports.files, model.id);
    const two = without(parts, 'm-00002-of-00003.gguf');
    expect(await problem(take(two))).toMatchObject({
      code: 'engine',
      reason: 'modelFilesMissing',
      params: ['m', 'm-00002-of-00003.gguf'],
    });
  });

  it('is refused where it is none, cut off, or one of several', async () => {
    expect((await problem(take({ 'x.gguf': madeBytes(1000) }))).reason).toBe('modelNotGguf');
    expect((await problem(take({ 'x.gguf': gguf(10), 'y.gguf': gguf(10) }))).reason).toBe('modelSeveral');
    expect((await problem(take({ 'x.safetensors': gguf(10) }))).reason).toBe('modelFormat');
    expect((await problem(take({ 'x.txt': gguf(10) }))).reason).toBe('modelNothing');
    expect((await problem(take({}))).reason).toBe('modelNothing');
    await nothingLeft();
  });
});

describe('an MLC folder', () => {
  it('is put where web-llm reads it, without what it does not need', async () => {
    const files = mlcFiles();
    const model = await take(files, 'Tiny-q4f16_1-MLC/');
    expect(model).toMatchObject({
      id: 'Tiny-q4f16_1-MLC',
      engine: 'webllm',
      state: 'ready',
      contextTokens: 131_072,
      requires: ['shader-f16'],
    });
    expect(model.library).toEqual({ name: 'Tiny.wasm', sha256: 'f'.repeat(64), from: 'packaged' });
    expect(model.memoryBytes).toBe(450_003 + 2 * 2 * 2 * 4 * 8 * 4096);
    const urls = (scope: string): string[] =>
      [...(disk.caches.get(scope)?.keys() ?? [])].map((url) => url.split('/').at(-1) ?? '').sort();
    expect(urls('webllm/config')).toEqual(['mlc-chat-config.json']);
    expect(urls('webllm/model')).toEqual([
      'ndarray-cache.json',
      'params_shard_0.bin',
      'params_shard_1.bin',
      'params_shard_2.bin',
      'tensor-cache.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(disk.segments()).toEqual({});
    for (const { path, sha256: hash } of model.files) expect(hash, path).toBe(sha256(files[path]!));
    const access = await openModel(db, ports.files, model.id);
    const shard = await access.open('params_shard_1.bin');
    expect(sha256(new Uint8Array(await shard.arrayBuffer()))).toBe(sha256(files['params_shard_1.bin']!));
  });

  it('takes a library that comes with it, and pins it; the old name of the index too', async () => {
    const model = await take(
      { ...mlcFiles({ index: 'ndarray-cache.json' }), 'libs/Tiny-webgpu.wasm': wasm },
      'Other-MLC/',
    );
    expect(model.library).toEqual({ name: 'Tiny-webgpu.wasm', sha256: sha256(wasm), from: 'imported' });
    expect([...disk.caches.get('webllm/wasm')!.keys()]).toHaveLength(1);
    const file = await (await openModel(db, ports.files, model.id)).open('Tiny-webgpu.wasm');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(wasm);
    await deleteModel(db, ports.files, model.id);
    await nothingLeft();
  });

  it('without a library fits none: told, not refused; without a folder it has a name all the same', async () => {
    const model = await take(mlcFiles());
    expect(model).toMatchObject({ id: 'llama-q4f16_1-MLC', library: null, state: 'ready' });
  });

  it('names every file that is missing or short', async () => {
    const files = mlcFiles();
    const rest = without(files, 'params_shard_0.bin', 'tokenizer.json');
    const short = { ...rest, 'params_shard_2.bin': files['params_shard_2.bin']!.slice(0, 1000) };
    const info = await problem(take(short, 'Tiny-q4f16_1-MLC/'));
    expect(info).toMatchObject({ code: 'engine', reason: 'modelFilesMissing' });
    expect(info.params).toEqual([
      'Tiny-q4f16_1-MLC',
      'tokenizer.json, params_shard_0.bin, params_shard_2.bin (1000 of 150002 bytes)',
    ]);
    expect((await problem(take(without(files, 'mlc-chat-config.json')))).params?.[1]).toBe('mlc-chat-config.json');
    expect((await problem(take(without(files, 'tensor-cache.json')))).params?.[1]).toBe('tensor-cache.json');
    await nothingLeft();
  });

  it('is compared with its own checksums', async () => {
    const files = mlcFiles();
    files['params_shard_1.bin']![5]! ^= 1;
    expect(await problem(take(files, 'T/'))).toMatchObject({
      code: 'engine',
      reason: 'modelDamaged',
      params: ['T', 'params_shard_1.bin'],
    });
    await nothingLeft();
  });

  it('from a hostile hand is refused', async () => {
    const files = mlcFiles();
    const index = (records: unknown): Record<string, Uint8Array<ArrayBuffer>> => ({
      ...files,
      'tensor-cache.json': new TextEncoder().encode(JSON.stringify({ records })),
    });
    const record = { dataPath: 'params_shard_0.bin', nbytes: 150_000 };
    expect((await problem(take(index([{ ...record, dataPath: '../../x' }]), 'T/'))).reason).toBe('modelPath');
    expect((await problem(take(index([{ ...record, dataPath: 'https://e.example/x' }]), 'T/'))).reason).toBe(
      'modelPath',
    );
    expect((await problem(take(index([record, record]), 'T/'))).reason).toBe('modelDamaged');
    expect((await problem(take(index([{ ...record, nbytes: -1 }]), 'T/'))).reason).toBe('modelDamaged');
    expect((await problem(take(index({}), 'T/'))).reason).toBe('modelDamaged');
    expect(
      (await problem(take({ ...files, 'mlc-chat-config.json': new TextEncoder().encode('{nope') }, 'T/'))).reason,
    ).toBe('modelDamaged');
    expect((await problem(take({ ...files, 'lib.wasm': madeBytes(100) }, 'T/'))).reason).toBe('modelNotLibrary');
    await nothingLeft();
  });
});

describe('an import that ends early', () => {
  it('leaves nothing: stopped, no room, a file that changed', async () => {
    const stop = new AbortController();
    const files = picked(mlcFiles(), 'T/');
    const stopped = importModel(
      ports,
      files,
      (fraction) => {
        if (fraction > 0.3) stop.abort();
      },
      stop.signal,
    );
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    await nothingLeft();

    disk.quota = 200_000;
    expect(await problem(take(mlcFiles(), 'T/'))).toMatchObject({
      code: 'storage-full',
      reason: 'modelNoRoomOf',
      params: ['1', '1'],
    });
    // The browser promised more than it gives.
    ports = { ...ports, files: disk.files(64 * 1024, () => 1e9) };
    expect((await problem(take(mlcFiles(), 'T/'))).code).toBe('storage-full');
    expect((await problem(take({ 'x.gguf': gguf(300_000) }))).code).toBe('storage-full');
    for (const manner of ['chromium', 'firefox'] as const) {
      disk.manner = manner;
      // Chromium tells what the disk has left, Firefox what its quota leaves.
      const free = (): number => (manner === 'firefox' ? 1e9 : disk.quota - disk.used);
      const late = { calls: 0 };
      ports = { ...ports, files: disk.files(64 * 1024, () => (late.calls++ === 0 ? 1e9 : free())) };
      const told = manner === 'firefox' ? { reason: 'modelNoRoom', params: ['1'] } : { reason: 'modelNoRoomOf' };
      expect(await problem(take(mlcFiles(), 'T/'))).toMatchObject({ code: 'storage-full', ...told });
      late.calls = 0;
      expect(await problem(take({ 'x.gguf': gguf(300_000) }))).toMatchObject({ code: 'storage-full', ...told });
      await nothingLeft();
    }
    disk.manner = 'standard';
    disk.quota = Infinity;

    const gone = new File([gguf(1000)], 'x.gguf');
    gone.arrayBuffer = () => Promise.reject(new DOMException('Changed', 'NotReadableError'));
    expect(await problem(importModel(ports, [{ path: 'x.gguf', file: gone }], quiet, never))).toMatchObject({
      code: 'unsupported',
      reason: 'modelUnreadable',
    });
    await nothingLeft();
  });

  it('can be begun again, and a whole model is not written over', async () => {
    const files = { 'x.gguf': gguf(200_000) };
    const model = await take(files);
    await db.models.put({ ...model, state: 'partial' });
    expect((await problem(openModel(db, ports.files, 'x'))).reason).toBe('modelDamaged');
    expect((await take(files)).state).toBe('ready');
    expect((await problem(take(files))).reason).toBe('modelExists');
    expect((await openModel(db, ports.files, 'x')).model.state).toBe('ready');
  });
});

describe('a full disk', () => {
  it('keeps nobody from deleting a model, which makes room', async () => {
    await take({ 'x.gguf': gguf(200_000) });
    const put = vi.spyOn(db.models, 'put').mockImplementation(() => {
      const cause = new DOMException('Connection is closing because of: IO error: FILE_ERROR_NO_SPACE', 'UnknownError');
      return Dexie.Promise.reject(Object.assign(new Dexie.AbortError('Aborted'), { inner: cause }));
    });
    await deleteModel(db, ports.files, 'x');
    await nothingLeft();
    put.mockRestore();
  });

  it('is not what another failure of the Cache API is called', async () => {
    disk.manner = 'chromium';
    disk.quota = 200_000;
    ports = { ...ports, files: disk.files(64 * 1024, () => 1e9) };
    await expect(take(mlcFiles(), 'T/')).rejects.toMatchObject({ name: 'UnknownError' });
    await nothingLeft();
  });
});

describe('a check', () => {
  it('finds one flipped bit in any file, deletes that file only, and says so', async () => {
    for (const [files, spoilt] of [
      [mlcFiles(), 'params_shard_1.bin'],
      [{ 'x.gguf': gguf(300_000) }, 'x.gguf'],
    ] as const) {
      const model = await take(files, 'T/');
      const seen: number[] = [];
      const sound = await verifyModel(db, ports.files, model.id, (fraction) => seen.push(fraction), never);
      expect(sound).toEqual(model);
      expect(seen.at(-1)).toBe(1);
      disk.spoil(spoilt);
      const damaged = await verifyModel(db, ports.files, model.id, quiet, never);
      expect(damaged).toMatchObject({
        state: 'damaged',
        problem: { code: 'engine', reason: 'modelDamaged', params: [model.name, spoilt] },
      });
      expect(damaged.files.filter(({ done }) => done === 0).map(({ path }) => path)).toEqual([spoilt]);
      expect(await ports.files.open(model, spoilt)).toBeNull();
      expect((await problem(openModel(db, ports.files, model.id))).reason).toBe('modelDamaged');
      await deleteModel(db, ports.files, model.id);
    }
    await nothingLeft();
  });

  it('can be stopped', async () => {
    const model = await take({ 'x.gguf': gguf(1000) });
    await expect(verifyModel(db, ports.files, model.id, quiet, AbortSignal.abort())).rejects.toThrow();
    expect((await db.models.get(model.id))?.state).toBe('ready');
    expect((await problem(verifyModel(db, ports.files, 'nobody', quiet, never))).reason).toBe('modelUnknown');
  });
});

describe('storage', () => {
  it('is told by model', async () => {
    const one = await take({ 'one.gguf': gguf(1000) });
    await take({ 'two.gguf': gguf(3000) });
    disk.quota = 10_000;
    const told = await storageOf(db, ports.files);
    expect(told).toMatchObject({ modelBytes: 4000, freeBytes: 6000 });
    expect(Object.fromEntries(told.byModel)).toEqual({ one: 1000, two: 3000 });
    await deleteModel(db, ports.files, one.id);
    expect(await storageOf(db, ports.files)).toMatchObject({ modelBytes: 3000, freeBytes: 7000 });
  });

  it('keeps models apart, whatever they are called', async () => {
    const ids = ['a', 'A', 'a.b', '..', 'a/b', 'ü', 'a%2Fb'];
    const base = await take({ 'x.gguf': gguf(10) });
    const models = ids.map((id, n) => ({ ...base, id, files: [{ ...base.files[0]!, path: 'x.gguf', bytes: n + 1 }] }));
    for (const [n, model] of models.entries()) {
      const writer = await ports.files.append(model, 'x.gguf', 0);
      await writer.write(madeBytes(n + 1));
      await writer.close();
    }
    for (const [n, model] of models.entries()) expect((await ports.files.open(model, 'x.gguf'))?.size).toBe(n + 1);
    await ports.files.deleteModel(models[1]!);
    expect((await ports.files.open(models[0]!, 'x.gguf'))?.size).toBe(1);
  });

  it('goes on after the last whole segment', async () => {
    const model = { ...(await take({ 'x.gguf': gguf(10) })), id: 'y' };
    const bytes = madeBytes(200_000);
    const first = await ports.files.append(model, 'x.gguf', 0);
    await first.write(bytes.slice(0, 150_000));
    // Killed: what was not closed is not there.
    expect((await ports.files.open(model, 'x.gguf'))?.size).toBe(131_072);
    const second = await ports.files.append(model, 'x.gguf', 131_072);
    await second.write(bytes.slice(131_072));
    await second.close();
    const file = await ports.files.open(model, 'x.gguf');
    expect(new Uint8Array(await file!.arrayBuffer())).toEqual(bytes);
  });
});

describe('hashes', () => {
  it('are those of the whole, in pieces too', async () => {
    const bytes = madeBytes(70 * 1024 * 1024);
    let seen = 0;
    const hashes = await hashBlob(
      new Blob([bytes]),
      { md5: true, gitSha1: true, onBytes: (piece) => void (seen += piece.length) },
      never,
    );
    const { createHash } = await import('node:crypto');
    expect(hashes).toEqual({
      sha256: sha256(bytes),
      md5: createHash('md5').update(bytes).digest('hex'),
      gitSha1: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    });
    expect(seen).toBe(bytes.length);
  });
});

describe('paths', () => {
  it('stay within the model', () => {
    const good = ['a', 'a/b.bin', 'model-00001-of-00002.gguf', 'some model (1).gguf', 'モデル.gguf'];
    const bad = [
      '',
      '/a',
      'a/',
      'a//b',
      '..',
      'a/../b',
      './a',
      'a\\b',
      'C:a',
      'a?b',
      'a#b',
      'a\0',
      'a\n',
      ' a',
      'x'.repeat(201),
      '\ud800',
      'a\u202eb',
      'a%2e%2e',
    ];
    expect(good.filter((path) => !isModelPath(path))).toEqual([]);
    expect(bad.filter(isModelPath)).toEqual([]);
  });
});
