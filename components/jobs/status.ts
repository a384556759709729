import type { Counters, Job, JobState, Pulse } from '../../lib/model/job';
import { usesNetwork } from '../../lib/model/network-use';
import type { JobView } from '../../lib/store/queries';

/** A heartbeat older than this means that nobody works on it just now. */
export const asleepAfterMs = 5000;

/** Share done, 0 … 1; null while the whole is not known. */
export function progressOf(job: Job, counters: Counters, pulse: Pulse | null = null): number | null {
  if (job.state === 'done') return 1;
  if (!isWholeKnown(job, counters) || counters.tasksTotal <= 0) return null;
  return Math.min(1, (counters.tasksDone + partOf(job, pulse)) / stepsOf(job, counters));
}

function isWholeKnown(job: Job, counters: Counters): boolean {
  return job.listingDone || (job.spec.kind === 'generate' && cutDocs(counters) >= job.spec.docIds.length);
}

/** Documents that are cut into chunks, or cannot be. */
function cutDocs({ docsDone, docsFailed }: Counters): number {
  return docsDone + docsFailed;
}

/** All steps. A chunk is judged by a step of its own, which is not there before the chunk is done. */
function stepsOf({ spec }: Job, counters: Counters): number {
  const { tasksTotal, chunksFound, chunksFailed } = counters;
  if (spec.kind !== 'generate' || !spec.judge) return tasksTotal;
  return Math.max(tasksTotal, cutDocs(counters) + 2 * chunksFound - chunksFailed);
}

/** How much of the chunk at work is done: a chunk of a local model takes minutes. */
function partOf(job: Job, pulse: Pulse | null): number {
  const [done, most] = (job.state === 'running' && pulse?.model?.calls) || [0, 0];
  return most > 0 ? Math.min(1, done / most) : 0;
}

/** Time left; null until enough was done for it to be honest. */
export function etaMs(job: Job, counters: Counters, pulse: Pulse | null = null): number | null {
  if (job.kind === 'generate') return generateEtaMs(job, counters, pulse);
  const { tasksDone, tasksTotal, busyMs } = counters;
  if (job.state !== 'running' || !job.listingDone) return null;
  if (tasksDone < 10 || busyMs < 10_000 || tasksTotal <= tasksDone) return null;
  return (busyMs / tasksDone) * (tasksTotal - tasksDone);
}

/** By the time calls took: chunks are few, calls are many and alike. */
function generateEtaMs(job: Job, counters: Counters, pulse: Pulse | null): number | null {
  const { chunksFound, pairs, pairsDropped, modelMs } = counters;
  if (job.state !== 'running') return null;
  const fraction = progressOf(job, counters, pulse);
  if (fraction === null || chunksFound === 0 || pairs + pairsDropped < 3 || modelMs < 3000) return null;
  const cut = cutDocs(counters) / stepsOf(job, counters);
  const done = Math.max(0.001, fraction - cut);
  const whole = Math.max(0.001, 1 - cut);
  return (modelMs / done) * (whole - done);
}

export type Wait =
  | { readonly reason: 'delay' | 'rate-limited' | 'backoff' | 'watch'; readonly leftMs: number }
  | { readonly reason: 'offline' | 'asleep' };

/** Why nothing happens just now; null: something does. */
export function waitOf(job: Job, pulse: Pulse | null, now: number): Wait | null {
  if (job.state !== 'running') return null;
  if (pulse?.waitReason === 'offline') return { reason: 'offline' };
  const leftMs = (pulse?.waitUntil ?? 0) - now;
  if (pulse?.waitReason && leftMs > 0) {
    // The ordinary pause between requests is no news.
    return pulse.waitReason === 'delay' && leftMs < 2000 ? null : { reason: pulse.waitReason, leftMs };
  }
  return now - (pulse?.at ?? 0) > asleepAfterMs ? { reason: 'asleep' } : null;
}

export type Tone = 'idle' | 'busy' | 'wait' | 'good' | 'bad';

export function toneOf(state: JobState): Tone {
  const tones: Readonly<Record<JobState, Tone>> = {
    running: 'busy',
    paused: 'wait',
    done: 'good',
    failed: 'bad',
    cancelled: 'idle',
  };
  return tones[state];
}

export function failedOf(counters: Counters): number {
  return (
    counters.threadsFailed + counters.imagesFailed + counters.imagesUnread + counters.docsFailed + counters.chunksFailed
  );
}

/** Actions that make sense, in the order shown. */
export type JobAction = 'pause' | 'resume' | 'stop' | 'retry' | 'again';

export function actionsOf(job: Job, counters: Counters): readonly JobAction[] {
  if (job.state === 'running') return ['pause', 'stop'];
  if (job.state === 'paused') return job.pause === 'permission' ? ['stop'] : ['resume', 'stop'];
  const again: readonly JobAction[] = job.kind === 'scrape' ? ['again'] : [];
  return failedOf(counters) > 0 ? [...again, 'retry'] : again;
}

/** Actions that ask somebody, and are of no use in offline mode where that is not this machine. */
const asking: ReadonlySet<JobAction> = new Set(['resume', 'retry', 'again']);

export function isShutOffline({ spec }: Job, action: JobAction): boolean {
  return asking.has(action) && usesNetwork(spec);
}

/** Whether all of it can be fetched once more. */
export function canFetchAgain({ kind, state }: Job): boolean {
  return kind === 'scrape' && state !== 'running' && state !== 'paused';
}

/** Whether a job has just ended with pairs, or ended unseen: then its first rows are what a person wants to see. */
export function showsRows(before: Job | null, { job, counters }: JobView): boolean {
  if (job.state !== 'done' || counters.pairs === 0) return false;
  return before === null ? !job.seen : before.state === 'running';
}
