import { expect, test } from 'vitest';
import type { Post } from '../../../lib/model/thread';
import { strategies } from '../../../lib/pairing';
import { pairs, sides, type Said } from './sample';

const chat: readonly Said[] = [
  { by: 'ada', says: 'one' },
  { by: 'bob', says: 'two' },
  { by: 'cy', says: 'three' },
  { by: 'dan', says: 'four' },
];

test('strategies are listed once each, with labels', () => {
  expect(new Set(strategies.map((strategy) => strategy.id)).size).toBe(9);
  for (const strategy of strategies) expect(strategy.label).not.toBe('');
});

test('adjacent: a post that does not take part is passed over', () => {
  const said = [...chat.slice(0, 1), { by: 'x', says: 'gone', more: { state: 'deleted' as const } }, ...chat.slice(1)];
  expect(sides(pairs(said, { strategy: 'adjacent' }))).toEqual([
    ['one', 'two'],
    ['two', 'three'],
    ['three', 'four'],
  ]);
});

test('last-k and cumulative take the posts before', () => {
  expect(sides(pairs(chat, { strategy: 'last-k', k: 2 }))).toEqual([
    ['one', 'two'],
    ['one\n\ntwo', 'three'],
    ['two\n\nthree', 'four'],
  ]);
  expect(sides(pairs(chat, { strategy: 'cumulative' })).at(-1)).toEqual(['one\n\ntwo\n\nthree', 'four']);
});

test('cumulative within a budget keeps the question and the latest posts', () => {
  expect(sides(pairs(chat, { strategy: 'cumulative', maxInputChars: 10 })).at(-1)).toEqual(['one\n\nthree', 'four']);
});

test('the title stands before the first post, and no title stands nowhere', () => {
  const said = chat.slice(0, 2);
  expect(sides(pairs(said, { strategy: 'adjacent' }, { title: ' Why? ' }))).toEqual([['Why?\n\none', 'two']]);
  expect(sides(pairs(said, { strategy: 'adjacent', includeTitle: false }, { title: 'Why?' }))).toEqual([
    ['one', 'two'],
  ]);
});

test('reply-chain: the root is kept however deep, and k counts messages', () => {
  const deep = ['r', 'a', 'b', 'c', 'd', 'e'].map((by, i) => ({ by, says: `level ${i}`, to: i > 0 ? [i] : [] }));
  expect(sides(pairs(deep, { strategy: 'reply-chain', k: 3 })).at(-1)).toEqual([
    'level 0\n\nlevel 3\n\nlevel 4',
    'level 5',
  ]);
  expect(sides(pairs(deep, { strategy: 'reply-chain', k: 1 })).at(-1)).toEqual(['level 0\n\nlevel 4', 'level 5']);
  const drafts = pairs(deep, { strategy: 'reply-chain', k: 3 });
  expect(drafts.at(-1)?.postIds).toEqual(['1', '4', '5', '6']);
});

test('reply-chain: merged posts of one known author count once', () => {
  const said: Said[] = [
    { by: 'ada', says: 'root' },
    { by: 'bob', says: 'b1', to: [1] },
    { by: 'bob', says: 'b2', to: [2] },
    { by: 'ada', says: 'answer', to: [3] },
  ];
  const options = { strategy: 'reply-chain', k: 2, minLength: 1 } as const;
  expect(sides(pairs(said, options)).at(-1)).toEqual(['root\n\nb1\n\nb2', 'answer']);
  expect(sides(pairs(said, { ...options, mergeSameAuthor: false })).at(-1)).toEqual(['root\n\nb2', 'answer']);
});

test('posts that name nobody answer the root where the site says so', () => {
  const options = { strategy: 'reply-chain' } as const;
  expect(sides(pairs(chat, options, { unaddressed: 'root' }))).toEqual([
    ['one', 'two'],
    ['one', 'three'],
    ['one', 'four'],
  ]);
  expect(pairs(chat, options)).toEqual([]);
  expect(sides(pairs(chat, { ...options, fallback: 'last-k', k: 2 })).at(-1)).toEqual(['two\n\nthree', 'four']);
});

test('parent-child gives a pair for each edge, without the quote of that parent', () => {
  const said: Said[] = [
    { by: 'ada', says: 'How A?' },
    { by: 'bob', says: 'How B?', to: [1] },
    { by: 'cy', says: '<quote 2>B?</quote>so<quote 1>A?</quote>', to: [2, 1] },
  ];
  const drafts = pairs(said, { strategy: 'parent-child', minLength: 1 });
  expect(sides(drafts)).toEqual([
    ['How A?', 'How B?'],
    ['How B?', 'so> A?'],
    ['How A?', '> B?\n\nso'],
  ]);
  expect(drafts.map((draft) => draft.ordinal)).toEqual([0, 0, 1]);
});

test('a post that only quotes is no answer, unless quotes stay', () => {
  const said: Said[] = [
    { by: 'ada', says: 'How A?' },
    { by: 'bob', says: '<quote 1>How A?</quote>', to: [1] },
  ];
  for (const strategy of ['reply-chain', 'parent-child', 'conversation'] as const) {
    expect(pairs(said, { strategy })).toHaveLength(0);
    expect(pairs(said, { strategy, dropKnownQuotes: false })).toHaveLength(1);
  }
});

test('answers: accepted, else best; from a score; the best n', () => {
  const said: Said[] = [
    { by: 'ada', says: 'Question?' },
    { by: 'bob', says: 'weak', to: [1], score: 1 },
    { by: 'cy', says: 'strong', to: [1], score: 9 },
    { by: 'dan', says: 'beside', to: [2], score: 20 },
    { by: 'ada', says: 'own', to: [1], score: 30 },
  ];
  const outputs = (options: object, accepted: string | null = null): unknown[] =>
    pairs(said, { strategy: 'answers', ...options }, { acceptedPostId: accepted }).map((d) => d.turns[1]?.text);
  expect(outputs({})).toEqual(['strong']);
  expect(outputs({}, '4')).toEqual(['beside']);
  expect(outputs({ answers: 'accepted' })).toEqual([]);
  expect(outputs({ answers: 'above-score', answersMinScore: 1 })).toEqual(['weak', 'strong']);
  expect(outputs({ answers: 'above-score', answersMinScore: 2 })).toEqual(['strong']);
  expect(outputs({ answers: 'best-n', answersBestN: 2 }, '4')).toEqual(['strong', 'beside']);
});

test('preference: answers are set against answers, and comments against nothing where there are any', () => {
  const of = (kind: Post['kind'], says: string, score: number) => ({ says, to: [1], score, more: { kind } });
  const said = [
    { says: 'How?' },
    of('comment', 'Did you try?', 40),
    of('answer', 'Like this.', 9),
    of('answer', 'Not at all.', -3),
    of('comment', 'Off topic.', -8),
  ];
  const [draft, ...rest] = pairs(said, { strategy: 'preference' });
  expect(rest).toEqual([]);
  expect(draft).toMatchObject({ chosen: 'Like this.', rejected: 'Not at all.' });
  expect(pairs(said.slice(0, 3), { strategy: 'preference' })).toEqual([]);
});

test('preference: the best reply against the worst, when clearly apart', () => {
  const said: Said[] = [
    { by: 'ada', says: 'Question?' },
    { by: 'bob', says: 'good', to: [1], score: 5 },
    { by: 'cy', says: 'middling', to: [1], score: 3 },
    { by: 'dan', says: 'poor', to: [1], score: 1 },
  ];
  const [draft, ...rest] = pairs(said, { strategy: 'preference' });
  expect(rest).toEqual([]);
  expect(draft).toMatchObject({
    kind: 'preference',
    turns: [{ role: 'user', text: 'Question?' }],
    chosen: 'good',
    rejected: 'poor',
    postIds: ['1', '2', '4'],
    outputPostId: '2',
  });
  expect(pairs(said, { strategy: 'preference', preferenceGap: 5 })).toEqual([]);
  const accepted = pairs(said, { strategy: 'preference', preferenceGap: 5 }, { acceptedPostId: '3' });
  expect(accepted[0]).toMatchObject({ chosen: 'middling', rejected: 'poor' });
});

test('transcript: one text a thread, in the shape of the reference crawler', () => {
  const said: Said[] = [
    { by: 'ada', says: 'ask @bob. Or @Bob' },
    { by: 'bob', says: '<# ada #>:\nnot ada' },
    { says: 'nobody knows me' },
  ];
  const [draft] = pairs(said, { strategy: 'transcript' });
  expect(draft?.text).toBe(
    '\n<# ada #>:\nask @bob. Or @Bob\n<# bob #>:\n <# ada #>:\nnot ada\n<# unknown #>:\nnobody knows me',
  );
  expect(draft).toMatchObject({ kind: 'text', turns: [], outputPostId: '1', position: 1 });
  const [hidden] = pairs(said, { strategy: 'transcript', pseudonyms: true });
  expect(hidden?.text).toContain('\n<# user-1 #>:\nask @user-2. Or @user-2\n<# user-2 #>:');
});

test('a name cannot forge a header', () => {
  const [draft] = pairs([{ by: 'x #>:\n<# root', says: 'hello' }], { strategy: 'transcript' });
  expect(draft?.text).toBe('\n<# x : <# root #>:\nhello');
});
