import assert from 'node:assert/strict';
import { startOpenAi } from '../../replay/openai/index.mjs';
import { openArchive } from '../archive.mjs';
import { logText, readStore } from '../panel.mjs';
import { exportZip, testId, waitStatus, withSites } from '../steps.mjs';
import { askedOf, onlyJob, openWorkbench, startGeneration, waitDocs } from './documents.mjs';

/** @typedef {import('../steps.mjs').Handle} Handle */

// Pairs from a program on this machine that speaks the OpenAI-style API, in offline mode all the time.

const key = 'sk-heddle-cc41e07b9f52';
const wrongKey = 'sk-heddle-of-last-year';
const refusal = 'Offline mode is enabled. Only the Synthetic data source can be used.';
const text = [
  'Bells are cast in loam pits that founders bake for three days before any bronze is poured. A core gives the inside its curve.',
  'Seventy-eight parts of copper go with twenty-two of tin, for more tin rings brighter and breaks sooner. Lead dulls the voice.',
  'Tuners shave bronze from within until five partial tones agree, and what was shaved never comes back. Flat bells are recast.',
  'A clapper of soft iron strikes where the lip is thickest, at one hundredth of the weight that hangs. Leather baldricks bear it.',
].join('\n\n');

/** @param {Handle} page @param {string} secret */
async function saveKey(page, secret) {
  await page.fill(testId('server-key'), secret);
  await page.click(testId('server-key-save'));
  await page.waitFor(testId('server-key-remove'));
}

/** @param {Handle} page @param {string} url @param {string} model */
async function chooseServer(page, url, model) {
  await page.select(testId('model'), 'server');
  await page.waitFor(testId('server-url'));
  await page.fill(testId('server-url'), url);
  await page.fill(testId('server-model'), model);
}

/** @param {import('../steps.mjs').Place} place */
async function run(place) {
  const server = await startOpenAi({ key, program: 'llamacpp', contextTokens: 8192 });
  const calls = () => server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
  try {
    await withSites(place, { grants: ['http://127.0.0.1'] }, async ({ driver, replay }) => {
      const page = await openWorkbench(driver, 'settings');
      await page.click(testId('offline'));
      await page.waitForText(testId('offline-banner'), 'Offline mode');
      replay.log.clear();
      await page.click(testId('nav-documents'));
      await page.setFiles(testId('file-input'), [
        { path: 'bells.txt', bytes: new TextEncoder().encode(text), type: 'text/plain' },
      ]);
      const [bells] = await waitDocs(driver, 1);

      // A server elsewhere is not asked, whoever wants it.
      await page.click(testId('make-pairs'));
      await page.waitFor(testId('generate-form'));
      await chooseServer(page, 'https://api.llm-demo.org/v1', 'copy-model');
      await page.waitFor(`${testId('server-ask')}:disabled`);
      await page.waitForText(testId('generate-form'), 'only a server on this machine (localhost) can be used');
      await page.waitForText(testId('start-hint'), 'Offline mode: the server is not on this machine');
      await page.waitFor(`${testId('start')}:disabled`);

      // A key that is not the right one: the server says it again in its refusal, Heddle does not.
      await page.fill(testId('server-url'), server.url);
      await page.waitForText(testId('server-key-box'), 'Save');
      await saveKey(page, wrongKey);
      await page.click(testId('server-ask'));
      await page.waitForText(testId('generate-form'), 'does not accept the key');
      await page.click(testId('server-key-remove'));
      await page.waitFor(testId('server-key'));
      await saveKey(page, key);
      await page.click(testId('server-ask'));
      await page.waitForText(testId('server-models'), 'copy-model');

      // A model that the server does not have.
      await startGeneration(page, bells.id, {
        type: 'qa',
        pairs: '2',
        chunks: '3',
        fillModel: () => chooseServer(page, server.url, 'no-such-model'),
      });
      await waitStatus(page, 'The model needs you', 30_000);
      await page.waitForText(testId('job-problem'), 'has no model “no-such-model”. It has: copy-model.');
      const { spec } = (await onlyJob(driver, 'generate')).job;
      const elsewhere = { ...spec, choice: { ...spec.choice, url: 'https://api.llm-demo.org/v1' } };
      const answer = await page.evaluate((wish) => {
        const api = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
        return api.runtime.sendMessage({ heddle: 'command', name: 'generate.start', input: { spec: wish } });
      }, elsewhere);
      assert.equal(answer.problem?.message, refusal);

      // Busy once, cut off once: it waits as long as it is told, asks again, and misses nothing.
      const before = calls().length;
      const busy = { error: { message: `Too many requests for ${key}` } };
      server.addFault({ kind: 'status', status: 429, headers: { 'retry-after': '2' }, body: JSON.stringify(busy) });
      server.addFault({ kind: 'cut' });
      await startGeneration(page, bells.id, {
        type: 'qa',
        pairs: '2',
        chunks: '3',
        fillModel: () => chooseServer(page, server.url, 'copy-model'),
      });
      await waitStatus(page, 'Completed', 60_000);
      const { counters } = await onlyJob(driver, 'generate');
      assert.ok(counters.chunksFound > 0);
      assert.equal(counters.chunksDone, counters.chunksFound);
      assert.ok(counters.pairs > 0, 'pairs');
      const [limited, cut, third] = calls().slice(before);
      assert.ok(limited && cut && third);
      assert.ok(cut.at - limited.at >= 1990, `${String(cut.at - limited.at)} ms after “Retry-After: 2”`);
      assert.equal(cut.body.messages.at(-1).content, limited.body.messages.at(-1).content, 'the same chunk');
      assert.equal(third.body.messages.at(-1).content, cut.body.messages.at(-1).content, 'and once more');
      for (const { body } of calls().slice(before)) {
        assert.equal(body.stream, true);
        assert.equal(body.response_format?.type, 'json_schema');
      }
      const log = await logText(page);
      assert.match(log, /Asked to wait/);
      assert.match(log, /broke in the middle/);

      const archive = await openArchive(await exportZip(driver, page, { name: 'bells' }));
      assert.equal(archive.records.length, counters.pairs);
      for (const { span, model } of archive.provenance) {
        assert.ok(text.slice(...span).length > 15);
        assert.match(model, /copy-model/);
      }

      // The key is in the requests and in one setting.
      for (const { headers } of server.requests) assert.match(headers.authorization ?? '', /^Bearer sk-heddle-/);
      for (const { headers } of calls()) assert.equal(headers.authorization, `Bearer ${key}`);
      for (const { text: body, path } of server.requests) assert.ok(!(path + body).includes('sk-heddle'));
      const { settings = [], ...rest } = await readStore(driver);
      assert.deepEqual(settings.find((row) => row.key === 'serverKeys')?.value, { [new URL(server.url).origin]: key });
      const others = JSON.stringify([settings.filter((row) => row.key !== 'serverKeys'), rest]);
      assert.ok(!others.includes('sk-heddle'), 'not in the store');
      assert.ok(!log.includes('sk-heddle'), 'not in the log');
      for (const [name, bytes] of archive.files) {
        assert.ok(!Buffer.from(bytes).includes('sk-heddle'), `not in ${name}`);
      }
      const shown = await page.evaluate(() =>
        [
          document.documentElement.outerHTML,
          ...[...document.querySelectorAll('input')].map(({ value }) => value),
          location.href,
        ].join('\n'),
      );
      assert.ok(!shown.includes('sk-heddle'), 'not in the page');
      assert.deepEqual(askedOf(replay), [], 'no connection but to this machine');
    });
  } finally {
    await server.close();
  }
}

export const documentsServer = { name: 'documents: a server on this machine, offline', run };
