/** One event of a stream; names as in the HTML standard, section 9.2 (server-sent events). */
export interface SseEvent {
  /** '' unless the stream names one. */
  readonly event: string;
  readonly data: string;
  /** False where the stream ended before the blank line that closes an event: it may have been cut. */
  readonly whole: boolean;
}

/**
 * Reads server-sent events, however the bytes are cut: within a character, a line ending or a field.
 * @param maxChars longest event; what is longer throws
 * @throws RangeError where an event is longer; what the stream throws
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, maxChars: number): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder();
  const lines = new LineBuffer(maxChars);
  const event = new EventBuffer(maxChars);
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = done ? decoder.decode() : decoder.decode(value, { stream: true });
      for (const line of lines.take(text, done)) {
        const ready = event.add(line);
        if (ready) yield ready;
      }
      if (!done) continue;
      const rest = event.flush(false);
      if (rest) yield rest;
      return;
    }
  } finally {
    // Whoever stops reading (an error, an abort, a `return`) wants no more of it.
    await reader.cancel().catch(() => undefined);
  }
}

/** Lines that end in LF, CR or CRLF; the pair may lie in two pieces. */
class LineBuffer {
  #rest = '';
  #afterCr = false;
  readonly #maxChars: number;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  *take(piece: string, last: boolean): Generator<string> {
    let text = piece;
    if (this.#afterCr && text !== '') {
      this.#afterCr = false;
      if (text.startsWith('\n')) text = text.slice(1);
    }
    if (text.endsWith('\r')) this.#afterCr = true;
    // Without this a long line in small pieces would be searched from its beginning for each of them.
    if (/[\r\n]/.test(text)) {
      const lines = (this.#rest + text).split(/\r\n|\n|\r/);
      this.#rest = lines.pop() ?? '';
      yield* lines;
    } else this.#rest += text;
    if (this.#rest.length > this.#maxChars) throw new RangeError('A line of the stream is too long');
    if (last && this.#rest !== '') {
      yield this.#rest;
      this.#rest = '';
    }
  }
}

class EventBuffer {
  #event = '';
  #data: string[] = [];
  #chars = 0;
  readonly #maxChars: number;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  /** @returns the event that this line closes */
  add(line: string): SseEvent | null {
    if (line === '') return this.flush(true);
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment: servers send them to keep the connection open.
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    // Older llama.cpp reports trouble in a field of that name.
    if (field === 'error') this.#event = 'error';
    if (field === 'data' || field === 'error') {
      // Each line counts, an empty one too.
      this.#chars += value.length + 1;
      if (this.#chars > this.#maxChars) throw new RangeError('An event of the stream is too long');
      this.#data.push(value);
    }
    return null;
  }

  flush(whole: boolean): SseEvent | null {
    const found = this.#data.length > 0 ? { event: this.#event, data: this.#data.join('\n'), whole } : null;
    this.#event = '';
    this.#data = [];
    this.#chars = 0;
    return found;
  }
}
