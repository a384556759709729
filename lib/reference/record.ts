import type { Turn } from '../model/pair';
import { strip } from './python-text';

/** What the reference tool writes: a pair, or a conversation. */
export type ReferenceRecord =
  | { readonly input: string; readonly output: string }
  | { readonly messages: readonly { readonly role: Turn['role']; readonly content: string }[] };

export const separator = '\n\n';

/** Text of one author in a context. */
export interface Chunk {
  readonly text: string;
  readonly author: string | null;
}

/** Makes one of neighbours whose authors count as the same. */
export function mergeChunks(
  chunks: readonly Chunk[],
  isSame: (a: string | null, b: string | null) => boolean,
): Chunk[] {
  const merged: { texts: string[]; author: string | null }[] = [];
  for (const { text, author } of chunks) {
    const last = merged.at(-1);
    if (last && isSame(last.author, author)) last.texts.push(text);
    else merged.push({ texts: [text], author });
  }
  return merged.map(({ texts, author }) => ({ text: joined(texts), author }));
}

/** Joined one after the other, each time without white space around: an empty text leaves nothing behind. */
function joined(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  if (rest.length === 0) return first;
  return strip(texts.filter((text) => text !== '').join(separator));
}

/** The tool's `max_rounds_per_conv`, six questions and answers, which nothing in it changes. */
const mostMessages = 12;

/** The last messages, as user and assistant in turn; of an odd number the first is dropped. */
export function alternating(texts: readonly string[]): ReferenceRecord | null {
  const kept = texts.slice(-mostMessages);
  if (texts.length >= 2 && kept.length % 2 !== 0) kept.shift();
  if (kept.length < 2) return null;
  return { messages: kept.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })) };
}
