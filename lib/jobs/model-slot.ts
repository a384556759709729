import type { Engine, EngineTarget, LoadProgress, Model } from '../engines/engine';
import type { EngineId } from '../model/generate';

interface Loaded {
  readonly key: string;
  readonly model: Model;
}

/** Holds the one model that is loaded; another one takes its place. */
export class ModelSlot {
  readonly #engineById: (id: EngineId) => Engine;
  #loaded: Loaded | null = null;

  constructor(engineById: (id: EngineId) => Engine) {
    this.#engineById = engineById;
  }

  /** Whether it is this one that is loaded. */
  holds(target: EngineTarget, contextTokens: number): boolean {
    return this.#loaded?.key === keyOf(target, contextTokens);
  }

  /**
   * The model, loaded if it is not.
   * @throws whatever the engine's `load` throws; nothing is loaded then
   */
  async use(
    target: EngineTarget,
    contextTokens: number,
    signal: AbortSignal,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Model> {
    const key = keyOf(target, contextTokens);
    if (this.#loaded?.key === key) return this.#loaded.model;
    await this.release();
    const model = await this.#engineById(target.choice.engine).load(target, { signal, onProgress, contextTokens });
    this.#loaded = { key, model };
    return model;
  }

  /** Frees the memory; also after an error that leaves a model unusable. */
  async release(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    await loaded?.model.unload();
  }
}

function keyOf({ choice, key }: EngineTarget, contextTokens: number): string {
  return JSON.stringify([choice, contextTokens, key ?? null]);
}
