import type { AppError } from '../model/error';
import type { InstalledModel, ModelAccess } from '../model/installed-model';
import { cacheEntries, configFile, modelRecord } from '../model/webllm-cache';
import type { AssetUrl, Engine, EngineProbe, EngineTarget, LoadOptions, Model } from './engine';
import { modelDamaged, modelUnknown, stopped } from './engine-error';
import { libraryFolder, packagedLibraries } from './model-libs';
import { gpuHere, probeGpu, webLlmNeeds, type Gpu, type GpuProbe } from './gpu';
import { gpuLimits, gpuNoF16, libMissing, webgpuMissing, webgpuNoAdapter, webLlmError } from './webllm-errors';
import type { LoadOrder, News, Order } from './webllm-messages';
import { runningModel, type WorkerTalk } from './webllm-model';

// The page side of web-llm: looks at the GPU and the files, and talks to the worker that holds the library.

/** What is used of a `Worker`. */
export interface EngineWorker {
  postMessage(order: Order, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<News>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

export interface WebLlmPorts {
  readonly asset: AssetUrl;
  /** Default: that of this page or worker. */
  readonly gpu?: Gpu | undefined;
  /** Default: a new `webllm.worker.ts`. */
  readonly startWorker?: () => EngineWorker;
}

/** An `mlc-chat-config.json` has a few KB. */
const mostConfigBytes = 4_000_000;
/** What models of the MLC format are run with where nobody says; their memory figures are for this. */
const usualContext = 4096;

export function webLlmEngine(ports: WebLlmPorts): Engine {
  const gpu = 'gpu' in ports ? ports.gpu : gpuHere();
  const startWorker = ports.startWorker ?? newWorker;
  return {
    id: 'webllm',
    label: 'web-llm',
    probe: async () => engineProbe(await probeGpu(gpu, webLlmNeeds)),
    load: (target, options) => load(target, options),
  };

  async function load({ choice, access }: EngineTarget, options: LoadOptions): Promise<Model> {
    if (access?.model.engine !== 'webllm') throw modelUnknown(choice.model);
    const { model } = access;
    options.onProgress({ phase: 'verify', fraction: null });
    if (model.state !== 'ready') throw modelDamaged(model.name, model.problem?.message ?? model.state);
    const probe = fit(await probeGpu(gpu, webLlmNeeds), model);
    const contextTokens = Math.min(options.contextTokens, await contextOf(access));
    const library = await libraryOf(access, ports.asset);
    if (options.signal.aborted) throw stopped();

    const about = { ...model, library: library.name, contextTokens };
    const talk = talkTo(startWorker(), (failure) => webLlmError(failure, about));
    const order: LoadOrder = {
      op: 'load',
      // The host names the library's address itself, since only there the bytes are.
      record: modelRecord(model, ''),
      override: { context_window_size: contextTokens, sliding_window_size: -1 },
      library,
      entries: cacheEntries(model),
    };
    await loaded(talk, order, options);
    return runningModel(talk, {
      name: model.name,
      contextTokens,
      device: probe.label ? `gpu, ${probe.label}` : 'gpu',
      // Not before it is asked for: a vocabulary has up to 20 MB.
      counter: async () => (await import('./tokenizer')).counterOf(access),
    });
  }
}

async function loaded(talk: WorkerTalk, order: LoadOrder, { signal, onProgress }: LoadOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = (error: AppError): void => {
      talk.end(error);
      reject(error);
    };
    // The library's own way to stop a load lets the load succeed; the worker ends instead.
    const stop = (): void => end(stopped());
    signal.addEventListener('abort', stop, { once: true });
    talk.listen(
      (news) => {
        if (news.op === 'progress') onProgress({ phase: news.phase, fraction: news.fraction });
        if (news.op !== 'loaded') return;
        signal.removeEventListener('abort', stop);
        resolve();
      },
      (error) => {
        signal.removeEventListener('abort', stop);
        end(error);
      },
    );
    talk.send(order, [order.library.bytes]);
  });
}

/** One worker, whoever listens just now. After its end every order is answered with why. */
function talkTo(
  worker: EngineWorker,
  errorOf: (failure: (News & { op: 'failed' })['failure']) => AppError,
): WorkerTalk {
  let onNews: (news: News) => void = () => undefined;
  let onFailure: (error: AppError) => void = () => undefined;
  let ended: AppError | null = null;
  const fail = (error: AppError): void => {
    const tell = onFailure;
    onNews = () => undefined;
    onFailure = () => undefined;
    tell(error);
  };
  worker.onmessage = ({ data }) => {
    if (data.op === 'failed') fail(errorOf(data.failure));
    else onNews(data);
  };
  const end = (error: AppError): void => {
    if (ended) return;
    ended = error;
    worker.terminate();
    fail(error);
  };
  // Its script broke, maybe between two calls: nothing will be answered any more.
  worker.onerror = (event) => {
    // A script that could not be fetched says nothing.
    const message = event.message || 'it did not start';
    end(errorOf({ stage: 'load', name: 'WorkerError', message, log: [] }));
  };
  return {
    send: (order, transfer = []) => {
      if (ended) fail(ended);
      else worker.postMessage(order, transfer);
    },
    listen: (news, failure) => {
      onNews = news;
      onFailure = failure;
    },
    end,
  };
}

function newWorker(): EngineWorker {
  return new Worker(new URL('./webllm.worker.ts', import.meta.url), { type: 'module', name: 'web-llm' });
}

function engineProbe(probe: GpuProbe): EngineProbe {
  const gpu = 'f16' in probe;
  return {
    usable: probe.usable,
    reason: probe.reason,
    gpu,
    f16: gpu && probe.f16,
    maxBufferBytes: gpu ? probe.maxBufferBytes : 0,
    threads: 1,
  };
}

/** @throws AppError `engine` where the model cannot run on this adapter */
function fit(probe: GpuProbe, model: InstalledModel): Extract<GpuProbe, { f16: boolean }> {
  if (!('f16' in probe)) throw probe.reason === 'webgpuMissing' ? webgpuMissing() : webgpuNoAdapter();
  if (probe.lacks) throw gpuLimits(...probe.lacks);
  if (!probe.f16 && model.requires.includes('shader-f16')) throw gpuNoF16(model.name);
  return probe;
}

/** Tokens the model was made for. @throws AppError `engine` (reason `modelDamaged`) where its configuration is none */
async function contextOf(access: ModelAccess): Promise<number> {
  const { model } = access;
  const file = await access.open(configFile);
  if (file.size > mostConfigBytes) throw modelDamaged(model.name, configFile);
  let config: unknown;
  try {
    config = JSON.parse(await file.text());
  } catch {
    throw modelDamaged(model.name, configFile);
  }
  const sizes = Object(config) as Record<string, unknown>;
  const own = ['context_window_size', 'sliding_window_size']
    .map((key) => sizes[key])
    .find((size): size is number => typeof size === 'number' && size > 0);
  return Math.min(own ?? usualContext, model.contextTokens ?? Infinity);
}

/** @throws AppError `engine` (reason `libMissing`) where there is none */
async function libraryOf({ model, open }: ModelAccess, asset: AssetUrl): Promise<LoadOrder['library']> {
  const { library } = model;
  if (!library) throw libMissing(model.name);
  const { name } = library;
  if (library.from === 'imported') {
    return { name, sha256: library.sha256, bytes: await (await open(name)).arrayBuffer() };
  }
  // The pin is this build's: an update of Heddle may bring a new library for a model that was there before.
  const packaged = (await packagedLibraries(asset)).find((one) => one.name === name);
  const reply = packaged && (await fetch(asset(`${libraryFolder}/${encodeURIComponent(name)}`)).catch(() => null));
  if (!packaged || !reply?.ok) throw libMissing(model.name);
  return { name, sha256: packaged.sha256, bytes: await reply.arrayBuffer() };
}
