import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Bytes } from './data';
import { smallZip, streamZip, type ZipWriter } from './zip';

/** Where volumes go. */
export interface VolumeSink {
  create(name: string): Promise<VolumeFile>;
  rename(from: string, to: string): Promise<void>;
}

export interface VolumeFile {
  write(chunk: Bytes): void | Promise<void>;
  close(): Promise<void>;
}

export interface VolumeLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** fflate writes no ZIP64, and `unzip` stumbles over more than 65,535 entries. */
export const volumeLimits: VolumeLimits = { bytes: 1_000_000_000, entries: 60_000 };

export interface VolumeInfo {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface FileInfo {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Open {
  readonly number: number;
  readonly zip: ZipWriter;
  readonly file: VolumeFile;
  readonly hash: ReturnType<typeof sha256.create>;
  bytes: number;
  /** What counts against the limit. */
  used: number;
  entries: number;
}

/**
 * Spreads files over ZIP volumes that all unpack into one folder. The first stays open till `endText`, so that the
 * manifest, which is known last, is in it.
 */
export class Volumes {
  private first: Open | null = null;
  private current: Open | null = null;
  private textDone = false;
  private count = 0;
  private readonly done = new Map<number, VolumeInfo>();
  private readonly sink: VolumeSink;
  private readonly name: string;
  private readonly limits: VolumeLimits;
  private readonly small: boolean;
  private readonly onBytes: (bytes: number) => void;

  constructor(options: {
    readonly sink: VolumeSink;
    readonly name: string;
    readonly limits: VolumeLimits;
    /** Everything fits into one small archive. */
    readonly small: boolean;
    readonly onBytes: (bytes: number) => void;
  }) {
    this.sink = options.sink;
    this.name = options.name;
    this.small = options.small;
    this.onBytes = options.onBytes;
    this.limits = {
      bytes: Math.min(Math.max(options.limits.bytes, 1), volumeLimits.bytes),
      entries: Math.min(Math.max(options.limits.entries, 2), volumeLimits.entries),
    };
  }

  /**
   * Adds a file.
   * @param atMost bytes it has at most; a file larger than a volume gets one of its own
   */
  async add(
    name: string,
    content: AsyncIterable<Bytes>,
    method: 'store' | 'deflate',
    atMost: number,
  ): Promise<FileInfo> {
    const volume = await this.room(atMost + overheadBytes(name));
    return this.write(volume, name, content, method);
  }

  /** Adds the last text file, to the first volume. */
  async endText(name: string, content: AsyncIterable<Bytes>): Promise<FileInfo> {
    const first = (this.first ??= await this.open());
    const packed = first.used;
    const info = await this.write(first, name, content, 'deflate');
    // Counted at its plain size: the packed one depends on the clock inside, and where volumes end must not.
    first.used = packed + info.bytes + overheadBytes(name);
    this.textDone = true;
    if (this.current && this.current !== first) await this.close(first);
    return info;
  }

  async finish(): Promise<readonly VolumeInfo[]> {
    await this.close(this.current ?? (this.first ??= await this.open()));
    const volumes = [...this.done].sort(([a], [b]) => a - b).map(([, info]) => info);
    const only = volumes.length === 1 ? volumes[0] : undefined;
    if (!only) return volumes;
    const name = `${this.name}.zip`;
    await this.sink.rename(only.name, name);
    return [{ ...only, name }];
  }

  /** Lets go of what is open, after an error; the files are worthless. */
  async abandon(): Promise<void> {
    for (const volume of new Set([this.first, this.current])) {
      if (volume && !this.done.has(volume.number)) await volume.file.close().catch(() => undefined);
    }
  }

  private async room(bytes: number): Promise<Open> {
    const current = (this.current ??= this.first ??= await this.open());
    const isFirst = current.number === 1;
    const reserved = isFirst && !this.textDone ? 1 : 0;
    const fits =
      current.entries + reserved < this.limits.entries &&
      (current.used + bytes <= this.limits.bytes || current.entries === 0);
    if (fits) return current;
    if (!isFirst || this.textDone) await this.close(current);
    this.current = await this.open();
    return this.current;
  }

  private async write(
    volume: Open,
    name: string,
    content: AsyncIterable<Bytes>,
    method: 'store' | 'deflate',
  ): Promise<FileInfo> {
    const hash = sha256.create();
    let bytes = 0;
    const measured = async function* (): AsyncIterable<Bytes> {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        yield chunk;
      }
    };
    volume.used += (await volume.zip.add(name, measured(), method)) + overheadBytes(name);
    volume.entries++;
    return { name, bytes, sha256: bytesToHex(hash.digest()) };
  }

  private async open(): Promise<Open> {
    const number = ++this.count;
    const file = await this.sink.create(volumeName(this.name, number));
    const hash = sha256.create();
    const volume: Open = {
      number,
      file,
      hash,
      bytes: 0,
      used: 22,
      entries: 0,
      zip: (this.small ? smallZip : streamZip)(async (chunk) => {
        hash.update(chunk);
        volume.bytes += chunk.byteLength;
        this.onBytes(chunk.byteLength);
        await file.write(chunk);
      }),
    };
    return volume;
  }

  private async close(volume: Open): Promise<void> {
    await volume.zip.finish();
    await volume.file.close();
    this.done.set(volume.number, {
      name: volumeName(this.name, volume.number),
      bytes: volume.bytes,
      sha256: bytesToHex(volume.hash.digest()),
    });
  }
}

function volumeName(name: string, number: number): string {
  return `${name}-${String(number).padStart(3, '0')}.zip`;
}

// Local header, descriptor and central record; our names are ASCII.
function overheadBytes(name: string): number {
  return 92 + 2 * name.length;
}
