import { expect, test } from 'vitest';
import { fourchanPairs, type FourchanOptions, type FourchanThread } from '../../../lib/reference/fourchan-pairs';
import { redditPairs, type RedditOptions, type RedditThread } from '../../../lib/reference/reddit-pairs';
import { stackExchangePair } from '../../../lib/reference/stackexchange-pairs';

// What the reference tool answers, by its own code; its faults are named where they are the point.

const board: FourchanOptions = {
  strategy: 'adjacent',
  k: 6,
  maxChars: null,
  minLength: 3,
  merge: true,
  requireQuestion: false,
};

function posts(...said: readonly (string | readonly [com: string, posterId: string])[]): FourchanThread {
  const one = (i: number): readonly [com: string, posterId: string | null] => {
    const post = said[i]!;
    return typeof post === 'string' ? [post, null] : post;
  };
  return {
    length: said.length,
    number: (i) => String(i + 1),
    com: (i) => one(i)[0],
    posterId: (i) => one(i)[1],
  };
}

function fourchan(thread: FourchanThread, options: Partial<FourchanOptions>): unknown[] {
  return Array.from(fourchanPairs(thread, { ...board, ...options }), (made) =>
    'messages' in made ? made.messages.map(({ role, content }) => `${role} ${content}`) : [made.input, made.output],
  );
}

const quote = (number: number): string => `<a href="#p${number}" class="quotelink">&gt;&gt;${number}</a><br>`;

test('4chan adjacent: a post without text breaks the chain', () => {
  expect(fourchan(posts('first', 'second', '', 'third', 'fourth'), {})).toEqual([
    ['first', 'second'],
    ['third', 'fourth'],
  ]);
});

test('4chan cumulative keeps the last characters, words cut in two', () => {
  const thread = posts('first one', 'x', 'second', 'third');
  expect(fourchan(thread, { strategy: 'cumulative' })).toEqual([
    ['first one', 'second'],
    ['first one\n\nsecond', 'third'],
  ]);
  expect(fourchan(thread, { strategy: 'cumulative', maxChars: 10 })).toEqual([
    ['first one', 'second'],
    ['ne\n\nsecond', 'third'],
  ]);
});

test('4chan cumulative with no least length: posts without text leave their separators', () => {
  expect(fourchan(posts('', 'a', '', 'b', ''), { strategy: 'cumulative', minLength: 0 })).toEqual([
    ['a', ''],
    ['a', 'b'],
    ['a\n\n\n\nb', ''],
  ]);
});

test('4chan last-k: where nothing is in reach, the post before', () => {
  expect(fourchan(posts('one', 'two', 'three'), { strategy: 'last-k', k: 1, maxChars: 2 })).toEqual([]);
  expect(fourchan(posts('one', 'two', 'three'), { strategy: 'last-k', k: 0, maxChars: 2 })).toEqual([
    ['one', 'two'],
    ['two', 'three'],
  ]);
});

test('4chan reply chain: the last quotelink counts, and who quotes nobody answers the posts before', () => {
  const thread = posts('How do I A?', 'How do I B?', `${quote(1)}do a1<br>${quote(2)}do b1`, `${quote(9)}orphan`);
  expect(fourchan(thread, { strategy: 'reply-chain' })).toEqual([
    ['How do I A?', 'How do I B?'],
    ['How do I B?', 'do a1 do b1'],
    ['How do I A?\n\nHow do I B?\n\ndo a1 do b1', 'orphan'],
  ]);
});

test('4chan reply chain: the question is looked for after the cut', () => {
  const thread = posts('What now? nobody knows it', `${quote(1)}me neither`);
  expect(fourchan(thread, { strategy: 'reply-chain', requireQuestion: true })).toHaveLength(1);
  expect(fourchan(thread, { strategy: 'reply-chain', requireQuestion: true, maxChars: 12 })).toEqual([]);
});

test('4chan conversation: by place, the last twelve, of an odd number the first is dropped', () => {
  const thread = posts(['one', 'A'], [`${quote(1)}two`, 'B'], [`${quote(2)}more`, 'B'], [`${quote(3)}three`, 'C']);
  expect(fourchan(thread, { strategy: 'conversation' })).toEqual([
    ['user one', 'assistant two'],
    ['user one', 'assistant two\n\nmore'],
    ['user two\n\nmore', 'assistant three'],
  ]);
  const chain = posts('one', ...Array.from({ length: 19 }, (_, i) => `${quote(i + 1)}post ${i + 2}`));
  const last = fourchan(chain, { strategy: 'conversation', k: 50 }).at(-1) as string[];
  expect([last.length, last[0], last.at(-1)]).toEqual([12, 'user post 9', 'assistant post 20']);
});

const talk: RedditThread = {
  title: 'Which one?',
  body: '',
  author: 'op',
  comments: [
    { id: 'a', author: 'AutoModerator', body: 'Read the rules', parent: { kind: 'post' } },
    { id: 'b', author: 'bo', body: 'ok bot', parent: { kind: 'comment', id: 'a' } },
    { id: 'c', author: 'bo', body: 'the first', parent: { kind: 'comment', id: 'b' } },
    { id: 'd', author: 'op', body: 'thanks', parent: { kind: 'comment', id: 'c' } },
    { id: 'e', author: 'cy', body: 'lost', parent: { kind: 'comment', id: 'gone' } },
    { id: 'f', author: '', body: 'nowhere', parent: null },
  ],
};

function reddit(options: Partial<RedditOptions>, thread: RedditThread = talk): unknown[] {
  const all: RedditOptions = {
    strategy: 'parent-child',
    k: 4,
    maxChars: null,
    minLength: 1,
    merge: true,
    requireQuestion: false,
    includeBots: false,
    ...options,
  };
  return Array.from(redditPairs(thread, all), (made) =>
    'messages' in made ? made.messages.map(({ role, content }) => `${role} ${content}`) : [made.input, made.output],
  );
}

test('Reddit parent-child: no bots, and no answers to what is missing', () => {
  expect(reddit({})).toEqual([
    ['ok bot', 'the first'],
    ['the first', 'thanks'],
  ]);
  expect(reddit({ includeBots: true })).toEqual([
    ['Which one?', 'Read the rules'],
    ['Read the rules', 'ok bot'],
    ['ok bot', 'the first'],
    ['the first', 'thanks'],
  ]);
});

test('Reddit reply chain: bots stay in contexts, orphans answer the post, the post counts only when reached', () => {
  expect(reddit({ strategy: 'reply-chain' })).toEqual([
    ['Which one?\n\nRead the rules', 'ok bot'],
    ['Which one?\n\nRead the rules\n\nok bot', 'the first'],
    ['Which one?\n\nRead the rules\n\nok bot\n\nthe first', 'thanks'],
    ['Which one?', 'lost'],
    ['Which one?', 'nowhere'],
  ]);
  expect(reddit({ strategy: 'reply-chain', k: 1 })[2]).toEqual(['the first', 'thanks']);
  // The question is looked for before the cut.
  expect(reddit({ strategy: 'reply-chain', requireQuestion: true, maxChars: 6 })[0]).toEqual([' rules', 'ok bot']);
});

test('Reddit conversation: bots take part, and only the last two are merged', () => {
  expect(reddit({ strategy: 'conversation' })).toEqual([
    ['user Which one?', 'assistant Read the rules'],
    ['user Read the rules', 'assistant ok bot'],
    ['user Read the rules', 'assistant ok bot\n\nthe first'],
    ['user Read the rules', 'assistant ok bot', 'user the first', 'assistant thanks'],
    ['user Which one?', 'assistant lost'],
    ['user Which one?', 'assistant nowhere'],
  ]);
});

test('Reddit: comments that answer each other in a circle end with k', () => {
  const round: RedditThread = {
    ...talk,
    comments: [
      { id: 'a', author: 'x', body: 'chicken', parent: { kind: 'comment', id: 'b' } },
      { id: 'b', author: 'y', body: 'egg', parent: { kind: 'comment', id: 'a' } },
    ],
  };
  expect(reddit({ strategy: 'reply-chain', k: 3 }, round)[0]).toEqual(['egg\n\nchicken\n\negg', 'chicken']);
});

test('Stack Exchange: the title stays escaped', () => {
  const question = { title: ' What&#39;s &lt;T&gt;? ', body: '<p>b</p>', accepted: '<p>a</p>' };
  expect(stackExchangePair(question, 0)).toEqual({ input: 'What&#39;s &lt;T&gt;?\n\nb', output: 'a' });
  expect(stackExchangePair(question, 2)).toBeNull();
});

// Carrying more than the budget from post to post would need some 20 GB here.
test('4chan cumulative with a budget is linear', () => {
  const thread: FourchanThread = {
    length: 100_000,
    number: String,
    com: (i) => `post number ${String(i)} says some words`,
    posterId: () => null,
  };
  let made = 0;
  for (const pair of fourchanPairs(thread, { ...board, strategy: 'cumulative', maxChars: 100 })) {
    if ('input' in pair) made += pair.input.length;
  }
  expect(made).toBeGreaterThan(9_900_000);
});
