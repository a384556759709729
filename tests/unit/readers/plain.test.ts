import { describe, expect, it } from 'vitest';
import { textOf } from '../../../lib/model/doc';
import { acceptedFiles, readDoc, readerFor, readers } from '../../../lib/readers';
import { arabic, chinese, english, japanese, persian } from '../../fixtures/documents/words';
import { wordScore } from '../../fixtures/documents/word-score';
import { readContext } from './context';

const read = (content: string | Uint8Array<ArrayBuffer>, name: string) =>
  readDoc(new Blob([content]), readContext(name));
const [first, second] = english.paragraphs;

describe('plain text', () => {
  const parts = [
    english.title.toUpperCase(),
    first,
    'Chapter 2',
    second,
    arabic.paragraph,
    persian,
    chinese.paragraph,
    japanese,
  ];

  it.each([
    ['UTF-8', (text: string) => new TextEncoder().encode(text)],
    ['UTF-8 with a mark', (text: string) => new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16', (text: string) => utf16(`\ufeff${text}`, true)],
    ['UTF-16, big end first', (text: string) => utf16(`\ufeff${text}`, false)],
  ] as const)('as %s has all words in order', async (_, encode) => {
    const doc = await read(encode(parts.join('\r\n\r\n')) as Uint8Array<ArrayBuffer>, 'a.txt');
    expect(wordScore(parts.join(' '), textOf(doc.sections))).toBeGreaterThanOrEqual(0.99);
    expect(doc.kind).toBe('text');
    expect(textOf(doc.sections)).not.toContain('\r');
  });

  it('that is no Unicode is windows-1252, or GB18030 where it is Chinese', async () => {
    const western = new Uint8Array([...new TextEncoder().encode('Caf'), 0xe9, 0x20, 0xa3, 0x35]);
    expect(textOf((await read(western, 'a.txt')).sections)).toBe('Café £5');
    // 水钟以水流计时 in GB2312.
    const gb = [0xcb, 0xae, 0xd6, 0xd3, 0xd2, 0xd4, 0xcb, 0xae, 0xc1, 0xf7, 0xbc, 0xc6, 0xca, 0xb1];
    expect(textOf((await read(new Uint8Array(gb), 'a.txt')).sections)).toBe('水钟以水流计时');
    // Привет, мир in windows-1251 is no Chinese: its runs are odd.
    const russian = [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0];
    expect(textOf((await read(new Uint8Array(russian), 'a.txt')).sections)).toMatch(/^Ïðèâåò, ìèð$/);
  });

  it.each([
    ['CHAPTER IV', ['CHAPTER IV']],
    ['THE OLD MILL', ['THE OLD MILL']],
    ['2.1 Cleaning the pipe', ['2.1 Cleaning the pipe']],
    ['第十二章 水钟', ['第十二章 水钟']],
    ['Underlined\n==========', ['Underlined']],
    ['A short line', []],
    ['1. Buy milk', []],
    ['NASA', []],
    ['A sentence. 1.2', []],
    ['The long rule\n-----------------------------------', []],
    ['12:30 - 14:00', []],
  ])('takes %j for a heading only without doubt', async (line, headings) => {
    const doc = await read(`Before.\n\n${line}\n\nText below it.`, 'a.txt');
    expect(doc.sections.at(-1)?.headings).toEqual(headings);
    expect(textOf(doc.sections)).toContain('Text below it.');
  });

  it('takes the line below a chapter for its title', async () => {
    const doc = await read('PART I\n\nCHAPTER 1\n\nTHE OLD MILL\n\nText below it.', 'a.txt');
    expect(doc.sections.at(-1)?.headings).toEqual(['PART I', 'CHAPTER 1', 'THE OLD MILL']);
  });

  it('takes a list of capitals for text', async () => {
    const doc = await read('ALDER LANE\n\nMILL STREET\n\nEND', 'a.txt');
    expect(doc.sections).toHaveLength(1);
  });
});

describe('CSV', () => {
  it.each([',', ';', '\t', '|'])('parted by %j has each row as "column: value"', async (sign) => {
    const quoted = (cell: string): string => `"${cell.replace(/"/g, '""')}"`;
    const rows = [...english.table, ['Mai', '', 'Say "stop",\nthen wait'], ['一月', '2', arabic.paragraph]];
    const doc = await read(rows.map((row) => row.map(quoted).join(sign)).join('\r\n'), 'a.csv');
    const records = textOf(doc.sections).split('\n\n');
    expect(records).toHaveLength(4);
    expect(records[0]).toBe('Month: January\nDrift in minutes: 14\nRemedy: Open the tap by a quarter');
    expect(records[2]).toBe('Month: Mai\nRemedy: Say "stop",\n  then wait');
    expect(records[3]).toContain(arabic.paragraph);
    expect(doc).toMatchObject({ kind: 'csv', remarks: [] });
  });

  it('without names of columns counts them', async () => {
    expect(textOf((await read('1,2\n3,4', 'a.csv')).sections)).toBe(
      'Column 1: 1\nColumn 2: 2\n\nColumn 1: 3\nColumn 2: 4',
    );
  });

  it('is capped, and says so', async () => {
    const doc = await read(`a,b\n${'1,2\n'.repeat(100_001)}`, 'a.csv');
    expect(textOf(doc.sections).split('\n\n')).toHaveLength(100_000);
    expect(doc.remarks).toHaveLength(1);
    const exact = await read(`a,b\n${'1,2\n'.repeat(100_000)}`, 'a.csv');
    expect(exact.remarks).toEqual([]);
  });

  it('with a quotation mark left open is read with a remark', async () => {
    expect((await read('a,b\n1,"2\n3,4\n', 'a.csv')).remarks).toHaveLength(1);
  });

  it('obeys the line that Excel reads', async () => {
    expect(textOf((await read('sep=;\na;b\n1,5;2', 'a.csv')).sections)).toBe('a: 1,5\nb: 2');
  });
});

describe('the reader for a file', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  it.each([
    ['a.pdf', '', '%PDF-1.7', 'pdf'],
    ['notes.txt', '', 'junk %PDF-1.4', 'pdf'],
    ['page.txt', '', 'plain', 'text'],
    ['page', 'text/html; charset=utf-8', 'plain', 'html'],
    ['page', '', '\n<!-- x --><!DOCTYPE html><p>', 'html'],
    ['page.csv', 'text/html', 'a,b', 'csv'],
    ['x.MD', '', '# A', 'markdown'],
    ['README', '', 'words', 'text'],
    ['main.rs', '', 'fn main() {}', 'text'],
    ['a.pdf', 'application/pdf', 'no such thing', 'text'],
    ['a.txt', '', '\x00\x01\x02', null],
    ['a.docx', '', 'PK\x03\x04', 'docx'],
    ['a.zip', '', 'PK\x03\x04', null],
    ['a.txt', '', `PK\x03\x04${'.'.repeat(26)}mimetypeapplication/epub+zipPK`, 'epub'],
    ['a.ods', '', `PK\x03\x04${'.'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK`, null],
    ['a', '', `PK\x03\x04${'.'.repeat(26)}[Content_Types].xml PK ppt/presentation.xml`, 'pptx'],
  ])('%s (%s) is found', (name, type, start, id) => {
    expect(readerFor(name, type, bytes(start))?.id ?? null).toBe(id);
  });

  it('is one for each kind but threads, and pickers know them all', () => {
    expect(readers.map(({ id }) => id).sort()).toEqual([
      'csv',
      'docx',
      'epub',
      'html',
      'markdown',
      'odt',
      'pdf',
      'pptx',
      'text',
    ]);
    const extensions = readers.flatMap((reader) => reader.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
    expect(acceptedFiles).toEqual(expect.arrayContaining(['.docx', 'application/epub+zip']));
  });
});

function utf16(text: string, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little);
  return new Uint8Array(view.buffer);
}
