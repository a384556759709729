import { Dexie } from 'dexie';
import { originPattern } from '../base/origin';
import type { ErrorInfo } from '../model/error';
import type { Counters, ExportSpec, Job, LogLine, Pulse, Task } from '../model/job';
import type { Pair } from '../model/pair';
import type { InstalledModel } from '../model/installed-model';
import type { PostRow, AssetRow, ChunkRow, DocRow, DocTextRow, ExportRow, HeddleDb, ThreadRow } from './db';

// Everything the interface may read. Live queries watch small rows only (jobs, counters, pulses); long lists are read
// by key, a page at a time, never by offset and never counted.

/** All jobs, newest first. */
export async function listJobs(db: HeddleDb): Promise<readonly Job[]> {
  return db.jobs
    .orderBy('createdAt')
    .reverse()
    .filter((job) => !job.deleted)
    .toArray();
}

export interface JobView {
  readonly job: Job;
  readonly counters: Counters;
  readonly pulse: Pulse | null;
}

export async function readJob(db: HeddleDb, jobId: string): Promise<JobView | null> {
  const [job, counters, pulse] = await Promise.all([db.jobs.get(jobId), db.counters.get(jobId), db.pulses.get(jobId)]);
  return job && counters ? { job, counters, pulse: pulse ?? null } : null;
}

/** Threads in order of ordinal. */
export async function listThreads(db: HeddleDb, jobId: string, from = 0, limit = 1000): Promise<readonly ThreadRow[]> {
  return db.threads.where('[jobId+ordinal]').between([jobId, from], [jobId, Dexie.maxKey]).limit(limit).toArray();
}

/** A thread's posts in order of position. */
export async function listPosts(db: HeddleDb, jobId: string, threadId: string): Promise<readonly PostRow[]> {
  const rows = await db.posts
    .where('[jobId+threadId+id]')
    .between([jobId, threadId, Dexie.minKey], [jobId, threadId, Dexie.maxKey])
    .toArray();
  return rows.sort((a, b) => a.position - b.position);
}

/** Pairs `from` … `from + count − 1` of a thread. */
export async function listPairs(
  db: HeddleDb,
  jobId: string,
  revision: number,
  threadOrdinal: number,
  from: number,
  count: number,
): Promise<readonly Pair[]> {
  return db.pairs
    .where('[jobId+revision+threadOrdinal+n]')
    .between([jobId, revision, threadOrdinal, from], [jobId, revision, threadOrdinal, from + count], true, false)
    .toArray();
}

/** Failed tasks of a job (threads and images), at most `limit`. */
export async function listFailures(db: HeddleDb, jobId: string, limit = 500): Promise<readonly Task[]> {
  return db.tasks.where('[jobId+state]').equals([jobId, 'failed']).limit(limit).toArray();
}

export interface HeldHost {
  readonly host: string;
  readonly images: number;
  /** What to ask the browser for, so that they can be fetched. */
  readonly origins: readonly string[];
}

/** Why the one thread of a job brought nothing; null where it did not fail. */
export async function readThreadProblem(db: HeddleDb, jobId: string): Promise<ErrorInfo | null> {
  const row = await db.threads.where('[jobId+ordinal]').equals([jobId, 0]).first();
  return row?.problem ?? null;
}

/** Images that wait for a grant, by host. */
export async function listHeldHosts(db: HeddleDb, jobId: string): Promise<readonly HeldHost[]> {
  const hosts = new Map<string, { images: number; origins: Set<string> }>();
  await db.assets
    .where('[jobId+state]')
    .equals([jobId, 'held'])
    .each(({ host, url }) => {
      const held = hosts.get(host) ?? { images: 0, origins: new Set() };
      held.images++;
      held.origins.add(originPattern(url));
      hosts.set(host, held);
    });
  return [...hosts]
    .map(([host, { images, origins }]) => ({ host, images, origins: [...origins] }))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** Log lines in order, the newest `limit`. */
export async function listLog(db: HeddleDb, jobId: string, limit = 2000): Promise<readonly LogLine[]> {
  const lines = await db.logs.where('jobId').equals(jobId).reverse().limit(limit).toArray();
  return lines.reverse();
}

export async function readSetting<T>(db: HeddleDb, key: string, fallback: T): Promise<T> {
  const row = await db.settings.get(key);
  return row === undefined ? fallback : (row.value as T);
}

/** An image with its words, '' where it was not asked for them or has none. */
export interface ImageView extends AssetRow {
  readonly text: string;
}

/** Images of some posts of a thread, by what stands for them in a pair's text. */
export async function readImages(
  db: HeddleDb,
  jobId: string,
  threadId: string,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, ImageView>> {
  const posts = await db.posts.bulkGet(postIds.map((id): [string, string, string] => [jobId, threadId, id]));
  const urls = [...new Set(posts.flatMap((post) => post?.images.map((image) => image.url) ?? []))];
  const assets = await db.assets.bulkGet(urls.map((url): [string, string] => [jobId, url]));
  const job = await db.jobs.get(jobId);
  const isRead = job?.spec.kind === 'scrape' && job.spec.images.ocr;
  const hashes = isRead ? [...new Set(assets.flatMap((asset) => asset?.hash ?? []))] : [];
  const texts = new Map((await db.imageTexts.bulkGet(hashes)).map((row) => [row?.hash, row?.text]));
  return new Map(
    assets.flatMap((asset) =>
      asset ? [[asset.key, { ...asset, text: texts.get(asset.hash ?? '') ?? '' }] as const] : [],
    ),
  );
}

/** Export jobs of a job, newest first, with how far they are. */
export async function listExports(
  db: HeddleDb,
  ofJobId: string,
): Promise<readonly { readonly job: Job<ExportSpec>; readonly row: ExportRow | null }[]> {
  const jobs = (await listJobs(db)).filter(
    (job): job is Job<ExportSpec> => job.spec.kind === 'export' && job.spec.ofJobId === ofJobId,
  );
  const rows = await db.exports.bulkGet(jobs.map((job) => job.id));
  return jobs.map((job, index) => ({ job, row: rows[index] ?? null }));
}

/** Imported documents, newest first. */
export async function listDocs(db: HeddleDb): Promise<readonly DocRow[]> {
  return db.docs.orderBy('createdAt').reverse().toArray();
}

/** null: not read yet, or gone. */
export async function readDocText(db: HeddleDb, docId: string): Promise<DocTextRow | null> {
  return (await db.docTexts.get(docId)) ?? null;
}

/** Chunks of a job in order of ordinal. */
export async function listChunks(db: HeddleDb, jobId: string, from = 0, limit = 1000): Promise<readonly ChunkRow[]> {
  return db.chunks.where('[jobId+ordinal]').between([jobId, from], [jobId, Dexie.maxKey]).limit(limit).toArray();
}

/** How many pairs each chunk of a job has, in order of ordinal; by keys alone, since chunks are long. */
export async function countGenerated(
  db: HeddleDb,
  jobId: string,
  revision: number,
): Promise<readonly { readonly ordinal: number; readonly pairs: number }[]> {
  const keys = await db.pairs
    .where('[jobId+revision+threadOrdinal+n]')
    .between([jobId, revision], [jobId, revision, []])
    .primaryKeys();
  const counts = new Map<number, number>();
  for (const [, , ordinal] of keys) counts.set(ordinal, (counts.get(ordinal) ?? 0) + 1);
  return [...counts].map(([ordinal, pairs]) => ({ ordinal, pairs }));
}

/** Models on this machine, newest first. */
export async function listModels(db: HeddleDb): Promise<readonly InstalledModel[]> {
  const models = await db.models.toArray();
  return models.sort((a, b) => b.addedAt - a.addedAt);
}

/** The last job that fetched each model, by the model's id, and why the first of its files failed. */
export async function listDownloads(
  db: HeddleDb,
): Promise<ReadonlyMap<string, JobView & { readonly failure: ErrorInfo | null }>> {
  const last = new Map<string, Job>();
  for (const job of await listJobs(db)) {
    if (job.spec.kind === 'download' && !last.has(job.spec.modelId)) last.set(job.spec.modelId, job);
  }
  const found = new Map<string, JobView & { readonly failure: ErrorInfo | null }>();
  for (const [modelId, { id }] of last) {
    const view = await readJob(db, id);
    const [failed] = view ? await listFailures(db, id, 1) : [];
    if (view) found.set(modelId, { ...view, failure: failed?.problem ?? null });
  }
  return found;
}
