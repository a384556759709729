import { beforeEach, describe, expect, it } from 'vitest';
import { truth } from '../../../scripts/demo-forum/index.mjs';
import { Commands } from '../../../lib/jobs/commands';
import { Runner } from '../../../lib/jobs/runner';
import { defaultImages, defaultLimits, defaultSpec, type Job, type ScrapeSpec } from '../../../lib/model/job';
import type { Ports } from '../../../lib/jobs/ports';
import type { HttpReply, HttpRequest } from '../../../lib/model/http';
import type { Target } from '../../../lib/model/thread';
import { siteById } from '../../../lib/sites';
import { boardHosts, createBoards } from '../../replay/fourchan/index.mjs';
import { createReddit, redditSite } from '../../replay/reddit/index.mjs';
import type { HostHandler } from '../../replay/server.mjs';
import { answerApi, createSite } from '../../replay/stackexchange/index.mjs';
import { Life, smallForum, specFor, World } from './simulation';

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;
/** What was asked of the hosts, in order. */
let asked: readonly HttpRequest[];

function answerOf(host: HostHandler, request: HttpRequest): HttpReply {
  const { pathname, search } = new URL(request.url);
  const { form, headers = {} } = request;
  const method = form ? 'POST' : 'GET';
  const body = new URLSearchParams(form ?? {}).toString();
  const reply = host({ method, path: pathname + search, headers, body });
  if (!reply) throw new Error(`${request.url} is not played`);
  const named = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const bytes = new Uint8Array(Buffer.from(reply.body));
  return { url: '', status: reply.status, headers: Object.fromEntries(named), bytes, redirects: false };
}

const nothing: HostHandler = () => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: '' });

function open(hosts: Readonly<Record<string, HostHandler>>, forum = smallForum(), speed?: number): void {
  world = new World(forum, speed);
  const requests: HttpRequest[] = [];
  asked = requests;
  world.intercept = (request) => {
    const { host, origin } = new URL(request.url);
    requests.push(request);
    return origin === forum.origin ? null : answerOf(hosts[host] ?? nothing, request);
  };
  restart(() => life.ports.http);
}

function restart(http: () => Ports['http']): void {
  life = new Life(world);
  const own = http();
  const ports = { ...life.ports, http: own, tabHttp: own };
  runner = new Runner(ports);
  let ids = 0;
  const deleteExports = (): Promise<void> => Promise.resolve();
  commands = new Commands({ ...ports, newId: () => `job-${++ids}`, deleteExports }, runner);
}

/** A site where four questions in five have an accepted answer. */
function questionApi(count: number): HostHandler {
  const site = createSite({ questions: count, accepted: (n) => n % 5 !== 0, quota: 10_000 });
  return (request) => answerApi(site, request);
}

function specOf(site: string, address: string, base: string, change: Partial<ScrapeSpec> = {}): ScrapeSpec {
  const adapter = siteById(site);
  const target: Target | null = adapter.locate(new URL(address), base);
  if (!target) throw new Error(`${address} is nothing of ${site}`);
  const spec = defaultSpec({ target, siteName: site, signedIn: null }, adapter.defaults);
  return { ...spec, images: { ...defaultImages, enabled: false }, ...change };
}

async function settled(): Promise<void> {
  while (runner.isRunning) await runner.run();
}

async function run(spec: ScrapeSpec): Promise<string> {
  const { jobId } = await commands.start(spec);
  await settled();
  return jobId;
}

const jobOf = async (jobId: string): Promise<Job> => (await life.db.jobs.get(jobId))!;
const postsOf = async (jobId: string) => (await life.db.posts.toArray()).filter((post) => post.jobId === jobId);
const countersOf = async (jobId: string) => (await life.db.counters.get(jobId))!;
const paths = (): readonly string[] => asked.map(({ url }) => new URL(url).pathname);

const stack = 'https://stackoverflow.com';
const questions = (pairs: number): ScrapeSpec =>
  specOf('stackexchange', `${stack}/questions`, stack, { limits: { ...defaultLimits, threads: null, pairs } });

describe('Stack Exchange', () => {
  it('needs one request for each hundred accepted pairs, however many there are', async () => {
    // Pairing takes its real time, so that asking must not run away from it.
    open({ 'api.stackexchange.com': questionApi(1500) }, smallForum(), 10);
    await run(questions(50));
    // The filter that makes answers come along is made once, and kept for all jobs.
    expect(paths()).toEqual(['/2.3/filters/create', '/2.3/search/advanced']);
    const jobId = await run(questions(400));
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await countersOf(jobId)).toMatchObject({ pairs: 400, threadsDone: 400 });
    expect(asked.length - 2).toBe(4);
  });
});

describe('Reddit', () => {
  it('needs nine requests at most for a thread of a thousand comments', async () => {
    const base = 'https://www.reddit.com';
    const reddit = createReddit({ bigComments: 1000 });
    open({ 'www.reddit.com': redditSite(reddit, 'www') });
    const jobId = await run(specOf('reddit', `${base}/r/looms/comments/bigone1/`, base));
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    // Some are named in the tree and never given out.
    const [row] = await life.db.threads.toArray();
    expect(row?.unfetched).toHaveLength(3);
    expect(await postsOf(jobId)).toHaveLength(1000 - 3 + 1);
    // With robots.txt, and the question who is signed in.
    expect(asked.length).toBeLessThanOrEqual(9);
  });
});

describe('an imageboard', () => {
  const base = 'https://boards.4chan.org';
  const twenty = () => createBoards({ boards: [{ board: 'zt', title: 'Tea', threads: 20 }] });

  it('needs one request a thread and one for the catalog; a second run asks for what changed', async () => {
    const boards = twenty();
    open(boardHosts(boards));
    const jobId = await run(specOf('fourchan', `${base}/zt/catalog`, base));
    const said = boards.threads.reduce((sum, { posts }) => sum + posts.length, 0);
    expect(await countersOf(jobId)).toMatchObject({ threadsDone: 20, posts: said });
    expect(asked).toHaveLength(21);
    expect(new Set(paths()).size).toBe(21);
    const before = asked.length;
    const changed = boards.threads[7]!;
    boards.say(changed, 'One thing more.');
    await commands.runAgain(jobId, false);
    await settled();
    const path = `/zt/thread/${String(changed.posts[0]?.no)}.json`;
    expect(paths().slice(before)).toEqual(['/zt/catalog.json', path]);
    expect(await countersOf(jobId)).toMatchObject({ posts: said + 1 });
  });

  it('asks a thread again with the date it has, and loses nothing to a 304', async () => {
    const boards = twenty();
    open(boardHosts(boards));
    const [thread] = boards.threads;
    const no = String(thread?.posts[0]?.no);
    const jobId = await run(specOf('fourchan', `${base}/zt/thread/${no}`, base));
    await commands.runAgain(jobId, false);
    await settled();
    expect(paths()).toEqual([`/zt/thread/${no}.json`, `/zt/thread/${no}.json`]);
    const date = new Date((thread?.modified ?? 0) * 1000).toUTCString();
    expect(asked.map(({ headers }) => headers?.['if-modified-since'])).toEqual([undefined, date]);
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await countersOf(jobId)).toMatchObject({ threadsUnchanged: 1 });
    const posts = await postsOf(jobId);
    expect(posts).toHaveLength(thread?.posts.length ?? 0);
    expect(posts.some((post) => post.missingSince !== undefined)).toBe(false);
  });
});

describe('Discourse', () => {
  it('needs one request for a topic and one for each batch of its posts, in batches that grow', async () => {
    const forum = smallForum({ topics: 3, longTopicPosts: 545 });
    open({}, forum);
    const topics = truth(forum, { signedIn: false, hash: false }).topics;
    const jobId = await run(specFor(forum, { images: { ...defaultImages, enabled: false } }));
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    for (const topic of topics) {
      const own = paths().filter((path) => new RegExp(`/t/(?:[^/]+/)?${String(topic.id)}[./]`).test(path));
      const posts = topic.posts.length;
      // The first reply has twenty, the next batch too; the host answered it whole, so those after it have a hundred.
      const least = 1 + (posts > 20 ? 1 : 0) + Math.max(0, Math.ceil((posts - 40) / 100));
      expect([topic.id, own.length]).toEqual([topic.id, least]);
      expect(own.length).toBeLessThanOrEqual(1 + Math.ceil(posts / 20));
    }
  });
});

describe('hosts', () => {
  const slowMs = 2000;
  let began: { readonly host: string; readonly at: number }[];

  beforeEach(() => {
    const boards = createBoards({ boards: [{ board: 'zt', title: 'Tea', threads: 12, replies: 3 }] });
    open({ 'api.stackexchange.com': questionApi(400), ...boardHosts(boards) }, smallForum(), 20);
    began = [];
    restart(() => {
      const { http } = life.ports;
      return async (request, signal) => {
        const { host } = new URL(request.url);
        began.push({ host, at: world.now() });
        if (host === 'a.4cdn.org') await world.sleep(slowMs, signal);
        return http(request, signal);
      };
    });
  });

  it('run side by side, each at its own pace: a slow one holds up no other', async () => {
    const chan = 'https://boards.4chan.org';
    const slow = await commands.start(specOf('fourchan', `${chan}/zt/catalog`, chan));
    const quick = await commands.start(questions(150));
    await settled();
    for (const { jobId } of [slow, quick]) expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    const at = (host: string) => began.filter((one) => one.host === host).map((one) => one.at);
    const [quickly, slowly] = [at('api.stackexchange.com'), at('a.4cdn.org')];
    expect([quickly.length, slowly.length]).toEqual([3, 13]);
    // Both were at work at once …
    expect(Math.min(...slowly)).toBeLessThan(Math.max(...quickly));
    expect(Math.max(...quickly)).toBeLessThan(Math.max(...slowly));
    const ended = [await jobOf(quick.jobId), await jobOf(slow.jobId)].map((job) => job.endedAt ?? 0);
    expect(ended[0]).toBeLessThan(ended[1] ?? 0);
    // … and each kept its distance: what the person asked for, or what the site asks for.
    const least = (times: readonly number[]) => Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
    expect(least(quickly)).toBeGreaterThanOrEqual(200);
    expect(least(slowly)).toBeGreaterThanOrEqual(slowMs + 1000);
  });
});
