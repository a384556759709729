import type { InstalledModel } from '../model/installed-model';
import { cacheEntries } from '../model/webllm-cache';
import { orFull, orFullCache, orNull } from './opfs';

type Bytes = Uint8Array<ArrayBuffer>;
type Stored = Pick<InstalledModel, 'id' | 'name' | 'engine' | 'files' | 'library'>;

/**
 * Bytes of models. A file lies in the origin private file system as a row of segments, `models/<id>/<path>/<offset>`: a
 * stream there shows nothing of what was written before it is closed, so with one file a download that was killed would
 * begin anew. Read, they are one File. Whole files of web-llm are then put into the Cache API, the only place it reads,
 * and their segments deleted: never more than one file is there twice.
 */
export interface ModelFiles {
  /** What is there of a file, whole or not; null: nothing. */
  open(model: Stored, path: string): Promise<File | null>;
  /**
   * Goes on with a file; `at` is 0, which begins anew, or the size of what is there.
   * @throws QuotaExceededError
   */
  append(model: Stored, path: string, at: number): Promise<SegmentWriter>;
  /**
   * Puts a whole file where its engine reads it; does nothing where that is where it lies.
   * @throws QuotaExceededError
   */
  seal(model: Stored, path: string): Promise<void>;
  /**
   * Puts a whole file where its engine reads it without making segments of it. Only for web-llm.
   * @throws QuotaExceededError
   */
  putWhole(model: Stored, path: string, file: Blob): Promise<void>;
  deleteFile(model: Stored, path: string): Promise<void>;
  deleteModel(model: Stored): Promise<void>;
  /**
   * Bytes the browser would still give; null: it does not say. Chromium tells what the disk has left, Firefox what a
   * quota of half of the disk leaves, however full the disk is.
   */
  freeBytes(): Promise<number | null>;
}

export interface SegmentWriter {
  /** @throws QuotaExceededError */
  write(bytes: Bytes): Promise<void>;
  /**
   * Closes; all that was written is kept.
   * @throws QuotaExceededError
   */
  close(): Promise<void>;
  /** Closes without what was written last, where a write failed; its room is free again. Never throws. */
  abandon(): Promise<void>;
}

export interface ModelFilesOptions {
  readonly root: () => Promise<FileSystemDirectoryHandle>;
  readonly caches: () => CacheStorage;
  readonly estimate: () => Promise<StorageEstimate>;
  readonly segmentBytes: number;
}

/** After a kill, at most this much of a file is fetched again. */
const segmentBytes = 32 * 1024 * 1024;

const againMs = 250;
const mostTries = 20;

/** The real one; works in pages, service workers and workers. */
export function modelFiles(options: Partial<ModelFilesOptions> = {}): ModelFiles {
  const { root, estimate, ...more }: ModelFilesOptions = {
    root: () => navigator.storage.getDirectory(),
    caches: () => caches,
    estimate: () => navigator.storage.estimate(),
    segmentBytes,
    ...options,
  };
  const cacheOf = async (scope: string): Promise<Cache> => more.caches().open(scope);
  const entriesOf = (model: Stored, path: string): ReturnType<typeof cacheEntries> =>
    model.engine === 'webllm' ? cacheEntries(model).filter((entry) => entry.path === path) : [];

  async function modelFolder(id: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    const models = await (await root()).getDirectoryHandle('models', { create: true });
    return models.getDirectoryHandle(nameOf(id), { create });
  }
  const folder = async (id: string, path: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
    (await modelFolder(id, create)).getDirectoryHandle(nameOf(path), { create });

  /** Segments that join, from the beginning; the others are of no use. */
  async function segments(id: string, path: string): Promise<Segments> {
    const handle = await orNull(() => folder(id, path, false));
    if (!handle) return { files: [], stray: [], bytes: 0 };
    const found: { at: number; name: string }[] = [];
    for await (const name of handle.keys()) found.push({ at: Number(name), name });
    found.sort((a, b) => a.at - b.at);
    const joined: Segments = { files: [], stray: [], bytes: 0 };
    for (const { at, name } of found) {
      const file = at === joined.bytes ? await orNull(async () => (await handle.getFileHandle(name)).getFile()) : null;
      if (file && file.size > 0) {
        joined.files.push({ name, at, file });
        joined.bytes += file.size;
      } else joined.stray.push(name);
    }
    return joined;
  }

  async function cached(model: Stored, path: string): Promise<File | null> {
    const [entry] = entriesOf(model, path);
    const response = entry && (await (await cacheOf(entry.scope)).match(entry.url));
    return response ? new File([await response.blob()], lastOf(path)) : null;
  }

  async function putWhole(model: Stored, path: string, file: Blob): Promise<void> {
    for (const { scope, url } of entriesOf(model, path)) {
      const headers = { 'content-type': typeOf(path), 'content-length': String(file.size) };
      const put = async (): Promise<void> =>
        (await cacheOf(scope)).put(new Request(url), new Response(file, { headers }));
      await orFullCache(file.size, freeBytes, put);
    }
  }

  async function freeBytes(): Promise<number | null> {
    const { quota, usage } = await estimate();
    return quota === undefined || usage === undefined ? null : Math.max(quota - usage, 0);
  }

  async function deleteSegments(id: string, path: string): Promise<void> {
    await orNull(async () => (await modelFolder(id, false)).removeEntry(nameOf(path), { recursive: true }));
  }

  return {
    async open(model, path) {
      const whole = await cached(model, path);
      if (whole) return whole;
      const { files } = await segments(model.id, path);
      if (files.length === 0) return null;
      return new File(
        files.map(({ file }) => file),
        lastOf(path),
      );
    },
    async append(model, path, at) {
      const handle = await orFull(() => folder(model.id, path, true));
      const there = await segments(model.id, path);
      for (const name of there.stray) await handle.removeEntry(name);
      for (const segment of there.files) {
        if (segment.at + segment.file.size <= at) continue;
        await handle.removeEntry(segment.name);
      }
      return writeSegments(handle, at, more.segmentBytes);
    },
    async seal(model, path) {
      if (model.engine !== 'webllm') return;
      const { files } = await segments(model.id, path);
      if (files.length === 0) return;
      await putWhole(model, path, new Blob(files.map(({ file }) => file)));
      await deleteSegments(model.id, path);
    },
    putWhole,
    async deleteFile(model, path) {
      for (const { scope, url } of entriesOf(model, path)) await (await cacheOf(scope)).delete(url);
      await deleteSegments(model.id, path);
    },
    async deleteModel(model) {
      for (const { path } of model.files) {
        for (const { scope, url } of entriesOf(model, path)) await (await cacheOf(scope)).delete(url);
      }
      await orNull(async () => {
        const models = await (await root()).getDirectoryHandle('models');
        await unlocked(() => models.removeEntry(nameOf(model.id), { recursive: true }));
      });
    },
    freeBytes,
  };
}

interface Segments {
  readonly files: { readonly name: string; readonly at: number; readonly file: File }[];
  readonly stray: string[];
  /** Together. */
  bytes: number;
}

function writeSegments(folder: FileSystemDirectoryHandle, from: number, limit: number): SegmentWriter {
  let at = from;
  let written = 0;
  let open: { readonly name: string; readonly stream: FileSystemWritableFileStream } | null = null;

  async function begin(): Promise<NonNullable<typeof open>> {
    const name = String(at).padStart(14, '0');
    const handle = await orFull(() => folder.getFileHandle(name, { create: true }));
    return { name, stream: await orFull(() => handle.createWritable()) };
  }

  async function close(): Promise<void> {
    const closing = open;
    await orFull(async () => closing?.stream.close());
    open = null;
    at += written;
    written = 0;
  }

  return {
    async write(bytes) {
      for (let done = 0; done < bytes.byteLength;) {
        const { stream } = (open ??= await begin());
        const part = bytes.subarray(done, done + limit - written);
        await orFull(() => stream.write(part));
        done += part.byteLength;
        written += part.byteLength;
        if (written >= limit) await close();
      }
    },
    close,
    async abandon() {
      const failed = open;
      open = null;
      if (!failed) return;
      await failed.stream.abort().catch(() => undefined);
      // On a full disk Firefox cannot end a stream, and keeps what was written in it: then not even the store has room
      // to say what happened.
      await unlocked(() => folder.removeEntry(failed.name)).catch(() => undefined);
    },
  };
}

/** A download that was just stopped holds its file for a moment. */
async function unlocked(remove: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await remove();
      return;
    } catch (thrown) {
      const held = thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError';
      if (!held || tries === mostTries) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}

/** A name that any file system takes, with nothing in it that climbs. Different texts have different names. */
function nameOf(text: string): string {
  return `m-${encodeURIComponent(text.replace(/\p{Surrogate}/gu, '_')).replace(/[*'()~!]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** web-llm compiles its library from the stream where the type is right. */
function typeOf(path: string): string {
  if (path.endsWith('.wasm')) return 'application/wasm';
  return path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
