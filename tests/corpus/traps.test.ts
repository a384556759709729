import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clean } from '../../lib/clean';
import { messages } from '../../lib/export/messages';
import type { Draft } from '../../lib/model/pair';
import { defaultPairing, type PairingOptions, type StrategyId } from '../../lib/model/pairing';
import type { Harvest, Post, Thread } from '../../lib/model/thread';
import { pairThread } from '../../lib/pairing';
import { codePoints } from '../../lib/pairing/length';
import { readFile, siteById } from '../../lib/sites';

// Where the reference tool is wrong: our own rules give the right answer, through the adapters that read the data.

interface Trap {
  readonly id: string;
  readonly check: 'exact' | 'property';
  readonly input: unknown;
  readonly right: unknown;
}

const path = '../shared/corpus/expected/traps.json';
const there = existsSync(path);
const traps = new Map<string, Trap>(
  there ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Trap[]).map((trap) => [trap.id, trap]) : [],
);
const tested = new Set<string>();

/** The trap, once: a trap without a test is found at the end. */
function trap(id: string, check: Trap['check']): Trap {
  const found = traps.get(id);
  expect(found?.check, id).toBe(check);
  tested.add(id);
  return found!;
}

interface Whole {
  readonly thread: Thread;
  readonly posts: readonly Post[];
}

function whole(harvest: Harvest | null): Whole {
  return { thread: harvest!.threads![0]!, posts: harvest!.posts! };
}

type Raw = Readonly<Record<string, unknown>>;

function board(input: unknown): Whole {
  const posts = (input as readonly Raw[]).map((post, i) => ({
    resto: i === 0 ? 0 : 1,
    time: 1_600_000_000 + i,
    name: 'Anonymous',
    ...post,
  }));
  return whole(readFile({ url: new URL('https://a.4cdn.org/g/thread/1.json'), text: JSON.stringify({ posts }) }));
}

function boardText(input: unknown): string {
  const { posts } = board([
    { no: 1, com: 'before' },
    { no: 2, com: input },
  ]);
  return clean(posts[1]!.html, 'faithful', { baseUrl: posts[1]!.url });
}

const address = 'https://www.reddit.com/r/books/comments/p/t/';

function reddit(input: unknown, title = 'T?'): Whole {
  const listing = (children: readonly unknown[]): object => ({ kind: 'Listing', data: { children } });
  const post = { id: 'p', name: 't3_p', title, selftext: '', author: 'op', subreddit: 'books', created_utc: 1 };
  const comments = (input as readonly Raw[]).map(({ kind, ...data }) => ({
    kind,
    data: { name: `t1_${String(data['id'])}`, created_utc: 2, ...data },
  }));
  const text = JSON.stringify([listing([{ kind: 't3', data: post }]), listing(comments)]);
  return whole(readFile({ url: new URL(`${address}.json`), text }));
}

const comment = (id: string, author: string, body: unknown, parent: string): Raw => ({
  kind: 't1',
  id,
  author,
  body,
  parent_id: parent,
});

function made({ thread, posts }: Whole, strategy: StrategyId, options: Partial<PairingOptions> = {}): readonly Draft[] {
  return pairThread(thread, posts, { ...defaultPairing, strategy, ...options }, clean);
}

function pairs(from: Whole, strategy: StrategyId, options: Partial<PairingOptions> = {}): unknown[] {
  return made(from, strategy, options).map(({ turns: [user, assistant] }) => ({
    input: user?.text,
    output: assistant?.text,
  }));
}

function conversations(from: Whole, options: Partial<PairingOptions> = {}): unknown[] {
  const record = (draft: Draft) => messages.record({ ...draft, source: from.thread }, { image: (key) => key });
  return made(from, 'conversation', options).map(record);
}

const chains = ['reply-chain', 'parent-child'] as const;

describe.skipIf(!there)('the traps of the reference tool', () => {
  it.each(['F1', 'F2', 'F3', 'F4'])('%s: text of a post', (id) => {
    const { input, right } = trap(id, 'exact');
    expect(boardText(input)).toBe(right);
  });

  it('F5: an address ends before what closes the sentence', () => {
    const text = boardText(trap('F5', 'property').input);
    expect(text).toBe('see (https://e.com/f), then run it');
  });

  it.each(['F6', 'F7', 'F8', 'F9'])('%s: who answers whom on a board', (id) => {
    const { input, right } = trap(id, 'exact');
    for (const strategy of chains) expect(pairs(board(input), strategy)).toEqual(right);
  });

  it('F10: a statement is no question', () => {
    const { input, right } = trap('F10', 'exact');
    for (const strategy of chains) expect(pairs(board(input), strategy, { requireQuestion: true })).toEqual(right);
    expect(pairs(board(input), 'reply-chain')).toHaveLength(1);
  });

  it('F11: the cut falls between messages and words, and the question stays', () => {
    const { input } = trap('F11', 'property');
    const words = new Set((input as readonly Raw[]).flatMap(({ com }) => String(com).split(' ')));
    for (let max = 34; max <= 70; max++) {
      const text = made(board(input), 'cumulative', { maxInputChars: max }).at(-1)!.turns[0]!.text;
      expect(codePoints(text)).toBeLessThanOrEqual(max);
      expect(text.startsWith('Question: which')).toBe(true);
      for (const word of text.split(/\s+/)) expect(words).toContain(word);
    }
    const all = made(board(input), 'cumulative', { maxInputChars: null }).at(-1)!;
    expect(all.turns[0]!.text).toBe('Question: which flag of tar extracts?\n\nfiller filler filler filler');
  });

  it('F12: only known, equal authors who are there are merged', () => {
    const { input } = trap('F12', 'property');
    const linked = (ids: readonly (string | undefined)[]): Whole =>
      board(
        (input as readonly Raw[]).concat({ no: 4, com: 'post number 4 text' }).map((post, i) => ({
          ...post,
          ...(ids[i] === undefined ? {} : { id: ids[i] }),
          com: i === 0 ? post['com'] : `<a href="#p${i}" class="quotelink">&gt;&gt;${i}</a><br>${String(post['com'])}`,
        })),
      );
    const last = (ids: readonly (string | undefined)[], mergeSameAuthor: boolean): unknown =>
      pairs(linked(ids), 'reply-chain', { k: 2, mergeSameAuthor }).at(-1);
    const apart = { input: 'post number 1 text\n\npost number 3 text', output: 'post number 4 text' };
    const merged = { ...apart, input: 'post number 1 text\n\npost number 2 text\n\npost number 3 text' };
    expect(last([], true)).toEqual(apart);
    expect(last(['a', 'b', 'c', 'd'], true)).toEqual(apart);
    expect(last(['a', 'b', 'b', 'd'], true)).toEqual(merged);
    expect(last(['a', 'b', 'b', 'd'], false)).toEqual(apart);

    const gone = reddit([
      comment('a', '[deleted]', 'one more thing', 't3_p'),
      comment('b', '[deleted]', 'and another', 't1_a'),
      comment('c', 'h', 'the answer', 't1_b'),
    ]);
    expect(pairs(gone, 'reply-chain', { k: 2 }).at(-1)).toEqual({ input: 'T?\n\nand another', output: 'the answer' });
  });

  it.each(['R1', 'R2', 'R3'])('%s: text of a comment', (id) => {
    const { input, right } = trap(id, 'exact');
    expect(pairs(reddit([comment('a', 'h', input, 't3_p')]), 'parent-child', { minLength: 1 })).toEqual([
      { input: 'T?', output: right },
    ]);
  });

  it.each(['R4', 'R5', 'R6'])('%s: who answers whom on Reddit', (id) => {
    const { input, right } = trap(id, 'exact');
    for (const strategy of chains) {
      for (const fallback of ['none', 'last-k'] as const) {
        expect(pairs(reddit(input), strategy, { fallback, minLength: 1 })).toEqual(right);
      }
    }
    expect(conversations(reddit(input), { minLength: 1 })).toEqual(right);
  });

  it('R7: roles go by person', () => {
    const { input, right } = trap('R7', 'exact');
    expect(conversations(reddit(input, 'Q title'))).toEqual(right);
  });

  it('R8: each option changes what comes out', () => {
    trap('R8', 'property');
    const thread = reddit(
      ['h', 'h', 'op', 'h', 'op', 'AutoModerator'].map((author, i) =>
        comment(`c${i}`, author, `level ${i} text`, i === 0 ? 't3_p' : `t1_c${i - 1}`),
      ),
    );
    const changes: readonly Partial<PairingOptions>[] = [
      { k: 2 },
      { maxInputChars: 20 },
      { mergeSameAuthor: false, k: 3 },
      { minLength: 13 },
      { includeBots: true },
      { includeTitle: false },
    ];
    const usual = JSON.stringify(pairs(thread, 'reply-chain', { k: 3 }));
    for (const change of changes) {
      expect(JSON.stringify(pairs(thread, 'reply-chain', { k: 3, ...change })), JSON.stringify(change)).not.toBe(usual);
    }
    const asked = reddit([comment('a', 'h', 'an answer', 't3_p')], 'A statement');
    expect(pairs(asked, 'reply-chain')).toHaveLength(1);
    expect(pairs(asked, 'reply-chain', { requireQuestion: true })).toEqual([]);
  });

  it('R9: the question is in the input at any depth', () => {
    const { input } = trap('R9', 'property');
    const above = [1, 2, 3, 4].map((n) =>
      comment(`c${n}`, `uc${n}`, `level ${n} text`, n === 1 ? 't3_p' : `t1_c${n - 1}`),
    );
    const thread = reddit([...above, input], 'Root question?');
    for (const k of [1, 2, 3, 4, 9]) {
      const last = made(thread, 'reply-chain', { k }).at(-1)!;
      expect(last.turns[0]!.text).toMatch(/^Root question\?\n\n(level \d text\n\n)*level 4 text$/);
      expect(last.turns[1]!.text).toBe('level 5 text');
    }
  });

  it.each(['S1', 'S4'])('%s: text of an answer', (id) => {
    const { input, right } = trap(id, 'exact');
    expect(clean(String(input), 'faithful', { baseUrl: 'https://stackoverflow.com/questions/1' })).toBe(right);
  });

  const question = (id: number, answer: number, more: Raw = {}): Raw => ({
    question_id: id,
    is_answered: true,
    accepted_answer_id: answer,
    title: `Question ${id}?`,
    body: '<p>b</p>',
    link: `https://stackoverflow.com/questions/${id}/q`,
    answer_count: 1,
    answers: [{ answer_id: answer, question_id: id, is_accepted: true, body: `<p>answer ${answer}</p>` }],
    ...more,
  });

  it('S2: the title is read', () => {
    const { input, right } = trap('S2', 'exact');
    const [{ items }] = input as readonly [{ readonly items: readonly Raw[] }];
    const answers = [{ answer_id: 2, question_id: 1, is_accepted: true, body: '<p>a</p>' }];
    const text = JSON.stringify({ items: items.map((item) => ({ ...item, answers })) });
    const url = new URL('https://api.stackexchange.com/2.3/questions/1?site=stackoverflow');
    expect(pairs(whole(readFile({ url, text })), 'answers', { minLength: 1 })).toEqual(right);
  });

  it('S3: all accepted answers of a page are asked for and come', () => {
    const { right } = trap('S3', 'property');
    const site = siteById('stackexchange');
    const items = Array.from({ length: Number(right) }, (_, i) => question(i + 1, 1000 + i));
    const target = site.locate(new URL('https://stackoverflow.com/questions'), 'https://stackoverflow.com')!;
    const requests = [...site.plan(target)];
    const found: unknown[] = [];
    for (const request of requests) {
      const isFilter = request.url.includes('/filters/create');
      if (!isFilter) expect(new URL(request.url).searchParams.get('pagesize')).toBe('100');
      const body = isFilter ? { items: [{ filter: '!made' }] } : { items, has_more: false, quota_remaining: 200 };
      const reply = { url: request.url, status: 200, headers: {}, body: JSON.stringify(body) };
      const { threads = [], posts = [], next = [] } = site.parse(request, reply, { signedIn: false });
      for (const thread of threads) {
        found.push(...pairs({ thread, posts: posts.filter((post) => post.threadId === thread.id) }, 'answers'));
      }
      requests.push(...next);
    }
    expect(found).toHaveLength(Number(right));
  });

  it('D1 and D2: a record is the same in any order, with all its messages', () => {
    trap('D1', 'property');
    const { input, right } = trap('D2', 'exact');
    const drafts = (input as readonly { messages: readonly { role: string; content: string }[] }[]).map((one) => ({
      kind: 'turns' as const,
      turns: one.messages.map(({ role, content }) => ({ role: role as 'user', text: content })),
      source: { title: '', url: '' },
    }));
    const pair = {
      kind: 'pair' as const,
      turns: [{ role: 'user' as const, text: 'a' }],
      source: { title: '', url: '' },
    };
    const records = (list: readonly Parameters<typeof messages.record>[0][]): unknown[] =>
      list.map((one) => messages.record(one, { image: (key) => key }));
    expect(records(drafts)).toEqual(right);
    expect(records([pair, ...drafts]).toReversed()).toEqual(records([...drafts, pair]));
  });

  it('has a test for each', () => {
    expect([...traps.keys()].filter((id) => !tested.has(id))).toEqual([]);
    expect(tested.size).toBe(27);
  });
});
