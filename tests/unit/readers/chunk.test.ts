import { describe, expect, test, vi } from 'vitest';
import fc from 'fast-check';
import { estimateCounter } from '../../../lib/engines/tokenizer';
import { type Chunk, type Section, type TokenCounter, textOf } from '../../../lib/model/doc';
import { cutChunks, spreadChunks, withPlainLineEnds } from '../../../lib/readers/chunk';

/** An exact counter that is easy to follow: words of up to four letters, and every sign, are tokens. */
const words: TokenCounter = {
  exact: true,
  count: (text) => text.match(/\p{sc=Latin}{1,4}|\p{Extended_Pictographic}|\p{N}|[^\s\p{L}\p{N}]|\p{L}/gu)?.length ?? 0,
};
const bytes: TokenCounter = { exact: true, count: (text) => Buffer.byteLength(text) };

const section = (text: string, headings: readonly string[] = [], page: number | null = null): Section => ({
  headings,
  page,
  text,
});

const sentence = fc
  .array(
    fc.oneof(fc.lorem({ maxCount: 1 }), fc.constantFrom('织布机', 'Ткань', 'e\u0301', '👩‍👩‍👧', '12,5', 'x'.repeat(90))),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .chain((parts) => fc.constantFrom('. ', '! ', '? ', '。', '\n').map((end) => parts.join(' ') + end));
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((all) => all.join('').trim());
const sections = fc.array(
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 9, arbitrary: paragraph }, { weight: 1, arbitrary: fc.constant('字'.repeat(150)) }), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(fc.constantFrom('One', 'Two', 'Three'), { maxLength: 3 }),
      fc.option(fc.nat(9)),
    )
    .map(([paragraphs, headings, page]) => section(paragraphs.join('\n\n'), headings, page)),
  { minLength: 1, maxLength: 8 },
);
const options = fc.record({
  budgetTokens: fc.integer({ min: 16, max: 300 }),
  overlapTokens: fc.nat(80),
  counter: fc.constantFrom(words, bytes, estimateCounter()),
});

const chapterOf = (all: readonly Section[], place: number): number => {
  let at = 0;
  let chapter = 0;
  for (const [n, { text, headings }] of all.entries()) {
    if (n > 0 && headings[0] !== all[n - 1]!.headings[0]) chapter = at;
    at += text.length + 2;
    if (place < at) break;
  }
  return chapter;
};

describe('cutChunks: for any document, budget and counter', () => {
  test('every chunk is the slice it says, in order, within the budget', () => {
    fc.assert(
      fc.property(sections, options, (all, opt) => {
        const text = textOf(all);
        const budget = opt.counter.exact ? opt.budgetTokens : opt.budgetTokens * 0.85;
        for (const [n, chunk] of cutChunks(all, opt).entries()) {
          expect(chunk.n).toBe(n);
          expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
          expect(chunk.tokens).toBe(opt.counter.count(chunk.text));
          expect(chunk.tokens).toBeLessThanOrEqual(budget);
          expect(chunk.text.trimEnd()).toBe(chunk.text);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('everything but white space is in a chunk, and only the overlap is in two', () => {
    fc.assert(
      fc.property(sections, options, (all, opt) => {
        const text = textOf(all);
        let covered = 0;
        for (const { start, end, overlap } of cutChunks(all, opt)) {
          expect(start + overlap).toBeGreaterThanOrEqual(covered);
          expect(text.slice(covered, start + overlap).trim()).toBe('');
          if (overlap > 0) expect(start + overlap).toBe(covered);
          covered = end;
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
      { numRuns: 80 },
    );
  });

  test('the overlap is as large as asked, never beyond a chapter', () => {
    fc.assert(
      fc.property(sections, options, (all, opt) => {
        const text = textOf(all);
        const asked = Math.min(opt.overlapTokens, opt.budgetTokens / 2);
        const chunks = cutChunks(all, opt);
        for (const [n, chunk] of chunks.entries()) {
          const before = chunks[n - 1];
          const repeated = chunk.text.slice(0, chunk.overlap);
          expect(opt.counter.count(repeated)).toBeLessThanOrEqual(asked);
          if (!before) expect(chunk.overlap).toBe(0);
          else if (chunk.overlap > 0) {
            expect(before.text.endsWith(repeated)).toBe(true);
            expect(chunk.start).toBeGreaterThan(before.start);
            expect(chunk.start).toBeGreaterThanOrEqual(chapterOf(all, before.end - 1));
          } else if (asked >= 40) {
            // Without one only where a chapter begins, or the chunk before is one character that is too long.
            const next = before.end + /^\s*/.exec(text.slice(before.end))![0].length;
            const last = before.text.slice(-1);
            const newChapter = chapterOf(all, next) !== chapterOf(all, before.end - 1);
            expect(newChapter || before.text.length === last.length, `“${before.text}” then “${chunk.text}”`).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  test('no character is torn: neither surrogate pairs nor letters with marks', () => {
    fc.assert(
      fc.property(sections, options, (all, opt) => {
        for (const { text } of cutChunks(all, { ...opt, budgetTokens: Math.max(60, opt.budgetTokens) })) {
          expect(text).not.toMatch(/\p{Surrogate}/u);
          expect(text.startsWith('\u0301')).toBe(false);
          expect(text).not.toMatch(/^\u200d|\u200d$/u);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('line ends and repetition change nothing', () => {
    fc.assert(
      fc.property(sections, options, fc.constantFrom('\r\n', '\r'), (all, opt, lineEnd) => {
        const other = all.map((one) => ({ ...one, text: one.text.replaceAll('\n', lineEnd) }));
        const chunks = cutChunks(all, opt);
        expect(cutChunks(other, opt)).toEqual(chunks);
        expect(cutChunks(all, opt)).toEqual(chunks);
        expect(withPlainLineEnds(other)).toEqual(all);
        expect(withPlainLineEnds(all)).toBe(all);
      }),
      { numRuns: 60 },
    );
  });

  test('hostile texts: no white space, only white space, marks without end, halves of pairs', () => {
    const texts = [
      'x'.repeat(50_000),
      ' '.repeat(50_000),
      '\n'.repeat(9999),
      'e' + '\u0301'.repeat(20_000),
      '\ud800'.repeat(9000),
    ];
    for (const text of [...texts, texts.join(' '), '|'.repeat(9999), '.'.repeat(30_000), '']) {
      for (const counter of [bytes, estimateCounter()]) {
        const chunks = cutChunks([section(text)], { budgetTokens: 200, overlapTokens: 20, counter });
        for (const { tokens } of chunks) expect(tokens).toBeLessThanOrEqual(200);
        const all = chunks.map(({ text: own, overlap }) => own.slice(overlap)).join('');
        expect(all.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }
    }
  });
});

describe('cutChunks: where it cuts', () => {
  // A sentence ends before a capital letter only.
  const run = (n: number, word = 'word'): string =>
    `Each ${Array(n - 2)
      .fill(word)
      .join(' ')}.`;
  const cut = (all: readonly Section[], budgetTokens: number, overlapTokens = 0): readonly Chunk[] =>
    cutChunks(all, { budgetTokens, overlapTokens, counter: words });

  test('short sections are put together, and cut where a heading begins', () => {
    const all = ['A', 'B', 'C', 'D', 'E'].map((name, n) => section(`${name} ${run(30)}`, ['Book', name], n + 1));
    const chunks = cut(all, 100);
    expect(chunks.map(({ text }) => text[0])).toEqual(['A', 'D']);
    expect(chunks[0]).toMatchObject({ headings: ['Book'], pages: [1, 3] });
    expect(chunks[1]).toMatchObject({ headings: ['Book'], pages: [4, 5] });
    expect(cut(all, 40)[1]).toMatchObject({ headings: ['Book', 'B'], pages: [2, 2] });
  });

  test('before a chapter sooner than before a heading, before that sooner than inside a section', () => {
    const all = [
      section(`A ${run(29)}`, ['One', 'a']),
      section(`B ${run(29)}`, ['One', 'b']),
      section(`C ${run(29)}`, ['Two', 'c']),
      section(`D ${run(200)}`, ['Two', 'd']),
    ];
    const chunks = cut(all, 100, 20);
    expect(chunks[0]!.text).toMatch(/^A[^]+B[^C]+$/);
    expect(chunks[1]).toMatchObject({ overlap: 0 });
    expect(chunks[1]!.text).toMatch(/^C/);
    expect(chunks[2]!.overlap).toBeGreaterThan(0);
  });

  test('then paragraphs, sentences, words', () => {
    const paragraphs = cut([section(Array(5).fill(run(40)).join('\n\n'))], 100);
    expect(paragraphs.map(({ tokens }) => tokens)).toEqual([80, 80, 40]);
    const sentences = cut([section(Array(10).fill(run(30)).join(' '))], 100);
    expect(sentences.map(({ tokens }) => tokens)).toEqual([90, 90, 90, 30]);
    const long = cut([section(run(250, 'woven'))], 100);
    for (const { text } of long) expect(text).toMatch(/^(Each woven|woven).*(woven|\.)$/);
    expect(long.length).toBeLessThanOrEqual(6);
  });

  test('sentences of Chinese and Japanese, words where a sentence is too long', () => {
    const one = '我们把文档切成小块，每一块都不超过模型的限制。';
    const chunks = cut([section(one.repeat(20))], 100);
    for (const { text } of chunks) expect(text.endsWith('。')).toBe(true);
    expect(chunks[0]!.tokens).toBe(words.count(one) * Math.floor(100 / words.count(one)));
  });

  test('a column of short lines is read as sentences, a table as rows', () => {
    const wrapped = 'A sentence that was set in\na narrow column goes on\nhere. The next one is\nas narrow as that. ';
    for (const { text } of cut([section(wrapped.repeat(10).trim())], 40)) expect(text).toMatch(/\.$/);
    const rows = Array.from({ length: 30 }, (_, n) => `| row ${n} | some words in it |`).join('\n');
    for (const { text } of cut([section(rows)], 60)) expect(text).toMatch(/^\| row.*\|$/s);
  });

  test('the overlap is whole sentences where one fits, words where none does', () => {
    const text = Array.from(
      { length: 40 },
      (_, n) => `Line ${String.fromCharCode(97 + (n % 26))} goes on and on and on.`,
    ).join(' ');
    const chunks = cut([section(text)], 100, 25);
    for (const chunk of chunks.slice(1)) {
      expect(chunk.text).toMatch(/^Line/);
      expect(words.count(chunk.text.slice(0, chunk.overlap))).toBe(18);
    }
    const long = cut([section(run(400))], 100, 25);
    for (const chunk of long.slice(1)) {
      expect(chunk.text).toMatch(/^word/);
      expect(words.count(chunk.text.slice(0, chunk.overlap))).toBeGreaterThanOrEqual(18);
    }
  });

  test('an estimate is given 15 % less', () => {
    const text = run(4000);
    for (const { tokens } of cutChunks([section(text)], {
      budgetTokens: 400,
      overlapTokens: 40,
      counter: estimateCounter(),
    })) {
      expect(tokens).toBeLessThanOrEqual(340);
    }
  });

  test('chunks are well filled', () => {
    const text = Array.from({ length: 300 }, (_, n) => run(5 + (n % 23)) + (n % 6 === 5 ? '\n\n' : ' '))
      .join('')
      .trim();
    const chunks = cut([section(text)], 200, 20);
    const filled = chunks.slice(0, -1).reduce((sum, { tokens }) => sum + tokens, 0) / (chunks.length - 1);
    expect(filled).toBeGreaterThan(160);
  });

  test('a browser without Intl.Segmenter cuts at sentences and between code points as well', async () => {
    vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined });
    vi.resetModules();
    try {
      const plain = await import('../../../lib/readers/chunk');
      const options = { budgetTokens: 40, overlapTokens: 10, counter: words };
      const all = section('The loom stands there. Is it old? 它在窗边。它很旧。 "Yes!" she said. '.repeat(9).trim());
      for (const { text } of plain.cutChunks([all], options)) expect(text).toMatch(/^[TI它"s].*[.?。!"]$/su);
      const emoji = section('😀'.repeat(500));
      const chunks = plain.cutChunks([emoji], options);
      for (const { text, tokens } of chunks) {
        expect(text).not.toMatch(/\p{Surrogate}/u);
        expect(tokens).toBeLessThanOrEqual(40);
      }
      expect(chunks.map(({ text, overlap }) => text.slice(overlap)).join('')).toBe(emoji.text);
    } finally {
      vi.unstubAllGlobals();
      vi.resetModules();
    }
  });

  test('a budget too small for anything is refused', () => {
    expect(() => cut([section('a')], 15)).toThrow(RangeError);
    expect(() => cut([section('a')], NaN)).toThrow(RangeError);
    expect(cut([], 16)).toEqual([]);
  });

  test('10 MB take seconds', () => {
    const page = Array.from({ length: 12 }, (_, n) => run(30 + n * 7, 'woollen')).join(' ');
    const all = Array.from({ length: 1200 }, (_, n) => section(`${page}\n\n${page}`, [`Chapter ${n >> 5}`], n));
    expect(textOf(all).length).toBeGreaterThan(10_000_000);
    const began = performance.now();
    const chunks = cutChunks(all, { budgetTokens: 1500, overlapTokens: 150, counter: estimateCounter() });
    expect(chunks.length).toBeGreaterThan(1500);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('spreadChunks', () => {
  const chunks = Array.from({ length: 21 }, (_, n) => ({ n }) as Chunk);
  const chosen = (max: number | null): number[] => spreadChunks(chunks, max).map(({ n }) => n);

  test('spreads over the document, first and last included', () => {
    expect(chosen(null)).toHaveLength(21);
    expect(chosen(21)).toHaveLength(21);
    expect(chosen(5)).toEqual([0, 5, 10, 15, 20]);
    expect(chosen(2)).toEqual([0, 20]);
    expect(chosen(1)).toEqual([0]);
    expect(chosen(0)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 21 }), (max) => {
        const all = chosen(max);
        expect(new Set(all).size).toBe(max);
        expect([all[0], all.at(-1)]).toEqual([0, 20]);
        const steps = all.slice(1).map((n, at) => n - all[at]!);
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
