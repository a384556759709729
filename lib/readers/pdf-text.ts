// Characters: what joins without a space, what reads from right to left, what ends a sentence or begins an item.

/** Han, Kana and their punctuation: written without spaces. Hangul is not: Korean parts its words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fb\u30fc\uff00-\uffef]/u;
const unspacedAtEnd = new RegExp(`${unspaced.source}$`, 'u');
const unspacedAtStart = new RegExp(`^${unspaced.source}`, 'u');
const spaceInside = new RegExp(`(?<=${unspaced.source})[ \\u00a0]+(?=${unspaced.source})`, 'gu');
/** Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms. */
const rtlLetters = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/g;
const letters = /\p{L}/gu;

/** True if no space belongs between two texts that follow each other. */
export function joinsWithoutSpace(before: string, after: string): boolean {
  return unspacedAtEnd.test(before) && unspacedAtStart.test(after);
}

/** Texts that follow each other on a line as one. */
export function joinTexts(texts: readonly string[]): string {
  const parts: string[] = [];
  for (const text of texts) {
    if (text === '') continue;
    const before = parts.at(-1);
    if (before !== undefined && !joinsWithoutSpace(before.slice(-2), text)) parts.push(' ');
    parts.push(text);
  }
  return parts.join('');
}

/** Takes out the spaces that a PDF's gaps put between characters of scripts that have none. */
export function closeUp(text: string): string {
  return text.replace(spaceInside, '');
}

/** True if most of its letters are of a script written from right to left. */
export function isRtl(text: string): boolean {
  const rtl = text.match(rtlLetters)?.length ?? 0;
  return rtl > 0 && rtl * 2 >= (text.match(letters)?.length ?? 0);
}

export function hasRtl(text: string): boolean {
  return text.search(rtlLetters) >= 0;
}

/** Length in characters of Latin text: one of a script without spaces takes the room of two. */
export function weightOf(text: string): number {
  let weight = 0;
  for (const char of text) weight += unspaced.test(char) ? 2 : 1;
  return weight;
}

const terminal = /[.!?:;…。！？：；．؟۔][\p{Pf}\p{Pe}"'*\d¹²³⁴-⁹⁰]*$/u;

/** True if a sentence may end with this text. */
export function endsSentence(text: string): boolean {
  return terminal.test(text);
}

/** The dots that lead from a heading to its page in a table of contents, as one sign. */
export function foldLeaders(text: string): string {
  return text.replace(/\s?(?:[.·…_]\s?){5,}/g, ' … ').trim();
}

/** True of a line of a table of contents. */
export function endsInLeader(text: string): boolean {
  return / … (?:\d{1,5}|[ivxlc]{1,7})$/.test(text);
}

const bullet = /^([•◦▪▫●○■□‣⁃∙·–—*➢➤✓✔❖\uf0b7\uf0a7-])(?:\s+|$)/u;
const number = /^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\])(?:\s+|$)/u;

/** The text of a list's item: bullets become `-`; null: it is none. */
export function asItem(text: string): string | null {
  if (bullet.test(text)) return text.replace(bullet, '- ');
  return number.test(text) ? text : null;
}

const loneMarker =
  /^(?:[•◦▪▫●○■□‣⁃∙·–—*➢➤✓✔❖\uf0b7\uf0a7-]|[([]?(?:\d{1,3}(?:\.\d+)*|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]?)$/u;

/** True of what stands before an item or a numbered heading and is no column of its own. */
export function isLoneMarker(text: string): boolean {
  return loneMarker.test(text);
}

const footnoteMark = /^(?:[*†‡§¶¹²³⁴-⁹⁰]|\[?\d{1,3}[\].)]?\s+\p{L})/u;

export function beginsFootnote(text: string): boolean {
  return footnoteMark.test(text);
}

const raised = new Map(Array.from('0123456789+-=()', (char, i) => [char, Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾')[i] ?? char]));
const lowered = new Map(Array.from('0123456789+-=()', (char, i) => [char, Array.from('₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎')[i] ?? char]));

/** Digits drawn above or below the line as the characters Unicode has for them; other text as it is. */
export function shifted(text: string, how: 'up' | 'down'): string {
  const table = how === 'up' ? raised : lowered;
  const chars = Array.from(text.trim());
  return chars.every((char) => table.has(char)) ? chars.map((char) => table.get(char) ?? char).join('') : text;
}

/** Control characters and form feeds become spaces; a soft hyphen is left only at the end, where it says something. */
export function tidy(text: string): string {
  return (
    text
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/\u00ad(?!\s*$)|[\u200b\ufeff\u2060]/g, '')
      // Shapes for vertical writing, Arabic letters as they join, ligatures: as the characters that they stand for.
      .replace(/[\ufb00-\ufdff\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]/g, (char) => char.normalize('NFKC'))
  );
}

/** The share of characters that say nothing: a font that does not tell which letters its shapes are. */
export function shareOfUnreadable(text: string): number {
  let all = 0;
  let bad = 0;
  for (const char of text) {
    if (char === ' ' || char === '\n') continue;
    all += 1;
    if (/[\ufffd\ue000-\uf8ff\p{Cc}\u{f0000}-\u{10fffd}]/u.test(char)) bad += 1;
  }
  return all === 0 ? 0 : bad / all;
}
