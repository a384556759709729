import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGguf } from '../../fixtures/models/tiny-gguf.mjs';
import { madeBytes, startHub } from '../../replay/hub/index.mjs';
import { sha256 } from '../archive.mjs';
import { readStore, unfold } from '../panel.mjs';
import { testId, withSites } from '../steps.mjs';
import { askedOf, onlyJob, openWorkbench } from './documents.mjs';

// A model is downloaded from a hub that stands for Hugging Face. What is offered has pinned files, or is what the hub
// lists; so the GGUF file that the hub has instead of the offered one is refused, and the other model is made here.

export const HUB = 'huggingface.co';
/** The smallest that does not want 16-bit shaders, which the software GPU has not. */
export const id = 'SmolLM2-360M-Instruct-q4f32_1-MLC';
const libraryName = 'SmolLM2-360M-Instruct-q4f32_1_cs1k-webgpu.wasm';
export const ggufId = 'Qwen2.5-0.5B-Instruct-Q4_K_M-GGUF';
const refusal = 'Offline mode is enabled. Only the Synthetic data source can be used.';
export const row = testId(`model-${id}`);

/**
 * The files of an MLC model as they lie in a repository; its weights are noise.
 * @param {number} [firstShardBytes]
 * @returns {Record<string, Uint8Array>}
 */
export function mlcFiles(firstShardBytes = 3_000_000) {
  const shards = [madeBytes(firstShardBytes, 1), madeBytes(90_000, 2)];
  const bytesOf = (/** @type {unknown} */ value) => new TextEncoder().encode(JSON.stringify(value));
  const records = shards.map((bytes, n) => ({
    dataPath: `params_shard_${n}.bin`,
    format: 'raw-shard',
    nbytes: bytes.length,
    records: [],
  }));
  const config = { model_type: 'llama', quantization: 'q4f32_1', context_window_size: 4096 };
  return {
    'mlc-chat-config.json': bytesOf({ ...config, tokenizer_files: ['tokenizer.json'] }),
    'tensor-cache.json': bytesOf({ metadata: { ParamSize: shards.length }, records }),
    'tokenizer.json': bytesOf({ model: { type: 'BPE' } }),
    'README.md': new TextEncoder().encode('# A model'),
    ...Object.fromEntries(shards.map((bytes, n) => [`params_shard_${n}.bin`, bytes])),
  };
}

/** The built extension with a model library in it, as a release has them. @param {import('../steps.mjs').Place} place */
export function withLibrary({ extensionDir, folder }) {
  const copy = join(folder, 'extension');
  cpSync(extensionDir, copy, { recursive: true });
  const libraries = join(copy, 'model-libs');
  mkdirSync(libraries, { recursive: true });
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  writeFileSync(join(libraries, libraryName), bytes);
  const manifest = { libraries: { [libraryName]: { sha256: sha256(bytes), bytes: bytes.length } } };
  writeFileSync(join(libraries, 'manifest.json'), JSON.stringify(manifest));
  return copy;
}

/**
 * What stands between a browser and the hub.
 * @param {import('../../replay/hub/index.mjs').Hub} hub
 * @returns {import('../../replay/server.mjs').SlowHandler}
 */
export function passOn(hub) {
  return async ({ method, path, headers }) => {
    const passed = ['range', 'if-range'].flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
    const reply = await fetch(hub.origin + path, { method, headers: Object.fromEntries(passed) });
    const kept = ['content-type', 'etag', 'accept-ranges', 'content-range'];
    return {
      status: reply.status,
      headers: Object.fromEntries([...reply.headers].filter(([name]) => kept.includes(name))),
      body: Buffer.from(await reply.arrayBuffer()),
    };
  };
}

/** What the button for a download sends, whether it may be pressed or not. @param {import('../drivers/handle.mjs').Handle} page */
export const askDownload = (page) =>
  page.evaluate((offerId) => {
    const api = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
    return api.runtime.sendMessage({ heddle: 'command', name: 'models.download', input: { offerId } });
  }, id);

export const hubGrants = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];

/** @param {import('../steps.mjs').Place} place */
async function run(place) {
  if (place.browser !== 'chromium') return 'models for WebGPU are not offered without it';
  const files = mlcFiles();
  const hub = await startHub({
    [`mlc-ai/${id}`]: files,
    'Qwen/Qwen2.5-0.5B-Instruct-GGUF': {
      'qwen2.5-0.5b-instruct-q4_k_m.gguf': makeGguf({ kind: 'copy', text: 'Some words, over and over again.' }),
    },
  });
  const sites = {
    hosts: { [HUB]: passOn(hub) },
    grants: hubGrants,
    launch: {
      extensionDir: withLibrary(place),
      chromeArgs: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    },
  };
  try {
    await withSites(place, sites, async ({ driver, replay }) => {
      const page = await openWorkbench(driver, 'models');
      replay.log.clear();
      await page.waitFor(`${testId(`download-${id}`)}:not(:disabled)`);

      // Offline, nothing is asked of anybody, whoever wants it.
      await page.evaluate(() => (location.hash = '#settings'));
      await page.click(testId('offline'));
      await page.waitForText(testId('offline-banner'), 'Offline mode');
      await page.click(testId('nav-models'));
      await page.waitForText(testId('offers-offline'), 'nothing is downloaded');
      await page.waitFor(`${testId(`download-${id}`)}:disabled`);
      const title = await page.evaluate(
        (selector) => document.querySelector(selector)?.getAttribute('title'),
        testId(`download-${id}`),
      );
      assert.equal(title, refusal);
      const refused = await askDownload(page);
      assert.equal(refused.problem?.message, refusal);
      assert.deepEqual(askedOf(replay), []);
      await page.click(testId('offline-off'));
      await page.waitFor(`${testId(`download-${id}`)}:not(:disabled)`);

      // The file at the hub is not the one that is offered: not a byte of it is fetched.
      await unfold(page, `download-${ggufId}`);
      await page.click(testId(`download-${ggufId}`));
      await page.waitForText(`${testId(`offer-${ggufId}`)} .offer-problem`, 'is not the one Heddle knows');
      assert.equal(hub.ofFiles('.gguf').length, 0);
      assert.deepEqual((await readStore(driver))['models'], []);

      // One file comes cut off in the middle, another one not as it is listed.
      replay.faults.add({ kind: 'cut', host: HUB, path: /params_shard_0\.bin$/, delayMs: 1000 });
      hub.addFault({ kind: 'wrong-bytes', path: 'params_shard_1.bin' });
      await page.click(testId(`download-${id}`));
      await page.waitFor(`${row}[data-state="paused"]`, 30_000);
      await page.waitForText(`${row} ${testId('model-problem')}`, /damaged or incomplete \(params_shard_1\.bin\)/);
      const [whole, rest, ...more] = hub.ofFiles('params_shard_0.bin').map(({ range }) => range);
      assert.deepEqual([whole, more], [null, []]);
      assert.match(rest ?? '', /^bytes=1[0-5]\d{5}-$/, 'it went on where it was cut');
      await page.click(`${row} ${testId('model-resume')}`);
      await page.waitFor(`${row}[data-state="ready"]`, 30_000);
      assert.equal((await onlyJob(driver, 'download')).job.state, 'done');
      const [model] = (await readStore(driver))['models'] ?? [];
      assert.deepEqual([model.id, model.origin, model.library.name], [id, 'downloaded', libraryName]);
      const stored = Object.fromEntries(model.files.map((/** @type {any} */ file) => [file.path, file.done]));
      const wanted = Object.entries(files).filter(([path]) => path !== 'README.md');
      assert.deepEqual(stored, Object.fromEntries(wanted.map(([path, bytes]) => [path, bytes.length])));

      // All of it is asked for once, but what was cut or wrong; without a cookie and without a referrer.
      for (const [path] of wanted) {
        const times = /params_shard/.test(path) ? 2 : 1;
        assert.equal(hub.ofFiles(path).length, times, path);
      }
      for (const { headers } of replay.log.of(HUB)) {
        assert.deepEqual([headers['cookie'], headers['referer'], headers['authorization']], Array(3).fill(undefined));
      }
      await page.click(`${row} ${testId('model-check')}`);
      await page.waitForText(`${row} ${testId('model-sound')}`, `${String(wanted.length)} files checked`);
      await page.click(`${row} ${testId('model-delete')}`);
      await page.click(`${row} ${testId('model-delete-yes')}`);
      await page.waitFor(testId('models-empty'));

      // Once more: of one file nothing comes for a minute, and another one is gone from the hub.
      hub.addFault({ kind: 'stall', path: 'params_shard_0.bin' });
      hub.addFault({ kind: 'status', status: 404, path: 'params_shard_1.bin' });
      await page.click(testId(`download-${id}`));
      await page.waitFor(`${row}[data-state="paused"]`, 120_000);
      await page.waitForText(
        `${row} ${testId('model-problem')}`,
        /The hub has no file params_shard_1\.bin for the model/,
      );
      const lines = JSON.stringify((await readStore(driver))['logs']);
      assert.match(lines, /Nothing came for 60 seconds\. The download goes on from where it is\./);
      await page.click(`${row} ${testId('model-resume')}`);
      await page.waitFor(`${row}[data-state="ready"]`, 30_000);
      assert.deepEqual(
        askedOf(replay).filter((address) => !address.startsWith(`${HUB}/`)),
        [],
        'nobody else was asked',
      );
    });
  } finally {
    await hub.close();
  }
  return undefined;
}

export const modelDownload = { name: 'models: a download, cut off, stalled, gone, and gone on with', run };
