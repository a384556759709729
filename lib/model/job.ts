import type { ErrorInfo } from './error';
import type { DownloadSpec, GenerateSpec, ImportSpec } from './generate';
import { defaultPairing, type PairingOptions } from './pairing';
import type { FetchRequest, Harvest, Sighting, Target, ThreadId } from './thread';

/** How much of a site is taken; null means no limit. All are applied by order in the listing, never by arrival. */
export interface Limits {
  readonly threads: number | null;
  /** Pairs exported; cut in order of (thread, position). */
  readonly pairs: number | null;
  readonly postsPerThread: number | null;
  /** Pages of the listing. */
  readonly pages: number | null;
  /** Threads whose last activity is older are left out (epoch ms). */
  readonly newerThan: number | null;
  readonly minReplies: number | null;
  /** Likes or votes of the thread as the listing shows them. */
  readonly minScore: number | null;
  /** Globs, or regular expressions between slashes; a thread's address must match one (if any is given) and … */
  readonly urlInclude: readonly string[];
  /** … none of these. */
  readonly urlExclude: readonly string[];
  readonly titleInclude: readonly string[];
  readonly titleExclude: readonly string[];
}

export const defaultLimits: Limits = {
  threads: 50,
  pairs: 5000,
  postsPerThread: null,
  pages: null,
  newerThan: null,
  minReplies: null,
  minScore: null,
  urlInclude: [],
  urlExclude: [],
  titleInclude: [],
  titleExclude: [],
};

export interface ImageOptions {
  readonly enabled: boolean;
  readonly maxBytes: number;
  /** Media types kept, e.g. `image/png`. */
  readonly types: readonly string[];
  /** Read the words in them. */
  readonly ocr: boolean;
}

export const imageTypes: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
};

export const defaultImages: ImageOptions = {
  enabled: true,
  maxBytes: 20_000_000,
  types: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml', 'image/bmp'],
  ocr: false,
};

/** The delay a person may ask for between two requests to one host. */
export const delayRangeMs = { min: 200, max: 60_000, default: 1000 } as const;

export type SiteOptionValue = string | number | boolean | null;
/** Values of a site's own options (`SiteAdapter.options`), by their ids. */
export type SiteOptions = Readonly<Record<string, SiteOptionValue>>;

/** What the person asked for, with everything needed to do it; a job can be repeated from it. */
export interface ScrapeSpec {
  readonly kind: 'scrape';
  readonly target: Target;
  readonly siteName: string;
  readonly limits: Limits;
  readonly images: ImageOptions;
  /** Least time between two requests to one host; the lane raises it to the site's floor. */
  readonly delayMs: number;
  /** `ignore` is the person's explicit choice for this job, after a warning. */
  readonly robots: 'obey' | 'ignore';
  /** As the page showed it at the start; a signed-in job never takes anonymous answers. null: not told. */
  readonly signedIn: boolean | null;
  readonly pairing: PairingOptions;
  /** The site's own options; one that is absent has its default. */
  readonly options: SiteOptions;
  /** Run again: fetch threads that look unchanged as well. */
  readonly refetchAll: boolean;
}

/** What a site starts from where that differs from everybody's defaults. */
export interface SiteDefaults {
  readonly limits?: Partial<Limits>;
  readonly delayMs?: number;
  readonly pairing?: Partial<PairingOptions>;
}

/** A job with every option at its default. */
export function defaultSpec(
  of: Pick<ScrapeSpec, 'target' | 'siteName' | 'signedIn'>,
  defaults: SiteDefaults = {},
): ScrapeSpec {
  const { target, siteName, signedIn } = of;
  return {
    kind: 'scrape',
    target,
    siteName,
    limits: { ...defaultLimits, ...defaults.limits },
    images: defaultImages,
    delayMs: defaults.delayMs ?? delayRangeMs.default,
    robots: 'obey',
    signedIn,
    pairing: { ...defaultPairing, ...defaults.pairing },
    options: {},
    refetchAll: false,
  };
}

export type FormatId = 'standard' | 'messages' | 'preference' | 'transcript';
export type ContainerId = 'json' | 'jsonl';

export interface ExportOptions {
  readonly format: FormatId;
  readonly container: ContainerId;
  readonly images: boolean;
}

export interface ExportSpec {
  readonly kind: 'export';
  /** The job whose pairs are exported. */
  readonly ofJobId: string;
  /** File name without extension. */
  readonly name: string;
  readonly options: ExportOptions;
  /** `download`: the background saves with the downloads API; `page`: the panel offers links. */
  readonly save: 'download' | 'page';
  /** Epoch ms, the one clock in an export (`manifest.capturedAt`). */
  readonly capturedAt: number;
  /** Largest volume; the defaults are `bundle`'s. */
  readonly volume?: { readonly bytes: number; readonly entries: number };
}

export type JobSpec = ScrapeSpec | ExportSpec | ImportSpec | GenerateSpec | DownloadSpec;

/** Jobs that make pairs: those a person sees as datasets. */
export type DatasetSpec = ScrapeSpec | GenerateSpec;

export type JobState = 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
export type PauseReason = 'user' | 'blocked' | 'permission' | 'storage' | 'malformed' | 'engine';

export interface Job<S extends JobSpec = JobSpec> {
  readonly id: string;
  readonly kind: S['kind'];
  readonly name: string;
  readonly spec: S;
  readonly state: JobState;
  readonly pause: PauseReason | null;
  /** Why it is paused or failed, for the person. */
  readonly problem: ErrorInfo | null;
  /** Origin patterns to ask for, with pause `permission`. */
  readonly wantedOrigins: readonly string[];
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** 1 at first, one more each time it is run again. */
  readonly run: number;
  /** The revision of pairs that is whole and shown (the first one fills while the job runs). */
  readonly revision: number;
  /** How the pairs of `revision` were made. */
  readonly pairing: PairingOptions | null;
  /** A revision being made by *Apply*; takes over when its last task is settled. */
  readonly nextRevision: { readonly revision: number; readonly pairing: PairingOptions } | null;
  /** The session's user name as the site told it; null: signed out or not told. */
  readonly sessionUser: string | null;
  /** True once all pages of the listing are known, so that progress is honest. */
  readonly listingDone: boolean;
  /** Being deleted; hidden, and swept at the next start if we die meanwhile. */
  readonly deleted: boolean;
  /** Pairs a judge rated lower are not shown and not exported; null: all are. */
  readonly threshold: number | null;
  /** True once the person looked at it after it ended; clears the badge. */
  readonly seen: boolean;
}

/** Written in the same transaction as what it counts, so it cannot drift. */
export interface Counters {
  readonly jobId: string;
  /** Threads the listing gave in this run, within the limits. */
  readonly threadsFound: number;
  readonly threadsDone: number;
  readonly threadsFailed: number;
  /** Gone, or beyond a limit. */
  readonly threadsSkipped: number;
  /** Not fetched again, since nothing changed. */
  readonly threadsUnchanged: number;
  readonly posts: number;
  /** Pairs of the shown revision. */
  readonly pairs: number;
  readonly imagesFound: number;
  readonly imagesStored: number;
  readonly imagesFailed: number;
  /** Waiting for a host to be granted. */
  readonly imagesHeld: number;
  /** Stored, and their words could not be read. */
  readonly imagesUnread: number;
  readonly bytesStored: number;
  readonly requests: number;
  readonly tasksTotal: number;
  readonly tasksDone: number;
  /** Time the job was working, for the estimate. */
  readonly busyMs: number;
  readonly docsFound: number;
  readonly docsDone: number;
  readonly docsFailed: number;
  readonly chunksFound: number;
  readonly chunksDone: number;
  readonly chunksFailed: number;
  /** Replies that became no pair: said before, or not a valid reply. */
  readonly pairsDropped: number;
  readonly pairsJudged: number;
  /** Judged pairs by rating: place 0 is rating 1, place 9 is rating 10. */
  readonly ratings: readonly number[];
  /** What the model was given and what it gave. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Time the model took for them. */
  readonly modelMs: number;
  /** Of the last hundred parsed replies: those that were malformed (1) or fine (0), newest last. */
  readonly recent: readonly (0 | 1)[];
}

/** What the runner is doing for a job just now; a small row that live queries may watch. */
export interface Pulse {
  readonly jobId: string;
  /** Last sign of life (epoch ms). */
  readonly at: number;
  /** Address being fetched. */
  readonly url: string | null;
  readonly waitUntil: number | null;
  /** Locale key of the reason (`wait_<reason>`). */
  readonly waitReason: 'delay' | 'rate-limited' | 'backoff' | 'offline' | 'watch' | null;
  /** What the model does; absent where no model is at work. */
  readonly model?: ModelPulse | null;
}

/** What a model does for a job just now. */
export interface ModelPulse {
  readonly phase: 'verify' | 'weights' | 'compile' | 'tokenize' | 'generate' | 'judge';
  /** Of loading, 0 … 1; null: not known. */
  readonly fraction: number | null;
  /** Calls of the task that have ended, and how many there are at most. */
  readonly calls: readonly [done: number, most: number];
  /** Of the last call that ended; null: none yet. */
  readonly tokensPerSecond: number | null;
  /** The end of what it is writing, at most 300 characters; '' before it writes. */
  readonly writing: string;
  /** What it runs on; '' while it loads. */
  readonly device: string;
}

export type TaskKind =
  'fetch' | 'image' | 'pair' | 'export' | 'read' | 'ocr' | 'chunk' | 'generate' | 'judge' | 'download';
export type TaskState = 'pending' | 'active' | 'held' | 'done' | 'skipped' | 'failed';

export type TaskPayload =
  | { readonly kind: 'fetch'; readonly request: FetchRequest }
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'pair'; readonly threadId: ThreadId; readonly revision: number }
  | { readonly kind: 'export' }
  /** Reads a document. */
  | { readonly kind: 'read'; readonly docId: string }
  /** Reads the words of a scraped image. */
  | { readonly kind: 'ocr'; readonly hash: string }
  /** Cuts a document into chunks. */
  | { readonly kind: 'chunk'; readonly docId: string }
  | { readonly kind: 'generate'; readonly chunk: number }
  | { readonly kind: 'judge'; readonly chunk: number }
  | { readonly kind: 'download'; readonly path: string };

/** The smallest step of a job that is saved. */
export interface Task {
  readonly id: number;
  readonly jobId: string;
  readonly kind: TaskKind;
  /** Identity within the job: a task is made once. */
  readonly key: string;
  /** The thread (`ThreadId`) or document it belongs to; '' for a listing's, an image's or an export's. */
  readonly group: string;
  /** What it queues on: `host:<name>`, `processor`, `export`, `reader`, `model`, `download`. */
  readonly lane: string;
  readonly state: TaskState;
  /** Why it is held: its job pauses, or an image's host is not granted. */
  readonly held: 'job' | 'permission' | null;
  /** Failed tries that count. */
  readonly attempts: number;
  /** Times claimed; ten without settling is `too-heavy`. */
  readonly claims: number;
  readonly dueAt: number;
  /** null once done: it is not needed any more. */
  readonly payload: TaskPayload | null;
  readonly problem: ErrorInfo | null;
  /** Shown in lists of failures. */
  readonly url: string | null;
}

/** Nothing counted yet. */
export function emptyCounters(jobId: string): Counters {
  return {
    jobId,
    threadsFound: 0,
    threadsDone: 0,
    threadsFailed: 0,
    threadsSkipped: 0,
    threadsUnchanged: 0,
    posts: 0,
    pairs: 0,
    imagesFound: 0,
    imagesStored: 0,
    imagesFailed: 0,
    imagesHeld: 0,
    imagesUnread: 0,
    bytesStored: 0,
    requests: 0,
    tasksTotal: 0,
    tasksDone: 0,
    busyMs: 0,
    docsFound: 0,
    docsDone: 0,
    docsFailed: 0,
    chunksFound: 0,
    chunksDone: 0,
    chunksFailed: 0,
    pairsDropped: 0,
    pairsJudged: 0,
    ratings: Array.from({ length: 10 }, () => 0),
    promptTokens: 0,
    outputTokens: 0,
    modelMs: 0,
    recent: [],
  };
}

export type TaskDraft = Pick<Task, 'kind' | 'key' | 'group' | 'lane' | 'payload' | 'url'> & {
  readonly dueAt?: number;
  /** Born held: its host is not granted. */
  readonly held?: 'permission';
};

export type LogLevel = 'info' | 'warn' | 'error';

export interface LogLine {
  readonly id?: number;
  readonly jobId: string;
  readonly at: number;
  readonly level: LogLevel;
  /** Locale key `log_<event>` and its parameters. */
  readonly event: string;
  readonly params: readonly string[];
  readonly url: string | null;
}

/** What the page script gives the popup. */
export interface PageReading {
  readonly url: string;
  readonly sighting: Sighting | null;
  readonly harvest: Harvest | null;
  /** What jobs on this site start from: the popup itself has no adapters. */
  readonly defaults?: SiteDefaults;
  /** With a guess: how its first posts begin, to be judged by a person before anything is stored. */
  readonly glimpses?: readonly Glimpse[];
}

/** The beginning of a post as text. */
export interface Glimpse {
  readonly author: string;
  readonly postedAt: number | null;
  /** Its first line that says something; '' where there is none. */
  readonly line: string;
}
