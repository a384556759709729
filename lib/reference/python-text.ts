// Text as Python sees it: its own white space and line ends, and lengths in code points.
// Facts: Python 3 library reference, str.isspace, str.splitlines, re (Unicode `\s`, `\b`).

/** What Python's `\s` matches: unlike JavaScript's with U+001C … U+001F and U+0085, and without U+FEFF. */
const spaces = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** Two or more, or one that is no plain space: what collapsing changes. */
const uneven = new RegExp(`[${spaces}]{2,}|(?! )[${spaces}]`, 'g');
const address = new RegExp(`https?://[^${spaces}]+`, 'g');
const lineEnds = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/;

const rareSpaces = new Set([0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x1c && unit <= 0x1f) || (unit >= 0x09 && unit <= 0x0d);
  return unit >= 0x85 && (rareSpaces.has(unit) || (unit >= 0x2000 && unit <= 0x200a));
}

export function isLineEnd(unit: number): boolean {
  if (unit <= 0x1e) return unit >= 0x1c || (unit >= 0x0a && unit <= 0x0d);
  return unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

export function strip(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  return stripEnd(start === 0 ? text : text.slice(start));
}

export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** The lines, without one after a last line end. */
export function splitLines(text: string): string[] {
  const lines = text.split(lineEnds);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Runs of white space become one space, and there is none at the ends. */
export function collapse(text: string): string {
  return strip(text.replace(uneven, ' '));
}

export function withoutAddresses(text: string): string {
  return text.includes('http') ? text.replace(address, '') : text;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** True when the text has at least so many code points. */
export function hasLength(text: string, least: number): boolean {
  if (text.length < least) return false;
  if (text.length >= 2 * least) return true;
  let count = 0;
  for (let i = 0; i < text.length && count < least; i++, count++) {
    if (isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1))) i++;
  }
  return count >= least;
}

const surrogate = /[\ud800-\udfff]/;

/** The last code points of a text; all of it where it has no more. */
export function lastOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = text.slice(text.length - most);
  if (!surrogate.test(tail)) return tail;
  let start = text.length;
  for (let count = 0; count < most && start > 0; count++) {
    start--;
    if (start > 0 && isLow(text.charCodeAt(start)) && isHigh(text.charCodeAt(start - 1))) start--;
  }
  return start === 0 ? text : text.slice(start);
}

// Without case `i` is also U+0130 and U+0131, and `s` U+017F.
const asking = 'who what why how where when does do did can could should would is are am'
  .replaceAll('i', '[i\\u0130\\u0131]')
  .replaceAll('s', '[s\\u017f]')
  .replaceAll(' ', '|');
const question = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${asking})(?![\\p{L}\\p{N}_])`, 'iu');

/** The tool's test of a question: a question mark, or one of its words anywhere. */
export function looksLikeQuestion(text: string): boolean {
  return text.includes('?') || question.test(text);
}
