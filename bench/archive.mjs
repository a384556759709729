// A large store in real Chromium: what an export of it takes, and how its preview scrolls.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../tests/e2e/drivers/driver.mjs';
import { poll } from '../tests/e2e/drivers/poll.mjs';
import { testId } from '../tests/e2e/steps.mjs';
import { browserSession, heapOf, isWorker, pageOf, watchWorkerHeap } from './cdp.mjs';
import { bundle, copyExtension, megabytes, printTable, watchMemory } from './place.mjs';
import { watchTasks } from './tasks.mjs';

/** @typedef {import('./seed').SeedSize} SeedSize */
/** @typedef {import('../tests/e2e/drivers/driver.mjs').Driver} Driver */

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
const viewport = { width: 420, height: 800 };

/** @param {string} folder @returns {Promise<Driver>} */
async function launch(folder) {
  const profileDir = join(folder, 'profile');
  mkdirSync(profileDir, { recursive: true });
  const driver = await launchBrowser('chromium', {
    extensionDir: copyExtension(folder),
    profileDir,
    apiPermissions: ['downloads'],
    viewport,
  });
  return driver;
}

/** @param {Driver} driver */
async function openPanel(driver) {
  const panel = await driver.extensionPage('sidepanel.html');
  await panel.evaluate(
    (await bundle('seed.ts', { format: 'iife', globalName: 'bench' })) + ';globalThis.bench = bench; 0',
  );
  return panel;
}

/** Fills the store, unless this folder's is filled. @param {string} folder @param {SeedSize} size */
export async function fill(folder, size) {
  const mark = join(folder, 'filled.json');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === JSON.stringify(size)) return;
  const driver = await launch(folder);
  try {
    const start = Date.now();
    const panel = await openPanel(driver);
    const call = (/** @type {string} */ name, /** @type {unknown[]} */ ...args) =>
      panel.evaluate(`bench.${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);
    let bytes = 0;
    for (let i = 0; i < size.images; i += 32) bytes += await call('seedImages', i, Math.min(size.images, i + 32));
    for (let t = 0; t < size.threads; t += 10) await call('seedThreads', t, Math.min(size.threads, t + 10), size);
    await call('seedJob', size, bytes);
    console.error(`filled with ${megabytes(bytes)} of images in ${((Date.now() - start) / 1000).toFixed(0)} s`);
    writeFileSync(mark, JSON.stringify(size));
  } finally {
    await driver.close();
  }
}

/** @param {string} folder @param {SeedSize} size */
export async function benchExport(folder, size) {
  const driver = await launch(folder);
  try {
    const panel = await openPanel(driver);
    await panel.click(testId('tab-export'));
    await panel.waitFor(testId('export-form'));
    const name = `bench-${String(Date.now())}`;
    await panel.fill(testId('export-name'), name);
    const session = await browserSession(panel);
    const isPanel = (/** @type {{url: string}} */ target) => target.url.endsWith('/sidepanel.html');
    const panelHeap = await heapOf(session, isPanel);
    await pause(2000);

    const memory = watchMemory(driver.pid);
    await panel.click(testId('save'));
    const engineHeap = await watchWorkerHeap(session, 'engine.html');
    const state = await poll(
      async () => {
        const now = await panel.evaluate('bench.exportState()');
        return now && now.state !== 'running' ? now : null;
      },
      { timeoutMs: 1_200_000, everyMs: 1000, what: 'end of the export' },
    );
    if (state.state !== 'done') throw new Error(`The export ended as ${String(state.state)}: ${String(state.problem)}`);
    const saving = Date.now();
    const saved = await poll(() => savedVolumes(driver.downloadsDir, name, state.files), {
      timeoutMs: 300_000,
      what: 'saved volumes',
    });
    const savedMs = Date.now() - saving;
    const report = memory.stop();
    const peakHeap = engineHeap();
    const entries = saved.reduce((sum, path) => sum + entriesOf(path), 0);
    const bytes = state.files.reduce((/** @type {number} */ sum, /** @type {any} */ file) => sum + file.bytes, 0);
    printTable(
      `Export of ${String(size.threads * size.pairsPerThread)} pairs and ${String(size.images)} images`,
      ['what', 'figure'],
      [
        [
          'written',
          `${(state.ms / 1000).toFixed(1)} s, ${megabytes(bytes)}, ${megabytes((bytes / state.ms) * 1000)}/s`,
        ],
        ['saved after that in', `${(savedMs / 1000).toFixed(1)} s`],
        ['volumes', state.files.map((/** @type {any} */ file) => megabytes(file.bytes)).join(', ')],
        ['files in them', entries],
        ['JS heap: export worker, highest seen', megabytes(peakHeap)],
        ['JS heap: panel before / after', `${megabytes(panelHeap)} / ${megabytes(await heapOf(session, isPanel))}`],
        ['JS heap: service worker after', megabytes(await heapOf(session, isWorker))],
      ],
    );
    printTable(
      'Anonymous memory meanwhile (the limit is 300 MB over the start, in the extension’s renderer)',
      ['process', 'start', 'peak', 'peak − start', 'end'],
      report.map(({ role, start, peak, end }) => [role, ...[start, peak, peak - start, end].map(megabytes)]),
    );
  } finally {
    await driver.close();
  }
}

/** @param {string} folder @param {string} name @param {{name: string, bytes: number}[]} files */
function savedVolumes(folder, name, files) {
  const paths = readdirSync(folder)
    .filter((file) => file.startsWith(name) && file.endsWith('.zip'))
    .map((file) => join(folder, file));
  const bytes = (/** @type {string[]} */ all) => all.reduce((sum, path) => sum + statSync(path).size, 0);
  const wanted = files.reduce((sum, file) => sum + file.bytes, 0);
  return paths.length === files.length && bytes(paths) === wanted ? paths : null;
}

/** As the end of an archive tells it. @param {string} path */
function entriesOf(path) {
  const bytes = readFileSync(path);
  return bytes.readUInt16LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 10);
}

/** @param {string} folder @param {SeedSize} size */
export async function benchScroll(folder, size) {
  const driver = await launch(folder);
  try {
    const panel = await openPanel(driver);
    const opened = Date.now();
    await panel.click(testId('tab-preview'));
    await panel.waitFor(testId('pair'));
    const openMs = Date.now() - opened;
    const page = pageOf(panel);
    const place = () =>
      panel.evaluate(() =>
        Number(document.querySelector('[data-testid="pair"] .numeric')?.textContent?.replace(/\D/g, '')),
      );
    const box = await panel.evaluate((selector) => {
      const list = document.querySelector(selector);
      const { left, top, width, height } = list?.getBoundingClientRect() ?? new DOMRect();
      return { left, top, width, height, bar: width - (list?.clientWidth ?? width) };
    }, testId('pairs'));
    const random = Math.random;
    const rows = [['opening the preview', `1`, `${String(openMs)} ms until the first pair`, '', '', '']];
    const measure = async (
      /** @type {string} */ what,
      /** @type {number} */ steps,
      /** @type {() => Promise<void>} */ step,
    ) => {
      const tasks = await watchTasks(panel, driver.pid);
      const seen = new Set();
      for (let i = 0; i < steps; i++) {
        await step();
        tasks.mark();
        seen.add((await place()) || 0);
      }
      const { longest, mostCpu, medianOfSteps, over50, observed } = await tasks.stop();
      const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
      rows.push([
        what,
        String(steps),
        ms(longest),
        ms(mostCpu),
        ms(medianOfSteps),
        `${String(over50)} (${ms(observed)})`,
      ]);
      console.error(`${what}: ${String(seen.size)} places, up to ${String(Math.max(...seen))}`);
    };
    await page.mouse.move(box.left + box.width / 2, box.top + box.height / 2);
    await measure('wheel, 400 px', 300, async () => {
      await page.mouse.wheel(0, 400);
      await pause(40);
    });
    await measure('wheel, 4,000 px', 100, async () => {
      await page.mouse.wheel(0, 4000);
      await pause(60);
    });
    if (box.bar > 0) {
      const x = box.left + box.width - box.bar / 2;
      await panel.evaluate((selector) => document.querySelector(selector)?.scrollTo(0, 0), testId('pairs'));
      await pause(500);
      await page.mouse.move(x, box.top + 20);
      await page.mouse.down();
      await measure('scroll bar dragged anywhere', 100, async () => {
        await page.mouse.move(x, box.top + 5 + random() * (box.height - 10), { steps: 4 });
        await pause(150);
      });
      await page.mouse.up();
    }
    const jump = async () => {
      await panel.evaluate(
        (selector, part) => {
          const list = document.querySelector(selector);
          if (list) list.scrollTop = part * list.scrollHeight;
        },
        testId('pairs'),
        random(),
      );
      await pause(150);
    };
    await measure('scroll position set anywhere', 100, jump);
    await panel.evaluate('document.querySelector(\'[data-testid="raw"]\').click()');
    await panel.waitFor(testId('raw-line'));
    await measure('raw lines: scroll position set anywhere', 50, jump);
    printTable(
      `Scrolling the preview of ${String(size.threads * size.pairsPerThread)} pairs (the limit is 100 ms for any task)`,
      [
        'how',
        'steps',
        'longest task',
        'most CPU time of a task',
        'median of the longest of each step',
        'over 50 ms (longest as the page saw it)',
      ],
      rows,
    );
  } finally {
    await driver.close();
  }
}
