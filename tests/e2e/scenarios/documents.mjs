import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/machine.mjs';
import { makeGguf } from '../../fixtures/models/tiny-gguf.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { emptyDownloads, readStore, showTab, siteRequests } from '../panel.mjs';
import { exportZip, testId, waitStatus, withSites } from '../steps.mjs';

/** @typedef {import('../steps.mjs').Handle} Handle */
/** @typedef {import('../steps.mjs').Driver} Driver */

// Pairs from documents with real inference: a tiny model that is made here goes on as its prompt did, so what it says
// are words of the document.

/** They begin differently, with a sentence of more than sixty characters: so the model asks of each something else. */
const paragraphs = [
  'Madder roots give their red only after three summers below ground, when an autumn frost has sweetened them. Younger ones dye orange.',
  'Woad is picked green, crushed under a wheel and rolled into balls that dry on racks through most of August. Its vat must never boil.',
  'Walnut husks blacken every hand that touches them, so dyers wore gloves made of waxed linen while they sorted. One basket serves nine skeins.',
  'Lichen scraped off slate after rain keeps for decades; soaked with ammonia it turns violet within twenty days. Orchil was its name at market.',
  'Onion skins cost nothing, boil quickly and colour wool anywhere between straw yellow and chestnut brown. Copper pots deepen what iron dulls.',
  'Indigo arrives as hard blue cakes that no water dissolves before yeast or urine has taken their oxygen away. Cloth leaves the bath green.',
  'Alum makes fibres hold what they drink, yet too much of this salt leaves fleece sticky and brittle forever. Weigh twelve parts per hundred.',
  'Looms warped with sized linen break fewer threads, because flour paste lays each loose hair flat against its yarn. Mice like it too.',
  'Fulling shrinks fresh cloth by nearly half: feet, hammers or running streams beat soap into the weave overnight. Teasels raise the nap.',
  'Felt needs neither spindle nor shuttle, merely heat, patience and scaled hairs that climb over one another. Shepherds line boots with it.',
  'Silk reeled from drowned cocoons measures eight hundred metres without any knot, finer than human hair. Gum is washed out later.',
  'Hemp stalks rot in ponds until their bark peels away cleanly, which neighbours downwind resent every September. Rope makers pay best.',
];
export const text = `${paragraphs.join('\n\n')}\n`;

/** @param {Driver} driver */
export const openWorkbench = (driver, /** @type {string} */ page) => driver.extensionPage(`workbench.html#${page}`);

/** @param {Handle} page @param {string} name @param {Uint8Array} bytes */
export async function importModel(page, name, bytes) {
  await page.setFiles(testId('import-files'), [{ path: name, bytes }]);
}

/**
 * Fills in the form for pairs and starts; the page shows the job then.
 * @param {Handle} page
 * @param {string} docId
 * @param {{type: 'qa' | 'cot' | 'summary', pairs: string, chunks: string, chunkTokens?: string, curate?: boolean, fillModel?: () => Promise<void>}} wish
 *   fillModel: chooses the model; absent: the one that is chosen
 */
export async function startGeneration(
  page,
  docId,
  { type, pairs, chunks, chunkTokens = '300', curate = false, fillModel },
) {
  await page.evaluate(() => (location.hash = '#documents'));
  await page.click(testId('make-pairs'));
  await page.waitFor(testId('generate-form'));
  await page.fill(testId(`doc-${docId}`), true);
  await page.click(testId(`generation-type-${type}`));
  await page.fill(testId('pairs-per-chunk'), pairs);
  await page.fill(testId('max-chunks'), chunks);
  await page.fill(testId('chunk-tokens'), chunkTokens);
  await page.fill(testId('overlap-tokens'), '20');
  await page.fill(testId('curate'), curate);
  await fillModel?.();
  await page.click(testId('start'));
  await page.waitFor(testId('job-view'));
}

/** @param {string} said @returns {string[]} */
const wordsOf = (said) => said.toLowerCase().match(/[a-z]+/g) ?? [];

/** What is said in a dataset, and where each answer stands. @param {import('../archive.mjs').Archive} archive */
function checkPairs({ records, provenance }) {
  assert.ok(records.length > 0, 'pairs');
  assert.equal(provenance.length, records.length);
  const words = new Set(wordsOf(text));
  for (const [n, { document, evidence, span, grounded, model }] of provenance.entries()) {
    assert.equal(document, 'book.txt');
    const cited = text.slice(...span);
    assert.ok(cited.length > 15 && evidence.includes(cited.slice(0, 15)), `“${cited}” is what “${evidence}” cites`);
    assert.ok(grounded > 0.2, JSON.stringify(provenance[n]));
    assert.match(model, /tiny/);
    const strange = wordsOf(records[n].output).filter((word) => !words.has(word) && word !== 'think');
    assert.ok(strange.length <= 2, `words that the document does not have: ${strange.join(', ')}`);
  }
  assert.ok(
    provenance.filter(({ grounded }) => grounded === 1).length * 2 >= records.length,
    'most cite word for word',
  );
  const asked = records.map(({ input }) => input);
  assert.equal(new Set(asked).size, asked.length, 'no question twice');
}

/** @param {import('../steps.mjs').Place} place */
async function run(place) {
  const model = makeGguf({ kind: 'copy', text: readFileSync(join(root, 'LICENSE'), 'utf8') });
  await withSites(place, {}, async ({ driver, replay }) => {
    const page = await openWorkbench(driver, 'settings');
    await page.click(testId('offline'));
    await page.waitForText(testId('offline-banner'), 'Offline mode');
    replay.log.clear();

    // What is no model, and half of one, are refused in words.
    await page.click(testId('nav-models'));
    await importModel(page, 'letter.gguf', new TextEncoder().encode('Dear weaver, this is a letter and no model.'));
    await page.waitForText(testId('import-problem'), /GGUF/);
    await importModel(page, 'half.gguf', model.slice(0, model.length >> 1));
    await page.waitForText(testId('import-problem'), /cut short|ends|incomplete/i);
    await importModel(page, 'tiny-copy.gguf', model);
    await page.waitForText(testId('model-state'), /ready/i, 30_000);

    // Documents: one that is read, one that is broken; its text and its chunks before anything is made of them.
    await page.click(testId('nav-documents'));
    await page.setFiles(testId('file-input'), [
      { path: 'book.txt', bytes: new TextEncoder().encode(text), type: 'text/plain' },
      { path: 'broken.docx', bytes: new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]) },
    ]);
    const docs = await waitDocs(driver, 2);
    const book = docs.find(({ name }) => name === 'book.txt');
    const broken = docs.find(({ name }) => name === 'broken.docx');
    assert.equal(book.state, 'done');
    await page.waitForText(testId(`doc-problem-${broken.id}`), 'broken.docx');
    await page.click(testId(`doc-open-${book.id}`));
    await page.waitForText(testId('doc-view'), 'Madder roots give');
    await page.click(testId('tab-chunks'));
    await page.waitFor(testId('chunk'));

    // Questions and answers, judged; the browser dies in the middle.
    await startGeneration(page, book.id, { type: 'qa', pairs: '3', chunks: '3', curate: true });
    await poll(async () => (await onlyJob(driver, 'generate')).counters.pairs >= 2, {
      timeoutMs: 60_000,
      what: 'the first pairs',
    });
    await driver.killBrowser();
    await driver.relaunch();
    const again = await openWorkbench(driver, 'documents');
    const { job } = await onlyJob(driver, 'generate');
    await again.evaluate((id) => (location.hash = `#documents/job/${id}`), job.id);
    await waitStatus(again, 'Completed', 120_000);
    const { counters } = await onlyJob(driver, 'generate');
    assert.equal(counters.chunksDone, 3);
    assert.equal(counters.pairsJudged, counters.pairs);
    const archive = await openArchive(await exportZip(driver, again, { name: 'questions' }));
    checkPairs(archive);
    assert.equal(archive.records.length, counters.pairs);
    for (const { judgement } of archive.provenance) assert.equal(judgement.rating, 10);
    assert.equal(archive.manifest.generation.type, 'qa');
    assert.equal(archive.manifest.judge.threshold, 7.5);

    // Made again and left alone, it is the same: no chunk was done twice, none was lost.
    emptyDownloads(driver);
    await startGeneration(again, book.id, { type: 'qa', pairs: '3', chunks: '3', curate: true });
    await waitStatus(again, 'Completed', 120_000);
    const calm = await openArchive(await exportZip(driver, again, { name: 'calm' }));
    assert.deepEqual(calm.records, archive.records);
    assert.deepEqual(calm.provenance, archive.provenance);

    // The threshold is moved afterwards; nothing is judged again.
    await showTab(again, 'preview');
    await again.waitFor(testId('ratings'));
    await again.waitForText(`${testId('pairs')} .pair`, 'chunk 1', 30_000);

    emptyDownloads(driver);
    await startGeneration(again, book.id, { type: 'cot', pairs: '2', chunks: '1' });
    await waitStatus(again, 'Completed', 60_000);
    const thought = await openArchive(await exportZip(driver, again, { name: 'thought' }));
    checkPairs(thought);
    for (const { output } of thought.records) assert.match(output, /^<think>\n[\s\S]+\n<\/think>\n\n\S/);

    emptyDownloads(driver);
    await startGeneration(again, book.id, { type: 'summary', pairs: '2', chunks: '1' });
    await waitStatus(again, 'Completed', 60_000);
    const summed = await openArchive(await exportZip(driver, again, { name: 'summed' }));
    assert.ok(summed.records.length > 0);
    for (const { input } of summed.records) assert.ok(input.includes(paragraphs[1] ?? ''), 'the text itself');

    assert.deepEqual(askedOf(replay), [], 'no connection in offline mode');
  });
}

/** Waits until so many documents are there and read, or refused. @param {Driver} driver @param {number} wanted */
export function waitDocs(driver, wanted) {
  return poll(
    async () => {
      const found = (await readStore(driver))['docs'] ?? [];
      return found.length === wanted && found.every(({ state }) => state !== 'pending') ? found : null;
    },
    { timeoutMs: 30_000, what: 'documents read' },
  );
}

/** Addresses that were asked for. @param {import('../panel.mjs').Replay} replay */
export const askedOf = (replay) => siteRequests(replay).map(({ host, path }) => `${host}${path}`);

/** The newest job of a kind with its counters. @param {Driver} driver @param {string} kind */
export async function onlyJob(driver, kind) {
  const { jobs = [], counters = [] } = await readStore(driver);
  const job = jobs.filter((one) => one.kind === kind).sort((a, b) => b.createdAt - a.createdAt)[0];
  return { job, counters: counters.find(({ jobId }) => jobId === job?.id) };
}

export const documents = { name: 'documents: pairs from a local model, offline', run };
