import { Dexie, type PromiseExtended, type Table } from 'dexie';
import { isDiskFull } from '../base/disk-full';
import type { ErrorInfo } from '../model/error';
import type { DocKind, Chunk, Section } from '../model/doc';
import type { InstalledModel } from '../model/installed-model';
import { emptyCounters, type Counters, type Job, type LogLine, type Pulse, type Task } from '../model/job';
import type { Pair } from '../model/pair';
import type { Post, Target, Thread, ThreadId } from '../model/thread';
import { isNamed } from './opfs';

/** A thread of a job. Content is kept by job, so that jobs are independent and deleting one is a range delete. */
export interface ThreadRow {
  readonly jobId: string;
  readonly threadId: ThreadId;
  /** Place among the job's threads, dense, from 0, given when the listing is settled. */
  readonly ordinal: number;
  readonly target: Target;
  /** null until the first reply. */
  readonly thread: Thread | null;
  /** `skipped`: gone, or beyond a limit; its `problem` says which. */
  readonly state: 'pending' | 'done' | 'failed' | 'skipped';
  /** Posts stored. */
  readonly posts: number;
  /** Whole pairs by revision: rows 0 … n−1 of that revision exist and are right. */
  readonly pairs: Readonly<Record<number, number>>;
  readonly problem: ErrorInfo | null;
  /** The job's run in which it was last fetched or found unchanged. */
  readonly run: number;
  readonly fetchedAt: number | null;
  /** Site ids of posts that exist and were not fetched. */
  readonly unfetched: readonly string[];
  /** As the site sent it, for asking again. */
  readonly lastModified: string | null;
}

export interface PostRow extends Post {
  readonly jobId: string;
}

/** An image some post of a job refers to, by address. */
export interface AssetRow {
  readonly jobId: string;
  readonly url: string;
  /** `imageKey(url)`: what stands for it in a pair's text. */
  readonly key: string;
  readonly host: string;
  readonly state: 'pending' | 'held' | 'stored' | 'failed' | 'skipped';
  /** SHA-256 in hex, once stored. */
  readonly hash: string | null;
  /** File extension without dot. */
  readonly extension: string | null;
  readonly bytes: number;
  readonly problem: ErrorInfo | null;
}

/** Bytes in the origin private file system, under their hash. */
export interface FileRow {
  readonly hash: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** Asset rows that point here; at 0 the file is deleted. */
  readonly refs: number;
}

/** The clock of a lane; a row, so that a restart does not forget a rate limit. */
export interface LaneRow {
  readonly id: string;
  /** No request before this (epoch ms). */
  readonly nextAt: number;
  /** Limits and failures in a row; 0 after a success. */
  readonly strikes: number;
  /** Why `nextAt` is later than the delay alone asks. */
  readonly reason: 'delay' | 'rate-limited' | 'backoff';
}

export interface RobotsRow {
  readonly origin: string;
  /** '' where there is none. */
  readonly text: string;
  readonly fetchedAt: number;
}

/** One volume of an export, or a single file. */
export interface ExportFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Saved by the downloads API, or by the person from the panel. */
  readonly saved: boolean;
  readonly downloadId: number | null;
}

export interface ExportRow {
  readonly jobId: string;
  readonly recordsDone: number;
  readonly recordsTotal: number;
  readonly bytesDone: number;
  readonly files: readonly ExportFile[];
}

/** An imported document. Documents are kept by themselves: jobs copy what they take from them. */
export interface DocRow {
  readonly id: string;
  /** The job that reads it. */
  readonly jobId: string;
  /** File name, or the title of the page or thread. */
  readonly name: string;
  readonly origin: 'file' | 'url' | 'page' | 'thread';
  /** Where it is from; null: a file. */
  readonly url: string | null;
  /** null until its reader is known. */
  readonly kind: DocKind | null;
  readonly mediaType: string;
  readonly bytes: number;
  /** Its file in the file store, SHA-256 in hex; null: it came as text. */
  readonly hash: string | null;
  readonly state: 'pending' | 'done' | 'failed';
  readonly problem: ErrorInfo | null;
  /** 0 … 1 while it is read; null: not yet. */
  readonly progress: number | null;
  readonly title: string;
  readonly pages: number | null;
  /** Characters of its text. */
  readonly chars: number;
  /** Pages that were pictures and were not read. */
  readonly scannedPages: readonly number[];
  /** Pages read by OCR. */
  readonly ocrPages: number;
  readonly remarks: readonly string[];
  readonly createdAt: number;
}

/** The text of a document; apart from its row, which live queries watch. */
export interface DocTextRow {
  readonly docId: string;
  readonly sections: readonly Section[];
}

/** A chunk that a job makes pairs from; a copy, so that the document may be deleted. */
export interface ChunkRow extends Chunk {
  readonly jobId: string;
  /** Place among the chunks of the job, dense, from 0, in order of documents and place. */
  readonly ordinal: number;
  readonly docId: string;
  readonly docName: string;
  readonly docTitle: string;
  readonly docUrl: string | null;
  /** Whether `tokens` was counted or estimated. */
  readonly exact: boolean;
  readonly state: 'pending' | 'done' | 'failed';
  /** Whole pairs by revision: rows 0 … n−1 of that revision exist. */
  readonly pairs: Readonly<Record<number, number>>;
  /** Calls that ended, whatever came of them: the next one's ordinal. */
  readonly calls: number;
  /** Replies in a row that said what was said before. */
  readonly repeats: number;
  readonly problem: ErrorInfo | null;
}

/** The words of a scraped image, by its bytes. */
export interface ImageTextRow {
  readonly hash: string;
  readonly text: string;
}

export interface SettingRow {
  readonly key: string;
  readonly value: unknown;
}

/** After an open that failed. */
const reopenMs = 500;

/**
 * The only store. Schema versions are append-only, each with a migration test; a page that holds an old version open
 * closes itself when a newer one comes (`versionchange`).
 */
export class HeddleDb extends Dexie {
  readonly jobs!: Table<Job, string>;
  readonly counters!: Table<Counters, string>;
  readonly pulses!: Table<Pulse, string>;
  readonly tasks!: Table<Task, number, Omit<Task, 'id'>>;
  readonly lanes!: Table<LaneRow, string>;
  readonly robots!: Table<RobotsRow, string>;
  readonly threads!: Table<ThreadRow, [string, ThreadId]>;
  readonly posts!: Table<PostRow, [string, ThreadId, string]>;
  readonly assets!: Table<AssetRow, [string, string]>;
  readonly files!: Table<FileRow, string>;
  readonly pairs!: Table<Pair, [string, number, number, number]>;
  readonly logs!: Table<LogLine, number>;
  readonly exports!: Table<ExportRow, string>;
  readonly settings!: Table<SettingRow, string>;
  readonly docs!: Table<DocRow, string>;
  readonly docTexts!: Table<DocTextRow, string>;
  readonly chunks!: Table<ChunkRow, [string, number]>;
  readonly models!: Table<InstalledModel, string>;
  readonly imageTexts!: Table<ImageTextRow, string>;

  constructor(name = 'heddle', options: { indexedDB?: IDBFactory; IDBKeyRange?: typeof IDBKeyRange } = {}) {
    // Strict: the database holds the queue, and Chromium's default (relaxed) may forget commits on power loss.
    super(name, { ...options, chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      jobs: 'id, createdAt, state',
      counters: 'jobId',
      pulses: 'jobId',
      tasks: '++id, [state+lane+dueAt], &[jobId+key], [jobId+state], [jobId+group+state]',
      lanes: 'id',
      robots: 'origin',
      threads: '[jobId+threadId], [jobId+ordinal]',
      posts: '[jobId+threadId+id]',
      assets: '[jobId+url], [jobId+state], hash',
      files: 'hash',
      pairs: '[jobId+revision+threadOrdinal+n]',
      logs: '++id, jobId',
      exports: 'jobId',
      settings: 'key',
    });
    this.version(2)
      .stores({})
      .upgrade(async (tx) => {
        await tx
          .table<Job>('jobs')
          .filter((job) => job.spec.kind === 'scrape')
          .modify((job, ref) => {
            if (job.spec.kind === 'scrape') ref.value = { ...job, spec: { ...job.spec, options: {} } };
          });
        await tx.table<ThreadRow>('threads').toCollection().modify({ unfetched: [], lastModified: null });
      });
    this.version(3)
      .stores({
        docs: 'id, createdAt, jobId',
        docTexts: 'docId',
        chunks: '[jobId+ordinal], [jobId+docId]',
        models: 'id',
        imageTexts: 'hash',
      })
      .upgrade(async (tx) => {
        await tx.table<Job>('jobs').toCollection().modify({ threshold: null });
        await tx
          .table<Counters>('counters')
          .toCollection()
          .modify((row, ref) => {
            ref.value = { ...emptyCounters(row.jobId), ...row };
          });
        // Exports got a lane of their own, beside those of models.
        await tx
          .table<Task>('tasks')
          .filter((task) => task.lane === 'engine')
          .modify({ lane: 'export' });
        await tx
          .table<Job>('jobs')
          .filter((job) => job.spec.kind === 'scrape')
          .modify((job, ref) => {
            if (job.spec.kind !== 'scrape') return;
            ref.value = { ...job, spec: { ...job.spec, images: { ...job.spec.images, ocr: false } } };
          });
      });
  }

  /**
   * On a full disk Chromium closes a database that is in use and opens it no more (`UnknownError`), and Dexie gives up
   * for good after one such try: pages would show for ever what was true then. The next question tries again.
   */
  override open(): PromiseExtended<Dexie> {
    const opening = super.open();
    opening.catch((thrown: unknown) => {
      if (!isDiskFull(thrown) && !isNamed(thrown, 'UnknownError')) return;
      // Later, or those that wait for this try would be the next one.
      setTimeout(() => {
        if (!this.isOpen() && !this.hasBeenClosed()) this.close({ disableAutoOpen: false });
      }, reopenMs);
    });
    return opening;
  }
}
