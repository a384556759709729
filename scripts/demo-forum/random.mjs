/** Seeded randomness, so that the same options always give the same forum. */

/**
 * @typedef {object} Random
 * @property {() => number} next a number in [0, 1)
 * @property {(below: number) => number} int a whole number in [0, below)
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {(chance: number) => boolean} chance
 */

/**
 * @param {string} seed
 * @returns {Random}
 */
export function createRandom(seed) {
  let state = 2166136261;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (below) => Math.floor(next() * below),
    pick: (list) => /** @type {any} */ (list[Math.floor(next() * list.length)]),
    chance: (chance) => next() < chance,
  };
}
