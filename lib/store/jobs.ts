import { Dexie } from 'dexie';
import type { ErrorInfo } from '../model/error';
import { emptyCounters, type Job, type Task, type TaskDraft } from '../model/job';
import type { PairingOptions } from '../model/pairing';
import type { Post, Target, Thread, ThreadId } from '../model/thread';
import type { HeddleDb } from './db';
import { queueRevision } from './pairs';
import { change, create, follow, log, pauseJob, pauseReasonOf, type JobLedger } from './ledger';
import { closeGroup, requeue } from './groups';
import { storeListed, type ListedThread } from './settle-fetch';
import { holdTasks, imageTask, imageTextTask, releaseTasks } from './tasks';

// What a person's commands do to a job. Each is one transaction.

/** Saves a new job with its first tasks. */
export async function createJob(
  db: HeddleDb,
  job: Job,
  drafts: readonly TaskDraft[],
  listed: readonly ListedThread[],
  now: number,
): Promise<void> {
  await create(db, job, now, async (ledger) => {
    if (job.kind === 'export') {
      await db.exports.put({ jobId: job.id, recordsDone: 0, recordsTotal: 0, bytesDone: 0, files: [] });
    }
    await log(ledger, 'jobStarted', [job.name], 'info', job.spec.kind === 'scrape' ? job.spec.target.url : null);
    await follow(ledger, drafts);
    await storeListed(ledger, listed);
  });
}

export interface KnownPage {
  readonly threadId: ThreadId;
  readonly target: Target;
  readonly thread: Thread;
  readonly posts: readonly Post[];
}

/** Saves what an open page showed as a job of its own; it is paired and done, no request is made. */
export async function createPageJob(db: HeddleDb, job: Job, pages: readonly KnownPage[], now: number): Promise<void> {
  await create(db, job, now, async (ledger) => {
    await log(ledger, 'jobStarted', [job.name]);
    for (const [ordinal, page] of pages.entries()) {
      const { threadId, target, thread, posts } = page;
      await db.posts.bulkPut(posts.map((post) => ({ ...post, threadId, jobId: job.id })));
      await db.threads.put({
        jobId: job.id,
        threadId,
        ordinal,
        target: { ...target, ordinal },
        thread: { ...thread, id: threadId },
        state: 'pending',
        posts: posts.length,
        pairs: {},
        problem: null,
        run: 1,
        fetchedAt: now,
        unfetched: [],
        lastModified: null,
      });
      ledger.counters.threadsFound++;
      ledger.counters.posts += posts.length;
      await closeGroup(ledger, threadId);
    }
  });
}

export function pause(db: HeddleDb, jobId: string, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => pauseJob(ledger, 'user', null));
}

/** Pauses a job that cannot go on for a reason outside of it. */
export function block(db: HeddleDb, jobId: string, problem: ErrorInfo, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => pauseJob(ledger, pauseReasonOf(problem), problem));
}

/**
 * Goes on with a paused or failed job.
 * @param first what is done again before anything else
 */
export function resume(db: HeddleDb, jobId: string, first: readonly TaskDraft[], now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    if (ledger.job.state !== 'paused' && ledger.job.state !== 'failed') return;
    ledger.job = { ...ledger.job, state: 'running', pause: null, problem: null, wantedOrigins: [], endedAt: null };
    ledger.counters.recent = [];
    await releaseTasks(db, jobId, now);
    await requeue(ledger, first);
    await log(ledger, 'jobResumed');
  });
}

/** Changes whether robots.txt is obeyed, for this job; the person's explicit choice. */
export function setRobots(db: HeddleDb, jobId: string, robots: 'obey' | 'ignore', now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { job } = ledger;
    if (job.spec.kind !== 'scrape') return;
    ledger.job = { ...job, spec: { ...job.spec, robots } };
    if (robots === 'ignore') await log(ledger, 'robotsIgnored', [], 'warn');
  });
}

export function rename(db: HeddleDb, jobId: string, name: string, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => {
    ledger.job = { ...ledger.job, name };
    return Promise.resolve();
  });
}

/** Ends a job; what was stored stays and is paired. */
export function stop(db: HeddleDb, jobId: string, now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    if (ledger.job.state !== 'running' && ledger.job.state !== 'paused') return;
    ledger.job = { ...ledger.job, state: 'cancelled', pause: null, problem: null, endedAt: now, listingDone: true };
    const groups = new Set<string>();
    for (const state of ['pending', 'held']) {
      const open = await db.tasks.where('[jobId+state]').equals([jobId, state]).toArray();
      for (const task of open) {
        if (task.kind === 'pair') {
          await db.tasks.put({ ...task, state: 'pending', held: null });
          continue;
        }
        // What waits for a host goes on waiting: it blocks nothing, and may still be allowed.
        if (task.held === 'permission') continue;
        await db.tasks.put({ ...task, state: 'skipped', held: null, payload: null });
        ledger.counters.tasksDone++;
        groups.add(task.group);
      }
    }
    for (const group of groups) await closeGroup(ledger, group, 'cut');
    await log(ledger, 'jobStopped');
  });
}

/** Tries everything again that failed. */
export function retryFailed(db: HeddleDb, jobId: string, now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { counters } = ledger;
    const failed = await db.tasks.where('[jobId+state]').equals([jobId, 'failed']).toArray();
    if (failed.length === 0) return;
    for (const task of failed) await retryTask(ledger, task);
    counters.tasksDone -= failed.length;
    counters.recent = [];
    ledger.job = { ...ledger.job, state: 'running', pause: null, problem: null, endedAt: null };
    await releaseTasks(db, jobId, now);
    await log(ledger, 'jobResumed');
  });
}

async function retryTask({ db, job, counters, now }: JobLedger, task: Task): Promise<void> {
  await db.tasks.put({ ...task, state: 'pending', attempts: 0, claims: 0, dueAt: now, problem: null });
  if (task.kind === 'read' || task.kind === 'chunk') {
    const doc = await db.docs.get(task.group);
    if (doc && task.kind === 'read') await db.docs.put({ ...doc, state: 'pending', problem: null });
    counters.docsFailed--;
    return;
  }
  if (task.kind === 'judge') {
    counters.chunksFailed--;
    return;
  }
  if (task.kind === 'generate') {
    const chunk = await db.chunks.get([job.id, task.payload?.kind === 'generate' ? task.payload.chunk : -1]);
    if (chunk) await db.chunks.put({ ...chunk, state: 'pending', problem: null });
    counters.chunksFailed--;
    return;
  }
  if (task.kind === 'ocr') {
    counters.imagesUnread--;
    return;
  }
  if (task.kind === 'image') {
    const url = task.payload?.kind === 'image' ? task.payload.url : '';
    const asset = await db.assets.get([job.id, url]);
    if (asset) await db.assets.put({ ...asset, state: 'pending', problem: null });
    counters.imagesFailed--;
    return;
  }
  const row = task.group === '' ? undefined : await db.threads.get([job.id, task.group]);
  if (row?.state === 'failed') {
    await db.threads.put({ ...row, state: 'pending', problem: null });
    counters.threadsFailed--;
  }
}

/** Starts another run of the same job over what is stored. */
export function runAgain(
  db: HeddleDb,
  jobId: string,
  refetchAll: boolean,
  drafts: readonly TaskDraft[],
  listed: readonly ListedThread[],
  now: number,
): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { job, counters } = ledger;
    if (job.state === 'running' || job.spec.kind !== 'scrape') return;
    const spec = { ...job.spec, refetchAll };
    const open = { state: 'running', pause: null, problem: null, endedAt: null, seen: false } as const;
    ledger.job = { ...job, ...open, spec, run: job.run + 1, listingDone: false };
    const { threadsFound, threadsDone, threadsFailed, threadsSkipped, threadsUnchanged } = emptyCounters(jobId);
    Object.assign(counters, { threadsFound, threadsDone, threadsFailed, threadsSkipped, threadsUnchanged });
    counters.recent = [];
    await clearRun(ledger);
    await releaseTasks(db, jobId, now);
    await log(ledger, 'jobStarted', [job.name]);
    await follow(ledger, drafts);
    await storeListed(ledger, listed);
  });
}

/**
 * Deletes the tasks of the run that is over. Pairing not done yet, and images that wait or failed, are still wanted;
 * images that a stop cut off are asked for again.
 */
async function clearRun(ledger: JobLedger): Promise<void> {
  const { db, job, counters } = ledger;
  const all = db.tasks.where('[jobId+state]').between([job.id, Dexie.minKey], [job.id, Dexie.maxKey]);
  await all.filter((task) => !outlivesRun(task)).delete();
  const kept = await all.toArray();
  counters.tasksTotal = kept.length;
  counters.tasksDone = kept.filter((task) => task.state === 'failed').length;
  const cutOff = await db.assets.where('[jobId+state]').equals([job.id, 'pending']).toArray();
  await requeue(
    ledger,
    cutOff.map(({ url, host }) => imageTask(url, host)),
  );
  await requeueTexts(ledger, kept);
}

function outlivesRun(task: Task): boolean {
  if (task.kind === 'fetch' || task.state === 'done' || task.state === 'skipped') return false;
  return task.state !== 'failed' || task.kind === 'image' || task.kind === 'ocr';
}

/** Images that were stored, and whose words a stop cut off. */
async function requeueTexts(ledger: JobLedger, kept: readonly Task[]): Promise<void> {
  const { db, job } = ledger;
  if (job.spec.kind !== 'scrape' || !job.spec.images.ocr) return;
  const waiting = new Set(kept.map(({ key }) => key));
  const stored = await db.assets.where('[jobId+state]').equals([job.id, 'stored']).toArray();
  for (const { hash, url, extension } of stored) {
    if (hash === null || extension === 'svg' || (await db.imageTexts.get(hash))) continue;
    const draft = imageTextTask(hash, url);
    if (!waiting.has(draft.key)) await requeue(ledger, [draft]);
  }
}

/** Starts a new revision of the pairs; the shown one stays until the new one is whole. */
export function repair(db: HeddleDb, jobId: string, pairing: PairingOptions, now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { job } = ledger;
    // What a model made is made once; there are no posts to pair again.
    if (job.spec.kind !== 'scrape') return;
    const revision = Math.max(job.revision, job.nextRevision?.revision ?? 0) + 1;
    if (job.nextRevision) {
      const prefix = `pair:${job.nextRevision.revision}:`;
      await db.tasks
        .where('[jobId+key]')
        .between([jobId, prefix], [jobId, `${prefix}\uffff`])
        .delete();
    }
    ledger.job = { ...job, nextRevision: { revision, pairing } };
    await queueRevision(ledger, revision);
    const queued = await db.tasks
      .where('[jobId+key]')
      .between([jobId, `pair:${revision}:`], [jobId, `pair:${revision}:\uffff`])
      .first();
    if (!queued) ledger.job = { ...ledger.job, revision, pairing, nextRevision: null };
  });
}

/** Fetches, or gives up, the images of these hosts that waited for a grant. */
export function decideImages(
  db: HeddleDb,
  jobId: string,
  hosts: ReadonlySet<string>,
  decision: 'allow' | 'skip',
  now: number,
): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { counters } = ledger;
    const rows = await db.assets.where('[jobId+state]').equals([jobId, 'held']).toArray();
    const chosen = rows.filter((row) => hosts.has(row.host));
    for (const row of chosen) {
      const task = await db.tasks
        .where('[jobId+key]')
        .equals([jobId, `image:${row.url}`])
        .first();
      await db.assets.put({ ...row, state: decision === 'allow' ? 'pending' : 'skipped' });
      if (!task) continue;
      if (decision === 'skip') counters.tasksDone++;
      await db.tasks.put(
        decision === 'allow'
          ? { ...task, state: 'pending', held: null, dueAt: now, payload: imageTask(row.url, row.host).payload }
          : { ...task, state: 'skipped', held: null, payload: null },
      );
    }
    counters.imagesHeld -= chosen.length;
    if (
      decision === 'allow' &&
      chosen.length > 0 &&
      (ledger.job.state === 'done' || ledger.job.state === 'cancelled')
    ) {
      ledger.job = { ...ledger.job, state: 'running', endedAt: null };
    }
    if (ledger.job.state === 'paused') await holdTasks(db, ledger.job);
  });
}

/** Moves the rating below which pairs are left out; nothing is judged again. */
export function setThreshold(db: HeddleDb, jobId: string, threshold: number | null, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => {
    ledger.job = { ...ledger.job, threshold };
    return Promise.resolve();
  });
}

export function markSeen(db: HeddleDb, jobId: string, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => {
    ledger.job = { ...ledger.job, seen: true };
    return Promise.resolve();
  });
}

/** Adds to the time a job was at work. */
export async function addBusy(db: HeddleDb, jobId: string, ms: number): Promise<void> {
  await db.transaction('rw', db.counters, async () => {
    const row = await db.counters.get(jobId);
    if (row) await db.counters.put({ ...row, busyMs: row.busyMs + ms });
  });
}
