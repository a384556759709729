import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import type { SiteOptions } from '../../../../lib/model/job';
import type { FetchRequest, Harvest, Target } from '../../../../lib/model/thread';
import type { Reply } from '../../../../lib/sites/adapter';
import { fourchan } from '../../../../lib/sites/fourchan';
import { boardHosts, createBoards, quote } from '../../../replay/fourchan/index.mjs';

let world: ReturnType<typeof createBoards>;
let asked: FetchRequest[];
beforeEach(() => {
  world = createBoards();
  asked = [];
});

function get(request: FetchRequest): Reply {
  asked.push(request);
  const url = new URL(request.url);
  const handler = boardHosts(world)[url.host as keyof ReturnType<typeof boardHosts>];
  const reply = handler({ method: 'GET', path: url.pathname + url.search, headers: { ...request.headers }, body: '' });
  if (!reply) throw new Error(`nobody at ${request.url}`);
  return {
    url: request.url,
    status: reply.status,
    headers: reply.headers as Record<string, string>,
    body: String(reply.body),
  };
}

const answer = (request: FetchRequest, options: SiteOptions = {}): Harvest =>
  fourchan.parse(request, get(request), { signedIn: false, options });

const boards = (names: string): Target => {
  const target = fourchan.source?.locate({ boards: names })?.target;
  if (!target) throw new Error(`nothing named by ${names}`);
  return target;
};
const threadOf = (index: number): Target => {
  const thread = world.threads[index];
  const target = fourchan.locate(
    new URL(`https://boards.4chan.org/${thread!.board}/thread/${thread!.posts[0]!.no}`),
    boards('zt').base,
  );
  if (!target) throw new Error('no thread');
  return target;
};
const only = (requests: readonly FetchRequest[] | undefined): FetchRequest => {
  expect(requests).toHaveLength(1);
  return requests![0]!;
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'fine';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.info.reason ?? ''}`;
    throw error;
  }
};

describe('a job on boards', () => {
  it('asks once for each board and once for each thread, of the API alone', () => {
    const listing = boards('zt, /zk/');
    expect(listing).toMatchObject({ key: 'zt,zk', origins: ['https://a.4cdn.org/*'] });
    const targets = fourchan.plan(listing).flatMap((request) => answer(request).targets ?? []);
    expect(targets.map(({ key }) => key.split('/')[0])).toEqual([...Array(7).fill('zt'), ...Array(4).fill('zk')]);
    const harvests = targets.flatMap((target) => fourchan.plan(target)).map((request) => answer(request));
    expect(asked).toHaveLength(2 + targets.length);
    expect(
      asked.every(({ url, api, as }) => url.startsWith('https://a.4cdn.org/') && api === true && as === 'json'),
    ).toBe(true);
    for (const [i, { threads, posts, next, presentSiteIds, lastModified }] of harvests.entries()) {
      const truth = world.thread(Number(targets[i]?.key.split('/')[1]));
      expect(threads?.[0]?.id).toBe(`fourchan:boards.4chan.org:${targets[i]?.key}`);
      expect(posts?.map(({ id }) => id)).toEqual(truth.posts.map(({ no }) => String(no)));
      expect(presentSiteIds).toEqual(truth.posts.map(({ no }) => String(no)));
      expect(lastModified).toBe(new Date(truth.modified * 1000).toUTCString());
      expect(next).toBeUndefined();
    }
  });

  it('takes so many threads of each board, in turn from its pages', () => {
    const request = only(fourchan.plan(boards('zt')));
    const pages = JSON.parse(get(request).body) as { threads: { no: number }[] }[];
    const found = answer(request, { threadsPerBoard: 4 }).targets ?? [];
    const nos = [pages[0]?.threads[0], pages[1]?.threads[0], pages[2]?.threads[0], pages[0]?.threads[1]].map(
      (one) => one?.no,
    );
    expect(found.map(({ key }) => Number(key.split('/')[1]))).toEqual(nos);
    expect(found.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
    expect(answer(request, { threadsPerBoard: null }).targets).toHaveLength(7);
  });

  it('knows from the catalog what changed', () => {
    const [first] = answer(only(fourchan.plan(boards('zt')))).targets ?? [];
    const truth = world.thread(Number(first?.key.split('/')[1]));
    expect(first?.hints).toEqual({
      replies: truth.posts.length - 1,
      postsCount: truth.posts.length,
      postedAt: truth.posts[0]!.time * 1000,
      bumpedAt: truth.modified * 1000,
      lastPostedAt: truth.modified * 1000,
      pinned: true,
    });
  });

  it('takes the archive too when asked, where there is one', () => {
    const requests = fourchan.plan(boards('zt,zk'), undefined, { options: { archive: true } });
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      '/zt/catalog.json',
      '/zt/archive.json',
      '/zk/catalog.json',
      '/zk/archive.json',
    ]);
    const [, archive, , missing] = requests.map((request) => answer(request));
    const archived = world.threads.filter((thread) => thread.archived).map((thread) => `zt/${thread.posts[0]!.no}`);
    expect(archive?.targets?.map(({ key }) => key)).toEqual(archived.toReversed());
    expect(missing).toEqual({ remarks: [{ event: 'boardWithoutArchive', params: ['/zk/'] }] });
  });

  it('says that a board is empty, or not there beside others', () => {
    expect(answer(only(fourchan.plan(boards('ze'))))).toEqual({
      targets: [],
      remarks: [{ event: 'boardEmpty', params: ['/ze/'] }],
    });
    const [, missing] = fourchan.plan(boards('zt,nope'));
    expect(answer(missing!)).toEqual({ remarks: [{ event: 'boardMissing', params: ['/nope/'] }] });
    expect(codeOf(() => answer(only(fourchan.plan(boards('nope')))))).toBe('gone boardNotFound');
  });

  it('names nothing without a board', () => {
    for (const value of [null, '', ' , ', '../x', 'a b', 7])
      expect(fourchan.source?.locate({ boards: value })).toBeNull();
    expect(boards('zt,zt').key).toBe('zt');
  });

  it('has the boards of the site to choose from, and some without asking', () => {
    const { choices, fields } = fourchan.source!;
    const reply = get({ url: choices!.url, as: 'json', target: boards('zt') });
    expect(choices!.parse(reply)).toEqual([
      { value: 'zt', label: '/zt/ – Tea & Kettles' },
      { value: 'zk', label: '/zk/ – Knots' },
      { value: 'ze', label: '/ze/ – Empty' },
    ]);
    expect(codeOf(() => choices!.parse({ ...reply, body: '<html>' }))).toBe('malformed unexpectedShape');
    expect(fields[0]?.choices?.length).toBeGreaterThan(70);
    expect(fields[0]?.default).toBeNull();
  });
});

describe('a thread again', () => {
  it('is asked for with its date, and unchanged when it is', () => {
    const target = threadOf(1);
    const { lastModified } = answer(only(fourchan.plan(target)));
    const again = only(fourchan.plan(target, { siteIds: ['1'], lastModified: lastModified! }));
    expect(again.headers).toEqual({ 'if-modified-since': lastModified });
    expect(answer(again)).toEqual({ unchanged: true });
    world.say(world.threads[1]!, 'one more');
    expect(answer(again).posts).toHaveLength(world.threads[1]!.posts.length);
  });

  it('brings no more posts than wanted, and still says which there are', () => {
    const { posts, presentSiteIds } = answer(only(fourchan.plan(threadOf(1), undefined, { maxPosts: 2 })));
    expect(posts).toHaveLength(2);
    expect(presentSiteIds).toHaveLength(world.threads[1]!.posts.length);
  });
});

describe('a watched thread', () => {
  const watch = { watch: true };

  it('is looked at less often while nothing happens, and again soon when something did', () => {
    const thread = world.threads[1]!;
    let harvest = answer(only(fourchan.plan(threadOf(1))), watch);
    const waits: number[] = [];
    const look = (): void => {
      const next = only(harvest.next);
      expect(next).toMatchObject({ watch: true, api: true, note: { watch: true, round: waits.length + 1 } });
      expect(next.headers).toEqual({ 'if-modified-since': new Date(thread.modified * 1000).toUTCString() });
      waits.push(next.afterMs ?? 0);
      harvest = answer(next, watch);
    };
    for (let n = 0; n < 7; n++) look();
    expect(harvest).toMatchObject({ unchanged: true });
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    const open = only(harvest.next);
    world.say(thread, `${quote(thread.posts[0]!.no)}<br>news`);
    harvest = answer({ ...open, headers: { 'if-modified-since': new Date(0).toUTCString() } }, watch);
    expect(harvest.posts).toHaveLength(thread.posts.length);
    expect(only(harvest.next).afterMs).toBe(10_000);
    expect(new Set(asked.map(({ note }) => JSON.stringify(note))).size).toBe(asked.length);
  });

  it('tells which posts are left when one was deleted', () => {
    const thread = world.threads[1]!;
    const next = only(answer(only(fourchan.plan(threadOf(1))), watch).next);
    const gone = thread.posts[2]!.no;
    world.remove(thread, gone);
    const harvest = answer(next, watch);
    expect(harvest.presentSiteIds).not.toContain(String(gone));
    expect(only(harvest.next).afterMs).toBe(10_000);
  });

  it('ends when it is archived', () => {
    const thread = world.threads[1]!;
    const next = only(answer(only(fourchan.plan(threadOf(1))), watch).next);
    world.archive(thread);
    const harvest = answer(next, watch);
    expect(harvest.next).toBeUndefined();
    expect(harvest.threads?.[0]?.closed).toBe(true);
    expect(harvest.remarks).toEqual([{ event: 'watchArchived', params: ['On ropes, part 1'] }]);
    expect(answer(only(fourchan.plan(threadOf(1))), watch).next).toBeUndefined();
  });

  it('ends when it is gone, which fails nothing', () => {
    const next = only(answer(only(fourchan.plan(threadOf(1))), watch).next);
    world.threads[1]!.gone = true;
    expect(answer(next, watch)).toEqual({
      unchanged: true,
      remarks: [{ event: 'watchGone', params: [next.target.title] }],
    });
    expect(codeOf(() => answer(only(fourchan.plan(threadOf(1))), watch))).toBe('gone threadPruned');
  });
});

describe('replies that are no data', () => {
  const request = (): FetchRequest => only(fourchan.plan(threadOf(1)));
  const parse = (reply: Partial<Reply>) => () =>
    fourchan.parse(
      request(),
      { url: request().url, status: 200, headers: {}, body: '', ...reply },
      { signedIn: false },
    );

  it.each([
    [{ status: 403, body: '<title>Just a moment...</title>', headers: {} }, 'blocked challenge'],
    [{ status: 503, headers: { 'cf-mitigated': 'challenge' } }, 'blocked challenge'],
    [{ status: 403 }, 'forbidden refusedBySite'],
    [{ status: 404 }, 'gone threadPruned'],
    [{ status: 500 }, 'network siteTrouble'],
    [{ status: 418 }, 'malformed refusedBySite'],
    [{ body: '{"posts":[' }, 'malformed brokenJson'],
    [{ body: '<!DOCTYPE html><p>Hello' }, 'malformed brokenJson'],
    [{ body: '{"posts":[]}' }, 'malformed unexpectedShape'],
    [{ body: '{"posts":[{"no":4,"com":"another thread"}]}' }, 'malformed unexpectedShape'],
  ] as const)('%j: %s', (reply, expected) => {
    expect(codeOf(parse(reply))).toBe(expected);
  });

  it('name the address where a check can be passed', () => {
    try {
      parse({ status: 403, body: '<title>Just a moment...</title>' })();
    } catch (error) {
      expect(error instanceof AppError && error.info.url).toBe(request().url);
    }
  });

  it('say how long to wait', () => {
    const reply = { url: 'https://a.4cdn.org/', status: 429, headers: { 'retry-after': '7' }, body: '' };
    expect(fourchan.waitMs(reply, 0)).toBe(7000);
    expect(fourchan.waitMs({ ...reply, headers: {} }, 0)).toBeNull();
  });
});
