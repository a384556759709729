// Which part of a text a call should look at first. Small models asked for a question about a page ask about its first
// paragraph again and again; told where to look, they go through the whole of it.

/** The words a part is named by (UTF-16 units). */
const openingLength = 60;
/** How far back the beginning of a sentence is looked for. */
const reach = 400;

/**
 * The opening words of the sentence that call `n` should look at: the beginning of the text first, then the middle,
 * the quarters, the eighths, so that any number of calls is spread evenly.
 */
export function focusOf(text: string, n: number): string {
  const at = sentenceAt(text, Math.floor(spread(n) * text.length));
  const rest = text
    .slice(at, at + openingLength * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (rest.length <= openingLength) return rest;
  const cut = rest.lastIndexOf(' ', openingLength);
  // Without spaces (Chinese, Japanese, Thai) anywhere will do, but not within a pair of surrogates.
  const end =
    cut > 0 ? cut : /[\ud800-\udbff]/.test(rest.charAt(openingLength - 1)) ? openingLength - 1 : openingLength;
  return rest.slice(0, end);
}

/** Van der Corput's sequence in base 2: 0, 1/2, 1/4, 3/4, 1/8 … */
function spread(n: number): number {
  let place = 0;
  let unit = 0.5;
  for (let rest = n; rest > 0 && unit > 0; rest = Math.floor(rest / 2), unit /= 2) {
    if (rest % 2 === 1) place += unit;
  }
  return place;
}

/** Where the sentence or line begins that holds a place of the text. */
function sentenceAt(text: string, place: number): number {
  const from = Math.max(0, place - reach);
  const before = text.slice(from, place);
  let start = from === 0 ? 0 : place;
  for (const { index, 0: end } of before.matchAll(/(?:[.!?…]["'”’)\]]?(?=\s)|[。！？]|\n)\s*/g)) {
    start = from + index + end.length;
  }
  // In the middle of a long line: at least not in the middle of a word.
  if (start !== place || place === 0 || /\s/.test(text.charAt(place - 1))) return start;
  const next = text.slice(place, place + openingLength).search(/\s\S/);
  return next < 0 ? start : start + next + 1;
}
