import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import type { FetchRequest, Harvest, Post, Target } from '../../../../lib/model/thread';
import type { KnownThread, Reply } from '../../../../lib/sites/adapter';
import { forum } from '../../../../lib/sites/forum';
import { listing } from './shapes';

const origin = 'https://spokes.example';
const target: Target = {
  site: 'forum',
  base: origin,
  kind: 'thread',
  key: '/viewtopic.php?t=5',
  url: `${origin}/viewtopic.php?t=5`,
  title: 'Chains',
  ordinal: 0,
};
const perPage = 4;

interface Made {
  readonly count: number;
  readonly extra?: string;
  readonly signedIn?: boolean;
}

/** A thread of a phpBB-like forum. */
function threadPage(start: number, { count, extra = '', signedIn = false }: Made): string {
  const posts = Array.from({ length: Math.max(0, Math.min(perPage, count - start)) }, (_, i) => {
    const id = 500 + start + i;
    return `<div id="p${id}" class="post bg1"><dl class="postprofile"><dt><a class="username" href="./memberlist.php?u=${i}">rider${i}</a></dt></dl><div class="postbody"><p class="author"><a href="./viewtopic.php?p=${id}#p${id}">Post</a> by <strong><a class="username" href="./memberlist.php?u=${i}">rider${i}</a></strong> » <time datetime="2020-04-2${i}T1${start % 10}:00:00+00:00">x</time></p><div class="content">What number ${id} has to say about chains and cassettes</div></div></div>`;
  });
  const pages = Array.from(
    { length: Math.ceil(count / perPage) },
    (_, i) => `<li><a href="./viewtopic.php?t=5&amp;start=${i * perPage}">${i + 1}</a></li>`,
  );
  const next =
    start + perPage < count
      ? `<li class="next"><a rel="next" href="./viewtopic.php?t=5&amp;start=${start + perPage}">Next</a></li>`
      : '';
  return `<html lang="en"><body id="phpbb"><a href="${signedIn ? './ucp.php?mode=logout' : './ucp.php?mode=login'}">x</a><h2 class="topic-title">Chains</h2><div class="pagination"><ul>${pages.join('')}${next}</ul></div>${extra}${posts.join('')}</body></html>`;
}

const reply = (url: string, body: string, status = 200, headers: Record<string, string> = {}): Reply => ({
  url,
  status,
  headers,
  body,
});

function crawl(
  answer: (url: URL) => string,
  plan: { known?: KnownThread; maxPosts?: number } = {},
  of = target,
): { readonly harvests: readonly Harvest[]; readonly urls: readonly string[] } {
  const harvests: Harvest[] = [];
  const urls: string[] = [];
  let queue: readonly FetchRequest[] = forum.plan(of, plan.known, plan.maxPosts ? { maxPosts: plan.maxPosts } : {});
  while (queue.length > 0 && urls.length < 50) {
    const [request, ...rest] = queue;
    if (!request) break;
    urls.push(request.url);
    const harvest = forum.parse(request, reply(request.url, answer(new URL(request.url))), { signedIn: false });
    harvests.push(harvest);
    queue = [...rest, ...(harvest.next ?? [])];
  }
  return { harvests, urls };
}

const startOf = (url: URL): number => Number(url.searchParams.get('start') ?? 0);
const postsOf = (harvests: readonly Harvest[]): readonly Post[] => harvests.flatMap((harvest) => harvest.posts ?? []);

describe('a thread of several pages', () => {
  it('is fetched page by page, every post once', () => {
    const { harvests, urls } = crawl((url) => threadPage(startOf(url), { count: 10 }));
    expect(urls).toEqual([target.url, `${origin}/viewtopic.php?t=5&start=4`, `${origin}/viewtopic.php?t=5&start=8`]);
    expect(postsOf(harvests).map((post) => post.id)).toEqual(Array.from({ length: 10 }, (_, i) => String(500 + i)));
    expect(postsOf(harvests).map((post) => post.position)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
    expect(harvests.at(-1)?.presentSiteIds).toHaveLength(10);
    expect(harvests.at(-1)?.threads?.[0]?.postsCount).toBe(10);
    expect(harvests[0]?.threads?.[0]?.id).toBe('forum:spokes.example:/viewtopic.php?t=5');
    expect(postsOf(harvests).filter((post) => post.kind === 'root')).toHaveLength(1);
  });

  it('no more than wanted', () => {
    const { harvests, urls } = crawl((url) => threadPage(startOf(url), { count: 10 }), { maxPosts: 6 });
    expect(urls).toHaveLength(2);
    expect(postsOf(harvests)).toHaveLength(6);
    expect(harvests.some((harvest) => harvest.presentSiteIds)).toBe(false);
  });

  it('known: the first page, then the one with the last known post', () => {
    const known = { siteIds: Array.from({ length: 18 }, (_, i) => String(500 + i)) };
    const { urls, harvests } = crawl((url) => threadPage(startOf(url), { count: 22 }), { known });
    expect(urls.map((url) => startOf(new URL(url)))).toEqual([0, 16, 20]);
    expect(postsOf(harvests).map((post) => post.position)).toEqual([1, 2, 3, 4, 17, 18, 19, 20, 21, 22]);
    expect(harvests.some((harvest) => harvest.presentSiteIds)).toBe(false);
  });

  it('never in a circle, never to another host or thread', () => {
    const loop = crawl(() => threadPage(0, { count: 30 }));
    expect(loop.urls.length).toBeLessThan(10);
    const away = crawl(() =>
      threadPage(0, {
        count: 4,
        extra:
          '<link rel="next" href="https://elsewhere.example/viewtopic.php?t=5&start=4"><a rel="next" href="./viewtopic.php?t=6">Next</a><a rel="next" href="javascript:go()">Next</a>',
      }),
    );
    expect(away.urls).toHaveLength(1);
  });
});

describe('a forum of unknown software', () => {
  const plain: Target = { ...target, key: '/forum/thread/5/x', url: `${origin}/forum/thread/5/x` };
  const row = (i: number): string =>
    `<tr><td><b>rider${i}</b></td><td>2020-04-2${i} 10:00</td></tr><tr><td colspan="2">What number ${i} has to say about cassettes.</td></tr>`;
  const page = (rows: readonly number[]): string =>
    `<html lang="en"><body><h1>Chains</h1><table><tbody>${rows.map(row).join('')}</tbody></table></body></html>`;
  const read = (body: string, kept: Record<string, string> = {}): Harvest => {
    const [request] = forum.plan(plain);
    if (!request) throw new Error('no request');
    return forum.parse(request, reply(plain.url, body), { signedIn: false, kept });
  };

  it('remembers what its posts look like, for threads with a single post', () => {
    const { keep = {} } = read(page([1, 2, 3, 4]));
    expect(Object.keys(keep)).toEqual(['shape:spokes.example']);
    const { posts = [] } = read(page([5]), keep);
    expect(posts.map(({ author, html, postedAt }) => [author.name, html, postedAt])).toEqual([
      ['rider5', 'What number 5 has to say about cassettes.', Date.UTC(2020, 3, 25, 10)],
    ]);
    // A page that repeats its posts tells by itself.
    expect(read(page([1, 2, 3]), { 'shape:spokes.example': 'each|1|div.nothing' }).posts).toHaveLength(3);
  });
});

describe('a listing', () => {
  const board: Target = { ...target, kind: 'listing', key: '/forum/board/2', url: `${origin}/forum/board/2` };

  it('is fetched page by page, threads numbered over all', () => {
    const { harvests, urls } = crawl(
      (url) => {
        const page = Number(url.searchParams.get('page') ?? 1);
        return listing(
          page * 100,
          page < 3
            ? `<a href="/forum/board/2">1</a> <a href="/forum/board/2?page=${page + 1}">Next</a> <a href="/forum/board/3">Next board</a>`
            : '',
        );
      },
      {},
      board,
    );
    expect(urls).toEqual([board.url, `${board.url}?page=2`, `${board.url}?page=3`]);
    const targets = harvests.flatMap((harvest) => harvest.targets ?? []);
    expect(targets).toHaveLength(36);
    expect(targets.map((at) => at.ordinal)).toEqual(Array.from({ length: 36 }, (_, i) => i));
    expect(harvests[1]?.next?.[0]?.note?.['page']).toBe(2);
  });
});

describe('what stands in the way', () => {
  const [request] = forum.plan(target);
  const login =
    '<html><body id="phpbb"><h2>Login</h2><p>The board requires you to be registered and logged in to view this forum.</p><form action="./ucp.php?mode=login"><input type="password" name="password"></form></body></html>';
  const parse = (answer: Reply, signedIn = false): unknown => {
    try {
      if (!request) throw new Error('no request');
      return forum.parse(request, answer, { signedIn });
    } catch (thrown) {
      if (thrown instanceof AppError) return [thrown.info.code, thrown.info.reason];
      throw thrown;
    }
  };
  const at = target.url;

  it.each<readonly [string, Reply, boolean, readonly string[]]>([
    ['a login wall', reply(at, login), false, ['blocked', 'loginRequired']],
    ['a login wall with status 403', reply(at, login, 403), false, ['blocked', 'loginRequired']],
    ['a login wall in a signed-in job', reply(at, login), true, ['blocked', 'sessionLost']],
    ['an anonymous page in a signed-in job', reply(at, threadPage(0, { count: 3 })), true, ['blocked', 'sessionLost']],
    ['401', reply(at, '', 401), false, ['blocked', 'loginRequired']],
    ['403', reply(at, '<html><body>Forbidden</body></html>', 403), false, ['forbidden', 'forbiddenAtSite']],
    ['404', reply(at, '<html><body>Not Found</body></html>', 404), false, ['gone', 'notFoundOrPrivate']],
    ['410', reply(at, '', 410), false, ['gone', 'deletedAtSite']],
    ['429', reply(at, '', 429), false, ['rate-limited', 'rateLimited']],
    ['503', reply(at, '', 503), false, ['network', 'siteTrouble']],
    [
      'a deleted thread with status 200',
      reply(at, '<html><body id="phpbb"><h2>Information</h2><p>The requested topic does not exist.</p></body></html>'),
      false,
      ['gone', 'deletedAtSite'],
    ],
    [
      'the same in German',
      reply(at, '<html><body><p>Das gewünschte Thema existiert nicht.</p></body></html>'),
      false,
      ['gone', 'deletedAtSite'],
    ],
    [
      'a challenge',
      reply(
        at,
        '<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>',
        403,
      ),
      false,
      ['blocked', 'challenge'],
    ],
    [
      'a challenge by its header',
      reply(at, '<html></html>', 403, { 'cf-mitigated': 'challenge' }),
      false,
      ['blocked', 'challenge'],
    ],
    [
      'a page of something else',
      reply(
        at,
        `<html><body><h1>Welcome</h1>${'<p>Something about our town and its market.</p>'.repeat(200)}</body></html>`,
      ),
      false,
      ['malformed', 'pageWithoutPosts'],
    ],
  ])('%s', (_, answer, signedIn, wanted) => {
    expect(parse(answer, signedIn)).toEqual(wanted);
  });

  it('is said of open pages and saved files too', () => {
    const page = { url: new URL(at), html: login };
    expect(forum.detect(page)).toMatchObject({ wall: 'login', target: null, signedIn: false });
    expect(forum.detect({ ...page, html: '<html><head><title>Just a moment...</title></head></html>' })).toMatchObject({
      wall: 'challenge',
    });
    expect(() => forum.readFile({ url: page.url, text: login })).toThrow(AppError);
    expect(forum.detect({ ...page, html: threadPage(0, { count: 3, signedIn: true }) })).toMatchObject({
      wall: null,
      signedIn: true,
    });
  });

  it('waits as long as it is told', () => {
    expect(forum.waitMs(reply(at, '', 429, { 'retry-after': '7' }), 0)).toBe(7000);
    expect(
      forum.waitMs(
        reply(at, '', 429, { 'retry-after': 'Wed, 21 Oct 2020 07:28:00 GMT' }),
        Date.UTC(2020, 9, 21, 7, 27),
      ),
    ).toBe(60_000);
    expect(forum.waitMs(reply(at, ''), 0)).toBeNull();
  });
});
