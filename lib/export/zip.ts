import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import JSZip from 'jszip';
import type { Bytes } from './data';

/** Writes one ZIP archive; files come out in the order they are added, at the same bytes for the same content. */
export interface ZipWriter {
  /**
   * @param content taken piece by piece; the next piece is asked for when the last one is written
   * @returns bytes it takes in the archive (an upper bound where the writer cannot know yet)
   */
  add(name: string, content: AsyncIterable<Bytes>, method: 'store' | 'deflate'): Promise<number>;
  finish(): Promise<void>;
}

export type Output = (chunk: Bytes) => void | Promise<void>;

const level = 6;

/** JSZip, for small archives: it holds everything in memory and has no back-pressure on what goes in. */
export function smallZip(output: Output): ZipWriter {
  const zip = new JSZip();
  // JSZip writes the UTC fields of a time.
  const date = new Date(Date.UTC(1980, 0, 1));
  return {
    async add(name, content, method) {
      const chunks: Bytes[] = [];
      for await (const chunk of content) chunks.push(chunk);
      const bytes = join(chunks);
      zip.file(name, bytes, {
        date,
        createFolders: false,
        compression: method === 'store' ? 'STORE' : 'DEFLATE',
        compressionOptions: { level },
      });
      return bytes.byteLength;
    },
    async finish() {
      await output((await zip.generateAsync({ type: 'uint8array', platform: 'DOS' })) as Bytes);
    },
  };
}

/** fflate, for large archives: nothing but the piece at hand is in memory. It has no ZIP64: the caller keeps limits. */
export function streamZip(output: Output): ZipWriter {
  // fflate writes the local fields of a time, so this is the same everywhere.
  const mtime = new Date(1980, 0, 1);
  const ready: Bytes[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const flush = async (): Promise<number> => {
    let written = 0;
    for (const chunk of ready.splice(0)) {
      if (chunk.byteLength > 0) await output(chunk);
      written += chunk.byteLength;
    }
    return written;
  };
  return {
    async add(name, content, method) {
      const file = method === 'store' ? new ZipPassThrough(name) : new ZipDeflate(name, { level });
      file.mtime = mtime;
      zip.add(file);
      let written = await flush();
      for await (const chunk of content) {
        file.push(chunk, false);
        written += await flush();
      }
      file.push(new Uint8Array(0), true);
      return written + (await flush());
    },
    async finish() {
      zip.end();
      await flush();
    },
  };
}

function join(chunks: readonly Bytes[]): Bytes {
  const only = chunks.length === 1 ? chunks[0] : undefined;
  if (only) return only;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
