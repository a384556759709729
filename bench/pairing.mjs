// Speed and growth of pairing alone.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/machine.mjs';
import { bundle, median, printTable } from './place.mjs';

const runs = 7;

/** @param {boolean} small */
export async function benchPairing(small) {
  const folder = join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `pairing-${String(process.pid)}.mjs`);
  try {
    writeFileSync(file, await bundle('pairing.ts', { format: 'esm', platform: 'node' }));
    const stage = await import(pathToFileURL(file).href);
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
        ...sizes.map((size, at) => Math.round((size * 1000) / times[at][i]).toLocaleString('en')),
        (times.at(-1)[i] / times[0][i]).toFixed(0),
      ]),
    );
  } finally {
    rmSync(file, { force: true });
  }
}
