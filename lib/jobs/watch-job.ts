import { AppError } from '../model/error';
import type { Task } from '../model/job';
import type { HeddleDb } from '../store/db';

/** How often a long task looks whether it is still wanted. */
const lookMs = 500;

/**
 * Works on a job's task with a signal that fires as soon as the job does not run any more, or the task is gone. Nothing
 * is begun where that is so from the start: the job was stopped while nobody worked.
 * @throws AppError `aborted` (reason `stopped`) whatever the work threw after that; else what it throws
 */
export async function whileRunning<T>(
  db: HeddleDb,
  task: Pick<Task, 'id' | 'jobId'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const stopped = new AppError({ code: 'aborted', reason: 'stopped', message: 'Stopped.' });
  const look = async (): Promise<void> => {
    const [job, current] = await Promise.all([db.jobs.get(task.jobId), db.tasks.get(task.id)]);
    if (job?.state !== 'running' || current?.state !== 'active') stop.abort(stopped);
  };
  await look();
  stop.signal.throwIfAborted();
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  try {
    return await work(stop.signal);
  } catch (thrown) {
    throw stop.signal.aborted ? stopped : thrown;
  } finally {
    clearInterval(timer);
  }
}
