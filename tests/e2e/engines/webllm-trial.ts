import { toErrorInfo, type ErrorInfo } from '../../../lib/model/error';
import type { InstalledModel } from '../../../lib/model/installed-model';
import { cacheEntries } from '../../../lib/model/webllm-cache';
import type { EngineProbe, Model } from '../../../lib/engines/engine';
import { watched } from '../../../lib/engines/watchdog';
import { webLlmEngine, type EngineWorker } from '../../../lib/engines/webllm';

// The real engine, the real package and the real worker, in a page of an extension or in a worker of it.

export interface TrialModel {
  readonly model: InstalledModel;
  /** Path → text, as it is stored; bytes of the library in hex. */
  readonly stored: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly error: ErrorInfo | null;
  readonly text: string;
  readonly phases: readonly string[];
  readonly ms: number;
}

const asset = (path: string): string => new URL(`/${path}`, location.href).href;
let workers = 0;
const realWorker = (): EngineWorker => {
  workers += 1;
  return new Worker(new URL('../../../lib/engines/webllm.worker.ts', import.meta.url), { type: 'module' });
};
/** Answers as web-llm was seen to: nothing of it runs. */
const replayWorker = (script: string) => (): EngineWorker => {
  const worker = new Worker(new URL('./webllm-replay.worker.ts', import.meta.url), { type: 'module' });
  worker.postMessage({ op: 'script', script });
  return worker;
};

async function store({ model, stored }: TrialModel): Promise<void> {
  for (const scope of ['webllm/model', 'webllm/config', 'webllm/wasm']) await caches.delete(scope);
  for (const { scope, url, path } of cacheEntries(model)) {
    const text = stored[path];
    if (text === undefined) continue;
    const body = path.endsWith('.wasm') ? Uint8Array.from(text.match(/../g) ?? [], (hex) => parseInt(hex, 16)) : text;
    await (await caches.open(scope)).put(new Request(url), new Response(body));
  }
}

async function attempt(trial: TrialModel, script: string | null, stopAfterMs: number | null): Promise<Outcome> {
  await store(trial);
  return loadOnly(trial, script, stopAfterMs);
}

/** Where there is no storage: an address that is not secure has none. */
async function loadOnly(
  trial: TrialModel,
  script: string | null = null,
  stopAfterMs: number | null = null,
): Promise<Outcome> {
  const engine = watched(webLlmEngine({ asset, startWorker: script === null ? realWorker : replayWorker(script) }), {
    loadStallMs: script === 'silent' ? 1500 : 60_000,
    tokenStallMs: 1500,
    promptStallMs: 1500,
  });
  const startedAt = performance.now();
  const phases: string[] = [];
  const stop = new AbortController();
  if (stopAfterMs !== null) setTimeout(() => stop.abort(), stopAfterMs);
  let model: Model | null = null;
  const outcome = (error: ErrorInfo | null, text: string): Outcome => ({
    error,
    text,
    phases: [...new Set(phases)],
    ms: Math.round(performance.now() - startedAt),
  });
  try {
    model = await engine.load(
      {
        choice: { engine: 'webllm', model: trial.model.id },
        access: {
          model: trial.model,
          open: async (path) => {
            const entry = cacheEntries(trial.model).find((one) => one.path === path);
            const found = entry && (await (await caches.open(entry.scope)).match(entry.url));
            return new File([found ? await found.arrayBuffer() : ''], path);
          },
        },
      },
      { signal: stop.signal, contextTokens: 2048, onProgress: ({ phase }) => phases.push(phase) },
    );
    const request = {
      messages: [{ role: 'user' as const, content: 'Hello' }],
      schema: null,
      maxTokens: 32,
      temperature: 0,
      topP: 1,
      seed: 1,
    };
    const { text } = await model.complete(request, () => undefined, stop.signal);
    return outcome(null, text);
  } catch (thrown) {
    return outcome(toErrorInfo(thrown), '');
  } finally {
    await model?.unload();
  }
}

/** The worker alone, without the page's own checks, so that the library's words come through. */
async function raw(order: Record<string, unknown>): Promise<unknown> {
  const worker = realWorker() as Worker;
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<{ op: string }>) => {
        if (data.op !== 'progress') resolve(data);
      };
      worker.onerror = ({ message }) => resolve({ op: 'error', message });
      const { library, ...rest } = order as { library: { hex: string } };
      const bytes = Uint8Array.from(library.hex.match(/../g) ?? [], (hex) => parseInt(hex, 16)).buffer;
      worker.postMessage({ ...rest, library: { ...library, bytes } });
    });
  } finally {
    worker.terminate();
  }
}

const probe = (): Promise<EngineProbe> => webLlmEngine({ asset }).probe();

/** The two runtimes inside the package, which the build moves into files: each does a little real work. */
async function runtimes(tokenizer: string, schema: string): Promise<{ ids: readonly number[]; grammar: string }> {
  const library = (await import('@mlc-ai/web-llm')) as unknown as {
    trialTokenizer: (json: ArrayBuffer) => Promise<{ encode(text: string): Int32Array }>;
    trialGrammar: (schema: string) => Promise<string>;
  };
  const { encode } = await library.trialTokenizer(new TextEncoder().encode(tokenizer).buffer).then((made) => ({
    encode: (text: string) => made.encode(text),
  }));
  return { ids: [...encode('ab a')], grammar: await library.trialGrammar(schema) };
}

const unknownModel = async (): Promise<unknown> => (await import('./webllm-bare')).unknownModel();

export const trial = { loadOnly, runtimes, unknownModel, attempt, probe, raw, store, workers: () => workers };
