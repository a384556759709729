import type { Completion, CompletionRequest } from '../../../lib/engines/engine';
import { wllamaEngine } from '../../../lib/engines/wllama';
import type { WllamaModel } from '../../../lib/engines/wllama-model';
import { judgeMessages, judgeSchema, judgeTemplate, judgeTokens } from '../../../lib/curate/judge';
import { defaultGeneration, ground, promptMessages, readReply, schemaOf } from '../../../lib/generate';
import type { GenerationType } from '../../../lib/model/generate';
import { toErrorInfo, type ErrorInfo } from '../../../lib/model/error';
import type { InstalledModel, ModelFile } from '../../../lib/model/installed-model';

// What the check asks of the engine, inside the browser: in the engine page itself or in a worker of it.

export interface Order {
  readonly id: number;
  readonly where: 'page' | 'worker';
  readonly op: keyof typeof ops;
  readonly args: readonly never[];
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: ErrorInfo;
}

export interface CheckedLoad {
  /** File names in the folder of the check. */
  readonly files: readonly string[];
  readonly threads?: number;
  readonly device?: 'cpu' | 'gpu';
  readonly contextTokens?: number;
  /** Aborted after so many ms. */
  readonly abortMs?: number;
}

const engine = wllamaEngine((path) => new URL(`/${path}`, self.location.href).href);
let model: WllamaModel | null = null;

const ops = {
  async probe() {
    return { ...(await engine.probe()), isolated: self.crossOriginIsolated };
  },

  async load({ files, threads, device, contextTokens = 4096, abortMs }: CheckedLoad) {
    await model?.unload();
    model = null;
    // The number of threads is what the machine says: it is made to say less.
    if (threads) Object.defineProperty(self.navigator, 'hardwareConcurrency', { value: threads, configurable: true });
    const fetched = new Map<string, File>();
    for (const name of files) {
      const body = await (await fetch(`/check/${name}`)).blob();
      fetched.set(name, new File([body], name));
    }
    const access = {
      model: installed(
        [...fetched].map(([path, { size }]) => ({ path, bytes: size, done: size, sha256: null, url: null })),
      ),
      open: (path: string) => Promise.resolve(fetched.get(path)!),
    };
    const seen: (number | null)[] = [];
    const signal = abortMs === undefined ? new AbortController().signal : AbortSignal.timeout(abortMs);
    const startedAt = performance.now();
    model = await engine.load(
      { choice: { engine: 'wllama', model: 'tiny', ...(device ? { device } : {}) }, access },
      { signal, contextTokens, onProgress: ({ fraction }) => seen.push(fraction) },
    );
    return {
      ms: performance.now() - startedAt,
      device: model.device,
      contextTokens: model.contextTokens,
      template: model.chatTemplate,
      progress: seen,
    };
  },

  count: (text: string) => loaded().countTokens(text),

  async complete(request: CompletionRequest): Promise<Completion & { pieces: number; firstMs: number }> {
    let pieces = 0;
    let firstMs = 0;
    const startedAt = performance.now();
    const count = (): void => {
      if (pieces++ === 0) firstMs = performance.now() - startedAt;
    };
    const completion = await loaded().complete(request, count, new AbortController().signal);
    return { ...completion, pieces, firstMs };
  },

  /** A call as the product makes it, and what the product makes of the reply. */
  async generate(type: GenerationType, text: string, call: number) {
    const options = defaultGeneration(type);
    const input = { text, title: 'A text', headings: ['One'], call, asked: [] };
    const { temperature, topP, maxTokens } = options;
    const request = { schema: schemaOf(type), maxTokens, temperature, topP, seed: call };
    const done = await ops.complete({ ...request, messages: promptMessages(input, options) });
    const reading = readReply(type, done.text, done.finish);
    return { ...done, reading, grounding: reading.ok ? ground(reading.value.evidence, text) : null };
  },

  /** A judgement as the product asks for it. */
  judge(text: string, question: string, answer: string) {
    const turns = [
      { role: 'user', text: question },
      { role: 'assistant', text: answer },
    ] as const;
    return ops.complete({
      messages: judgeMessages({ turns }, { text, headings: [] }, 'A text', judgeTemplate),
      schema: judgeSchema,
      maxTokens: judgeTokens,
      temperature: 0,
      topP: 1,
      seed: 1,
    });
  },

  /** Aborted at a piece of the reply; how long until it rejects, and until the next reply's first piece. */
  async abort(request: CompletionRequest, atPiece: number) {
    const control = new AbortController();
    let pieces = 0;
    let abortedAt = 0;
    const piece = (): void => {
      if (++pieces !== atPiece) return;
      abortedAt = performance.now();
      control.abort();
    };
    const error = await loaded()
      .complete(request, piece, control.signal)
      .then(
        () => null,
        (thrown: unknown) => toErrorInfo(thrown),
      );
    const rejectedMs = performance.now() - abortedAt;
    await loaded().complete({ ...request, maxTokens: 4 }, () => undefined, new AbortController().signal);
    return { error, rejectedMs, nextMs: performance.now() - abortedAt, pieces };
  },

  /** The model is unloaded while it writes. */
  async unloadWhile(request: CompletionRequest) {
    const running = loaded()
      .complete(request, () => undefined, new AbortController().signal)
      .then(
        () => null,
        (thrown: unknown) => toErrorInfo(thrown),
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    await loaded().unload();
    const error = await running;
    model = null;
    return { error, ms: performance.now() - startedAt };
  },

  async unload() {
    await model?.unload();
    model = null;
  },
} as const;

function loaded(): WllamaModel {
  if (!model) throw new Error('no model is loaded');
  return model;
}

function installed(files: readonly ModelFile[]): InstalledModel {
  return {
    id: 'tiny',
    name: 'tiny',
    engine: 'wllama',
    state: 'ready',
    origin: 'imported',
    license: '',
    files,
    library: null,
    contextTokens: null,
    memoryBytes: null,
    requires: [],
    problem: null,
    addedAt: 0,
  };
}

/** Performs an order; never throws. */
export async function perform({ id, op, args }: Order): Promise<Answer> {
  try {
    const { [op]: work } = ops as unknown as Record<string, (...given: readonly never[]) => Promise<unknown>>;
    return { id, result: await work?.(...args) };
  } catch (thrown) {
    return { id, error: toErrorInfo(thrown) };
  }
}
