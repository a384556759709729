import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openOcr } from '../../../lib/readers/ocr';
import { textOfBlocks } from '../../../lib/readers/ocr-text';
import { pictureSize } from '../../../lib/readers/picture-size';
import { pdf as reader } from '../../../lib/readers/pdf';
import { ocrFailed } from '../../../lib/readers/refusal';
import type { DocText } from '../../../lib/model/doc';
import { columnsPdf } from '../../fixtures/documents/pdf-articles';
import { nodeContext } from '../../fixtures/documents/pdf-node';
import { scannedPdf } from '../../fixtures/documents/pdf-scripts';
import { canvas, drawing, ocrAssetInNode, pngOf, scannedCopy, scansOf } from '../../fixtures/documents/scan';
import { wordScore } from '../../fixtures/documents/word-score';

// Tesseract itself with the language data that is packaged, in Node.

const { signal } = new AbortController();
const english = openOcr(ocrAssetInNode, ['eng']);
afterAll(() => english.close());

const readScan = (bytes: Uint8Array, ocr = english): Promise<DocText> =>
  drawing(() => reader.read(new Blob([bytes as Uint8Array<ArrayBuffer>]), nodeContext({ ocr })));
const textOf = (doc: DocText): string => doc.sections.map(({ text }) => text).join('\n\n');

/** A line of text as a picture. */
function lineOf(text: string): Blob {
  const made = canvas!.createCanvas(900, 120);
  const context = made.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 900, 120);
  context.fillStyle = '#000';
  context.font = '40px sans-serif';
  context.fillText(text, 40, 70);
  return new Blob([new Uint8Array(made.toBuffer('image/png'))], { type: 'image/png' });
}

describe.skipIf(!canvas)('words of scans at 150 dpi', () => {
  it.each([1, 2])('in %i columns', { timeout: 300_000 }, async (columns) => {
    const { bytes, known } = await columnsPdf(columns);
    const doc = await readScan(await scannedCopy(bytes, 150));
    expect(wordScore(known, textOf(doc))).toBeGreaterThanOrEqual(0.95);
    expect(doc.scannedPages).toEqual([]);
    expect(doc.sections.every(({ ocr, page }) => ocr === true && page !== null)).toBe(true);
  });

  it('are none where a page shows shapes alone', { timeout: 60_000 }, async () => {
    const doc = await readScan(scannedPdf({ textFirst: true }));
    expect(doc.sections.map(({ page }) => page)).toEqual([1, 4]);
    expect(doc.scannedPages).toEqual([]);
  });
});

describe.skipIf(!canvas)('a page that cannot be recognised', () => {
  it('is named, and the others are read; many in a row end the reading', async () => {
    const failing = (from: number) => {
      let n = 0;
      return {
        read: () => (++n >= from ? Promise.reject(ocrFailed(new Error('no'))) : Promise.resolve('Words.')),
        close: () => undefined,
      };
    };
    const bytes = scannedPdf({ textFirst: false });
    expect(await readScan(bytes, failing(2))).toMatchObject({ scannedPages: [2], sections: [{ page: 1, ocr: true }] });
    expect(await readScan(bytes, failing(1))).toMatchObject({ scannedPages: [1, 2], sections: [] });
    const many = await scannedCopy((await columnsPdf(2)).bytes, 20);
    await expect(readScan(many, failing(1))).rejects.toMatchObject({ info: { reason: 'ocrFailed' } });
  });
});

describe.skipIf(!canvas)('the recognition of text', () => {
  it('says which language is missing, and reads the next picture', { timeout: 60_000 }, async () => {
    const german = openOcr(ocrAssetInNode, ['eng', 'deu']);
    await expect(german.read(lineOf('Keine Daten'), signal)).rejects.toMatchObject({
      info: { code: 'unsupported', reason: 'ocrLanguageMissing', params: ['deu'] },
    });
    await expect(openOcr(ocrAssetInNode, ['../eng']).read(lineOf('x'), signal)).rejects.toMatchObject({
      info: { reason: 'ocrLanguageMissing' },
    });
    expect(await english.read(lineOf('A copper lantern'), signal)).toBe('A copper lantern');
  });

  it('reads languages that were imported', { timeout: 60_000 }, async () => {
    // The packaged data under another name: only what is found by that name can recognise anything.
    const data = new Uint8Array(gunzipSync(readFileSync(ocrAssetInNode('tesseract/eng.traineddata.gz'))));
    for (const languages of [['deu'], ['deu', 'eng']]) {
      const asked: string[] = [];
      const own = openOcr(ocrAssetInNode, languages, (language) => {
        asked.push(language);
        return Promise.resolve(language === 'deu' ? data : null);
      });
      expect(await own.read(lineOf('Weather council'), signal)).toBe('Weather council');
      expect(asked).toEqual(languages);
      own.close();
    }
  });

  it('fails for a picture that is none, and reads the next', { timeout: 60_000 }, async () => {
    const none = new Blob(['This is no picture.'], { type: 'image/png' });
    await expect(english.read(none, signal)).rejects.toMatchObject({ info: { reason: 'ocrFailed' } });
    const [one, two] = await Promise.all([
      english.read(lineOf('first things'), signal),
      english.read(lineOf('second things'), signal),
    ]);
    expect([one, two]).toEqual(['first things', 'second things']);
  });

  it('fails where its files are not there', { timeout: 60_000 }, async () => {
    const missing = openOcr((path) => (path.endsWith('.gz') ? `/nowhere/${path}` : ocrAssetInNode(path)), ['eng']);
    await expect(missing.read(lineOf('x'), signal)).rejects.toMatchObject({ info: { reason: 'ocrFailed' } });
  });

  it('refuses pictures that would fill the memory', async () => {
    const head = new Uint8Array(32);
    new DataView(head.buffer).setUint32(0, 0x89504e47);
    new DataView(head.buffer).setUint32(16, 30_000);
    new DataView(head.buffer).setUint32(20, 20_000);
    await expect(english.read(new Blob([head]), signal)).rejects.toMatchObject({
      info: { reason: 'ocrPictureTooLarge', params: ['30000', '20000'] },
    });
  });

  it('stops when asked to, at once, and begins anew', { timeout: 120_000 }, async () => {
    const [scan] = await scansOf((await columnsPdf(1)).bytes, 150);
    await english.read(lineOf('warm'), signal);
    const stop = new AbortController();
    const reading = english.read(pngOf(scan!), stop.signal);
    setTimeout(() => stop.abort(), 300);
    const started = performance.now();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await english.read(lineOf('warm again'), signal)).toBe('warm again');
  });

  it('ends what gives no sign', { timeout: 60_000 }, async () => {
    // A worker that never answers.
    const silent = openOcr(
      (path) => (path.endsWith('worker.min.js') ? new URL('silent-worker.mjs', import.meta.url).pathname : path),
      ['eng'],
      undefined,
      { stallMs: 200, pictureMs: 600 },
    );
    await expect(silent.read(lineOf('x'), signal)).rejects.toMatchObject({
      info: { reason: 'ocrFailed', params: ['no answer for 0 s'] },
    });
  });
});

describe('what was seen', () => {
  const lines = (...texts: readonly (readonly [string, number])[]) => ({
    paragraphs: [{ lines: texts.map(([text, confidence]) => ({ text: `${text}\n`, confidence })) }],
  });

  it('becomes paragraphs without hyphens at line ends', () => {
    expect(
      textOfBlocks([
        lines(['The manufac-', 90], ['ture of a well-known', 88], ['well-', 91], ['known lantern.', 91]),
        lines(['Another.', 90]),
      ]),
    ).toBe('The manufacture of a well-known well-known lantern.\n\nAnother.');
  });

  it('leaves out what is hardly seen, and what has no words', () => {
    expect(textOfBlocks([lines(['oy ~ fe', 12], ['|___|', 90], ['', 95]), lines(['Words', 80])])).toBe('Words');
    expect(textOfBlocks([])).toBe('');
  });

  it('puts no spaces between Han characters', () => {
    expect(textOfBlocks([lines(['水 钟 以', 90], ['水流 计时。', 90])])).toBe('水钟以水流计时。');
  });
});

describe('the size of a picture', () => {
  it.skipIf(!canvas)('is known by its first bytes', async () => {
    const made = canvas!.createCanvas(123, 45);
    for (const type of ['image/png', 'image/jpeg', 'image/webp', 'image/avif'] as const) {
      const bytes = await made.encode(type.slice(6) as 'png');
      expect(pictureSize(new Uint8Array(bytes)), type).toEqual([123, 45]);
      for (const length of [0, 3, 10, 15, 20])
        expect(pictureSize(new Uint8Array(bytes.subarray(0, length)))).toBeNull();
    }
    const gif = Buffer.from('GIF89a\x07\x00\x05\x00\x00\x00\x00', 'latin1');
    expect(pictureSize(new Uint8Array(gif))).toEqual([7, 5]);
    expect(pictureSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
  });
});
