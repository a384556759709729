import { hasLength, lastOf, looksLikeQuestion, strip } from './python-text';
import { cleanFourchan, fourchanReferences } from './fourchan-text';
import { alternating, mergeChunks, separator, type Chunk, type ReferenceRecord } from './record';

/** A thread as the board's interface gives it; posts are asked for by their place. */
export interface FourchanThread {
  readonly length: number;
  number(i: number): string;
  /** The text; '' where there is none. */
  com(i: number): string;
  /** The poster's id; null where the board has none. */
  posterId(i: number): string | null;
}

export interface FourchanOptions {
  readonly strategy: 'adjacent' | 'cumulative' | 'last-k' | 'reply-chain' | 'conversation';
  readonly k: number;
  readonly maxChars: number | null;
  readonly minLength: number;
  readonly merge: boolean;
  readonly requireQuestion: boolean;
}

/** The reference tool's pairs of a thread, in its order, which is that of the posts. */
export function fourchanPairs(thread: FourchanThread, options: FourchanOptions): Iterable<ReferenceRecord> {
  switch (options.strategy) {
    case 'adjacent':
      return adjacent(thread, options);
    case 'cumulative':
      return cumulative(thread, options);
    case 'last-k':
      return lastK(thread, options);
    case 'reply-chain':
      return chains(thread, options);
    case 'conversation':
      return conversations(thread, options);
  }
}

function* adjacent(thread: FourchanThread, { minLength }: FourchanOptions): Generator<ReferenceRecord> {
  let before: string | null = null;
  for (let i = 0; i < thread.length; i++) {
    const text = cleanFourchan(thread.com(i));
    const isLong = hasLength(text, minLength);
    if (isLong && before !== null) yield { input: before, output: text };
    before = isLong ? text : null;
  }
}

/** All posts before, or their last characters: only those are carried along, so that time grows with the posts. */
function* cumulative(thread: FourchanThread, options: FourchanOptions): Generator<ReferenceRecord> {
  const { minLength, maxChars } = options;
  let context = '';
  // Posts without text stand in it too where no length is asked for, as what separates them; none at either end.
  let separators = 0;
  for (let i = 0; i < thread.length; i++) {
    const text = cleanFourchan(thread.com(i));
    if (!hasLength(text, minLength)) continue;
    if (context !== '' && hasLength(context, minLength)) yield { input: context, output: text };
    separators++;
    if (text === '') continue;
    context = cut(context === '' ? text : context + gap(separators, maxChars) + text, maxChars);
    separators = 0;
  }
}

function gap(separators: number, maxChars: number | null): string {
  return separator.repeat(maxChars ? Math.min(separators, maxChars) : separators);
}

function* lastK(thread: FourchanThread, options: FourchanOptions): Generator<ReferenceRecord> {
  const texts: string[] = [];
  for (let i = 0; i < thread.length; i++) {
    const text = cleanFourchan(thread.com(i));
    texts.push(text);
    // Out of reach from here on.
    if (i > options.k + 1) texts[i - options.k - 2] = '';
    if (i === 0 || !hasLength(text, options.minLength)) continue;
    const context = contextBefore(i, texts, options);
    if (context === null) {
      const pair = besides(i, texts, options);
      if (pair) yield pair;
    } else if (context !== '' && hasLength(context, options.minLength)) yield { input: context, output: text };
  }
}

function* chains(thread: FourchanThread, options: FourchanOptions): Generator<ReferenceRecord> {
  const { minLength, requireQuestion } = options;
  const texts = textsOf(thread);
  const parents = parentsOf(thread);
  for (const [i, text] of texts.entries()) {
    if (i === 0 || !hasLength(text, minLength)) continue;
    const context = contextAbove(i, parents, thread, texts, options);
    if (context === null) {
      // This way no question is asked for.
      const pair = besides(i, texts, options);
      if (pair) yield pair;
    } else if (context !== '' && hasLength(context, minLength) && !(requireQuestion && !looksLikeQuestion(context))) {
      yield { input: context, output: text };
    }
  }
}

/** With the post before, uncut: the last resort. */
function besides(i: number, texts: readonly string[], { minLength }: FourchanOptions) {
  const input = texts[i - 1] ?? '';
  return hasLength(input, minLength) ? { input, output: texts[i] ?? '' } : null;
}

/** The k posts before; null: none of them is long enough. */
function contextBefore(i: number, texts: readonly string[], options: FourchanOptions): string | null {
  const parts: string[] = [];
  const oldest = Math.max(0, i - options.k);
  let read = 0;
  for (let j = i - 1; j >= oldest && !isEnough(read, options); j--) {
    const text = texts[j] ?? '';
    if (!hasLength(text, options.minLength)) continue;
    parts.push(text);
    read += text.length;
  }
  return parts.length === 0 ? null : cut(strip(parts.reverse().join(separator)), options.maxChars);
}

/** The posts quoted; where that gives nothing, those before. Two posters without an id count as one here. */
function contextAbove(
  i: number,
  parents: Int32Array,
  thread: FourchanThread,
  texts: readonly string[],
  options: FourchanOptions,
): string | null {
  const { k, maxChars, merge, minLength } = options;
  // Merging shows only where posts without text count: what it joins is joined alike without it.
  if (merge && minLength <= 0) {
    const chunks = mergeChunks(chunksAbove(i, parents, thread, texts, options), (a, b) => a === b);
    return chunks.length === 0 ? null : cut(strip(chunks.map((chunk) => chunk.text).join(separator)), maxChars);
  }
  const parts: string[] = [];
  let read = 0;
  let parent = parents[i] ?? -1;
  for (let steps = 0; parent >= 0 && steps < k && !isEnough(read, options); steps++) {
    const text = texts[parent] ?? '';
    if (hasLength(text, minLength)) parts.push(text);
    read += text.length;
    parent = parents[parent] ?? -1;
  }
  if (parts.length === 0) return contextBefore(i, texts, options);
  return cut(strip(parts.reverse().join(separator)), maxChars);
}

/** True when so many UTF-16 units hold all characters the cut will leave. */
function isEnough(read: number, { maxChars }: FourchanOptions): boolean {
  return maxChars !== null && maxChars > 0 && read >= 2 * maxChars;
}

function* conversations(thread: FourchanThread, options: FourchanOptions): Generator<ReferenceRecord> {
  const { minLength, maxChars, merge } = options;
  const texts = textsOf(thread);
  const parents = parentsOf(thread);
  const chunkOf = (i: number): Chunk => ({ text: texts[i] ?? '', author: thread.posterId(i) });
  for (const [i, text] of texts.entries()) {
    if (i === 0 || !hasLength(text, minLength)) continue;
    let chunks = chunksAbove(i, parents, thread, texts, options);
    if (chunks.length === 0) {
      if (!hasLength(texts[i - 1] ?? '', minLength)) continue;
      chunks = [chunkOf(i - 1)];
    }
    chunks.push(chunkOf(i));
    // Here two posters without an id are two.
    if (merge) chunks = mergeChunks(chunks, (a, b) => a !== null && a === b);
    const messages = chunks
      .filter((chunk) => hasLength(strip(chunk.text), minLength))
      .map((chunk) => strip(cut(chunk.text, maxChars)));
    const record = alternating(messages);
    if (record) yield record;
  }
}

/** The posts quoted, one after the other, oldest first; where that gives nothing, the k posts before. */
function chunksAbove(
  i: number,
  parents: Int32Array,
  thread: FourchanThread,
  texts: readonly string[],
  options: FourchanOptions,
): Chunk[] {
  const chain: number[] = [];
  let parent = parents[i] ?? -1;
  for (let steps = 0; parent >= 0 && steps < options.k; steps++) {
    if (hasLength(texts[parent] ?? '', options.minLength)) chain.push(parent);
    parent = parents[parent] ?? -1;
  }
  const indexes = chain.length > 0 ? chain.reverse() : indexesBefore(i, texts, options);
  return indexes.map((j) => ({ text: texts[j] ?? '', author: thread.posterId(j) }));
}

function indexesBefore(i: number, texts: readonly string[], { k, minLength }: FourchanOptions): number[] {
  const indexes: number[] = [];
  for (let j = Math.max(0, i - k); j < i; j++) if (hasLength(texts[j] ?? '', minLength)) indexes.push(j);
  return indexes;
}

function textsOf(thread: FourchanThread): readonly string[] {
  const texts: string[] = [];
  for (let i = 0; i < thread.length; i++) texts.push(cleanFourchan(thread.com(i)));
  return texts;
}

/** For each post the index of the last one it quotes among those before it; -1 where there is none. */
function parentsOf(thread: FourchanThread): Int32Array {
  const places = new Map<string, number>();
  for (let i = 0; i < thread.length; i++) places.set(thread.number(i), i);
  const parents = new Int32Array(thread.length).fill(-1);
  for (let i = 0; i < thread.length; i++) {
    const numbers = fourchanReferences(thread.com(i));
    for (let n = numbers.length - 1; n >= 0; n--) {
      const place = places.get(numbers[n] ?? '');
      if (place === undefined || place >= i) continue;
      parents[i] = place;
      break;
    }
  }
  return parents;
}

function cut(text: string, maxChars: number | null): string {
  return maxChars === null || maxChars <= 0 ? text : lastOf(text, maxChars);
}
