import type { ErrorInfo } from '../model/error';
import type { ExportOptions, PageReading, ScrapeSpec } from '../model/job';
import type { GenerateSpec, ImportSpec } from '../model/generate';
import type { PairingOptions } from '../model/pairing';
import type { SiteId } from '../model/thread';

/** Every command a page can send to the background. What can be read from the store is not sent. */
export interface Protocol {
  /** Saves the job and starts it; born paused for `permission` where the host is not granted yet. */
  'job.start': (input: { readonly spec: ScrapeSpec; readonly name?: string }) => { readonly jobId: string };
  'job.rename': (input: { readonly jobId: string; readonly name: string }) => void;
  /** Asks a site what there is to choose from: its boards, its sub-sites. The answer is kept as `choices:<site>`. */
  'site.choices': (input: { readonly site: SiteId }) => {
    readonly choices: readonly { readonly value: string; readonly label: string }[];
  };
  /** Stores what the open page shows as a job that is done; makes no request. */
  'page.keep': (input: { readonly reading: PageReading; readonly pairing: PairingOptions }) => {
    readonly jobId: string;
  };
  'job.pause': (input: { readonly jobId: string }) => void;
  'job.resume': (input: { readonly jobId: string }) => void;
  /** The person's explicit choice, after a warning, for this job alone. */
  'job.setRobots': (input: { readonly jobId: string; readonly robots: 'obey' | 'ignore' }) => void;
  /** Ends the job; all that was stored stays. */
  'job.stop': (input: { readonly jobId: string }) => void;
  /** Deletes the job and frees what only it refers to. */
  'job.delete': (input: { readonly jobId: string }) => void;
  'job.retryFailed': (input: { readonly jobId: string }) => void;
  /** Fetches what is new or changed; `all`: everything again. */
  'job.runAgain': (input: { readonly jobId: string; readonly all: boolean }) => void;
  /** Pairs the stored threads anew in the background; the old revision stays until the new one is whole. */
  'job.repair': (input: { readonly jobId: string; readonly pairing: PairingOptions }) => void;
  /** Fetches or gives up the images of hosts that were not granted. */
  'images.allow': (input: { readonly jobId: string; readonly hosts: readonly string[] }) => void;
  'images.skip': (input: { readonly jobId: string; readonly hosts: readonly string[] }) => void;
  'job.seen': (input: { readonly jobId: string }) => void;
  'export.start': (input: {
    readonly ofJobId: string;
    readonly name: string;
    readonly options: ExportOptions;
    readonly save: 'download' | 'page';
  }) => { readonly jobId: string };
  /** The person saved a file by link. */
  'export.saved': (input: { readonly jobId: string; readonly name: string }) => void;
  /** Reads files that the page has put into the file store. */
  'docs.add': (
    input: Pick<ImportSpec, 'ocr' | 'ocrLanguages'> & {
      readonly files: readonly {
        readonly name: string;
        readonly mediaType: string;
        readonly bytes: number;
        readonly hash: string;
      }[];
    },
  ) => { readonly jobId: string; readonly docIds: readonly string[] };
  /** Keeps an open page as a document; makes no request. */
  'docs.addPage': (input: { readonly url: string; readonly title: string; readonly html: string }) => {
    readonly docId: string;
  };
  'docs.addUrl': (input: { readonly url: string }) => { readonly docId: string };
  'docs.addThread': (input: { readonly jobId: string; readonly threadId: string }) => { readonly docId: string };
  'docs.readAgain': (input: Pick<ImportSpec, 'ocr' | 'ocrLanguages'> & { readonly docId: string }) => void;
  'docs.delete': (input: { readonly docId: string }) => void;
  /** Makes pairs from documents that have been read. */
  'generate.start': (input: { readonly spec: GenerateSpec; readonly name?: string }) => { readonly jobId: string };
  /** Moves the rating below which pairs are left out. */
  'job.setThreshold': (input: { readonly jobId: string; readonly threshold: number | null }) => void;
  /** Fetches an offered model; goes on where an earlier download stopped. */
  'models.download': (input: { readonly offerId: string }) => { readonly jobId: string };
  'models.delete': (input: { readonly modelId: string }) => void;
  'settings.set': (input: { readonly key: string; readonly value: unknown }) => void;
  /** Deletes every job and everything stored. */
  'store.clear': (input: Record<string, never>) => void;
  /** Something happened: a permission was granted, a panel opened. Carries no information. */
  wake: (input: Record<string, never>) => void;
}

export type CommandName = keyof Protocol;
export type Input<N extends CommandName> = Parameters<Protocol[N]>[0];
export type Output<N extends CommandName> = ReturnType<Protocol[N]>;

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ErrorInfo };

/** What pages are given to send commands with. */
export type Send = <N extends CommandName>(name: N, input: Input<N>) => Promise<Output<N>>;
