import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPairing, type PairingOptions } from '../../../lib/model/pairing';
import type { Post } from '../../../lib/model/thread';
import { pairThread, strategies } from '../../../lib/pairing';
import { codePoints } from '../../../lib/pairing/length';
import { render, samplePosts, sampleThread } from './sample';

const states = ['visible', 'visible', 'visible', 'hidden', 'deleted', 'action', 'whisper'] as const;

const somePosts: fc.Arbitrary<Post[]> = fc
  .array(
    fc.record({
      by: fc.constantFrom('', 'ada', 'bob', 'cy'),
      says: fc.oneof(
        fc.constantFrom('', ' ', 'Why so? Because. ', '<quote 1>x</quote>', '<quote 2>y</quote>well', '😀😀😀😀'),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
      ),
      to: fc.array(fc.integer({ min: 0, max: 16 }), { maxLength: 3 }),
      score: fc.integer({ min: -3, max: 9 }),
      more: fc.record(
        {
          state: fc.constantFrom(...states),
          isBot: fc.boolean(),
          position: fc.integer({ max: 20 }),
          segments: fc.array(
            fc.record({
              replyTo: fc.array(fc.integer({ min: 0, max: 16 }).map(String), { maxLength: 2 }),
              html: fc.constantFrom('', 'this part?', '<quote 1>x</quote>and that'),
            }),
            { maxLength: 3 },
          ),
        },
        { requiredKeys: ['state', 'isBot', 'position'] },
      ),
    }),
    { maxLength: 16 },
  )
  .map(samplePosts);

const someOptions: fc.Arbitrary<PairingOptions> = fc
  .record({
    strategy: fc.constantFrom(...strategies.map((strategy) => strategy.id)),
    k: fc.integer({ min: -1, max: 8 }),
    maxInputChars: fc.option(fc.integer({ min: 0, max: 90 })),
    minLength: fc.integer({ min: 0, max: 5 }),
    mergeSameAuthor: fc.boolean(),
    requireQuestion: fc.boolean(),
    roles: fc.constantFrom('author' as const, 'parity' as const),
    fallback: fc.constantFrom('none' as const, 'last-k' as const),
    answers: fc.constantFrom(
      'accepted' as const,
      'accepted-or-best' as const,
      'above-score' as const,
      'best-n' as const,
    ),
    pseudonyms: fc.boolean(),
  })
  .map((chosen) => ({ ...defaultPairing, ...chosen }));

const someThread = fc
  .record({
    title: fc.constantFrom('', 'A title?'),
    unaddressed: fc.constantFrom('root' as const, 'none' as const),
    acceptedPostId: fc.option(fc.constantFrom('1', '2', '3')),
  })
  .map(sampleThread);

test('whatever the thread: order, shape, lengths, and nobody in it who should not be', () => {
  fc.assert(
    fc.property(someThread, somePosts, someOptions, (thread, posts, options) => {
      const drafts = pairThread(thread, posts, options, render);
      const byId = new Map(posts.map((post) => [post.id, post]));
      for (const [i, draft] of drafts.entries()) {
        const before = drafts[i - 1];
        if (before) expect(before.position).toBeLessThanOrEqual(draft.position);
        for (const id of draft.postIds) expect(byId.get(id)).toMatchObject({ state: 'visible', isBot: false });
        expect(draft.postIds).toContain(draft.outputPostId);
        expect(new Set(draft.postIds).size).toBe(draft.postIds.length);
        expect(byId.get(draft.outputPostId)?.position).toBe(draft.position);

        const input = draft.kind === 'pair' || draft.kind === 'turns' ? draft.turns.slice(0, -1) : draft.turns;
        const text = input.map((turn) => turn.text).join('\n\n');
        if (options.maxInputChars !== null) expect(codePoints(text)).toBeLessThanOrEqual(options.maxInputChars);
        expect(input.map((turn) => turn.role)).toEqual(input.map((_, n) => (n % 2 === 0 ? 'user' : 'assistant')));
        const outputs = {
          pair: draft.turns.at(-1)?.text,
          turns: draft.turns.at(-1)?.text,
          preference: draft.chosen,
          text: draft.text,
        };
        expect(codePoints((outputs[draft.kind] ?? '').trim())).toBeGreaterThanOrEqual(Math.max(1, options.minLength));
        if (draft.kind === 'preference') expect(draft.rejected).not.toBe(draft.chosen);
        for (const turn of draft.turns) expect(/\p{Surrogate}/u.test(turn.text)).toBe(false);
      }
      const keys = drafts.map((draft) => `${draft.outputPostId} ${draft.ordinal}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(pairThread(thread, [...posts], options, render)).toEqual(drafts);
    }),
    { numRuns: 3000 },
  );
});

// A strategy that is quadratic, in time or in memory, does not end here within the test's time.
const many = 50_000;
const long: Readonly<Record<string, (i: number) => readonly number[]>> = {
  'a chain': (i) => (i > 0 ? [i] : []),
  'a star': (i) => (i > 0 ? [1] : []),
  'a broom': (i) => (i === 0 ? [] : i < many / 2 ? [i] : [many / 2]),
};
for (const [name, to] of Object.entries(long)) {
  test(`${name} of ${many} posts is paired in linear time`, { timeout: 120_000 }, () => {
    const said = Array.from({ length: many }, (_, i) => ({
      by: `u${i % 3}`,
      says: 'some words',
      to: to(i),
      score: i % 7,
    }));
    const posts = samplePosts(said);
    const times = strategies.map((strategy) => {
      const start = performance.now();
      pairThread(sampleThread(), posts, { ...defaultPairing, strategy: strategy.id }, (html) => html);
      return [strategy.id, Math.round(performance.now() - start)] as const;
    });
    for (const [id, ms] of times) expect(ms, `${id} took ${ms} ms`).toBeLessThan(15_000);
    if (process.env['HEDDLE_TIMES']) console.log(name, times);
  });
}

test('without a budget the text made ends at the limit', { timeout: 60_000 }, () => {
  const said = Array.from({ length: 3000 }, (_, i) => ({ by: `u${i}`, says: 'x'.repeat(500) }));
  const drafts = pairThread(
    sampleThread(),
    samplePosts(said),
    { ...defaultPairing, strategy: 'cumulative', maxInputChars: null },
    (html) => html,
  );
  const made = drafts.reduce((sum, draft) => sum + (draft.turns[0]?.text.length ?? 0), 0);
  expect(made).toBeGreaterThan(245_000_000);
  expect(made).toBeLessThan(260_000_000);
});
