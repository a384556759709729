import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Send } from '../lib/messaging/protocol';
import type { Machine } from '../lib/engines/index';
import type { Chunk, Section, TokenCounter } from '../lib/model/doc';
import type { ErrorInfo } from '../lib/model/error';
import type { GenerationOptions, ModelChoice } from '../lib/model/generate';
import type { InstalledModel } from '../lib/model/installed-model';
import type { ExportOptions, FormatId, PageReading } from '../lib/model/job';
import type { Draft, Pair, PairKind } from '../lib/model/pair';
import type { PairingOptions, StrategyId } from '../lib/model/pairing';
import type { Post, Thread } from '../lib/model/thread';
import type { SiteAdapter } from '../lib/sites';
import type { HeddleDb } from '../lib/store/db';

/** What the open page turned out to be. */
export interface PageLook {
  readonly reading: PageReading | null;
  readonly problem: ErrorInfo | null;
}

export interface StorageUse {
  readonly usedBytes: number;
  /** null where the browser does not tell. */
  readonly quotaBytes: number | null;
}

/** Files that became documents, and those that did not. */
export interface AddedFiles {
  readonly docIds: readonly string[];
  readonly refused: readonly { readonly name: string; readonly problem: ErrorInfo }[];
}

/** An open page as the person's browser shows it. */
export interface OpenPage {
  readonly url: string;
  readonly title: string;
  readonly html: string;
}

/** A file of a model with its path below the folder it was picked in. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** Share of a model that is copied or read, 0 … 1, and the file at hand. */
export type ModelProgress = (fraction: number, path: string) => void;

export interface MachineFacts extends Machine {
  /** That a model on the processor gets. */
  readonly threads: number;
}

/** What a page does with the files of models; the rest are commands. */
export interface ModelEffects {
  /**
   * Copies a model from disk into the browser.
   * @throws AppError in words of `importModel`; the signal's reason
   */
  readonly importModel: (
    files: readonly PickedFile[],
    onProgress: ModelProgress,
    signal: AbortSignal,
  ) => Promise<InstalledModel>;
  /** Reads every file again; the model as it is then. @throws AppError; the signal's reason */
  readonly verifyModel: (id: string, onProgress: ModelProgress, signal: AbortSignal) => Promise<InstalledModel>;
  /** What models can run on here. Never throws. */
  readonly machine: () => Promise<MachineFacts>;
}

/** A place in the workbench: `documents`, `documents/<id>`, `models`, `settings`. */
export type WorkbenchPlace = string;

/** Languages for the recognition of text, which the person brings. */
export interface OcrEffects {
  /** Checks and stores `<language>.traineddata`, packed or not. @throws AppError `unsupported` `ocrDataBad` */
  readonly importFile: (file: File) => Promise<void>;
  readonly delete: (language: string) => Promise<void>;
}

/** What needs a browser; given by the page's entry point, so that everything below can be drawn with made-up data. */
export interface Effects {
  /** Match pattern of an address's host, as permissions name it. */
  readonly originPattern: (url: string) => string;
  /** Runs in the click, before any `await`. */
  readonly requestOrigins: (origins: readonly string[]) => Promise<boolean>;
  readonly hasOrigins: (origins: readonly string[]) => Promise<boolean>;
  /** Runs in the click, before any `await`. */
  readonly requestDownloads: () => Promise<boolean>;
  /** Runs in the click, before any `await`. */
  readonly openPanel: () => void;
  /** Shows a place of the workbench: in the tab that it is open in already, else in a new one. */
  readonly openWorkbench: (place?: WorkbenchPlace) => void;
  /**
   * Puts files into the file store and has them read; one that cannot be taken does not stand in the way of others.
   * @param onFile told before each file, from 0
   */
  readonly addFiles: (files: readonly File[], onFile?: (place: number, name: string) => void) => Promise<AddedFiles>;
  /** null where no page is beside. @throws AppError `unsupported` where the browser lets no extension read it */
  readonly readPageHtml: (() => Promise<OpenPage>) | null;
  /** Counts tokens as a model does, where its vocabulary can be read; else by estimate. Keeps the last one. */
  readonly counterOf: (choice: ModelChoice | null) => Promise<TokenCounter>;
  /** Names of the models that a server has. @throws AppError `engine`, `network`, `blocked` in offline mode */
  readonly serverModels: (url: string) => Promise<readonly string[]>;
  readonly readPage: () => Promise<PageLook>;
  /** Calls back when the person looks at another page; returns what ends it. */
  readonly onPageChange: (callback: () => void) => () => void;
  /** Saves a finished file of an export by link. */
  readonly saveFile: (jobId: string, name: string) => Promise<void>;
  /** `blob:` address of a stored image; null where its bytes are gone. */
  readonly fileUrl: (hash: string) => Promise<string | null>;
  readonly saveText: (name: string, text: string) => void;
  readonly copyText: (text: string) => Promise<void>;
  readonly storageUse: () => Promise<StorageUse>;
  /** Absent where there are no settings. */
  readonly ocrLanguages?: OcrEffects;
  /** null in the popup and the panel, where no models are kept. */
  readonly models: ModelEffects | null;
}

export interface StrategyInfo {
  readonly id: StrategyId;
  readonly yields: PairKind;
  /** The options it heeds. */
  readonly uses: readonly (keyof PairingOptions)[];
}

export interface FormatInfo {
  readonly id: FormatId;
  readonly accepts: readonly PairKind[];
}

/** What the interface needs of a site. */
export type SiteInfo = Pick<
  SiteAdapter,
  'id' | 'label' | 'politeness' | 'options' | 'defaults' | 'source' | 'credential' | 'locate'
>;

/** What the interface needs of documents. */
export interface DocTools {
  /** What a file picker may offer: media types and extensions. */
  readonly accepted: readonly string[];
  /**
   * All chunks of a document, as a job would cut them.
   * @param contextTokens of the model; null: not known
   */
  readonly chunks: (
    sections: readonly Section[],
    options: GenerationOptions,
    counter: TokenCounter,
    contextTokens: number | null,
  ) => readonly Chunk[];
  /** Those of them that are used. */
  readonly spread: (chunks: readonly Chunk[], max: number | null) => readonly Chunk[];
  /** Reads a server's address as typed. @throws AppError `unsupported` */
  readonly serverAddress: (typed: string) => {
    readonly url: string;
    readonly loopback: boolean;
    /** Locale key `error_<reason>`. */
    readonly warning: string | null;
  };
}

/** The pure stages, composed by the entry point. */
export interface Tools {
  /** null in the popup, which does without documents. */
  readonly docs: DocTools | null;
  /** Empty in the popup, which does without the readers that come with them. */
  readonly sites: readonly SiteInfo[];
  readonly strategies: readonly StrategyInfo[];
  readonly formats: readonly FormatInfo[];
  /** The format that a kind of pair asks for. */
  readonly defaultFormat: (kind: PairKind) => FormatId;
  readonly repair: (thread: Thread, posts: readonly Post[], options: PairingOptions) => readonly Draft[];
  /** The line an export would hold; null where the format cannot say it. */
  readonly jsonLine: (
    pair: Pair,
    options: ExportOptions,
    nameOf: (imageKey: string) => string | null,
    /** The words in an image, '' where there are none. */
    wordsOf: (imageKey: string) => string,
  ) => string | null;
}

export interface App {
  readonly db: HeddleDb;
  readonly send: Send;
  readonly effects: Effects;
  readonly tools: Tools;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('The page did not say what it can do.');
  return app;
}

/** For pages that have documents. */
export function useDocTools(): DocTools {
  const { docs } = useApp().tools;
  if (!docs) throw new Error('This page has no documents.');
  return docs;
}

/** For pages that keep models. */
export function useModelEffects(): ModelEffects {
  const { models } = useApp().effects;
  if (!models) throw new Error('This page keeps no models.');
  return models;
}
