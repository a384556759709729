// Lines → running text: which hyphens at line ends are part of a word.
import { joinsWithoutSpace } from './pdf-text';

/** Words of a document, to ask which of two spellings it uses. */
export type Words = Pick<ReadonlySet<string>, 'has'>;

/** More words than a language has; keeps a hostile file from filling the memory. */
const mostWords = 300_000;

const wordPattern = /[\p{L}\p{M}]+(?:[-\u2010\u2011][\p{L}\p{M}]+)*/gu;

/** Collects the words of a document's lines, but for those that a line's end may have cut. */
export function collectWords(lines: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>();
  let cut = false;
  for (const line of lines) {
    const text = line.toLowerCase();
    const all = text.match(wordPattern) ?? [];
    const ends = hyphenAtEnd.test(line);
    for (const [i, word] of all.entries()) {
      if ((i === 0 && cut) || (i === all.length - 1 && ends) || words.size >= mostWords) continue;
      words.add(word.replace(/[\u2010\u2011]/g, '-'));
    }
    cut = ends;
  }
  return words;
}

const hyphenAtEnd = /[\p{L}\p{M}\d][-\u2010\u00ad]$/u;
const cutWord = /([\p{L}\p{M}]+(?:[-\u2010][\p{L}\p{M}]+)*)[-\u2010]$/u;
const restOfWord = /^(\p{Ll}[\p{L}\p{M}]*(?:-[\p{L}\p{M}]+)*)/u;
/** `pre- and post-war`: the hyphen stands for a word that follows. */
const suspended = /^(?:and|or|und|oder|et|ou|y|o|e|en|of|och|og|i|or|to|bis|nor)\b/;
/** Beginnings that are commonly written with a hyphen; kept where the document shows neither spelling. */
const commonlyHyphened = new Set(
  'self all ex non half quasi cross well semi anti pseudo high low long short full part one two three four five multi state'.split(
    ' ',
  ),
);

/** True if a word goes on in the next line. */
export function endsInWord(line: string): boolean {
  return hyphenAtEnd.test(line);
}

/** What comes between two lines: a space, nothing, or nothing and the hyphen at the end of the first goes. */
type Seam = ' ' | '' | 'cut';

/**
 * How two lines join. A hyphen at the end goes where the document elsewhere writes the word without one, or writes it in
 * neither way and its parts are no words of the document; else it stays.
 */
export function seamOf(before: string, after: string, words: Words): Seam {
  if (before.endsWith('\u00ad')) return 'cut';
  if (hyphenAtEnd.test(before)) {
    if (suspended.test(after)) return ' ';
    const [, head] = cutWord.exec(before) ?? [];
    const [, rest] = restOfWord.exec(after) ?? [];
    // A number, a name (`Anglo-` `American`) or an address keeps it.
    if (head === undefined || rest === undefined || /[/@]\S*$/.test(before)) return '';
    return keepsHyphen(head.toLowerCase(), rest.toLowerCase(), words) ? '' : 'cut';
  }
  if (/[—\u2013]$/.test(before) && !/\s[—\u2013]$/.test(before)) return '';
  if (joinsWithoutSpace(before.slice(-2), after)) return '';
  // An address broken behind a slash goes on.
  if (/(?:https?:\/\/|www\.)\S*[/=&?]$/.test(before) && /^[\w%-]/.test(after)) return '';
  return ' ';
}

function keepsHyphen(head: string, rest: string, words: Words): boolean {
  const plain = head.replace(/\u2010/g, '-');
  if (words.has(plain + rest)) return false;
  if (words.has(`${plain}-${rest}`)) return true;
  const last = plain.split('-').at(-1) ?? plain;
  if (words.has(last + rest)) return false;
  if (commonlyHyphened.has(last)) return true;
  return last.length >= 3 && rest.length >= 3 && words.has(last) && words.has(rest);
}

/** Lines of a paragraph as one. */
export function joinAll(lines: readonly string[], words: Words): string {
  const parts: string[] = [];
  let before = '';
  for (const line of lines) {
    if (line === '') continue;
    const seam = before === '' ? '' : seamOf(before.slice(-200), line, words);
    if (seam === 'cut') parts.push(parts.pop()?.slice(0, -1) ?? '');
    else parts.push(seam);
    parts.push(line);
    before = line;
  }
  return parts.join('').replace(/\u00ad/g, '');
}
