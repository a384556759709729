// Where a text may be cut: sentences, words, what a reader sees as one character.

/**
 * A segmenter takes time that grows with the square of what it is given (measured in V8: 0.1 µs a character for 1,000
 * characters, 0.7 µs for 34,000), so it gets windows of this many UTF-16 units.
 */
const windowUnits = 2000;
/** How far white space is looked for before a word is cut. */
const wordReach = 64;
/** What a cut inside a word looks at on either side. */
const nearby = 96;

// One language for all: chunks must not depend on the settings of a machine. The rules for other scripts hold in it too.
const segmenter = (granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segmenter | null =>
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity }) : null;
const bySentence = segmenter('sentence');
const byWord = segmenter('word');
const byCharacter = segmenter('grapheme');

/** A line that begins like this stands for itself: a list item, a row of a table, a quotation, a heading. */
const ownLine = /\n(?![ \t]*(?:[-*+•‣·|>#]|\d{1,3}[.)]))/g;
const plainSentence = /[^.!?。！？…]+(?:[.!?。！？…]+["'”’)\]」』]*\s*|$)|[.!?。！？…]+\s*/g;

const isSpace = (unit: number): boolean =>
  unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000 || (unit >= 0x2000 && unit <= 0x200a);

/** Place of the last unit of `[from, to)` that is no white space, plus one; `from` where there is none. */
export function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/**
 * Beginnings of the sentences of a paragraph. Lines that a narrow column wrapped are read as one; rows of tables and
 * items of lists are sentences.
 *
 * @returns offsets in `text`, ascending; the first is `from`
 */
export function sentencesIn(text: string, from: number, to: number): number[] {
  const starts = [from];
  let at = from;
  while (at < to) {
    const until = Math.min(to, at + windowUnits);
    // A line end is replaced by as many units, so that offsets stay.
    const part = text.slice(at, until).replace(ownLine, ' ');
    const found = segmentsOf(part);
    const next = found.at(-1) ?? 0;
    for (const offset of found) if (offset > 0) starts.push(at + offset);
    // The last one may go on beyond the window: it is read again, unless it fills the window alone.
    at = until === to ? to : next > 0 ? at + next : snapped(text, until);
  }
  return starts;
}

function segmentsOf(part: string): number[] {
  if (bySentence) return Array.from(bySentence.segment(part), ({ index }) => index);
  return Array.from(part.matchAll(plainSentence), ({ index }) => index);
}

/**
 * The last place at or before `at` where a word, or else a character, ends.
 *
 * @returns more than `from`
 */
export function edgeBefore(text: string, from: number, at: number): number {
  if (at >= text.length) return text.length;
  for (let place = at; place > from && place > at - wordReach; place--) {
    if (isSpace(text.charCodeAt(place - 1)) && !isSpace(text.charCodeAt(place))) return place;
  }
  const start = snapped(text, Math.max(from, at - nearby));
  const part = text.slice(start, Math.min(text.length, at + nearby));
  for (const granularity of [byWord, byCharacter]) {
    const edge = lastEdge(granularity, part, at - start);
    if (edge > 0 && start + edge > from) return start + edge;
  }
  const edge = snapped(text, at);
  return edge > from ? edge : from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
}

/**
 * The first place at or after `at` where a word, or else a character, begins.
 *
 * @returns at most `to`
 */
export function edgeAfter(text: string, at: number, to: number): number {
  for (let place = Math.max(at, 1); place < to && place < at + wordReach; place++) {
    if (isSpace(text.charCodeAt(place - 1)) && !isSpace(text.charCodeAt(place))) return place;
  }
  const start = snapped(text, Math.max(0, at - nearby));
  const part = text.slice(start, Math.min(to, at + nearby));
  for (const granularity of [byWord, byCharacter]) {
    if (!granularity) continue;
    for (const { index } of granularity.segment(part)) {
      if (start + index >= at && index > 0) return start + index;
    }
  }
  // What is left is part of one character; where the window does not reach that far, the character has no end.
  if (byCharacter && to <= at + nearby) return to;
  const edge = snapped(text, at);
  return Math.min(to, edge < at ? edge + 2 : edge);
}

/** The last edge at or before `at`; 0: none but the beginning, which may be a cut of ours. */
function lastEdge(granularity: Intl.Segmenter | null, part: string, at: number): number {
  let last = 0;
  if (!granularity) return last;
  for (const { index } of granularity.segment(part)) {
    if (index > at) break;
    last = index;
  }
  return last;
}

/** `at`, or one before it where that is inside a surrogate pair. */
function snapped(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return at;
  const low = text.charCodeAt(at) & 0xfc00;
  return low === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 ? at - 1 : at;
}
