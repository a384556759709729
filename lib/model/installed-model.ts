import type { ErrorInfo } from './error';
import type { EngineId } from './generate';

// Models on this machine. `server` models are elsewhere and have no row.

/** A file of a model. */
export interface ModelFile {
  /** Path within the model: `params_shard_0.bin`, `model-00001-of-00002.gguf`. No `..`, no leading slash. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in hex; null until it is known: then it is taken down when the file is whole. */
  readonly sha256: string | null;
  /** Git blob id (SHA-1 of header and content), where a hub states that in place of a SHA-256. */
  readonly gitSha1?: string;
  /** Where it is fetched from; null: imported. */
  readonly url: string | null;
  /** Strong validator of the reply it comes from, so that a download goes on with the same file. */
  readonly etag?: string;
  /** Bytes that are here. */
  readonly done: number;
}

/** web-llm runs a library of compiled kernels; it is code, so it is packaged, or imported by the person, and pinned. */
export interface ModelLibrary {
  /** File name. */
  readonly name: string;
  readonly sha256: string;
  /** `packaged`: lies in the extension under `/model-libs/`; `imported`: stored with the model. */
  readonly from: 'packaged' | 'imported';
}

export interface InstalledModel {
  readonly id: string;
  /** As shown. */
  readonly name: string;
  readonly engine: Exclude<EngineId, 'server'>;
  /** `partial`: files are missing (being fetched, or stopped); `damaged`: a file is not what it should be. */
  readonly state: 'partial' | 'ready' | 'damaged';
  readonly origin: 'downloaded' | 'imported';
  /** SPDX id or name; '' where nobody says. */
  readonly license: string;
  readonly files: readonly ModelFile[];
  /** `webllm` only. null: none fits, and the model cannot run. */
  readonly library: ModelLibrary | null;
  /** Context it was made for, in tokens; null: not known. */
  readonly contextTokens: number | null;
  /** Memory it needs when loaded, weights and context; null: not known. */
  readonly memoryBytes: number | null;
  /** WebGPU features it cannot do without, such as `shader-f16`. */
  readonly requires: readonly string[];
  readonly problem: ErrorInfo | null;
  readonly addedAt: number;
}

/** Bytes of all its files. */
export function bytesOf(model: Pick<InstalledModel, 'files'>): number {
  return model.files.reduce((sum, file) => sum + file.bytes, 0);
}

/** An installed model as engines get it: they know no store. */
export interface ModelAccess {
  readonly model: InstalledModel;
  /** @throws AppError `engine` (reason `modelDamaged`) where the file is not there whole */
  readonly open: (path: string) => Promise<File>;
}
