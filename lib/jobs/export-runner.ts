import { toErrorInfo } from '../model/error';
import type { Task } from '../model/job';
import type { ExportFile } from '../store/db';
import { settleFailure } from '../store/failure';
import { finish, settle } from '../store/ledger';
import { claimTask, refuseTooHeavy, recoverTasks } from '../store/tasks';
import { executeExport, type ExportPorts } from './executors/export';
import { whileRunning } from './watch-job';

/** What export tasks queue on. */
export const exportLane = 'export';

/** Gives back what a dead runner was doing and deletes files nobody owns; call it first, inside the runner's lock. */
export async function recoverExports({ db, exports, now }: ExportPorts): Promise<void> {
  await recoverTasks(db, ['export'], now(), () => 0);
  for (const jobId of await exports.listJobs()) {
    const job = await db.jobs.get(jobId);
    if (!job || job.deleted || job.state === 'cancelled') await exports.deleteAll(jobId);
  }
}

/**
 * Performs all exports that are due, one after the other; call it inside the runner's lock.
 * @returns how many there were
 */
export async function runExports(ports: ExportPorts): Promise<number> {
  for (let performed = 0; ; performed++) {
    const task = await claimTask(ports.db, exportLane, ports.now(), () => 0);
    if (!task) return performed;
    await runExport(ports, task);
  }
}

async function runExport(ports: ExportPorts, task: Task): Promise<void> {
  const { db, exports } = ports;
  const job = await db.jobs.get(task.jobId);
  const spec = job?.spec;
  if (!job || spec?.kind !== 'export') {
    await db.tasks.delete(task.id);
    return;
  }
  try {
    refuseTooHeavy(task);
    const files = await whileRunning(db, task, (signal) => executeExport(ports, job, spec, signal));
    if (!(await settleExport(ports, task, files))) await exports.deleteAll(job.id);
  } catch (thrown) {
    await exports.deleteAll(job.id);
    await failExport(ports, task, thrown);
  }
}

/** @returns false when it was stopped or deleted meanwhile: the files are not wanted */
async function settleExport({ db, now }: ExportPorts, task: Task, files: readonly ExportFile[]): Promise<boolean> {
  // Before settling: a job that is done must have its files. After a kill in between all is written anew, the same.
  await db.exports.update(task.jobId, { files });
  const settlement = await settle(db, task, now(), async (ledger) => {
    if (ledger.job.state === 'running') await finish(ledger, 'done');
    else if (ledger.job.state === 'paused') await db.tasks.put({ ...task, state: 'held', held: 'job' });
    else await finish(ledger, 'skipped');
  });
  if (settlement?.ended === true) return true;
  await db.exports.update(task.jobId, { files: [] });
  return false;
}

/** An export has one task: where that fails, the job fails. */
async function failExport({ db, now }: ExportPorts, task: Task, thrown: unknown): Promise<void> {
  const info = toErrorInfo(thrown);
  await settleFailure(db, task, info, now(), [1000, 60_000]);
  await db.transaction('rw', [db.jobs, db.tasks], async () => {
    const [job, current] = await Promise.all([db.jobs.get(task.jobId), db.tasks.get(task.id)]);
    if (!job || (current?.state !== 'failed' && current?.state !== 'skipped')) return;
    if (job.state !== 'running' && job.state !== 'done') return;
    await db.jobs.put({ ...job, state: 'failed', problem: info, endedAt: now() });
  });
}
