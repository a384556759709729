import { orFull, orNull } from './opfs';

type Bytes = Uint8Array<ArrayBuffer>;

/** Finished and growing exports, in the origin private file system under `exports/<jobId>/<name>`. */
export interface ExportStore {
  /** Makes the file anew, empty; whatever had this name is gone. */
  create(jobId: string, name: string): Promise<GrowingFile>;
  rename(jobId: string, from: string, to: string): Promise<void>;
  /** null where there is no such file. */
  open(jobId: string, name: string): Promise<File | null>;
  /** Deletes all files of an export; does nothing where there are none. */
  deleteAll(jobId: string): Promise<void>;
  /** Jobs that have files. */
  listJobs(): Promise<readonly string[]>;
}

export interface GrowingFile {
  write(chunk: Bytes): void | Promise<void>;
  /** Nothing is whole before this. */
  close(): Promise<void>;
}

// `move` is in all browsers we support and not yet in the type library.
interface MovableFile extends FileSystemFileHandle {
  move?(name: string): Promise<void>;
}

export function opfsExports(): ExportStore {
  const root = async (): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle('exports', { create: true });
  const folder = async (jobId: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
    (await root()).getDirectoryHandle(jobId, { create });

  return {
    async create(jobId, name) {
      return orFull(async () => grow(await (await folder(jobId, true)).getFileHandle(name, { create: true })));
    },
    async rename(jobId, from, to) {
      const dir = await folder(jobId, false);
      const handle: MovableFile = await dir.getFileHandle(from);
      if (handle.move) {
        await handle.move(to);
        return;
      }
      const target = await dir.getFileHandle(to, { create: true });
      await (await handle.getFile()).stream().pipeTo(await target.createWritable());
      await dir.removeEntry(from);
    },
    async open(jobId, name) {
      return orNull(async () => (await (await folder(jobId, false)).getFileHandle(name)).getFile());
    },
    async deleteAll(jobId) {
      await orNull(async () => (await root()).removeEntry(jobId, { recursive: true }));
    },
    async listJobs() {
      const names: string[] = [];
      for await (const name of (await root()).keys()) names.push(name);
      return names;
    },
  };
}

async function grow(handle: FileSystemFileHandle): Promise<GrowingFile> {
  // A dedicated worker has the synchronous handle, which is more than twice as fast; elsewhere there is a stream.
  if (typeof handle.createSyncAccessHandle !== 'function') {
    const stream = await handle.createWritable();
    return { write: (chunk) => stream.write(chunk), close: () => stream.close() };
  }
  const access = await handle.createSyncAccessHandle();
  access.truncate(0);
  let at = 0;
  return {
    write(chunk) {
      const written = access.write(chunk, { at });
      // Firefox answers a full disk with a short count instead of an error.
      if (written < chunk.byteLength) throw new DOMException('No room left', 'QuotaExceededError');
      at += written;
    },
    // Asynchronous, so that a full disk is a rejection; and the handle is let go of even then.
    // eslint-disable-next-line @typescript-eslint/require-await
    async close() {
      try {
        access.flush();
      } finally {
        access.close();
      }
    },
  };
}

/** Frees what an export takes on the disk. */
export function deleteExports(jobId: string): Promise<void> {
  return opfsExports().deleteAll(jobId);
}

/** The file a panel links to, where the downloads API is not granted. */
export async function exportFileBlob(jobId: string, name: string): Promise<File> {
  const file = await opfsExports().open(jobId, name);
  if (!file) throw new DOMException(`${name} is not there any more. Export again.`, 'NotFoundError');
  return file;
}

/** For tests: the same in memory. */
export function memoryExports(): ExportStore & { readonly files: Map<string, Bytes[]> } {
  const files = new Map<string, Bytes[]>();
  const path = (jobId: string, name: string): string => `${jobId}/${name}`;
  return {
    files,
    create(jobId, name) {
      const chunks: Bytes[] = [];
      files.set(path(jobId, name), chunks);
      return Promise.resolve({
        write: (chunk) => void chunks.push(chunk.slice()),
        close: () => Promise.resolve(),
      });
    },
    rename(jobId, from, to) {
      const chunks = files.get(path(jobId, from));
      if (!chunks) return Promise.reject(new DOMException(from, 'NotFoundError'));
      files.delete(path(jobId, from));
      files.set(path(jobId, to), chunks);
      return Promise.resolve();
    },
    open(jobId, name) {
      const chunks = files.get(path(jobId, name));
      return Promise.resolve(chunks ? new File(chunks, name) : null);
    },
    deleteAll(jobId) {
      for (const key of [...files.keys()]) if (key.startsWith(`${jobId}/`)) files.delete(key);
      return Promise.resolve();
    },
    listJobs: () => Promise.resolve([...new Set([...files.keys()].map((key) => key.slice(0, key.indexOf('/'))))]),
  };
}
