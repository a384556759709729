import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '../../../lib/model/thread';
import { strategies } from '../../../lib/pairing';
import { pairs, sides, type Said } from './sample';

/** A post in parts, each with what it answers. */
function inParts(by: string, ...parts: readonly (readonly [to: readonly number[], says: string])[]): Said {
  const segments: Segment[] = parts.map(([to, html]) => ({ replyTo: to.map(String), html }));
  const to = [...new Set(parts.flatMap(([numbers]) => numbers))];
  return { by, says: parts.map(([, says]) => says).join(' '), to, more: { segments } };
}

const two: readonly Said[] = [
  { by: 'a', says: 'How do I A?' },
  { by: 'b', says: 'How do I B?' },
  inParts('c', [[1], 'do a1'], [[2], 'do b1']),
];

test('each part is an output of its own, with its own parent', () => {
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    const drafts = pairs(two, { strategy });
    expect(sides(drafts)).toEqual([
      ['How do I A?', 'do a1'],
      ['How do I B?', 'do b1'],
    ]);
    expect(drafts.map(({ ordinal, postIds }) => [ordinal, postIds])).toEqual([
      [0, ['1', '3']],
      [1, ['2', '3']],
    ]);
  }
});

test('strategies that go by order take the post as a whole', () => {
  expect(sides(pairs(two, { strategy: 'adjacent' })).at(-1)).toEqual(['How do I B?', 'do a1 do b1']);
  expect(sides(pairs(two, { strategy: 'cumulative' })).at(-1)).toEqual(['How do I A?\n\nHow do I B?', 'do a1 do b1']);
  expect(pairs(two, { strategy: 'transcript' })[0]?.text).toContain('<# c #>:\ndo a1 do b1');
});

test('a part that answers nobody, or somebody who is gone, is no output; nor are short ones', () => {
  const said = [...two.slice(0, 2), inParts('c', [[], 'hello'], [[1], 'do a1'], [[9], 'do x'], [[2], 'b'])];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(sides(pairs(said, { strategy }))).toEqual([['How do I A?', 'do a1']]);
    // Neither the root nor the posts before take their place.
    const eager = pairs(said, { strategy, fallback: 'last-k' }, { unaddressed: 'root' });
    for (const { turns } of eager) expect(turns.at(-1)?.text).not.toMatch(/hello|do x/);
  }
});

test('a part that answers several posts is paired with each, and its chain is that of the first', () => {
  const said = [...two.slice(0, 2), { by: 'd', says: 'How C?' }, inParts('c', [[2, 1], 'do ab'], [[3], 'do c'])];
  expect(sides(pairs(said, { strategy: 'parent-child' }))).toEqual([
    ['How do I B?', 'do ab'],
    ['How do I A?', 'do ab'],
    ['How C?', 'do c'],
  ]);
  expect(pairs(said, { strategy: 'parent-child' }).map((draft) => draft.ordinal)).toEqual([0, 1, 2]);
  expect(sides(pairs(said, { strategy: 'reply-chain' }))).toEqual([
    ['How do I B?', 'do ab'],
    ['How C?', 'do c'],
  ]);
});

test('parts that answer the same belong together', () => {
  const said = [...two.slice(0, 2), inParts('c', [[1], 'do a1'], [[2], 'do b1'], [[1], 'and a2'])];
  expect(sides(pairs(said, { strategy: 'reply-chain' }))).toEqual([
    ['How do I A?', 'do a1\n\nand a2'],
    ['How do I B?', 'do b1'],
  ]);
});

test('who answers himself in one part answers others in the next', () => {
  const said = [...two.slice(0, 2), inParts('a', [[1], 'found it'], [[2], 'do b1'])];
  for (const strategy of ['reply-chain', 'parent-child'] as const) {
    expect(sides(pairs(said, { strategy }))).toEqual([['How do I B?', 'do b1']]);
  }
});

test('what answers a post in parts has the whole of it above', () => {
  const said = [...two, { by: 'a', says: 'that helped', to: [3] }];
  expect(sides(pairs(said, { strategy: 'reply-chain' })).at(-1)).toEqual(['How do I A?\n\ndo a1 do b1', 'that helped']);
});

test('conversation: a path that goes on does not end at the part, and the other part ends its own', () => {
  const said = [...two, { by: 'a', says: 'which one?', to: [3] }, { by: 'c', says: 'the first', to: [4] }];
  const turns = pairs(said, { strategy: 'conversation' }).map((draft) => draft.turns.map((turn) => turn.text));
  expect(turns).toEqual([
    ['How do I B?', 'do b1'],
    ['How do I A?', 'do a1 do b1', 'which one?', 'the first'],
  ]);
});

test('conversation: what a part answers is answered', () => {
  const said: Said[] = [
    { by: 'a', says: 'How do I A?' },
    { by: 'b', says: 'How do I B?' },
    { by: 'c', says: 'try this', to: [2] },
    inParts('d', [[1], 'do a1'], [[3], 'or that']),
  ];
  const turns = pairs(said, { strategy: 'conversation' }).map((draft) => draft.turns.map((turn) => turn.text));
  expect(turns).toEqual([
    ['How do I A?', 'do a1'],
    ['How do I B?', 'try this\n\nor that'],
  ]);
});

test('answers and preference judge the part that answers', () => {
  const said: Said[] = [
    { by: 'a', says: 'How do I A?' },
    { by: 'b', says: 'How do I B?' },
    { ...inParts('c', [[1], 'do a1'], [[2], 'do b1']), score: 9 },
    { by: 'd', says: 'do a2', to: [1], score: 1 },
    { by: 'e', says: 'do b2', to: [2], score: 1 },
  ];
  expect(sides(pairs(said, { strategy: 'answers' }))).toEqual([['How do I A?', 'do a1']]);
  const judged = pairs(said, { strategy: 'preference' });
  expect(judged.map(({ turns, chosen, rejected, ordinal }) => [turns[0]?.text, chosen, rejected, ordinal])).toEqual([
    ['How do I A?', 'do a1', 'do a2', 0],
    ['How do I B?', 'do b1', 'do b2', 1],
  ]);
  // What the site calls the answer is one as a whole.
  expect(sides(pairs(said, { strategy: 'answers' }, { acceptedPostId: '3' }))).toEqual([
    ['How do I A?', 'do a1 do b1'],
  ]);
});

test('a quote of what is in the input is left out of a part too', () => {
  const said = [...two.slice(0, 2), inParts('c', [[1], '<quote 1>A?</quote>do a1'], [[2], '<quote 1>A?</quote>do b1'])];
  expect(sides(pairs(said, { strategy: 'reply-chain' }))).toEqual([
    ['How do I A?', 'do a1'],
    ['How do I B?', '> A?\n\ndo b1'],
  ]);
});

test('whatever the parts: nothing is made of a part that answers nobody, and no part is mixed with another', () => {
  const part = fc.tuple(fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }), fc.nat(99));
  const post = fc.record({ by: fc.constantFrom('', 'a', 'b', 'c'), parts: fc.array(part, { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(post, { maxLength: 9 }), fc.constantFrom('reply-chain', 'parent-child'), (posts, strategy) => {
      const said = posts.map(({ by, parts }, i) =>
        inParts(by, ...parts.map(([to, n], k) => [to, `part ${i + 1}.${k}.${n};`] as const)),
      );
      for (const draft of pairs(said, { strategy })) {
        const parents = new Set<string>();
        for (const found of draft.turns[1]?.text.matchAll(/part (\d+)\.(\d+)\.\d+;/g) ?? []) {
          expect(found[1]).toBe(draft.outputPostId);
          const [to] = posts[Number(found[1]) - 1]!.parts[Number(found[2])]!;
          parents.add(to.join());
        }
        expect(parents.size).toBe(1);
        const answered = [...parents][0]!.split(',');
        expect(draft.postIds.some((id) => answered.includes(id))).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('each strategy takes parts of any kind', () => {
  const said = [...two, inParts('d', [[3], ''], [[2], ' ']), inParts('', [[], '']), { by: 'e', says: 'x', to: [4, 5] }];
  for (const { id } of strategies) expect(() => pairs(said, { strategy: id })).not.toThrow();
});
