import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fitsContext, leastChunkTokens, promptBudget, spareTokens } from '../../../lib/generate/budget';
import { toErrorInfo } from '../../../lib/model/error';

describe('promptBudget', () => {
  test('prompt, reply and 64 tokens fill the context', () => {
    expect(promptBudget({ contextTokens: 4096, maxTokens: 1024, templateTokens: 500 })).toBe(2508);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 0, max: 9000 }),
        (contextTokens, maxTokens, templateTokens) => {
          fc.pre(contextTokens - maxTokens - templateTokens - spareTokens >= leastChunkTokens);
          const chunk = promptBudget({ contextTokens, maxTokens, templateTokens });
          const promptTokens = templateTokens + chunk;
          expect(fitsContext({ contextTokens, maxTokens, promptTokens })).toBe(true);
          expect(fitsContext({ contextTokens, maxTokens, promptTokens: promptTokens + 1 })).toBe(false);
        },
      ),
    );
  });

  test('a context without room says what it would need', () => {
    let info;
    try {
      promptBudget({ contextTokens: 512, maxTokens: 400, templateTokens: 100 });
    } catch (error) {
      info = toErrorInfo(error);
    }
    expect(info).toMatchObject({ code: 'engine', reason: 'contextTooSmall', params: ['512', '628'] });
    expect(promptBudget({ contextTokens: 628, maxTokens: 400, templateTokens: 100 })).toBe(64);
  });
});
