import { sha256 } from '../base/hash';
import type { HeddleDb } from './db';
import { orFull, orNull, writeWhole } from './opfs';

export { deleteExports, exportFileBlob } from './export-files';

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of images, in the origin private file system under `files/<sha256>`; their rows are in Dexie. */
export interface FileStore {
  /**
   * Stores bytes under their hash and returns it. Doing it twice changes nothing. A file counts as stored once its row
   * is: after a kill it may be there empty, so whoever reads compares the size.
   * @throws QuotaExceededError
   */
  putFile(bytes: Bytes, mediaType: string): Promise<string>;
  /** null where there is no such file. */
  readFile(hash: string): Promise<Bytes | null>;
  /** Size in bytes; null where there is no such file. */
  fileBytes(hash: string): Promise<number | null>;
  /** @param before only if it was last written before this (epoch ms) */
  deleteFile(hash: string, before?: number): Promise<void>;
  listFiles(): AsyncIterable<StoredFile>;
}

export interface StoredFile {
  readonly hash: string;
  readonly bytes: number;
  /** When it was last written (epoch ms). */
  readonly writtenAt: number;
}

const hashPattern = /^[0-9a-f]{64}$/;
/** From writing a file to settling its row takes less than this. */
const graceMs = 10 * 60_000;

/** The real store; works in a service worker, pages and workers. */
export function opfsFiles(): FileStore {
  const folder = async (): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle('files', { create: true });

  const open = async (hash: string): Promise<File | null> => {
    if (!hashPattern.test(hash)) return null;
    return orNull(async () => (await (await folder()).getFileHandle(hash)).getFile());
  };

  return {
    async putFile(bytes) {
      const hash = await sha256(bytes);
      // Written even if it is there, so that a sweep sees that it is in use again.
      await locked(hash, async () => writeWhole(await orFull(folder), hash, bytes));
      return hash;
    },
    async readFile(hash) {
      const file = await open(hash);
      return file && new Uint8Array(await file.arrayBuffer());
    },
    async fileBytes(hash) {
      return (await open(hash))?.size ?? null;
    },
    async deleteFile(hash, before = Infinity) {
      await locked(hash, async () => {
        const file = await open(hash);
        if (file && file.lastModified < before) await (await folder()).removeEntry(hash);
      });
    },
    async *listFiles() {
      for await (const [name, handle] of (await folder()).entries()) {
        if (handle.kind !== 'file') continue;
        const file = await orNull(() => handle.getFile());
        if (file) yield { hash: name, bytes: file.size, writtenAt: file.lastModified };
      }
    },
  };
}

/** For tests: the same in memory. */
export function memoryFiles(now: () => number = () => 0): FileStore & { readonly files: Map<string, Bytes> } {
  const files = new Map<string, Bytes>();
  const writtenAt = new Map<string, number>();
  return {
    files,
    async putFile(bytes) {
      const hash = await sha256(bytes);
      files.set(hash, bytes.slice());
      writtenAt.set(hash, now());
      return hash;
    },
    readFile: (hash) => Promise.resolve(files.get(hash)?.slice() ?? null),
    fileBytes: (hash) => Promise.resolve(files.get(hash)?.byteLength ?? null),
    deleteFile(hash, before = Infinity) {
      if ((writtenAt.get(hash) ?? -Infinity) < before) files.delete(hash);
      return Promise.resolve();
    },
    async *listFiles() {
      await Promise.resolve();
      for (const [hash, bytes] of [...files]) {
        yield { hash, bytes: bytes.byteLength, writtenAt: writtenAt.get(hash) ?? -Infinity };
      }
    },
  };
}

/**
 * Deletes files that no row names, and rows that no image uses, with their files.
 * @param before files written later (epoch ms) stay: their rows may be about to be settled
 * @returns bytes freed
 */
export async function sweepFiles(db: HeddleDb, files: FileStore, before = Date.now() - graceMs): Promise<number> {
  let freed = 0;
  for await (const file of files.listFiles()) {
    if (file.writtenAt >= before) continue;
    const used = await db.transaction('rw', db.files, async () => {
      const row = await db.files.get(file.hash);
      if (row && row.refs > 0) return true;
      if (row) await db.files.delete(file.hash);
      return false;
    });
    if (used) continue;
    await files.deleteFile(file.hash, before);
    freed += file.bytes;
  }
  freed += await sweepRows(db, files, before);
  await sweepTexts(db);
  return freed;
}

/** Rows that nothing uses and whose file was not there to be listed. */
async function sweepRows(db: HeddleDb, files: FileStore, before: number): Promise<number> {
  const unused = await db.files.filter((row) => row.refs <= 0).primaryKeys();
  for (const hash of unused) {
    await files.deleteFile(hash, before);
    if ((await files.fileBytes(hash)) !== null) continue;
    await db.transaction('rw', db.files, async () => {
      const row = await db.files.get(hash);
      if (row && row.refs <= 0) await db.files.delete(hash);
    });
  }
  return 0;
}

/** Words of images that are gone. */
async function sweepTexts(db: HeddleDb): Promise<void> {
  await db.transaction('rw', [db.files, db.imageTexts], async () => {
    const hashes = await db.imageTexts.toCollection().primaryKeys();
    const rows = await db.files.bulkGet(hashes);
    await db.imageTexts.bulkDelete(hashes.filter((_, i) => !rows[i]));
  });
}

// Writing and sweeping one file must not cross: the sweep would delete what a settle is about to name.
async function locked(hash: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(`file:${hash}`, work);
}
