import type { Job, Task } from '../../model/job';
import type { HeddleDb } from '../../store/db';

/** After so long a listing that waits for pairs looks again. */
export const lookAgainMs = 1000;

/**
 * Whether a page of a listing should wait: the threads about to be paired may give all the pairs that are wanted. Asking
 * is quicker than pairing, and a page that nobody needs is not to be asked for.
 */
export async function pairsMaySuffice(db: HeddleDb, task: Task, { id, spec }: Job): Promise<boolean> {
  if (task.group !== '' || spec.kind !== 'scrape' || spec.limits.pairs === null) return false;
  const { pairs: wanted } = spec.limits;
  // In one transaction: a pair task that is settled between two looks would count neither as done nor as open.
  return db.transaction('r', db.counters, db.tasks, async () => {
    const counters = await db.counters.get(id);
    // Along the lane of pairing, and not the job: that may have a hundred thousand images waiting.
    const inState = (state: Task['state']) =>
      db.tasks
        .where('[state+lane+dueAt]')
        .between([state, 'processor'], [state, 'processor', []])
        .filter(({ jobId }) => jobId === id)
        .count();
    const open = (await inState('pending')) + (await inState('active'));
    if (!counters || open === 0) return false;
    const perThread = Math.max(1, counters.pairs / Math.max(1, counters.threadsDone));
    return counters.pairs + open * perThread >= wanted;
  });
}
