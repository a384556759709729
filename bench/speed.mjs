// Speed of cleaning and pairing in Node, and of storing in real Chromium.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/machine.mjs';
import { launchBrowser } from '../tests/e2e/drivers/driver.mjs';
import { bundle, copyExtension, median, printTable } from './place.mjs';

/** Medians of so many. */
const runs = 7;

const perSecond = (/** @type {number} */ count, /** @type {number} */ ms) =>
  Math.round((count / ms) * 1000).toLocaleString('en');

/** @param {boolean} small */
export async function benchSpeed(small) {
  // Beside node_modules, where its imports are found.
  const folder = join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `speed-${String(process.pid)}.mjs`);
  try {
    writeFileSync(file, await bundle('speed.ts', { format: 'esm', platform: 'node', external: ['turndown'] }));
    const stages = await import(pathToFileURL(file).href);
    const recorded = recordedBodies();
    if (recorded.length > 0) cleaning(stages, 'recorded Discourse', recorded, small ? 3 : runs);
    cleaning(stages, 'generated', stages.generatedBodies(small ? 60 : 2000), small ? 3 : runs);
    pairing(stages, small ? [100, 1000] : [1000, 10_000, 100_000], small ? 3 : runs);
  } finally {
    rmSync(file, { force: true });
  }
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

/** @param {any} stages @param {string} kind @param {readonly string[]} bodies @param {number} times */
function cleaning(stages, kind, bodies, times) {
  const measured = stages.measureCleaning(bodies, times);
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

/** @param {any} stages @param {number[]} sizes @param {number} times */
function pairing(stages, sizes, times) {
  const tables = sizes.map((size) => stages.measurePairing(size, times));
  const ms = (/** @type {number} */ size, /** @type {number} */ row) => median(tables[size][row].runs);
  const last = sizes.length - 1;
  printTable(
    `Pairing one thread of cleaned posts, posts/s, median of ${String(times)} runs`,
    ['strategy', ...sizes.map((size) => `${size.toLocaleString('en')} posts`), 'times the baseline', 'growth'],
    tables[0].map((/** @type {any} */ { name }, /** @type {number} */ row) => [
      name,
      ...sizes.map((size, i) => perSecond(size, ms(i, row))),
      (ms(last, row) / ms(last, 0)).toFixed(1),
      (ms(last, row) / ms(0, row) / ((sizes[last] ?? 1) / (sizes[0] ?? 1))).toFixed(2),
    ]),
  );
  console.log('\nGrowth: time for a post in the longest thread ÷ in the shortest; 1 is linear.');
}

/** @param {string} folder @param {boolean} small */
export async function benchStoring(folder, small) {
  const [replies, times] = small ? [10, 3] : [100, runs];
  const driver = await launchBrowser('chromium', { extensionDir: copyExtension(folder) });
  try {
    const page = await driver.extensionPage('sidepanel.html');
    await page.evaluate(
      `${await bundle('storing.ts', { format: 'iife', globalName: 'storing' })};globalThis.storing = storing; 0`,
    );
    /** @type {number[]} */
    const raw = [];
    /** @type {number[]} */
    const settled = [];
    for (let run = 0; run <= times; run++) {
      const both = [
        await page.evaluate(`storing.putRows(${replies})`),
        await page.evaluate(`storing.settleReplies(${replies})`),
      ];
      // The first round warms up.
      if (run > 0) [raw, settled].forEach((list, i) => list.push(both[i] ?? NaN));
    }
    const posts = replies * 20;
    const row = (/** @type {string} */ name, /** @type {number[]} */ each) => {
      const ms = median(each);
      return [name, perSecond(posts, ms), `${(ms / replies).toFixed(1)} ms`, (ms / median(raw)).toFixed(2)];
    };
    printTable(
      `Storing ${String(replies)} replies of 20 posts in Chromium, strict durability, median of ${String(times)} runs`,
      ['how', 'posts/s', 'a reply', 'times the baseline'],
      [
        row('IndexedDB alone, the rows and nothing else (baseline)', raw),
        row('settling: rows, counters, tasks, lane', settled),
      ],
    );
  } finally {
    await driver.close();
  }
}
