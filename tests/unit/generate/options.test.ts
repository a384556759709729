import { describe, expect, it } from 'vitest';
import {
  checkGeneration,
  contextWanted,
  defaultGeneration,
  generationKinds,
  generationRanges,
  pairsWanted,
} from '../../../lib/generate';
import { generationTypes, type GenerationOptions } from '../../../lib/model/generate';
import english from '../../../public/_locales/en/messages.json';

const reasons = (changes: Partial<Record<keyof GenerationOptions, unknown>>, context?: number): readonly string[] =>
  checkGeneration({ ...defaultGeneration('qa'), ...changes } as GenerationOptions, context).map(
    ({ field, reason }) => `${field} ${reason}`,
  );

describe('what a job starts from', () => {
  it.each(generationTypes)('%s is right, and fits a context of 4096 tokens', (type) => {
    const options = defaultGeneration(type);
    expect(checkGeneration(options, 4096)).toEqual([]);
    expect(contextWanted(options)).toBeLessThan(4096);
    expect(options).toMatchObject({ type, pairsPerChunk: 25, maxChunks: 10, temperature: 0.7, topP: 0.95 });
  });

  it('is offered for each type', () => {
    expect(generationKinds.map(({ id }) => id)).toEqual(generationTypes);
  });
});

describe('a check', () => {
  it('takes the ends of each range, and nothing beyond', () => {
    for (const [field, { min, max }] of Object.entries(generationRanges)) {
      const others = field === 'overlapTokens' ? { chunkTokens: 100_000 } : { overlapTokens: 0 };
      expect(reasons({ ...others, [field]: min }), field).toEqual([]);
      expect(reasons({ ...others, [field]: max }), field).toEqual([]);
      expect(reasons({ ...others, [field]: min - 1 }), field).toEqual([`${field} range`]);
      expect(reasons({ ...others, [field]: max * 2 }), field).toContain(`${field} range`);
      expect(reasons({ ...others, [field]: NaN }), field).toContain(`${field} range`);
    }
  });

  it.each<readonly [string, object, string]>([
    ['half a pair', { pairsPerChunk: 2.5 }, 'pairsPerChunk whole'],
    ['too much overlap', { chunkTokens: 1000, overlapTokens: 501 }, 'overlapTokens overlap'],
    ['a language like a book', { language: 'x'.repeat(101) }, 'language length'],
    ['a style like a book', { style: 'x'.repeat(401) }, 'style length'],
    ['an unknown difficulty', { difficulty: 'brutal' }, 'difficulty choice'],
    ['unknown reasoning', { reasoning: 'song' }, 'reasoning choice'],
    ['a prompt of another type', { template: defaultGeneration('cot').template }, 'template templateType'],
    [
      'a prompt with a slip',
      { template: { ...defaultGeneration('qa').template, user: '{{chunk}} {{wether}}' } },
      'template templateUnknown',
    ],
    [
      'a prompt without the text',
      { template: { ...defaultGeneration('qa').template, user: 'Ask!' } },
      'template templateMissing',
    ],
    [
      'a prompt like a book',
      { template: { ...defaultGeneration('qa').template, user: 'x'.repeat(30_000) } },
      'template templateLength',
    ],
  ])('finds %s', (_, changes, expected) => {
    expect(reasons(changes)).toEqual([expected]);
  });

  it('takes all chunks for a number', () => {
    expect(reasons({ maxChunks: null })).toEqual([]);
  });

  it('finds what does not fit the model', () => {
    expect(reasons({ chunkTokens: 4000 }, 4096)).toEqual(['chunkTokens context']);
    expect(reasons({ chunkTokens: 4000 }, 8192)).toEqual([]);
    expect(reasons({ chunkTokens: 4000 })).toEqual([]);
  });

  it('has a sentence for each reason', () => {
    for (const reason of [
      'range',
      'whole',
      'overlap',
      'length',
      'choice',
      'context',
      'templateType',
      'templateUnknown',
      'templateMissing',
      'templateLength',
    ]) {
      expect(english).toHaveProperty(`check_${reason}`);
    }
  });
});

it('no more summaries are wanted than there are forms', () => {
  expect(pairsWanted({ type: 'qa', pairsPerChunk: 25 })).toBe(25);
  expect(pairsWanted({ type: 'summary', pairsPerChunk: 25 })).toBe(5);
  expect(pairsWanted({ type: 'summary', pairsPerChunk: 2 })).toBe(2);
});
