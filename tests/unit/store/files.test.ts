import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../lib/base/hash';
import { HeddleDb } from '../../../lib/store/db';
import { memoryExports } from '../../../lib/store/export-files';
import { memoryFiles, sweepFiles } from '../../../lib/store/files';

const bytes = (value: number): Uint8Array<ArrayBuffer> => new Uint8Array(10).fill(value);

describe('file store', () => {
  let db: HeddleDb;
  let now = 1000;

  beforeEach(() => {
    db = new HeddleDb('files-test');
    now = 1000;
  });
  afterEach(() => db.delete());

  async function stored(value: number, refs: number | null) {
    const hash = await files.putFile(bytes(value), 'image/png');
    if (refs !== null) await db.files.put({ hash, bytes: 10, mediaType: 'image/png', refs });
    return hash;
  }
  let files = memoryFiles(() => now);
  beforeEach(() => {
    files = memoryFiles(() => now);
  });

  it('names bytes by their hash and gives them back', async () => {
    const hash = await files.putFile(bytes(1), 'image/png');
    expect(hash).toBe(await sha256(bytes(1)));
    expect(await files.putFile(bytes(1), 'image/png')).toBe(hash);
    expect(await files.readFile(hash)).toEqual(bytes(1));
    expect(await files.fileBytes(hash)).toBe(10);
    await files.deleteFile(hash);
    expect(await files.readFile(hash)).toBeNull();
    expect(await files.fileBytes(hash)).toBeNull();
  });

  it('sweeps what no row names and what no image uses, and nothing else', async () => {
    const used = await stored(1, 2);
    const orphan = await stored(2, null);
    const unused = await stored(3, 0);
    await db.files.put({ hash: 'f'.repeat(64), bytes: 1, mediaType: 'image/png', refs: 0 });
    now = 2000;
    expect(await sweepFiles(db, files, 1500)).toBe(20);
    expect(await files.readFile(used)).not.toBeNull();
    expect(await files.readFile(orphan)).toBeNull();
    expect(await files.readFile(unused)).toBeNull();
    expect(await db.files.toCollection().primaryKeys()).toEqual([used]);
  });

  it('leaves alone what was written just now: its row may be about to be settled', async () => {
    const fresh = await stored(1, null);
    expect(await sweepFiles(db, files, 1000)).toBe(0);
    expect(await files.readFile(fresh)).not.toBeNull();
    // Written again, an old orphan is fresh.
    now = 5000;
    await files.putFile(bytes(1), 'image/png');
    await sweepFiles(db, files, 4000);
    expect(await files.readFile(fresh)).not.toBeNull();
    await sweepFiles(db, files, 6000);
    expect(await files.readFile(fresh)).toBeNull();
  });
});

describe('export store', () => {
  it('creates anew, renames, lists and deletes', async () => {
    const store = memoryExports();
    const first = await store.create('a', 'x.zip');
    await first.write(bytes(1));
    await first.close();
    const again = await store.create('a', 'x.zip');
    await again.write(bytes(2));
    await store.rename('a', 'x.zip', 'y.zip');
    expect(await store.open('a', 'x.zip')).toBeNull();
    expect(new Uint8Array(await (await store.open('a', 'y.zip'))!.arrayBuffer())).toEqual(bytes(2));
    await store.create('b', 'z.zip');
    expect(await store.listJobs()).toEqual(['a', 'b']);
    await store.deleteAll('a');
    expect(await store.listJobs()).toEqual(['b']);
  });
});
