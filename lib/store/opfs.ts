import { isDiskFull } from '../base/disk-full';

/** null where the file or folder is not there. */
export async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof DOMException && (thrown.name === 'NotFoundError' || thrown.name === 'TypeMismatchError')) {
      return null;
    }
    throw thrown;
  }
}

/**
 * Writes, and names a full disk. Where not one byte is left, Firefox makes no file and no folder, and closes none; all it
 * says is `UnknownError: Unknown failure`, which nothing else that we do was seen to end with.
 * @throws QuotaExceededError; whatever else `write` throws
 */
export async function orFull<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    throw isDiskFull(thrown) || isNamed(thrown, 'UnknownError') ? full(thrown) : thrown;
  }
}

/**
 * Puts into the Cache API, and names a full disk. Chromium's own words for it are `UnknownError: Unexpected internal
 * error`, and `InvalidAccessError: Entry already exists` when it is tried again: they count as one where the bytes do
 * not fit into what it says is left.
 * @throws QuotaExceededError; whatever else `put` throws
 */
export async function orFullCache(
  bytes: number,
  freeBytes: () => Promise<number | null>,
  put: () => Promise<void>,
): Promise<void> {
  try {
    await put();
  } catch (thrown) {
    if (isDiskFull(thrown)) throw full(thrown);
    const unsaid = isNamed(thrown, 'UnknownError') || isNamed(thrown, 'InvalidAccessError');
    const free = unsaid ? await freeBytes() : null;
    throw free !== null && free < bytes ? full(thrown) : thrown;
  }
}

/**
 * Writes a file in one go. The stream writes to a copy and puts it in place when closed: a kill leaves the old file or an
 * empty one, never a part.
 * @throws QuotaExceededError
 */
export async function writeWhole(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await orFull(async () => {
    const handle = await folder.getFileHandle(name, { create: true });
    const isNew = (await handle.getFile()).size === 0;
    const stream = await handle.createWritable();
    try {
      await stream.write(bytes);
      await stream.close();
    } catch (thrown) {
      await stream.abort().catch(() => undefined);
      // On a full disk Firefox cannot end a stream, and what it keeps leaves no room for anything else.
      if (isNew) await folder.removeEntry(name).catch(() => undefined);
      throw thrown;
    }
  });
}

export function isNamed(thrown: unknown, name: string): boolean {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === name;
}

function full(thrown: unknown): DOMException {
  return new DOMException(thrown instanceof Error ? thrown.message : String(thrown), 'QuotaExceededError');
}
