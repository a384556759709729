import type { Container } from './container';
import type { Bytes } from './data';
import type { FileInfo, Volumes } from './volumes';

/** A text file made of lines (or records), cut into parts when it is long. */
export interface TextFile {
  readonly name: string;
  readonly extension: string;
  readonly syntax: Container['syntax'];
  /** Bytes expected; at least what it will be. */
  readonly bytes: number;
  /** Longest part; a longer single line is a part by itself. */
  readonly atMost: number;
  readonly lines: AsyncIterable<string>;
}

/** Characters gathered before they are packed. */
const pieceLength = 1 << 16;

/** Writes the file, or its parts `name-0001.extension` and so on. */
export async function writeText(volumes: Volumes, file: TextFile, signal: AbortSignal): Promise<readonly FileInfo[]> {
  const lines = new Lookahead(file.lines);
  const framed = file.bytes + overhead(file);
  if (framed <= file.atMost) {
    const name = `${file.name}.${file.extension}`;
    return [await volumes.add(name, part(file, lines, Infinity, signal), 'deflate', framed)];
  }
  const infos: FileInfo[] = [];
  while (infos.length === 0 || (await lines.peek()) !== null) {
    const name = `${file.name}-${String(infos.length + 1).padStart(4, '0')}.${file.extension}`;
    infos.push(await volumes.add(name, part(file, lines, file.atMost, signal), 'deflate', file.atMost));
  }
  return infos;
}

async function* part(file: TextFile, lines: Lookahead, atMost: number, signal: AbortSignal): AsyncIterable<Bytes> {
  const encoder = new TextEncoder();
  const { open, next, close, empty } = file.syntax;
  let room = atMost - overhead(file);
  let text = '';
  let any = false;
  for (let line = await lines.peek(); line !== null; line = await lines.peek()) {
    const bytes = atMost === Infinity ? 0 : encoder.encode(line).byteLength + next.length;
    if (any && bytes > room) break;
    room -= bytes;
    text += (any ? next : open) + line;
    any = true;
    lines.take();
    if (text.length >= pieceLength) {
      signal.throwIfAborted();
      yield encoder.encode(text);
      text = '';
    }
  }
  yield encoder.encode(text + (any ? close : empty));
}

function overhead({ syntax }: TextFile): number {
  return syntax.open.length + syntax.close.length + syntax.empty.length;
}

class Lookahead {
  private readonly iterator: AsyncIterator<string>;
  private next: string | null = null;

  constructor(lines: AsyncIterable<string>) {
    this.iterator = lines[Symbol.asyncIterator]();
  }

  /** The next line; null at the end. */
  async peek(): Promise<string | null> {
    if (this.next !== null) return this.next;
    const result = await this.iterator.next();
    this.next = result.done === true ? null : result.value;
    return this.next;
  }

  take(): void {
    this.next = null;
  }
}
