import type { Completion, Engine, LoadOptions, Model } from './engine';
import { engineStalled, stopped } from './engine-error';

// Both libraries have promises that never settle: a schema they refuse, a worker that was blocked, a driver that hangs.
// What is watched settles in any case.

export interface WatchLimits {
  /** Longest silence while a model loads. */
  readonly loadStallMs: number;
  /** Longest silence between two pieces of a reply. */
  readonly tokenStallMs: number;
  /** Longest silence before its first piece, while the prompt is read; default five times `tokenStallMs`. */
  readonly promptStallMs?: number;
}

/** What was asked to stop and does not is left behind after this. */
const stopMs = 6_000;

/**
 * The same engine, whose loads and calls end: with reason `engineStalled` and the model unloaded where nothing comes
 * for too long, with `aborted` where what was stopped does not say so itself.
 */
export function watched(engine: Engine, limits: WatchLimits): Engine {
  const { loadStallMs, tokenStallMs, promptStallMs = 5 * tokenStallMs } = limits;

  async function load(target: Parameters<Engine['load']>[0], options: LoadOptions): Promise<Model> {
    const inner = new AbortController();
    const model = await guard<Model>(options.signal, loadStallMs, inner, (alive, signal) => {
      const loading = engine.load(target, {
        ...options,
        signal,
        onProgress: (progress) => {
          alive(loadStallMs);
          options.onProgress(progress);
        },
      });
      // One that comes after all, when nobody waits for it any more, must not keep its memory.
      void loading.then(
        (late) => {
          if (signal.aborted) void late.unload();
        },
        () => undefined,
      );
      return loading;
    });
    return watchedModel(model);
  }

  function watchedModel(model: Model): Model {
    return {
      contextTokens: model.contextTokens,
      device: model.device,
      countTokens: (text) =>
        guard(new AbortController().signal, promptStallMs, new AbortController(), () => model.countTokens(text)),
      complete: async (request, onText, signal) => {
        const inner = new AbortController();
        inner.signal.addEventListener('abort', () => {
          // Asked nicely when the person stops; when it hangs, there is nobody to ask.
          if (!signal.aborted) void model.unload();
        });
        return guard<Completion>(
          signal,
          promptStallMs,
          inner,
          (alive, stop) => {
            const piece = (text: string): void => {
              alive(tokenStallMs);
              onText(text);
            };
            return model.complete(request, piece, stop);
          },
          () => void model.unload(),
        );
      },
      unload: () => settleWithin(model.unload(), stopMs),
    };
  }

  return { id: engine.id, label: engine.label, probe: () => engine.probe(), load };
}

/**
 * Runs something that may hang.
 * @param stop aborted when it hangs, and when the person stops it
 * @param onDeaf it did not stop when asked
 */
function guard<T>(
  outer: AbortSignal,
  firstMs: number,
  stop: AbortController,
  run: (alive: (ms: number) => void, signal: AbortSignal) => Promise<T>,
  onDeaf: () => void = () => undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const finish = (settle: () => void): void => {
      over = true;
      clearTimeout(timer);
      outer.removeEventListener('abort', onStop);
      settle();
    };
    const alive = (ms: number): void => {
      if (over || outer.aborted) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        finish(() => reject(engineStalled(ms)));
        stop.abort();
      }, ms);
    };
    const onStop = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        finish(() => reject(stopped()));
        onDeaf();
      }, stopMs);
      stop.abort();
    };
    if (outer.aborted) {
      finish(() => reject(stopped()));
      return;
    }
    outer.addEventListener('abort', onStop, { once: true });
    alive(firstMs);
    run(alive, stop.signal).then(
      (value) => {
        if (!over) finish(() => resolve(value));
      },
      (thrown: unknown) => {
        if (!over) finish(() => reject(thrown instanceof Error ? thrown : new Error(String(thrown))));
      },
    );
  });
}

async function settleWithin(promise: Promise<void>, ms: number): Promise<void> {
  await Promise.race([promise.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, ms))]);
}
