import { Dexie } from 'dexie';
import { emptyCounters, type Job, type Task, type TaskDraft } from '../model/job';
import type { PairingOptions } from '../model/pairing';
import type { Post, Target, Thread, ThreadId } from '../model/thread';
import type { HeddleDb } from './db';
import { queueRevision } from './pairs';
import { change, follow, log, pauseJob, type JobLedger } from './ledger';
import { closeGroup, requeue } from './groups';
import { storeListed, type ListedThread } from './settle-fetch';
import { holdTasks, releaseTasks } from './tasks';

// What a person's commands do to a job. Each is one transaction.

/** Saves a new job with its first tasks. */
export async function createJob(
  db: HeddleDb,
  job: Job,
  drafts: readonly TaskDraft[],
  listed: readonly ListedThread[],
  now: number,
): Promise<void> {
  await db.transaction('rw', [db.jobs, db.counters], async () => {
    await db.jobs.add(job);
    await db.counters.add(emptyCounters(job.id));
  });
  await change(db, job.id, now, async (ledger) => {
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
  await db.transaction('rw', [db.jobs, db.counters], async () => {
    await db.jobs.add(job);
    await db.counters.add(emptyCounters(job.id));
  });
  await change(db, job.id, now, async (ledger) => {
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
        await db.tasks.put({ ...task, state: 'skipped', held: null, payload: null });
        ledger.counters.tasksDone++;
        groups.add(task.group);
      }
    }
    for (const group of groups) await closeStopped(ledger, group);
    await log(ledger, 'jobStopped');
  });
}

async function closeStopped(ledger: JobLedger, group: string): Promise<void> {
  const { db, job, counters } = ledger;
  const row = group === '' ? undefined : await db.threads.get([job.id, group]);
  if (row?.state === 'pending' && row.posts === 0) {
    const problem = { code: 'aborted', reason: 'stopped', message: 'Not fetched: the job was stopped.' } as const;
    await db.threads.put({ ...row, state: 'skipped', problem });
    counters.threadsSkipped++;
  }
  await closeGroup(ledger, group);
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
    // Images that wait or failed keep their tasks; all other tasks belong to the run that is over.
    await db.tasks
      .where('[jobId+state]')
      .between([jobId, Dexie.minKey], [jobId, Dexie.maxKey])
      .filter((task) => task.kind !== 'image' || task.state === 'done' || task.state === 'skipped')
      .delete();
    const { threadsFound, threadsDone, threadsFailed, threadsSkipped, threadsUnchanged, tasksTotal, tasksDone } =
      emptyCounters(jobId);
    Object.assign(counters, { threadsFound, threadsDone, threadsFailed, threadsSkipped, threadsUnchanged });
    Object.assign(counters, { tasksTotal, tasksDone, recent: [] });
    await releaseTasks(db, jobId, now);
    await log(ledger, 'jobStarted', [job.name]);
    await follow(ledger, drafts);
    await storeListed(ledger, listed);
  });
}

/** Starts a new revision of the pairs; the shown one stays until the new one is whole. */
export function repair(db: HeddleDb, jobId: string, pairing: PairingOptions, now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { job } = ledger;
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
          ? { ...task, state: 'pending', held: null, dueAt: now }
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

export function markSeen(db: HeddleDb, jobId: string, now: number): Promise<void> {
  return change(db, jobId, now, (ledger) => {
    ledger.job = { ...ledger.job, seen: true };
    return Promise.resolve();
  });
}
