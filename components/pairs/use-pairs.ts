import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Pair } from '../../lib/model/pair';
import { listPairs, type JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { useLive, whileRunningMs } from '../use-live';
import { emptyIndex, readIndex, runsOf, totalOf, type PairIndex } from './pair-index';

export interface Pairs {
  /** null until it is known. */
  readonly count: number | null;
  /** null while it is being read. */
  readonly at: (place: number) => Pair | null;
  readonly onRange: (from: number, to: number) => void;
}

/** Rows kept in memory. */
const kept = 300;

/** The pairs of a job's shown revision, read as they come into view; by key, never by offset. */
export function usePairs(view: JobView): Pairs {
  const { db } = useApp();
  const { job, counters } = view;
  const { id: jobId, revision } = job;
  const index = useLive(() => readIndex(db, jobId, revision), [db, jobId, revision, counters.pairs], {
    watch: false,
    everyMs: job.state === 'running' ? 2 * whileRunningMs : null,
  });
  const limit = job.spec.kind === 'scrape' ? job.spec.limits.pairs : null;
  const rows = useRef(new Map<string, Pair>());
  const range = useRef({ from: 0, to: 0 });
  const [, redraw] = useState(0);

  const load = useCallback(
    async (current: PairIndex, anew: boolean): Promise<void> => {
      const { from, to } = range.current;
      const read = new Map<string, Pair>();
      for (const run of runsOf(current, from, to)) {
        const key = (n: number): string => `${revision} ${run.threadOrdinal} ${n}`;
        const places = Array.from({ length: run.count }, (_, i) => key(run.n + i));
        if (!anew && places.every((place) => rows.current.has(place))) continue;
        for (const pair of await listPairs(db, jobId, revision, run.threadOrdinal, run.n, run.count)) {
          read.set(key(pair.n), pair);
        }
      }
      // Rows that are shown stay until the new ones are here, so that nothing flickers while a job runs.
      if (anew) rows.current = read;
      else for (const [key, pair] of read) rows.current.set(key, pair);
      for (const key of rows.current.keys()) {
        if (rows.current.size <= kept) break;
        rows.current.delete(key);
      }
      if (read.size > 0) redraw((n) => n + 1);
    },
    [db, jobId, revision],
  );

  useEffect(() => {
    // A thread that was fetched again may have other pairs under the same numbers.
    if (index) void load(index, true);
  }, [index, load]);

  const known = index ?? emptyIndex;
  const total = totalOf(known);
  return {
    count: index ? Math.min(total, limit ?? total) : null,
    at: (place) => {
      const run = runsOf(known, place, place + 1)[0];
      return run ? (rows.current.get(`${revision} ${run.threadOrdinal} ${run.n}`) ?? null) : null;
    },
    onRange: useCallback(
      (from: number, to: number) => {
        range.current = { from, to };
        if (index) void load(index, false);
      },
      [index, load],
    ),
  };
}
