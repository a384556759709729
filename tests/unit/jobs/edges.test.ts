import { beforeEach, describe, expect, it } from 'vitest';
import { edit } from '../../../scripts/demo-forum/index.mjs';
import { Commands } from '../../../lib/jobs/commands';
import type { HttpReply } from '../../../lib/model/http';
import { Runner } from '../../../lib/jobs/runner';
import { defaultLimits, type Job, type ScrapeSpec } from '../../../lib/model/job';
import { defaultPairing } from '../../../lib/model/pairing';
import type { Post, Thread } from '../../../lib/model/thread';
import { Life, World, smallForum, specFor } from './simulation';

// Commands that meet one another, or a task, in the middle.

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;
/** Thrown instead of pairing. */
let broken: Error | null;

beforeEach(() => {
  world = new World(smallForum({ longTopicPosts: 45 }));
  life = new Life(world);
  broken = null;
  const pair = (thread: Thread, posts: readonly Post[], options: typeof defaultPairing) => {
    if (broken) throw broken;
    return life.ports.pair(thread, posts, options);
  };
  const ports = { ...life.ports, pair };
  runner = new Runner(ports);
  let ids = 0;
  commands = new Commands({ ...ports, newId: () => `job-${++ids}`, deleteExports: () => Promise.resolve() }, runner);
});

const few: Partial<ScrapeSpec> = { limits: { ...defaultLimits, threads: 4 } };
const plain = (status: number, headers: Record<string, string> = {}): HttpReply => ({
  url: '',
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  bytes: new Uint8Array(),
  redirects: false,
});

async function settled(): Promise<void> {
  while (runner.isRunning) await runner.run();
}

async function start(change: Partial<ScrapeSpec> = few): Promise<string> {
  const { jobId } = await commands.start(specFor(world.forum, change));
  await settled();
  return jobId;
}

async function jobOf(jobId: string): Promise<Job> {
  return (await life.db.jobs.get(jobId))!;
}

const counters = async (jobId: string) => (await life.db.counters.get(jobId))!;
const openTasks = () => life.db.tasks.filter(({ state }) => state === 'pending' || state === 'active').count();

describe('run again', () => {
  it('while a new revision is being made keeps all its pairs', async () => {
    const jobId = await start();
    const before = (await counters(jobId)).pairs;
    await commands.repair(jobId, { ...defaultPairing, strategy: 'adjacent' });
    edit.addReply(world.forum, world.forum.topics.at(-1)!.id, { text: 'A late word.' });
    await commands.runAgain(jobId, false);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', revision: 2, nextRevision: null });
    expect((await counters(jobId)).pairs).toBeGreaterThanOrEqual(before);
    const rows = await life.db.threads.toArray();
    expect(rows.every((row) => row.pairs[2] !== undefined)).toBe(true);
  });

  it('after a stop fetches what was cut off, threads and images, and pairs it', async () => {
    world.intercept = ({ url }) => {
      if (url.includes('/posts.json')) void commands.stop('job-1');
      return null;
    };
    const jobId = await start({});
    await settled();
    world.intercept = null;
    const stopped = await counters(jobId);
    expect(stopped.threadsSkipped).toBeGreaterThan(0);
    await commands.runAgain(jobId, false);
    await settled();
    const rows = await life.db.threads.toArray();
    expect(rows.every((row) => row.state === 'done' && row.pairs[1] !== undefined)).toBe(true);
    expect(rows.some((row) => row.posts === 45)).toBe(true);
    expect(await life.db.assets.filter((asset) => asset.state === 'pending').count()).toBe(0);
    const { tasksDone, tasksTotal } = await counters(jobId);
    expect(tasksDone).toBe(tasksTotal);
  });

  it('keeps its counts straight beside images that failed', async () => {
    const jobId = await start({});
    expect((await counters(jobId)).imagesFailed).toBeGreaterThan(0);
    await commands.runAgain(jobId, false);
    await settled();
    await commands.retryFailed(jobId);
    await settled();
    const { tasksDone, tasksTotal } = await counters(jobId);
    expect(tasksDone).toBe(tasksTotal);
    expect(tasksDone).toBeGreaterThan(0);
  });
});

describe('images of hosts not granted', () => {
  it('may still be allowed after a stop', async () => {
    world.ungranted.add('https://pics.example.net/*');
    world.intercept = ({ url }) => {
      if (url.includes('/posts.json')) void commands.stop('job-1');
      return null;
    };
    const jobId = await start({});
    await settled();
    const held = await life.db.assets.filter((asset) => asset.state === 'held').count();
    expect(held).toBeGreaterThan(0);
    world.ungranted.clear();
    await commands.decideImages(jobId, ['pics.example.net'], 'allow');
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', problem: null });
    expect(await life.db.assets.filter((asset) => asset.state === 'held').count()).toBe(0);
  });
});

describe('pairing that fails', () => {
  it('in a job that is done fails once, and says so', async () => {
    const jobId = await start();
    broken = new Error('no such thing');
    await commands.repair(jobId, { ...defaultPairing, strategy: 'adjacent' });
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'failed', problem: { code: 'bug' } });
    expect(await openTasks()).toBe(0);
  });

  it('at a full disk waits for the person, also in a job that is done', async () => {
    const jobId = await start();
    broken = new DOMException('No room', 'QuotaExceededError');
    await commands.repair(jobId, { ...defaultPairing, strategy: 'adjacent' });
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', pause: 'storage' });
    broken = null;
    await commands.resume(jobId);
    await settled();
    expect(await jobOf(jobId)).toMatchObject({ state: 'done', revision: 2 });
  });
});

describe('waiting for robots.txt', () => {
  it.each(['pause', 'stop'] as const)('a %s in between ends the loop', async (command) => {
    world.intercept = ({ url }) => {
      if (url.endsWith('/session/current.json')) void commands[command]('job-1');
      return null;
    };
    const jobId = await start();
    await settled();
    expect((await jobOf(jobId)).state).toBe(command === 'pause' ? 'paused' : 'cancelled');
    expect(runner.isRunning).toBe(false);
    expect(await openTasks()).toBe(0);
  });
});

describe('a wake-up', () => {
  it('at any moment of a run makes it look once more, and no more', async () => {
    const jobId = await start();
    for (let moment = 0; moment < 30; moment++) {
      const run = runner.run();
      for (let i = 0; i < moment; i++) await Promise.resolve();
      if (moment % 2 === 0) await life.db.jobs.get(jobId);
      runner.wake();
      await run;
      const rested = settled().then(() => true);
      expect(
        await Promise.race([rested, new Promise((resolve) => setTimeout(resolve, 3000)).then(() => false)]),
        `moment ${moment}`,
      ).toBe(true);
    }
  });
});

describe('what a site may ask of us', () => {
  it.each(['999999999', '1e308'])('not to come back for %s seconds is cut to a day', async (seconds) => {
    world.intercept = ({ url }) => (url.includes('/t/') ? plain(429, { 'retry-after': seconds }) : null);
    await start();
    const lanes = await life.db.lanes.toArray();
    for (const lane of lanes) expect(lane.nextAt).toBeLessThanOrEqual(world.now() + 25 * 3600_000);
  });

  it('not to wait at all is answered with our own back-off', async () => {
    let asked = 0;
    world.intercept = ({ url }) => {
      if (!url.includes('/t/') || asked >= 3) return null;
      asked++;
      return plain(429, { 'retry-after': '0' });
    };
    await start();
    const times = world.requests.filter(({ url }) => url.includes('/t/')).map(({ at }) => at);
    expect(times[1]! - times[0]!).toBeGreaterThan(900);
    expect(times[2]! - times[1]!).toBeGreaterThan(900);
  });

  it('to go to another host is asked back to the person', async () => {
    world.intercept = ({ url }) =>
      url.includes('/latest') ? { ...plain(200), url: 'https://sso.example.org/' } : null;
    const jobId = await start();
    expect(await jobOf(jobId)).toMatchObject({ state: 'paused', problem: { reason: 'redirectedAway' } });
  });
});

describe('a job is born whole', () => {
  it('or not at all', async () => {
    for (let step = 1; step < 40; step++) {
      const other = new World(world.forum);
      const killed = new Life(other, step);
      const idle = { wake: () => undefined, abort: () => undefined } as unknown as Runner;
      const ports = { ...killed.ports, newId: () => 'job', deleteExports: () => Promise.resolve() };
      await new Commands(ports, idle).start(specFor(world.forum, few)).catch(() => undefined);
      const { db } = new Life(other);
      const [jobs, tasks] = await Promise.all([db.jobs.count(), db.tasks.count()]);
      expect(tasks > 0).toBe(jobs > 0);
      db.close();
      killed.kill();
    }
  });
});
