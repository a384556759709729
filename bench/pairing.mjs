// Speed and growth of pairing alone.
import { median, perSecond, printTable, runs, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchPairing(small) {
  await withModule('pairing.ts', (stage) => {
    const most = small ? 1000 : 100_000;
    const sizes = [most / 100, most / 10, most];
    // As many posts in all, whatever the threads: what differs is only how long a thread is.
    const threads = sizes.map((size) => stage.threadsOf(most / size, size));
    // In turns, so that a machine that becomes slower becomes so for all lengths. The first round warms up.
    /** @type {number[][][]} */
    const rounds = Array.from({ length: runs + 1 }, () => threads.map((one) => stage.timeStrategies(one)));
    const times = threads.map(({ length }, at) =>
      stage.names.map((/** @type {string} */ _, /** @type {number} */ i) =>
        median(rounds.slice(1).map((round) => (round[at]?.[i] ?? NaN) / length)),
      ),
    );
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
