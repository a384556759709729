import type { ErrorInfo } from '../model/error';
import type { GenerationOptions, JudgeOptions, ModelChoice } from '../model/generate';
import type { ImageOptions, Limits, SiteOptions } from '../model/job';
import type { Pair } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Post, SiteId, Thread, ThreadId } from '../model/thread';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Where a bundle reads from. Everything may be read several times and must then be the same. */
export interface BundleData {
  /** Every thread of the job, or every chunk of its documents, in order of ordinal. */
  entries(): AsyncIterable<Entry>;
  /** The thread's posts in order of position. */
  posts(entry: ThreadEntry): Promise<readonly BundlePost[]>;
  /** What became of images, by address; an address that is missing was never asked for. */
  images(urls: readonly string[]): Promise<ReadonlyMap<string, BundleImage>>;
  /** The first `count` pairs of a thread or chunk in order of n. */
  pairs(entry: Entry, count: number): AsyncIterable<Pair>;
  /** null where the file is not there. */
  readFile(hash: string): Promise<Bytes | null>;
}

/** What pairs of a job come from, one after the other. */
export type Entry = ThreadEntry | ChunkEntry;

interface EntryFacts {
  readonly ordinal: number;
  /** How it is named where it failed. */
  readonly url: string;
  readonly state: 'pending' | 'done' | 'failed' | 'skipped';
  readonly problem: ErrorInfo | null;
  /** Whole pairs of the exported revision. */
  readonly pairs: number;
}

/** A chunk of a document. */
export interface ChunkEntry extends EntryFacts {
  readonly kind: 'chunk';
  readonly doc: { readonly id: string; readonly name: string; readonly title: string; readonly url: string | null };
  /** Place in the document, from 0. */
  readonly n: number;
  /** Units of the document's text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly pages: readonly [first: number, last: number] | null;
  readonly headings: readonly string[];
  readonly tokens: number;
}

export interface ThreadEntry extends EntryFacts {
  readonly kind: 'thread';
  readonly id: ThreadId;
  /** null where nothing came. */
  readonly thread: Thread | null;
  readonly posts: number;
  /** Site ids of posts that exist and were not fetched. */
  readonly unfetched: readonly string[];
}

/** A post without its words: those are in the data. */
export type BundlePost = Omit<Post, 'html' | 'source' | 'segments'>;

export type BundleImage =
  | {
      readonly state: 'stored';
      readonly hash: string;
      readonly extension: string;
      readonly bytes: number;
      /** The words in it, where it was asked for them. */
      readonly text?: string;
    }
  | { readonly state: 'failed'; readonly problem: ErrorInfo | null }
  | { readonly state: 'held' | 'pending' | 'skipped' };

/** What the manifest says of the job. */
export type BundleFacts = ScrapeFacts | GenerateFacts;

export interface GenerateFacts {
  readonly kind: 'generate';
  /** Heddle's version. */
  readonly version: string;
  /** Epoch ms; the one clock in an export. */
  readonly capturedAt: number;
  readonly name: string;
  readonly choice: ModelChoice;
  readonly generation: GenerationOptions;
  readonly judge: JudgeOptions | null;
  /** Pairs rated lower are left out; null: none are. */
  readonly threshold: number | null;
}

export interface ScrapeFacts {
  readonly kind: 'scrape';
  /** Heddle's version. */
  readonly version: string;
  /** Epoch ms; the one clock in an export. */
  readonly capturedAt: number;
  /** What the dataset is called. */
  readonly name: string;
  readonly site: SiteId;
  readonly siteName: string;
  readonly base: string;
  readonly url: string;
  readonly title: string;
  readonly signedIn: boolean | null;
  readonly pairing: PairingOptions;
  readonly limits: Limits;
  readonly images: ImageOptions;
  readonly robots: 'obey' | 'ignore';
  /** The site's own options, as the person left them. */
  readonly options: SiteOptions;
}

/** How many were left at each step; threads after the one that reached the limit of pairs are not counted anywhere. */
export interface BundleCounts {
  readonly threads: {
    readonly found: number;
    readonly exported: number;
    readonly failed: number;
    readonly skipped: number;
    readonly pending: number;
  };
  readonly posts: number;
  readonly pairs: {
    readonly made: number;
    readonly cutByLimit: number;
    readonly notExpressible: number;
    /** Rated lower than the threshold. */
    readonly belowThreshold: number;
    readonly duplicates: number;
    readonly records: number;
  };
  readonly images: {
    readonly found: number;
    readonly stored: number;
    readonly failed: number;
    readonly held: number;
    readonly notFetched: number;
  };
}

export interface Failure {
  readonly url: string;
  readonly code: string;
  readonly reason: string;
}

/** A failure as the manifest lists it: a code and a sentence, no times and no retry counts. */
export function failureOf(url: string, problem: ErrorInfo | null): Failure {
  return { url, code: problem?.code ?? 'bug', reason: problem?.message ?? 'No reason was kept.' };
}

/** The data changed while it was written: the bundle must be made anew. */
export class DataChanged extends Error {
  constructor() {
    super('The data changed while it was exported');
    this.name = 'DataChanged';
  }
}

/** An image's bytes are not those of its hash: the bundle must be made anew without it. */
export class DamagedFile extends Error {
  readonly hash: string;

  constructor(hash: string) {
    super(`The stored image ${hash} is damaged`);
    this.name = 'DamagedFile';
    this.hash = hash;
  }
}
