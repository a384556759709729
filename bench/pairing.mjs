// Speed and growth of pairing alone.
import { median, perSecond, printTable, runs, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchPairing(small) {
  await withModule('pairing.ts', (stage) => {
    const sizes = small ? [100, 1000] : [1000, 10_000, 100_000];
    const times = sizes.map((size) => {
      // Short threads are paired often enough to be timed.
      const rounds = Math.max(1, Math.round((small ? 2000 : 20_000) / size));
      /** @type {number[][]} */
      const all = Array.from({ length: runs + 1 }, () => stage.timeStrategies(size, rounds));
      // The first run warms up.
      return stage.names.map((/** @type {string} */ _, /** @type {number} */ i) =>
        median(all.slice(1).map((run) => (run[i] ?? NaN) / rounds)),
      );
    });
    printTable(
      `Pairing of cleaned posts alone, posts/s, median of ${String(runs)} runs`,
      ['strategy', ...sizes.map((size) => `${size.toLocaleString('en')} posts`), 'time: longest ÷ shortest'],
      stage.names.map((/** @type {string} */ name, /** @type {number} */ i) => [
        name,
        ...sizes.map((size, at) => perSecond(size, times[at][i])),
        (times.at(-1)[i] / times[0][i]).toFixed(0),
      ]),
    );
  });
}
