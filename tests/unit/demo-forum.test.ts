import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createForum, edit, handle, sessionToken, startDemoForum, truth } from '../../scripts/demo-forum/index.mjs';

interface PostJson {
  id: number;
  post_number: number;
  post_type: number;
  username: string;
  cooked: string;
  raw?: string;
  reply_to_post_number: number | null;
  actions_summary: { id: number; count: number }[];
  hidden: boolean;
  accepted_answer: boolean;
}
interface TopicJson {
  id: number;
  title: string;
  posts_count: number;
  post_stream: { posts: PostJson[]; stream: number[] };
}
interface ListJson {
  topic_list: { topics: { id: number; bumped_at: string; pinned: boolean }[]; more_topics_url?: string };
}

const forum = createForum({ longTopicPosts: 90 });
const mira = { cookie: `_t=${sessionToken(forum, 'mira')}` };

function get(url: string, headers: Record<string, string> = {}, from = forum) {
  return handle(from, { url, headers });
}
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the route
function json<T>(url: string, headers: Record<string, string> = {}, from = forum): T {
  return JSON.parse(String(get(url, headers, from).body)) as T;
}
function crawlListing(headers: Record<string, string>, from = forum): number[] {
  const ids: number[] = [];
  let next: string | undefined = `${from.base}/latest?no_definitions=true`;
  while (next) {
    const [path = '', query = ''] = next.split('?');
    const page: ListJson = json<ListJson>(`${path}.json?${query}`, headers, from);
    ids.push(...page.topic_list.topics.map((topic) => topic.id));
    next = page.topic_list.more_topics_url;
  }
  return ids;
}
function crawlTopic(id: number, headers: Record<string, string>): PostJson[] {
  const topic = json<TopicJson>(`/t/${id}.json`, headers);
  const { posts, stream } = topic.post_stream;
  for (let at = posts.length; at < stream.length; at += 20) {
    const ids = stream.slice(at, at + 20).map((one) => `post_ids[]=${one}`);
    posts.push(...json<TopicJson>(`/t/${id}/posts.json?${ids.join('&')}`, headers).post_stream.posts);
  }
  return posts;
}

describe('the demo forum', () => {
  it('is the same for the same options, and another for another seed', () => {
    const shape = (seed: string) =>
      JSON.stringify(truth(createForum({ seed, longTopicPosts: 90 }), { signedIn: true }));
    expect(shape('a')).toBe(shape('a'));
    expect(shape('a')).not.toBe(shape('b'));
  });

  it('has by default at least 40 public topics and one of at least 1,000 posts', () => {
    const { topics } = truth(createForum(), { hash: false });
    expect(topics.length).toBeGreaterThanOrEqual(40);
    expect(Math.max(...topics.map((topic) => topic.posts.length))).toBeGreaterThanOrEqual(1000);
    expect(new Set(topics.map((topic) => topic.category)).size).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ['signed out', {}, false],
    ['signed in', mira, true],
  ] as const)('crawled %s through its JSON gives what the truth says', (_, headers, signedIn) => {
    const { topics } = truth(forum, { signedIn, hash: false });
    const listed = crawlListing(headers);
    expect([...new Set(listed)]).toEqual(topics.map((topic) => topic.id));
    expect(topics.some((topic) => topic.private)).toBe(signedIn);
    for (const topic of topics) {
      const posts = crawlTopic(topic.id, headers);
      expect(
        posts.map((post) => [
          post.post_number,
          post.username,
          post.cooked,
          post.reply_to_post_number,
          post.actions_summary.find((action) => action.id === 2)?.count ?? 0,
          post.accepted_answer,
        ]),
      ).toEqual(
        topic.posts.map((post) => [post.number, post.username, post.cooked, post.replyTo, post.likes, post.accepted]),
      );
    }
  });

  it('repeats a pinned topic on a later page', () => {
    const listed = crawlListing({});
    expect(listed.length).toBeGreaterThan(new Set(listed).size);
  });

  it('names the quotes of the same topic as edges, as its HTML does', () => {
    let quotes = 0;
    for (const topic of truth(forum, { signedIn: true, hash: false }).topics) {
      const numbers = new Set(topic.posts.map((post) => post.number));
      for (const post of topic.posts) {
        const found = [...post.cooked.matchAll(/data-post="(\d+)" data-topic="(\d+)"/g)];
        const own = found.filter(([, , id]) => Number(id) === topic.id).map(([, number]) => Number(number));
        expect(post.quotes).toEqual([...new Set(own)]);
        for (const edge of post.edges) expect(numbers.has(edge)).toBe(true);
        quotes += own.length;
      }
    }
    expect(quotes).toBeGreaterThan(10);
  });

  it('serves every image the truth names, with its hash, and fails the others as it says', () => {
    const { images } = truth(forum, { signedIn: true });
    const hashes = new Set<string>();
    for (const image of images) {
      const { origin, pathname } = new URL(image.url);
      let reply = handle(forum, { url: pathname, origin, headers: mira });
      const location = reply.headers['location'];
      if (typeof location === 'string' && location.startsWith('/')) reply = handle(forum, { url: location, origin });
      if (image.outcome === 'ok') {
        expect(createHash('sha256').update(reply.body).digest('hex')).toBe(image.sha256);
        expect(Buffer.from(reply.body).subarray(1, 4).toString()).toBe('PNG');
        hashes.add(image.sha256 ?? '');
      } else expect([302, 403, 404, 200]).toContain(reply.status);
    }
    expect(hashes.size).toBe(images.filter((image) => image.outcome === 'ok').length);
    expect(new Set(images.map((image) => image.outcome))).toEqual(
      new Set(['ok', 'forbidden', 'missing', 'not-an-image', 'redirect-elsewhere']),
    );
    expect(new Set(images.map((image) => new URL(image.url).host)).size).toBe(3);
  });

  it('hides what is private, by the words of the real forum', () => {
    const [secret] = truth(forum, { signedIn: true, hash: false }).topics.filter((topic) => topic.private);
    const url = `/t/${secret?.id ?? 0}.json`;
    expect(get(url).status).toBe(404);
    expect(json(url)).toMatchObject({ error_type: 'not_found' });
    const visitor = { cookie: `_t=${sessionToken(forum, 'visitor')}` };
    expect(get(url, visitor).status).toBe(403);
    expect(json(url, visitor)).toMatchObject({ error_type: 'invalid_access' });
    expect(get(url, mira).status).toBe(200);
    const image = truth(forum, { signedIn: true }).images.find((one) => one.url.includes('/secure-uploads/'));
    const path = new URL(image?.url ?? '').pathname;
    expect([get(path).status, get(path, mira).status]).toEqual([404, 200]);
  });

  it('keeps sessions as Discourse does', () => {
    expect(get('/session/current.json')).toMatchObject({ status: 404, body: '' });
    expect(json('/session/current.json', mira)).toMatchObject({ current_user: { username: 'mira' } });
    expect(get('/latest.json', mira).headers['X-Discourse-Username']).toBe('mira');
    const stale = get('/latest.json', { cookie: '_t=mira.wrong' });
    expect(stale.headers['Discourse-Logged-Out']).toBe('1');
    expect(stale.headers['X-Discourse-Username']).toBeUndefined();
    const login = handle(forum, { method: 'POST', url: '/session', body: 'login=mira&password=weave' });
    expect(String(login.headers['set-cookie'])).toContain(`_t=${sessionToken(forum, 'mira')};`);
    const failed = handle(forum, { method: 'POST', url: '/session', body: 'login=mira&password=loom' });
    expect(failed.headers['location']).toBe('/login?failed=1');
  });

  it('masks hidden posts, keeps whispers for staff and leaves holes for deleted ones', () => {
    const staff = { cookie: `_t=${sessionToken(forum, 'staffan')}` };
    const posts = truth(forum, { hash: false }).topics.flatMap((topic) => topic.posts);
    const states = new Set(posts.map((post) => post.state));
    expect(states).toEqual(new Set(['visible', 'hidden', 'action']));
    expect(posts.find((post) => post.state === 'hidden')?.cooked).toContain('temporarily hidden');
    const topic = edit.topicOf(forum, 'dns-home');
    expect(crawlTopic(topic.id, {}).map((post) => post.post_number)).toEqual([1, 2, 3, 5]);
    expect(crawlTopic(topic.id, staff).map((post) => post.post_type)).toEqual([1, 1, 1, 4, 1]);
    expect(crawlTopic(edit.topicOf(forum, 'server-noise').id, {}).map((post) => post.post_number)).not.toContain(6);
  });

  it('gives raw Markdown on request, but not of hidden posts', () => {
    const id = edit.topicOf(forum, 'selvedge').id;
    const { posts } = json<TopicJson>(`/t/${id}.json?include_raw=true`).post_stream;
    expect(posts.filter((post) => post.raw === undefined).map((post) => post.hidden)).toEqual([true]);
    expect(json<TopicJson>(`/t/${id}.json`).post_stream.posts[0]?.raw).toBeUndefined();
  });

  it('has pages with boot data, crawler posts and the live stream', () => {
    const topic = edit.topicOf(forum, 'journal');
    const page = String(get(`/t/${topic.slug}/${topic.id}`).body);
    const attribute = /data-preloaded="([^"]*)"/.exec(page)?.[1] ?? '';
    const plain = attribute
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    const store = JSON.parse(plain) as Record<string, string>;
    const preloaded = JSON.parse(store[`topic_${topic.id}`] ?? '') as TopicJson;
    expect(preloaded.post_stream.stream).toHaveLength(90);
    expect(page).toMatch(/<meta name="generator" content="Discourse \d/);
    expect(page.match(/class='topic-body crawler-post'><div/g)).toHaveLength(20);
    expect(page.match(/<article id="post_/g)).toHaveLength(12);
    expect(page.match(/class="post-stream--cloaked"/g)).toHaveLength(8);
    const widget = String(get(`/t/${topic.slug}/${topic.id}?widget`).body);
    expect(widget.match(/class="cloaked-post"/g)).toHaveLength(8);
    expect(widget).not.toContain('data-post-number');
  });

  it('lives in a subfolder as well', () => {
    const sub = createForum({ base: '/community', longTopicPosts: 30 });
    expect([...new Set(crawlListing({}, sub))]).toEqual(truth(sub, { hash: false }).topics.map((topic) => topic.id));
    const page = String(handle(sub, { url: '/community/latest' }).body);
    expect(page).toContain('<meta name="discourse-base-uri" content="/community">');
    expect(page).not.toMatch(/(href|src)="\/(?!community)/);
    expect(handle(sub, { url: '/latest' }).status).toBe(404);
    expect(String(handle(sub, { url: '/robots.txt' }).body)).toContain('Disallow: /community/u/');
  });

  it('changes as edits say', () => {
    const own = createForum({ longTopicPosts: 30 });
    const before = crawlListing({}, own);
    const reply = edit.addReply(own, 'first-loom', { text: 'Still weaving. [quote="1"]\nx\n[/quote]', replyTo: 1 });
    edit.editPost(own, 'first-loom', 2, 'Edited: begin with **any** loom.');
    edit.deletePost(own, 'first-loom', 3);
    edit.newTopic(own, { key: 'fresh', texts: ['First.', 'Second.'] });
    edit.bump(own, 'compost-slow');
    const after = truth(own, { hash: false }).topics;
    expect(new Set(crawlListing({}, own)).size).toBe(new Set(before).size + 1);
    const order = after
      .filter((topic) => ['compost-slow', 'fresh', 'first-loom'].includes(topic.key))
      .map((topic) => topic.key);
    expect(order).toEqual(['compost-slow', 'fresh', 'first-loom']);
    const loom = after.find((topic) => topic.key === 'first-loom')?.posts ?? [];
    expect(loom.map((post) => post.number)).toEqual([1, 2, 4, 5, 6, 7, reply.number]);
    expect(loom[1]?.cooked).toBe('<p>Edited: begin with <strong>any</strong> loom.</p>');
  });

  it('can be hostile', () => {
    const hostile = createForum({ hostile: true, hugePostBytes: 100_000, longTopicPosts: 30 });
    const topic = truth(hostile, { hash: false }).topics.find((one) => one.key === 'hostile');
    expect(topic?.posts[4]?.edges).toEqual([6]);
    expect(topic?.posts[5]?.edges).toEqual([5]);
    expect(topic?.posts.at(-1)?.cooked.length).toBeGreaterThanOrEqual(100_000);
    const record = json<TopicJson>(`/t/${topic?.id ?? 0}.json`, {}, hostile);
    expect(record.post_stream.stream.length).toBeGreaterThan(record.post_stream.posts.length);
  });

  it('is served on loopback, with its pictures on two more hosts', async () => {
    const server = await startDemoForum({ forum: { longTopicPosts: 30 } });
    try {
      const front = await fetch(server.url);
      expect(await front.text()).toContain('<meta name="generator" content="Discourse');
      const { images } = truth(server.forum);
      expect(new Set(images.map((image) => new URL(image.url).hostname))).toEqual(new Set(['localhost', '127.0.0.1']));
      for (const image of images
        .filter((one) => one.outcome === 'ok' && !one.url.startsWith(server.origin))
        .slice(0, 3)) {
        const bytes = Buffer.from(await (await fetch(image.url)).arrayBuffer());
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(image.sha256);
      }
      const login = await fetch(`${server.origin}/session`, {
        method: 'POST',
        body: new URLSearchParams({ login: 'mira', password: 'weave' }),
        redirect: 'manual',
      });
      expect(login.headers.get('set-cookie')).not.toContain('Secure');
    } finally {
      await server.close();
    }
  });
});
