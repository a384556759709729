import { Dexie } from 'dexie';
import type { Job, Task } from '../model/job';
import type { Pair } from '../model/pair';
import type { HeddleDb, ThreadRow } from './db';
import { finish, follow, log, scrapeSpecOf, settle, type JobLedger, type Ledger, type Settlement } from './ledger';
import { pairTask } from './groups';

const batchRows = 500;

/**
 * Writes the pairs of a thread and settles the task. Rows go in batches of their own transactions: they count only once
 * `ThreadRow.pairs` says so, which the settlement writes, so a kill between two batches changes nothing.
 * @param row the thread as it was when the pairs were made
 */
export async function settlePairs(
  db: HeddleDb,
  task: Task,
  row: ThreadRow,
  pairs: readonly Pair[],
  now: number,
): Promise<Settlement | null> {
  const revision = task.payload?.kind === 'pair' ? task.payload.revision : 0;
  for (let i = 0; i < pairs.length; i += batchRows) {
    const batch = pairs.slice(i, i + batchRows);
    const wanted = await db.transaction('rw', [db.tasks, db.pairs], async () => {
      if ((await db.tasks.get(task.id))?.state !== 'active') return false; // the job was deleted meanwhile
      await db.pairs.bulkPut(batch);
      return true;
    });
    if (!wanted) return null;
  }
  return settle(db, task, now, async (ledger) => {
    const current = await db.threads.get([task.jobId, row.threadId]);
    if (!current) return;
    await db.pairs
      .where('[jobId+revision+threadOrdinal+n]')
      .between([task.jobId, revision, row.ordinal, pairs.length], [task.jobId, revision, row.ordinal, Dexie.maxKey])
      .delete();
    const before = current.pairs[revision] ?? 0;
    await db.threads.put({ ...current, pairs: { ...current.pairs, [revision]: pairs.length } });
    if (revision === ledger.job.revision) ledger.counters.pairs += pairs.length - before;
    if (current.fetchedAt === row.fetchedAt) await finish(ledger, 'done');
    // More posts came while we were pairing: once more.
    else await db.tasks.put({ ...task, state: 'pending', claims: 0, dueAt: now });
    await completeRevision(ledger);
    await stopAtPairLimit(ledger);
  });
}

/** A revision takes over when its last thread is paired. */
export async function completeRevision(ledger: Ledger): Promise<void> {
  const { db, job, now } = ledger;
  const next = job.nextRevision;
  if (!next) return;
  const prefix = `pair:${next.revision}:`;
  const open = await db.tasks
    .where('[jobId+key]')
    .between([job.id, prefix], [job.id, `${prefix}\uffff`])
    .filter((task) => task.state === 'pending' || task.state === 'active' || task.state === 'held')
    .first();
  if (open) return;
  let pairs = 0;
  await db.threads
    .where('[jobId+ordinal]')
    .between([job.id, 0], [job.id, Dexie.maxKey])
    .each((row) => (pairs += row.pairs[next.revision] ?? 0));
  ledger.counters.pairs = pairs;
  ledger.job = { ...job, revision: next.revision, pairing: next.pairing, nextRevision: null };
  await log({ db, now, job }, 'paired', [pairs]);
}

/** Deletes pairs of revisions nobody shows any more; safe to repeat. */
export async function sweepRevisions(db: HeddleDb, job: Job): Promise<void> {
  const stale = db.pairs
    .where('[jobId+revision+threadOrdinal+n]')
    .between([job.id, Dexie.minKey], [job.id, job.revision, Dexie.minKey]);
  for (;;) {
    const keys = await stale.clone().limit(2000).primaryKeys();
    if (keys.length === 0) return;
    await db.pairs.bulkDelete(keys);
  }
}

/**
 * Once the first threads of the listing alone give all pairs that were asked for, the rest need not be fetched. What
 * was fetched beyond is not exported, so it does not matter when this strikes.
 */
async function stopAtPairLimit(ledger: Ledger): Promise<void> {
  const { db, job, counters } = ledger;
  const limit = scrapeSpecOf(job)?.limits.pairs ?? null;
  if (limit === null || job.state !== 'running' || counters.pairs < limit) return;
  const last = await threadAtPairLimit(db, job, limit);
  if (last === null) return;
  for (const state of ['pending', 'held']) {
    const open = await db.tasks
      .where('[jobId+state]')
      .equals([job.id, state])
      .filter((task) => task.kind === 'fetch')
      .toArray();
    for (const task of open) {
      const row = task.group === '' ? null : await db.threads.get([job.id, task.group]);
      if (row && row.ordinal <= last) continue;
      await db.tasks.put({ ...task, state: 'skipped', held: null, payload: null });
      counters.tasksDone++;
      if (row?.state !== 'pending') continue;
      const problem = {
        code: 'gone',
        reason: 'limitReached',
        message: 'Left out: the limit of pairs was reached before it.',
      } as const;
      await db.threads.put({ ...row, state: 'skipped', problem });
      counters.threadsSkipped++;
    }
  }
  ledger.job = { ...ledger.job, listingDone: true };
}

/** The ordinal of the thread in which the limit is reached, counting final threads from the first; null: not yet. */
async function threadAtPairLimit(db: HeddleDb, job: Job, limit: number): Promise<number | null> {
  let pairs = 0;
  let found: number | null = null;
  await db.threads
    .where('[jobId+ordinal]')
    .between([job.id, 0], [job.id, Dexie.maxKey])
    .until(
      (row) => found !== null || (row.pairs[job.revision] === undefined && row.posts > 0) || row.state === 'pending',
    )
    .each((row) => {
      pairs += row.pairs[job.revision] ?? 0;
      if (pairs >= limit && found === null) found = row.ordinal;
    });
  return found;
}

/** Queues the pairing of every stored thread for a new revision; in the caller's transaction. */
export async function queueRevision(ledger: JobLedger, revision: number): Promise<void> {
  const { db, job } = ledger;
  const rows = await db.threads
    .where('[jobId+ordinal]')
    .between([job.id, 0], [job.id, Dexie.maxKey])
    .filter((row) => row.posts > 0)
    .toArray();
  await follow(
    ledger,
    rows.map((row) => pairTask(row.threadId, revision)),
  );
}
