/** Beyond that, threads wait for each other more than they compute. */
const mostThreads = 16;

/** How many threads WebAssembly gets here: one where pages are not isolated, as in Firefox. */
export function threadsHere(): number {
  return globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency || 1, mostThreads) : 1;
}
