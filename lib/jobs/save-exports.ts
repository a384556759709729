import type { ExportFile, HeddleDb } from '../store/db';

/** What saving needs of the browser. */
export interface SavePorts {
  readonly db: HeddleDb;
  readonly downloads: {
    /** Whether the person allowed saving. */
    isGranted(): boolean;
    start(url: string, filename: string): Promise<number | null>;
    state(id: number): Promise<'running' | 'complete' | 'lost' | 'refused'>;
  };
  /** An address of an export's file that can be downloaded; null where the file is gone. */
  url(jobId: string, name: string): Promise<string | null>;
  revoke(jobId: string, name: string): Promise<void>;
}

/**
 * Makes the function that saves finished exports: it takes every file one step on (start, look, mark) and keeps nothing
 * in memory, so it may be called at any time, after a restart too. Calls wait for each other.
 */
export function exportSaver(ports: SavePorts): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(() => saveAll(ports));
    return last;
  };
}

async function saveAll(ports: SavePorts): Promise<void> {
  const { db } = ports;
  if (!ports.downloads.isGranted()) return;
  for (const row of await db.exports.toArray()) {
    if (row.files.every((file) => file.saved)) continue;
    const job = await db.jobs.get(row.jobId);
    if (job?.spec.kind !== 'export' || job.deleted) continue;
    if (job.state !== 'done' || job.spec.save !== 'download') continue;
    for (const file of row.files) {
      // One after the other: the next one starts when this one's end wakes us.
      if (!file.saved && !(await step(ports, row.jobId, file))) break;
    }
  }
}

/** @returns true when the next file's turn has come */
async function step(ports: SavePorts, jobId: string, file: ExportFile): Promise<boolean> {
  const { db, downloads } = ports;
  if (file.downloadId !== null) {
    const state = await downloads.state(file.downloadId);
    if (state === 'running') return false;
    if (state !== 'lost') await ports.revoke(jobId, file.name);
    if (state === 'complete') await change(db, jobId, file.name, { saved: true });
    // Refused: the panel offers a link instead; the other files are not forced upon the person either.
    if (state !== 'lost') return state === 'complete';
  }
  const url = await ports.url(jobId, file.name);
  const downloadId = url === null ? null : await downloads.start(url, file.name).catch(() => null);
  if (downloadId === null) {
    await ports.revoke(jobId, file.name);
    return false;
  }
  await change(db, jobId, file.name, { downloadId });
  // It may have ended before its number was stored, and nobody would tell us again.
  if ((await downloads.state(downloadId)) !== 'complete') return false;
  await ports.revoke(jobId, file.name);
  await change(db, jobId, file.name, { saved: true });
  return true;
}

async function change(db: HeddleDb, jobId: string, name: string, values: Partial<ExportFile>): Promise<void> {
  await db.transaction('rw', db.exports, async () => {
    const row = await db.exports.get(jobId);
    if (!row) return;
    const files = row.files.map((file) => (file.name === name ? { ...file, ...values } : file));
    await db.exports.put({ ...row, files });
  });
}
