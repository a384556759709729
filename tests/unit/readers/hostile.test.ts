import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readDoc } from '../../../lib/readers';
import { archiveLimits } from '../../../lib/readers/limits';
import { openZip } from '../../../lib/readers/zip-archive';
import { bomb, compoundFile, lockedZip, lyingZip } from '../../fixtures/documents/hostile';
import { docx, docxFiles, epub, odt, pack, pptx } from '../../fixtures/documents/packages';
import { readContext, reasonOf } from './context';

const read = (file: Blob, name: string) => readDoc(file, readContext(name));
const { signal } = new AbortController();

describe('archives made to do harm', () => {
  it('are refused by what they declare, and quickly', async () => {
    const file = await bomb(20_000_000);
    expect(file.size).toBeLessThan(50_000);
    const started = performance.now();
    expect(await reasonOf(read(file, 'bomb.docx'))).toBe('docBomb');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('are refused where more comes out than they declare', async () => {
    const archive = await openZip(lyingZip('x.xml', new Uint8Array(5_000_000), 1_000), 'x', signal);
    expect(await reasonOf(archive.read('x.xml'))).toBe('docBomb');
  });

  it('are broken where less comes out', async () => {
    const archive = await openZip(lyingZip('x.xml', new Uint8Array(1_000), 2_000), 'x', signal);
    expect(await reasonOf(archive.read('x.xml'))).toBe('docBroken');
  });

  it('may not hold too many files, nor too much in all', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.xml`, 'x'.repeat(1_000)]));
    const file = await pack(many);
    expect(await reasonOf(openZip(file, 'x', signal, { ...archiveLimits, entries: 29 }))).toBe('docBomb');
    expect(await reasonOf(openZip(file, 'x', signal, { ...archiveLimits, declaredBytes: 29_999 }))).toBe('docBomb');
    const archive = await openZip(file, 'x', signal, { ...archiveLimits, readBytes: 29_999 });
    const all = Promise.all(archive.names.map((name) => archive.read(name)));
    expect(await reasonOf(all)).toBe('docBomb');
  });

  it('may nest deep, and are broken where they nest deeper than any document', async () => {
    const deep = (tag: string, depth: number): string => `<${tag}>`.repeat(depth) + 'word' + `</${tag}>`.repeat(depth);
    const list = (depth: number): string =>
      `<office:document-content><office:body><office:text>${deep('text:list', depth)}</office:text></office:body></office:document-content>`;
    const page = (depth: number): string => `<html><body>${deep('div', depth)}</body></html>`;
    const readable = [
      await read(await odt({ 'content.xml': list(4_000) }), 'deep.odt'),
      await read(await epub({ 'OEBPS/text/a.xhtml': page(4_000) }), 'deep.epub'),
      await read(new Blob([page(4_000)]), 'deep.html'),
      await read(new Blob([`# Deep\n\n${'>'.repeat(500)} word`]), 'deep.md'),
    ];
    for (const { sections } of readable) expect(sections.at(-1)?.text).toContain('word');
    const started = performance.now();
    expect(await reasonOf(read(await odt({ 'content.xml': list(100_000) }), 'x.odt'))).toBe('docBroken');
    expect(await reasonOf(read(await epub({ 'OEBPS/text/a.xhtml': page(100_000) }), 'x.epub'))).toBe('docBroken');
    expect(await reasonOf(read(new Blob([page(500_000)]), 'x.html'))).toBe('docBroken');
    expect(await reasonOf(read(new Blob([page(500_000)]), 'x.md'))).toBe('docBroken');
    // mammoth recurses.
    const word = await reasonOf(read(await pack(docxFiles(deep('w:sdt', 50_000))), 'x.docx'));
    expect(['docBroken', 'docEmpty']).toContain(word);
    const quotes = await read(new Blob([`${'> '.repeat(100_000)} word`]), 'x.md');
    expect(quotes.sections[0]?.text).toContain('word');
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('cannot blow up by entities', async () => {
    const lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>';
    const text = `${lol}<office:document-content><office:body><office:text><text:p>Words &c;</text:p></office:text></office:body></office:document-content>`;
    const doc = await read(await odt({ 'content.xml': text }), 'x.odt');
    expect(doc.sections[0]?.text.length).toBeLessThan(50);
  });
});

describe('files that cannot be read', () => {
  it.each([
    ['a DOCX', docx, 'x.docx'],
    ['a PPTX', pptx, 'x.pptx'],
    ['an ODT', odt, 'x.odt'],
    ['an EPUB', epub, 'x.epub'],
  ] as const)('%s cut short is broken', async (_, make, name) => {
    const whole = await make();
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      expect(await reasonOf(read(whole.slice(0, Math.floor(whole.size * share)), name))).toBe('docBroken');
    }
  });

  it.each([
    ['a DOCX', docx, 'x.docx'],
    ['an EPUB', epub, 'x.epub'],
  ] as const)('%s with damaged bytes is refused or read, and nothing else', async (_, make, name) => {
    const bytes = new Uint8Array(await (await make()).arrayBuffer());
    for (let i = 0; i < 60; i++) {
      const damaged = bytes.slice();
      for (let n = 0; n < 8; n++) damaged[(i * 7_919 + n * 104_729) % damaged.length]! ^= 0x5a;
      try {
        await read(new Blob([damaged]), name);
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'AppError', info: { code: 'unsupported', params: [name] } });
      }
    }
  });

  it('say which they are and why', async () => {
    expect(await reasonOf(read(compoundFile('EncryptedPackage'), 'x.docx'))).toBe('docEncrypted');
    expect(await reasonOf(read(compoundFile('WordDocument'), 'old.doc'))).toBe('docKind');
    expect(await reasonOf(read(lockedZip('word/document.xml'), 'x.docx'))).toBe('docEncrypted');
    expect(await reasonOf(read(new Blob([]), 'x.txt'))).toBe('docEmpty');
    expect(await reasonOf(read(new Blob([' \n \n']), 'x.txt'))).toBe('docEmpty');
    expect(await reasonOf(read(new Blob([new Uint8Array(2_000)]), 'x.bin'))).toBe('docKind');
    expect(await reasonOf(read(await pack({ 'xl/workbook.xml': '<x/>' }), 'x.xlsx'))).toBe('docKind');
    expect(await reasonOf(read(await pack({ 'photo.txt': 'x' }), 'x.zip'))).toBe('docKind');
    expect(await reasonOf(read(new Blob(['{\\rtf1 text}']), 'x.rtf'))).toBe('docKind');
    const huge = Object.defineProperty(new Blob(['x']), 'size', { value: 200_000_001 });
    expect(await reasonOf(read(huge, 'x.txt'))).toBe('docTooLarge');
  });

  it('say so where their text alone is too large', async () => {
    const long = strToU8('<w:document>'.padEnd(30_000_001, 'word '));
    // Stored, so that it is no bomb.
    const file = new Blob([
      zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'word/document.xml': long }, { level: 0 }),
    ]);
    expect(await reasonOf(read(file, 'x.docx'))).toBe('docTooLarge');
  });

  it('stop when told to', async () => {
    const stop = new AbortController();
    const context = readContext('x.docx', { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(readDoc(await docx(), context)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
