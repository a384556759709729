import type { Task, TaskDraft } from '../model/job';
import type { ThreadId } from '../model/thread';
import type { ThreadRow } from './db';
import { follow, log, type JobLedger } from './ledger';
import { heldBy } from './tasks';

// A thread's requests are a group: when the last one is settled, the thread is paired.

/**
 * When a thread's last request is settled, it is paired.
 * @param end `cut`: the job was stopped before all of the thread was fetched, so that another run fetches the rest
 */
export async function closeGroup(ledger: JobLedger, group: string, end: 'whole' | 'cut' = 'whole'): Promise<void> {
  const { db, job, counters } = ledger;
  if (group === '') return;
  for (const state of ['pending', 'active', 'held']) {
    const open = await db.tasks
      .where('[jobId+group+state]')
      .equals([job.id, group, state])
      .filter((task) => task.kind === 'fetch' && !isWatch(task))
      .first();
    if (open) return;
  }
  const row = await db.threads.get([job.id, group]);
  if (!row) return;
  if (row.state === 'pending' && end === 'cut') {
    const problem = { code: 'aborted', reason: 'stopped', message: 'Not fetched: the job was stopped.' } as const;
    counters.threadsSkipped++;
    await db.threads.put({ ...row, state: 'skipped', problem });
  } else if (row.state === 'pending') {
    counters.threadsDone++;
    await db.threads.put({ ...row, state: 'done' });
    await log(ledger, 'threadDone', [row.thread?.title || row.target.title, row.posts], 'info', row.target.url);
  }
  if (row.posts > 0) await queuePairing(ledger, row);
}

/** Only looks for news of a thread that is whole: nothing waits for it. */
export function isWatch({ payload }: Pick<Task, 'payload'>): boolean {
  return payload?.kind === 'fetch' && payload.request.watch === true;
}

/** (Re-)queues the pairing of a thread, for the shown revision and for one in the making. */
async function queuePairing(ledger: JobLedger, row: ThreadRow): Promise<void> {
  const { job } = ledger;
  const revisions = [job.revision, ...(job.nextRevision ? [job.nextRevision.revision] : [])];
  const drafts = revisions.map((revision) => pairTask(row.threadId, revision));
  await requeue(ledger, drafts);
}

/**
 * Adds tasks, or makes them pending again that are over.
 * @returns when the last of them is due
 */
export async function requeue(ledger: JobLedger, drafts: readonly TaskDraft[]): Promise<number> {
  const { db, job, now, counters } = ledger;
  let dueAt = 0;
  for (const draft of drafts) {
    const existing = await db.tasks.where('[jobId+key]').equals([job.id, draft.key]).first();
    dueAt = Math.max(dueAt, draft.dueAt ?? 0, existing?.state === 'pending' ? existing.dueAt : 0);
    if (!existing) await follow(ledger, [draft]);
    else if (existing.state === 'done' || existing.state === 'failed' || existing.state === 'skipped') {
      const held = heldBy(job, draft.kind);
      const fresh = { attempts: 0, claims: 0, dueAt: draft.dueAt ?? now, problem: null, payload: draft.payload };
      await db.tasks.put({ ...existing, ...fresh, state: held ? 'held' : 'pending', held });
      counters.tasksTotal++;
    }
  }
  return dueAt;
}

export function pairTask(threadId: ThreadId, revision: number): TaskDraft {
  return {
    kind: 'pair',
    key: `pair:${revision}:${threadId}`,
    group: threadId,
    lane: 'processor',
    payload: { kind: 'pair', threadId, revision },
    url: null,
  };
}
