import { expect, test } from 'vitest';
import { pairs, sides, type Said } from './sample';

// Places where the reference tool is wrong; our rules must be right. Named as in its list of faults.

const chain = { strategy: 'reply-chain', minLength: 1 } as const;

test('F6: a post that answers two posts is paired with each of them, part by part', () => {
  const part = (to: number, html: string) => ({ replyTo: [String(to)], html });
  const said: Said[] = [
    { by: 'a', says: 'How do I A?' },
    { by: 'b', says: 'How do I B?' },
    { by: 'c', says: 'do a1 do b1', to: [1, 2], more: { segments: [part(1, 'do a1'), part(2, 'do b1')] } },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(sides(pairs(said, { strategy }))).toEqual([
      ['How do I A?', 'do a1'],
      ['How do I B?', 'do b1'],
    ]);
  }
});

test('F7: posts that answer nobody are no answers', () => {
  const said = ['Cats are great', 'I like trains', 'What about boats?'].map((says) => ({ says }));
  for (const strategy of ['reply-chain', 'parent-child', 'conversation', 'preference'] as const) {
    expect(pairs(said, { strategy })).toEqual([]);
  }
});

test('F8: a post with a title and no text can be answered', () => {
  const said: Said[] = [{ says: '' }, { says: 'hello all' }, { says: 'get a thinkpad', to: [1] }];
  expect(sides(pairs(said, chain, { title: 'What laptop?' }))).toEqual([['What laptop?', 'get a thinkpad']]);
});

test('F9: who answers himself answers nobody', () => {
  const said: Said[] = [
    { by: 'AA', says: 'How do I A?' },
    { by: 'AA', says: 'nevermind found it', to: [1] },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(pairs(said, { strategy })).toEqual([]);
    expect(pairs([said[0]!, { ...said[1]!, to: [] }], { strategy }, { unaddressed: 'root' })).toEqual([]);
  }
});

test('F10: a statement with "is" in it asks nothing', () => {
  const said = (says: string): Said[] => [
    { by: 'a', says },
    { by: 'b', says: 'agreed fully', to: [1] },
  ];
  const options = { ...chain, requireQuestion: true };
  expect(pairs(said('Nice weather. It is sunny'), options)).toEqual([]);
  expect(pairs(said('Nice weather. Is it sunny'), options)).toHaveLength(1);
});

test('F11: the cut falls between words and keeps the question', () => {
  const said: Said[] = [
    { by: 'a', says: 'Question: which flag of tar extracts?' },
    { by: 'b', says: 'filler filler filler filler' },
    { by: 'c', says: 'use -x' },
  ];
  const options = { strategy: 'cumulative', maxInputChars: 41 } as const;
  expect(sides(pairs(said, options)).at(-1)).toEqual(['Question: which\n\nfiller filler filler', 'use -x']);
});

test('F12: unknown authors are not one person', () => {
  const said: Said[] = [
    { says: 'one?' },
    { says: 'two', to: [1] },
    { says: 'three', to: [2] },
    { says: 'four', to: [3] },
  ];
  expect(pairs(said, chain)).toHaveLength(3);
  // Merged, the two middle posts would count as one of k.
  expect(sides(pairs(said, { ...chain, k: 2 })).at(-1)).toEqual(['one?\n\nthree', 'four']);
});

test('R4: deleted posts are neither answers nor questions', () => {
  const gone = { state: 'deleted' } as const;
  const said: Said[] = [
    { by: 'op', says: 'T?' },
    { says: '[deleted]', to: [1], more: gone },
    { by: 'ub', says: 'thanks that worked', to: [2] },
    { says: '[removed]', to: [1], more: gone },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation', 'preference', 'answers'] as const) {
    expect(pairs(said, { strategy, minLength: 1 }, { unaddressed: 'root' })).toEqual([]);
  }
});

test('R5: an answer to a post that was not fetched is no answer to another', () => {
  const said: Said[] = [
    { by: 'op', says: 'T?' },
    { by: 'ub', says: 'it is in the second one', to: [99] },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(pairs(said, { strategy, minLength: 1, fallback: 'last-k' }, { unaddressed: 'root' })).toEqual([]);
  }
});

test('R6: one rule for bots everywhere', () => {
  const said: Said[] = [
    { by: 'op', says: 'T?' },
    { by: 'bot', says: 'Read the rules', to: [1], more: { isBot: true } },
    { by: 'ub', says: 'ok bot', to: [2] },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(pairs(said, { strategy, minLength: 1 })).toEqual([]);
    expect(pairs(said, { strategy, minLength: 1, includeBots: true }).length).toBeGreaterThan(0);
  }
});

test('R7: roles go by person', () => {
  const said: Said[] = [
    { by: 'op', says: 'Q title' },
    { by: 'h', says: 'What version?', to: [1] },
    { by: 'op', says: 'Version 3', to: [2] },
    { by: 'h', says: 'Then do X', to: [3] },
  ];
  expect(pairs(said, { strategy: 'conversation' }).map((draft) => draft.turns)).toEqual([
    [
      { role: 'user', text: 'Q title' },
      { role: 'assistant', text: 'What version?' },
      { role: 'user', text: 'Version 3' },
      { role: 'assistant', text: 'Then do X' },
    ],
  ]);
});

test('R9: the question is in the input at any depth', () => {
  const said = Array.from({ length: 9 }, (_, i) => ({ by: `u${i}`, says: `level ${i} text`, to: i > 0 ? [i] : [] }));
  const inputs = sides(pairs(said, { ...chain, k: 4 })).map(([input]) => input);
  expect(inputs).toHaveLength(8);
  for (const input of inputs) expect(input).toMatch(/^level 0 text/);
  expect(inputs.at(-1)).toBe('level 0 text\n\nlevel 5 text\n\nlevel 6 text\n\nlevel 7 text');
});
