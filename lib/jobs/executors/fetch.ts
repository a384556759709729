import { groupBy } from '../../base/group';
import { isWithin, originPattern } from '../../base/origin';
import { AppError } from '../../model/error';
import type { HttpReply } from '../../model/http';
import type { Job, ScrapeSpec, Task, TaskDraft } from '../../model/job';
import { threadId, type FetchRequest, type Harvest } from '../../model/thread';
import { siteById } from '../../sites';
import type { ParseContext, Reply, SiteAdapter } from '../../sites/adapter';
import { readSetting } from '../../store/queries';
import type { FetchOutcome } from '../../store/settle-fetch';
import { decodeBody } from '../http';
import { listingPastDate } from '../limits';
import { fetchTask } from '../plan';
import type { Ports } from '../ports';
import { robotsAllow } from '../robots';
import { secretKey, siteContext } from '../site-context';
import { contentOf, listedThreads, type Reading } from './listed';
import { lookAgainMs, pairsMaySuffice } from './pairs-ahead';

const timeoutMs = 60_000;
/** A topic of 10 MB posts in batches of a hundred would pass; nothing sane comes near. */
const maxReplyBytes = 64_000_000;
const robotsAgeMs = 24 * 3600_000;

/**
 * What a fetch came to: data; or something else must be fetched first, and the task waits for it; or it is too early
 * (epoch ms).
 */
export type FetchResult =
  | { readonly done: FetchOutcome; readonly waitMs: number | null }
  | { readonly first: readonly TaskDraft[] }
  | { readonly notBefore: number };

/**
 * Performs a request: checks permission and robots.txt, fetches, judges the status, and lets the adapter parse.
 * Reads the store, writes nothing.
 * @throws AppError with the code that decides what follows
 */
export async function executeFetch(ports: Ports, task: Task, job: Job, signal: AbortSignal): Promise<FetchResult> {
  if (task.payload?.kind !== 'fetch' || job.spec.kind !== 'scrape') {
    throw new AppError({ code: 'bug', message: 'A fetch task without a request.' });
  }
  const { request } = task.payload;
  const spec = job.spec;
  if (await pairsMaySuffice(ports.db, task, job)) return { notBefore: ports.now() + lookAgainMs };
  await requireGrant(ports, request.url);
  if (request.note?.['robots'] === true) return { done: await fetchRobots(ports, task, request, signal), waitMs: null };
  const blockedBy = await robotsVerdict(ports, spec, request);
  if (blockedBy) return { first: [blockedBy] };
  const site = siteById(request.target.site);
  const reply = toReply(await get(ports, request, signal, site));
  refuseOtherHost(site, request, reply);
  const now = ports.now();
  const waitMs = site.waitMs(reply, now);
  judge(site, request, reply, waitMs === null ? null : now + waitMs);
  const signedIn = spec.signedIn === true || job.sessionUser !== null;
  const context = { ...(await siteContext(ports.db, spec)), signedIn };
  const harvest = parse(site, request, reply, context, waitMs === null ? null : now + waitMs);
  refuseLostSession(spec, job, harvest);
  return { done: await outcomeOf({ ports, task, job, spec, context }, request, harvest), waitMs };
}

/** A site that says "slow down" in its own words may say for how long only where `waitMs` looks. */
function parse(
  site: SiteAdapter,
  request: FetchRequest,
  reply: Reply,
  context: ParseContext,
  dueAt: number | null,
): Harvest {
  try {
    return site.parse(request, reply, context);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'rate-limited' || thrown.info.dueAt !== undefined)
      throw thrown;
    throw dueAt === null ? thrown : new AppError({ ...thrown.info, dueAt }, { cause: thrown });
  }
}

async function requireGrant(ports: Ports, url: string): Promise<void> {
  const origin = originPattern(url);
  if (await ports.granted(origin)) return;
  throw new AppError({
    code: 'permission',
    reason: 'permissionNeeded',
    params: [origin],
    message: `Heddle may not read ${new URL(url).hostname} yet. Press Allow and confirm in the browser's question.`,
  });
}

async function get(
  ports: Ports,
  request: FetchRequest,
  signal: AbortSignal,
  site: SiteAdapter | null = null,
): Promise<HttpReply> {
  const accept = request.accept ?? (request.as === 'json' ? 'application/json' : 'text/html, text/plain, */*');
  const { form, headers } = request;
  const url = await withKey(ports, request.url, site);
  const common = { timeoutMs, maxBytes: maxReplyBytes, redirect: 'follow', credentials: 'include' } as const;
  const http = request.via === 'tab' ? ports.tabHttp : ports.http;
  const reply = await http(
    { url, accept, ...common, ...(form ? { form } : {}), ...(headers ? { headers } : {}) },
    signal,
  );
  // The key goes no further: not into what adapters see, nor into logs.
  return reply.url === url ? { ...reply, url: request.url } : reply;
}

/** The address with the person's key for the site, where there is one and the request is for its host. */
async function withKey(ports: Ports, address: string, site: SiteAdapter | null): Promise<string> {
  const url = new URL(address);
  if (!site?.credential || url.host !== site.credential.host) return address;
  const key = await readSetting(ports.db, secretKey(site.id), '');
  if (key !== '') url.searchParams.set(site.credential.param, key);
  return url.href;
}

/** Another host's words are not the forum's; a single sign-on looks like this too. */
function refuseOtherHost(site: SiteAdapter, request: FetchRequest, reply: Reply): void {
  const { host, hostname } = new URL(reply.url);
  if (host === new URL(request.url).host) return;
  const { target } = request;
  // To another site of the same network a thread was moved: it is of no concern to the others.
  if (target.kind === 'thread' && site.origins?.some((pattern) => isWithin(hostname, pattern))) {
    throw new AppError({
      code: 'forbidden',
      reason: 'movedAway',
      params: [host],
      url: target.url,
      message: `This thread was moved to ${host}. Open it there to scrape it.`,
    });
  }
  throw new AppError({
    code: 'blocked',
    reason: 'redirectedAway',
    params: [host],
    url: target.url,
    message: `The forum sends us on to ${host}. Open it in a tab, sign in if it asks you to, and press Resume.`,
  });
}

function toReply(reply: HttpReply): Reply {
  return { url: reply.url, status: reply.status, headers: reply.headers, body: decodeBody(reply) };
}

/** Statuses that mean the same on every site; a challenge may come with any of them, so the site looks first. */
function judge(site: SiteAdapter, request: FetchRequest, reply: Reply, dueAt: number | null): void {
  if (reply.status === 429) {
    throw new AppError({
      code: 'rate-limited',
      reason: 'rateLimited',
      message: 'The site asks for a slower pace.',
      ...(dueAt === null ? {} : { dueAt }),
    });
  }
  if (reply.status < 500) return;
  const challenged = challengeOf(site, request, reply);
  if (challenged) throw challenged;
  throw new AppError({
    code: 'network',
    reason: 'serverError',
    params: [String(reply.status)],
    message: `The server answered with an error (${reply.status}).`,
    detail: reply.body.slice(0, 300),
    ...(dueAt === null ? {} : { dueAt }),
  });
}

function challengeOf(site: SiteAdapter, request: FetchRequest, reply: Reply): AppError | null {
  try {
    site.parse(request, reply, { signedIn: false });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'blocked') return thrown;
  }
  return null;
}

function refuseLostSession(spec: ScrapeSpec, job: Job, harvest: Harvest): void {
  if (harvest.sessionUser !== null || (spec.signedIn !== true && job.sessionUser === null)) return;
  throw new AppError({
    code: 'blocked',
    reason: 'sessionLost',
    url: spec.target.url,
    message: 'You are no longer signed in there. Sign in in a tab and press Resume.',
  });
}

/** @returns the task that reads robots.txt first, where it is not known yet */
async function robotsVerdict(ports: Ports, spec: ScrapeSpec, request: FetchRequest): Promise<TaskDraft | null> {
  if (spec.robots === 'ignore' || request.api === true) return null;
  // Asking who is signed in reads nothing of the forum's, and without it a lost session would look like deletions.
  if (siteById(request.target.site).session(request.target)?.url === request.url) return null;
  const { origin } = new URL(request.url);
  const row = await ports.db.robots.get(origin);
  if (!row || ports.now() - row.fetchedAt > robotsAgeMs) {
    const note = { robots: true, at: row?.fetchedAt ?? 0 };
    // Due before everything else on the lane.
    return fetchTask({ url: `${origin}/robots.txt`, as: 'text', target: spec.target, note }, '', 0);
  }
  const routes = [request.url, request.target.url].map((url) => new URL(url)).filter((url) => url.origin === origin);
  const refused = routes.find((url) => !robotsAllow(row.text, url.pathname + url.search));
  if (!refused) return null;
  // A single thread fails alone; a listing is the job.
  throw new AppError({
    code: request.target.kind === 'listing' || spec.target.kind === 'thread' ? 'blocked' : 'forbidden',
    reason: 'robotsDisallow',
    params: [refused.href],
    url: `${origin}/robots.txt`,
    message: 'The site asks programs not to fetch this (robots.txt). You can override this for the job.',
  });
}

/** RFC 9309, section 2.3.1: "unavailable" (4xx) allows everything, "unreachable" (5xx) nothing: we wait, then pause. */
async function fetchRobots(
  ports: Ports,
  task: Task,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const { origin } = new URL(request.url);
  try {
    const reply = await get(ports, request, signal);
    const ok = reply.status < 400;
    if (reply.status !== 429 && reply.status < 500) {
      return { ...nothing, robots: { origin, text: ok ? decodeBody(reply) : '' } };
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'network') throw thrown;
  }
  throw new AppError({
    code: task.attempts < 2 ? 'network' : 'blocked',
    reason: 'robotsUnavailable',
    url: request.url,
    message: "The site's robots.txt cannot be read just now. Press Resume to try again.",
  });
}

const nothing: FetchOutcome = {
  kind: 'fetch',
  content: null,
  sessionUser: undefined,
  listed: [],
  next: [],
  robots: null,
  counted: false,
  remarks: [],
  keep: null,
};

async function outcomeOf(reading: Reading, request: FetchRequest, harvest: Harvest): Promise<FetchOutcome> {
  const { task, spec, ports } = reading;
  const targets = harvest.targets ?? [];
  const past = task.group === '' && listingPastDate(spec.limits, targets);
  const drafts = (harvest.next ?? [])
    .filter((next) => withinPages(spec, request, next))
    .map((next) => fetchTask(next, groupOf(task, next), dueAtOf(ports, next)));
  const isListing = task.group === '';
  const ofThreads = groupBy(drafts, (draft) => draft.group);
  return {
    kind: 'fetch',
    content: isListing ? null : await contentOf(reading, harvest, task.group),
    sessionUser: harvest.sessionUser,
    listed: isListing ? await listedThreads(reading, harvest, ofThreads) : [],
    next: isListing ? (past ? [] : (ofThreads.get('') ?? [])) : drafts,
    robots: null,
    counted: harvest.sessionUser === undefined,
    remarks: harvest.remarks ?? [],
    keep: harvest.keep ? { site: request.target.site, facts: harvest.keep } : null,
    ...(harvest.pause ? { pause: harvest.pause } : {}),
  };
}

/** What belongs to a thread stays with it; a listing's reply may name requests for threads it brought. */
function groupOf(task: Task, { target }: FetchRequest): string {
  if (task.group !== '') return task.group;
  return target.kind === 'thread' ? threadId(target) : '';
}

function dueAtOf(ports: Ports, { afterMs }: FetchRequest): number | undefined {
  return afterMs === undefined ? undefined : ports.now() + afterMs;
}

function withinPages(spec: ScrapeSpec, request: FetchRequest, next: FetchRequest): boolean {
  if (request.target.kind !== 'listing' || next.target.kind !== 'listing' || spec.limits.pages === null) return true;
  const page = next.note?.['page'];
  return typeof page !== 'number' || page < spec.limits.pages;
}
