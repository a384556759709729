// One generation with a real model in a real Chromium, offline, from the import of its files to the saved dataset:
//   node tests/e2e/acceptance.mjs --extension DIR --model FILE_OR_FOLDER... --document FILE --out DIR
//     [--type qa|cot|summary] [--pairs N] [--chunks N] [--model-id ID] [--device cpu|gpu] [--chrome-arg ARG]... [--timeout MIN]
// Ends with 0 where pairs were made and exported, else with 1.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openArchive } from './archive.mjs';
import { launch } from './drivers/chromium.mjs';
import { poll } from './drivers/poll.mjs';
import { exportZip, testId } from './steps.mjs';

/** @typedef {import('./drivers/handle.mjs').Handle & {page: import('playwright-core').Page}} Page */

const wish = readWish(process.argv.slice(2));
mkdirSync(wish.out, { recursive: true });
/** @type {Record<string, unknown>} */
const report = {};
// Nothing listens there: every address but this machine's own leads to it.
const driver = await launch({
  extensionDir: wish.extension,
  ...(process.env['HEDDLE_CHROMIUM'] ? { executablePath: process.env['HEDDLE_CHROMIUM'] } : {}),
  replay: { port: 9 },
  apiPermissions: ['downloads'],
  chromeArgs: wish.chromeArgs,
});
/** @type {Page | null} */
let page = null;
try {
  page = /** @type {Page} */ (await driver.extensionPage('workbench.html#models'));
  await run(page);
} catch (error) {
  report['problem'] ??= error instanceof Error ? error.message : String(error);
  await page?.screenshot(join(wish.out, 'failed.png')).catch(() => undefined);
} finally {
  await driver.close();
}
for (const [name, value] of Object.entries(report)) console.log(`${`${name}:`.padEnd(12)} ${String(value)}`);
process.exit(report['problem'] === undefined ? 0 : 1);

/** @param {Page} shown */
async function run(shown) {
  await shown.waitFor(testId('machine'));
  report['machine'] = await shown.waitForText(testId('machine'), '·', 30_000);
  await shown.evaluate(() => (location.hash = '#settings'));
  await shown.click(testId('offline'));
  await shown.waitForText(testId('offline-banner'), /\S/);
  await shown.click(testId('nav-models'));
  const model = await importModel(shown);
  const doc = await addDocument(shown);
  await start(shown, doc.id, model.id);
  await follow(shown);
  const paths = await exportZip(driver, shown, { name: 'acceptance', timeoutMs: 300_000 });
  for (const path of paths) copyFileSync(path, join(wish.out, basename(path)));
  const { records } = await openArchive(paths);
  report['exported'] = `${String(records.length)} records in ${paths.map((path) => basename(path)).join(', ')}`;
  if (records.length === 0) report['problem'] = 'No pairs were exported.';
}

/** Imports the files as a person chooses them, and waits until the model can be used. @param {Page} shown */
async function importModel(shown) {
  const began = Date.now();
  const [only, ...more] = wish.models;
  const folder = more.length === 0 && only !== undefined && statSync(only).isDirectory();
  await shown.waitFor(testId(folder ? 'import-folder' : 'import-files'));
  if (folder) await shown.page.setInputFiles(testId('import-folder'), only);
  else await shown.page.setInputFiles(testId('import-files'), wish.models.flatMap(filesIn));
  const rows = wish.modelId === undefined ? '[data-testid^="model-"]' : testId(`model-${wish.modelId}`);
  await poll(
    async () => {
      const problem = await textIn(shown, 'import-problem');
      if (problem !== '') return true;
      return shown.evaluate((ready) => document.querySelector(ready) !== null, `${rows}[data-state="ready"]`);
    },
    { timeoutMs: wish.timeoutMs, everyMs: 500, what: 'ready model' },
  );
  const refused = await textIn(shown, 'import-problem');
  if (refused !== '') throw new Error(refused);
  const models = await readTable(shown, 'models');
  const model = models.find(
    ({ id, state }) => state === 'ready' && (wish.modelId === undefined || id === wish.modelId),
  );
  if (!model) throw new Error(`No model ${wish.modelId ?? ''} after the import`);
  report['model'] = `${model.id} (${model.engine}), imported in ${seconds(began)}`;
  const unfit = await textIn(shown, 'model-unfit');
  if (unfit !== '') report['remark'] = unfit;
  return model;
}

/** @param {Page} shown */
async function addDocument(shown) {
  await shown.click(testId('nav-documents'));
  await shown.waitFor(testId('file-input'));
  await shown.page.setInputFiles(testId('file-input'), wish.document);
  const doc = await poll(async () => (await readTable(shown, 'docs')).find(({ state }) => state !== 'pending'), {
    timeoutMs: 300_000,
    everyMs: 250,
    what: 'read document',
  });
  if (doc.state !== 'done') throw new Error(doc.problem?.message ?? `${wish.document} cannot be read`);
  report['document'] = `${doc.name}, ${String(doc.chars)} characters`;
  return doc;
}

/** @param {Page} shown @param {string} docId @param {string} modelId */
async function start(shown, docId, modelId) {
  await shown.click(testId('make-pairs'));
  await shown.waitFor(testId('generate-form'));
  await shown.fill(testId(`doc-${docId}`), true);
  await shown.select(testId('model'), modelId);
  if (wish.device !== undefined) await shown.click(testId(`device-${wish.device}`));
  await shown.click(testId(`generation-type-${wish.type}`));
  await shown.fill(testId('pairs-per-chunk'), wish.pairs);
  await shown.fill(testId('max-chunks'), wish.chunks);
  await shown.click(testId('start'));
  await shown.waitFor(testId('job-view'), 60_000);
}

/** Waits for the end, and takes down how fast the model was. @param {Page} shown */
async function follow(shown) {
  const began = Date.now();
  /** @type {number[]} */
  const speeds = [];
  let told = '';
  const job = await poll(
    async () => {
      const [jobs, counts, pulses] = await Promise.all(
        ['jobs', 'counters', 'pulses'].map((table) => readTable(shown, table)),
      );
      const [found] = jobs?.filter(({ kind }) => kind === 'generate') ?? [];
      const mine = counts?.find(({ jobId }) => jobId === found?.id);
      const at = pulses?.find(({ jobId }) => jobId === found?.id)?.model;
      if (at?.tokensPerSecond > 0) speeds.push(at.tokensPerSecond);
      if (at?.device) report['device'] = at.device;
      if (at) report['last seen'] = `${at.phase}, ${String(at.writing).slice(-80)}`;
      const line = `${String(mine?.chunksDone ?? 0)} of ${String(mine?.chunksFound ?? 0)} chunks, ${String(mine?.pairs ?? 0)} pairs`;
      if (line !== told) console.log(`${seconds(began)}: ${line}`);
      told = line;
      report['pairs'] = `${line} so far`;
      return found && found.state !== 'running' ? found : null;
    },
    { timeoutMs: wish.timeoutMs, everyMs: 500, what: 'end of the generation' },
  );
  const sorted = speeds.sort((a, b) => a - b);
  const counters = (await readTable(shown, 'counters')).find(({ jobId }) => jobId === job.id);
  const { pairs, pairsDropped, chunksDone, chunksFound } = counters;
  report['pairs'] = `${String(pairs)} in ${seconds(began)}, ${String(pairsDropped)} dropped`;
  report['chunks'] = `${String(chunksDone)} of ${String(chunksFound)}`;
  report['speed'] =
    sorted.length === 0 ? 'not told' : `${(sorted[sorted.length >> 1] ?? 0).toFixed(1)} tokens/s (median)`;
  if (job.state !== 'done') throw new Error(job.problem?.message ?? `The job is ${job.state}.`);
  if (pairs > 0) return;
  const tasks = await readTable(shown, 'tasks');
  throw new Error(tasks.find(({ problem }) => problem)?.problem.message ?? 'The model made no pairs.');
}

/** The rows of one table of the store. @param {Page} shown @param {string} table @returns {Promise<any[]>} */
function readTable(shown, table) {
  return shown.evaluate(async (name) => {
    const request = indexedDB.open('heddle');
    const db = await new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const rows = db.transaction(name).objectStore(name).getAll();
    return new Promise((done, failed) => {
      rows.onsuccess = () => done(rows.result);
      rows.onerror = () => failed(rows.error);
    }).finally(() => db.close());
  }, table);
}

/** @param {Page} shown @param {string} id @returns {Promise<string>} '' where it is not there */
function textIn(shown, id) {
  return shown.evaluate((selector) => document.querySelector(selector)?.textContent ?? '', testId(id));
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());
}

/** @param {number} since */
function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** @param {string[]} args */
function readWish(args) {
  // A value that begins with dashes is taken for an option unless it is joined to its name.
  const joined = args.flatMap((arg, n) =>
    args[n - 1] === '--chrome-arg' ? [] : arg === '--chrome-arg' ? [`${arg}=${args[n + 1] ?? ''}`] : [arg],
  );
  const text = /** @type {const} */ ({ type: 'string' });
  const many = /** @type {const} */ ({ type: 'string', multiple: true });
  const { values, positionals } = parseArgs({
    args: joined,
    allowPositionals: true,
    options: {
      extension: text,
      model: many,
      document: text,
      out: text,
      type: text,
      pairs: text,
      chunks: text,
      'model-id': text,
      device: text,
      'chrome-arg': many,
      timeout: text,
    },
  });
  const { extension, document, out, model = [], type = 'qa' } = values;
  if (!extension || !document || !out || model.length === 0 || !/^(qa|cot|summary)$/.test(type)) {
    const head = readFileSync(new URL(import.meta.url), 'utf8')
      .split('\n')
      .slice(1, 3);
    console.error(head.map((line) => line.replace(/^\/\/ +/, '')).join('\n  '));
    process.exit(2);
  }
  return {
    extension: resolve(extension),
    document: resolve(document),
    out: resolve(out),
    models: [...model, ...positionals].map((path) => resolve(path)),
    type,
    pairs: values.pairs ?? '3',
    chunks: values.chunks ?? '5',
    modelId: values['model-id'],
    device: values.device,
    chromeArgs: values['chrome-arg'] ?? [],
    timeoutMs: Number(values.timeout ?? '60') * 60_000,
  };
}
