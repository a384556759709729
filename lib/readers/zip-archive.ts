import { Inflate } from 'fflate';
import { AppError } from '../model/error';
import { archiveLimits, type ArchiveLimits } from './limits';
import { docBomb, docBroken, docEncrypted } from './refusal';

// Opens the archives that DOCX, PPTX, ODT and EPUB are. JSZip and fflate's own openers take the whole file into memory
// and inflate an entry in one go, whatever comes out of it. Here the directory is read (APPNOTE.TXT 4.3.7 to 4.3.16),
// only what is asked for is fetched from the file, and it is inflated in steps, so that a lie about its size ends it.

export interface ZipArchive {
  /** Names of all files in it. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /**
   * Bytes of one file; null: there is none of this name.
   * @throws AppError `docBomb`, `docBroken`, `docEncrypted`
   */
  read(name: string): Promise<Uint8Array | null>;
}

interface Entry {
  readonly offset: number;
  readonly packedBytes: number;
  readonly plainBytes: number;
  readonly method: number;
  readonly locked: boolean;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** The end of the directory is 22 bytes and a comment of at most 65,535. */
const endBytes = 22 + 65_535;
/** Each entry of the directory is 46 bytes, a name, extra fields and a comment. */
const maxDirectoryBytes = 16_000_000;
const step = 16_384;

/**
 * Opens a ZIP.
 * @param name of the file, for the sentences of refusal
 * @throws AppError `docBroken`, `docBomb`
 */
export async function openZip(
  file: Blob,
  name: string,
  signal: AbortSignal,
  limits: ArchiveLimits = archiveLimits,
): Promise<ZipArchive> {
  const entries = await directoryOf(file, name, limits);
  let readBytes = 0;
  const count = (bytes: number): void => {
    readBytes += bytes;
    if (readBytes > limits.readBytes) throw docBomb(name);
  };
  return {
    names: [...entries.keys()],
    has: (path) => entries.has(path),
    async read(path) {
      signal.throwIfAborted();
      const entry = entries.get(path);
      if (!entry) return null;
      if (entry.locked) throw docEncrypted(name);
      const allowed = Math.min(limits.entryBytes, limits.readBytes - readBytes, entry.plainBytes);
      if (entry.plainBytes > allowed || isSuspicious(entry, limits)) throw docBomb(name);
      try {
        const bytes = unpack(await packedBytes(file, entry), entry, count);
        if (bytes.length !== entry.plainBytes) throw new Error(`${path}: ${bytes.length} of ${entry.plainBytes} bytes`);
        return bytes;
      } catch (thrown) {
        if (thrown === tooMuch) throw docBomb(name);
        throw thrown instanceof AppError ? thrown : docBroken(name, thrown);
      }
    },
  };
}

function isSuspicious({ plainBytes, packedBytes }: Entry, { ratio, ratioFreeBytes }: ArchiveLimits): boolean {
  return plainBytes > ratioFreeBytes && plainBytes > packedBytes * ratio;
}

async function viewOf(file: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

async function directoryOf(file: Blob, name: string, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  const tailStart = Math.max(0, file.size - endBytes);
  const tail = await viewOf(file, tailStart, file.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== endSignature) at--;
  if (at < 0) throw docBroken(name, new Error('no end of the directory'));
  const total = tail.getUint16(at + 10, true);
  const size = tail.getUint32(at + 12, true);
  const end = tailStart + at;
  // All ones: the figures are in a record for archives beyond 4 GB or 65,534 files, which documents never are.
  if (total === 0xffff || total > limits.entries || size > maxDirectoryBytes) throw docBomb(name);
  if (size > end) throw docBroken(name, new Error('the directory is cut'));
  // Counted from its end, since something may stand before the archive, and all offsets are then too small by that.
  const start = end - size;
  const before = start - tail.getUint32(at + 16, true);
  if (before < 0) throw docBroken(name, new Error('the directory is cut'));
  const view = await viewOf(file, start, end);
  const entries = new Map<string, Entry>();
  let declaredBytes = 0;
  try {
    for (let pos = 0, i = 0; i < total; i++) {
      if (view.getUint32(pos, true) !== entrySignature) throw new Error('the directory is damaged');
      const flags = view.getUint16(pos + 8, true);
      const nameBytes = view.getUint16(pos + 28, true);
      const entry: Entry = {
        offset: before + view.getUint32(pos + 42, true),
        packedBytes: view.getUint32(pos + 20, true),
        plainBytes: view.getUint32(pos + 24, true),
        method: view.getUint16(pos + 10, true),
        locked: (flags & 1) === 1,
      };
      const path = new TextDecoder().decode(new Uint8Array(view.buffer, pos + 46, nameBytes)).replaceAll('\\', '/');
      if (!path.endsWith('/')) entries.set(path, entry);
      declaredBytes += entry.plainBytes;
      pos += 46 + nameBytes + view.getUint16(pos + 30, true) + view.getUint16(pos + 32, true);
    }
  } catch (thrown) {
    throw docBroken(name, thrown);
  }
  if (declaredBytes > limits.declaredBytes) throw docBomb(name);
  return entries;
}

async function packedBytes(file: Blob, { offset, packedBytes }: Entry): Promise<Uint8Array> {
  if (offset + 30 > file.size) throw new Error('the file is cut short');
  const head = await viewOf(file, offset, offset + 30);
  if (head.getUint32(0, true) !== localSignature) throw new Error('no file where one should be');
  const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packedBytes > file.size) throw new Error('the file is cut short');
  return new Uint8Array(await file.slice(start, start + packedBytes).arrayBuffer());
}

const tooMuch = new Error('more comes out than was declared');

/** @throws `tooMuch` as soon as more comes out than the directory says */
function unpack(packed: Uint8Array, { method, plainBytes }: Entry, count: (bytes: number) => void): Uint8Array {
  if (method === 0) {
    count(packed.length);
    return packed;
  }
  if (method !== 8) throw new Error(`unknown compression ${method}`);
  const plain = new Uint8Array(plainBytes);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    count(chunk.length);
    if (length + chunk.length > plainBytes) throw tooMuch;
    plain.set(chunk, length);
    length += chunk.length;
  });
  for (let pos = 0; pos < packed.length; pos += step) {
    inflate.push(packed.subarray(pos, pos + step), pos + step >= packed.length);
  }
  return length === plainBytes ? plain : plain.subarray(0, length);
}
