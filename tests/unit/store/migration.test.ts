import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HeddleDb } from '../../../lib/store/db';
import { resume } from '../../../lib/store/jobs';
import { listPairs, listPosts, listThreads, readJob } from '../../../lib/store/queries';

// What an installation of each version left behind: schema and rows, written down when the version was made and never
// changed since. A new version adds a file.

interface Dump {
  /** Dexie's version; the browser's is ten times that. */
  readonly version: number;
  readonly stores: Readonly<Record<string, Store>>;
}

interface Store {
  readonly keyPath: string | string[];
  readonly autoIncrement?: boolean;
  readonly indexes: readonly {
    readonly name: string;
    readonly keyPath: string | string[];
    readonly unique?: boolean;
  }[];
  readonly rows: readonly unknown[];
}

const folder = join(import.meta.dirname, '../../fixtures/store');
const dumps = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dump);

/** Writes a dump as the browser had it, by no code of ours. */
function install(factory: IDBFactory, dump: Dump): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.open('heddle', dump.version * 10);
    request.onerror = () => reject(new Error('The dump does not open.'));
    request.onupgradeneeded = () => {
      for (const [name, store] of Object.entries(dump.stores)) {
        const made = request.result.createObjectStore(name, {
          keyPath: store.keyPath,
          autoIncrement: store.autoIncrement ?? false,
        });
        for (const index of store.indexes)
          made.createIndex(index.name, index.keyPath, { unique: index.unique ?? false });
        for (const row of store.rows) made.add(row);
      }
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

describe.each(dumps.map((dump) => [dump.version, dump] as const))('a store of version %i', (_version, dump) => {
  it('opens with all its rows, and its jobs go on', async () => {
    const factory = new IDBFactory();
    await install(factory, dump);
    const db = new HeddleDb('heddle', { indexedDB: factory, IDBKeyRange });
    for (const [name, store] of Object.entries(dump.stores)) {
      expect(await db.table(name).count(), name).toBe(store.rows.length);
    }
    const view = await readJob(db, 'job-1');
    expect(view?.job).toMatchObject({ state: 'paused', spec: { kind: 'scrape', limits: { threads: 50 } } });
    expect(view?.job.spec).toMatchObject({ options: {}, images: { ocr: false } });
    expect(view?.job.threshold).toBeNull();
    expect(view?.counters).toMatchObject({ chunksFound: 0, ratings: Array.from({ length: 10 }, () => 0) });
    const [thread] = await listThreads(db, 'job-1');
    expect(thread).toMatchObject({ unfetched: [], lastModified: null });
    expect(await listPosts(db, 'job-1', thread!.threadId)).toHaveLength(2);
    expect(await listPairs(db, 'job-1', 1, 0, 0, 10)).toHaveLength(1);
    await resume(db, 'job-1', [], 2000);
    const pending = await db.tasks.where('[jobId+state]').equals(['job-1', 'pending']).toArray();
    expect(pending.map((task) => task.key)).toEqual(['fetch:https://forum.example.org/t/2.json']);
    db.close();
  });
});

it('moves exports that wait to the lane they have now', async () => {
  const dump = structuredClone(dumps.find(({ version }) => version === 2)!);
  const waiting = {
    ...(dump.stores['tasks']!.rows[0] as object),
    id: 9,
    kind: 'export',
    key: 'export',
    lane: 'engine',
  };
  (dump.stores['tasks']!.rows as unknown[]).push(waiting);
  const factory = new IDBFactory();
  await install(factory, dump);
  const db = new HeddleDb('heddle', { indexedDB: factory, IDBKeyRange });
  expect((await db.tasks.get(9))?.lane).toBe('export');
  db.close();
});

describe('the newest schema', () => {
  it('has a dump to migrate from', () => {
    const db = new HeddleDb('unopened', { indexedDB: new IDBFactory(), IDBKeyRange });
    expect(Math.max(...dumps.map(({ version }) => version))).toBe(db.verno);
  });

  it('is what the dump of the same version says', () => {
    const db = new HeddleDb('unopened', { indexedDB: new IDBFactory(), IDBKeyRange });
    const dump = dumps.find(({ version }) => version === db.verno);
    const indexes = Object.fromEntries(
      db.tables.map((table) => [table.name, table.schema.indexes.map(({ name }) => name).sort()]),
    );
    const written = Object.entries(dump!.stores).map(([name, store]) => [
      name,
      store.indexes.map((i) => i.name).sort(),
    ]);
    expect(indexes).toEqual(Object.fromEntries(written));
  });
});
