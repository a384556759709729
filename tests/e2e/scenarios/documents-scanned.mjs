import assert from 'node:assert/strict';
import { PDFDocument } from 'pdf-lib';
import { readStore } from '../panel.mjs';
import { testId, withSites } from '../steps.mjs';
import { askedOf, openWorkbench, waitDocs } from './documents.mjs';

/** @typedef {import('../steps.mjs').Handle} Handle */

// A scanned page, read with what lies in the package.

const lines = [
  'The harbour clock was wound every Monday by the',
  'widow of the last pilot. She counted forty turns,',
  'wrote the hour into a ledger and locked the tower.',
  'Nobody remembers who paid her for the work.',
];

/**
 * A page of paper as a scanner sees it at 150 dpi: gray, grainy, without a single letter in it.
 * @param {Handle} page draws it
 * @returns {Promise<Uint8Array>} a PDF file
 */
async function scan(page) {
  const png = await page.evaluate((/** @type {string[]} */ words) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1240, 800];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('Nothing here can draw.');
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'black';
    context.font = '40px serif';
    for (const [n, line] of words.entries()) context.fillText(line, 120, 140 + 60 * n);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    let grain = 7;
    for (let at = 0; at < picture.data.length; at += 4) {
      grain = (grain * 1_103_515_245 + 12_345) % 2_147_483_648;
      const shade = 28 + ((picture.data[at] ?? 0) / 255) * 200 + grain / 134_217_728;
      picture.data.set([shade, shade, shade, 255], at);
    }
    context.putImageData(picture, 0, 0);
    return canvas.toDataURL('image/png');
  }, lines);
  const pdf = await PDFDocument.create();
  const [width, height] = [(1240 * 72) / 150, (800 * 72) / 150];
  pdf.addPage([width, height]).drawImage(await pdf.embedPng(png), { x: 0, y: 0, width, height });
  return pdf.save();
}

/** @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withSites(place, {}, async ({ driver, replay }) => {
    const page = await openWorkbench(driver, 'settings');
    await page.click(testId('offline'));
    await page.waitForText(testId('offline-banner'), 'Offline mode');
    replay.log.clear();
    await page.click(testId('nav-documents'));
    await page.setFiles(testId('file-input'), [{ path: 'ledger.pdf', bytes: await scan(page) }]);
    const [added] = await waitDocs(driver, 1);
    assert.equal(added.state, 'done', JSON.stringify(added.problem));
    assert.deepEqual([added.pages, added.scannedPages.length, added.ocrPages], [1, 1, 0]);
    await page.waitForText(testId(`doc-scanned-${added.id}`), '1 page is an image: its words are not in the text yet.');
    await page.click(testId(`doc-open-${added.id}`));
    await page.waitForText(testId('doc-view'), 'no text');

    await page.waitForText(testId(`doc-ocr-${added.id}`), 'Read the scanned pages');
    await page.click(testId(`doc-ocr-${added.id}`));
    await page.waitForText(testId('doc-text'), /Nobody remembers/, 60_000);
    const shown = await page.text(testId('doc-text'));
    for (const line of lines) assert.ok(shown.includes(line.slice(0, 12)), `“${line}” in ${shown}`);
    const read = new Set(shown.toLowerCase().match(/[a-z]+/g) ?? []);
    const words =
      lines
        .join(' ')
        .toLowerCase()
        .match(/[a-z]+/g) ?? [];
    const missed = words.filter((word) => !read.has(word));
    assert.ok(missed.length <= 1, `not read: ${missed.join(', ')}`);
    await page.waitForText(testId('doc-text'), 'read from an image');
    await page.waitForText(testId('doc-view'), '1 page was read from its image (OCR)');
    const [doc] = (await readStore(driver))['docs'] ?? [];
    assert.deepEqual([doc.state, doc.scannedPages.length, doc.ocrPages], ['done', 0, 1]);
    assert.deepEqual(askedOf(replay), [], 'no connection');
  });
}

export const documentsScanned = { name: 'documents: a scanned page is read offline', run };
