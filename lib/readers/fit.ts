import type { TokenCounter } from '../model/doc';
import { edgeAfter, edgeBefore } from './text-edges';

// As much of a text as a number of tokens holds, cut at a word. A counter costs time in proportion to what it counts, so
// lengths are doubled until they are too long, and then halved.

/** Steps of one edge that are tried when a cut at a word counts more than the cut in it did. */
const moreTries = 8;

/**
 * @param limit tokens
 * @returns the end of the longest beginning of `[from, to)` within the limit; one character at least
 */
export function longestBeginning(text: string, from: number, to: number, limit: number, counter: TokenCounter): number {
  const fits = (end: number): boolean => counter.count(text.slice(from, end)) <= limit;
  const length = longest(to - from, limit, (units) => fits(from + units));
  if (length === to - from) return to;
  let end = edgeBefore(text, from, from + Math.max(length, 1));
  for (let tries = 0; tries < moreTries && end > from + 2 && !fits(end); tries++) {
    end = edgeBefore(text, from, end - 1);
  }
  return Math.min(to, end);
}

/**
 * @param limit tokens
 * @returns the beginning of the longest end of `[from, to)` within the limit; `to` where nothing fits
 */
export function longestEnd(text: string, from: number, to: number, limit: number, counter: TokenCounter): number {
  const fits = (start: number): boolean => counter.count(text.slice(start, to)) <= limit;
  const length = longest(to - from, limit, (units) => fits(to - units));
  if (length === to - from) return from;
  let start = edgeAfter(text, to - length, to);
  for (let tries = 0; tries < moreTries && start < to && !fits(start); tries++) {
    start = edgeAfter(text, start + 1, to);
  }
  return start < to && fits(start) ? start : to;
}

/** The greatest length that fits, to about three in a hundred. */
function longest(available: number, limit: number, fits: (units: number) => boolean): number {
  let good = 0;
  let bad = available + 1;
  for (let next = Math.min(available, Math.max(1, limit * 4)); good < available; next = Math.min(available, next * 2)) {
    if (!fits(next)) {
      bad = next;
      break;
    }
    good = next;
  }
  if (good === available) return available;
  while (bad - good > Math.max(1, good >> 5)) {
    const middle = (good + bad) >> 1;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
