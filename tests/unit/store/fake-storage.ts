import { modelFiles, type ModelFiles } from '../../../lib/store/model-files';

type Bytes = Uint8Array<ArrayBuffer>;

class FakeFile {
  readonly kind = 'file';
  bytes: Bytes = new Uint8Array();
  /** What a stream has written, and is not in place. */
  pending = 0;
  readonly #disk: FakeDisk;
  readonly name: string;

  constructor(disk: FakeDisk, name: string) {
    this.#disk = disk;
    this.name = name;
  }

  getFile(): Promise<File> {
    return Promise.resolve(new File([this.bytes], this.name));
  }

  /** As in browsers: a copy is written, and takes the file's place when it is closed. */
  createWritable(): Promise<unknown> {
    const pieces: Bytes[] = [];
    let open = true;
    return Promise.resolve({
      write: async (bytes: Bytes) => {
        await Promise.resolve();
        if (!open) throw new TypeError('The stream is closed');
        this.#disk.take(bytes.byteLength);
        this.pending += bytes.byteLength;
        pieces.push(bytes.slice());
      },
      close: async () => {
        open = false;
        this.pending = 0;
        this.#disk.used -= this.bytes.byteLength;
        this.bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
      },
      abort: async () => {
        open = false;
        await Promise.resolve();
        if (this.#disk.manner === 'firefox') throw new DOMException('Unknown failure', 'UnknownError');
        this.#disk.used -= this.pending;
        this.pending = 0;
      },
    });
  }
}

class FakeFolder {
  readonly kind = 'directory';
  readonly children = new Map<string, FakeFolder | FakeFile>();
  readonly #disk: FakeDisk;
  readonly name: string;

  constructor(disk: FakeDisk, name: string) {
    this.#disk = disk;
    this.name = name;
  }

  getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    return this.#child(name, create, () => new FakeFolder(this.#disk, name), FakeFolder);
  }

  getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
    return this.#child(name, create, () => new FakeFile(this.#disk, name), FakeFile);
  }

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    const child = this.children.get(name);
    if (!child) throw new DOMException(name, 'NotFoundError');
    if (child instanceof FakeFolder && child.children.size > 0) {
      if (!recursive) throw new DOMException(name, 'InvalidModificationError');
      for (const inner of child.children.keys()) await child.removeEntry(inner, { recursive });
    }
    if (child instanceof FakeFile) this.#disk.used -= child.bytes.byteLength + child.pending;
    this.children.delete(name);
  }

  async *keys(): AsyncGenerator<string> {
    await Promise.resolve();
    yield* [...this.children.keys()];
  }

  #child<T extends FakeFolder | FakeFile>(
    name: string,
    create: boolean,
    make: () => T,
    type: new (...args: never[]) => T,
  ): Promise<T> {
    if (name === '' || name === '.' || name === '..' || /[/\\]/.test(name))
      throw new TypeError(`Name not allowed: ${name}`);
    const child = this.children.get(name);
    if (child instanceof type) return Promise.resolve(child);
    if (child) return Promise.reject(new DOMException(name, 'TypeMismatchError'));
    if (!create) return Promise.reject(new DOMException(name, 'NotFoundError'));
    if (this.#disk.manner === 'firefox' && this.#disk.used >= this.#disk.quota) {
      return Promise.reject(new DOMException('Unknown failure', 'UnknownError'));
    }
    const made = make();
    this.children.set(name, made);
    return Promise.resolve(made);
  }
}

/** The origin private file system and the Cache API in memory, with a quota. */
export class FakeDisk {
  used = 0;
  quota = Infinity;
  /** How a full disk is met: as the standards say, or as browsers were seen to. */
  manner: 'standard' | 'chromium' | 'firefox' = 'standard';
  readonly root = new FakeFolder(this, '');
  readonly caches = new Map<string, Map<string, { readonly bytes: Bytes; readonly headers: [string, string][] }>>();

  take(bytes: number): void {
    if (this.used + bytes > this.quota) throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    this.used += bytes;
  }

  #takeCached(bytes: number): void {
    try {
      this.take(bytes);
    } catch (thrown) {
      if (this.manner === 'chromium') {
        throw new DOMException("Failed to execute 'put' on 'Cache': Unexpected internal error.", 'UnknownError');
      }
      // An exception of the browser's own, and no `Error`.
      throw this.manner === 'firefox' ? { name: 'NS_ERROR_FILE_NO_DEVICE_SPACE', message: '' } : thrown;
    }
  }

  /** Segments of a file, by name: their sizes. */
  segments(): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    const walk = (folder: FakeFolder, path: string): void => {
      for (const [name, child] of folder.children) {
        if (child instanceof FakeFolder) walk(child, `${path}${name}/`);
        else found[path + name] = child.bytes.byteLength;
      }
    };
    walk(this.root, '');
    return found;
  }

  /** One byte of the segment at `at`, or of a cache entry, is another. */
  spoil(name: string): void {
    for (const cache of this.caches.values()) {
      for (const [url, { bytes }] of cache) if (url.endsWith(name)) bytes[bytes.length >> 1]! ^= 1;
    }
    const walk = (folder: FakeFolder, path: string): void => {
      for (const [key, child] of folder.children) {
        if (child instanceof FakeFolder) walk(child, `${path}${key}/`);
        else if ((path + key).includes(name)) child.bytes[child.bytes.length >> 1]! ^= 1;
      }
    };
    walk(this.root, '');
  }

  /** The real storage code over this disk. */
  files(segmentBytes = 64 * 1024, free: () => number = () => this.quota - this.used): ModelFiles {
    return modelFiles({
      root: () => Promise.resolve(this.root as unknown as FileSystemDirectoryHandle),
      caches: () => ({ open: (name: string) => Promise.resolve(this.#cache(name)) }) as unknown as CacheStorage,
      estimate: () => Promise.resolve({ quota: free(), usage: 0 }),
      segmentBytes,
    });
  }

  #cache(name: string): unknown {
    const entries = this.caches.get(name) ?? new Map<string, { bytes: Bytes; headers: [string, string][] }>();
    this.caches.set(name, entries);
    const urlOf = (request: Request | string): string => (typeof request === 'string' ? request : request.url);
    return {
      put: async (request: Request | string, response: Response) => {
        const bytes = new Uint8Array(await response.arrayBuffer());
        this.#takeCached(bytes.byteLength);
        this.used -= entries.get(urlOf(request))?.bytes.byteLength ?? 0;
        entries.set(urlOf(request), { bytes, headers: [...response.headers] });
      },
      match: (request: Request | string) => {
        const found = entries.get(urlOf(request));
        return Promise.resolve(found && new Response(found.bytes, { headers: found.headers }));
      },
      delete: (request: Request | string) => {
        this.used -= entries.get(urlOf(request))?.bytes.byteLength ?? 0;
        return Promise.resolve(entries.delete(urlOf(request)));
      },
    };
  }
}
