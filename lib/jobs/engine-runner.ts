import { Bell, type Sleep } from '../base/async';
import { toErrorInfo } from '../model/error';
import type { Job, Pulse, Task, TaskKind } from '../model/job';
import type { HeddleDb } from '../store/db';
import { settleFailure } from '../store/failure';
import { addBusy } from '../store/jobs';
import type { Settlement } from '../store/ledger';
import { claimTask, dueLanes, recoverTasks, refuseTooHeavy, type LaneDue } from '../store/tasks';
import { whileRunning } from './watch-job';

const kinds: readonly TaskKind[] = ['read', 'ocr', 'chunk', 'generate', 'judge', 'download'];
/** Waiting longer than this is done asleep: the browser's alarm wakes us. */
const longestWaitMs = 25_000;
/** How often it says that it is at work: a model may read a prompt for minutes without a word. */
const beatMs = 2000;
/** Of tries again: a server that is away, a download that was cut. */
const backoffMs = [1000, 60_000] as const;

/** Does the work of one claimed task and settles it. */
export type Perform = (task: Task, job: Job, signal: AbortSignal) => Promise<Settlement | null>;

export interface EngineRunnerPorts {
  readonly db: HeddleDb;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly perform: Perform;
  /** A task was settled. */
  readonly onSettled: () => void;
}

/**
 * The loop of the engine page: documents, models and downloads, one task of a lane at a time. Like the crawl's it keeps
 * nothing in memory that matters.
 */
export class EngineRunner {
  readonly #ports: EngineRunnerPorts;
  readonly #bell = new Bell();
  readonly #busy = new Map<string, Promise<void>>();
  #failure: { readonly thrown: unknown } | null = null;

  constructor(ports: EngineRunnerPorts) {
    this.#ports = ports;
  }

  /** Makes a running loop look again. */
  wake(): void {
    this.#bell.ring();
  }

  /** Gives back what a dead runner was doing; call it first, inside the runner's lock. */
  async recover(): Promise<void> {
    await recoverTasks(this.#ports.db, kinds, this.#ports.now(), () => 0);
  }

  /** Performs what is due until nothing is, or what is left is due later than it is worth staying awake for. */
  async run(): Promise<void> {
    const { db, now, sleep } = this.#ports;
    this.#bell.hush();
    for (;;) {
      await this.#throwFailure();
      const lanes = (await dueLanes(db, kinds)).filter(({ lane }) => !this.#busy.has(lane));
      let next = Number.POSITIVE_INFINITY;
      for (const { lane, dueAt } of lanes) {
        if (dueAt <= now()) this.#start(lane);
        else next = Math.min(next, dueAt);
      }
      const waitMs = next - now();
      await this.#showWaits(lanes);
      if (this.#busy.size === 0 && waitMs > longestWaitMs) return;
      await this.#bell.wait(Math.max(0, Math.min(waitMs, longestWaitMs)), sleep);
    }
  }

  async #throwFailure(): Promise<void> {
    if (!this.#failure) return;
    const { thrown } = this.#failure;
    await Promise.all(this.#busy.values());
    this.#failure = null;
    throw thrown;
  }

  #start(lane: string): void {
    const done = this.#turn(lane)
      .catch((thrown: unknown) => {
        this.#failure = { thrown };
      })
      .finally(() => {
        this.#busy.delete(lane);
        this.#bell.ring();
      });
    this.#busy.set(lane, done);
  }

  async #turn(lane: string): Promise<void> {
    const { db, now, perform, onSettled } = this.#ports;
    const task = await claimTask(db, lane, now(), () => 0);
    if (!task) return;
    const job = await db.jobs.get(task.jobId);
    if (!job) return;
    const startedAt = now();
    await this.#pulse(job.id, { waitUntil: null, waitReason: null });
    const beat = setInterval(() => void this.#beat(job.id).catch(() => undefined), beatMs);
    try {
      refuseTooHeavy(task);
      await whileRunning(db, task, (signal) => perform(task, job, signal));
    } catch (thrown) {
      await settleFailure(db, task, toErrorInfo(thrown), now(), backoffMs);
    } finally {
      clearInterval(beat);
    }
    await addBusy(db, job.id, now() - startedAt);
    onSettled();
  }

  /** Those that wait for their turn do not sleep either. */
  async #beat(jobId: string): Promise<void> {
    const running = await this.#ports.db.jobs.where('state').equals('running').toArray();
    const waiting = running.filter(({ kind, id }) => kind === 'generate' && id !== jobId);
    for (const id of [jobId, ...waiting.map((job) => job.id)]) await this.#pulse(id, {});
  }

  /** A server asked to wait, or is away. */
  async #showWaits(lanes: readonly LaneDue[]): Promise<void> {
    for (const { jobId, dueAt, reason } of lanes) {
      if (dueAt - this.#ports.now() < 1500) continue;
      // Nothing here is put off but for one of these; what was not tried yet waits with what was.
      const waitReason = reason === 'backoff' ? reason : 'rate-limited';
      await this.#pulse(jobId, { waitUntil: dueAt, waitReason });
    }
  }

  async #pulse(jobId: string, change: Partial<Pulse>): Promise<void> {
    const { db, now } = this.#ports;
    await db.transaction('rw', [db.pulses, db.counters], async () => {
      // Deleted meanwhile: its pulse is not brought back.
      if (!(await db.counters.get(jobId))) return;
      const row = await db.pulses.get(jobId);
      await db.pulses.put({ url: null, waitUntil: null, waitReason: null, ...row, ...change, jobId, at: now() });
    });
  }
}
