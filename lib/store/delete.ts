import { Dexie } from 'dexie';
import type { HeddleDb } from './db';

// Deleting a job frees what only it refers to. It goes in batches, so that a large job blocks nobody; the job's row is
// marked first and goes last, and a start after a kill goes on where it stopped.

const batchRows = 2000;

/**
 * Deletes a job with all it holds.
 * @param deleteBytes deletes a file of the file store that nobody refers to any more
 */
export async function deleteJob(
  db: HeddleDb,
  jobId: string,
  deleteBytes: (hash: string) => Promise<void>,
): Promise<void> {
  await db.transaction('rw', [db.jobs, db.tasks], async () => {
    await db.jobs.update(jobId, { deleted: true, state: 'cancelled' });
    await db.tasks.where('[jobId+state]').between([jobId, Dexie.minKey], [jobId, Dexie.maxKey]).delete();
  });
  await releaseAssets(db, jobId, deleteBytes);
  await deleteRange(() => db.pairs.where('[jobId+revision+threadOrdinal+n]').between([jobId], [jobId, []]));
  await deleteRange(() => db.posts.where('[jobId+threadId+id]').between([jobId], [jobId, []]));
  await deleteRange(() => db.threads.where('[jobId+threadId]').between([jobId], [jobId, []]));
  await deleteRange(() => db.chunks.where('[jobId+ordinal]').between([jobId], [jobId, []]));
  await deleteRange(() => db.logs.where('jobId').equals(jobId));
  await db.transaction('rw', [db.jobs, db.counters, db.pulses, db.exports], async () => {
    await db.counters.delete(jobId);
    await db.pulses.delete(jobId);
    await db.exports.delete(jobId);
    await db.jobs.delete(jobId);
  });
}

interface Deletable {
  limit(n: number): { delete(): Promise<number> };
}

async function deleteRange(range: () => Deletable): Promise<void> {
  while ((await range().limit(batchRows).delete()) > 0);
}

async function releaseAssets(db: HeddleDb, jobId: string, deleteBytes: (hash: string) => Promise<void>): Promise<void> {
  for (;;) {
    const unused: string[] = [];
    const left = await db.transaction('rw', [db.assets, db.files, db.imageTexts], async () => {
      const rows = await db.assets.where('[jobId+url]').between([jobId], [jobId, []]).limit(500).toArray();
      for (const row of rows) {
        const file = row.hash === null ? undefined : await db.files.get(row.hash);
        if (!file) continue;
        if (file.refs > 1) await db.files.put({ ...file, refs: file.refs - 1 });
        else {
          await db.files.delete(file.hash);
          await db.imageTexts.delete(file.hash);
          unused.push(file.hash);
        }
      }
      await db.assets.bulkDelete(rows.map((row): [string, string] => [row.jobId, row.url]));
      return rows.length;
    });
    for (const hash of unused) {
      // Unless another job has named it meanwhile.
      if (!(await db.files.get(hash))) await deleteBytes(hash);
    }
    if (left === 0) return;
  }
}
