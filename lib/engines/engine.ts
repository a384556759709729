import type { EngineId, JsonSchema, Message, ModelChoice } from '../model/generate';
import type { ModelAccess } from '../model/installed-model';

export type { JsonSchema, Message } from '../model/generate';

export interface CompletionRequest {
  readonly messages: readonly Message[];
  /** The reply is decoded so that it cannot be anything else; null: free text. */
  readonly schema: { readonly name: string; readonly schema: JsonSchema } | null;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
}

export interface Completion {
  readonly text: string;
  /** `length`: cut by `maxTokens` or by the context. */
  readonly finish: 'stop' | 'length';
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Time the model took, from the call to the last token. */
  readonly ms: number;
}

export interface LoadProgress {
  readonly phase: 'verify' | 'weights' | 'compile';
  /** 0 … 1; null: not known. */
  readonly fraction: number | null;
}

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
  /** Context wanted; a model that has less gives less. */
  readonly contextTokens: number;
}

/** Whether an engine can work on this machine. */
export interface EngineProbe {
  readonly usable: boolean;
  /** Locale key `error_<reason>` where it is not. */
  readonly reason: string | null;
  /** A usable WebGPU adapter. */
  readonly gpu: boolean;
  readonly f16: boolean;
  /** Largest buffer of the adapter; 0 without one. */
  readonly maxBufferBytes: number;
  /** Processor threads it will use. */
  readonly threads: number;
}

/** What to load. */
export interface EngineTarget {
  readonly choice: ModelChoice;
  /** null for `server`. */
  readonly access: ModelAccess | null;
  /** `server` only; added to requests when they leave, and nowhere else. */
  readonly key?: string;
}

/**
 * Something that runs language models. Every failure is an AppError with the code `engine` and a `reason` from the
 * table in docs/models.md, with three exceptions: `aborted`, `network` (a server that cannot be reached just now) and
 * `rate-limited`. A promise that does not settle is ended from outside (`watchdog.ts`).
 */
export interface Engine {
  readonly id: EngineId;
  readonly label: string;
  /** Never throws. */
  probe(): Promise<EngineProbe>;
  load(target: EngineTarget, options: LoadOptions): Promise<Model>;
}

/** One loaded model. One call at a time. */
export interface Model {
  /** Of this loaded model: prompt and reply together must fit. */
  readonly contextTokens: number;
  /** What it runs on, for the log and the benchmarks: `cpu, 2 threads`, `gpu`, the server's address. */
  readonly device: string;
  countTokens(text: string): Promise<{ readonly tokens: number; readonly exact: boolean }>;
  /**
   * @param onText called with each new piece of the reply
   * @throws AppError `engine` with reason `contextOverflow` where the prompt does not fit
   */
  complete(request: CompletionRequest, onText: (piece: string) => void, signal: AbortSignal): Promise<Completion>;
  /** Frees everything at once, whatever it is doing; never throws. A call that was running rejects. */
  unload(): Promise<void>;
}

/** Where packaged assets lie: `asset('wllama/wllama.wasm')` is an address inside the extension. */
export type AssetUrl = (path: string) => string;
