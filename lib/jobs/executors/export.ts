import { AppError } from '../../model/error';
import type { GenerateSpec } from '../../model/generate';
import type { ExportSpec, Job, ScrapeSpec } from '../../model/job';
import { writeBundle, type BundlePlan, type BundleResult } from '../../export/bundle';
import {
  DamagedFile,
  DataChanged,
  type BundleData,
  type BundleImage,
  type BundlePost,
  type ChunkEntry,
  type ThreadEntry,
} from '../../export/data';
import { containerById, formatById } from '../../export';
import {
  exportAssets,
  exportChunks,
  exportImageTexts,
  exportPairs,
  exportPosts,
  exportThreads,
} from '../../store/bundle-rows';
import type { AssetRow, ChunkRow, ExportFile, HeddleDb, PostRow, ThreadRow } from '../../store/db';
import type { ExportStore } from '../../store/export-files';
import type { FileStore } from '../../store/files';

export interface ExportPorts {
  readonly db: HeddleDb;
  readonly files: FileStore;
  readonly exports: ExportStore;
  /** Heddle's version, for the manifest. */
  readonly version: string;
  readonly now: () => number;
}

/** A crawl that goes on changes what is being exported: begun anew at most this often. */
const mostTries = 20;
const progressMs = 250;

/**
 * Writes an export's volumes, from the beginning whatever was there, and shows progress in its row.
 * @throws AppError `gone` when the job it exports was deleted; the signal's reason when stopped
 */
export async function executeExport(
  ports: ExportPorts,
  job: Job,
  spec: ExportSpec,
  signal: AbortSignal,
): Promise<readonly ExportFile[]> {
  const damaged = new Set<string>();
  for (let tries = 1; ; tries++) {
    await ports.exports.deleteAll(job.id);
    try {
      const { volumes } = await writeOnce(ports, job, spec, damaged, signal);
      return volumes.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256, saved: false, downloadId: null }));
    } catch (thrown) {
      if (thrown instanceof DamagedFile) {
        damaged.add(thrown.hash);
        continue;
      }
      if (!(thrown instanceof DataChanged)) throw thrown;
      if (tries < mostTries) continue;
      throw new AppError({
        code: 'unsupported',
        reason: 'exportChanging',
        message: 'The job changed all the time while it was exported. Pause it, or wait until it ends; then export.',
      });
    }
  }
}

async function writeOnce(
  ports: ExportPorts,
  job: Job,
  spec: ExportSpec,
  damaged: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<BundleResult> {
  const { db, exports } = ports;
  const plan = await planBundle(ports, spec, damaged);
  const sink = {
    create: (name: string) => exports.create(job.id, name),
    rename: (from: string, to: string) => exports.rename(job.id, from, to),
  };
  let shownAt = -Infinity;
  let shown: Promise<unknown> = Promise.resolve();
  const result = await writeBundle(
    {
      ...plan,
      onProgress(progress) {
        if (ports.now() - shownAt < progressMs) return;
        shownAt = ports.now();
        // An update, which does nothing once the job and its row are deleted.
        shown = db.exports.update(job.id, { ...progress }).catch(() => undefined);
      },
    },
    sink,
    signal,
  );
  await shown;
  const { records } = result.counts.pairs;
  const bytesDone = result.volumes.reduce((sum, volume) => sum + volume.bytes, 0);
  await db.exports.update(job.id, { recordsDone: records, recordsTotal: records, bytesDone });
  return result;
}

async function planBundle(ports: ExportPorts, spec: ExportSpec, damaged: ReadonlySet<string>): Promise<BundlePlan> {
  const { db } = ports;
  const source = await db.jobs.get(spec.ofJobId);
  if (source && !source.deleted && source.spec.kind === 'generate') {
    return planGenerated(ports, spec, source, source.spec);
  }
  if (!source || source.deleted || source.spec.kind !== 'scrape') {
    throw new AppError({ code: 'gone', reason: 'exportGone', message: 'The job to export was deleted.' });
  }
  const { target, siteName, limits, images, robots, pairing, signedIn, options } = source.spec;
  return {
    name: spec.name,
    format: formatById(spec.options.format),
    container: containerById(spec.options.container),
    withImages: spec.options.images,
    limit: limits.pairs,
    facts: {
      kind: 'scrape',
      version: ports.version,
      capturedAt: spec.capturedAt,
      name: source.name,
      site: target.site,
      siteName,
      base: target.base,
      url: target.url,
      title: target.title,
      signedIn: source.sessionUser === null ? signedIn : true,
      pairing: source.pairing ?? pairing,
      limits,
      images,
      robots,
      options,
    },
    data: bundleData(ports, source, source.spec, damaged),
    ...(spec.volume ? { volume: spec.volume } : {}),
  };
}

function planGenerated(ports: ExportPorts, spec: ExportSpec, job: Job, made: GenerateSpec): BundlePlan {
  const { db } = ports;
  return {
    name: spec.name,
    format: formatById(spec.options.format),
    container: containerById(spec.options.container),
    withImages: false,
    limit: null,
    facts: {
      kind: 'generate',
      version: ports.version,
      capturedAt: spec.capturedAt,
      name: job.name,
      choice: made.choice,
      generation: made.generation,
      judge: made.judge,
      threshold: job.threshold,
    },
    data: {
      async *entries() {
        for await (const row of exportChunks(db, job.id)) yield chunkEntry(row, job.revision);
      },
      posts: () => Promise.resolve([]),
      images: () => Promise.resolve(new Map()),
      pairs: (entry, count) => exportPairs(db, job.id, job.revision, entry.ordinal, count),
      readFile: () => Promise.resolve(null),
    },
    ...(spec.volume ? { volume: spec.volume } : {}),
  };
}

function chunkEntry(row: ChunkRow, revision: number): ChunkEntry {
  const { ordinal, state, problem, n, start, end, pages, headings, tokens } = row;
  return {
    kind: 'chunk',
    doc: { id: row.docId, name: row.docName, title: row.docTitle, url: row.docUrl },
    url: `${row.docUrl ?? row.docName}#chunk-${n}`,
    pairs: row.pairs[revision] ?? 0,
    ...{ ordinal, state, problem, n, start, end, pages, headings, tokens },
  };
}

function bundleData(
  { db, files }: ExportPorts,
  { id: jobId, revision }: Job,
  { limits: { postsPerThread }, images: { ocr } }: ScrapeSpec,
  damaged: ReadonlySet<string>,
): BundleData {
  return {
    async *entries() {
      for await (const row of exportThreads(db, jobId)) yield threadEntry(row, revision);
    },
    async posts(entry) {
      const posts: BundlePost[] = [];
      for await (const row of exportPosts(db, jobId, entry.id)) posts.push(withoutWords(row));
      posts.sort((a, b) => a.position - b.position);
      // As pairing does: what was fetched beyond the limit does not count.
      return postsPerThread === null ? posts : posts.slice(0, postsPerThread);
    },
    async images(urls) {
      const images = new Map<string, BundleImage>();
      const rows = await exportAssets(db, jobId, urls);
      const texts = ocr ? await exportImageTexts(db, rows) : null;
      for (const row of rows) {
        const image = await imageOf(row, files, damaged);
        const text = texts?.get(row.hash ?? '');
        images.set(row.url, image.state === 'stored' && text ? { ...image, text } : image);
      }
      return images;
    },
    pairs: (entry, count) => exportPairs(db, jobId, revision, entry.ordinal, count),
    readFile: (hash) => files.readFile(hash),
  };
}

/** What is kept of a post while its thread is read: words may be many. */
function withoutWords(row: PostRow): BundlePost {
  const post: BundlePost & { html?: string; source?: unknown; segments?: unknown } = { ...row };
  delete post.html;
  delete post.source;
  delete post.segments;
  return post;
}

function threadEntry(row: ThreadRow, revision: number): ThreadEntry {
  return {
    kind: 'thread',
    id: row.threadId,
    ordinal: row.ordinal,
    unfetched: row.unfetched,
    url: row.thread?.url ?? row.target.url,
    state: row.state,
    thread: row.thread,
    problem: row.problem,
    posts: row.posts,
    pairs: row.pairs[revision] ?? 0,
  };
}

async function imageOf(row: AssetRow, files: FileStore, damaged: ReadonlySet<string>): Promise<BundleImage> {
  if (row.state === 'failed') return { state: 'failed', problem: row.problem };
  if (row.state !== 'stored') return { state: row.state };
  const { hash, extension, bytes } = row;
  if (hash === null || damaged.has(hash) || (await files.fileBytes(hash)) !== bytes) {
    const message = 'The stored file was lost. Fetch it again.';
    return { state: 'failed', problem: { code: 'gone', reason: 'fileLost', message } };
  }
  return { state: 'stored', hash, extension: extension ?? 'bin', bytes };
}
