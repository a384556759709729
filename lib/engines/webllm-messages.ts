import type { CacheEntry, ModelRecord } from '../model/webllm-cache';
import type { CompletionRequest, LoadProgress } from './engine';

// What the page side and the worker that holds web-llm say to each other.

/** Changes to the model's own configuration. */
export interface ContextOverride {
  readonly context_window_size: number;
  /** Off: the library takes one of the two windows only. */
  readonly sliding_window_size: -1;
}

export interface LoadOrder {
  readonly op: 'load';
  readonly record: ModelRecord;
  readonly override: ContextOverride;
  /** Code: it is given to the library only when its hash is the pinned one. */
  readonly library: { readonly name: string; readonly bytes: ArrayBuffer; readonly sha256: string };
  /** What must be there before the library is asked to load. */
  readonly entries: readonly CacheEntry[];
}

export type Order =
  | LoadOrder
  | { readonly op: 'complete'; readonly id: number; readonly request: CompletionRequest }
  | { readonly op: 'interrupt'; readonly id: number };

/** An error as plain data: classes do not cross a worker's edge, and minified names say nothing. */
export interface RawFailure {
  readonly stage: 'load' | 'complete';
  readonly name: string;
  readonly message: string;
  /** The last lines of the worker's console: the library tells some causes nowhere else. */
  readonly log: readonly string[];
}

export type News =
  | ({ readonly op: 'progress' } & LoadProgress)
  | { readonly op: 'loaded' }
  | { readonly op: 'text'; readonly id: number; readonly piece: string }
  | {
      readonly op: 'done';
      readonly id: number;
      /** As the library says it; null: the stream ended without one. */
      readonly finish: string | null;
      /** null: the library did not say. */
      readonly promptTokens: number | null;
      readonly outputTokens: number;
    }
  | { readonly op: 'failed'; readonly failure: RawFailure };

/** Names of our own failures in the worker. */
export const missingFile = 'MissingFileError';
export const foreignLibrary = 'ForeignLibraryError';
