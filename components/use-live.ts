import { liveQuery } from 'dexie';
import { useEffect, useState } from 'preact/hooks';

export interface LiveOptions {
  /** Ask again this often as well: a live query can miss a commit whose writer died. null: not. */
  readonly everyMs?: number | null;
  /** false: no live query, for what is too long to be read at each write. */
  readonly watch?: boolean;
}

/** How often is asked again while a job runs. */
export const whileRunningMs = 2000;

/**
 * What a query of the store gives, kept fresh.
 * @returns undefined until the first answer
 */
export function useLive<T>(
  query: () => Promise<T>,
  inputs: readonly unknown[],
  options: LiveOptions = {},
): T | undefined {
  const { everyMs = null, watch = true } = options;
  const [value, setValue] = useState<T | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    // Answers overtake each other: only the last one asked for counts.
    let asked = 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    const take = (next: T): void => {
      if (!gone) setValue((last) => (same(last, next) ? last : next));
    };
    const ask = (): void => {
      const mine = ++asked;
      clearTimeout(again);
      query().then(
        (next) => {
          if (mine === asked) take(next);
        },
        // The next question may do better; a database that cannot be opened is told of by the page.
        (error: unknown) => {
          console.warn('Heddle: reading the store failed', error);
          if (mine === asked && !gone) again = setTimeout(ask, whileRunningMs);
        },
      );
    };
    const look = (): void => {
      if (document.visibilityState === 'visible') ask();
    };
    ask();
    const live = watch ? liveQuery(query).subscribe({ next: take, error: ask }) : null;
    const timer = everyMs === null ? null : setInterval(look, everyMs);
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      gone = true;
      clearTimeout(again);
      live?.unsubscribe();
      if (timer !== null) clearInterval(timer);
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [...inputs, everyMs, watch]);
  return value;
}

/** Small rows only: saves drawing what did not change. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && a.length > 200) return false;
  return JSON.stringify(a, spread) === JSON.stringify(b, spread);
}

/** JSON writes all maps and all sets as `{}`: two that differ would be the same. */
function spread(_: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
}

/** The time, told anew every `everyMs`; null stops the clock. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
