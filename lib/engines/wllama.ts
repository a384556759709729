import type { Wllama } from '@wllama/wllama/esm/index.js';
import type { AppError } from '../model/error';
import type { AssetUrl, Engine, EngineProbe, EngineTarget, LoadOptions } from './engine';
import { modelUnknown, stopped } from './engine-error';
import { gpuHere, probeGpu } from './gpu';
import { threadsHere } from './threads';
import { browserTooOld, engineLog, modelTooBig, nameFailure, nameRefusal, type EngineLog } from './wllama-errors';
import { openGguf } from './wllama-files';
import { wllamaModel, type WllamaModel } from './wllama-model';
import { withPackagedWorker } from './wllama-worker';

// llama.cpp compiled to WebAssembly: any GGUF file, on the processor or, where it is asked for, on the GPU.

/** What 64-bit memory of this build grows to at most, less what the context and the program itself need. */
const largestBytes = 3.75 * 2 ** 30;
/** Without JSPI a file is one piece of memory, and such a piece is no larger than this. */
const largestPieceBytes = 2 ** 31 - 1;
/** Tokens of a prompt between two looks at whether to stop. */
const batchTokens = 256;

export interface WllamaEngine extends Engine {
  load(target: EngineTarget, options: LoadOptions): Promise<WllamaModel>;
}

/** @param asset where `wllama/…` of the packaged assets lies */
export function wllamaEngine(asset: AssetUrl): WllamaEngine {
  return {
    id: 'wllama',
    label: 'GGUF (llama.cpp)',
    probe,
    load: (target, options) => load(asset, target, options),
  };
}

async function probe(): Promise<EngineProbe> {
  const gpu = await probeGpu(gpuHere(), {});
  const usable = hasLargeMemory();
  return {
    usable,
    reason: usable ? null : 'browserTooOld',
    gpu: gpu.usable,
    f16: 'f16' in gpu && gpu.f16,
    maxBufferBytes: 'maxBufferBytes' in gpu ? gpu.maxBufferBytes : 0,
    threads: threadsHere(),
  };
}

async function load(asset: AssetUrl, { choice, access }: EngineTarget, options: LoadOptions): Promise<WllamaModel> {
  const { signal, onProgress } = options;
  if (!access) throw modelUnknown(choice.model);
  if (!hasLargeMemory()) throw browserTooOld('64-bit WebAssembly memory');
  const { name } = access.model;
  onProgress({ phase: 'verify', fraction: null });
  const gguf = await openGguf(access);
  const { bytes } = gguf;
  const onGpu = choice.device === 'gpu' && hasSuspending() && (await hasF16());
  if (!onGpu && bytes > largestBytes) throw modelTooBig(name, bytes, largestBytes);
  const piece = Math.max(...gguf.files.map(({ size }) => size));
  if (!hasSuspending() && piece > largestPieceBytes) throw modelTooBig(name, piece, largestPieceBytes);
  if (signal.aborted) throw stopped();

  // Loaded on use: a third of a megabyte.
  const { Wllama: Runtime, LoggerWithoutDebug } = await import('@wllama/wllama/esm/index.js');
  const log = engineLog();
  const add = (...parts: readonly unknown[]): void => log.add(...parts);
  const wllama = new Runtime(
    { default: asset('wllama/wllama.wasm') },
    { logger: { ...LoggerWithoutDebug, debug: add, log: add, warn: add, error: add } },
  );
  // Its other build, for browsers without 64-bit memory, would come from the network.
  wllama.setCompat(null);

  const threads = threadsHere();
  const { gone, end, started } = lifeOf(wllama);
  const onAbort = (): void => end(stopped());
  signal.addEventListener('abort', onAbort, { once: true });
  let read = 0;
  try {
    const work = withPackagedWorker(
      {
        asset,
        threads,
        cpuOnly: !onGpu,
        onStarted: started,
        onRead: (size) => {
          read += size;
          onProgress({ phase: 'weights', fraction: Math.min(1, read / bytes) });
        },
        onError: (message) => end(nameFailure(new Error(message), log, name)),
      },
      () =>
        wllama.loadModel([...gguf.files], {
          n_ctx: Math.min(options.contextTokens, gguf.contextTokens ?? options.contextTokens),
          n_threads: threads,
          n_gpu_layers: onGpu ? 99_999 : 0,
          n_batch: batchTokens,
          n_ubatch: batchTokens,
          n_parallel: 1,
          // What a thinking model thinks aloud is not asked for, and replies come as they are, unparsed.
          reasoning: false,
          skip_chat_parsing: true,
          warmup: false,
        }),
    );
    await Promise.race([work, gone]);
    // For a file that llama.cpp turned down, the load succeeds as well.
    const info = wllama.getLoadedContextInfo();
    if (!(info.n_vocab > 0)) throw nameRefusal(name, log);
    onProgress({ phase: 'weights', fraction: 1 });
    return wllamaModel({
      wllama,
      name,
      contextTokens: Math.min(info.n_ctx, info.n_ctx_train),
      device: deviceOf(log, threads),
      endToken: gguf.endToken,
      log,
      gone,
      end,
    });
  } catch (thrown) {
    const named = nameFailure(thrown, log, name);
    end(named);
    throw named;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** wllama's promises do not settle when its worker is gone: everything is raced with `gone`. */
function lifeOf(wllama: Wllama): {
  readonly gone: Promise<never>;
  readonly end: (why: AppError) => void;
  readonly started: (worker: Worker) => void;
} {
  let worker: Worker | null = null;
  let reject: (why: AppError) => void = () => undefined;
  let why: AppError | null = null;
  const gone = new Promise<never>((_, refuse) => (reject = refuse));
  gone.catch(() => undefined);
  return {
    gone,
    started: (one) => {
      worker = one;
      if (why) one.terminate();
    },
    end: (cause) => {
      why ??= cause;
      reject(why);
      worker?.terminate();
      void wllama.exit().catch(() => undefined);
    },
  };
}

/** Read from the log: where the GPU falls short, llama.cpp works on the processor without a word to its caller. */
function deviceOf(log: EngineLog, threads: number): string {
  const layers = log.deviceLines.map((line) => /offloaded (\d+)\/\d+ layers to GPU/.exec(line)?.[1]).find(Boolean);
  const device = log.deviceLines.some((line) => /using device WebGPU/i.test(line));
  if (device && Number(layers ?? 0) > 0) return 'gpu';
  return `cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

async function hasF16(): Promise<boolean> {
  const gpu = await probeGpu(gpuHere(), {});
  return 'f16' in gpu && gpu.f16;
}

/** JSPI: WebAssembly may wait for a piece of the file, which then need not be in memory as a whole. */
function hasSuspending(): boolean {
  return 'Suspending' in WebAssembly;
}

function hasLargeMemory(): boolean {
  try {
    // 64-bit memory is younger than TypeScript's types of it.
    new WebAssembly.Memory({ address: 'i64', initial: 1n } as unknown as WebAssembly.MemoryDescriptor);
    return true;
  } catch {
    return false;
  }
}
