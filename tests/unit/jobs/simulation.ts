import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createForum, handle, sessionToken } from '../../../scripts/demo-forum/index.mjs';
import { pairCleaned } from '../../../lib/jobs/pair-thread';
import type { HttpReply, HttpRequest } from '../../../lib/model/http';
import type { Ports } from '../../../lib/jobs/ports';
import { AppError } from '../../../lib/model/error';
import { defaultImages, defaultLimits, type ScrapeSpec } from '../../../lib/model/job';
import { defaultPairing } from '../../../lib/model/pairing';
import { HeddleDb } from '../../../lib/store/db';
import { memoryFiles } from '../../../lib/store/files';

/** Time runs this much faster than real time, so that delays cost little. */
const usualSpeed = 1500;

export type DemoForum = ReturnType<typeof createForum>;

/** What outlives a kill: the site, the disk, the clock. */
export class World {
  readonly forum: DemoForum;
  readonly factory = new IDBFactory();
  readonly files = memoryFiles(() => 0);
  readonly requests: { readonly url: string; readonly at: number }[] = [];
  /** Signed in as. */
  user: string | null = null;
  online = true;
  ungranted = new Set<string>();
  /** Answers instead of the forum where it returns a reply. */
  intercept: ((request: HttpRequest) => HttpReply | Error | null) | null = null;
  readonly #start = performance.now();

  readonly #speed: number;

  constructor(forum: DemoForum, speed = usualSpeed) {
    this.forum = forum;
    this.#speed = speed;
  }

  now = (): number => 1_700_000_000_000 + Math.round((performance.now() - this.#start) * this.#speed);

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, 100_000) / this.#speed);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });

  answer(request: HttpRequest): HttpReply {
    const url = new URL(request.url);
    const cookie = this.user === null ? undefined : `_t=${sessionToken(this.forum, this.user)}`;
    const headers = request.credentials === 'include' && cookie ? { cookie } : {};
    const reply = handle(this.forum, { url: url.pathname + url.search, origin: url.origin, headers });
    const location = reply.headers['location'];
    if (typeof location === 'string' && reply.status < 400) {
      return this.answer({ ...request, url: new URL(location, url).href });
    }
    return {
      url: request.url,
      status: reply.status,
      headers: Object.fromEntries(Object.entries(reply.headers).map(([k, v]) => [k.toLowerCase(), String(v)])),
      bytes: new Uint8Array(Buffer.from(reply.body)),
      redirects: false,
    };
  }
}

class Killed extends Error {}

/** One life of the program in a world: its own connection to the store, until it is killed. */
export class Life {
  readonly db: HeddleDb;
  readonly ports: Ports;
  /** Steps (requests begun and ended, reads and writes of the store) taken so far. */
  steps = 0;
  dead = false;
  readonly #die: () => void;
  readonly died: Promise<void>;

  constructor(world: World, killAtStep = Number.POSITIVE_INFINITY) {
    let die = (): void => undefined;
    this.died = new Promise((resolve) => (die = resolve));
    this.#die = die;
    const step = (): void => {
      if (this.dead) throw new Killed();
      if (++this.steps < killAtStep) return;
      this.kill();
      throw new Killed();
    };
    this.db = new HeddleDb('heddle', { indexedDB: world.factory, IDBKeyRange });
    // A kill inside a transaction aborts it, as the browser does.
    this.db.use({
      stack: 'dbcore',
      name: 'kill',
      create: (core) => ({
        ...core,
        table: (name) => {
          const table = core.table(name);
          return {
            ...table,
            mutate: (request) => {
              step();
              return table.mutate(request);
            },
            get: (request) => {
              step();
              return table.get(request);
            },
          };
        },
      }),
    });
    const forever = new Promise<never>(() => undefined);
    const http: Ports['http'] = async (request, signal) => {
      step();
      world.requests.push({ url: request.url, at: world.now() });
      await world.sleep(20);
      if (signal.aborted) throw new AppError({ code: 'aborted', message: 'Stopped.' });
      if (this.dead) return forever;
      const instead = world.intercept?.(request);
      if (instead instanceof Error) throw instead;
      const reply = instead ? { ...instead, url: instead.url || request.url } : world.answer(request);
      step();
      return reply;
    };
    this.ports = {
      db: this.db,
      files: world.files,
      now: world.now,
      sleep: world.sleep,
      random: () => 0.5,
      online: () => world.online,
      granted: (origin) => Promise.resolve(!world.ungranted.has(origin)),
      lock: async (_name, body) => {
        if (this.dead) return forever;
        await Promise.race([body(), this.died]);
      },
      pair: pairCleaned,
      http,
      tabHttp: http,
    };
  }

  kill(): void {
    this.dead = true;
    this.db.close({ disableAutoOpen: true });
    this.#die();
  }
}

export function smallForum(more: Parameters<typeof createForum>[0] = {}): DemoForum {
  return createForum({ topics: 8, longTopicPosts: 45, ...more });
}

export function specFor(forum: DemoForum, change: Partial<ScrapeSpec> = {}): ScrapeSpec {
  const base = forum.origin + forum.base;
  return {
    kind: 'scrape',
    target: {
      site: 'discourse',
      base,
      kind: 'listing',
      key: '/latest',
      url: `${base}/latest`,
      title: 'Latest',
      ordinal: 0,
    },
    siteName: forum.title,
    limits: defaultLimits,
    images: defaultImages,
    delayMs: 200,
    robots: 'obey',
    signedIn: false,
    pairing: defaultPairing,
    options: {},
    refetchAll: false,
    ...change,
  };
}

/** Everything that must not depend on how often we died. */
export async function dump(db: HeddleDb, jobId: string): Promise<unknown> {
  const inJob = <T extends { readonly jobId: string }>(rows: readonly T[]): readonly T[] =>
    rows.filter((row) => row.jobId === jobId);
  const job = await db.jobs.get(jobId);
  const counters = await db.counters.get(jobId);
  const threads = inJob(await db.threads.toArray());
  const posts = inJob(await db.posts.toArray());
  const pairs = inJob(await db.pairs.toArray());
  const assets = inJob(await db.assets.toArray());
  const same = { createdAt: 0, endedAt: 0, id: '' };
  return {
    job: { ...job, ...same },
    counters: { ...counters, jobId: '', requests: 0, busyMs: 0, tasksTotal: 0, tasksDone: 0, recent: [] },
    threads: threads.map((row) => ({ ...row, jobId: '', fetchedAt: 0 })),
    posts: posts.map((row) => ({ ...row, jobId: '' })),
    pairs: pairs.map((row) => ({ ...row, jobId: '' })),
    assets: assets.map((row) => ({ ...row, jobId: '' })),
    files: await db.files.toArray(),
  };
}
