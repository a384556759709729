import { shortHash } from '../base/hash';
import { delayRangeMs, type Job, type ScrapeSpec, type TaskDraft } from '../model/job';
import { threadId, type FetchRequest, type Target } from '../model/thread';
import type { ListedThread } from '../store/settle-fetch';
import { siteById } from '../sites';
import type { KnownThread, SiteAdapter, SiteContext } from '../sites/adapter';

// Naming the requests of a job. Keys say what a task is, so that planning twice adds nothing.

export function hostLane(url: string): string {
  return `host:${new URL(url).host}`;
}

/** The lanes of the hosts a target's requests go to. */
export function lanesOf({ base, origins = [] }: Target): readonly string[] {
  return [hostLane(base), ...origins.map((origin) => hostLane(origin.replace(/\/\*$/, '/')))];
}

/** Task of a request; `group` is the thread it fetches, '' for a listing. */
export function fetchTask(request: FetchRequest, group: string, dueAt?: number): TaskDraft {
  // The same address may be asked again with another note: after a session check, or in another run.
  const { note: remembered, form } = request;
  const note = remembered || form ? ` ${shortHash(JSON.stringify([remembered, form].filter(Boolean)))}` : '';
  return {
    kind: 'fetch',
    key: `fetch:${request.url}${note}`,
    group,
    lane: hostLane(request.url),
    payload: { kind: 'fetch', request },
    url: request.target.url,
    ...(dueAt === undefined ? {} : { dueAt }),
  };
}

/** The requests that fetch a thread, by the adapter's plan. */
export function threadTasks(
  spec: ScrapeSpec,
  context: SiteContext,
  target: Target,
  known?: KnownThread,
): readonly TaskDraft[] {
  const maxPosts = spec.limits.postsPerThread;
  const requests = siteById(target.site).plan(target, known, maxPosts === null ? context : { ...context, maxPosts });
  return requests.map((request) => fetchTask(request, threadId(target)));
}

/** The first tasks of a run: who is signed in, then the listing's first page. */
export function firstTasks(spec: ScrapeSpec, context: SiteContext): readonly TaskDraft[] {
  const site = siteById(spec.target.site);
  const session = site.session(spec.target);
  const listing = spec.target.kind === 'listing' ? site.plan(spec.target, undefined, context) : [];
  return [...(session ? [session] : []), ...listing].map((request) => fetchTask(request, ''));
}

/**
 * What a job asks first that waited for a person to sign in: whether they did. Pages alone do not tell, and lists would
 * come without their private part.
 */
export function sessionCheck({ spec, problem }: Job): readonly TaskDraft[] {
  if (spec.kind !== 'scrape' || (problem?.reason !== 'sessionLost' && problem?.reason !== 'loginRequired')) return [];
  const session = siteById(spec.target.site).session(spec.target);
  return session ? [fetchTask(session, '', 0)] : [];
}

/** The one thread of a job on a thread, as if a listing had given it. */
export function onlyThread(spec: ScrapeSpec, context: SiteContext, known?: KnownThread): ListedThread | null {
  if (spec.target.kind !== 'thread') return null;
  return {
    threadId: threadId(spec.target),
    target: spec.target,
    tasks: threadTasks(spec, context, spec.target, known),
  };
}

/** Least time between two requests of a job to one host: the person's wish, never below the site's floor. */
export function spacingMs(spec: ScrapeSpec, site: SiteAdapter): number {
  const wish = Math.min(Math.max(spec.delayMs, delayRangeMs.min), delayRangeMs.max);
  return Math.max(wish, site.politeness.floorMs);
}

export function newJob(id: string, name: string, spec: Job['spec'], now: number): Job {
  return {
    id,
    kind: spec.kind,
    name,
    spec,
    state: 'running',
    pause: null,
    problem: null,
    wantedOrigins: [],
    createdAt: now,
    endedAt: null,
    run: 1,
    revision: 1,
    pairing: spec.kind === 'scrape' ? spec.pairing : null,
    nextRevision: null,
    sessionUser: null,
    listingDone: spec.kind === 'export',
    deleted: false,
    threshold: spec.kind === 'generate' ? (spec.judge?.threshold ?? null) : null,
    seen: false,
  };
}
