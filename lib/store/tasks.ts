import { Dexie } from 'dexie';
import { AppError } from '../model/error';
import type { Job, Task, TaskDraft, TaskKind } from '../model/job';
import type { HeddleDb, LaneRow } from './db';

// The journal: what is to be done, and what was being done when we died.

/** Claims after which a task is given up. */
const maxClaims = 10;

/**
 * A task that was claimed again and again without ever settling kills its runner.
 * @throws AppError `too-heavy`
 */
export function refuseTooHeavy(task: Task): void {
  if (task.claims <= maxClaims) return;
  throw new AppError({
    code: 'too-heavy',
    reason: 'tooHeavy',
    message: 'Given up: the browser stopped Heddle each time it worked on this.',
  });
}

export interface LaneDue {
  readonly lane: string;
  /** When the lane's next task may start (epoch ms): its own time, or the lane's clock. */
  readonly dueAt: number;
  readonly jobId: string;
  /** Why later than now. */
  readonly reason: LaneRow['reason'] | 'watch';
}

/** The task that fetches an image. */
export function imageTask(url: string, host: string): TaskDraft {
  return { kind: 'image', key: `image:${url}`, group: '', lane: `host:${host}`, payload: { kind: 'image', url }, url };
}

/** The task that reads the words of a stored image. */
export function imageTextTask(hash: string, url: string): TaskDraft {
  return { kind: 'ocr', key: `ocr:${hash}`, group: '', lane: 'reader', payload: { kind: 'ocr', hash }, url };
}

/** Whether a job's state holds its tasks. Pairing is local and goes on, but for a full disk. */
export function heldBy(job: Job, kind: TaskKind): 'job' | null {
  if (job.state === 'failed') return 'job';
  if (job.state !== 'paused') return null;
  return kind !== 'pair' || job.pause === 'storage' ? 'job' : null;
}

/**
 * Adds tasks whose key the job does not have yet; within the caller's transaction.
 * @returns how many were added
 */
export async function addTasks(db: HeddleDb, job: Job, drafts: readonly TaskDraft[], now: number): Promise<number> {
  let added = 0;
  for (const draft of drafts) {
    if ((await db.tasks.where('[jobId+key]').equals([job.id, draft.key]).count()) > 0) continue;
    const held = draft.held ?? heldBy(job, draft.kind);
    const { kind, key, group, lane, payload, url } = draft;
    await db.tasks.add({
      kind,
      key,
      group,
      lane,
      payload,
      url,
      jobId: job.id,
      state: held ? 'held' : 'pending',
      held,
      attempts: 0,
      claims: 0,
      dueAt: draft.dueAt ?? now,
      problem: null,
    });
    added++;
  }
  return added;
}

/** Every lane that has a pending task of these kinds, with the time its first one may start. */
export async function dueLanes(db: HeddleDb, kinds: readonly TaskKind[]): Promise<readonly LaneDue[]> {
  const due: LaneDue[] = [];
  let after: string | null = null;
  for (;;) {
    // Skip-scan over the index: one step a lane, whatever the number of tasks.
    const from: unknown[] = after === null ? ['pending', Dexie.minKey, Dexie.minKey] : ['pending', after, Dexie.maxKey];
    const first: Task | undefined = await db.tasks
      .where('[state+lane+dueAt]')
      .between(from, ['pending', []], false)
      .first();
    if (!first) return due;
    after = first.lane;
    if (!kinds.includes(first.kind)) continue;
    const lane: LaneRow | undefined = await db.lanes.get(first.lane);
    const laneAt = lane?.nextAt ?? 0;
    due.push({
      lane: first.lane,
      dueAt: Math.max(first.dueAt, laneAt),
      jobId: first.jobId,
      reason: laneAt >= first.dueAt ? (lane?.reason ?? 'delay') : first.attempts === 0 ? 'watch' : 'backoff',
    });
  }
}

/**
 * Claims the earliest due task of a lane and sets the lane's clock, so that even a killed request keeps its distance.
 * @param spacingMs time to keep after this start, by task
 * @returns null when nothing is due
 */
export async function claimTask(
  db: HeddleDb,
  lane: string,
  now: number,
  spacingMs: (task: Task) => number,
): Promise<Task | null> {
  return db.transaction('rw', db.tasks, db.lanes, async () => {
    const task = await db.tasks
      .where('[state+lane+dueAt]')
      .between(['pending', lane, Dexie.minKey], ['pending', lane, now], true, true)
      .first();
    if (!task) return null;
    const row = await db.lanes.get(lane);
    if (row && row.nextAt > now) return null;
    const claimed: Task = { ...task, state: 'active', claims: task.claims + 1 };
    await db.tasks.put(claimed);
    await db.lanes.put({ id: lane, strikes: row?.strikes ?? 0, nextAt: now + spacingMs(task), reason: 'delay' });
    return claimed;
  });
}

/**
 * Gives the tasks of a dead runner back: run inside the runner's lock, where an active task of its kinds can only be
 * somebody's who died. Their lanes rest for one spacing, since the request may have left.
 */
export async function recoverTasks(
  db: HeddleDb,
  kinds: readonly TaskKind[],
  now: number,
  spacingMs: (task: Task) => number,
): Promise<number> {
  return db.transaction('rw', db.tasks, db.lanes, db.jobs, async () => {
    const active = await db.tasks
      .where('[state+lane+dueAt]')
      .between(['active'], ['active', []])
      .filter((task) => kinds.includes(task.kind))
      .toArray();
    for (const task of active) {
      const job = await db.jobs.get(task.jobId);
      const held = job ? heldBy(job, task.kind) : null;
      await db.tasks.put({ ...task, state: held ? 'held' : 'pending', held });
      const row = await db.lanes.get(task.lane);
      const nextAt = Math.max(row?.nextAt ?? 0, now + spacingMs(task));
      await db.lanes.put({ id: task.lane, strikes: row?.strikes ?? 0, reason: row?.reason ?? 'delay', nextAt });
    }
    return active.length;
  });
}

/** Moves a lane's clock forward (never back), in the caller's transaction or its own. */
export async function restLane(
  db: HeddleDb,
  lane: string,
  nextAt: number,
  reason: LaneRow['reason'],
  strikes: 'reset' | 'keep' | 'add',
): Promise<void> {
  const row = await db.lanes.get(lane);
  const before = row?.strikes ?? 0;
  await db.lanes.put({
    id: lane,
    nextAt: Math.max(row?.nextAt ?? 0, nextAt),
    strikes: strikes === 'reset' ? 0 : strikes === 'add' ? before + 1 : before,
    reason: (row?.nextAt ?? 0) > nextAt ? (row?.reason ?? reason) : reason,
  });
}

/** Holds the pending tasks of a job that its state holds; in the caller's transaction. */
export async function holdTasks(db: HeddleDb, job: Job): Promise<void> {
  await db.tasks
    .where('[jobId+state]')
    .equals([job.id, 'pending'])
    .filter((task) => heldBy(job, task.kind) !== null)
    .modify((task, ref) => {
      ref.value = { ...task, state: 'held', held: 'job' };
    });
}

/** Makes a job's tasks pending again that were held with it; images of hosts not granted stay held. */
export async function releaseTasks(db: HeddleDb, jobId: string, now: number): Promise<void> {
  await db.tasks
    .where('[jobId+state]')
    .equals([jobId, 'held'])
    .filter((task) => task.held === 'job')
    .modify((task, ref) => {
      ref.value = { ...task, state: 'pending', held: null, dueAt: Math.min(task.dueAt, now) };
    });
}
