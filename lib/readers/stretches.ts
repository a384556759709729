import { type Section, type TokenCounter, sectionGap } from '../model/doc';
import { longestBeginning } from './fit';
import { sentencesIn, trimmedEnd } from './text-edges';

// A text as the stretches that chunks are put together from: paragraphs, sentences of long ones, pieces of longer ones.

/** What begins at a place; a chunk ends best before the greatest. */
export const rank = { piece: 0, sentence: 1, paragraph: 2, heading: 3, chapter: 4 } as const;
export type Rank = (typeof rank)[keyof typeof rank];

/** A stretch reaches to the beginning of the next one, white space included. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  readonly rank: Rank;
}

/** Where a section lies in the document's text. */
export interface SectionPlace {
  readonly start: number;
  readonly end: number;
  /** Beginning of the first section in a row under the same outermost heading. */
  readonly chapterStart: number;
  readonly section: Section;
}

export function placesOf(sections: readonly Section[]): SectionPlace[] {
  const places: SectionPlace[] = [];
  let start = 0;
  let chapterStart = 0;
  let before: Section | undefined;
  for (const section of sections) {
    if (before && section.headings[0] !== before.headings[0]) chapterStart = start;
    const end = start + section.text.length;
    places.push({ start, end, chapterStart, section });
    start = end + sectionGap.length;
    before = section;
  }
  return places;
}

export interface StretchOptions {
  readonly counter: TokenCounter;
  /** A longer paragraph is taken sentence by sentence. */
  readonly paragraphTokens: number;
  /** A longer sentence is cut. */
  readonly mostTokens: number;
}

/** A break in a page often falls into a sentence; then what follows begins no paragraph. */
const ended = /[.!?:;。！？：；…"'”’)\]」』|*_`]$/;

/** @returns stretches that cover the text without a gap, in order */
export function stretchesOf(text: string, places: readonly SectionPlace[], options: StretchOptions): Stretch[] {
  const all: Stretch[] = [];
  for (const [n, place] of places.entries()) {
    const until = places[n + 1]?.start ?? text.length;
    let first: Rank = n === 0 ? rank.chapter : sectionRank(text, place, places[n - 1]);
    for (const [start, end] of paragraphsIn(text, place.start, until)) {
      addParagraph(all, text, { start, end, rank: first }, options);
      first = rank.paragraph;
    }
  }
  return all;
}

function sectionRank(text: string, place: SectionPlace, before: SectionPlace | undefined): Rank {
  if (place.chapterStart === place.start) return rank.chapter;
  const headings = before?.section.headings ?? [];
  const own = place.section.headings;
  if (own.length !== headings.length || own.some((heading, n) => heading !== headings[n])) return rank.heading;
  const last = trimmedEnd(text, before?.start ?? 0, before?.end ?? 0);
  return ended.test(text.slice(Math.max(0, last - 1), last)) ? rank.paragraph : rank.piece;
}

function* paragraphsIn(text: string, from: number, to: number): Generator<[start: number, end: number]> {
  let start = from;
  for (const gap of text.slice(from, to).matchAll(/\n[ \t]*\n\s*/g)) {
    const end = from + gap.index + gap[0].length;
    if (end < to) yield [start, end];
    else break;
    start = end;
  }
  if (start < to) yield [start, to];
}

function addParagraph(
  all: Stretch[],
  text: string,
  paragraph: Omit<Stretch, 'tokens'>,
  { counter, paragraphTokens, mostTokens }: StretchOptions,
): void {
  const tokens = counter.count(text.slice(paragraph.start, paragraph.end));
  if (tokens <= paragraphTokens) {
    all.push({ ...paragraph, tokens });
    return;
  }
  const starts = sentencesIn(text, paragraph.start, paragraph.end);
  for (const [n, start] of starts.entries()) {
    const end = starts[n + 1] ?? paragraph.end;
    const own = n === 0 ? paragraph.rank : rank.sentence;
    const cost = counter.count(text.slice(start, end));
    if (cost <= mostTokens) all.push({ start, end, tokens: cost, rank: own });
    else for (const piece of piecesOf(text, { start, end, rank: own }, mostTokens, counter)) all.push(piece);
  }
}

/** Cuts a stretch so that no piece is above the limit; the first keeps its rank. */
export function piecesOf(
  text: string,
  stretch: Omit<Stretch, 'tokens'>,
  limit: number,
  counter: TokenCounter,
): Stretch[] {
  const pieces: Stretch[] = [];
  let start = stretch.start;
  while (start < stretch.end) {
    const end = longestBeginning(text, start, stretch.end, limit, counter);
    const tokens = counter.count(text.slice(start, end));
    pieces.push({ start, end, tokens, rank: start === stretch.start ? stretch.rank : rank.piece });
    start = end;
  }
  return pieces;
}
