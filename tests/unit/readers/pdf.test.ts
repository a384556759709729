import { describe, expect, it, vi } from 'vitest';
import { pdf as reader } from '../../../lib/readers/pdf';
import { bookPdf, columnsPdf, listsPdf, tablePdf, tableRows, turnedPdf } from '../../fixtures/documents/pdf-articles';
import { nodeContext } from '../../fixtures/documents/pdf-node';
import { cjkPdf, longPdf, rtlPdf, scannedPdf, type Drawing } from '../../fixtures/documents/pdf-scripts';
import { at, quoted, writePdf } from '../../fixtures/documents/pdf-syntax';
import { wordScore } from '../../fixtures/documents/word-score';
import type { DocText } from '../../../lib/model/doc';
import type { Ocr, ReadContext } from '../../../lib/readers/reader';

const read = (bytes: Uint8Array, changes: Partial<ReadContext> = {}): Promise<DocText> =>
  reader.read(new Blob([bytes as Uint8Array<ArrayBuffer>]), nodeContext(changes));
const textOf = (doc: DocText): string => doc.sections.map(({ text }) => text).join('\n\n');
const score = (known: string, doc: DocText): number => wordScore(known, textOf(doc));

describe('words of a PDF in order', () => {
  it.each([1, 2, 3])('in %i columns drawn line by line', async (columns) => {
    const { bytes, known } = await columnsPdf(columns);
    expect(score(known, await read(bytes))).toBeGreaterThanOrEqual(0.99);
  });

  it('in a book, without running heads and page numbers, footnotes behind the page’s text', async () => {
    const { bytes, known, notes } = await bookPdf(9);
    const doc = await read(bytes);
    expect(score(known, doc)).toBeGreaterThanOrEqual(0.99);
    const text = textOf(doc);
    expect(text).not.toContain('A. Merchant');
    for (const note of notes) expect(text).toContain(note.slice(0, 50));
    expect(doc.title).toBe('The measured village');
    expect(
      doc.sections.some(
        ({ headings }) =>
          headings.join(' > ') ===
          'The measured village > 2 Of merchants and meadows > 2.1 Letters carried by the council',
      ),
    ).toBe(true);
  });

  it('in a table', async () => {
    const { bytes, known } = await tablePdf();
    const doc = await read(bytes);
    expect(score(known.replace('|', '\\'), doc)).toBeGreaterThanOrEqual(0.99);
    const lines = tableRows.map((row) => `| ${row.map((cell) => cell.replace('|', '\\|')).join(' | ')} |`);
    expect(textOf(doc)).toContain([lines[0], '| --- | --- | --- | --- |', ...lines.slice(1)].join('\n'));
  });

  it('on pages that are turned', async () => {
    const { bytes, known } = await turnedPdf();
    expect(score(known, await read(bytes))).toBeGreaterThanOrEqual(0.99);
  });

  it('in lists and code', async () => {
    const { bytes, known } = await listsPdf();
    const doc = await read(bytes);
    expect(score(known, doc)).toBeGreaterThanOrEqual(0.99);
    expect(textOf(doc)).toContain(
      '```\nfunction lantern(copper) {\n  if (copper > 3) {\n    return weather;\n  }\n}\n```',
    );
  });

  it.each(['line', 'words', 'glyphs'] as readonly Drawing[])('from right to left, drawn by %s', async (drawing) => {
    for (const script of ['hebrew', 'arabic'] as const) {
      const { bytes, known } = rtlPdf(script, drawing);
      expect(score(known, await read(bytes))).toBeGreaterThanOrEqual(0.99);
    }
  });

  it.each([
    ['chinese', 'lines'],
    ['japanese', 'lines'],
    ['chinese', 'columns'],
    ['japanese', 'vertical'],
  ] as const)('in %s, %s, without spaces', async (script, layout) => {
    const { bytes, known } = cjkPdf(script, layout);
    const doc = await read(bytes);
    expect(score(known, doc)).toBeGreaterThanOrEqual(0.99);
    expect(textOf(doc)).not.toMatch(/[^\n] /);
    expect(textOf(doc).split('\n\n')).toEqual(known.split('\n'));
  });

  it('on 500 pages', async () => {
    const { bytes, known } = longPdf(500);
    const started = performance.now();
    const doc = await read(bytes);
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(score(known, doc)).toBeGreaterThanOrEqual(0.99);
    expect(doc.pages).toBe(500);
    expect(doc.sections.at(-1)?.page).toBe(500);
  });
});

describe('files that cannot be read', () => {
  const page = { content: at(60, 700, 'F1', 12, quoted('A locked sentence.')) };

  it('asks for a copy without a password', async () => {
    const bytes = writePdf({ pages: [page], password: 'secret' });
    await expect(read(bytes)).rejects.toMatchObject({ info: { reason: 'docEncrypted', params: ['report.pdf'] } });
  });

  it('opens what is locked without a password', async () => {
    expect(textOf(await read(writePdf({ pages: [page], password: '' })))).toBe('A locked sentence.');
  });

  it.each([
    ['no PDF', new TextEncoder().encode('This is no PDF at all, but text.')],
    ['nothing but a head', new TextEncoder().encode('%PDF-1.7\n')],
  ])('says that a file is damaged: %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ info: { reason: 'docBroken' } });
  });

  it('keeps what a file that is cut short still holds, and says so', async () => {
    const { bytes } = longPdf(6);
    const doc = await read(bytes.slice(0, Math.floor(bytes.length * 0.6)));
    expect(doc.remarks[0]).toMatch(/cut short/);
    expect(textOf(doc).length).toBeGreaterThan(1000);
  });

  it('leaves out nothing of a file that lost its end but what was there', async () => {
    const { bytes, known } = longPdf(6);
    const cut = bytes.slice(0, Buffer.from(bytes).lastIndexOf('xref\n0'));
    expect(score(known, await read(cut))).toBeGreaterThanOrEqual(0.99);
  });

  it('takes titles from the file and headings from its outline', async () => {
    const content = (heading: string): string =>
      [at(60, 760, 'F1', 10, quoted(heading)), at(60, 730, 'F1', 10, quoted('Then comes a sentence of its own.'))].join(
        '\n',
      );
    const doc = await read(
      writePdf({
        pages: [{ content: content('Where it begins') }, { content: content('Where it ends') }],
        outline: [
          ['Where it begins', 0],
          ['Where it ends', 1],
        ],
        title: 'A report',
      }),
    );
    expect(doc.title).toBe('A report');
    expect(doc.sections.map(({ headings, page }) => [headings, page])).toEqual([
      [['Where it begins'], 1],
      [['Where it ends'], 2],
    ]);
  });

  it('says that a file has no words', async () => {
    await expect(read(writePdf({ pages: [{ content: '' }] }))).rejects.toMatchObject({ info: { reason: 'docEmpty' } });
    await expect(read(new Uint8Array())).rejects.toMatchObject({ info: { reason: 'docEmpty' } });
  });

  it('stops when asked to', async () => {
    const stop = new AbortController();
    const { bytes } = longPdf(40);
    const reading = read(bytes, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

/** pdf.js draws with it in Node, and lets it be absent. */
const canvas = await import('@napi-rs/canvas').catch(() => null);

async function withCanvas(use: () => Promise<void>): Promise<void> {
  vi.stubGlobal('OffscreenCanvas', function (width: number, height: number) {
    return canvas?.createCanvas(width, height);
  });
  await use().finally(() => vi.unstubAllGlobals());
}

describe('pages that are pictures', () => {
  it.skipIf(!canvas)('are drawn and read where that is wanted', () =>
    withCanvas(async () => {
      const seen: { readonly size: readonly number[]; readonly bar: number; readonly paper: number }[] = [];
      const ocr: Ocr = {
        read: (picture) => {
          const drawn = picture as OffscreenCanvas;
          const context = drawn.getContext('2d');
          const shade = (x: number, y: number): number => context?.getImageData(x, y, 1, 1).data[0] ?? -1;
          const { width, height } = drawn;
          // The picture's bar lies at 20 to 40 of 160 lines, from 60 points above the page's foot, 700 high.
          seen.push({
            size: [width, height],
            bar: shade(width / 2, Math.round(((842 - 760 + (700 * 30) / 160) / 842) * height)),
            paper: shade(width / 2, Math.round(0.6 * height)),
          });
          return Promise.resolve('Words off a picture.\n');
        },
      };
      const doc = await read(scannedPdf({ textFirst: true }), { ocr });
      expect(seen).toEqual([{ size: [1652, 2338], bar: 0, paper: 255 }]);
      expect(doc.scannedPages).toEqual([]);
      expect(doc.sections).toMatchObject([
        { page: 1 },
        { page: 2, text: 'Words off a picture.', ocr: true },
        { page: 4, text: 'Behind them there is another.' },
      ]);
    }),
  );

  it.skipIf(!canvas)('end the reading where the reading of pictures itself fails', () =>
    withCanvas(async () => {
      const ocr: Ocr = { read: () => Promise.reject(new Error('no language data')) };
      await expect(read(scannedPdf({ textFirst: true }), { ocr })).rejects.toThrow('no language data');
    }),
  );

  it('are named', async () => {
    const doc = await read(scannedPdf({ textFirst: true }));
    expect(doc).toMatchObject({ pages: 4, scannedPages: [2] });
    expect(doc.sections.map(({ page }) => page)).toEqual([1, 4]);
    expect(await read(scannedPdf({ textFirst: false }))).toMatchObject({ sections: [], scannedPages: [1, 2] });
  });
});
