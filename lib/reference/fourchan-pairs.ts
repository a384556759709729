import { hasLength, lastOf, looksLikeQuestion, strip } from './python-text';
import { cleanFourchan, fourchanReferences } from './fourchan-text';
import { alternating, mergeChunks, separator, type Chunk, type ReferenceRecord } from './record';

/** A post as the board's interface gives it. */
export interface FourchanPost {
  readonly number: string;
  /** '' where there is no text. */
  readonly com: string;
  /** The poster's id; null where the board has none. */
  readonly posterId: string | null;
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
export function fourchanPairs(posts: readonly FourchanPost[], options: FourchanOptions): Iterable<ReferenceRecord> {
  const texts = posts.map((post) => cleanFourchan(post.com));
  switch (options.strategy) {
    case 'adjacent':
      return adjacent(texts, options);
    case 'cumulative':
      return cumulative(texts, options);
    case 'last-k':
      return lastK(texts, options);
    case 'reply-chain':
      return chains(posts, texts, options);
    case 'conversation':
      return conversations(posts, texts, options);
  }
}

function* adjacent(texts: readonly string[], { minLength }: FourchanOptions): Generator<ReferenceRecord> {
  let before: string | null = null;
  for (const text of texts) {
    const isLong = hasLength(text, minLength);
    if (isLong && before !== null) yield { input: before, output: text };
    before = isLong ? text : null;
  }
}

/** All posts before, or their last characters: only those are carried along, so that time grows with the posts. */
function* cumulative(texts: readonly string[], { minLength, maxChars }: FourchanOptions): Generator<ReferenceRecord> {
  let context = '';
  // Posts without text stand in it too where no length is asked for, as what separates them; none at either end.
  let separators = 0;
  for (const text of texts) {
    const isLong = hasLength(text, minLength);
    if (isLong && context !== '' && hasLength(context, minLength)) yield { input: context, output: text };
    if (!isLong) continue;
    separators++;
    if (text === '') continue;
    context = cut(context === '' ? text : context + gap(separators, maxChars) + text, maxChars);
    separators = 0;
  }
}

function gap(separators: number, maxChars: number | null): string {
  return separator.repeat(maxChars ? Math.min(separators, maxChars) : separators);
}

function* lastK(texts: readonly string[], options: FourchanOptions): Generator<ReferenceRecord> {
  const { minLength, maxChars } = options;
  for (const [i, text] of texts.entries()) {
    if (i === 0 || !hasLength(text, minLength)) continue;
    const window = indexesBefore(i, texts, options);
    // Nothing in reach: the post before, uncut.
    if (window.length === 0) {
      const before = texts[i - 1] ?? '';
      if (hasLength(before, minLength)) yield { input: before, output: text };
      continue;
    }
    const context = cut(strip(window.map((j) => texts[j] ?? '').join(separator)), maxChars);
    if (context !== '' && hasLength(context, minLength)) yield { input: context, output: text };
  }
}

function* chains(
  posts: readonly FourchanPost[],
  texts: readonly string[],
  options: FourchanOptions,
): Generator<ReferenceRecord> {
  const { minLength, maxChars, merge, requireQuestion } = options;
  const parents = parentsOf(posts);
  for (const [i, text] of texts.entries()) {
    if (i === 0 || !hasLength(text, minLength)) continue;
    let chunks = contextOf(i, parents, posts, texts, options);
    if (chunks.length === 0) {
      // This way no question is asked for, and nothing is cut.
      const before = texts[i - 1] ?? '';
      if (hasLength(before, minLength)) yield { input: before, output: text };
      continue;
    }
    // Two posters without an id count as one.
    if (merge) chunks = mergeChunks(chunks, (a, b) => a === b);
    const context = cut(strip(chunks.map((chunk) => chunk.text).join(separator)), maxChars);
    if (context === '' || !hasLength(context, minLength)) continue;
    if (requireQuestion && !looksLikeQuestion(context)) continue;
    yield { input: context, output: text };
  }
}

function* conversations(
  posts: readonly FourchanPost[],
  texts: readonly string[],
  options: FourchanOptions,
): Generator<ReferenceRecord> {
  const { minLength, maxChars, merge } = options;
  const parents = parentsOf(posts);
  const chunkOf = (i: number): Chunk => ({ text: texts[i] ?? '', author: posts[i]?.posterId ?? null });
  for (const [i, text] of texts.entries()) {
    if (i === 0 || !hasLength(text, minLength)) continue;
    let chunks = contextOf(i, parents, posts, texts, options);
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
function contextOf(
  i: number,
  parents: readonly number[],
  posts: readonly FourchanPost[],
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
  return indexes.map((j) => ({ text: texts[j] ?? '', author: posts[j]?.posterId ?? null }));
}

function indexesBefore(i: number, texts: readonly string[], { k, minLength }: FourchanOptions): number[] {
  const indexes: number[] = [];
  for (let j = Math.max(0, i - k); j < i; j++) if (hasLength(texts[j] ?? '', minLength)) indexes.push(j);
  return indexes;
}

/** For each post the index of the last one it quotes among those before it; -1 where there is none. */
function parentsOf(posts: readonly FourchanPost[]): readonly number[] {
  const places = new Map(posts.map((post, i) => [post.number, i]));
  return posts.map((post, i) => {
    for (const number of fourchanReferences(post.com).toReversed()) {
      const place = places.get(number);
      if (place !== undefined && place < i) return place;
    }
    return -1;
  });
}

function cut(text: string, maxChars: number | null): string {
  return maxChars === null || maxChars <= 0 ? text : lastOf(text, maxChars);
}
