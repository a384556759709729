import { isBelow, type Pair } from '../model/pair';

// What follows from judgements: nothing is deleted, pairs below the threshold are not shown and not exported.

/** Where the threshold stands at first; ratings are whole numbers, so 8 and better pass. */
export const defaultThreshold = 7.5;
export const thresholdRange = { min: 1, max: 10, step: 0.5 } as const;

/** Whether a pair is shown and exported. One that was not judged passes: nothing is known against it. */
export function passes(pair: Pick<Pair, 'judgement'>, threshold: number | null): boolean {
  return !isBelow(pair, threshold);
}

/** Judged pairs by rating: place 0 is rating 1, place 9 is rating 10. */
export function ratingCounts(pairs: Iterable<Pick<Pair, 'judgement'>>): readonly number[] {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const { judgement } of pairs) {
    const place = judgement ? judgement.rating - 1 : -1;
    const count = counts[place];
    if (count !== undefined) counts[place] = count + 1;
  }
  return counts;
}

/** How many judged pairs a threshold lets through, from their distribution; as it moves, nothing is read again. */
export function passing(counts: readonly number[], threshold: number | null): number {
  return counts.reduce((sum, count, i) => (threshold === null || i + 1 >= threshold ? sum + count : sum), 0);
}
