import { dispositions, type ErrorInfo } from '../model/error';
import type { Task } from '../model/job';
import type { HeddleDb } from './db';
import { closeGroup } from './groups';
import { finish, log, pauseJob, pauseReasonOf, settle, type Ledger, type Settlement } from './ledger';
import { heldBy, holdTasks, restLane } from './tasks';

/** Tries that count before a task fails. */
const maxAttempts = 5;
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
    if (disposition.job === 'pause') await pauseForPerson(ledger, info);
    if (disposition.job === 'fail' && ledger.job.state === 'running') {
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
  if (job.state === 'cancelled' || job.state === 'done') {
    await finish(ledger, 'skipped');
    await closeGroup(ledger, task.group);
    return;
  }
  const held = heldBy(job, task.kind);
  // Not settled through any fault of the task: the claim does not count towards `too-heavy`.
  const claims = Math.max(0, task.claims - 1);
  await db.tasks.put({ ...task, claims, state: held ? 'held' : 'pending', held, ...change });
}

async function waitForLane(ledger: Ledger, info: ErrorInfo, backoffMs: readonly [number, number]): Promise<void> {
  const { db, task, now } = ledger;
  const lane = await db.lanes.get(task.lane);
  // Replies already in flight when the limit struck count as one strike.
  const isNew = lane?.reason !== 'rate-limited' || lane.nextAt <= now;
  const strikes = (lane?.strikes ?? 0) + (isNew ? 1 : 0);
  const dueAt = info.dueAt ?? now + Math.min(backoffMs[1], backoffMs[0] * 2 ** (strikes - 1));
  await restLane(db, task.lane, dueAt, 'rate-limited', isNew ? 'add' : 'keep');
  await putBack(ledger, {});
  await log(ledger, 'rateLimited', [Math.ceil((dueAt - now) / 1000)], 'warn', task.url);
}

async function tryAgain(ledger: Ledger, info: ErrorInfo, backoffMs: readonly [number, number]): Promise<void> {
  const { db, task, now } = ledger;
  const waitMs = Math.min(backoffMs[1], backoffMs[0] * 2 ** task.attempts);
  const dueAt = Math.max(info.dueAt ?? 0, now + waitMs);
  await putBack(ledger, { attempts: task.attempts + 1, dueAt, problem: info });
  await restLane(db, task.lane, dueAt, 'backoff', 'add');
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
  if (task.kind === 'fetch' && task.group !== '') await failThread(ledger, info, state);
  else if (state === 'skipped') await db.tasks.update(task.id, { state: 'failed', payload: task.payload });
  await closeGroup(ledger, task.group);
}

async function failThread(ledger: Ledger, info: ErrorInfo, state: 'failed' | 'skipped'): Promise<void> {
  const { db, task, counters } = ledger;
  const row = await db.threads.get([task.jobId, task.group]);
  if (row?.state !== 'pending') return;
  await db.threads.put({ ...row, state, problem: info });
  if (state === 'skipped') counters.threadsSkipped++;
  else counters.threadsFailed++;
  const event = state === 'skipped' ? 'threadSkipped' : 'threadFailed';
  await log(ledger, event, [row.thread?.title ?? row.target.title, info.message], 'warn', task.url);
}

async function tooManyMalformed(ledger: Ledger): Promise<boolean> {
  const recent = [...ledger.counters.recent, 1 as const].slice(-100);
  ledger.counters.recent = recent;
  return Promise.resolve(recent.filter((x) => x === 1).length > maxMalformed);
}
