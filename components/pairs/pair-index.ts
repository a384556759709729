import { countGenerated, listThreads } from '../../lib/store/queries';
import type { HeddleDb } from '../../lib/store/db';

/** Where the pairs of a revision are: threads in order, with the number of pairs before each. */
export interface PairIndex {
  readonly ordinals: readonly number[];
  /** Pairs before thread i; one longer than `ordinals`, so the last is the total. */
  readonly before: readonly number[];
}

export const emptyIndex: PairIndex = { ordinals: [], before: [0] };

export function makeIndex(threads: Iterable<{ readonly ordinal: number; readonly pairs: number }>): PairIndex {
  const ordinals: number[] = [];
  const before = [0];
  let sum = 0;
  for (const { ordinal, pairs } of threads) {
    if (pairs <= 0) continue;
    ordinals.push(ordinal);
    before.push((sum += pairs));
  }
  return { ordinals, before };
}

export function totalOf(index: PairIndex): number {
  return index.before.at(-1) ?? 0;
}

export interface Run {
  readonly threadOrdinal: number;
  /** First pair within the thread. */
  readonly n: number;
  readonly count: number;
  /** Place of the first pair in the whole list. */
  readonly at: number;
}

/** The places `from` … `to − 1` of the whole list as runs of pairs of one thread each. */
export function runsOf(index: PairIndex, from: number, to: number): readonly Run[] {
  const runs: Run[] = [];
  const end = Math.min(to, totalOf(index));
  let at = Math.max(0, from);
  for (let i = threadAt(index, at); at < end; i++) {
    const start = index.before[i] ?? 0;
    const stop = Math.min(end, index.before[i + 1] ?? end);
    runs.push({ threadOrdinal: index.ordinals[i] ?? 0, n: at - start, count: stop - at, at });
    at = stop;
  }
  return runs;
}

/** The last thread that starts at or before a place. */
function threadAt(index: PairIndex, at: number): number {
  let low = 0;
  let high = index.ordinals.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.before[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Reads the threads a page at a time; of generated pairs, which have none, how many each chunk has. */
export async function readIndex(db: HeddleDb, jobId: string, revision: number): Promise<PairIndex> {
  const threads: { ordinal: number; pairs: number }[] = [];
  const page = 500;
  for (let from = 0; ;) {
    const rows = await listThreads(db, jobId, from, page);
    for (const row of rows) threads.push({ ordinal: row.ordinal, pairs: row.pairs[revision] ?? 0 });
    const last = rows.at(-1);
    if (threads.length === 0) return makeIndex(await countGenerated(db, jobId, revision));
    if (!last || rows.length < page) return makeIndex(threads);
    from = last.ordinal + 1;
  }
}
