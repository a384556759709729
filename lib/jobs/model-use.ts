import type { Completion, CompletionRequest, Engine, EngineTarget, LoadProgress, Model } from '../engines/engine';
import { AppError } from '../model/error';
import type { EngineId, ModelChoice } from '../model/generate';
import type { ModelAccess } from '../model/installed-model';
import type { ModelPulse, Task } from '../model/job';
import type { HeddleDb } from '../store/db';
import { saveLog } from '../store/generated';

export interface ModelPorts {
  readonly db: HeddleDb;
  readonly now: () => number;
  /** Watched: its promises settle. */
  readonly engineById: (id: EngineId) => Engine;
  /** @throws AppError `engine` where the model is not there whole */
  readonly openModel: (id: string) => Promise<ModelAccess>;
  /** The key of a server, by its address; it is in no spec. */
  readonly keyOf: (url: string) => Promise<string | undefined>;
}

const pulseMs = 400;
/** Kept of what the model is writing. */
const shownChars = 300;

/** The one loaded model, as tasks use it: loaded when needed, with what it does told to whoever looks. */
export class ModelUse {
  readonly #ports: ModelPorts;
  #opened: { readonly key: string; readonly model: Model } | null = null;
  #pulsedAt = 0;
  #speed: number | null = null;

  constructor(ports: ModelPorts) {
    this.#ports = ports;
  }

  /** Loads the model unless it is the one that is loaded. */
  async open(task: Task, choice: ModelChoice, contextTokens: number, signal: AbortSignal): Promise<Model> {
    const { db, now } = this.#ports;
    const key = JSON.stringify([choice, contextTokens]);
    // Asked before each call: the store is looked at only when there is something to load.
    if (this.#opened?.key === key) return this.#opened.model;
    const target = await this.#target(choice);
    const name = target.access?.model.name ?? choice.model;
    const startedAt = now();
    await saveLog(db, task, 'modelLoading', [name], now());
    await this.#pulse(task, { ...still, phase: 'weights', fraction: null }, true);
    const onProgress = ({ phase, fraction }: LoadProgress): void => {
      void this.#pulse(task, { ...still, phase, fraction });
    };
    // One model at a time: another one gives way, whatever comes of this.
    await this.release();
    const model = await this.#ports.engineById(choice.engine).load(target, { signal, onProgress, contextTokens });
    this.#opened = { key, model };
    const seconds = Math.round((now() - startedAt) / 100) / 10;
    await saveLog(db, task, 'modelLoaded', [name, model.device, seconds], now());
    return model;
  }

  /**
   * One call. What hangs is ended and tried once more with the model loaded anew.
   * @param calls ended calls of the task, and how many there are at most
   */
  async complete(
    task: Task,
    choice: ModelChoice,
    contextTokens: number,
    request: CompletionRequest,
    calls: ModelPulse['calls'],
    signal: AbortSignal,
  ): Promise<Completion> {
    const phase = task.kind === 'judge' ? 'judge' : 'generate';
    for (let tries = 1; ; tries++) {
      const model = await this.open(task, choice, contextTokens, signal);
      let writing = '';
      const show = (force = false): Promise<void> =>
        this.#pulse(
          task,
          { phase, fraction: null, calls, tokensPerSecond: this.#speed, writing, device: model.device },
          force,
        );
      void show();
      try {
        const completion = await model.complete(
          request,
          (piece) => {
            writing = (writing + piece).slice(-shownChars);
            void show();
          },
          signal,
        );
        if (completion.ms > 0) this.#speed = (completion.outputTokens / completion.ms) * 1000;
        return completion;
      } catch (thrown) {
        // Whatever state it is in, the next call begins with a fresh one. A prompt that is too long harms nothing.
        if (!isOverflow(thrown)) await this.release();
        if (tries > 1 || !isStalled(thrown) || signal.aborted) throw thrown;
      }
    }
  }

  /** Frees the memory. */
  async release(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.model.unload();
  }

  async #target(choice: ModelChoice): Promise<EngineTarget> {
    if (choice.engine !== 'server') return { choice, access: await this.#ports.openModel(choice.model) };
    const key = await this.#ports.keyOf(choice.url ?? '');
    return { choice, access: null, ...(key === undefined ? {} : { key }) };
  }

  async #pulse(task: Task, model: ModelPulse, force = false): Promise<void> {
    const { db, now } = this.#ports;
    if (!force && now() - this.#pulsedAt < pulseMs) return;
    this.#pulsedAt = now();
    const row = { jobId: task.jobId, at: now(), url: null, waitUntil: null, waitReason: null, model };
    await db
      .transaction('rw', [db.pulses, db.counters], async () => {
        // Deleted meanwhile: its pulse is not brought back.
        if (await db.counters.get(task.jobId)) await db.pulses.put(row);
      })
      .catch(() => undefined);
  }
}

const still = { calls: [0, 0], tokensPerSecond: null, writing: '', device: '' } as const;

function isStalled(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.info.reason === 'engineStalled';
}

/** Whether a prompt did not fit into the context. */
export function isOverflow(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.info.reason === 'contextOverflow';
}
