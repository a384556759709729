import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionsOf } from '../../../lib/readers/pdf-columns';
import { framesOf, type TextItem } from '../../../lib/readers/pdf-frames';
import { furnitureOf } from '../../../lib/readers/pdf-furniture';
import { collectWords, joinAll } from '../../../lib/readers/pdf-joins';
import { layOut } from '../../../lib/readers/pdf-layout';
import { mended } from '../../../lib/readers/pdf-mend';
import type { FontStyle, Frame, Piece } from '../../../lib/readers/pdf-model';
import { rowsOf } from '../../../lib/readers/pdf-rows';
import { sectionsOf } from '../../../lib/readers/pdf-sections';

const view = { width: 600, height: 800, transform: [1, 0, 0, -1, 0, 800] };
const styles = new Map<string, FontStyle>([
  ['plain', { bold: false, mono: false }],
  ['bold', { bold: true, mono: false }],
  ['mono', { bold: false, mono: true }],
]);

/** Text whose characters are half as wide as high; y counts down from the top. */
function piece(text: string, x: number, y: number, size = 10, font = 'plain'): Piece {
  return { text, x, y, width: (text.length * size) / 2, size, font };
}

const frame = (...pieces: readonly Piece[]): Frame => ({ rows: rowsOf(pieces), width: 600, height: 800 });
const textOf = (...pieces: readonly Piece[]): string =>
  sectionsOf([layOut([frame(...pieces)], new Set(), { styles, bodySize: 10, pitch: 1.2 })], 10, [])
    .sections.map(({ text }) => text)
    .join('\n\n');

describe('rows', () => {
  it('put a space where there is a gap, and none where there is none', () => {
    const [row] = rowsOf([
      piece('Hel', 50, 100),
      piece('lo', 65, 100),
      piece('world', 78, 100.5),
      piece('!', 103, 100),
    ]);
    expect(row?.segments.map(({ text }) => text)).toEqual(['Hello world!']);
  });

  it('put exponents and indices where they stand', () => {
    expect(
      textOf(piece('H', 50, 100), piece('2', 55, 102, 7), piece('O and mc', 58.5, 100), piece('2', 98.5, 95, 7)),
    ).toBe('H₂O and mc²');
  });

  it('take text that is drawn twice once', () => {
    expect(textOf(piece('Bold', 50, 100), piece('Bold', 50.4, 100))).toBe('Bold');
  });

  it('put no space between Han characters, whatever the gap', () => {
    expect(textOf(piece('漢字', 50, 100), piece('仮名', 64, 100), piece('and', 90, 100))).toBe('漢字仮名 and');
  });

  it('read numbers and foreign words inside a line from right to left as they are', () => {
    const [row] = rowsOf([
      piece('שלום', 150, 100),
      piece('12', 135, 100),
      piece('of', 120, 100),
      piece('ספר', 100, 100),
    ]);
    expect(row?.segments[0]?.text).toBe('שלום of 12 ספר');
  });

  it('keep all letters of any pieces', () => {
    const any = fc.record({
      text: fc.stringMatching(/^[a-z]{1,8}$/),
      x: fc.double({ min: 0, max: 500, noNaN: true }),
      y: fc.double({ min: 0, max: 800, noNaN: true }),
      size: fc.constantFrom(6, 10, 24),
    });
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: ({ text }) => text, maxLength: 60 }), (all) => {
        const text = textOf(...all.map((one) => piece(one.text, one.x, one.y, one.size)));
        const sorted = (from: string): string =>
          Array.from(from.replace(/[^a-z]/g, ''))
            .sort()
            .join('');
        expect(sorted(text)).toBe(sorted(all.map((one) => one.text).join('')));
      }),
    );
  });
});

describe('frames', () => {
  const item = (str: string, transform: readonly number[]): TextItem => ({
    str,
    width: 50,
    height: 10,
    transform,
    fontName: 'plain',
  });

  it('turn text that runs up or down the page', () => {
    const frames = framesOf(
      [item('first', [0, 10, -10, 0, 100, 100]), item('second', [0, 10, -10, 0, 120, 100])],
      view,
      new Set(),
    );
    expect(frames.map(({ rows }) => rows.map(({ segments }) => segments[0]?.text))).toEqual([['first', 'second']]);
    expect(frames[0]).toMatchObject({ width: 800, height: 600 });
  });

  it('read vertical writing from right to left', () => {
    const frames = framesOf(
      [item('左', [10, 0, 0, 10, 100, 700]), item('右', [10, 0, 0, 10, 300, 700])],
      view,
      new Set(['plain']),
    );
    expect(frames[0]?.rows.map(({ segments }) => segments[0]?.text)).toEqual(['右', '左']);
  });

  it('leave out what lies outside the page and what is no number', () => {
    const items = [item('far', [10, 0, 0, 10, 5000, 100]), item('nan', [NaN, 0, 0, 10, 100, 100])];
    expect(framesOf(items, view, new Set())).toEqual([]);
  });
});

describe('columns', () => {
  const line = (n: number): string => `line ${String(n)} of a column that is full of words`.slice(0, 42);
  const columns = (count: number, lines: number): Piece[] =>
    Array.from({ length: lines }, (_, i) =>
      Array.from({ length: count }, (_, c) => piece(line(c * lines + i), 50 + c * 240, 100 + i * 12)),
    ).flat();

  it('come one after the other, what spans them where it stands', () => {
    const above = piece('A line above both of the columns that reaches over the gap between them and on', 50, 80);
    const below = piece('A line below both of the columns that reaches over the gap between them and on', 50, 240);
    const regions = regionsOf(rowsOf([above, ...columns(2, 10), below]), false);
    expect(regions.map(({ rows }) => rows[0]?.segments[0]?.text)).toEqual([above.text, line(0), line(10), below.text]);
  });

  it('come from the right where the page reads so', () => {
    const regions = regionsOf(rowsOf(columns(2, 10)), true);
    expect(regions.map(({ rows }) => rows[0]?.segments[0]?.text)).toEqual([line(10), line(0)]);
  });

  it('are not what stands before the items of a list', () => {
    const items = Array.from({ length: 5 }, (_, i) => [
      piece('•', 50, 100 + i * 12),
      piece(line(i), 70, 100 + i * 12),
    ]).flat();
    expect(regionsOf(rowsOf(items), false)).toHaveLength(1);
  });

  it('are a table where cells are short, with cells of several lines put together', () => {
    const rows = [
      ['Name', 'What it is', 'Sum'],
      ['Alpha', 'A long description that', '1'],
      ['Beta', 'short', '22'],
      ['Gamma', '', '3'],
    ];
    const cells = rows.flatMap((row, i) =>
      row.flatMap((text, c) => (text ? [piece(text, 50 + c * 150, 100 + i * 30)] : [])),
    );
    const text = textOf(...cells, piece('goes on', 200, 142));
    expect(text).toBe(
      '| Name | What it is | Sum |\n| --- | --- | --- |\n| Alpha | A long description that goes on | 1 |\n| Beta | short | 22 |\n| Gamma |  | 3 |',
    );
  });

  it('keep typewritten code as it stands', () => {
    const code = [
      piece('if (a) {', 50, 100, 10, 'mono'),
      piece('b();', 60, 112, 10, 'mono'),
      piece('}', 50, 124, 10, 'mono'),
    ];
    expect(textOf(piece('Some text comes before it here.', 50, 70), ...code)).toBe(
      'Some text comes before it here.\n\n```\nif (a) {\n  b();\n}\n```',
    );
  });
});

describe('a page made to keep a reader busy', () => {
  const many = 20_000;
  it.each([
    ['two rows of words and marks', (i: number) => piece('w', i * 20, 100 + (i % 2) * 3, i % 2 ? 5 : 10)],
    ['a grid', (i: number) => piece('abc', 50 + (i % 40) * 30, Math.floor(i / 40) * 12)],
    ['a row for each word', (i: number) => piece('abc', (i * 7) % 600, i * 3)],
  ])('is read all the same: %s', (_, at) => {
    const started = performance.now();
    expect(textOf(...Array.from({ length: many }, (_, i) => at(i))).length).toBeGreaterThan(many);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('furniture', () => {
  const page = (n: number): Frame =>
    frame(
      piece(n % 2 ? 'Title of the book' : `Chapter ${String(Math.ceil(n / 4))}`, 50, 30),
      piece(String(n), 500, 30),
      piece(`The text is ${'abcdefgh'.charAt(n)} and another`, 50, 100),
      piece('It ends alike everywhere.', 50, 400),
    );

  it('is what stands at the edge of each page, not what repeats in the middle', () => {
    const pages = [1, 2, 3, 4, 5, 6].map(page);
    const texts = [...furnitureOf(pages, 10)].map(({ text }) => text);
    expect(texts).toContain('Title of the book');
    expect(texts).toContain('Chapter 1');
    expect(texts).toContain('6');
    expect(texts.some((text) => /another|alike/.test(text))).toBe(false);
  });

  it('is no heading and no number that counts no pages', () => {
    const pages = [3, 9, 4].map((n) =>
      frame(piece('Exercise', 50, 40, 18), piece(String(n), 50, 70), piece('text', 50, 300)),
    );
    expect([...furnitureOf(pages, 10)].map(({ text }) => text)).not.toContain('9');
  });
});

describe('lines', () => {
  const known = collectWords(['the decision was well-known', 'in the making of information', 'a long re-entry']);
  it.each([
    [['infor-', 'mation'], 'information'],
    [['well-', 'known'], 'well-known'],
    [['decision-', 'making'], 'decision-making'],
    [['re-', 'entry'], 're-entry'],
    [['transpor-', 'tation'], 'transportation'],
    [['Anglo-', 'American'], 'Anglo-American'],
    [['2019-', '2020'], '2019-2020'],
    [['pre-', 'and post-war'], 'pre- and post-war'],
    [['soft\u00ad', 'ware'], 'software'],
    [['漢字', '仮名'], '漢字仮名'],
    [['see https://a.example/', 'path'], 'see https://a.example/path'],
    [['one', 'two'], 'one two'],
  ])('%j → %s', (lines, text) => expect(joinAll(lines, known)).toBe(text));
});

describe('sections', () => {
  it('put a paragraph together that goes on on the next page, and keep headings by their rank', () => {
    const style = { styles, bodySize: 10, pitch: 1.2 };
    const long = 'this sentence is long enough to fill the whole of its line and goes';
    const first = frame(
      piece('Great things', 50, 60, 20),
      piece('Small things', 50, 100, 14),
      piece(long, 50, 130),
      piece('¹ A note at the foot.', 50, 700, 7),
    );
    const second = frame(
      piece('on over here.', 50, 60),
      piece('Bold words', 50, 100, 10, 'bold'),
      piece('Last.', 50, 130),
    );
    const pages = [first, second].map((one) => layOut([one], new Set(), style));
    expect(sectionsOf(pages, 10, [{ title: 'Small Things', depth: 2 }])).toEqual({
      title: 'Great things',
      sections: [
        { headings: ['Great things'], page: 1, text: '# Great things' },
        {
          headings: ['Great things', 'Small things'],
          page: 1,
          text: `## Small things\n\n${long} on over here.\n\n¹ A note at the foot.`,
        },
        { headings: ['Great things', 'Small things', 'Bold words'], page: 2, text: '### Bold words\n\nLast.' },
      ],
    });
  });
});

describe('a file without its end', () => {
  it('names the pages that it still shows, and nothing where it shows none', () => {
    const bytes = new TextEncoder().encode(
      '%PDF-1.4\n3 0 obj\n<< /Type /Page /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 9',
    );
    expect(new TextDecoder().decode(mended(bytes) ?? undefined)).toContain('/Kids [3 0 R]');
    expect(mended(new TextEncoder().encode('%PDF-1.4\n3 0 obj\n<< /Type /Pages >>\nendobj'))).toBeNull();
    expect(mended(new TextEncoder().encode('3 0 obj << /Type /Page >> endobj'))).toBeNull();
  });
});
