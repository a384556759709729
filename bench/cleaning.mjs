// Speed of cleaning in Node, beside turndown.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/machine.mjs';
import { median, perSecond, printTable, runs, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchCleaning(small) {
  const times = small ? 3 : runs;
  await withModule(
    'cleaning.ts',
    (stage) => {
      const recorded = recordedBodies();
      if (recorded.length > 0) cleaning(stage, 'recorded Discourse', recorded, times);
      cleaning(stage, 'generated', stage.generatedBodies(small ? 60 : 2000), times);
    },
    { external: ['turndown'] },
  );
}

/** Bodies of the recorded posts beside the project; none where they are not there. */
function recordedBodies() {
  const folder = join(root, '..', 'shared', 'corpus', 'discourse');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^(topic|post)-.*\.json$/.test(name));
  return files.flatMap((name) => {
    /** @type {string[]} */
    const bodies = [];
    JSON.parse(readFileSync(join(folder, name), 'utf8'), (key, value) => {
      if (key === 'cooked' && typeof value === 'string') bodies.push(value);
      return value;
    });
    return bodies;
  });
}

/** @param {any} stage @param {string} kind @param {readonly string[]} bodies @param {number} times */
function cleaning(stage, kind, bodies, times) {
  const measured = stage.measureCleaning(bodies, times);
  const chars = bodies.reduce((sum, html) => sum + html.length, 0);
  const base = median(measured[0].runs);
  const turndown = median(measured.at(-1).runs);
  printTable(
    `Cleaning ${String(bodies.length)} ${kind} posts of ${(chars / bodies.length / 1000).toFixed(1)} KB of HTML, median of ${String(times)} runs`,
    ['how', 'time', 'posts/s', 'MB/s', 'times the baseline', 'times as fast as turndown'],
    measured.map((/** @type {any} */ { name, runs: each }) => {
      const ms = median(each);
      const ratios = [ms / base, turndown / ms].map((one) => one.toFixed(2));
      return [name, `${ms.toFixed(0)} ms`, perSecond(bodies.length, ms), (chars / ms / 1000).toFixed(1), ...ratios];
    }),
  );
}
