import { describe, expect, it } from 'vitest';
import { Commands } from '../../../lib/jobs/commands';
import { Runner } from '../../../lib/jobs/runner';
import { defaultLimits } from '../../../lib/model/job';
import { Life, World, dump, smallForum, specFor, type DemoForum } from './simulation';

const forum: DemoForum = smallForum({ longTopicPosts: 25 });

/** Random numbers that a failure can be repeated with. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function startJob(world: World): Promise<string> {
  const life = new Life(world);
  const commands = commandsOf(life);
  const { jobId } = await commands.start(specFor(forum, { limits: { ...defaultLimits, threads: 3 } }));
  life.kill();
  return jobId;
}

function commandsOf(life: Life): Commands {
  let ids = 0;
  const idle = { wake: () => undefined, abort: () => undefined } as unknown as Runner;
  return new Commands({ ...life.ports, newId: () => `job-${ids++}`, deleteExports: () => Promise.resolve() }, idle);
}

/** Runs a job to its end, dying every now and then. */
async function crawl(world: World, jobId: string, stepsToLive: () => number): Promise<number> {
  for (let kills = 0; kills < 5000; kills++) {
    const life = new Life(world, stepsToLive());
    await new Runner(life.ports).run();
    if (life.dead) continue;
    life.kill();
    const job = await new Life(world).db.jobs.get(jobId);
    if (job?.state === 'done') return kills;
    await world.sleep(2000);
  }
  throw new Error('The job never ended.');
}

describe('a crawl that is killed', () => {
  it('ends in the same state as one that is not, with at most one repeated request a kill', async () => {
    const calm = new World(forum);
    const calmJob = await startJob(calm);
    await crawl(calm, calmJob, () => Number.POSITIVE_INFINITY);
    const expected = await dump(new Life(calm).db, calmJob);
    expect(expected).toMatchObject({ job: { state: 'done' } });
    const steps = calm.requests.length;
    expect(steps).toBeGreaterThan(10);

    let kills = 0;
    const random = generator(20261122);
    for (let round = 0; kills < 1000; round++) {
      const world = new World(forum);
      const jobId = await startJob(world);
      const died = await crawl(world, jobId, () => 1 + Math.floor(random() * 200));
      kills += died;
      const state = await dump(new Life(world).db, jobId);
      expect(state, `round ${round}`).toEqual(expected);
      const lanes = new Set(world.requests.map(({ url }) => new URL(url).host)).size;
      expect(world.requests.length - calm.requests.length).toBeLessThanOrEqual(died * lanes);
      keepsDistance(world);
    }
    expect(kills).toBeGreaterThanOrEqual(1000);
  }, 240_000);
});

/** No two requests to one host closer than the delay, kills or not. */
function keepsDistance(world: World): void {
  const last = new Map<string, number>();
  for (const { url, at } of world.requests) {
    const { host } = new URL(url);
    expect(at - (last.get(host) ?? 0)).toBeGreaterThanOrEqual(200);
    last.set(host, at);
  }
}
