import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { draftOf, sayingOf, sourceOf } from '../../../lib/generate/draft';
import { ground } from '../../../lib/generate/grounding';
import { halvesOf } from '../../../lib/generate/halve';
import { saying, type Reply } from '../../../lib/generate/output';
import { templates } from '../../../lib/generate/prompts';
import { filler, page } from './text';

const qa: Reply = { type: 'qa', evidence: 'e', question: 'What lifts threads?', answer: 'A heddle.' };
const cot: Reply = { ...qa, type: 'cot', reasoning: 'First.\nSecond.' };
const summary: Reply = { type: 'summary', evidence: 'e', request: 'Sum this up.', summary: 'On heddles.' };
const sides = (reply: Reply, reasoning: 'think' | 'text' = 'think'): readonly string[] =>
  draftOf(reply, page, 3, { reasoning }).turns.map(({ text }) => text);

describe('a pair', () => {
  it('has the shape that all pairs have', () => {
    expect(draftOf(qa, page, 3, { reasoning: 'think' })).toEqual({
      kind: 'pair',
      turns: [
        { role: 'user', text: 'What lifts threads?' },
        { role: 'assistant', text: 'A heddle.' },
      ],
      postIds: [],
      outputPostId: '',
      position: 3,
      ordinal: 0,
    });
  });

  it('thinks in tags, or in text', () => {
    expect(sides(cot)).toEqual(['What lifts threads?', '<think>\nFirst.\nSecond.\n</think>\n\nA heddle.']);
    expect(sides(cot, 'text')).toEqual(['What lifts threads?', 'First.\nSecond.\n\nA heddle.']);
  });

  it('of a summary has the text below its request', () => {
    expect(sides(summary)).toEqual([`Sum this up.\n\n${page}`, 'On heddles.']);
  });

  it.each([qa, cot, summary])('of $type says when stored what its reply said', (reply) => {
    expect(sayingOf(reply.type, draftOf(reply, page, 0, { reasoning: 'think' }).turns)).toBe(saying(reply));
  });
});

describe('the source of a pair', () => {
  const chunk = {
    docId: 'd1',
    docName: 'looms.pdf',
    docTitle: 'Looms',
    docUrl: null,
    n: 2,
    pages: [4, 5],
    headings: ['Parts'],
  } as const;
  const made = { choice: { engine: 'wllama', model: 'tiny' }, template: templates.qa, seed: 77 } as const;

  it('names document, chunk, place, model, prompt and seed', () => {
    const evidence = 'A rigid heddle does two jobs at once';
    const source = sourceOf(chunk, evidence, ground(evidence, page), 1000, made);
    const at = 1000 + page.indexOf(evidence);
    expect(source).toEqual({
      docId: 'd1',
      name: 'looms.pdf',
      title: 'Looms',
      url: null,
      chunk: 2,
      pages: [4, 5],
      headings: ['Parts'],
      evidence,
      span: [at, at + evidence.length],
      grounded: 1,
      engine: 'wllama',
      model: 'tiny',
      prompt: 'qa@1',
      seed: 77,
    });
  });

  it('has no place for what is not there', () => {
    expect(sourceOf(chunk, 'nowhere', ground('nowhere', page), 1000, made)).toMatchObject({ span: null, grounded: 0 });
  });
});

describe('halves', () => {
  it('part at an empty line, else a sentence, near the middle', () => {
    const text = `${filler(900)}\n\n${filler(1000)}`.replace(/ +\n/g, '\n');
    const [[, cut]] = halvesOf(text)!;
    expect(text.slice(0, cut)).toMatch(/\n\n$/);
    expect(Math.abs(cut - text.length / 2)).toBeLessThan(text.length / 4);
    const line = 'A sentence stands here. '.repeat(40);
    expect(line.slice(0, halvesOf(line)![0][1])).toMatch(/here\. $/);
  });

  it('are not made of short texts', () => {
    expect(halvesOf('a'.repeat(399))).toBeNull();
    expect(halvesOf('')).toBeNull();
  });

  test('are all of a text, and cut no character in two', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '.', '。', '😀', '字'),
      minLength: 400,
      maxLength: 900,
    });
    fc.assert(
      fc.property(text, (of) => {
        const [[from, cut], [next, end]] = halvesOf(of)!;
        expect([from, next, end]).toEqual([0, cut, of.length]);
        expect(cut).toBeGreaterThanOrEqual(Math.floor(of.length / 4));
        expect(cut).toBeLessThanOrEqual(Math.ceil((of.length * 3) / 4));
        expect(/\p{Surrogate}/u.test(of.slice(0, cut) + '|' + of.slice(cut))).toBe(false);
      }),
    );
  });
});
