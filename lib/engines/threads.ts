/** Beyond that, threads wait for each other more than they compute. */
const mostThreads = 16;

/**
 * How many threads WebAssembly gets here: one where pages are not isolated, as in Firefox. One core stays free: threads
 * wait for each other by spinning, and one that has to share its core holds up all the others (measured on two cores that
 * were busy otherwise: 10 tokens a second with two threads, 140 with one).
 */
export function threadsHere(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.min(Math.max(1, (navigator.hardwareConcurrency || 1) - 1), mostThreads);
}
