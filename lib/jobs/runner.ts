import { Bell } from '../base/async';
import { toErrorInfo } from '../model/error';
import type { Job, Pulse, ScrapeSpec, Task, TaskKind } from '../model/job';
import { siteById } from '../sites';
import { longestAskedMs, settleDeferred, settleFailure } from '../store/failure';
import { addBusy } from '../store/jobs';
import { settlePairs } from '../store/pairs';
import { finish, settle, type Settlement } from '../store/ledger';
import { settleFetch } from '../store/settle-fetch';
import { settleHeldImage, settleImage } from '../store/settle-image';
import { claimTask, dueLanes, refuseTooHeavy, recoverTasks, restLane, type LaneDue } from '../store/tasks';
import { executeFetch } from './executors/fetch';
import { executeImage } from './executors/image';
import { executePair } from './executors/pair';
import { lanesOf, spacingMs } from './plan';
import type { Ports } from './ports';

const kinds: readonly TaskKind[] = ['fetch', 'image', 'pair'];
/** Waiting longer than this is done asleep: the browser's alarm wakes us. */
const longestWaitMs = 25_000;
/** While offline, the lanes of hosts rest this long at a time. */
const offlineWaitMs = 5_000;

export interface RunnerEvents {
  /** A job ended or paused: the badge may change. */
  readonly onJobChanged?: (jobId: string) => void;
  /** The loop ended by an error that no task is to blame for. */
  readonly onBroken?: (thrown: unknown) => void;
}

/**
 * The loop that performs tasks. It keeps nothing that matters in memory: the queue is the store, and a run may die at
 * any line.
 */
export class Runner {
  readonly #ports: Ports;
  readonly #events: RunnerEvents;
  readonly #bell = new Bell();
  readonly #busy = new Map<string, { readonly done: Promise<void> }>();
  readonly #aborts = new Map<string, AbortController>();
  #running: Promise<void> | null = null;
  #failure: { readonly thrown: unknown } | null = null;
  #spacings = new Map<string, number>();
  #lastPulse = new Map<string, { readonly at: number; readonly wait: string }>();

  constructor(ports: Ports, events: RunnerEvents = {}) {
    this.#ports = ports;
    this.#events = events;
  }

  /** Starts the loop, or makes the running one look again; carries no information. */
  wake(): void {
    if (this.#running) this.#bell.ring();
    else void this.run();
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Ends the requests of a job that was stopped or deleted. */
  abort(jobId: string): void {
    this.#aborts.get(jobId)?.abort();
    this.#aborts.delete(jobId);
  }

  /** Performs what is due until nothing is, or what is left is due later than it is worth staying awake for. */
  run(): Promise<void> {
    this.#running ??= this.#ports
      .lock('runner:background', () => this.#loop())
      // What broke the loop itself is the store (closed, full): the next wake-up tries again.
      .catch((thrown: unknown) => {
        this.#failure = { thrown };
        this.#events.onBroken?.(thrown);
      })
      .finally(() => {
        this.#running = null;
        if (this.#bell.rung && this.#failure === null) void this.run();
      });
    return this.#running;
  }

  async #loop(): Promise<void> {
    const { db, now, sleep } = this.#ports;
    this.#failure = null;
    // All that rang before is seen by the look that follows; kept, it would start the loop anew for ever.
    this.#bell.hush();
    await this.#learnSpacings();
    await recoverTasks(db, kinds, now(), (task) => this.#spacing(task));
    for (;;) {
      await this.#throwFailure();
      await this.#learnSpacings();
      const lanes = await dueLanes(db, kinds);
      const free = lanes.filter((lane) => !this.#busy.has(lane.lane));
      let next = Number.POSITIVE_INFINITY;
      for (const lane of free) {
        const dueAt = this.#resting(lane) ? now() + offlineWaitMs : lane.dueAt;
        if (dueAt <= now()) this.#start(lane);
        else next = Math.min(next, dueAt);
      }
      const waitMs = next - now();
      if (this.#busy.size === 0 && waitMs > longestWaitMs) {
        await this.#showWaits(free, true);
        return;
      }
      await this.#showWaits(free, false);
      await this.#bell.wait(Math.max(0, Math.min(waitMs, longestWaitMs)), sleep);
    }
  }

  /** Other lanes end first: a task must not be recovered while it is being performed. */
  async #throwFailure(): Promise<void> {
    const failure = this.#failure;
    if (!failure) return;
    await Promise.all([...this.#busy.values()].map(({ done }) => done));
    throw failure.thrown;
  }

  #resting(lane: LaneDue): boolean {
    return lane.lane.startsWith('host:') && !this.#ports.online();
  }

  #start({ lane }: LaneDue): void {
    const done = this.#turn(lane)
      .catch((thrown: unknown) => {
        this.#failure = { thrown };
      })
      .finally(() => {
        this.#busy.delete(lane);
        this.#bell.ring();
      });
    this.#busy.set(lane, { done });
  }

  /** One task of a lane, from claim to settlement. */
  async #turn(lane: string): Promise<void> {
    const { db, now } = this.#ports;
    const task = await claimTask(db, lane, now(), (claimed) => this.#spacing(claimed));
    if (!task) return;
    const startedAt = now();
    const job = await db.jobs.get(task.jobId);
    if (!job) return;
    await this.#pulse(job.id, { url: task.url, waitUntil: null, waitReason: null });
    const settlement = await this.#perform(task, job);
    await this.#keepDistance(task);
    await addBusy(db, job.id, now() - startedAt);
    if (settlement?.ended === true) this.#events.onJobChanged?.(job.id);
  }

  async #perform(task: Task, job: Job): Promise<Settlement | null> {
    const { db, now } = this.#ports;
    try {
      refuseTooHeavy(task);
      return await this.#execute(task, job);
    } catch (thrown) {
      const info = toErrorInfo(thrown);
      const backoffMs = job.spec.kind === 'scrape' ? siteOf(job.spec).politeness.backoffMs : ([1000, 60_000] as const);
      const settlement = await settleFailure(db, task, info, now(), backoffMs);
      this.#events.onJobChanged?.(job.id);
      return settlement;
    }
  }

  async #execute(task: Task, job: Job): Promise<Settlement | null> {
    const { db, now } = this.#ports;
    const signal = this.#signal(job.id);
    if (task.kind === 'fetch') {
      const result = await executeFetch(this.#ports, task, job, signal);
      if ('first' in result) return await settleDeferred(db, task, result.first, now());
      if ('notBefore' in result) return await settleDeferred(db, task, [], now(), result.notBefore);
      if (result.waitMs !== null) {
        const waitMs = Math.min(result.waitMs, longestAskedMs);
        await restLane(db, task.lane, now() + waitMs, 'rate-limited', 'keep');
      }
      return await settleFetch(db, task, result.done, now());
    }
    if (task.kind === 'image') {
      const image = await executeImage(this.#ports, task, job, signal);
      if (!image) return await settleHeldImage(db, task, now());
      const settlement = await settleImage(db, task, image, now());
      // Another job that had the same image may have been deleted, bytes and all, since they were written.
      const { files } = this.#ports;
      if ((await files.fileBytes(image.hash)) === null) await files.putFile(image.content, image.mediaType);
      return settlement;
    }
    const made = await executePair(this.#ports, task, job);
    return made
      ? await settlePairs(db, task, made.row, made.pairs, now())
      : await settle(db, task, now(), (ledger) => finish(ledger, 'skipped'));
  }

  /** After a request the lane rests again, counted from its end: what the server sees is never closer than asked. */
  async #keepDistance(task: Task): Promise<void> {
    const { db, now, random } = this.#ports;
    if (!task.lane.startsWith('host:')) return;
    const row = await db.lanes.get(task.lane);
    if (row?.nextAt === 0) return;
    const spacing = this.#spacing(task);
    await restLane(db, task.lane, now() + spacing + Math.round(spacing * 0.2 * random()), 'delay', 'keep');
  }

  #spacing(task: Task): number {
    return task.lane.startsWith('host:')
      ? // A host of nobody's own, such as a CDN, may serve any of the jobs.
        (this.#spacings.get(task.lane) ?? this.#spacings.get('slowest') ?? 1000)
      : 0;
  }

  /** Jobs on one host share its pace: the slowest wish counts for all. */
  async #learnSpacings(): Promise<void> {
    const spacings = new Map<string, number>();
    const jobs = await this.#ports.db.jobs.where('state').equals('running').toArray();
    for (const job of jobs) {
      if (job.spec.kind !== 'scrape') continue;
      const spacing = spacingMs(job.spec, siteOf(job.spec));
      for (const lane of lanesOf(job.spec.target)) spacings.set(lane, Math.max(spacings.get(lane) ?? 0, spacing));
      spacings.set('slowest', Math.max(spacings.get('slowest') ?? 0, spacing));
    }
    this.#spacings = spacings;
  }

  #signal(jobId: string): AbortSignal {
    const controller = this.#aborts.get(jobId) ?? new AbortController();
    this.#aborts.set(jobId, controller);
    return controller.signal;
  }

  /** Says why a job waits, where it waits long enough for a person to wonder. */
  async #showWaits(lanes: readonly LaneDue[], asleep: boolean): Promise<void> {
    const { now } = this.#ports;
    for (const lane of lanes) {
      const offline = this.#resting(lane);
      if (!offline && lane.dueAt - now() < 1500) continue;
      const waitReason = offline ? ('offline' as const) : lane.reason;
      await this.#pulse(lane.jobId, { waitUntil: offline ? null : lane.dueAt, waitReason }, asleep);
    }
  }

  async #pulse(jobId: string, change: Partial<Pulse>, force = false): Promise<void> {
    const { db, now } = this.#ports;
    const wait = change.waitReason ? `${change.waitReason} ${change.waitUntil ?? ''}` : '';
    const last = this.#lastPulse.get(jobId);
    // Small, but a strict write all the same: twice a second is live enough. A wait that is new is told at once, since
    // nothing may be written until it is over.
    const isNews = force || (wait !== '' && wait !== last?.wait);
    if (!isNews && now() - (last?.at ?? 0) < 500) return;
    this.#lastPulse.set(jobId, { at: now(), wait });
    const [row, counters] = await Promise.all([db.pulses.get(jobId), db.counters.get(jobId)]);
    if (!counters) return; // deleted meanwhile
    await db.pulses.put({ url: null, waitUntil: null, waitReason: null, ...row, ...change, jobId, at: now() });
  }
}

function siteOf(spec: ScrapeSpec) {
  return siteById(spec.target.site);
}
