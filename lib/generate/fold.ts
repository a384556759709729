// Texts as they are compared: what a model changes while it copies is taken out, and where each unit is from is kept.

/** A text folded for comparison; unit `i` of it comes from `starts[i]` … `ends[i]` (exclusive) of the original. */
export interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** White space and marks without width; quotation marks and apostrophes; emphasis and table bars of Markdown. */
const dropped = /[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"'`´‘’‚‛“”„‟‹›«»「」『』*_|]/u;
const dash = /[\p{Pd}\u2212]/u;
const letter = /\p{L}/u;
const accents = /[\u0300-\u036f]/g;

/**
 * Folds a text: lower case, compatibility forms and Latin accents resolved (NFKD), without white space, quotation
 * marks and Markdown's emphasis. All dashes are one, and none at all between letters: `infor-\nmation` at the end of a
 * line is `information`. Linear in its length.
 */
export function fold(text: string): Folded {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let size = 0;
  for (let at = 0; at < text.length; at += size) {
    const char = charAt(text, at);
    size = char.length;
    for (const unit of dash.test(char) ? foldDash(text, at, size) : foldChar(char)) {
      units.push(unit);
      starts.push(at);
      ends.push(at + size);
    }
  }
  return { text: units.join(''), starts, ends };
}

/** The same of a short text, without places. */
export function folded(text: string): string {
  return fold(text).text;
}

function charAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** The UTF-16 units a character folds to; none for what is dropped. */
function foldChar(char: string): readonly string[] {
  const code = char.charCodeAt(0);
  if (code >= 0x61 && code <= 0x7a) return [char];
  if (dropped.test(char)) return [];
  if (code < 0x80) return [char.toLowerCase()];
  return char.normalize('NFKD').toLowerCase().normalize('NFKD').replace(accents, '').replace(/\s/g, '').split('');
}

function foldDash(text: string, at: number, size: number): readonly string[] {
  const before = at > 0 && letter.test(lastChar(text, at));
  if (!before) return ['-'];
  let next = at + size;
  while (next < text.length && /\s/.test(text.charAt(next))) next++;
  return letter.test(charAt(text, next)) ? [] : ['-'];
}

/** The character that ends before a place. */
function lastChar(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff && at > 1 ? charAt(text, at - 2) : text.charAt(at - 1);
}
