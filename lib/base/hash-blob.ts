import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sha256 as sha256AtOnce } from './hash';

export interface BlobHashes {
  /** All in lower-case hex. */
  readonly sha256: string;
  readonly md5: string | null;
  /** As git names a blob: SHA-1 of a header with the size, and the content. */
  readonly gitSha1: string | null;
}

export interface HashOrder {
  /** What to compute besides SHA-256; each costs time. */
  readonly md5?: boolean;
  readonly gitSha1?: boolean;
  /** Called with each piece, in order; a promise is waited for. */
  readonly onBytes?: (bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>;
}

const pieceBytes = 4 * 1024 * 1024;
/** Up to here the browser's own SHA-256 is used: it wants all at once, and runs beside the page instead of in it. */
const atOnceBytes = 64 * 1024 * 1024;

/**
 * Hashes a blob of any size, reading it piece by piece.
 * @throws the signal's reason; what reading throws (NotReadableError where the file changed meanwhile)
 */
export async function hashBlob(blob: Blob, order: HashOrder, signal: AbortSignal): Promise<BlobHashes> {
  const hashes = {
    md5: order.md5 ? md5.create() : null,
    gitSha1: order.gitSha1 ? sha1.create().update(new TextEncoder().encode(`blob ${blob.size}\0`)) : null,
  };
  const others = (bytes: Uint8Array): void => {
    hashes.md5?.update(bytes);
    hashes.gitSha1?.update(bytes);
  };
  const done = (sha: string): BlobHashes => ({
    sha256: sha,
    md5: hashes.md5 ? hex(hashes.md5.digest()) : null,
    gitSha1: hashes.gitSha1 ? hex(hashes.gitSha1.digest()) : null,
  });
  signal.throwIfAborted();
  if (blob.size <= atOnceBytes) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    others(bytes);
    const sha = await sha256AtOnce(bytes);
    await order.onBytes?.(bytes);
    signal.throwIfAborted();
    return done(sha);
  }
  const sha = sha256.create();
  // Slices: a stream gives pieces of 64 kB, and the overhead of each is more than the hashing.
  for (let at = 0; at < blob.size; at += pieceBytes) {
    signal.throwIfAborted();
    const bytes = new Uint8Array(await blob.slice(at, at + pieceBytes).arrayBuffer());
    sha.update(bytes);
    others(bytes);
    await order.onBytes?.(bytes);
  }
  signal.throwIfAborted();
  return done(hex(sha.digest()));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
