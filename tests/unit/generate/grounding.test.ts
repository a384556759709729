import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fold } from '../../../lib/generate/fold';
import { answerSupport, ground } from '../../../lib/generate/grounding';
import { filler, page } from './text';

/** What the span covers. */
function cited(evidence: string, text: string): string {
  const { span } = ground(evidence, text);
  return span ? text.slice(...span) : '';
}

describe('evidence that stands in the text', () => {
  it('is found as it is', () => {
    const evidence = 'the heddles hang in a frame called a shaft';
    expect(ground(evidence, page)).toEqual({
      span: [page.indexOf(evidence), page.indexOf(evidence) + evidence.length],
      grounded: 1,
    });
  });

  it.each([
    ['other white space', 'A  rigid heddle\n does two\tjobs at once'],
    ['other case', 'a RIGID Heddle does two jobs at once'],
    ['quotation marks around it', '“A rigid heddle does two jobs at once”'],
    ['a full stop that is not there', 'A rigid heddle does two jobs at once.'],
    ['no-break spaces', 'A\u00a0rigid\u00a0heddle does two jobs at once'],
    ['Markdown', '**A rigid heddle** does _two jobs_ at once'],
    ['full-width letters', 'Ａ ｒｉｇｉｄ heddle does two jobs at once'],
  ])('is found with %s', (_, evidence) => {
    expect(ground(evidence, page).grounded).toBe(1);
    expect(cited(evidence, page)).toBe('A rigid heddle does two jobs at once');
  });

  it('is found through hyphens at line ends, curly quotes, dashes, ligatures and accents of the text', () => {
    const text =
      'Intro.\n\nThe work\u00adshop kept its infor-\nmation — “secret ﬁles” — near the café\u0301 of 1790. End.';
    const evidence = "the workshop kept its information - 'secret files' - near the cafe of 1790";
    expect(ground(evidence, text).grounded).toBe(1);
    expect(cited(evidence, text)).toBe(text.slice(8, text.indexOf('. End')));
  });

  it('keeps what makes a difference', () => {
    expect(ground('cost about 4-5 shillings', 'They cost about 45 shillings.').grounded).toBeLessThan(1);
    expect(ground('version 1.5', 'This is version 15.').grounded).toBeLessThan(1);
    expect(ground('version -5', 'This is version 5.').grounded).toBeLessThan(1);
  });

  it('is found in its parts where something was left out', () => {
    const evidence = 'The heddle is the part of a loom […] Each warp thread passes ... a frame called a shaft.';
    expect(ground(evidence, page).grounded).toBe(1);
    expect(cited(evidence, page)).toBe(page.slice(0, page.indexOf('shaft.') + 'shaft'.length));
  });

  it('is not found in parts that are in another order, or that are nothing', () => {
    expect(ground('a frame called a shaft … The heddle is the part of a loom', page).grounded).toBeLessThan(1);
    expect(ground('the … of … a', page).grounded).toBe(0);
    expect(ground('…', page)).toEqual({ span: null, grounded: 0 });
  });

  it('is found in scripts without spaces', () => {
    const text = '综片是织机的一部分，它提起经线。每根经线穿过一个综眼。';
    expect(ground('它提起经线', text)).toEqual({ span: [10, 15], grounded: 1 });
    const most = ground('每根经线穿过一个综眼和筘', text);
    expect(most.grounded).toBeGreaterThan(0.7);
    expect(most.grounded).toBeLessThan(1);
  });
});

describe('evidence that does not', () => {
  it('is grounded as far as its words stand there', () => {
    const evidence = 'A rigid heddle does two jobs at once: it paints the walls of the house in bright green colours';
    const { span, grounded } = ground(evidence, page);
    expect(span && page.slice(...span)).toContain('A rigid heddle does two jobs at once');
    expect(grounded).toBeGreaterThan(0.35);
    expect(grounded).toBeLessThan(0.65);
  });

  it('is hardly hurt by one word that was changed', () => {
    const evidence =
      'When a shaft rises, its threads separate from the others and leave an opening, the shed. The shuttle carries the weft';
    expect(ground(evidence, page).grounded).toBeGreaterThan(0.8);
    expect(ground(evidence, page).grounded).toBeLessThan(1);
  });

  it.each(['', '   ', '"…"', 'Bananas grow in tropical countries.', '😀😀😀', '\ud800', 'of the a and in'])(
    'has no span: %j',
    (evidence) => {
      expect(ground(evidence, page)).toEqual({ span: null, grounded: 0 });
    },
  );

  it('is not in an empty text', () => {
    expect(ground('anything', '')).toEqual({ span: null, grounded: 0 });
  });
});

describe('properties', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 });

  test('every stretch of a text is found, where it says what was cited', () => {
    fc.assert(
      fc.property(anyText, fc.nat(300), fc.nat(300), (text, a, b) => {
        const evidence = text.slice(Math.min(a, b), Math.max(a, b));
        const { span, grounded } = ground(evidence, text);
        if (evidence.trim() === '') expect(span).toBeNull();
        else {
          expect(grounded).toBe(1);
          expect(text.slice(...span!)).toBe(evidence.trim());
        }
      }),
    );
  });

  test('a span lies in the text, and is there exactly where something is grounded', () => {
    fc.assert(
      fc.property(anyText, anyText, (evidence, text) => {
        const { span, grounded } = ground(evidence, text);
        expect(grounded).toBeGreaterThanOrEqual(0);
        expect(grounded).toBeLessThanOrEqual(1);
        expect(span === null).toBe(grounded === 0);
        if (!span) return;
        expect(span[0]).toBeGreaterThanOrEqual(0);
        expect(span[1]).toBeGreaterThan(span[0]);
        expect(span[1]).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  test('white space and case change nothing', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{2,8}$/), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', '\n', '\n\n', '\u00a0', '\t '), (list, gap) => {
        const text = `Before. ${list.join(gap)} After.`;
        expect(ground(list.join(' ').toUpperCase(), text).grounded).toBe(1);
      }),
    );
  });

  test('folding keeps places in order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: form, starts, ends } = fold(text);
        expect(starts).toHaveLength(form.length);
        expect(ends).toHaveLength(form.length);
        starts.forEach((start, i) => {
          expect(ends[i]).toBeGreaterThan(start);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(starts[i - 1]!);
        });
      }),
    );
  });
});

describe('hostile sizes', () => {
  const cases: readonly (readonly [name: string, evidence: string, text: string])[] = [
    ['one letter', `${'a'.repeat(1500)}b`, 'a'.repeat(300_000)],
    ['dashes', 'a-'.repeat(900), '- '.repeat(150_000)],
    ['ellipses', '…'.repeat(2000), '...'.repeat(100_000)],
    ['a long text', filler(1900).replace(/nothing/g, 'nought'), filler(300_000)],
    ['a text beyond all limits', 'never there at all, truly', filler(2_000_000)],
    ['evidence beyond all limits', filler(3_000_000), filler(10_000)],
  ];
  it.each(cases)('take no time: %s', (_, evidence, text) => {
    const startedAt = performance.now();
    ground(evidence, text);
    answerSupport(evidence, text);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});

describe('support of an answer', () => {
  it('is the share of its words that the text has', () => {
    expect(answerSupport('Heddles lift the warp threads of a loom.', page)).toBeGreaterThan(0.7);
    expect(answerSupport('Photosynthesis converts sunlight chemically.', page)).toBe(0);
    expect(answerSupport('45 shillings', page)).toBe(1);
    expect(answerSupport('46 shillings', page)).toBe(0.5);
    expect(answerSupport('它提起经线', '综片是织机的一部分，它提起经线。')).toBe(1);
  });

  it('is 0 for no words', () => {
    expect(answerSupport('', page)).toBe(0);
    expect(answerSupport('?!', page)).toBe(0);
  });
});
