// Speed of storing in real Chromium.
import { launchBrowser } from '../tests/e2e/drivers/driver.mjs';
import { bundle, copyExtension, median, perSecond, printTable, runs } from './place.mjs';

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
