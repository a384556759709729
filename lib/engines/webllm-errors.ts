import { AppError } from '../model/error';
import { contextOverflow, engineError, engineFailed, modelDamaged, modelUnknown } from './engine-error';
import { foreignLibrary, missingFile, type RawFailure } from './webllm-messages';

// web-llm's failures, as they come out of its worker, to sentences. What is seen is written in docs/models.md. Names
// and texts are matched both: the library is minified, and WebAssembly's own errors have only texts.

export interface FailedModel {
  readonly id: string;
  readonly name: string;
  readonly library: string;
  /** null: not known. */
  readonly memoryBytes: number | null;
  readonly contextTokens: number;
}

interface Row {
  readonly matches: (failure: RawFailure) => boolean;
  readonly becomes: (failure: RawFailure, model: FailedModel) => AppError;
}

const named =
  (...names: readonly string[]) =>
  ({ name }: RawFailure): boolean =>
    names.includes(name);
const says =
  (pattern: RegExp) =>
  ({ message }: RawFailure): boolean =>
    pattern.test(message);
const logged =
  (pattern: RegExp) =>
  ({ log }: RawFailure): boolean =>
    log.some((line) => pattern.test(line));
const any =
  (...tests: readonly Row['matches'][]) =>
  (failure: RawFailure): boolean =>
    tests.some((test) => test(failure));

const limits = /requested (\w+) exceeds limit\. requested=(\d+)(MB)?, limit=(\d+)/;
const overflow = /number of prompt tokens: (\d+); context window size: (\d+)/;

/** The first row that matches counts. */
const rows: readonly Row[] = [
  { matches: named(missingFile), becomes: ({ message }, { name }) => modelDamaged(name, message) },
  { matches: named(foreignLibrary), becomes: (_, { library }) => libChanged(library) },
  {
    matches: any(named('WebGPUNotAvailableError'), says(/WebGPU is not supported in your current environment/)),
    becomes: () => webgpuMissing(),
  },
  {
    matches: any(named('WebGPUNotFoundError'), says(/Unable to find a compatible GPU/)),
    becomes: () => webgpuNoAdapter(),
  },
  {
    // The second is what comes after the whole load where the model's record does not say that it needs f16.
    matches: any(
      named('ShaderF16SupportError'),
      says(/shader-f16/),
      (failure) => named('GPUPipelineError')(failure) && says(/Invalid ShaderModule/)(failure),
    ),
    becomes: (_, { name }) => gpuNoF16(name),
  },
  {
    matches: says(limits),
    becomes: ({ message }) => {
      const [, limit = '', needs = '', mb, has = ''] = limits.exec(message) ?? [];
      const factor = mb ? 1 << 20 : 1;
      return gpuLimits(limit, Number(has) * factor, Number(needs) * factor);
    },
  },
  {
    matches: any(
      named('LinkError', 'CompileError'),
      says(/^WebAssembly\.(instantiate|compile)\(\): (Import #|expected magic|expected version)/),
      // The library runs, and was made for other weights.
      says(/Cannot find (parameter|function) /i),
    ),
    becomes: ({ message }, { library }) => libIncompatible(library, message),
  },
  { matches: named('QuotaExceededError'), becomes: ({ message }) => storageFull(message) },
  {
    matches: says(overflow),
    becomes: ({ message }, model) => {
      const [, prompt, window] = overflow.exec(message) ?? [];
      return contextOverflow(Number(prompt), window ? Number(window) : model.contextTokens);
    },
  },
  {
    matches: named('ContextWindowSizeExceededError'),
    becomes: (_, { contextTokens }) => contextOverflow(null, contextTokens),
  },
  { matches: named('ModelNotFoundError'), becomes: (_, { id }) => modelUnknown(id) },
  {
    matches: any(
      named('IntegrityError', 'UnsupportedTokenizerFilesError', 'ArtifactManifestError'),
      says(/exceeds shard size|Failed to execute 'add' on 'Cache'|^Cannot fetch https:\/\/model\.invalid\//),
      // Its index or configuration is no JSON.
      (failure) => failure.stage === 'load' && failure.name === 'SyntaxError',
      // A shard shorter than the index says (0.2.79), a tokenizer that cannot be read: only the console tells.
      (failure) => failure.stage === 'load' && logged(/size mismatch|panicked at/)(failure),
    ),
    becomes: ({ message, log }, { name }) =>
      modelDamaged(name, message, [message, ...log.filter((line) => /mismatch|panicked/.test(line))].join(' | ')),
  },
  {
    // A lost device has many texts, depending on what is touched first after the loss.
    matches: any(
      named('DeviceLostError', 'GPUOutOfMemoryError'),
      says(/has already been disposed|device (was|is) lost|out of memory|Program terminated with exit\(1\)/i),
      logged(/device was lost/i),
    ),
    becomes: ({ message }, { name, memoryBytes }) => gpuOutOfMemory(name, memoryBytes, message),
  },
];

/** @param failure as it came out of the worker */
export function webLlmError(failure: RawFailure, model: FailedModel): AppError {
  const row = rows.find(({ matches }) => matches(failure));
  if (row) return row.becomes(failure, model);
  return engineFailed(`${failure.name}: ${failure.message}`, [failure.message, ...failure.log].join(' | '));
}

export function webgpuMissing(): AppError {
  return engineError(
    'webgpuMissing',
    [],
    'This browser offers no WebGPU here. Choose a GGUF model, which runs on the processor, or a server.',
  );
}

export function webgpuNoAdapter(): AppError {
  return engineError(
    'webgpuNoAdapter',
    [],
    'The browser found no graphics processor for WebGPU. Turn on hardware acceleration and update the graphics driver, or choose a GGUF model, which runs on the processor.',
  );
}

export function gpuNoF16(name: string): AppError {
  return engineError(
    'gpuNoF16',
    [name],
    `“${name}” computes with 16-bit numbers (shader-f16), which the graphics processor does not offer. Choose its q4f32 variant.`,
  );
}

/** @param limit WebGPU's name of it */
export function gpuLimits(limit: string, has: number, needs: number): AppError {
  return engineError(
    'gpuLimits',
    [limit, String(has), String(needs)],
    `The graphics processor is too small for this engine: ${limit} is ${has}, and ${needs} is needed. Choose a GGUF model, which runs on the processor, or a server.`,
  );
}

export function libMissing(name: string): AppError {
  return engineError(
    'libMissing',
    [name],
    `There is no model library for “${name}”: this build has none, and none was imported. Import the library (.wasm) together with the model, or choose another model.`,
  );
}

function libChanged(library: string): AppError {
  return engineError(
    'libChanged',
    [library],
    `The model library ${library} is not the file that was pinned, so it was not run. Install Heddle again, or import the model with its library again.`,
  );
}

function libIncompatible(library: string, raw: string): AppError {
  return engineError(
    'libIncompatible',
    [library],
    `The model library ${library} does not fit this version of the engine or this model. Import the library made for it, or choose another model.`,
    raw,
  );
}

function gpuOutOfMemory(name: string, memoryBytes: number | null, raw: string): AppError {
  const needs = memoryBytes === null ? '?' : (memoryBytes / 1e9).toFixed(1);
  return engineError(
    'gpuOutOfMemory',
    [name, needs],
    `The graphics processor was lost or ran out of memory; “${name}” needs about ${needs} GB. Close other programs, or choose a smaller model or context, then press Resume.`,
    raw,
  );
}

function storageFull(raw: string): AppError {
  return new AppError({
    code: 'storage-full',
    reason: 'storageFull',
    message: 'The browser has no room left. Delete jobs you no longer need or free disk space, then press Resume.',
    detail: raw.slice(0, 300),
  });
}
