// Speed of cleaning and pairing in Node, and of storing in real Chromium.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/machine.mjs';
import { launchBrowser } from '../tests/e2e/drivers/driver.mjs';
import { bundle, copyExtension, median, printTable } from './place.mjs';

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
    cleaning(stages, small ? 60 : 2000, small ? 3 : 9);
    pairing(stages, small ? [100, 1000] : [1000, 10_000, 100_000], small ? 3 : 5);
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {any} stages @param {number} posts @param {number} runs */
function cleaning(stages, posts, runs) {
  const { measured, count, chars } = stages.measureCleaning(posts, runs);
  const base = median(measured[0].runs);
  const turndown = median(measured.at(-1).runs);
  printTable(
    `Cleaning ${String(count)} posts of ${(chars / count / 1000).toFixed(1)} KB of HTML, median of ${String(runs)} runs`,
    ['how', 'time', 'posts/s', 'MB/s', 'times the baseline', 'times turndown'],
    measured.map((/** @type {any} */ { name, runs: times }) => {
      const ms = median(times);
      const ratios = [ms / base, ms / turndown].map((one) => one.toFixed(2));
      return [name, `${ms.toFixed(0)} ms`, perSecond(count, ms), (chars / ms / 1000).toFixed(1), ...ratios];
    }),
  );
}

/** @param {any} stages @param {number[]} sizes @param {number} runs */
function pairing(stages, sizes, runs) {
  const tables = sizes.map((size) => stages.measurePairing(size, runs));
  const ms = (/** @type {number} */ size, /** @type {number} */ row) => median(tables[size][row].runs);
  const last = sizes.length - 1;
  printTable(
    `Pairing one thread of cleaned posts, posts/s, median of ${String(runs)} runs`,
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
  const [replies, runs] = small ? [10, 3] : [100, 7];
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
    for (let run = 0; run <= runs; run++) {
      const times = [
        await page.evaluate(`storing.putRows(${replies})`),
        await page.evaluate(`storing.settleReplies(${replies})`),
      ];
      // The first round warms up.
      if (run > 0) [raw, settled].forEach((list, i) => list.push(times[i] ?? NaN));
    }
    const posts = replies * 20;
    const row = (/** @type {string} */ name, /** @type {number[]} */ times) => {
      const ms = median(times);
      return [name, perSecond(posts, ms), `${(ms / replies).toFixed(1)} ms`, (ms / median(raw)).toFixed(2)];
    };
    printTable(
      `Storing ${String(replies)} replies of 20 posts in Chromium, strict durability, median of ${String(runs)} runs`,
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
