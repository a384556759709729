import { dispositions, type ErrorInfo } from '../model/error';
import type { Task, TaskDraft } from '../model/job';
import type { HeddleDb } from './db';
import { closeGroup, requeue } from './groups';
import { finish, log, pauseJob, pauseReasonOf, settle, type Ledger, type Settlement } from './ledger';
import { completeRevision } from './pairs';
import { heldBy, holdTasks, restLane } from './tasks';

/** Tries that count before a task fails. */
const maxAttempts = 5;
/** No site's wish keeps a lane closed for longer. */
export const longestAskedMs = 24 * 3600_000;
/** A job pauses when more than this many of its last hundred replies made no sense. */
const maxMalformed = 5;

/**
 * Saves that a task failed: the code alone decides what follows (`dispositions`).
 * @param backoffMs first and longest back-off of the site
 */
export function settleFailure(
  db: HeddleDb,
  task: Task,
  info: ErrorInfo,
  now: number,
  backoffMs: readonly [number, number],
): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const disposition = dispositions[info.code];
    const isRequest = task.kind === 'fetch' || task.kind === 'image';
    if (isRequest && info.code !== 'permission' && info.reason !== 'robotsDisallow') ledger.counters.requests++;
    if (disposition.task === 'keep') await putBack(ledger, {});
    else if (disposition.task === 'wait') await waitForLane(ledger, info, backoffMs);
    else if (disposition.task === 'retry' && task.attempts + 1 < maxAttempts) await tryAgain(ledger, info, backoffMs);
    else await giveUp(ledger, info, disposition.task === 'skip' ? 'skipped' : 'failed');
    if (info.code === 'malformed' && (await tooManyMalformed(ledger))) await pauseJob(ledger, 'malformed', info);
    // Whoever stopped the task has said what becomes of the job; it may have been resumed since.
    if (disposition.job === 'pause' && info.reason !== 'stopped') await pauseForPerson(ledger, info);
    if (disposition.job === 'fail' && (ledger.job.state === 'running' || ledger.job.state === 'done')) {
      ledger.job = { ...ledger.job, state: 'failed', problem: info, endedAt: now };
      await holdTasks(db, ledger.job);
      await log(ledger, 'jobFailed', [info.message], 'error', task.url);
    }
  });
}

async function pauseForPerson(ledger: Ledger, info: ErrorInfo): Promise<void> {
  await pauseJob(ledger, pauseReasonOf(info), info);
  if (info.code === 'permission' && info.params) ledger.job = { ...ledger.job, wantedOrigins: info.params };
}

async function putBack(ledger: Ledger, change: Partial<Task>): Promise<void> {
  const { db, task, job } = ledger;
  const ended = job.state === 'cancelled' || job.state === 'done';
  if (ended && task.kind !== 'pair') {
    await finish(ledger, 'skipped');
    if (task.kind === 'fetch') await closeGroup(ledger, task.group, 'cut');
    return;
  }
  const held = heldBy(job, task.kind);
  // Not settled through any fault of the task: the claim does not count towards `too-heavy`.
  const claims = Math.max(0, task.claims - 1);
  await db.tasks.put({ ...task, claims, state: held ? 'held' : 'pending', held, ...change });
}

/**
 * Saves that something else must be fetched before a task: it waits behind that. No request was made, so the lane need
 * not rest.
 * @param notBefore the earliest time (epoch ms) at which the task is looked at again
 */
export function settleDeferred(
  db: HeddleDb,
  task: Task,
  first: readonly TaskDraft[],
  now: number,
  notBefore = 0,
): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const firstAt = await requeue(ledger, first);
    // Behind it, also when it was put off: of two that are due alike the older one is served first.
    await putBack(ledger, { dueAt: Math.max(task.dueAt, firstAt + 1, notBefore) });
    if (ledger.job.state === 'running') await db.lanes.update(task.lane, { nextAt: 0 });
  });
}

async function waitForLane(ledger: Ledger, info: ErrorInfo, backoffMs: readonly [number, number]): Promise<void> {
  const { db, task, now } = ledger;
  if (!isHost(task.lane)) {
    const asked = info.dueAt !== undefined && info.dueAt > now ? info.dueAt : now + backoffMs[1];
    const dueAt = Math.min(asked, now + longestAskedMs);
    await putBack(ledger, { dueAt });
    await putOff(ledger, dueAt);
    await log(ledger, 'rateLimited', [Math.ceil((dueAt - now) / 1000)], 'warn', task.url);
    return;
  }
  const lane = await db.lanes.get(task.lane);
  // Replies already in flight when the limit struck count as one strike.
  const isNew = lane?.reason !== 'rate-limited' || lane.nextAt <= now;
  const strikes = (lane?.strikes ?? 0) + (isNew ? 1 : 0);
  const backoffAt = now + Math.min(backoffMs[1], backoffMs[0] * 2 ** Math.max(0, strikes - 1));
  // The site's own word counts, but for a wait that is none, and one that would outlast everybody's patience.
  const asked = info.dueAt !== undefined && info.dueAt > now ? info.dueAt : backoffAt;
  const dueAt = Math.min(asked, now + longestAskedMs);
  await restLane(db, task.lane, dueAt, 'rate-limited', isNew ? 'add' : 'keep');
  await putBack(ledger, {});
  await log(ledger, 'rateLimited', [Math.ceil((dueAt - now) / 1000)], 'warn', task.url);
}

/** A host is one for all jobs. What else tasks queue on is ours: who waits for a server keeps nobody waiting. */
function isHost(lane: string): boolean {
  return lane.startsWith('host:');
}

/** The job's other tasks would fail for the same reason. */
async function putOff({ db, job, task }: Ledger, dueAt: number): Promise<void> {
  await db.tasks
    .where('[jobId+state]')
    .equals([job.id, 'pending'])
    .filter((other) => other.lane === task.lane && other.dueAt < dueAt)
    .modify({ dueAt });
}

async function tryAgain(ledger: Ledger, info: ErrorInfo, backoffMs: readonly [number, number]): Promise<void> {
  const { db, task, now } = ledger;
  const waitMs = Math.min(backoffMs[1], backoffMs[0] * 2 ** task.attempts);
  const dueAt = Math.min(Math.max(info.dueAt ?? 0, now + waitMs), now + longestAskedMs);
  await putBack(ledger, { attempts: task.attempts + 1, dueAt, problem: info });
  if (isHost(task.lane)) await restLane(db, task.lane, dueAt, 'backoff', 'add');
  else await putOff(ledger, dueAt);
  await log(ledger, 'backoff', [Math.ceil((dueAt - now) / 1000), info.message], 'warn', task.url);
}

async function giveUp(ledger: Ledger, info: ErrorInfo, state: 'failed' | 'skipped'): Promise<void> {
  const { db, task, counters } = ledger;
  await finish(ledger, state, info);
  if (task.kind === 'image') {
    const url = task.payload?.kind === 'image' ? task.payload.url : '';
    const row = await db.assets.get([task.jobId, url]);
    if (row) await db.assets.put({ ...row, state: 'failed', problem: info });
    // A missing image is listed too: unlike a missing thread it leaves a hole in what was asked for.
    if (state === 'skipped') await db.tasks.update(task.id, { state: 'failed', payload: task.payload });
    counters.imagesFailed++;
    await log(ledger, 'imageFailed', [info.message], 'warn', url);
    return;
  }
  if (task.kind === 'ocr') {
    counters.imagesUnread++;
    await log(ledger, 'imageUnread', [info.message], 'warn', task.url);
  }
  if (task.kind === 'read' || task.kind === 'chunk') await failDoc(ledger, info);
  if (task.kind === 'generate' || task.kind === 'judge') await failChunk(ledger, info);
  if (task.kind === 'fetch' && task.group !== '') await failThread(ledger, info, state);
  else if (state === 'skipped') await db.tasks.update(task.id, { state: 'failed', payload: task.payload });
  if (task.kind === 'fetch') await closeGroup(ledger, task.group);
  // A thread that cannot be paired must not keep the others' pairs from being shown.
  if (task.kind === 'pair') await completeRevision(ledger);
}

async function failThread(ledger: Ledger, info: ErrorInfo, state: 'failed' | 'skipped'): Promise<void> {
  const { db, task, counters } = ledger;
  const row = await db.threads.get([task.jobId, task.group]);
  if (row?.state !== 'pending') return;
  await db.threads.put({ ...row, state, problem: info });
  if (state === 'skipped') counters.threadsSkipped++;
  else counters.threadsFailed++;
  const event = state === 'skipped' ? 'threadSkipped' : 'threadFailed';
  await log(ledger, event, [row.thread?.title || row.target.title, info.message], 'warn', task.url);
}

async function failDoc({ db, job, now, task, counters }: Ledger, info: ErrorInfo): Promise<void> {
  counters.docsFailed++;
  const doc = await db.docs.get(task.group);
  if (!doc) return;
  if (task.kind === 'read') await db.docs.put({ ...doc, state: 'failed', problem: info, progress: null });
  await log({ db, job, now }, 'docFailed', [doc.name, info.message], 'warn');
}

/** What the chunk has given stays. One that could not be judged is done all the same. */
async function failChunk({ db, job, now, task, counters }: Ledger, info: ErrorInfo): Promise<void> {
  const { payload } = task;
  const ordinal = payload?.kind === 'generate' || payload?.kind === 'judge' ? payload.chunk : -1;
  const chunk = await db.chunks.get([task.jobId, ordinal]);
  if (!chunk) return;
  counters.chunksFailed++;
  if (task.kind === 'generate') await db.chunks.put({ ...chunk, state: 'failed', problem: info });
  await log({ db, job, now }, 'chunkFailed', [chunk.docName, chunk.n + 1, info.message], 'warn');
}

async function tooManyMalformed(ledger: Ledger): Promise<boolean> {
  const recent = [...ledger.counters.recent, 1 as const].slice(-100);
  ledger.counters.recent = recent;
  return Promise.resolve(recent.filter((x) => x === 1).length > maxMalformed);
}
