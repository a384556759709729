import { beforeEach, describe, expect, it } from 'vitest';
import { truth } from '../../../scripts/demo-forum/index.mjs';
import { Commands } from '../../../lib/jobs/commands';
import { Runner } from '../../../lib/jobs/runner';
import { defaultImages, defaultLimits, defaultSpec, type Job, type ScrapeSpec } from '../../../lib/model/job';
import type { HttpRequest } from '../../../lib/model/http';
import type { Target } from '../../../lib/model/thread';
import { siteById } from '../../../lib/sites';
import { board, discussionSite, jsonReply, questionSite, type Serve } from './make-believe';
import { Life, smallForum, specFor, World } from './simulation';

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;
/** What was asked of the hosts, in order. */
let asked: readonly HttpRequest[];

function open(hosts: Readonly<Record<string, Serve>>, forum = smallForum(), speed?: number): void {
  world = new World(forum, speed);
  const requests: HttpRequest[] = [];
  asked = requests;
  world.intercept = (request) => {
    const url = new URL(request.url);
    requests.push(request);
    const serve = hosts[url.host];
    return serve ? serve(url, request) : url.origin === forum.origin ? null : jsonReply(null, 404);
  };
  life = new Life(world);
  runner = new Runner(life.ports);
  let ids = 0;
  const deleteExports = (): Promise<void> => Promise.resolve();
  commands = new Commands({ ...life.ports, newId: () => `job-${++ids}`, deleteExports }, runner);
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
const countersOf = async (jobId: string) => (await life.db.counters.get(jobId))!;
const paths = (): readonly string[] => asked.map(({ url }) => new URL(url).pathname);

const stack = 'https://stackoverflow.com';
const questions = (pairs: number): ScrapeSpec =>
  specOf('stackexchange', `${stack}/questions`, stack, { limits: { ...defaultLimits, threads: null, pairs } });

describe('Stack Exchange', () => {
  it('needs ten requests for a thousand accepted pairs, however many there are', async () => {
    // Pairing takes its real time, so that asking must not run away from it.
    open({ 'api.stackexchange.com': questionSite(4000) }, smallForum(), 10);
    await run(questions(50));
    // The filter that makes answers come along is made once, and kept for all jobs.
    expect(paths()).toEqual(['/2.3/filters/create', '/2.3/search/advanced']);
    const jobId = await run(questions(1000));
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await countersOf(jobId)).toMatchObject({ pairs: 1000, threadsDone: 1000 });
    expect(asked.length - 2).toBeLessThanOrEqual(10);
  }, 120_000);
});

describe('Reddit', () => {
  it('needs nine requests at most for a thread of a thousand comments', async () => {
    const base = 'https://www.reddit.com';
    const comments = 1000;
    open({ 'www.reddit.com': discussionSite(comments) });
    const jobId = await run(specOf('reddit', `${base}/r/weaving/comments/loom1/which_yarn/`, base));
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect((await life.db.posts.toArray()).filter((post) => post.jobId === jobId)).toHaveLength(comments + 1);
    const [row] = await life.db.threads.toArray();
    expect(row).toMatchObject({ unfetched: [] });
    // With robots.txt and the question who is signed in.
    expect(asked.length).toBeLessThanOrEqual(9);
  });
});

describe('an imageboard', () => {
  const base = 'https://boards.4chan.org';

  it('needs one request a thread and one for the catalog; a second run asks for what changed', async () => {
    const news = new Map<number, number>();
    open({ 'a.4cdn.org': board('po', 20, (no) => news.get(no) ?? 1_600_000_000) });
    const jobId = await run(specOf('fourchan', `${base}/po/catalog`, base));
    expect(await countersOf(jobId)).toMatchObject({ threadsDone: 20, posts: 120 });
    expect(asked).toHaveLength(21);
    expect(new Set(paths()).size).toBe(21);
    const before = asked.length;
    news.set(5300, 1_600_009_000);
    await commands.runAgain(jobId, false);
    await settled();
    expect(paths().slice(before)).toEqual(['/po/catalog.json', '/po/thread/5300.json']);
  });

  it('asks a thread again with the date it has, and loses nothing to a 304', async () => {
    open({ 'a.4cdn.org': board('po', 1) });
    const jobId = await run(specOf('fourchan', `${base}/po/thread/5000`, base));
    await commands.runAgain(jobId, false);
    await settled();
    expect(paths()).toEqual(['/po/thread/5000.json', '/po/thread/5000.json']);
    expect(asked.map(({ headers }) => headers?.['if-modified-since'])).toEqual([
      undefined,
      'Sun, 13 Sep 2020 12:26:40 GMT',
    ]);
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect((await life.db.posts.toArray()).filter((post) => post.jobId === jobId)).toHaveLength(6);
    expect((await life.db.posts.toArray()).some((post) => post.missingSince !== undefined)).toBe(false);
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
    open({ 'api.stackexchange.com': questionSite(400), 'a.4cdn.org': board('po', 12) }, smallForum(), 20);
    began = [];
    const { http } = life.ports;
    const paced: typeof http = async (request, signal) => {
      const { host } = new URL(request.url);
      began.push({ host, at: world.now() });
      if (host === 'a.4cdn.org') await world.sleep(slowMs, signal);
      return http(request, signal);
    };
    runner = new Runner({ ...life.ports, http: paced, tabHttp: paced });
    let ids = 0;
    const deleteExports = (): Promise<void> => Promise.resolve();
    commands = new Commands({ ...life.ports, newId: () => `job-${++ids}`, deleteExports }, runner);
  });

  it('run side by side, each at its own pace: a slow one holds up no other', async () => {
    const chan = 'https://boards.4chan.org';
    const slow = await commands.start(specOf('fourchan', `${chan}/po/catalog`, chan));
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
