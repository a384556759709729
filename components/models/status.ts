import { offerFits, type Fit, type Machine, type OfferedModel } from '../../lib/engines/index';
import type { InstalledModel } from '../../lib/model/installed-model';
import type { Job } from '../../lib/model/job';

// How models stand, from what is known of them; no drawing.

export type ModelStatus = 'ready' | 'downloading' | 'paused' | 'partial' | 'importing' | 'damaged' | 'checking';

/** What this page does with files just now. */
export interface AtWork {
  /** When the import that runs began (epoch ms); null: none runs. */
  readonly importSince: number | null;
  /** Whether this model's files are being read. */
  readonly checking: boolean;
}

/** @param job the last one that fetched it; null: none did */
export function statusOf(model: InstalledModel, job: Pick<Job, 'state'> | null, atWork: AtWork): ModelStatus {
  if (atWork.checking) return 'checking';
  if (model.state === 'ready') return 'ready';
  if (job?.state === 'running') return 'downloading';
  if (job?.state === 'paused' && model.state === 'partial') return 'paused';
  const { importSince } = atWork;
  if (model.origin === 'imported' && importSince !== null && model.addedAt >= importSince) return 'importing';
  return model.state;
}

/** Bytes of a model that are here. */
export function doneOf(model: Pick<InstalledModel, 'files'>): number {
  return model.files.reduce((sum, file) => sum + file.done, 0);
}

/** How many bytes were here at a time (epoch ms). */
export interface Sample {
  readonly at: number;
  readonly bytes: number;
}

const windowMs = 30_000;
const leastMs = 2000;
/** A store is told of a download in steps: silence shorter than this is none. */
const silenceMs = 15_000;

/** Takes down how much is here; what is older than half a minute goes, and all of it where a download began anew. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last?.bytes === next.bytes) return samples;
  if (last && next.bytes < last.bytes) return [next];
  const kept = samples.filter(({ at }, place) => at >= next.at - windowMs || place === samples.length - 1);
  return [...kept, next];
}

/** Bytes a second; null while it would be a guess. */
export function speedOf(samples: readonly Sample[], now: number): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < leastMs) return null;
  const until = now - last.at > silenceMs ? now : last.at;
  return ((last.bytes - first.bytes) * 1000) / (until - first.at);
}

/** Time left in steps coarse enough not to flicker; null where it is not known. */
export function leftMs(doneBytes: number, bytes: number, bytesPerSecond: number | null): number | null {
  if (bytesPerSecond === null || bytesPerSecond <= 0) return null;
  const left = ((bytes - doneBytes) * 1000) / bytesPerSecond;
  const step = left > 600_000 ? 60_000 : left > 60_000 ? 10_000 : 5000;
  return Math.max(step, Math.round(left / step) * step);
}

export interface FittedOffer {
  readonly offer: OfferedModel;
  readonly fit: Fit;
}

/** Forms of one model, the one to take first. */
export interface OfferedFamily {
  readonly family: string;
  readonly forms: readonly [FittedOffer, ...FittedOffer[]];
}

/** Offers by the model they are forms of, in their order; of a model's forms, those that run here come first. */
export function familiesOf(offers: readonly OfferedModel[], machine: Machine): readonly OfferedFamily[] {
  const families = new Map<string, FittedOffer[]>();
  for (const offer of offers) {
    const forms = families.get(offer.family) ?? [];
    forms.push({ offer, fit: offerFits(offer, machine) });
    families.set(offer.family, forms);
  }
  return [...families].flatMap(([family, all]) => {
    const [first, ...rest] = [...all.filter(({ fit }) => fit.fits), ...all.filter(({ fit }) => !fit.fits)];
    return first ? [{ family, forms: [first, ...rest] }] : [];
  });
}

/** Why a model that is here cannot run here; null: it can, or nobody can say. */
export function unfitOf(model: InstalledModel, machine: Machine): Fit | null {
  const { engine, memoryBytes, requires } = model;
  // Its own library is with it, or its lack is said by itself.
  const fit = offerFits({ engine, memoryBytes, requires, library: null }, machine);
  return fit.fits ? null : fit;
}
