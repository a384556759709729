import type { Job } from '../model/job';

/** What the toolbar button says: nothing, how many datasets are done and not looked at, or that somebody is needed. */
export type BadgeNews =
  { readonly kind: 'none' } | { readonly kind: 'done'; readonly jobs: number } | { readonly kind: 'asks' };

/** Documents that were read and exports that were written are seen where they were asked for: no number for them. */
const counted: ReadonlySet<Job['kind']> = new Set(['scrape', 'generate', 'download']);

export function badgeOf(jobs: readonly Pick<Job, 'kind' | 'state' | 'pause' | 'seen' | 'deleted'>[]): BadgeNews {
  const news = jobs.filter((job) => !job.seen && !job.deleted);
  const asks = news.some((job) => job.state === 'failed' || (job.state === 'paused' && job.pause !== 'user'));
  if (asks) return { kind: 'asks' };
  const done = news.filter((job) => job.state === 'done' && counted.has(job.kind)).length;
  return done > 0 ? { kind: 'done', jobs: done } : { kind: 'none' };
}
