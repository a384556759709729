import { beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../../../../lib/jobs/commands';
import { Runner } from '../../../../lib/jobs/runner';
import type { HttpReply, HttpRequest } from '../../../../lib/model/http';
import { defaultImages, defaultSpec, type ScrapeSpec } from '../../../../lib/model/job';
import { stackexchange } from '../../../../lib/sites/stackexchange';
import { createSite, edit } from '../../../replay/stackexchange/index.mjs';
import { Life, smallForum, World } from '../../jobs/simulation';
import { answer, listing, type Site } from './network';

// Whole jobs on a make-believe site: what the store has in the end, and what was asked for.

let site: Site;
let life: Life;
let runner: Runner;
let commands: Commands;
let asked: string[];

function open(of: Site): void {
  site = of;
  asked = [];
  const world = new World(smallForum());
  world.intercept = (request: HttpRequest): HttpReply => {
    asked.push(request.url);
    const { url, status, headers, body } = answer(site, request);
    return { url, status, headers, bytes: new Uint8Array(Buffer.from(body)), redirects: false };
  };
  life = new Life(world);
  runner = new Runner(life.ports);
  let ids = 0;
  const deleteExports = (): Promise<void> => Promise.resolve();
  commands = new Commands({ ...life.ports, newId: () => `job-${String(++ids)}`, deleteExports }, runner);
}

function spec(change: Partial<ScrapeSpec> = {}): ScrapeSpec {
  const start = defaultSpec({ target: listing(), siteName: 'Make Believe', signedIn: null }, stackexchange.defaults);
  return {
    ...start,
    images: { ...defaultImages, enabled: false },
    limits: { ...start.limits, pairs: null },
    ...change,
  };
}

async function settled(): Promise<void> {
  while (runner.isRunning) await runner.run();
}

async function run(change?: Partial<ScrapeSpec>): Promise<string> {
  const { jobId } = await commands.start(spec(change));
  await settled();
  return jobId;
}

describe('a job', () => {
  beforeEach(() => open(createSite({ questions: 130 })));

  it('starts with what the reference tool starts with', () => {
    expect(defaultSpec({ target: listing(), siteName: '', signedIn: null }, stackexchange.defaults)).toMatchObject({
      limits: { threads: null, pairs: 100 },
      delayMs: 200,
      pairing: { strategy: 'answers', answers: 'accepted', minLength: 0 },
    });
  });

  it('pauses with the last request of the day, goes on with a key, and lets nobody see the key', async () => {
    site.quota = 2;
    const jobId = await run();
    const paused = await life.db.jobs.get(jobId);
    expect(paused).toMatchObject({ state: 'paused', pause: 'blocked', problem: { reason: 'apiQuotaEnd' } });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsDone: 100, requests: 2 });
    await life.db.settings.put({ key: 'key:stackexchange', value: 'good-key' });
    await commands.resume(jobId);
    await settled();
    expect(await life.db.jobs.get(jobId)).toMatchObject({ state: 'done', problem: null });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsDone: 130, pairs: 130, requests: 3 });
    expect(asked.at(-1)).toContain('key=good-key');
    const rows = await Promise.all(
      life.db.tables.filter(({ name }) => name !== 'settings').map((table) => table.toArray()),
    );
    expect(JSON.stringify(rows)).not.toContain('good-key');
  });

  it('is told in words when the key is wrong', async () => {
    await life.db.settings.put({ key: 'key:stackexchange', value: 'bad-key' });
    const jobId = await run();
    expect(await life.db.jobs.get(jobId)).toMatchObject({ state: 'paused', problem: { reason: 'apiKeyRefused' } });
  });

  it('run again stores and pairs only what changed: an edit, votes, an answer that is gone', async () => {
    const jobId = await run();
    const [first, second, third] = site.questions;
    edit(site, first!.acceptedId!, '<p>Mended.</p>');
    second!.score += 5;
    const gone = third!.answers.findIndex(({ id }) => id !== third!.acceptedId);
    const [deleted] = third!.answers.splice(gone, 1);
    const requests = asked.length;
    await commands.runAgain(jobId, false);
    await settled();
    expect(asked.length - requests).toBe(2);
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsUnchanged: 127, threadsDone: 3, pairs: 130 });
    const post = (id: number) => life.db.posts.filter((row) => row.id === String(id)).first();
    expect((await post(first!.acceptedId!))?.html).toBe('<p>Mended.</p>');
    expect((await post(second!.id))?.score).toBe(second!.score);
    expect((await post(deleted!.id))?.missingSince).toBeGreaterThan(0);
    expect((await life.db.posts.filter((row) => row.missingSince !== undefined).toArray()).length).toBe(1);
    const pairs = await life.db.pairs.toArray();
    expect(pairs.filter((pair) => JSON.stringify(pair).includes('Mended.'))).toHaveLength(1);
  });

  it('reads pages alone, under their robots.txt, where that is chosen', async () => {
    open(createSite({ questions: 12 }));
    const jobId = await run({ options: { route: 'pages', comments: true } });
    expect(await life.db.counters.get(jobId)).toMatchObject({ threadsDone: 12, pairs: 12, requests: 14 });
    expect(asked[0]).toBe('https://stackoverflow.com/robots.txt');
    expect(asked.every((url) => url.startsWith('https://stackoverflow.com/'))).toBe(true);
    expect(await life.db.posts.filter((post) => post.kind === 'comment').count()).toBe(12);
  });
});
