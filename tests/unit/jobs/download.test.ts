import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile, type DownloadPorts } from '../../../lib/jobs/executors/download';
import { browserHttp } from '../../../lib/jobs/http';
import { planDownload, type DownloadOffer } from '../../../lib/jobs/hub';
import { AppError, type ErrorInfo } from '../../../lib/model/error';
import type { InstalledModel } from '../../../lib/model/installed-model';
import { HeddleDb } from '../../../lib/store/db';
import { deleteModel, openModel, verifyModel } from '../../../lib/store/models';
import { madeBytes, startHub, type Hub } from '../../replay/hub/index.mjs';
import { FakeDisk } from '../store/fake-storage';
import { mlcFiles, sha256 } from '../store/made-models';

const never = new AbortController().signal;
const quiet = (): void => undefined;
const big = madeBytes(3_000_000);

let db: HeddleDb;
let disk: FakeDisk;
let hub: Hub;
let ports: DownloadPorts;

const offered: Omit<DownloadOffer, 'repository'> = {
  id: 'tiny',
  name: 'Tiny',
  engine: 'wllama',
  license: 'Apache-2.0',
  memoryBytes: 1,
  contextTokens: 2048,
  requires: [],
  library: null,
  files: [{ path: 'tiny.gguf', url: '', bytes: null, sha256: null }],
};
const mlcOffer = { ...offered, id: 'mlc', name: 'Mlc', engine: 'webllm', library: 'Tiny.wasm', files: null } as const;
const library = { name: 'Tiny.wasm', sha256: 'a'.repeat(64), from: 'packaged' } as const;

beforeEach(async () => {
  db = new HeddleDb('download', { indexedDB: new IDBFactory(), IDBKeyRange });
  disk = new FakeDisk();
  hub = await startHub({ 'maker/tiny': { 'tiny.gguf': big, 'README.md': madeBytes(50) }, 'maker/mlc': mlcFiles() });
  ports = {
    db,
    files: disk.files(256 * 1024),
    fetchIt: fetch,
    now: () => 1_000_000,
    checkGguf: () => Promise.resolve({ contextTokens: 4096 }),
    stallMs: 300,
  };
});
afterEach(() => hub.close());

function plan(offer: Omit<DownloadOffer, 'repository'>, repo: string, at = hub): Promise<InstalledModel> {
  const hubPorts = { http: browserHttp(fetch), now: () => 7, packagedLibraries: () => [library] };
  return planDownload({ ...offer, repository: `${at.origin}/${repo}` }, hubPorts, never);
}

async function planned(): Promise<InstalledModel> {
  const model = await plan(offered, 'maker/tiny');
  await db.models.put(model);
  return model;
}

const fetchTiny = (signal = never, onProgress: (done: number, bytes: number) => void = quiet): Promise<void> =>
  downloadFile(ports, 'tiny', 'tiny.gguf', onProgress, signal);

async function problem(promise: Promise<unknown>): Promise<ErrorInfo> {
  const thrown: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return (thrown as AppError).info;
}

async function isWhole(): Promise<void> {
  const { model, open } = await openModel(db, ports.files, 'tiny');
  expect(model.state).toBe('ready');
  expect(sha256(new Uint8Array(await (await open('tiny.gguf')).arrayBuffer()))).toBe(sha256(big));
}

describe('a plan', () => {
  it('is of one commit, with the hashes the hub states', async () => {
    const model = await plan(offered, 'maker/tiny');
    expect(model).toMatchObject({
      id: 'tiny',
      state: 'partial',
      origin: 'downloaded',
      license: 'Apache-2.0',
      contextTokens: 2048,
      addedAt: 7,
    });
    expect(model.files).toEqual([
      {
        path: 'tiny.gguf',
        bytes: big.length,
        sha256: sha256(big),
        url: `${hub.origin}/maker/tiny/resolve/${hub.commit}/tiny.gguf`,
        done: 0,
      },
    ]);
  });

  it('of an MLC model takes what web-llm reads, over pages of the list', async () => {
    const paged = await startHub({ 'maker/mlc': mlcFiles() }, { pageSize: 3 });
    try {
      const model = await plan(mlcOffer, 'maker/mlc', paged);
      expect(model.files.map(({ path }) => path)).toEqual([
        'mlc-chat-config.json',
        'tensor-cache.json',
        'tokenizer.json',
        'tokenizer_config.json',
        'params_shard_0.bin',
        'params_shard_1.bin',
        'params_shard_2.bin',
      ]);
      expect(model.library).toEqual(library);
      const config = model.files[0]!;
      expect(config.sha256).toBeNull();
      expect(config.gitSha1).toMatch(/^[0-9a-f]{40}$/);
      expect(model.files.at(-1)!.sha256).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      await paged.close();
    }
  });

  it('names what is not there, not given, or not as it was', async () => {
    const other = { ...offered, files: [{ path: 'other.gguf', url: '', bytes: null, sha256: null }] };
    expect(await problem(plan(other, 'maker/tiny'))).toMatchObject({
      code: 'engine',
      reason: 'modelFileMissing',
      params: ['Tiny', 'other.gguf'],
    });
    const pinned = { ...offered, files: [{ path: 'tiny.gguf', url: '', bytes: big.length, sha256: 'b'.repeat(64) }] };
    expect(await problem(plan(pinned, 'maker/tiny'))).toMatchObject({ code: 'engine', reason: 'modelChanged' });
    expect(await problem(plan(offered, 'maker/none'))).toMatchObject({ code: 'engine', reason: 'modelGated' });
    expect((await problem(plan(mlcOffer, 'maker/tiny'))).params?.[1]).toContain('mlc-chat-config.json');
    hub.addFault({ kind: 'status', status: 503 });
    expect(await problem(plan(offered, 'maker/tiny'))).toMatchObject({ code: 'network', reason: 'serverError' });
    hub.addFault({ kind: 'status', status: 429, headers: { 'retry-after': '9' } });
    expect((await problem(plan(offered, 'maker/tiny'))).code).toBe('rate-limited');
    hub.addFault({ kind: 'status', status: 200 });
    expect((await problem(plan(offered, 'maker/tiny'))).reason).toBe('hubReply');
  });

  it('takes no path that leaves the model', async () => {
    const hostile = await startHub({
      'maker/mlc': { ...mlcFiles(), 'tokenizer.json': madeBytes(10), '../params_shard_0.bin': madeBytes(10) },
    });
    try {
      const model = await plan(mlcOffer, 'maker/mlc', hostile);
      expect(model.files.some(({ path }) => path.includes('..'))).toBe(false);
      const named = { ...offered, files: [{ path: '../params_shard_0.bin', url: '', bytes: null, sha256: null }] };
      expect((await problem(plan(named, 'maker/mlc', hostile))).reason).toBe('modelPath');
    } finally {
      await hostile.close();
    }
  });
});

describe('a file', () => {
  it('is fetched, checked, and makes the model ready', async () => {
    await planned();
    const seen: number[] = [];
    await fetchTiny(never, (done) => seen.push(done));
    await isWhole();
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(big.length);
    expect(hub.ofFiles()).toHaveLength(1);
    expect(hub.ofFiles()[0]!.headers.cookie).toBeUndefined();
    // Once more, after a kill between the file and its row: it is not fetched again.
    await db.models.put(await planned());
    await fetchTiny();
    await isWhole();
    expect(hub.ofFiles()).toHaveLength(1);
  });

  it('goes on where the connection broke, with the same file', async () => {
    await planned();
    hub.addFault({ kind: 'cut', atByte: 2_000_000 });
    expect(await problem(fetchTiny())).toMatchObject({ code: 'network', reason: 'downloadCut' });
    const part = (await db.models.get('tiny'))!.files[0]!;
    expect(part.done).toBeGreaterThan(1_000_000);
    expect(part.done).toBeLessThanOrEqual(2_000_000);
    await fetchTiny();
    await isWhole();
    const [first, second] = hub.ofFiles();
    expect(first!.range).toBeNull();
    expect(second!.range).toBe(`bytes=${part.done}-`);
    expect(second!.headers['if-range']).toBe(part.etag);
    expect(second!.bytes).toBe(big.length - part.done);
  });

  it('begins anew where a server knows no ranges, or has another file by now', async () => {
    for (const second of [{ kind: 'no-range' }, { kind: 'slow', delayMs: 0 }] as const) {
      await planned();
      hub.addFault({ kind: 'cut', atByte: 2_000_000 });
      await problem(fetchTiny());
      if (second.kind === 'slow') {
        const model = (await db.models.get('tiny'))!;
        await db.models.put({ ...model, files: model.files.map((file) => ({ ...file, etag: '"another"' })) });
      }
      hub.addFault(second);
      await fetchTiny();
      await isWhole();
      expect(hub.ofFiles().at(-1)!.bytes).toBe(big.length);
      await deleteModel(db, ports.files, 'tiny');
    }
  });

  it('of another range than asked for is not joined', async () => {
    await planned();
    hub.addFault({ kind: 'cut', atByte: 2_000_000 });
    await problem(fetchTiny());
    hub.addFault({ kind: 'other-range' });
    expect((await problem(fetchTiny())).reason).toBe('downloadCut');
    await fetchTiny();
    await isWhole();
  });

  it('that stalls is left, and gone on with', async () => {
    await planned();
    hub.addFault({ kind: 'stall', atByte: 1_500_000 });
    const at = performance.now();
    expect(await problem(fetchTiny())).toMatchObject({ code: 'network', reason: 'downloadStalled' });
    expect(performance.now() - at).toBeLessThan(5000);
    await fetchTiny();
    await isWhole();
    expect(hub.ofFiles()[1]!.range).toMatch(/^bytes=1\d{6}-$/);
  });

  it('that is not what it should be is deleted', async () => {
    for (const kind of ['wrong-bytes', 'too-long'] as const) {
      await planned();
      hub.addFault({ kind });
      expect(await problem(fetchTiny())).toMatchObject({
        code: 'engine',
        reason: 'modelDamaged',
        params: ['Tiny', 'tiny.gguf'],
      });
      expect(disk.segments()).toEqual({});
      expect((await db.models.get('tiny'))!).toMatchObject({ state: 'partial', files: [{ done: 0 }] });
      await fetchTiny();
      await isWhole();
      await deleteModel(db, ports.files, 'tiny');
    }
  });

  it('that is refused is named', async () => {
    await planned();
    const status = (code: number, headers: Record<string, string> = {}): Promise<ErrorInfo> => {
      hub.addFault({ kind: 'status', status: code, headers });
      return problem(fetchTiny());
    };
    expect(await status(404)).toMatchObject({
      code: 'engine',
      reason: 'modelFileMissing',
      params: ['Tiny', 'tiny.gguf'],
    });
    expect(await status(403)).toMatchObject({ code: 'engine', reason: 'modelGated' });
    expect(await status(500)).toMatchObject({ code: 'network', reason: 'serverError', params: ['500'] });
    expect(await status(429, { 'retry-after': '3' })).toMatchObject({ code: 'rate-limited', dueAt: 1_003_000 });
    await hub.close();
    expect(await problem(fetchTiny())).toMatchObject({ code: 'network', reason: 'downloadCut' });
  });

  it('stops at once, and keeps what came', async () => {
    await planned();
    hub.addFault({ kind: 'slow', delayMs: 5 });
    const stop = new AbortController();
    const call = fetchTiny(stop.signal, (done) => {
      if (done > 1_500_000) stop.abort();
    });
    expect((await problem(call)).code).toBe('aborted');
    expect((await db.models.get('tiny'))!.files[0]!.done).toBeGreaterThan(1_500_000);
    await fetchTiny();
    await isWhole();
  });

  it('needs room, and says how much', async () => {
    await planned();
    disk.quota = 2_000_000;
    expect(await problem(fetchTiny())).toMatchObject({
      code: 'storage-full',
      reason: 'modelNoRoomOf',
      params: ['3', '2'],
    });
    expect(hub.ofFiles()).toHaveLength(0);
    // The browser promised more than it gives: what came is kept for when there is room.
    ports = { ...ports, files: disk.files(256 * 1024, () => 1e9) };
    expect((await problem(fetchTiny())).code).toBe('storage-full');
    expect((await db.models.get('tiny'))!.files[0]!.done).toBeGreaterThan(1_000_000);
    disk.quota = Infinity;
    await fetchTiny();
    await isWhole();
    expect(hub.ofFiles().at(-1)!.range).not.toBeNull();
  });

  it.each(['chromium', 'firefox'] as const)('finds no room in the middle, as in %s', async (manner) => {
    await planned();
    disk.manner = manner;
    disk.quota = 2_000_000;
    // Seen before the disk was full; of what is free then, Firefox knows nothing.
    const [before, after] = [1e9, manner === 'firefox' ? 1e9 : 100_000];
    const free = [before];
    ports = { ...ports, files: disk.files(256 * 1024, () => free.shift() ?? after) };
    const kept = 7 * 256 * 1024;
    // What the last segment had is lost, and counted as missing.
    expect(await problem(fetchTiny())).toMatchObject({
      code: 'storage-full',
      ...(manner === 'firefox' ? { reason: 'modelNoRoom', params: ['2'] } : { params: ['2', '1'] }),
    });
    expect(disk.used).toBe(kept);
    expect((await db.models.get('tiny'))!.files[0]!.done).toBe(kept);
    disk.quota = Infinity;
    ports = { ...ports, files: disk.files(256 * 1024) };
    await fetchTiny();
    await isWhole();
    expect(hub.ofFiles().map(({ range }) => range)).toEqual([null, `bytes=${kept}-`]);
  });

  it('of a model that was deleted meanwhile leaves nothing', async () => {
    await planned();
    hub.addFault({ kind: 'slow', delayMs: 2 });
    const deleted: Promise<void>[] = [];
    const call = fetchTiny(never, (done) => {
      if (done > 1_000_000 && deleted.length === 0) deleted.push(db.models.delete('tiny'));
    });
    expect((await problem(call)).code).toBe('gone');
    await Promise.all(deleted);
    expect(disk.segments()).toEqual({});
  });
});

describe('an MLC model', () => {
  it.each(['chromium', 'firefox'] as const)(
    'that is whole and finds no room where web-llm reads, as in %s',
    async (manner) => {
      const model = await plan(mlcOffer, 'maker/mlc');
      await db.models.put(model);
      const { path, bytes } = model.files.find((file) => file.path === 'params_shard_0.bin')!;
      disk.manner = manner;
      disk.quota = bytes + 1000;
      const free = [1e9];
      ports = { ...ports, files: disk.files(256 * 1024, () => free.shift() ?? 1000) };
      expect(await problem(downloadFile(ports, 'mlc', path, quiet, never))).toMatchObject({
        code: 'storage-full',
        reason: 'modelNoRoomOf',
        params: [String(Math.ceil(bytes / 1e6)), '1'],
      });
      disk.quota = Infinity;
      await downloadFile(ports, 'mlc', path, quiet, never);
      expect(hub.ofFiles(path)).toHaveLength(1);
      expect((await db.models.get('mlc'))!.files.find((file) => file.path === path)!.done).toBe(bytes);
    },
  );

  it('arrives where web-llm reads it, file by file', async () => {
    const model = await plan(mlcOffer, 'maker/mlc');
    await db.models.put(model);
    for (const [n, { path }] of model.files.entries()) {
      await downloadFile(ports, 'mlc', path, quiet, never);
      const { state } = (await db.models.get('mlc'))!;
      expect(state).toBe(n === model.files.length - 1 ? 'ready' : 'partial');
    }
    expect(disk.segments()).toEqual({});
    expect([...disk.caches.get('webllm/model')!.keys()].filter((url) => url.endsWith('-cache.json'))).toHaveLength(2);
    const { open, model: whole } = await openModel(db, ports.files, 'mlc');
    const files = hub.repos['maker/mlc']!;
    for (const { path, sha256: hash } of whole.files) {
      expect(hash).toBe(sha256(files[path] as Uint8Array<ArrayBuffer>));
      expect((await open(path)).size).toBe(files[path]!.length);
    }
    disk.spoil('params_shard_1.bin');
    expect((await verifyModel(db, ports.files, 'mlc', quiet, never)).state).toBe('damaged');
    await downloadFile(ports, 'mlc', 'params_shard_1.bin', quiet, never);
    expect((await openModel(db, ports.files, 'mlc')).model).toMatchObject({ state: 'ready', problem: null });
    await deleteModel(db, ports.files, 'mlc');
    expect(disk.used).toBe(0);
  });

  it('is checked by git hashes where the hub has no others', async () => {
    const model = await plan(mlcOffer, 'maker/mlc');
    await db.models.put(model);
    hub.addFault({ kind: 'wrong-bytes', path: 'tokenizer.json' });
    expect(await problem(downloadFile(ports, 'mlc', 'tokenizer.json', quiet, never))).toMatchObject({
      reason: 'modelDamaged',
      params: ['Mlc', 'tokenizer.json'],
    });
    await downloadFile(ports, 'mlc', 'tokenizer.json', quiet, never);
    expect((await db.models.get('mlc'))!.files.find(({ path }) => path === 'tokenizer.json')!.done).toBeGreaterThan(0);
  });
});
