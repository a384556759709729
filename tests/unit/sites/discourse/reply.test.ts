import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import type { FetchRequest, Harvest, Target } from '../../../../lib/model/thread';
import type { KnownThread, PlanOptions, Reply } from '../../../../lib/sites/adapter';
import { discourse } from '../../../../lib/sites/discourse';
import { base, jsonPost, jsonTopic } from './pages';

const target: Target = {
  site: 'discourse',
  base,
  kind: 'thread',
  key: '42',
  url: `${base}/t/watering-ferns/42`,
  title: 'Watering ferns',
  ordinal: 0,
};
const signedOut = { signedIn: false };
const signedIn = { signedIn: true };

function listing(key: string): Target {
  return { ...target, kind: 'listing', key, url: base + key };
}

function reply(body: unknown, more: Partial<Reply> = {}): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { url: `${base}/x.json`, status: 200, headers: {}, body: text, ...more };
}

function first(of: Target, known?: KnownThread, options?: PlanOptions): FetchRequest {
  const [request] = discourse.plan(of, known, options);
  if (!request) throw new Error('nothing planned');
  return request;
}

/** A server with `count` posts. */
interface Server {
  readonly count: number;
  /** Numbers of posts it lists but no longer gives. */
  readonly gone?: readonly number[];
  /** The most posts it gives at once. */
  readonly most?: number;
  readonly topic?: Readonly<Record<string, unknown>>;
}

function answer(request: FetchRequest, server: Server): Reply {
  const url = new URL(request.url);
  if (!url.pathname.endsWith('/posts.json')) return reply(jsonTopic(server.count, server.topic));
  const after = url.searchParams.get('post_number');
  const numbers = after
    ? Array.from({ length: 20 }, (_, index) => Number(after) + 1 + index).filter((number) => number <= server.count)
    : url.searchParams.getAll('post_ids[]').map((id) => Number(id) - 900);
  const given = numbers.filter((number) => !server.gone?.includes(number)).slice(0, server.most);
  return reply({ post_stream: { posts: given.map((number) => jsonPost(number)) }, id: 42 });
}

/** Asks until nothing more is to be asked. */
function crawl(server: Server, known?: KnownThread, options?: PlanOptions) {
  const queue = [...discourse.plan(target, known, options)];
  const sizes: number[] = [];
  const ids: string[] = [];
  const harvests: Harvest[] = [];
  for (let request = queue.shift(); request && sizes.length < 500; request = queue.shift()) {
    const harvest = discourse.parse(request, answer(request, server), signedOut);
    sizes.push(new URL(request.url).searchParams.getAll('post_ids[]').length);
    ids.push(...(harvest.posts ?? []).map((post) => post.id));
    harvests.push(harvest);
    queue.push(...(harvest.next ?? []));
  }
  return { sizes, ids, harvests };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('a topic of any length', () => {
  it('comes whole: 20, 20, then 100 at once', () => {
    const { sizes, ids, harvests } = crawl({ count: 345 });
    expect(sizes).toEqual([0, 20, 100, 100, 100, 5]);
    expect(ids).toEqual(upTo(345));
    expect(harvests[0]?.presentSiteIds).toHaveLength(345);
    expect(harvests[0]?.threads).toMatchObject([{ title: 'Watering ferns', tags: ['water', 'shade'], category: '7' }]);
  });

  it('needs one request when short', () => {
    expect(crawl({ count: 20 }).sizes).toEqual([0]);
  });

  it('stays at 20 while posts are missing, and never asks for them again', () => {
    const { sizes, ids } = crawl({ count: 345, gone: [25, 45, 70, 90] });
    expect(sizes).toEqual([0, 20, 20, 20, 20, 20, 100, 100, 25]);
    expect(ids).toHaveLength(341);
    expect(new Set(ids).size).toBe(341);
  });

  it('loses nothing at a host that gives no more than 20 at once', () => {
    const { sizes, ids } = crawl({ count: 245, most: 20 });
    expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(245));
    expect(sizes.filter((size) => size > 20)).toHaveLength(1);
  });

  it('walks by number where the topic is too long for a list of ids', () => {
    const posts = upTo(20).map((number) => jsonPost(Number(number)));
    const { ids } = crawl({ count: 65, topic: { post_stream: { posts, isMegaTopic: true } } });
    expect(ids).toEqual(upTo(65));
    expect(crawl({ count: 65, topic: { post_stream: { posts } } }, undefined, { maxPosts: 30 }).ids).toEqual(upTo(30));
  });

  it('asks for no more than wanted', () => {
    expect(crawl({ count: 345 }, undefined, { maxPosts: 50 })).toMatchObject({ sizes: [0, 20, 10], ids: upTo(50) });
    expect(crawl({ count: 345 }, undefined, { maxPosts: 5 })).toMatchObject({ sizes: [0], ids: upTo(5) });
  });

  it('asks a known topic for what is new and its last batch', () => {
    const siteIds = upTo(300).map((number) => String(900 + Number(number)));
    const { sizes, ids } = crawl({ count: 310 }, { siteIds });
    expect(sizes).toEqual([0, 20, 10]);
    expect(ids.slice(20)).toEqual(upTo(310).slice(280));
    expect(crawl({ count: 10 }, { siteIds: siteIds.slice(0, 10) }).sizes).toEqual([0]);
  });

  it('has edges from replies first, then quotes, of earlier posts of this topic only', () => {
    const quote = (post: number, topic = 42) =>
      `<aside class="quote" data-post="${post}" data-topic="${topic}"></aside>`;
    const html = quote(2) + quote(3) + quote(9) + quote(1, 43) + quote(4) + quote(2);
    const posts = [jsonPost(4, { replyTo: 3, html }), jsonPost(5, { replyTo: 8 })];
    const harvest = discourse.parse(
      first(target),
      reply(jsonTopic(1, { post_stream: { posts, stream: [] } })),
      signedOut,
    );
    expect(harvest.posts?.map((post) => post.replyTo)).toEqual([['3', '2'], []]);
  });
});

describe('a list', () => {
  const topics = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: from + index,
      title: `T${from + index}`,
      slug: 't',
      posts_count: 3,
      like_count: 5,
    }));

  it.each([
    ['/latest', '/latest.json'],
    ['/categories', '/latest.json'],
    ['/top/weekly', '/top.json?period=weekly'],
    ['/c/plants/ferns/9', '/c/plants/ferns/9.json'],
    ['/tag/water?order=views', '/tag/water.json?order=views'],
    ['/search?q=fern', '/search.json?q=fern'],
    ['/u/rosa', '/topics/created-by/rosa.json'],
    ['/g/keepers', '/topics/groups/keepers.json'],
    ['/g/keepers/activity/posts', '/groups/keepers/posts.json'],
  ])('%s is asked for at %s', (key, path) => {
    expect(first(listing(key)).url).toBe(base + path);
  });

  it('goes on where the site says, its ordinals too', () => {
    const one = {
      topic_list: { topics: topics(1, 30), more_topics_url: '/en/garden/latest?no_definitions=true&page=1' },
    };
    const page = discourse.parse(first(listing('/latest')), reply(one), signedOut);
    expect(page.targets).toHaveLength(30);
    expect(page.targets?.[29]).toMatchObject({ key: '30', ordinal: 29, hints: { replies: 2, score: 5 } });
    const [next] = page.next ?? [];
    expect(next?.url).toBe(`${base}/latest.json?no_definitions=true&page=1`);
    if (!next) return;
    const two = { topic_list: { topics: topics(30, 2), more_topics_url: '/en/garden/latest?page=1' } };
    const last = discourse.parse(next, reply(two), signedOut);
    expect(last.targets?.map((at) => at.ordinal)).toEqual([30, 31]);
    expect(last.next).toEqual([]);
  });

  it('does not leave the forum', () => {
    const away = { topic_list: { topics: topics(1, 1), more_topics_url: 'https://evil.example/latest?page=1' } };
    expect(discourse.parse(first(listing('/latest')), reply(away), signedOut).next).toEqual([]);
  });

  it('pages search results and a group’s posts', () => {
    const search = { topics: topics(1, 2), grouped_search_result: { more_full_page_results: true } };
    const found = discourse.parse(first(listing('/search?q=fern')), reply(search), signedOut);
    expect(found.next?.[0]?.url).toBe(`${base}/search.json?q=fern&page=2`);
    // The limit of pages goes by this.
    expect(found.next?.[0]?.note?.['page']).toBe(1);
    const group = [
      { id: 70, topic_id: 5, title: 'A', url: '/en/garden/t/a/5/2' },
      { id: 60, topic_id: 6, title: 'B' },
      { id: 61, topic_id: 5 },
    ];
    const posts = discourse.parse(first(listing('/g/k/activity/posts')), reply({ posts: group }), signedOut);
    expect(posts.targets?.map((at) => [at.url, at.title])).toEqual([
      [`${base}/t/a/5`, 'A'],
      [`${base}/t/6`, 'B'],
    ]);
    expect(posts.next?.[0]?.url).toBe(`${base}/groups/k/posts.json?before_post_id=60`);
  });

  it('reads a sitemap and those below it', () => {
    const index = `<sitemapindex><sitemap><loc>${base}/sitemap_1.xml</loc></sitemap><sitemap><loc>https://evil.example/s.xml</loc></sitemap></sitemapindex>`;
    const request = first(listing('/sitemap.xml'));
    expect(request).toMatchObject({ as: 'text', url: `${base}/sitemap.xml` });
    const [nested] = discourse.parse(request, reply(index), signedOut).next ?? [];
    if (!nested) throw new Error('no nested sitemap');
    const map = `<urlset><url><loc>${base}/t/a/5</loc><lastmod>2024-05-01T00:00:00Z</lastmod></url><url><loc>${base}/c/plants/7</loc></url></urlset>`;
    expect(discourse.parse(nested, reply(map), signedOut).targets).toMatchObject([
      { kind: 'thread', key: '5', hints: { bumpedAt: Date.UTC(2024, 4, 1) } },
    ]);
  });
});

function problem(request: FetchRequest, answered: Reply, context = signedOut): readonly [string, string | undefined] {
  try {
    discourse.parse(request, answered, context);
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.info.reason];
    throw error;
  }
  return ['none', undefined];
}

const error = (type: string) => ({ errors: ['No.'], error_type: type });
const loginPage =
  '<!DOCTYPE html><html><body><div class="login-fullpage"><form id="login-form"></form></div></body></html>';

describe('what is no data', () => {
  it.each([
    ['not signed in', reply(error('not_logged_in'), { status: 403 }), 'blocked', 'loginRequired'],
    ['led to the login page', reply(loginPage, { url: `${base}/login` }), 'blocked', 'loginRequired'],
    ['a login page in its place', reply(loginPage), 'blocked', 'loginRequired'],
    [
      'a challenge by header',
      reply('', { status: 403, headers: { 'cf-mitigated': 'challenge' } }),
      'blocked',
      'challenge',
    ],
    ['a challenge by its page', reply('<html><head><title>Just a moment...</title>'), 'blocked', 'challenge'],
    ['404', reply(error('not_found'), { status: 404 }), 'gone', 'notFoundOrPrivate'],
    ['404 without a body', reply('', { status: 404 }), 'gone', 'notFoundOrPrivate'],
    ['410', reply(error('not_found'), { status: 410 }), 'gone', 'deletedAtSite'],
    ['403', reply(error('invalid_access'), { status: 403 }), 'forbidden', 'forbiddenAtSite'],
    ['429 in JSON', reply(error('rate_limit'), { status: 429 }), 'rate-limited', 'rateLimited'],
    ['429 in words', reply("Slow down, you're making too many requests."), 'rate-limited', 'rateLimited'],
    ['502', reply('<html>Bad gateway', { status: 502 }), 'network', 'siteTrouble'],
    ['422', reply(error('invalid_parameters'), { status: 422 }), 'malformed', 'refusedBySite'],
    ['a page', reply('<!DOCTYPE html><html><body>Hello'), 'malformed', 'htmlInsteadOfJson'],
    ['half a reply', reply('{"post_stream":{"posts":[{"id"'), 'malformed', 'brokenJson'],
    ['another shape', reply({ hello: 1 }), 'malformed', 'unexpectedShape'],
    ['another topic', reply(jsonTopic(2, { id: 43 })), 'malformed', 'unexpectedShape'],
  ])('%s', (_, answered, code, reason) => {
    expect(problem(first(target), answered)).toEqual([code, reason]);
  });

  it('keeps an excerpt of what came', () => {
    expect(() => discourse.parse(first(target), reply(`<html>${'x'.repeat(9000)}`), signedOut)).toThrow(
      expect.objectContaining({ info: expect.objectContaining({ detail: `<html>${'x'.repeat(494)}` }) }),
    );
  });
});

describe('a signed-in job', () => {
  const missing = reply(error('not_found'), { status: 404 });

  it('asks who is signed in before it believes "not found"', () => {
    const request = first(target, { siteIds: ['901'] }, { maxPosts: 7 });
    const [check] = discourse.parse(request, missing, signedIn).next ?? [];
    if (!check) throw new Error('not checked');
    expect(check.url).toBe(`${base}/session/current.json`);
    expect(problem(check, reply('', { status: 404 }), signedIn)).toEqual(['blocked', 'sessionLost']);
    const checked = discourse.parse(check, reply({ current_user: { username: 'rosa' } }), signedIn);
    expect(checked.sessionUser).toBe('rosa');
    const [again] = checked.next ?? [];
    expect(again).toEqual({ ...request, note: { ...request.note, sessionChecked: true } });
    if (again) expect(problem(again, missing, signedIn)).toEqual(['gone', 'notFoundOrPrivate']);
  });

  it('takes no list that may be one for strangers', () => {
    const request = first(listing('/latest'));
    const list = { topic_list: { topics: [{ id: 5, title: 'Ferns', slug: 'ferns', posts_count: 2 }] } };
    expect(
      discourse.parse(request, reply(list, { headers: { 'x-discourse-username': 'rosa' } }), signedIn).targets,
    ).toHaveLength(1);
    const doubted = discourse.parse(request, reply(list), signedIn);
    expect(doubted.targets).toBeUndefined();
    const [check] = doubted.next ?? [];
    if (!check) throw new Error('not checked');
    expect(problem(check, reply('', { status: 404 }), signedIn)).toEqual(['blocked', 'sessionLost']);
    const [again] = discourse.parse(check, reply({ current_user: { username: 'rosa' } }), signedIn).next ?? [];
    if (!again) throw new Error('not asked again');
    expect(discourse.parse(again, reply(list), signedIn).targets).toHaveLength(1);
  });

  it('stops when the site says the session ended', () => {
    const ended = reply(jsonTopic(3), { headers: { 'discourse-logged-out': '1' } });
    expect(problem(first(target), ended, signedIn)).toEqual(['blocked', 'sessionLost']);
    expect(problem(first(target), ended, signedOut)).toEqual(['none', undefined]);
  });

  it('learns the name of who is signed in', () => {
    const request = discourse.session(target);
    if (!request) throw new Error('no session request');
    const user = (answered: Reply) => discourse.parse(request, answered, signedOut).sessionUser;
    expect(user(reply({ current_user: { username: 'rosa' } }))).toBe('rosa');
    expect(user(reply('', { status: 404 }))).toBeNull();
    expect(user(reply({ current_user: null }))).toBeNull();
  });
});
