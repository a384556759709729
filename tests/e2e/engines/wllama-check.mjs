// The wllama engine in a real browser, in the real engine page's surroundings: an offscreen document in Chromium, an
// iframe of the background page in Firefox, from the built extension, with a page of ours beside its own.
//   node tests/e2e/engines/wllama-check.mjs [chromium] [firefox]
// HEDDLE_OUTPUT names another folder than .output.
// It ends with the figures that docs/benchmarks.md has.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../scripts/machine.mjs';
import { makeGguf } from '../../fixtures/models/tiny-gguf.mjs';
import { launchBrowser } from '../drivers/driver.mjs';
import { scenarios } from './wllama-scenarios.mjs';

/** @typedef {import('../drivers/driver.mjs').Driver} Driver */
/** @typedef {import('./wllama-scenarios.mjs').Ask} Ask */

const named = process.argv.slice(2);
const browsers = /** @type {('chromium' | 'firefox')[]} */ (named.length > 0 ? named : ['chromium', 'firefox']);
const license = readFileSync(join(root, 'LICENSE'), 'utf8');

const control = `
const channel = new BroadcastChannel('wllama-check');
const waiting = new Map();
let last = 0;
globalThis.isThere = false;
channel.onmessage = ({ data }) => {
  if (data === 'here') globalThis.isThere = true;
  else if (waiting.has(data.id)) { waiting.get(data.id)(data); waiting.delete(data.id); }
};
globalThis.call = () => channel.postMessage('there?');
globalThis.ask = (where, op, args) => new Promise((resolve) => {
  const id = ++last;
  waiting.set(id, resolve);
  setTimeout(() => resolve({ error: { message: op + ': no answer' } }), 90_000);
  channel.postMessage({ id, where, op, args });
});`;
const page = (/** @type {string} */ script) =>
  `<!doctype html><meta charset="utf-8"><title>check</title><script type="module" src="${script}"></script>`;

/** @param {string} built folder of the built extension @param {string} folder */
async function prepare(built, folder) {
  if (!existsSync(join(built, 'manifest.json'))) throw new Error('Build the extension first: npm run build');
  cpSync(built, folder, { recursive: true });
  mkdirSync(join(folder, 'check'));
  await build({
    entryPoints: {
      'check-page': join(root, 'tests/e2e/engines/wllama-page.ts'),
      'check-worker': join(root, 'tests/e2e/engines/wllama-worker.ts'),
    },
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'check.html'), page('check-page.js'));
  writeFileSync(join(folder, 'control.html'), page('control.js'));
  writeFileSync(join(folder, 'control.js'), control);
  const copy = makeGguf({ kind: 'copy', text: license });
  const models = {
    'copy.gguf': copy,
    'random.gguf': makeGguf({ kind: 'random', text: license }),
    'cut.gguf': copy.subarray(0, copy.length / 2),
    'cut-head.gguf': copy.subarray(0, 5000),
    // Of an architecture that nobody knows.
    'odd.gguf': Buffer.from(Buffer.from(copy).toString('latin1').replace('llama', 'lambs'), 'latin1'),
    'text.gguf': Buffer.from('This is no model. '.repeat(10_000)),
  };
  for (const [name, bytes] of Object.entries(models)) writeFileSync(join(folder, 'check', name), bytes);
}

/** Opens the page as the product opens its engine page. @param {Driver} driver */
async function openEnginePage(driver) {
  if (driver.browser === 'firefox') {
    await driver.evaluateInBackground(() => {
      const frame = document.createElement('iframe');
      frame.src = '/check.html';
      document.body.append(frame);
    });
    return;
  }
  await driver.evaluateInBackground(async () => {
    const { offscreen } = /** @type {any} */ (globalThis).chrome;
    if (await offscreen.hasDocument()) await offscreen.closeDocument();
    await offscreen.createDocument({ url: 'check.html', reasons: ['WORKERS'], justification: 'check' });
  });
}

/** @param {'chromium' | 'firefox'} browser */
async function check(browser) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-wllama-'));
  const extensionDir = join(folder, 'extension');
  await prepare(
    join(process.env['HEDDLE_OUTPUT'] ?? join(root, '.output'), browser === 'chromium' ? 'chrome-mv3' : 'firefox-mv3'),
    extensionDir,
  );
  const driver = await launchBrowser(browser, { extensionDir });
  try {
    const handle = await driver.extensionPage('control.html');
    await openEnginePage(driver);
    await handle.waitFor(() => {
      const scope = /** @type {any} */ (globalThis);
      scope.call();
      return scope.isThere;
    });
    /** @param {'page' | 'worker'} where @returns {Ask} */
    const askIn =
      (where) =>
      async (op, ...args) => {
        const answer = await handle.evaluate(
          (a, b, c) => /** @type {any} */ (globalThis).ask(a, b, c),
          where,
          op,
          args,
        );
        if (answer.error) throw Object.assign(new Error(answer.error.message), { info: answer.error });
        return answer.result;
      };
    /** @type {Record<string, string | number>} */
    const figures = {};
    for (const { name, run } of scenarios) {
      const startedAt = Date.now();
      await run(askIn('worker'), askIn('page'), { browser, license, figures });
      console.log(`ok   ${browser}: ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
    }
    console.log(browser, figures);
  } finally {
    await driver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const browser of browsers) await check(browser);
