import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Completion, CompletionRequest, Engine, LoadOptions, Model } from '../../../lib/engines/engine';
import { watched } from '../../../lib/engines/watchdog';

const limits = { loadStallMs: 1000, tokenStallMs: 200, promptStallMs: 500 };
const never = new AbortController().signal;
const reply: Completion = { text: 'x', finish: 'stop', promptTokens: 1, outputTokens: 1, ms: 1 };
const request: CompletionRequest = { messages: [], schema: null, maxTokens: 1, temperature: 0, topP: 1, seed: 1 };
const target = { choice: { engine: 'webllm', model: 'x' }, access: null } as const;
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);
const stalled = (seconds: string): unknown =>
  expect.objectContaining({ info: expect.objectContaining({ reason: 'engineStalled', params: [seconds] }) });
const aborted = expect.objectContaining({ info: expect.objectContaining({ code: 'aborted' }) });

const unload = vi.fn(() => Promise.resolve());
const modelWith = (over: Partial<Model> = {}): Model => ({
  contextTokens: 10,
  device: 'gpu',
  countTokens: () => Promise.resolve({ tokens: 1, exact: true }),
  complete: () => Promise.resolve(reply),
  unload,
  ...over,
});
const engineWith = (load: Engine['load']): Engine => ({
  id: 'webllm',
  label: 'x',
  probe: () => forever(),
  load,
});
const options = (over: Partial<LoadOptions> = {}): LoadOptions => ({
  signal: never,
  onProgress: () => undefined,
  contextTokens: 10,
  ...over,
});
const loaded = (model: Partial<Model>): Promise<Model> =>
  watched(
    engineWith(() => Promise.resolve(modelWith(model))),
    limits,
  ).load(target, options());

beforeEach(() => {
  vi.useFakeTimers();
  unload.mockReset();
  unload.mockResolvedValue();
});
afterEach(() => vi.useRealTimers());

describe('a load', () => {
  it('passes, with its progress', async () => {
    const seen: string[] = [];
    const engine = watched(
      engineWith((_, { onProgress }) => {
        onProgress({ phase: 'weights', fraction: 0.5 });
        return Promise.resolve(modelWith());
      }),
      limits,
    );
    const model = await engine.load(target, options({ onProgress: ({ phase }) => seen.push(phase) }));
    expect([seen, model.contextTokens]).toEqual([['weights'], 10]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on as long as something comes, and ends when nothing does; what was asked is told to stop', async () => {
    let signal: AbortSignal | null = null;
    let progress: LoadOptions['onProgress'] = () => undefined;
    const engine = watched(
      engineWith((_, given) => {
        ({ signal, onProgress: progress } = given);
        return forever();
      }),
      limits,
    );
    const settled = expect(engine.load(target, options())).rejects.toEqual(stalled('1'));
    for (let n = 0; n < 10; n += 1) {
      await vi.advanceTimersByTimeAsync(900);
      progress({ phase: 'weights', fraction: n / 10 });
    }
    expect(signal!.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    await settled;
    expect(signal!.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not keep a model that comes too late', async () => {
    let resolve: (model: Model) => void = () => undefined;
    const late = new Promise<Model>((give) => (resolve = give));
    const settled = expect(
      watched(
        engineWith(() => late),
        limits,
      ).load(target, options()),
    ).rejects.toEqual(stalled('1'));
    await vi.advanceTimersByTimeAsync(1000);
    await settled;
    resolve(modelWith());
    await vi.advanceTimersByTimeAsync(0);
    expect(unload).toHaveBeenCalledOnce();
  });

  it('that is stopped ends, whether it listens or not', async () => {
    const stop = new AbortController();
    const deaf = watched(
      engineWith(() => forever()),
      limits,
    ).load(target, options({ signal: stop.signal }));
    const settled = expect(deaf).rejects.toEqual(aborted);
    stop.abort();
    await vi.advanceTimersByTimeAsync(6000);
    await settled;
    const load = vi.fn(() => forever<Model>());
    await expect(
      watched(engineWith(load), limits).load(target, options({ signal: AbortSignal.abort() })),
    ).rejects.toEqual(aborted);
    expect(load).not.toHaveBeenCalled();
  });

  it('that fails, fails as it did', async () => {
    const failure = new Error('mine');
    await expect(
      watched(
        engineWith(() => Promise.reject(failure)),
        limits,
      ).load(target, options()),
    ).rejects.toBe(failure);
  });
});

describe('a call', () => {
  it('passes', async () => {
    const model = await loaded({});
    expect(await model.complete(request, () => undefined, never)).toEqual(reply);
    expect(unload).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may take long over its prompt, and less between pieces; then its model is ended', async () => {
    let say: (piece: string) => void = () => undefined;
    const model = await loaded({
      complete: (_, onText) => {
        say = onText;
        return forever();
      },
    });
    const pieces: string[] = [];
    const settled = expect(model.complete(request, (piece) => pieces.push(piece), never)).rejects.toEqual(stalled('0'));
    await vi.advanceTimersByTimeAsync(400);
    say('a');
    await vi.advanceTimersByTimeAsync(199);
    expect(unload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await settled;
    expect(pieces).toEqual(['a']);
    expect(unload).toHaveBeenCalledOnce();
  });

  it('without a first piece is ended by its own limit', async () => {
    const model = await loaded({ complete: () => forever() });
    const settled = expect(model.complete(request, () => undefined, never)).rejects.toEqual(stalled('1'));
    await vi.advanceTimersByTimeAsync(500);
    await settled;
    expect(unload).toHaveBeenCalledOnce();
  });

  it('that is stopped keeps the model where it listens, and ends it where it does not', async () => {
    const polite = await loaded({
      complete: (_, __, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('as asked')))),
    });
    const stop = new AbortController();
    const call = expect(polite.complete(request, () => undefined, stop.signal)).rejects.toThrow('as asked');
    stop.abort();
    await call;
    expect(unload).not.toHaveBeenCalled();

    const deaf = await loaded({ complete: () => forever() });
    const again = new AbortController();
    const settled = expect(deaf.complete(request, () => undefined, again.signal)).rejects.toEqual(aborted);
    again.abort();
    await vi.advanceTimersByTimeAsync(6000);
    await settled;
    expect(unload).toHaveBeenCalledOnce();
  });

  it('does not wait for counting or unloading that never ends', async () => {
    unload.mockImplementation(() => forever());
    const model = await loaded({ countTokens: () => forever() });
    const counted = expect(model.countTokens('x')).rejects.toEqual(stalled('1'));
    const unloaded = model.unload();
    await vi.advanceTimersByTimeAsync(6000);
    await counted;
    await unloaded;
  });
});
