import { fold, type Folded } from './fold';
import { stretches, wordsOf } from './words';

// Whether what a model cites stands in the text it was given. No model is asked: the words are looked up.

export interface Grounding {
  /** Where the cited words stand, in UTF-16 units of the text, end exclusive; of its longest stretch where not all stands there. */
  readonly span: readonly [start: number, end: number] | null;
  /** 0 … 1: how much of what is cited stands in the text; 1: all of it, in one place or in the order cited. */
  readonly grounded: number;
}

/** Longest evidence, in UTF-16 units: a few sentences, and no copy of the text. */
export const maxEvidence = 2000;
/** What is beyond is not looked at (UTF-16 units): no model reads that much at once. */
const maxText = 400_000;
/** A stretch in common counts from this many folded units on: about four words; in scripts without spaces, fewer say as much. */
const shortestStretch = 20;
const shortestDense = 8;
/** Places of one beginning that are tried; the rest are as good. */
const maxPlaces = 32;

const none: Grounding = { span: null, grounded: 0 };

/**
 * Looks for evidence in a text: as it is; then folded (see `fold`), whole or as parts joined by an ellipsis; then in
 * stretches, longest first from left to right. Time grows with the length of both together.
 */
export function ground(evidence: string, text: string): Grounding {
  const quote = evidence.slice(0, maxEvidence).trim();
  if (quote === '') return none;
  const at = text.indexOf(quote);
  if (at >= 0) return { span: [at, at + quote.length], grounded: 1 };
  const body = fold(text.slice(0, maxText));
  const cited = trimmed(fold(quote).text);
  if (cited === '') return none;
  const place = body.text.indexOf(cited);
  if (place >= 0) return { span: spanOf(body, place, cited.length), grounded: 1 };
  return groundParts(quote, body) ?? groundStretches(cited, body);
}

/** Without what is no letter and no digit at either end: the full stop a model adds, a bullet it drops. */
function trimmed(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, '');
}

function spanOf(body: Folded, place: number, length: number): readonly [start: number, end: number] {
  return [body.starts[place] ?? 0, body.ends[place + length - 1] ?? 0];
}

/** A quotation with omissions: all its parts, in order. */
function groundParts(quote: string, body: Folded): Grounding | null {
  const parts = quote
    .split(/[([]?(?:…|\.{3})[)\]]?/)
    .map((part) => trimmed(fold(part).text))
    .filter((part) => part !== '');
  if (parts.length < 2 || parts.length > 8) return null;
  let from = 0;
  let start = -1;
  for (const part of parts) {
    const place = body.text.indexOf(part, from);
    // A word or two would be found anywhere.
    if (place < 0 || part.length < shortestDense) return null;
    if (start < 0) start = place;
    from = place + part.length;
  }
  return { span: spanOf(body, start, from - start), grounded: 1 };
}

function groundStretches(cited: string, body: Folded): Grounding {
  const isDense = wordsOf(cited, 200).filter(({ dense }) => dense).length * 2 > wordsOf(cited, 200).length;
  const shortest = Math.min(isDense ? shortestDense : shortestStretch, cited.length);
  const places = placesOf(cited, body.text, shortest);
  let covered = 0;
  let best = { place: 0, length: 0 };
  for (let i = 0; i + shortest <= cited.length;) {
    let longest = { place: 0, length: 0 };
    for (const place of places.get(cited.slice(i, i + shortest)) ?? []) {
      let length = shortest;
      while (i + length < cited.length && cited[i + length] === body.text[place + length]) length++;
      if (length > longest.length) longest = { place, length };
    }
    covered += longest.length;
    if (longest.length > best.length) best = longest;
    i += Math.max(1, longest.length);
  }
  if (best.length === 0) return none;
  // Never 1: something is left over, or stands elsewhere than it is cited.
  const grounded = Math.min(0.99, Math.floor((covered / cited.length) * 100) / 100);
  return { span: spanOf(body, best.place, best.length), grounded };
}

/** Where each beginning of the evidence stands in the text. */
function placesOf(cited: string, body: string, size: number): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (let i = 0; i + size <= cited.length; i++) places.set(cited.slice(i, i + size), []);
  for (let i = 0; i + size <= body.length; i++) {
    const found = places.get(body.slice(i, i + size));
    if (found && found.length < maxPlaces) found.push(i);
  }
  return places;
}

/** Words of an answer that are compared. */
const maxWords = 2000;
/** Letters of a word that are compared: `engine` and `engines` are one. */
const stem = 6;

/**
 * The share of an answer's words that the text has, 0 … 1: numbers, and words of four letters or more (all words where
 * there are none). Says little where the answer is in another language than the text. 0 for an answer without words.
 */
export function answerSupport(answer: string, text: string): number {
  const said = contentOf(answer, maxWords);
  if (said.size === 0) return 0;
  const known = contentOf(text.slice(0, maxText), Infinity);
  let found = 0;
  for (const unit of said) if (known.has(unit)) found++;
  return found / said.size;
}

function contentOf(text: string, max: number): ReadonlySet<string> {
  const words = wordsOf(text, max);
  const content = max === Infinity ? words : words.filter((word) => word.dense || word.sharp || word.text.length > 3);
  const units = (content.length > 0 ? content : words).flatMap((word) =>
    word.dense ? stretches(word.text, 2) : [word.text.slice(0, stem)],
  );
  return new Set(units);
}
