import { beforeEach, describe, expect, it } from 'vitest';
import { edit, truth } from '../../../scripts/demo-forum/index.mjs';
import { Commands } from '../../../lib/jobs/commands';
import type { HttpReply } from '../../../lib/model/http';
import { Runner } from '../../../lib/jobs/runner';
import { AppError } from '../../../lib/model/error';
import { defaultLimits, type Job, type ScrapeSpec } from '../../../lib/model/job';
import { defaultPairing } from '../../../lib/model/pairing';
import { listFailures, listHeldHosts, listLog, listPosts, listThreads } from '../../../lib/store/queries';
import { Life, World, smallForum, specFor } from './simulation';

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;

beforeEach(() => {
  world = new World(smallForum({ longTopicPosts: 25 }));
  life = new Life(world);
  runner = new Runner(life.ports);
  let ids = 0;
  const deleteExports = (): Promise<void> => Promise.resolve();
  commands = new Commands({ ...life.ports, newId: () => `job-${++ids}`, deleteExports }, runner);
});

const three: Partial<ScrapeSpec> = { limits: { ...defaultLimits, threads: 3 } };

async function start(change: Partial<ScrapeSpec> = three): Promise<string> {
  const { jobId } = await commands.start(specFor(world.forum, change));
  await settled();
  return jobId;
}

/** Until the loop has nothing more to do. */
async function settled(): Promise<void> {
  while (runner.isRunning) await runner.run();
}

async function jobOf(jobId: string): Promise<Job> {
  const job = await life.db.jobs.get(jobId);
  if (!job) throw new Error('The job is gone.');
  return job;
}

const counters = async (jobId: string) => (await life.db.counters.get(jobId))!;
const paths = (): readonly string[] => world.requests.map(({ url }) => new URL(url).pathname);
const reply = (status: number, body = '', headers: Record<string, string> = {}): HttpReply => ({
  url: '',
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  bytes: new TextEncoder().encode(body),
  redirects: false,
});

describe('a crawl', () => {
  it('finds all a forum holds', async () => {
    const jobId = await start({});
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', listingDone: true });
    const expected = truth(world.forum, { signedIn: false, hash: false });
    const rows = await listThreads(life.db, jobId);
    expect(rows.map((row) => row.target.key)).toEqual(expected.topics.map((topic) => String(topic.id)));
    for (const [i, topic] of expected.topics.entries()) {
      const posts = await listPosts(life.db, jobId, rows[i]!.threadId);
      expect(posts.map((post) => post.id)).toEqual(topic.posts.map((post) => String(post.number)));
    }
  });

  it('keeps to the limit of threads, in order of the listing, and stops listing', async () => {
    const jobId = await start();
    expect((await listThreads(life.db, jobId)).map((row) => row.ordinal)).toEqual([0, 1, 2]);
    expect(paths().filter((path) => path === '/latest.json')).toHaveLength(1);
  });

  it('keeps to posts per thread', async () => {
    const limits = { ...defaultLimits, threads: 3, postsPerThread: 2 };
    const jobId = await start({ limits });
    const pairs = await life.db.pairs.toArray();
    expect(pairs.length).toBeGreaterThan(0);
    expect(pairs.every((pair) => pair.postIds.every((id) => Number(id) <= 2))).toBe(true);
    expect((await jobOf(jobId)).state).toBe('done');
  });

  it('stops fetching once the first threads give all pairs asked for', async () => {
    const jobId = await start({ limits: { ...defaultLimits, pairs: 3 } });
    expect((await jobOf(jobId)).state).toBe('done');
    expect((await counters(jobId)).threadsSkipped).toBeGreaterThan(3);
  });

  it('reads one thread alone', async () => {
    const topic = truth(world.forum, { hash: false }).topics[2]!;
    const base = world.forum.origin;
    const key = String(topic.id);
    const target = {
      site: 'discourse',
      base,
      kind: 'thread',
      key,
      url: topic.url,
      title: topic.title,
      ordinal: 0,
    } as const;
    const jobId = await start({ target });
    expect(await counters(jobId)).toMatchObject({ threadsFound: 1, threadsDone: 1, posts: topic.posts.length });
  });

  it('starts from a sitemap', async () => {
    const base = world.forum.origin;
    const url = `${base}/sitemap.xml`;
    const target = {
      site: 'discourse',
      base,
      kind: 'listing',
      key: '/sitemap.xml',
      url,
      title: 'Sitemap',
      ordinal: 0,
    } as const;
    const jobId = await start({ target });
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', problem: null });
    expect((await counters(jobId)).threadsDone).toBeGreaterThan(5);
  });
});

describe('politeness', () => {
  it('obeys robots.txt until the person says otherwise for this job', async () => {
    world.intercept = ({ url }) =>
      url.endsWith('/robots.txt') ? reply(200, 'User-agent: *\nDisallow: /latest') : null;
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({
      state: 'paused',
      pause: 'blocked',
      problem: { reason: 'robotsDisallow' },
    });
    expect(paths()).not.toContain('/latest.json');
    await commands.setRobots(jobId, 'ignore');
    await commands.resume(jobId);
    await settled();
    expect((await jobOf(jobId)).state).toBe('done');
    expect((await listLog(life.db, jobId)).map((line) => line.event)).toContain('robotsIgnored');
  });

  it('leaves out a thread that robots.txt forbids, with the reason', async () => {
    const [topic] = truth(world.forum, { hash: false }).topics;
    const rule = `User-agent: *\nDisallow: /t/${topic!.id}`;
    world.intercept = ({ url }) => (url.endsWith('/robots.txt') ? reply(200, rule) : null);
    const jobId = await start();
    expect((await listFailures(life.db, jobId)).map((task) => task.problem?.reason)).toContain('robotsDisallow');
    expect((await counters(jobId)).threadsDone).toBe(2);
  });

  it('pauses where robots.txt cannot be read', async () => {
    world.intercept = ({ url }) => (url.endsWith('/robots.txt') ? reply(503) : null);
    const jobId = await start();
    for (let i = 0; i < 5 && (await jobOf(jobId)).state === 'running'; i++) {
      await world.sleep(20_000);
      await runner.run();
    }
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', problem: { reason: 'robotsUnavailable' } });
    world.intercept = null;
    await commands.resume(jobId);
    await settled();
    expect((await jobOf(jobId)).state).toBe('done');
  });

  it('waits as long as a 429 asks, and says so', async () => {
    let limited = 0;
    world.intercept = ({ url }) => {
      if (!url.includes('/t/') || limited++ > 0) return null;
      return reply(429, 'Slow down', { 'retry-after': '9' });
    };
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', problem: null });
    const times = world.requests.filter(({ url }) => url.includes('/t/')).map(({ at }) => at);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(9000);
    expect((await listLog(life.db, jobId)).filter((line) => line.event === 'rateLimited')).toHaveLength(1);
    expect((await counters(jobId)).threadsFailed).toBe(0);
  });

  it('tries again after server errors and lost connections, with growing pauses, then fails that thread alone', async () => {
    const [topic] = truth(world.forum, { hash: false }).topics;
    let tries = 0;
    world.intercept = ({ url }) => {
      if (!url.includes(`/t/${topic!.id}`)) return null;
      return tries++ % 2 === 0 ? reply(502) : new AppError({ code: 'network', message: 'The connection failed.' });
    };
    const jobId = await start();
    for (let i = 0; i < 30 && (await jobOf(jobId)).state === 'running'; i++) {
      await world.sleep(20_000);
      await runner.run();
    }
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await counters(jobId)).toMatchObject({ threadsFailed: 1, threadsDone: 2 });
    expect(tries).toBe(5);
    world.intercept = null;
    await commands.retryFailed(jobId);
    await settled();
    expect(await counters(jobId)).toMatchObject({ threadsFailed: 0, threadsDone: 3 });
  });

  it('shares a host’s pace between two jobs, the slower wish counting for both', async () => {
    await Promise.all([
      commands.start(specFor(world.forum, { ...three, delayMs: 200 })),
      commands.start(specFor(world.forum, { ...three, delayMs: 900 })),
    ]);
    await settled();
    const own = world.requests.filter(({ url }) => url.startsWith(world.forum.origin)).map(({ at }) => at);
    const both = own.slice(0, 8);
    for (const [i, at] of both.entries()) if (i > 0) expect(at - both[i - 1]!).toBeGreaterThanOrEqual(900);
  });

  it('rests while the browser is offline and spends no attempt', async () => {
    world.online = false;
    const { jobId } = await commands.start(specFor(world.forum, three));
    await world.sleep(8_000);
    expect(world.requests).toHaveLength(0);
    world.online = true;
    await settled();
    expect((await jobOf(jobId)).state).toBe('done');
    expect((await counters(jobId)).threadsFailed).toBe(0);
  });
});

describe('sessions and permissions', () => {
  it('waits for the host to be granted, and goes on with the grant', async () => {
    world.ungranted.add('https://forum.heddle-demo.org/*');
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'permission' });
    expect(world.requests).toHaveLength(0);
    world.ungranted.clear();
    await commands.resumeGranted();
    await settled();
    expect((await jobOf(jobId)).state).toBe('done');
  });

  it('pauses when a grant is taken away in mid-job', async () => {
    world.intercept = ({ url }) => {
      if (url.includes('/t/')) world.ungranted.add('https://forum.heddle-demo.org/*');
      return null;
    };
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'permission' });
    expect((await jobOf(jobId)).wantedOrigins).toEqual(['https://forum.heddle-demo.org/*']);
  });

  it('pauses when the session is lost, and never takes anonymous answers for deletions', async () => {
    world.user = 'mira';
    world.intercept = ({ url }) => {
      if (url.includes('/t/')) world.user = null;
      return null;
    };
    const signedIn = truth(world.forum, { signedIn: true, hash: false });
    const jobId = await start({ signedIn: true });
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ state: 'paused', pause: 'blocked', problem: { reason: 'sessionLost' } });
    expect(job.sessionUser).toBe('mira');
    world.intercept = null;
    world.user = 'mira';
    await commands.resume(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect(await counters(jobId)).toMatchObject({ threadsDone: signedIn.topics.length, threadsSkipped: 0 });
  });

  it('holds images of hosts not granted without blocking, then fetches or skips them', async () => {
    world.ungranted.add('https://pics.example.net/*');
    const jobId = await start({});
    expect((await jobOf(jobId)).state).toBe('done');
    const held = await listHeldHosts(life.db, jobId);
    expect(held).toMatchObject([{ host: 'pics.example.net' }]);
    world.ungranted.clear();
    await commands.decideImages(jobId, ['pics.example.net'], 'allow');
    await settled();
    expect((await counters(jobId)).imagesHeld).toBe(0);
    expect(world.requests.filter(({ url }) => url.includes('pics.example.net'))).toHaveLength(held[0]!.images);
    expect((await jobOf(jobId)).state).toBe('done');
  });

  it('pauses at a full disk and loses nothing', async () => {
    const putFile = world.files.putFile.bind(world.files);
    world.files.putFile = () => Promise.reject(new DOMException('No room', 'QuotaExceededError'));
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'storage', problem: { code: 'storage-full' } });
    world.files.putFile = putFile;
    await commands.resume(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done' });
    expect((await counters(jobId)).imagesStored).toBeGreaterThan(0);
  });
});

describe('what a person does with a job', () => {
  it('runs again and fetches only what is new or changed; what is gone stays, marked', async () => {
    const jobId = await start({});
    const topics = truth(world.forum, { hash: false }).topics;
    edit.addReply(world.forum, topics[3]!.id, { text: 'One more thing I forgot.' });
    edit.deletePost(world.forum, topics[3]!.id, 2);
    edit.newTopic(world.forum, { title: 'A brand new topic', text: 'First words of it.' } as never);
    world.requests.length = 0;
    await commands.runAgain(jobId, false);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', run: 2 });
    const topicRequests = paths().filter((path) => path.startsWith('/t/'));
    expect(topicRequests.length).toBeLessThanOrEqual(3);
    const rows = await listThreads(life.db, jobId);
    expect(rows).toHaveLength(topics.length + 1);
    const posts = await listPosts(life.db, jobId, rows[3]!.threadId);
    expect(posts.find((post) => post.id === '2')?.missingSince).toBeDefined();
    expect(posts.at(-1)?.html).toContain('One more thing');
    expect(await counters(jobId)).toMatchObject({ threadsUnchanged: topics.length - 1, threadsDone: 2 });
  });

  it('pairs anew without any request, keeping the old pairs until the new ones are whole', async () => {
    const jobId = await start();
    world.requests.length = 0;
    await commands.repair(jobId, { ...defaultPairing, strategy: 'transcript' });
    await settled();
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ revision: 2, nextRevision: null, pairing: { strategy: 'transcript' } });
    expect((await counters(jobId)).pairs).toBe(3);
    expect(world.requests).toHaveLength(0);
    await commands.sweep(() => Promise.resolve());
    expect((await life.db.pairs.toArray()).every((pair) => pair.revision === 2)).toBe(true);
  });

  it('stops and keeps all, paired', async () => {
    world.intercept = ({ url }) => {
      if (url.includes('/posts.json')) void commands.stop('job-1');
      return null;
    };
    const jobId = await start({});
    await settled();
    expect((await jobOf(jobId)).state).toBe('cancelled');
    expect((await counters(jobId)).pairs).toBeGreaterThan(0);
    const open = await life.db.tasks.filter(({ state }) => state === 'pending' || state === 'active').count();
    expect(open).toBe(0);
  });

  it('pauses and resumes', async () => {
    const { jobId } = await commands.start(specFor(world.forum, three));
    await commands.pause(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'user' });
    await commands.resume(jobId);
    await settled();
    expect((await jobOf(jobId)).state).toBe('done');
  });

  it('deletes a job with all that only it refers to', async () => {
    const first = await start();
    const second = await start();
    await commands.delete(first);
    expect(await life.db.posts.where('[jobId+threadId+id]').between([first], [first, []]).count()).toBe(0);
    const { imagesStored } = await counters(second);
    expect(world.files.files.size).toBe(await life.db.files.count());
    expect(imagesStored).toBeGreaterThan(0);
    const options = { format: 'standard', container: 'jsonl', images: true } as const;
    await commands.startExport({
      kind: 'export',
      ofJobId: first,
      name: 'orphan',
      options,
      save: 'page',
      capturedAt: 0,
    });
    await commands.sweep(() => Promise.resolve());
    await commands.startExport({ kind: 'export', ofJobId: second, name: 'own', options, save: 'page', capturedAt: 0 });
    expect((await life.db.jobs.toArray()).map((job) => job.name)).toContain('own');
    expect((await life.db.jobs.toArray()).map((job) => job.name)).not.toContain('orphan');
    await commands.delete(second);
    for (const table of life.db.tables) {
      if (['lanes', 'robots', 'settings'].includes(table.name)) continue;
      expect(await table.count(), table.name).toBe(0);
    }
    expect(world.files.files.size).toBe(0);
  });

  it('pauses when the site talks nonsense', async () => {
    world.intercept = ({ url }) => (url.includes('/t/') ? reply(200, '{"nonsense":true}') : null);
    const jobId = await start({});
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'malformed' });
    expect((await listFailures(life.db, jobId)).length).toBeGreaterThan(5);
  });

  it('refuses patterns that do not compile', async () => {
    await expect(
      commands.start(specFor(world.forum, { limits: { ...defaultLimits, urlInclude: ['/(/'] } })),
    ).rejects.toThrow(AppError);
  });
});
