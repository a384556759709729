import { folded } from './fold';

// Words of any language, without lists of words.

/** A word, or a stretch without spaces of a script that writes none. */
export interface Word {
  readonly text: string;
  /** Chinese, Japanese, Thai and the like: compared by its characters. */
  readonly dense: boolean;
  /** A number, or a name or symbol by its capitals: two texts that differ in one say different things. */
  readonly sharp: boolean;
}

const denseScripts = 'Han Hiragana Katakana Thai Lao Khmer Myanmar'
  .split(' ')
  .map((script) => `\\p{Script=${script}}`)
  .join('');
/** U+30FC lengthens a vowel of Katakana and belongs to no script. */
const word = new RegExp(`([${denseScripts}\\u30fc]+)|(?:(?![${denseScripts}])[\\p{L}\\p{M}\\p{N}_])+`, 'gu');

/** The words of a text in order, folded; at most `max`. */
export function wordsOf(text: string, max: number): readonly Word[] {
  const words: Word[] = [];
  let isFirst = true;
  for (const [raw, dense] of text.matchAll(word)) {
    if (words.length >= max) break;
    const form = folded(raw);
    // The first word of a sentence has its capital from there.
    const isName = /\p{Lu}/u.test(isFirst ? raw.slice(1) : raw);
    isFirst = false;
    if (form !== '') words.push({ text: form, dense: dense !== undefined, sharp: isName || /\p{N}/u.test(raw) });
  }
  return words;
}

/** All stretches of `size` characters; the whole where it is shorter. */
export function stretches(text: string, size: number): readonly string[] {
  const chars = Array.from(text);
  if (chars.length <= size) return [text];
  return chars.slice(0, chars.length - size + 1).map((_, i) => chars.slice(i, i + size).join(''));
}
