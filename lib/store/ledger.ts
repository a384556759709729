import type { ErrorInfo } from '../model/error';
import {
  emptyCounters,
  type Counters,
  type Job,
  type LogLine,
  type PauseReason,
  type ScrapeSpec,
  type Task,
  type TaskDraft,
} from '../model/job';
import type { HeddleDb } from './db';
import { addTasks, holdTasks } from './tasks';

// Changing a job: one read-write transaction that stores what came, adds what follows, and marks the task done. A kill
// before it repeats the task, a kill after it repeats nothing.

export interface Settlement {
  /** Ended just now. */
  readonly ended: boolean;
}

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** What every change of a job works on; read and written once, inside its transaction. */
export interface JobLedger {
  readonly db: HeddleDb;
  readonly now: number;
  job: Job;
  readonly counters: Draft<Counters>;
}

export interface Ledger extends JobLedger {
  readonly task: Task;
}

/** The tables of every settlement; a transaction around one has at least these. */
export function tablesOf(db: HeddleDb) {
  return [
    db.jobs,
    db.counters,
    db.tasks,
    db.threads,
    db.posts,
    db.assets,
    db.files,
    db.logs,
    db.lanes,
    db.robots,
    db.pairs,
    db.settings,
    db.docs,
    db.docTexts,
    db.chunks,
    db.models,
    db.imageTexts,
  ];
}

/**
 * Opens the transaction of a settlement.
 * @returns null when the task is not ours any more: its job was deleted, or it was stopped meanwhile
 */
export async function settle(
  db: HeddleDb,
  task: Task,
  now: number,
  body: (ledger: Ledger) => Promise<void>,
): Promise<Settlement | null> {
  return db.transaction('rw', tablesOf(db), async () => {
    const [job, counters, current] = await Promise.all([
      db.jobs.get(task.jobId),
      db.counters.get(task.jobId),
      db.tasks.get(task.id),
    ]);
    if (!job || !counters || current?.state !== 'active') return null;
    const ledger: Ledger = { db, now, task, job, counters: { ...counters } };
    await body(ledger);
    const ended = await endIfNothingLeft(ledger);
    await db.counters.put(ledger.counters);
    await db.jobs.put(ledger.job);
    return { ended };
  });
}

/** Changes a job outside any task: a person's command. Nothing happens when it is gone. */
export async function change(
  db: HeddleDb,
  jobId: string,
  now: number,
  body: (ledger: JobLedger) => Promise<void>,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    const [job, counters] = await Promise.all([db.jobs.get(jobId), db.counters.get(jobId)]);
    if (!job || !counters || job.deleted) return;
    const ledger: JobLedger = { db, now, job, counters: { ...counters } };
    await body(ledger);
    await endIfNothingLeft(ledger);
    await db.counters.put(ledger.counters);
    await db.jobs.put(ledger.job);
  });
}

/** Saves a new job with all that belongs to its beginning, or nothing of it. */
export async function create(
  db: HeddleDb,
  job: Job,
  now: number,
  body: (ledger: JobLedger) => Promise<void>,
): Promise<void> {
  await db.transaction('rw', [...tablesOf(db), db.exports], async () => {
    await db.jobs.add(job);
    await db.counters.add(emptyCounters(job.id));
    await change(db, job.id, now, body);
  });
}

export async function log(
  { db, now, job }: Pick<JobLedger, 'db' | 'now' | 'job'>,
  event: string,
  params: readonly (string | number)[] = [],
  level: LogLine['level'] = 'info',
  url: string | null = null,
): Promise<void> {
  await db.logs.add({ jobId: job.id, at: now, level, event, params: params.map(String), url });
}

/** Adds follow-up tasks; a stopped job gets none but pairing. */
export async function follow(ledger: JobLedger, drafts: readonly TaskDraft[]): Promise<void> {
  const wanted = ledger.job.state === 'cancelled' ? drafts.filter((draft) => draft.kind === 'pair') : drafts;
  ledger.counters.tasksTotal += await addTasks(ledger.db, ledger.job, wanted, ledger.now);
}

export async function finish(
  ledger: Ledger,
  state: 'done' | 'skipped' | 'failed',
  problem: ErrorInfo | null = null,
): Promise<void> {
  // A failed task keeps its payload, for *Retry*; the others' are dead weight.
  const payload = state === 'failed' ? ledger.task.payload : null;
  await ledger.db.tasks.put({ ...ledger.task, state, held: null, problem, payload });
  ledger.counters.tasksDone++;
}

async function endIfNothingLeft(ledger: JobLedger): Promise<boolean> {
  const { db, job, now } = ledger;
  if (job.state !== 'running') return false;
  for (const state of ['pending', 'active']) {
    if (await db.tasks.where('[jobId+state]').equals([job.id, state]).first()) return false;
  }
  const end = { endedAt: now, listingDone: true, seen: false } as const;
  const problem = await nothingToList(ledger);
  if (problem) {
    ledger.job = { ...ledger.job, ...end, state: 'failed', problem };
    await log(ledger, 'jobFailed', [problem.message], 'error', problem.url ?? null);
    return true;
  }
  ledger.job = { ...ledger.job, ...end, state: 'done' };
  await logDone(ledger);
  return true;
}

async function logDone(ledger: JobLedger): Promise<void> {
  const { threadsDone, threadsUnchanged, posts, chunksDone, pairs, docsDone } = ledger.counters;
  const { kind } = ledger.job;
  if (kind === 'generate') await log(ledger, 'generateDone', [chunksDone, pairs]);
  else if (kind === 'import') await log(ledger, 'importDone', [docsDone]);
  else if (kind === 'download') await log(ledger, 'downloadDone', [ledger.job.name]);
  else await log(ledger, 'jobDone', [threadsDone + threadsUnchanged, posts]);
}

/** Why a listing that could not be read gave not one thread: then the job has failed, and not a part of it. */
async function nothingToList({ db, job, counters }: JobLedger): Promise<ErrorInfo | null> {
  if (job.spec.kind !== 'scrape' || counters.threadsFound > 0) return null;
  const failed = await db.tasks
    .where('[jobId+state]')
    .equals([job.id, 'failed'])
    .filter(({ kind, group }) => kind === 'fetch' && group === '')
    .first();
  return failed?.problem ?? null;
}

/** Pauses a job: its tasks are held until it is resumed. */
export async function pauseJob(ledger: JobLedger, reason: PauseReason, problem: ErrorInfo | null): Promise<void> {
  // Pairing goes on in jobs that ended; where the disk is full, they too wait for the person.
  const ended = ledger.job.state === 'done' || ledger.job.state === 'cancelled';
  if (ledger.job.state !== 'running' && !(ended && reason === 'storage')) return;
  ledger.job = { ...ledger.job, state: 'paused', pause: reason, problem, endedAt: null };
  await holdTasks(ledger.db, ledger.job);
  await log(ledger, 'jobPaused', [problem?.message ?? ''], problem ? 'warn' : 'info', problem?.url ?? null);
}

export function scrapeSpecOf(job: Job): ScrapeSpec | null {
  return job.spec.kind === 'scrape' ? job.spec : null;
}

/** The pause that an error with this code asks for. */
export function pauseReasonOf(info: ErrorInfo): PauseReason {
  if (info.code === 'permission') return 'permission';
  if (info.code === 'storage-full') return 'storage';
  if (info.code === 'engine') return 'engine';
  return info.code === 'malformed' ? 'malformed' : 'blocked';
}
