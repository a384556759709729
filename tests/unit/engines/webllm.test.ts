import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CompletionRequest, Model } from '../../../lib/engines/engine';
import type { Gpu } from '../../../lib/engines/gpu';
import { webLlmEngine, type EngineWorker } from '../../../lib/engines/webllm';
import type { LoadOrder, News, Order } from '../../../lib/engines/webllm-messages';
import type { InstalledModel } from '../../../lib/model/installed-model';

const limits = {
  maxBufferSize: 1 << 30,
  maxStorageBufferBindingSize: 1 << 30,
  maxComputeWorkgroupStorageSize: 32 << 10,
  maxStorageBuffersPerShaderStage: 10,
};
const gpuWith = (features: readonly string[], over = {}): Gpu => ({
  requestAdapter: () =>
    Promise.resolve({
      features: { has: (name) => features.includes(name) },
      limits: { ...limits, ...over },
      info: { vendor: 'acme', architecture: 'x1' },
    }),
});

/** Stands where the worker stands, and answers as it is told. */
class FakeWorker implements EngineWorker {
  onmessage: EngineWorker['onmessage'] = null;
  onerror: EngineWorker['onerror'] = null;
  ended = false;
  readonly orders: Order[] = [];
  readonly answer: (order: Order, say: (news: News) => void) => void;
  constructor(answer: FakeWorker['answer']) {
    this.answer = answer;
  }
  say = (news: News): void => {
    if (!this.ended) this.onmessage?.({ data: news } as MessageEvent<News>);
  };
  postMessage(order: Order): void {
    this.orders.push(order);
    queueMicrotask(() => this.answer(order, this.say));
  }
  terminate(): void {
    this.ended = true;
  }
}

const library = new Uint8Array([0, 0x61, 0x73, 0x6d]);
const hash = createHash('sha256').update(library).digest('hex');
const installed: InstalledModel = {
  id: 'tiny',
  name: 'Tiny',
  engine: 'webllm',
  state: 'ready',
  origin: 'imported',
  license: '',
  files: ['mlc-chat-config.json', 'tensor-cache.json', 'lib.wasm'].map((path) => ({
    path,
    bytes: 4,
    sha256: null,
    url: null,
    done: 4,
  })),
  library: { name: 'lib.wasm', sha256: hash, from: 'imported' },
  contextTokens: null,
  memoryBytes: 1_000_000_000,
  requires: [],
  problem: null,
  addedAt: 0,
};

interface Setting {
  readonly gpu?: Gpu | undefined;
  readonly model?: Partial<InstalledModel>;
  readonly config?: string;
  readonly answer?: FakeWorker['answer'];
  readonly signal?: AbortSignal;
}

const loads: FakeWorker['answer'] = (order, say) => {
  if (order.op === 'load') say({ op: 'loaded' });
};

async function load(setting: Setting = {}): Promise<{ model: Model; worker: FakeWorker; phases: string[] }> {
  const worker = new FakeWorker(setting.answer ?? loads);
  const engine = webLlmEngine({
    asset: (path) => `https://own.test/${path}`,
    gpu: 'gpu' in setting ? setting.gpu : gpuWith([]),
    startWorker: () => worker,
  });
  const phases: string[] = [];
  const model = { ...installed, ...setting.model };
  const loaded = await engine.load(
    {
      choice: { engine: 'webllm', model: model.id },
      access: {
        model,
        open: (path) => {
          const config = setting.config ?? '{"context_window_size": 4096}';
          return Promise.resolve(new File([path.endsWith('.wasm') ? library : config], path));
        },
      },
    },
    {
      signal: setting.signal ?? new AbortController().signal,
      contextTokens: 8192,
      onProgress: ({ phase, fraction }) => phases.push(`${phase} ${String(fraction)}`),
    },
  );
  return { model: loaded, worker, phases };
}

const request: CompletionRequest = {
  messages: [{ role: 'user', content: 'Hi' }],
  schema: { name: 'qa', schema: { type: 'object' } },
  maxTokens: 16,
  temperature: 0.7,
  topP: 0.95,
  seed: 5,
};
const never = new AbortController().signal;
const done = (id: number, finish: string | null, outputTokens = 3): News => ({
  op: 'done',
  id,
  finish,
  promptTokens: 7,
  outputTokens,
});
const reason = (name: string): unknown => expect.objectContaining({ info: expect.objectContaining({ reason: name }) });
const aborted = expect.objectContaining({ info: expect.objectContaining({ code: 'aborted' }) });

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('before a worker is started', () => {
  it.each<[string, Setting, string]>([
    ['no WebGPU', { gpu: undefined }, 'webgpuMissing'],
    ['no adapter', { gpu: { requestAdapter: () => Promise.resolve(null) } }, 'webgpuNoAdapter'],
    ['an adapter that throws', { gpu: { requestAdapter: () => Promise.reject(new Error('no')) } }, 'webgpuNoAdapter'],
    ['small buffers', { gpu: gpuWith([], { maxBufferSize: 1 << 27 }) }, 'gpuLimits'],
    ['no f16', { model: { requires: ['shader-f16'] } }, 'gpuNoF16'],
    ['no library', { model: { library: null } }, 'libMissing'],
    ['not whole', { model: { state: 'partial' } }, 'modelDamaged'],
    ['another engine', { model: { engine: 'wllama' } }, 'modelUnknown'],
    ['a configuration that is none', { config: '<html>' }, 'modelDamaged'],
    ['a path that climbs', { model: { files: [{ ...installed.files[0]!, path: '../x' }] } }, 'modelDamaged'],
  ])('%s', async (_, setting, name) => {
    const answer = vi.fn();
    await expect(load({ ...setting, answer })).rejects.toEqual(reason(name));
    expect(answer).not.toHaveBeenCalled();
  });

  it('the probe tells the same, and never throws', async () => {
    const probe = (gpu: Gpu | undefined): Promise<unknown> => webLlmEngine({ asset: String, gpu }).probe();
    expect(await probe(undefined)).toMatchObject({ usable: false, reason: 'webgpuMissing', gpu: false });
    expect(await probe(gpuWith([], { maxBufferSize: 1 }))).toMatchObject({
      usable: false,
      reason: 'gpuLimits',
      gpu: true,
    });
    expect(await probe(gpuWith(['shader-f16']))).toMatchObject({ usable: true, reason: null, f16: true });
  });
});

describe('loading', () => {
  it('gives the worker the model, its library with the pin, and the smaller context', async () => {
    const { model, worker } = await load();
    const order = worker.orders[0] as LoadOrder;
    expect(order.record.model_id).toBe('tiny');
    expect(order.override).toEqual({ context_window_size: 4096, sliding_window_size: -1 });
    expect([...new Uint8Array(order.library.bytes)]).toEqual([...library]);
    expect(order.library.sha256).toBe(hash);
    expect(order.entries.map(({ path }) => path)).toContain('tensor-cache.json');
    expect([model.contextTokens, model.device]).toEqual([4096, 'gpu, acme x1']);
  });

  it.each([
    ['{"context_window_size": -1, "sliding_window_size": 1024}', null, 1024],
    ['{"context_window_size": 131072}', null, 8192],
    ['{"context_window_size": 131072}', 4096, 4096],
    ['{}', null, 4096],
    ['null', null, 4096],
  ])('takes the context of %s, known as %s', async (config, contextTokens, taken) => {
    expect((await load({ config, model: { contextTokens } })).model.contextTokens).toBe(taken);
  });

  it('asks the package of this build for a packaged library and its pin', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      const manifest = { libraries: { 'lib.wasm': { sha256: 'f'.repeat(64), bytes: 4 } } };
      return Promise.resolve(url.endsWith('.json') ? Response.json(manifest) : new Response(library));
    });
    const { worker } = await load({ model: { library: { name: 'lib.wasm', sha256: 'old', from: 'packaged' } } });
    expect((worker.orders[0] as LoadOrder).library.sha256).toBe('f'.repeat(64));
    expect(asked).toEqual(['https://own.test/model-libs/manifest.json', 'https://own.test/model-libs/lib.wasm']);
    await expect(load({ model: { library: { name: 'other.wasm', sha256: hash, from: 'packaged' } } })).rejects.toEqual(
      reason('libMissing'),
    );
  });

  it('passes progress on', async () => {
    const { phases } = await load({
      answer: (order, say) => {
        say({ op: 'progress', phase: 'weights', fraction: 0.5 });
        loads(order, say);
      },
    });
    expect(phases).toEqual(['verify null', 'weights 0.5']);
  });

  it('ends the worker at once when stopped, and when it fails', async () => {
    const stop = new AbortController();
    const ended = vi.spyOn(FakeWorker.prototype, 'terminate');
    await expect(load({ answer: () => stop.abort(), signal: stop.signal })).rejects.toEqual(aborted);
    expect(ended).toHaveBeenCalledOnce();
    const failing: FakeWorker['answer'] = (_, say) => {
      say({ op: 'failed', failure: { stage: 'load', name: 'LinkError', message: '', log: [] } });
    };
    await expect(load({ answer: failing })).rejects.toEqual(reason('libIncompatible'));
    expect(ended).toHaveBeenCalledTimes(2);
  });

  it('says so when the worker itself breaks', async () => {
    const answer: FakeWorker['answer'] = function (this: FakeWorker) {
      this.onerror?.({ message: 'script failed' } as ErrorEvent);
    };
    await expect(load({ answer })).rejects.toEqual(reason('engineFailed'));
  });
});

describe('a call', () => {
  const answering =
    (...news: readonly ((id: number) => News)[]): FakeWorker['answer'] =>
    (order, say) => {
      loads(order, say);
      if (order.op === 'complete') for (const one of news) say(one(order.id));
    };
  const text =
    (piece: string) =>
    (id: number): News => ({ op: 'text', id, piece });

  it('gives the pieces, the text, the counts', async () => {
    const { model } = await load({ answer: answering(text('{"a":'), text('1}'), (id) => done(id, 'stop')) });
    const pieces: string[] = [];
    const reply = await model.complete(request, (piece) => pieces.push(piece), never);
    expect(pieces).toEqual(['{"a":', '1}']);
    expect(reply).toMatchObject({ text: '{"a":1}', finish: 'stop', promptTokens: 7, outputTokens: 3 });
    expect(reply.ms).toBeGreaterThanOrEqual(0);
  });

  it('turns raw control characters of a constrained reply into white space, which old grammars let through', async () => {
    const answer = answering(text('{\n"a":"x\ny\u0001z\u{1f600}"}'), (id) => done(id, 'stop'));
    const { model } = await load({ answer });
    const reply = await model.complete(request, () => undefined, never);
    expect(JSON.parse(reply.text)).toEqual({ a: 'x y z\u{1f600}' });
    const free = await model.complete({ ...request, schema: null }, () => undefined, never);
    expect(free.text).toContain('x\ny');
  });

  it('counts the token that 0.2.79 forgets when it cuts', async () => {
    const { model } = await load({ answer: answering((id) => done(id, 'length', 15)) });
    expect(await model.complete(request, () => undefined, never)).toMatchObject({ finish: 'length', outputTokens: 16 });
  });

  it.each([[null], ['abort'], ['nonsense']])(
    'is a failure where it ends with %j and nobody stopped it',
    async (finish) => {
      const { model, worker } = await load({ answer: answering((id) => done(id, finish)) });
      await expect(model.complete(request, () => undefined, never)).rejects.toEqual(reason('engineFailed'));
      expect(worker.ended).toBe(true);
    },
  );

  it('leaves the model as it is after a prompt that was too long, and only then', async () => {
    const message = 'number of prompt tokens: 9000; context window size: 4096';
    let overflow = true;
    const { model, worker } = await load({
      answer: (order, say) => {
        loads(order, say);
        if (order.op !== 'complete') return;
        const failure = { stage: 'complete' as const, name: 'Error', message, log: [] };
        if (overflow) say({ op: 'failed', failure });
        else say(done(order.id, 'stop'));
      },
    });
    await expect(model.complete(request, () => undefined, never)).rejects.toEqual(reason('contextOverflow'));
    overflow = false;
    expect(worker.ended).toBe(false);
    expect((await model.complete(request, () => undefined, never)).finish).toBe('stop');
  });

  it('does not believe what belongs to another call', async () => {
    const answer = answering(
      (id) => ({ op: 'text', id: id - 1, piece: 'old' }),
      (id) => done(id - 1, 'stop'),
      text('new'),
      (id) => done(id, 'stop'),
    );
    const { model } = await load({ answer });
    expect((await model.complete(request, () => undefined, never)).text).toBe('new');
  });

  it('refuses a second one meanwhile', async () => {
    const { model } = await load();
    void model.complete(request, () => undefined, never).catch(() => undefined);
    await expect(model.complete(request, () => undefined, never)).rejects.toThrow('One call at a time.');
    await model.unload();
  });

  it('is stopped by an interrupt, and gives nothing more', async () => {
    const stop = new AbortController();
    const { model, worker } = await load({
      answer: (order, say) => {
        loads(order, say);
        if (order.op === 'complete') say({ op: 'text', id: order.id, piece: 'a' });
        if (order.op === 'interrupt') {
          say({ op: 'text', id: order.id, piece: 'late' });
          say(done(order.id, 'abort'));
        }
      },
    });
    const pieces: string[] = [];
    const call = model.complete(
      request,
      (piece) => {
        pieces.push(piece);
        stop.abort();
      },
      stop.signal,
    );
    await expect(call).rejects.toEqual(aborted);
    expect([pieces, worker.ended]).toEqual([['a'], false]);
    await expect(model.complete(request, () => undefined, AbortSignal.abort())).rejects.toEqual(aborted);
  });

  it('ends the worker where it does not stop within 5 s', async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const { model, worker } = await load();
    const call = model.complete(request, () => undefined, stop.signal);
    const settled = expect(call).rejects.toEqual(aborted);
    stop.abort();
    await vi.advanceTimersByTimeAsync(4900);
    expect(worker.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await settled;
    expect(worker.ended).toBe(true);
    await expect(model.complete(request, () => undefined, never)).rejects.toEqual(aborted);
  });

  it('fails at once where the worker broke before it', async () => {
    const { model, worker } = await load();
    worker.onerror?.({ message: 'script failed' } as ErrorEvent);
    await expect(model.complete(request, () => undefined, never)).rejects.toEqual(reason('engineFailed'));
    expect(worker.ended).toBe(true);
  });

  it('rejects when the model is unloaded under it', async () => {
    const { model, worker } = await load();
    const call = model.complete(request, () => undefined, never);
    await model.unload();
    await expect(call).rejects.toEqual(aborted);
    expect(worker.ended).toBe(true);
    await model.unload();
  });
});
