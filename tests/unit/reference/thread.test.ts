import { expect, test } from 'vitest';
import type { Post, SiteId, Thread } from '../../../lib/model/thread';
import { answerVector, referencePairs, type ReferenceOptions } from '../../../lib/reference';
import { samplePosts, sampleThread } from '../pairing/sample';

const plain = { mergeSameAuthor: true, requireQuestion: false, includeBots: false };

function reference(
  site: SiteId,
  posts: readonly Post[],
  options: Partial<ReferenceOptions> & Pick<ReferenceOptions, 'strategy'>,
  thread: Partial<Thread> = {},
): unknown[] {
  return [...referencePairs(sampleThread({ ...thread, site }), posts, { ...plain, ...options })];
}

test('4chan is read from the raw text and the poster’s id', () => {
  const posts = samplePosts([
    { says: 'How is it made<br>by whom', more: { details: { posterId: 'Ab' } } },
    { says: 'go', more: { details: { posterId: 'Ab' } } },
    { says: '&gt;&gt;1<br>like that', more: { details: { posterId: 'Ab' } } },
  ]);
  expect(reference('fourchan', posts, { strategy: 'reply-chain' })).toEqual([
    { input: 'How is it made by whom', output: 'like that' },
  ]);
  expect(reference('fourchan', posts, { strategy: 'conversation' })).toEqual([]);
  expect(reference('fourchan', posts, { strategy: 'adjacent', minLength: 1 })).toHaveLength(2);
});

const markdown = (text: string, more: Partial<Post> = {}): { says: string; more: Partial<Post> } => ({
  says: '<p>rendered</p>',
  more: { source: { kind: 'markdown', text }, ...more },
});

test('Reddit is read from the Markdown, the raw title and the raw author', () => {
  const posts = samplePosts([
    { by: 'op', ...markdown('', { details: { rawTitle: 'A &lt; B?' } }) },
    { to: [1], ...markdown('[deleted]', { details: { rawAuthor: '[deleted]' }, state: 'deleted' }) },
    { to: [2], ...markdown('*why*', { details: { rawAuthor: '[deleted]' } }) },
  ]);
  expect(reference('reddit', posts, { strategy: 'parent-child' }, { title: 'A < B?' })).toEqual([
    { input: 'A &lt; B?', output: '[deleted]' },
    { input: '[deleted]', output: '*why*' },
  ]);
  expect(reference('reddit', posts, { strategy: 'conversation' })).toEqual([
    {
      messages: [
        { role: 'user', content: 'A &lt; B?' },
        { role: 'assistant', content: '[deleted]' },
      ],
    },
    {
      messages: [
        { role: 'user', content: 'A &lt; B?' },
        { role: 'assistant', content: '[deleted]\n\n*why*' },
      ],
    },
  ]);
});

test('Reddit chains are cut at 2,000 unless told otherwise, conversations are not', () => {
  const posts = samplePosts([
    { by: 'op', ...markdown('x'.repeat(3000)) },
    { by: 'bo', to: [1], ...markdown('answer') },
  ]);
  const inputs = (options: Partial<ReferenceOptions>, strategy: 'reply-chain' | 'conversation'): number =>
    JSON.stringify(reference('reddit', posts, { strategy, ...options }, { title: 'T' })).split('x').length - 1;
  expect(inputs({}, 'reply-chain')).toBe(2000);
  expect(inputs({ maxInputChars: null }, 'reply-chain')).toBe(3000);
  expect(inputs({ maxInputChars: 10 }, 'reply-chain')).toBe(10);
  expect(inputs({}, 'conversation')).toBe(3000);
});

test('Stack Exchange gives the accepted answer, once both are there', () => {
  const posts = samplePosts([
    { says: '<p>b</p>', more: { details: { rawTitle: 'Q &amp; A' } } },
    { says: '<p>x</p>', to: [1] },
    { says: '<p>a</p>', to: [1] },
  ]);
  const found = { strategy: 'answers' } as const;
  expect(reference('stackexchange', posts, found, { acceptedPostId: '3' })).toEqual([
    { input: 'Q &amp; A\n\nb', output: 'a' },
  ]);
  expect(reference('stackexchange', posts, found, { acceptedPostId: '9' })).toEqual([]);
  expect(reference('stackexchange', posts, found)).toEqual([]);
});

test('what the tool cannot do is refused', () => {
  const posts = samplePosts([{ says: 'a' }, { says: 'b', to: [1] }]);
  expect(() => reference('discourse', posts, { strategy: 'adjacent' })).toThrow(/no other forum/);
  expect(() => reference('fourchan', posts, { strategy: 'answers' })).toThrow(/adjacent, cumulative/);
  expect(() => reference('reddit', posts, { strategy: 'cumulative' })).toThrow(/parent-child/);
  expect(() => reference('reddit', posts, { strategy: 'parent-child' })).toThrow(/Markdown/);
  expect(() => reference('stackexchange', posts, { strategy: 'answers' }, { acceptedPostId: '2' })).toThrow(/escaped/);
});

test('vectors are answered one by one', () => {
  const answer = (fn: string, given: unknown, opt?: object): unknown =>
    JSON.parse(answerVector(JSON.stringify({ fn, in: given, ...(opt ? { opt } : {}) })));
  expect(answer('4chan.clean', '&gt;x<br>y')).toBe('y');
  expect(answerVector('{"fn":"4chan.refs","in":">>12345678901234567890 >>2"}')).toBe('[12345678901234567890,2]');
  expect(answer('reddit.question', 'it is')).toBe(true);
  expect(answer('se.text', '<p>a<br>b')).toBe('a\nb');
  const posts = [{ no: 1, com: 'one' }, { no: 2 }, { no: 3, com: 'three', id: 'x' }];
  expect(answer('4chan.pairs', { posts }, { mode: 'normal', min_len: 3 })).toEqual([]);
  expect(answer('4chan.pairs', { posts }, { mode: 'contextual', strategy: 'last_k', k: 2 })).toEqual([
    { input: 'one', output: 'three' },
  ]);
  const thread = {
    post: { title: 'T', selftext: '', author: 'op' },
    comments: [{ kind: 't1', id: 'a', author: null, body: 'yes', parent_id: 't3_p' }],
  };
  expect(answer('reddit.pairs', thread, { mode: 'contextual', k: 0 })).toEqual([{ input: 'T', output: 'yes' }]);
  expect(() => answer('nothing', '')).toThrow(/no function "nothing"/);
  expect(() => answerVector('{')).toThrow(/no JSON/);
});
