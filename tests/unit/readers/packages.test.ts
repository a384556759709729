import { describe, expect, it } from 'vitest';
import { textOf } from '../../../lib/model/doc';
import { readDoc } from '../../../lib/readers';
import {
  docx,
  docxFiles,
  epub,
  epubEncryption,
  longDocx,
  numberedPptx,
  odt,
  pack,
  pptx,
} from '../../fixtures/documents/packages';
import { arabic, chinese, english, japanese, persian } from '../../fixtures/documents/words';
import { wordScore } from '../../fixtures/documents/word-score';
import { readContext, reasonOf } from './context';

const read = async (file: Promise<Blob>, name: string) => readDoc(await file, readContext(name));
const table = english.table.flat().join(' ').replace('|', '\\|');
const list = english.list.join(' ');
const [first, second] = english.paragraphs;

describe('DOCX', () => {
  it('has all words in order, and headings, list, table, formula and footnote', async () => {
    const doc = await read(docx(), 'clock.docx');
    const text = textOf(doc.sections);
    const expected = [
      ...[english.title, `${first}[1]`, english.heading, second, list, table, 'Area: A=πr²'],
      ...[arabic.heading, arabic.paragraph, persian, chinese.heading, chinese.paragraph, japanese, '1.', english.note],
    ].join(' ');
    expect(wordScore(expected, text)).toBeGreaterThanOrEqual(0.99);
    expect(doc).toMatchObject({ kind: 'docx', title: english.title, pages: null, scannedPages: [] });
    expect(doc.sections.map(({ headings }) => headings)).toEqual([
      [english.title],
      [english.title, english.heading],
      [arabic.heading],
      [chinese.heading],
      [],
    ]);
    expect(text).toContain('- Lift the lid\n- Wipe the float\n- Check');
    expect(text).toContain('| Month | Drift in minutes | Remedy |\n| --- | --- | --- |\n| January | 14 |');
    expect(text).toContain('None \\| leave it');
    expect(doc.sections.at(-1)?.text).toBe(`1. ${english.note}`);
    expect(text).not.toContain('Struck out');
    expect(doc.remarks).toHaveLength(1);
  });

  it('reads 150,000 words in seconds', async () => {
    const started = performance.now();
    const doc = await read(longDocx(150_000), 'long.docx');
    expect(textOf(doc.sections).split(/\s+/)).toHaveLength(150_000);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('with nothing in it is empty', async () => {
    expect(await reasonOf(read(pack(docxFiles('<w:p/>')), 'x.docx'))).toBe('docEmpty');
  });

  it('without its main part is broken', async () => {
    const files = { ...docxFiles(''), 'word/document.xml': '<w:document' };
    expect(await reasonOf(read(pack(files), 'x.docx'))).toBe('docBroken');
  });
});

describe('PPTX', () => {
  it('has all words in order of the slides, which its files are not in', async () => {
    const doc = await read(pptx(), 'deck.pptx');
    const text = textOf(doc.sections);
    const expected = [
      ...[english.title, list, 'Speaker notes', english.note, english.heading, first, second, table],
      ...[arabic.heading, arabic.paragraph, chinese.heading, chinese.paragraph],
      ...Array.from({ length: 7 }, (_, i) => `Slide number ${i + 6}`),
    ].join(' ');
    expect(wordScore(expected, text)).toBeGreaterThanOrEqual(0.99);
    expect(doc).toMatchObject({ kind: 'pptx', title: 'A deck of slides', pages: 12 });
    expect(doc.sections.map(({ page }) => page)).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(doc.sections[1]).toMatchObject({ headings: [english.title, 'Speaker notes'], page: 1 });
    expect(doc.sections[3]).toMatchObject({ headings: [], page: 3 });
    expect(text).toContain('- Lift the lid\n- Wipe the float');
    expect(text).toContain('| July | 3 | None \\| leave it |');
    expect(text).not.toContain('Village hall');
  });

  it('without a list of slides is read by their numbers, 10 after 9', async () => {
    const doc = await read(numberedPptx(11), 'deck.pptx');
    expect(doc.sections.map(({ text }) => text)).toEqual(Array.from({ length: 11 }, (_, i) => `# Slide ${i + 1}`));
  });
});

describe('ODT', () => {
  it('has all words in order, and headings, numbered list, table and footnote', async () => {
    const doc = await read(odt(), 'clock.odt');
    const text = textOf(doc.sections);
    const expected = [
      ...[english.title, `${first}[1]`, english.heading, second],
      ...english.list.map((item, i) => `${i + 1}. ${item}`),
      ...[
        table,
        arabic.heading,
        arabic.paragraph,
        persian,
        chinese.heading,
        chinese.paragraph,
        japanese,
        '1.',
        english.note,
      ],
    ].join(' ');
    expect(wordScore(expected, text)).toBeGreaterThanOrEqual(0.99);
    expect(doc).toMatchObject({ kind: 'odt', title: english.title });
    expect(doc.sections[1]?.headings).toEqual([english.title, english.heading]);
    expect(text).toContain('1. Lift the lid\n2. Wipe the float');
    expect(text).toContain('| --- | --- | --- | --- |\n| January | 14 |');
    expect(text).not.toMatch(/Struck out|Contents 1/);
  });

  it('locked by a password is refused as that', async () => {
    const manifest =
      '<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    expect(await reasonOf(read(odt({ 'META-INF/manifest.xml': manifest }), 'x.odt'))).toBe('docEncrypted');
  });
});

describe('EPUB', () => {
  it('has all words in the order of the spine, and titles out of the contents where a chapter has none', async () => {
    const doc = await read(epub(), 'book.epub');
    const text = textOf(doc.sections);
    const expected = [
      ...[english.title, first, english.heading, second, ...english.list.map((item, i) => `${i + 1}. ${item}`), table],
      ...['It ends here — truly.', arabic.heading, arabic.paragraph, persian],
      ...[chinese.heading, chinese.paragraph, 'Japanese', japanese],
    ].join(' ');
    expect(wordScore(expected, text)).toBeGreaterThanOrEqual(0.99);
    expect(doc).toMatchObject({ kind: 'epub', title: english.title, remarks: [] });
    expect(doc.sections.map(({ headings }) => headings)).toEqual([
      [english.title],
      [english.title, english.heading],
      [arabic.heading],
      [chinese.heading],
      [chinese.heading, 'Japanese'],
    ]);
  });

  it('of the older kind takes titles from its NCX', async () => {
    const opf = `<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/><item id="a" href="text/a.xhtml"/></manifest><spine toc="x"><itemref idref="a"/></spine></package>`;
    const ncx = `<ncx><navMap><navPoint><navLabel><text>Part one</text></navLabel><content src="text/a.xhtml"/><navPoint><navLabel><text>Japanese</text></navLabel><content src="text/a.xhtml#ja"/></navPoint></navPoint></navMap></ncx>`;
    const doc = await read(epub({ 'OEBPS/book.opf': opf, 'OEBPS/toc.ncx': ncx }), 'book.epub');
    expect(doc.sections.map(({ headings }) => headings)).toEqual([['Part one'], ['Part one', 'Japanese']]);
  });

  it('is refused when locked, and read when only its fonts are garbled', async () => {
    const locked = epub(epubEncryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc'));
    expect(await reasonOf(read(locked, 'x.epub'))).toBe('docEncrypted');
    const fonts = await read(epub(epubEncryption('http://www.idpf.org/2008/embedding')), 'x.epub');
    expect(fonts.sections.length).toBeGreaterThan(3);
  });

  it('that names a file it lacks is read without it, with a remark', async () => {
    const opf = `<package><manifest><item id="a" href="text/a.xhtml"/><item id="q" href="text/gone.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="q"/></spine></package>`;
    const doc = await read(epub({ 'OEBPS/book.opf': opf }), 'x.epub');
    expect(doc.remarks).toHaveLength(1);
  });
});
