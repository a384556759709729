import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Commands } from '../../../lib/jobs/commands';
import { guardOffline } from '../../../lib/jobs/offline';
import { Runner } from '../../../lib/jobs/runner';
import { AppError } from '../../../lib/model/error';
import type { HttpReply, HttpRequest } from '../../../lib/model/http';
import { defaultLimits, defaultSpec, type Job, type ScrapeSpec } from '../../../lib/model/job';
import type { FetchRequest, Target } from '../../../lib/model/thread';
import type { SiteAdapter } from '../../../lib/sites/adapter';
import { listPairs } from '../../../lib/store/queries';
import { dataHost, listing, loomAdapter, post, reply, thread, threadTarget } from './loom-site';
import { Life, smallForum, World } from './simulation';

const here = vi.hoisted((): { adapter: unknown } => ({ adapter: null }));
vi.mock('../../../lib/sites', () => ({ siteById: () => here.adapter }));

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;
/** What was asked, and by which route. */
let asked: (HttpRequest & { readonly by: 'background' | 'tab' })[];
let serve: (request: HttpRequest) => HttpReply;

beforeEach(() => {
  world = new World(smallForum());
  life = new Life(world);
  asked = [];
  serve = (request) => reply(request, {});
  const route = (by: 'background' | 'tab') =>
    guardOffline(life.db, async (request) => {
      asked.push({ ...request, by });
      await world.sleep(20);
      return new URL(request.url).pathname === '/robots.txt' ? reply(request, '', { status: 404 }) : serve(request);
    });
  const ports = { ...life.ports, http: route('background'), tabHttp: route('tab') };
  runner = new Runner(ports);
  let ids = 0;
  commands = new Commands({ ...ports, newId: () => `job-${++ids}`, deleteExports: () => Promise.resolve() }, runner);
});

function site(rules: Pick<SiteAdapter, 'plan' | 'parse'>): void {
  here.adapter = loomAdapter(rules);
}

const ask = (path: string, target: Target, more: Partial<FetchRequest> = {}): FetchRequest => ({
  url: dataHost + path,
  as: 'json',
  target,
  api: true,
  ...more,
});

async function settled(): Promise<void> {
  while (runner.isRunning) await runner.run();
}

async function start(change: Partial<ScrapeSpec> = {}, target = listing): Promise<string> {
  const spec = { ...defaultSpec({ target, siteName: 'Loom', signedIn: null }), ...change };
  const { jobId } = await commands.start(spec);
  await settled();
  return jobId;
}

const jobOf = async (jobId: string): Promise<Job> => (await life.db.jobs.get(jobId))!;
const counters = async (jobId: string) => (await life.db.counters.get(jobId))!;
const paths = () => asked.map(({ url }) => new URL(url).pathname + new URL(url).search);

describe('a listing that brings whole threads', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const plan = (target: Target) => [ask('/list', target)];

  it('stores and pairs them without another request', async () => {
    site({
      plan,
      parse: () => ({
        targets: keys.map((key) => threadTarget(key)),
        threads: keys.map(thread),
        posts: keys.flatMap((key) => [post(key, 0), post(key, 1)]),
      }),
    });
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(paths()).toEqual(['/list']);
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsFound: 4, threadsDone: 4, posts: 8, pairs: 4 });
    const [pair] = await listPairs(life.db, jobId, 1, 2, 0, 10);
    expect(pair?.turns.map(({ text }) => text)).toEqual(['c\n\nwords 0 of c', 'words 1 of c']);
  });

  it('keeps to the limit of threads, and fetches the rest of those alone', async () => {
    site({
      plan,
      parse: (request) =>
        request.target.kind === 'thread'
          ? { threads: [thread(request.target.key)], posts: [post(request.target.key, 2)] }
          : {
              targets: keys.map((key) => threadTarget(key)),
              threads: keys.map(thread),
              posts: keys.flatMap((key) => [post(key, 0), post(key, 1)]),
              next: ['b', 'd'].map((key) => ask(`/rest/${key}`, threadTarget(key))),
            },
    });
    const jobId = await start({ limits: { ...defaultLimits, threads: 2 } });
    expect(paths()).toEqual(['/list', '/rest/b']);
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsFound: 2, threadsDone: 2, posts: 5 });
  });

  it('marks posts that a later run no longer finds', async () => {
    let posts = [post('a', 0), post('a', 1), post('a', 2)];
    site({ plan, parse: () => ({ targets: [threadTarget('a')], threads: [thread('a')], posts }) });
    const jobId = await start();
    posts = [post('a', 0), post('a', 2)];
    await commands.runAgain(jobId, false);
    await settled();
    const stored = await life.db.posts.toArray();
    expect(stored.map(({ id, missingSince }) => [id, missingSince !== undefined])).toEqual([
      ['0', false],
      ['1', true],
      ['2', false],
    ]);
  });

  it('asks for no further page once there are pairs enough', async () => {
    site({
      plan,
      parse: (request) => {
        const page = Number(request.note?.['page'] ?? 0);
        const key = `p${String(page)}`;
        const next = ask(`/list?page=${String(page + 1)}`, request.target, { note: { page: page + 1 } });
        return {
          targets: [threadTarget(key)],
          threads: [thread(key)],
          posts: [post(key, 0), post(key, 1)],
          next: [next],
        };
      },
    });
    await start({ limits: { ...defaultLimits, threads: null, pairs: 3 } });
    expect(paths().length).toBeGreaterThanOrEqual(3);
    expect(paths().length).toBeLessThanOrEqual(6);
  });
});

describe('what a request may ask for', () => {
  it('goes through a tab, as a form, with headers', async () => {
    site({
      plan: (target) => [
        ask('/more', target, {
          via: 'tab',
          form: { children: 'a,b', sort: 'top' },
          headers: { 'x-requested-with': 'x' },
        }),
      ],
      parse: () => ({}),
    });
    await start();
    expect(asked).toMatchObject([
      { by: 'tab', form: { children: 'a,b', sort: 'top' }, headers: { 'x-requested-with': 'x' } },
    ]);
  });

  it('tells two forms to one address apart', async () => {
    site({
      plan: (target) => ['a', 'b'].map((children) => ask('/more', target, { form: { children } })),
      parse: () => ({}),
    });
    await start();
    expect(asked.map(({ form }) => form?.['children'])).toEqual(['a', 'b']);
  });

  it('is under robots.txt unless it is an interface with rules of its own', async () => {
    site({ plan: (target) => [{ url: `${listing.base}/page`, as: 'html', target }], parse: () => ({}) });
    await start();
    expect(paths()).toEqual(['/robots.txt', '/page']);
  });

  it('carries the key only on its way', async () => {
    let seen = '';
    site({
      plan: (target, _known, options) => [ask('/list', target, { note: { keyed: options?.keyed === true } })],
      parse: (request, { url }) => {
        seen = request.url + url;
        return {};
      },
    });
    await commands.setSetting('key:forum', 'secret-17');
    const jobId = await start();
    expect(asked[0]?.url).toBe(`${dataHost}/list?key=secret-17`);
    expect(asked[0]).toMatchObject({ url: expect.stringContaining('key=') as string });
    expect(seen).not.toContain('secret');
    const tables = life.db.tables.filter(({ name }) => name !== 'settings');
    const rows = await Promise.all(tables.map((table) => table.toArray()));
    expect(JSON.stringify(rows)).not.toContain('secret');
    expect((await life.db.tasks.toArray())[0]?.key).toContain('/list');
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
  });
});

describe('a listing that cannot be read', () => {
  it('fails the job when it gave nothing, and is tried again when the person resumes', async () => {
    let closed = true;
    site({
      plan: (target) => [ask('/list', target)],
      parse: () => {
        if (closed) throw new AppError({ code: 'forbidden', message: 'It is private.' });
        return { targets: [threadTarget('a')], threads: [thread('a')], posts: [post('a', 0)] };
      },
    });
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'failed', problem: { message: 'It is private.' } });
    closed = false;
    await commands.resume(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', problem: null });
    expect(await counters(jobId)).toMatchObject({ threadsDone: 1, threadsFound: 1 });
  });
});

describe('a thread that is not where it was', () => {
  const sentTo = (host: string) => {
    site({ plan: (target) => [ask('/t', target)], parse: () => ({}) });
    serve = (request) => reply(request, {}, { url: `https://${host}/t` });
    return start({}, threadTarget('a'));
  };

  it('fails alone when it was moved within the network', async () => {
    const jobId = await sentTo('other.loom.example');
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect((await life.db.threads.toArray())[0]?.problem).toMatchObject({ reason: 'movedAway' });
  });

  it('pauses the job when somebody else answers', async () => {
    const jobId = await sentTo('login.example');
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', problem: { reason: 'redirectedAway' } });
  });
});

describe('what a site wants kept', () => {
  it('comes back in this job and the next', async () => {
    const kept: unknown[] = [];
    site({
      plan: (target, _known, options) => {
        const filter = options?.kept?.['filter'];
        return [filter === undefined ? ask('/filter', target) : ask(`/list?filter=${filter}`, target)];
      },
      parse: (request, _reply, context) => {
        kept.push(context.kept);
        const list = ask('/list?filter=f1', request.target);
        return request.url.endsWith('/filter') ? { keep: { filter: 'f1' }, next: [list] } : {};
      },
    });
    await start();
    await start();
    expect(paths()).toEqual(['/filter', '/list?filter=f1', '/list?filter=f1']);
    expect(kept).toEqual([{}, { filter: 'f1' }, { filter: 'f1' }]);
  });

  it('says in the log what the site remarks, and lists posts that were not fetched', async () => {
    site({
      plan: (target) => [ask('/t', target)],
      parse: () => ({
        threads: [thread('a')],
        posts: [post('a', 0)],
        unfetched: ['a-0', 'a-8', 'a-9'],
        remarks: [{ event: 'listingEnds', params: ['1000'] }],
      }),
    });
    await start({}, threadTarget('a'));
    expect((await life.db.threads.toArray())[0]?.unfetched).toEqual(['a-8', 'a-9']);
    expect((await life.db.logs.toArray()).map(({ event, params }) => [event, ...params])).toContainEqual([
      'listingEnds',
      '1000',
    ]);
  });
});

describe('a thread that is asked for again', () => {
  it('is left as it is when the site says it did not change', async () => {
    site({
      plan: (target, known) => [
        ask('/t', target, known?.lastModified ? { headers: { 'if-modified-since': known.lastModified } } : {}),
      ],
      parse: (_request, { status }) =>
        status === 304
          ? { unchanged: true }
          : { threads: [thread('a')], posts: [post('a', 0), post('a', 1)], lastModified: 'Mon' },
    });
    serve = (request) => reply(request, {}, { status: request.headers?.['if-modified-since'] === 'Mon' ? 304 : 200 });
    const jobId = await start({}, threadTarget('a'));
    await commands.runAgain(jobId, false);
    await settled();
    expect(asked.map(({ headers }) => headers?.['if-modified-since'])).toEqual([undefined, 'Mon']);
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsUnchanged: 1, posts: 2, pairs: 1 });
  });

  it('is paired while it is watched, and again when there is news', async () => {
    site({
      plan: (target) => [ask('/t', target)],
      parse: (request) => {
        const round = Number(request.note?.['round'] ?? 0);
        const posts = Array.from({ length: round + 2 }, (_, n) => post('a', n));
        const next = ask('/t', request.target, { watch: true, afterMs: 600_000, note: { round: round + 1 } });
        return { threads: [thread('a')], posts, next: round < 1 ? [next] : [] };
      },
    });
    const times: number[] = [];
    serve = (request) => {
      times.push(world.now());
      return reply(request, {});
    };
    const jobId = await start({}, threadTarget('a'));
    expect(await jobOf(jobId)).toMatchObject({ state: 'running' });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsDone: 1, posts: 2, pairs: 1 });
    expect(await life.db.pulses.get(jobId)).toMatchObject({ waitReason: 'watch' });
    while ((await jobOf(jobId)).state === 'running') {
      await world.sleep(50_000);
      await runner.run();
    }
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsDone: 1, posts: 3, pairs: 2 });
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(600_000);
  });
});

describe('hosts beside the site', () => {
  it('are asked for with it, and keep its pace', async () => {
    world.ungranted.add(`${dataHost}/*`);
    site({ plan: (target) => [1, 2].map((n) => ask(`/list?n=${String(n)}`, target)), parse: () => ({}) });
    const times: number[] = [];
    serve = (request) => {
      times.push(world.now());
      return reply(request, {});
    };
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', wantedOrigins: [`${dataHost}/*`] });
    world.ungranted.clear();
    await commands.resumeGranted();
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1000);
  });

  it('tell what there is to choose from, and it is kept', async () => {
    site({ plan: () => [], parse: () => ({}) });
    serve = (request) => reply(request, ['warp', 'weft']);
    const choices = [
      { value: 'warp', label: 'WARP' },
      { value: 'weft', label: 'WEFT' },
    ];
    expect(await commands.siteChoices('forum')).toEqual({ choices });
    expect((await life.db.settings.get('choices:forum'))?.value).toEqual(choices);
    world.ungranted.add(`${dataHost}/*`);
    await expect(commands.siteChoices('forum')).rejects.toMatchObject({ code: 'permission' });
  });
});

describe('offline mode', () => {
  beforeEach(() => site({ plan: (target) => [ask('/list', target)], parse: () => ({}) }));

  it('refuses a start, a second run and a look at choices, and lets nothing leave', async () => {
    const jobId = await start();
    asked = [];
    await commands.setSetting('offline', true);
    const refused = 'Offline mode is enabled. Only the Synthetic data source can be used.';
    await expect(start()).rejects.toThrow(refused);
    await expect(commands.runAgain(jobId, false)).rejects.toThrow(refused);
    await expect(commands.siteChoices('forum')).rejects.toThrow(refused);
    expect(asked).toEqual([]);
  });

  it('pauses what runs, and lets it go on when it ends', async () => {
    serve = (request) => reply(request, {}, { status: 503 });
    const jobId = await start();
    expect(asked.length).toBeGreaterThan(0);
    await commands.pause(jobId);
    await life.db.settings.put({ key: 'offline', value: true });
    await commands.retryFailed(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', problem: { reason: 'offlineMode' } });
    const before = asked.length;
    serve = (request) => reply(request, {});
    await commands.setSetting('offline', false);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(asked.length).toBe(before + 1);
  });
});

describe('a name', () => {
  it('is the person’s, at the start or later', async () => {
    site({ plan: () => [], parse: () => ({}) });
    const { jobId } = await commands.start(
      defaultSpec({ target: listing, siteName: 'Loom', signedIn: null }),
      '  Cloth ',
    );
    expect(await jobOf(jobId)).toMatchObject({ name: 'Cloth' });
    await commands.rename(jobId, 'Linen');
    await commands.rename(jobId, ' ');
    expect(await jobOf(jobId)).toMatchObject({ name: 'Linen' });
  });
});
