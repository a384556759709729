import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/machine.mjs';
import { makeGguf } from '../../fixtures/models/tiny-gguf.mjs';
import { startHub } from '../../replay/hub/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { emptyDownloads, readFiles, readStore, unfold } from '../panel.mjs';
import { exportZip, testId, waitStatus, withSites } from '../steps.mjs';
import { importModel, onlyJob, openWorkbench, startGeneration, text, waitDocs } from './documents.mjs';
import { askDownload, ggufId, HUB, hubGrants, id, mlcFiles, passOn, row, withLibrary } from './model-download.mjs';

// A disk that is really full. An extension has unlimited storage, so no quota can be filled: the browser's profile lies
// on a small disk of its own, in memory, and a file beside it takes what is left.

/** @typedef {import('../drivers/driver.mjs').Driver} Driver */
/** @typedef {import('../drivers/handle.mjs').Handle} Handle */

/**
 * @typedef {object} Disk
 * @property {string} path
 * @property {(left: number) => void} fill takes all but so many bytes
 * @property {() => void} empty gives them back
 */

const MB = 1_000_000;
/** Firefox gives half of it: more than the model twice, as it lies while it is moved. */
const diskBytes = 280 * MB;
const shard = 'params_shard_0.bin';
const shardBytes = 40 * MB;
/** What one segment in the store holds; `lib/store/model-files.ts`. */
const segmentBytes = 32 * 1024 * 1024;
const tiny = testId('model-tiny');

/**
 * A disk of its own, gone at the end whatever happens.
 * @param {string} folder
 * @param {(disk: Disk) => Promise<void>} body
 * @returns {Promise<string | undefined>} why there can be none
 */
async function withDisk(folder, body) {
  const path = join(folder, 'disk');
  const ballast = join(path, 'ballast');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(diskBytes)}`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (thrown) {
    return `no disk can be mounted here (${String(thrown).replace(/\s+/g, ' ').trim()})`;
  }
  const empty = () => rmSync(ballast, { force: true });
  try {
    await body({
      path,
      empty,
      fill(left) {
        empty();
        const { bavail, bsize } = statfsSync(path);
        try {
          writeFileSync(ballast, Buffer.alloc(Math.max(bavail * bsize - left, 0)));
        } catch (thrown) {
          // The browser wrote as well.
          if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'ENOSPC') throw thrown;
        }
      },
    });
  } finally {
    execFileSync('umount', ['-l', path]);
  }
  return undefined;
}

/** A door that requests wait at while it is closed. */
function gate() {
  let closed = false;
  /** @type {(() => void)[]} */
  const held = [];
  return {
    close: () => void (closed = true),
    /** @returns {Promise<void>} */
    pass: () => (closed ? new Promise((resolve) => held.push(resolve)) : Promise.resolve()),
    waiting: () => poll(() => held.length > 0, { timeoutMs: 60_000, what: 'request at the gate' }),
    open() {
      closed = false;
      for (const go of held.splice(0)) go();
    },
  };
}

/**
 * Lets the page's next write to a file wait until the disk is as full as it should be: the browser's own word on what is
 * left is asked before.
 * @param {Handle} page
 * @param {() => Promise<void>} start what leads to the write
 * @param {() => void} meanwhile
 */
async function duringWrite(page, start, meanwhile) {
  await page.evaluate(() => {
    const scope = /** @type {any} */ (globalThis.window ?? globalThis);
    const { write } = FileSystemWritableFileStream.prototype;
    scope.writing = false;
    scope.goOn = null;
    const door = new Promise((resolve) => (scope.goOn = resolve));
    FileSystemWritableFileStream.prototype.write = async function (...args) {
      scope.writing = true;
      FileSystemWritableFileStream.prototype.write = write;
      await door;
      return write.apply(this, args);
    };
  });
  await start();
  await page.waitFor(() => /** @type {any} */ (globalThis).writing === true);
  meanwhile();
  await page.evaluate('goOn()');
}

/** How a browser says what is missing: Firefox does not know how much is free. @param {Driver} driver @param {number} needed MB */
const noRoom = ({ browser }, needed) =>
  browser === 'chromium'
    ? new RegExp(`The model needs ${String(needed)} MB more, and the browser has \\d+ MB left\\. Delete models`)
    : new RegExp(`The browser has no room for ${String(needed)} MB\\. Delete models`);

/** Firefox writes 14 MB for its next start, some seconds after this one. @param {Driver} driver */
async function settled({ browser, profileDir }) {
  if (browser === 'chromium') return;
  const written = ['scriptCache.bin', 'webext.sc.lz4'].map((name) => join(profileDir, 'startupCache', name));
  await poll(() => written.every((path) => existsSync(path)), { timeoutMs: 60_000, what: 'startup cache of Firefox' });
}

/** Nothing lies there that no model and no document names. @param {Driver} driver @param {number} wanted files */
async function assertFiles(driver, wanted) {
  const names = await readFiles(driver);
  assert.equal(names.length, wanted, names.join(', '));
}

/**
 * What does not fit is refused in words, leaves nothing, and fits once there is room.
 * @param {Driver} driver
 * @param {Handle} page
 * @param {Disk} disk
 */
async function importOnFullDisk(driver, page, disk) {
  const bytes = makeGguf({ kind: 'copy', text: 'Some words, over and over again.' });
  const sentence = noRoom(driver, Math.ceil(bytes.length / MB));
  const refused = async () => {
    await page.waitForText(testId('import-problem'), sentence, 30_000);
    await page.waitFor(testId('models-empty'));
    assert.deepEqual((await readStore(driver))['models'], []);
    await assertFiles(driver, 0);
  };
  disk.fill(4 * MB);
  await importModel(page, 'tiny.gguf', bytes);
  await refused();
  disk.empty();
  await duringWrite(
    page,
    () => importModel(page, 'tiny.gguf', bytes),
    () => disk.fill(4 * MB),
  );
  await refused();
  disk.empty();
  await importModel(page, 'tiny.gguf', bytes);
  await page.waitFor(testId('import-done'), 30_000);
  await check(page, tiny, 1);
}

/** @param {Handle} page @param {string} model @param {number} files */
async function check(page, model, files) {
  await page.click(`${model} ${testId('model-check')}`);
  const wanted = files === 1 ? '1 file checked' : `${String(files)} files checked`;
  await page.waitForText(`${model} ${testId('model-sound')}`, wanted, 30_000);
}

/**
 * @param {Driver} driver
 * @param {Handle} page
 * @param {Disk} disk
 */
async function documentOnFullDisk(driver, page, disk) {
  const paragraph = 'Madder roots give their red only after three summers below ground. ';
  const file = { path: 'book.txt', bytes: new TextEncoder().encode(paragraph.repeat(90_000)), type: 'text/plain' };
  await page.click(testId('nav-documents'));
  disk.fill(4 * MB);
  await page.setFiles(testId('file-input'), [file]);
  await page.waitForText(testId('file-refused'), /There is no room left for “book\.txt”/, 30_000);
  assert.deepEqual((await readStore(driver))['docs'], []);
  await assertFiles(driver, 1);
  disk.empty();
  await page.setFiles(testId('file-input'), [file]);
  const [doc] = await waitDocs(driver, 1);
  assert.equal(doc.state, 'done');
  await page.click(testId('nav-models'));
}

/**
 * Starts the download as the page's button does, which is shut in Firefox: it has no WebGPU here.
 * @param {Driver} driver
 * @param {Handle} page
 */
async function startDownload({ browser }, page) {
  if (browser === 'chromium') {
    await page.click(testId(`download-${id}`));
    return;
  }
  // The click on another one asks for the hub, whose file is then not the one that is offered.
  await unfold(page, `download-${ggufId}`);
  await page.click(testId(`download-${ggufId}`));
  await page.waitForText(`${testId(`offer-${ggufId}`)} .offer-problem`, 'is not the one Heddle knows');
  const reply = await askDownload(page);
  assert.equal(reply.ok, true, JSON.stringify(reply));
}

/** @param {import('../steps.mjs').Place} place */
function run(place) {
  return withDisk(place.folder, async (disk) => {
    const files = mlcFiles(shardBytes);
    const hub = await startHub({
      [`mlc-ai/${id}`]: files,
      'Qwen/Qwen2.5-0.5B-Instruct-GGUF': { 'qwen2.5-0.5b-instruct-q4_k_m.gguf': new Uint8Array(2000) },
    });
    const toShard = gate();
    const pass = passOn(hub);
    /** @type {typeof pass} */
    const answer = async (request) => {
      if (request.path.endsWith(shard)) await toShard.pass();
      return pass(request);
    };
    const profileDir = join(disk.path, 'profile');
    mkdirSync(profileDir);
    const sites = {
      hosts: { [HUB]: answer },
      grants: hubGrants,
      launch: {
        extensionDir: withLibrary(place),
        profileDir,
        downloadsDir: join(place.folder, 'downloads'),
        chromeArgs: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
      },
    };
    try {
      await withSites(place, sites, async ({ driver }) => {
        const page = await openWorkbench(driver, 'models');
        await settled(driver);
        await importOnFullDisk(driver, page, disk);
        await documentOnFullDisk(driver, page, disk);
        await downloadOnFullDisk(driver, page, disk, hub, toShard);
        await check(page, row, Object.keys(files).length - 1);
        await nothingLeftAtAll(driver, page, disk, toShard);
        await check(page, row, Object.keys(files).length - 1);
        // What was there before is there still.
        assert.deepEqual(
          ((await readStore(driver))['docs'] ?? []).map(({ name, state }) => [name, state]),
          [['book.txt', 'done']],
        );
      });
    } finally {
      await hub.close();
    }
  });
}

/**
 * A request for the shard is held at the gate while the disk is filled: what is left is asked before.
 * @param {Driver} driver
 * @param {Handle} page
 * @param {Disk} disk
 * @param {import('../../replay/hub/index.mjs').Hub} hub
 * @param {ReturnType<typeof gate>} toShard
 */
async function downloadOnFullDisk(driver, page, disk, hub, toShard) {
  const ranges = () => hub.ofFiles(shard).map(({ range }) => range);
  const paused = async (/** @type {number} */ needed) => {
    await page.waitFor(`${row}[data-state="paused"]`, 60_000);
    await page.waitForText(`${row} ${testId('model-problem')}`, noRoom(driver, needed));
    const { job } = await onlyJob(driver, 'download');
    assert.deepEqual([job.state, job.pause, job.problem.code], ['paused', 'storage', 'storage-full']);
    disk.empty();
  };
  const resume = () => page.click(`${row} ${testId('model-resume')}`);

  // Full from the beginning. Chromium knows, and asks for nothing; of what Firefox writes, nothing stays.
  disk.fill(4 * MB);
  await startDownload(driver, page);
  await paused(80);
  const before = driver.browser === 'chromium' ? [] : [null];
  assert.deepEqual(ranges(), before);

  // Full in the middle: what was closed before is kept.
  toShard.close();
  await resume();
  await toShard.waiting();
  disk.fill(segmentBytes + 4 * MB);
  toShard.open();
  await paused(47);
  const [model] = ((await readStore(driver))['models'] ?? []).filter((one) => one.id === id);
  assert.equal(model.files.find((/** @type {any} */ file) => file.path === shard).done, segmentBytes);

  // Full when it is whole, and is put where the engine reads it.
  toShard.close();
  await resume();
  await toShard.waiting();
  disk.fill(25 * MB);
  toShard.open();
  await paused(40);
  await resume();
  await page.waitFor(`${row}[data-state="ready"]`, 60_000);
  assert.equal((await onlyJob(driver, 'download')).job.state, 'done');
  assert.deepEqual(ranges(), [...before, null, `bytes=${String(segmentBytes)}-`], 'nothing was fetched twice');
}

/**
 * Not one byte is left, so that not even the store can say what happened: a model can be deleted all the same, and with
 * that the rest comes right by itself.
 * @param {Driver} driver
 * @param {Handle} page
 * @param {Disk} disk
 * @param {ReturnType<typeof gate>} toShard
 */
async function nothingLeftAtAll(driver, page, disk, toShard) {
  await page.click(`${row} ${testId('model-delete')}`);
  await page.click(`${row} ${testId('model-delete-yes')}`);
  await page.waitFor(`${testId(`download-${id}`)}`);
  toShard.close();
  await startDownload(driver, page);
  await toShard.waiting();
  disk.fill(0);
  toShard.open();
  await page.click(`${tiny} ${testId('model-delete')}`);
  await page.click(`${tiny} ${testId('model-delete-yes')}`);
  await page.waitFor(`${row}[data-state="paused"]`, 90_000);
  await page.waitForText(`${row} ${testId('model-problem')}`, noRoom(driver, 80));
  await page.waitFor(() => !document.querySelector('[data-testid="model-tiny"]'), 30_000);
  disk.empty();
  await page.click(`${row} ${testId('model-resume')}`);
  await page.waitFor(`${row}[data-state="ready"]`, 60_000);
}

/**
 * Pairs are made while not one byte is left: nothing can be kept of it, and nothing is lost or made twice once there is
 * room, for which nobody has to press anything, unless the store had room to say that it paused.
 * @param {import('../steps.mjs').Place} place
 */
function generate(place) {
  return withDisk(place.folder, async (disk) => {
    const profileDir = join(disk.path, 'profile');
    mkdirSync(profileDir);
    const launch = { profileDir, downloadsDir: join(place.folder, 'downloads') };
    await withSites(place, { launch }, async ({ driver }) => {
      const page = await openWorkbench(driver, 'models');
      await settled(driver);
      await importModel(
        page,
        'tiny.gguf',
        makeGguf({ kind: 'copy', text: readFileSync(join(root, 'LICENSE'), 'utf8') }),
      );
      await page.waitFor(testId('import-done'), 30_000);
      await page.click(testId('nav-documents'));
      await page.setFiles(testId('file-input'), [{ path: 'book.txt', bytes: new TextEncoder().encode(text) }]);
      const [doc] = await waitDocs(driver, 1);
      const wish = /** @type {const} */ ({ type: 'qa', pairs: '3', chunks: '3', curate: true });
      await startGeneration(page, doc.id, wish);
      await poll(async () => (await onlyJob(driver, 'generate')).counters.pairs >= 2, {
        timeoutMs: 60_000,
        what: 'the first pairs',
      });
      disk.fill(0);
      // A chunk takes two seconds: longer than all of it would last.
      const until = Date.now() + 10_000;
      await poll(() => Date.now() > until);
      const during = await poll(() => onlyJob(driver, 'generate'), { what: 'store' });
      assert.ok(during.counters.chunksDone < 3, `${String(during.counters.chunksDone)} chunks on a full disk`);
      disk.empty();
      await poll(
        async () => {
          const { job } = await onlyJob(driver, 'generate');
          if (job.state === 'paused') {
            assert.equal(job.pause, 'storage');
            await page.click(testId('resume'));
          }
          return job.state === 'done';
        },
        { timeoutMs: 120_000, what: 'end of the generation' },
      );
      const { records, provenance } = await openArchive(await exportZip(driver, page, { name: 'full' }));
      assert.equal(new Set(records.map(({ input }) => input)).size, 9);
      // Made again with room, it is the same.
      emptyDownloads(driver);
      await startGeneration(page, doc.id, wish);
      await waitStatus(page, 'Completed', 120_000);
      const calm = await openArchive(await exportZip(driver, page, { name: 'calm' }));
      assert.deepEqual(records, calm.records);
      assert.deepEqual(provenance, calm.provenance);
    });
  });
}

export const fullDiskGeneration = { name: 'full disk: pairs from a local model', run: generate };
export const fullDisk = { name: 'full disk: models and documents on a disk without room', run };
