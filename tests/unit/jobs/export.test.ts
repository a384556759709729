import JSZip from 'jszip';
import { afterEach, describe, expect, it } from 'vitest';
import { exportLane, recoverExports, runExports } from '../../../lib/jobs/export-runner';
import type { ExportPorts } from '../../../lib/jobs/executors/export';
import { newJob } from '../../../lib/jobs/plan';
import { imageKey } from '../../../lib/model/image';
import { defaultImages, defaultLimits, type ExportSpec, type ScrapeSpec } from '../../../lib/model/job';
import { defaultPairing } from '../../../lib/model/pairing';
import { HeddleDb } from '../../../lib/store/db';
import { memoryExports, type ExportStore } from '../../../lib/store/export-files';
import { memoryFiles } from '../../../lib/store/files';
import { addTasks } from '../../../lib/store/tasks';
import { emptyCounters } from '../../../lib/model/job';
import { imageUrl, pair } from '../export/sample';

const base = 'https://forum.example.org';
const open: HeddleDb[] = [];
let databases = 0;

afterEach(async () => {
  for (const db of open.splice(0)) await db.delete();
});

interface World extends ExportPorts {
  readonly exports: ReturnType<typeof memoryExports>;
  readonly files: ReturnType<typeof memoryFiles>;
}

/** A finished job of 12 threads with 3 pairs and an image each. */
async function world(): Promise<World> {
  const db = new HeddleDb(`export-test-${++databases}`);
  open.push(db);
  const files = memoryFiles();
  const spec: ScrapeSpec = {
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
    siteName: 'Example',
    limits: defaultLimits,
    images: defaultImages,
    delayMs: 1000,
    robots: 'obey',
    signedIn: false,
    pairing: defaultPairing,
    options: {},
    refetchAll: false,
  };
  await db.jobs.add({ ...newJob('source', 'Example', spec, 1), state: 'done' });
  await db.counters.add(emptyCounters('source'));
  for (let t = 0; t < 12; t++) {
    const threadId = `discourse:forum.example.org:${t}`;
    const url = `${base}/t/${t}`;
    const image = imageUrl(t);
    const hash = await files.putFile(new Uint8Array(3000).fill(t + 1), 'image/png');
    await db.files.put({ hash, bytes: 3000, mediaType: 'image/png', refs: 1 });
    await db.assets.put({
      jobId: 'source',
      url: image,
      key: imageKey(image),
      host: 'cdn.example.org',
      state: 'stored',
      hash,
      extension: 'png',
      bytes: 3000,
      problem: null,
    });
    // Twelve posts: by key `10` comes before `2`, by position it does not.
    for (let n = 1; n <= 12; n++) {
      await db.posts.put({
        jobId: 'source',
        threadId,
        id: String(n),
        siteId: null,
        kind: n === 1 ? 'root' : 'reply',
        state: 'visible',
        replyTo: [],
        position: n,
        url: `${url}/${n}`,
        author: { name: 'ann', displayName: null },
        isBot: false,
        flags: [],
        postedAt: 1,
        editedAt: null,
        score: null,
        license: null,
        html: '<p>words that stay here</p>',
        images: n === 2 ? [{ url: image, alt: '', width: null, height: null }] : [],
      });
    }
    await db.threads.put({
      jobId: 'source',
      threadId,
      ordinal: t,
      target: { ...spec.target, kind: 'thread', key: String(t), url },
      thread: {
        id: threadId,
        site: 'discourse',
        url,
        title: `Thread ${t}`,
        category: null,
        tags: [],
        postedAt: 1,
        bumpedAt: null,
        postsCount: 12,
        closed: false,
        unaddressed: 'root',
        acceptedPostId: null,
        license: null,
      },
      state: 'done',
      posts: 12,
      pairs: { 1: 30 },
      problem: null,
      run: 1,
      fetchedAt: 1,
      unfetched: [],
      lastModified: null,
    });
    for (let n = 0; n < 30; n++) {
      const made = pair(threadId, url, t, n, `answer ${t}.${n} ![](${imageKey(image)})`);
      await db.pairs.put({ ...made, jobId: 'source' });
    }
  }
  return { db, files, exports: memoryExports(), version: '0.1.0', now: () => 1000 };
}

async function order(db: HeddleDb, id = 'export', change: Partial<ExportSpec> = {}): Promise<void> {
  const spec: ExportSpec = {
    kind: 'export',
    ofJobId: 'source',
    name: 'example',
    options: { format: 'standard', container: 'jsonl', images: true },
    save: 'download',
    capturedAt: 1_750_000_000_000,
    volume: { bytes: 25_000, entries: 100 },
    ...change,
  };
  const job = newJob(id, 'Export', spec, 1);
  await db.jobs.add(job);
  await db.counters.add(emptyCounters(id));
  await db.exports.add({ jobId: id, recordsDone: 0, recordsTotal: 0, bytesDone: 0, files: [] });
  const draft = {
    kind: 'export',
    key: 'export',
    group: '',
    lane: exportLane,
    payload: { kind: 'export' },
    url: null,
  } as const;
  await addTasks(db, job, [draft], 1);
}

async function run(ports: ExportPorts): Promise<void> {
  await recoverExports(ports);
  await runExports(ports);
}

describe('export runner', () => {
  it('writes the volumes, and ends task and job', async () => {
    const ports = await world();
    await order(ports.db);
    await run(ports);
    const [job, row, task] = await Promise.all([
      ports.db.jobs.get('export'),
      ports.db.exports.get('export'),
      ports.db.tasks.where('[jobId+state]').equals(['export', 'done']).first(),
    ]);
    expect(job).toMatchObject({ state: 'done', problem: null });
    expect(task?.payload).toBeNull();
    expect(row).toMatchObject({ recordsDone: 360, recordsTotal: 360 });
    expect(row!.files.length).toBeGreaterThan(1);
    expect(row!.bytesDone).toBe(row!.files.reduce((sum, file) => sum + file.bytes, 0));
    expect([...ports.exports.files.keys()].sort()).toEqual(row!.files.map((file) => `export/${file.name}`));
    const names: string[] = [];
    for (const file of row!.files) {
      const blob = await ports.exports.open('export', file.name);
      const zip = await JSZip.loadAsync(await blob!.arrayBuffer(), { checkCRC32: true });
      names.push(...Object.keys(zip.files));
      const sources = await zip.file('sources.jsonl')?.async('string');
      if (sources === undefined) continue;
      expect(sources).not.toContain('words that stay');
      const first = JSON.parse(sources.split('\n')[0]!);
      expect(first.posts.map((post: { id: string }) => post.id)).toEqual([
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
        '10',
        '11',
        '12',
      ]);
    }
    expect(names.filter((name) => name.startsWith('images/'))).toHaveLength(12);
    expect(names).toContain('manifest.json');
  });

  it('writes the same bytes after being killed anywhere', async () => {
    const ports = await world();
    await order(ports.db, 'whole');
    await run(ports);
    const whole = (await ports.db.exports.get('whole'))!.files;

    let kills = 0;
    for (let at = 1; ; at += 9) {
      const id = `killed-${at}`;
      await order(ports.db, id);
      const died = await killedAt(ports, at);
      if (!died) break;
      kills++;
      // Whatever the dead runner left; a new one recovers and begins anew.
      expect((await ports.db.jobs.get(id))?.state).toBe('running');
      await run(ports);
      expect((await ports.db.exports.get(id))?.files).toEqual(whole);
      expect([...ports.exports.files.keys()].filter((key) => key.startsWith(`${id}/`)).sort()).toEqual(
        whole.map((file) => `${id}/${file.name}`),
      );
      await ports.db.jobs.update(id, { deleted: true });
    }
    expect(kills).toBeGreaterThan(5);
  });

  it('stops when the job is stopped, and leaves nothing', async () => {
    const ports = await world();
    await order(ports.db);
    const stopping: ExportStore = {
      ...ports.exports,
      async create(jobId, name) {
        await ports.db.jobs.update('export', { state: 'cancelled' });
        await new Promise((resolve) => setTimeout(resolve, 700));
        return ports.exports.create(jobId, name);
      },
    };
    await run({ ...ports, exports: stopping });
    expect(ports.exports.files.size).toBe(0);
    expect((await ports.db.jobs.get('export'))?.state).toBe('cancelled');
    expect(await ports.db.tasks.where('[jobId+state]').equals(['export', 'skipped']).count()).toBe(1);
    expect((await ports.db.exports.get('export'))?.files).toEqual([]);
  });

  it('is held when paused, and goes on when resumed', async () => {
    const ports = await world();
    await order(ports.db);
    const pausing: ExportStore = {
      ...ports.exports,
      async rename(...args) {
        await ports.exports.rename(...args);
      },
      async create(jobId, name) {
        await ports.db.jobs.update('export', { state: 'paused', pause: 'user' });
        return ports.exports.create(jobId, name);
      },
    };
    await run({ ...ports, exports: pausing });
    const task = await ports.db.tasks.where('[jobId+state]').equals(['export', 'held']).first();
    expect(task?.held).toBe('job');
    expect(ports.exports.files.size).toBe(0);
    await ports.db.jobs.update('export', { state: 'running', pause: null });
    await ports.db.tasks.put({ ...task!, state: 'pending', held: null });
    await run(ports);
    expect((await ports.db.jobs.get('export'))?.state).toBe('done');
  });

  it('pauses with the remedy when the disk is full, and loses nothing', async () => {
    const ports = await world();
    await order(ports.db);
    const full: ExportStore = {
      ...ports.exports,
      create: () =>
        Promise.resolve({
          write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
          close: () => Promise.resolve(),
        }),
    };
    await run({ ...ports, exports: full });
    expect(await ports.db.jobs.get('export')).toMatchObject({ state: 'paused', pause: 'storage' });
    expect(await ports.db.tasks.where('[jobId+state]').equals(['export', 'held']).count()).toBe(1);
  });

  it('fails with a reason when the job to export is gone', async () => {
    const ports = await world();
    await order(ports.db, 'export', { ofJobId: 'nothing' });
    await run(ports);
    expect(await ports.db.jobs.get('export')).toMatchObject({ state: 'failed', problem: { reason: 'exportGone' } });
  });

  it('exports the address of an image whose file was lost or is damaged', async () => {
    const ports = await world();
    const [lost = '', damaged = ''] = ports.files.files.keys();
    ports.files.files.delete(lost);
    ports.files.files.set(damaged, new Uint8Array(3000));
    await order(ports.db, 'export', { volume: { bytes: 1_000_000, entries: 100 } });
    await run(ports);
    const blob = await ports.exports.open('export', 'example.zip');
    const zip = await JSZip.loadAsync(await blob!.arrayBuffer());
    const manifest = JSON.parse(await zip.file('manifest.json')!.async('string'));
    expect(manifest.failedImages.map((failure: { url: string }) => failure.url)).toEqual([imageUrl(0), imageUrl(1)]);
    expect(manifest.counts.images).toMatchObject({ stored: 10, failed: 2 });
    const text = await zip.file('train.jsonl')!.async('string');
    expect(text.split('\n')[0]).toContain(imageUrl(0));
  });

  it('never exports half of a revision that is being swept', async () => {
    const ports = await world();
    await order(ports.db);
    await ports.db.pairs
      .where('[jobId+revision+threadOrdinal+n]')
      .between(['source', 1, 5, 0], ['source', 1, 5, 99])
      .delete();
    await run(ports);
    expect(await ports.db.jobs.get('export')).toMatchObject({ state: 'failed', problem: { reason: 'exportChanging' } });
  });

  it('sweeps the files of exports that nobody has any more', async () => {
    const ports = await world();
    await ports.exports.create('nobody', 'left.zip');
    await run(ports);
    expect(ports.exports.files.size).toBe(0);
  });
});

/** Runs till the `at`th write or opening and dies there: nothing after it happens. */
async function killedAt(ports: World, at: number): Promise<boolean> {
  let step = 0;
  let died: (value: true) => void = () => undefined;
  const death = new Promise<true>((resolve) => (died = resolve));
  const never = new Promise<never>(() => undefined);
  const beat = (): Promise<unknown> => {
    if (++step < at) return Promise.resolve();
    died(true);
    return never;
  };
  const dying: ExportStore = {
    ...ports.exports,
    async create(jobId, name) {
      await beat();
      const file = await ports.exports.create(jobId, name);
      return {
        async write(chunk) {
          await beat();
          await file.write(chunk);
        },
        async close() {
          await beat();
          await file.close();
        },
      };
    },
  };
  const done = recoverExports(ports)
    .then(() => runExports({ ...ports, exports: dying }))
    .then(() => false as const);
  return Promise.race([death, done]);
}
