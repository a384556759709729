import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../../scripts/heddle.mjs');
const folder = mkdtempSync(join(tmpdir(), 'heddle-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function heddle(...args: string[]): Promise<Run> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args]);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', fail).on('close', (code) => done({ code, out, err }));
  });
}

function file(name: string, data: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data));
  return path;
}

const url = 'https://forum.example/t/lost-socks/7';

function postOf(number: number, username: string, cooked: string, more: object = {}): object {
  return {
    id: 1000 + number,
    post_number: number,
    post_type: 1,
    username,
    name: `${username} the Great`,
    cooked,
    created_at: `2026-03-0${Math.min(number, 9)}T10:00:00.000Z`,
    topic_id: 7,
    topic_slug: 'lost-socks',
    actions_summary: [],
    reply_to_post_number: null,
    ...more,
  };
}

const posts = [
  postOf(1, 'ada', '<p>Where do <em>socks</em> go? <a href="/faq">FAQ</a></p>'),
  postOf(2, 'bob', '<p>Under the bed.</p>', { reply_to_post_number: 1, actions_summary: [{ id: 2, count: 4 }] }),
  postOf(3, 'cy', '<p>Topic was closed.</p>', { post_type: 3, action_code: 'closed.enabled' }),
  postOf(4, 'ada', '<p>Not there.</p>', { reply_to_post_number: 2 }),
  postOf(5, 'bob', '<p>Then the drum.</p>', { reply_to_post_number: 4 }),
];

function topicOf(some: readonly object[]): object {
  return {
    id: 7,
    title: 'Lost socks',
    slug: 'lost-socks',
    posts_count: posts.length,
    highest_post_number: 5,
    chunk_size: 20,
    post_stream: { posts: some, stream: [1001, 1002, 1003, 1004, 1005] },
    details: {},
  };
}

let topic = '';
let first = '';
let rest = '';
beforeAll(async () => {
  topic = file('topic.json', topicOf(posts));
  first = file('first.json', topicOf(posts.slice(0, 2)));
  rest = file('rest.json', { post_stream: { posts: posts.slice(2) }, id: 7 });
  await heddle('read', topic, '--url', url); // builds, so that the other runs only run
});

interface ReadPost {
  readonly id: string;
  readonly state?: string;
  readonly text: string;
}

test('read prints the thread', async () => {
  const { code, out, err } = await heddle('read', topic, '--url', url);
  expect([code, err]).toEqual([0, '']);
  const thread = JSON.parse(out) as { readonly posts: readonly ReadPost[] };
  expect(thread).toMatchObject({ site: 'discourse', title: 'Lost socks', url });
  expect(Object.keys(thread)).toEqual(['site', 'url', 'title', 'posts']);
  expect(thread.posts).toHaveLength(5);
  expect(thread.posts[0]).toEqual({
    id: '1',
    author: 'ada',
    postedAt: '2026-03-01T10:00:00.000Z',
    score: 0,
    kind: 'root',
    replyTo: [],
    text: 'Where do *socks* go? [FAQ](https://forum.example/faq)',
    images: [],
    url: `${url}/1`,
  });
  expect(thread.posts[1]).toMatchObject({ author: 'bob', score: 4, replyTo: ['1'], kind: 'reply' });
  expect(thread.posts.map((post) => post.state)).toEqual([undefined, undefined, 'action', undefined, undefined]);
  const plain = await heddle('read', topic, '--url', url, '--clean', 'plain', '--site', 'discourse');
  expect((JSON.parse(plain.out) as typeof thread).posts[0]?.text).toBe('Where do socks go? FAQ');
});

test('several files of one thread are joined, in any order', async () => {
  const whole = await heddle('read', topic, '--url', url);
  for (const files of [
    [first, rest],
    [rest, first],
    [topic, first, rest],
  ]) {
    const { out } = await heddle('read', ...files, '--url', url);
    expect(JSON.parse(out)).toEqual(JSON.parse(whole.out));
  }
});

test('pairs prints what the strategy makes, in the format it yields', async () => {
  const chain = await heddle('pairs', topic, '--url', url, '--strategy', 'reply-chain');
  expect(JSON.parse(chain.out)).toEqual([
    { input: 'Lost socks\n\nWhere do *socks* go? [FAQ](https://forum.example/faq)', output: 'Under the bed.' },
    {
      input: 'Lost socks\n\nWhere do *socks* go? [FAQ](https://forum.example/faq)\n\nUnder the bed.',
      output: 'Not there.',
    },
    {
      input: 'Lost socks\n\nWhere do *socks* go? [FAQ](https://forum.example/faq)\n\nUnder the bed.\n\nNot there.',
      output: 'Then the drum.',
    },
  ]);
  const talk = await heddle('pairs', topic, '--url', url, '--strategy', 'conversation', '--container', 'jsonl');
  expect(talk.out.split('\n')).toHaveLength(2);
  expect(JSON.parse(talk.out)).toMatchObject({ messages: { length: 4 } });
  const options = ['--k', '1', '--max-chars', '12', '--min-length', '5', '--clean', 'plain', '--max-pairs', '2'];
  const cut = await heddle('pairs', topic, '--url', url, '--strategy', 'last-k', ...options, '--format', 'messages');
  expect(JSON.parse(cut.out)).toEqual([
    {
      messages: [
        { role: 'user', content: 'Lost socks' },
        { role: 'assistant', content: 'Under the bed.' },
      ],
    },
    {
      messages: [
        { role: 'user', content: 'Under the' },
        { role: 'assistant', content: 'Not there.' },
      ],
    },
  ]);
});

test('a listing names its threads', async () => {
  const list = file('latest.json', {
    topic_list: {
      per_page: 30,
      topics: [
        { id: 7, title: 'Lost socks', slug: 'lost-socks', posts_count: 5, highest_post_number: 5, reply_count: 3 },
        { id: 8, title: 'Lost hats', slug: 'lost-hats', posts_count: 1, highest_post_number: 1, reply_count: 0 },
      ],
    },
  });
  const { code, out } = await heddle('read', list, '--url', 'https://forum.example/latest');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    site: 'discourse',
    url: 'https://forum.example/latest',
    kind: 'listing',
    targets: [
      { kind: 'thread', key: '7', title: 'Lost socks', url },
      { kind: 'thread', key: '8', title: 'Lost hats' },
    ],
  });
  const pairs = await heddle('pairs', list, '--url', url, '--strategy', 'adjacent');
  expect([pairs.code, pairs.out]).toEqual([1, '']);
  expect(pairs.err).toMatch(/list of 2 threads/);
});

test('what cannot be done is one sentence on stderr and exit 1', async () => {
  const other = file('other.json', {
    ...topicOf([]),
    id: 9,
    post_stream: { posts: [postOf(1, 'x', 'y', { topic_id: 9 })], stream: [1001] },
  });
  const error = file('error.json', { errors: ['The requested page could not be found.'], error_type: 'not_found' });
  const cases: readonly (readonly [string[], RegExp])[] = [
    [[], /read, pairs or vectors/],
    [['write', topic, '--url', url], /no command "write"/],
    [['read', '--url', url], /at least one file/],
    [['read', topic], /--url/],
    [['read', topic, '--url', 'ftp://x'], /--url/],
    [['read', join(folder, 'none.json'), '--url', url], /no such file/],
    [['read', folder, '--url', url], /folder/],
    [['read', file('text.txt', 'just text'), '--url', url], /Heddle can read/],
    [['read', error, '--url', url], /./],
    [['read', topic, other, '--url', url], /not one thread but 2/],
    [['read', topic, '--url', url, '--site', 'usenet'], /usenet/],
    [['read', topic, '--url', url, '--clean', 'well'], /--clean/],
    [['pairs', topic, '--url', url], /--strategy/],
    [['pairs', topic, '--url', url, '--strategy', 'magic'], /--strategy/],
    [['pairs', topic, '--url', url, '--strategy', 'adjacent', '--k', 'six'], /--k/],
    [['pairs', topic, '--url', url, '--strategy', 'adjacent', '--colour'], /--colour/],
    [['pairs', topic, '--url', url, '--strategy', 'adjacent', '--format', 'preference'], /standard or messages/],
    [['pairs', topic, '--url', url, '--strategy', 'adjacent', '--preset', 'reference'], /no other forum/],
    [['pairs', topic, '--url', url, '--strategy', 'adjacent', '--preset', 'mine'], /--preset/],
    [
      ['pairs', topic, '--url', url, '--strategy', 'conversation', '--preset', 'reference', '--roles', 'author'],
      /parity/,
    ],
    [['vectors'], /at least one file/],
    [['vectors', file('odd.jsonl', '{"fn":"magic","in":""}')], /no function "magic"/],
    [['vectors', file('torn.jsonl', '{"fn":')], /no JSON/],
  ];
  for (const [args, sentence] of cases) {
    const { code, out, err } = await heddle(...args);
    expect([code, out], args.join(' ')).toEqual([1, '']);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/^\s+at /m);
    if (args.length > 0) expect(err.trimEnd().split('\n')).toHaveLength(1);
  }
});

test('vectors answers each line with one, packed or not', async () => {
  const lines = '{"fn":"4chan.clean","in":"&gt;no<br>yes"}\n\n{"fn":"reddit.question","in":"it is"}\n';
  const plain = file('vectors.jsonl', lines);
  const packed = join(folder, 'vectors.jsonl.gz');
  writeFileSync(packed, gzipSync(lines));
  for (const path of [plain, packed]) {
    expect(await heddle('vectors', path)).toEqual({ code: 0, out: '"yes"\ntrue\n', err: '' });
  }
});

test('a big output arrives whole through a pipe, and a reader may leave early', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => postOf(i + 1, `u${i}`, `<p>${'wörd '.repeat(300)}${i}</p>`));
  const big = file('big.json', topicOf(many));
  const { code, out } = await heddle('read', big, '--url', url);
  expect(code).toBe(0);
  expect((JSON.parse(out) as { posts: unknown[] }).posts).toHaveLength(3000);
  expect(out.length).toBeGreaterThan(4_000_000);
  const child = spawn('sh', ['-c', `"${process.execPath}" "${script}" read "${big}" --url ${url} | head -c 10`]);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await new Promise((done) => child.on('close', done));
  expect(err).toBe('');
});

test('help loads nothing', async () => {
  const report = 'const u=process.cpuUsage();process.stderr.write(String((u.user+u.system)/1000))';
  const watch = `data:text/javascript,process.on("exit",()=>{${report}})`;
  const child = spawn(process.execPath, ['--import', watch, script, '--help']);
  let err = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise((done) => child.on('close', done));
  expect(code).toBe(0);
  expect(Number(err)).toBeGreaterThan(0);
  expect(Number(err)).toBeLessThan(300);
});
