import { AppError } from '../model/error';
import type { HeddleDb } from '../store/db';

/** How often a long task looks whether it is still wanted. */
const lookMs = 500;

/** Works on a job's task with a signal that fires as soon as the job does not run any more. */
export async function whileRunning<T>(
  db: HeddleDb,
  jobId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    const current = await db.jobs.get(jobId);
    if (current?.state !== 'running') stop.abort(new AppError({ code: 'aborted', message: 'Stopped.' }));
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  try {
    return await work(stop.signal);
  } finally {
    clearInterval(timer);
  }
}
