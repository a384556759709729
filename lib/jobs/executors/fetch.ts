import { originPattern } from '../../base/origin';
import { AppError } from '../../model/error';
import { imageKey } from '../../model/image';
import type { Job, ScrapeSpec, Task, TaskDraft } from '../../model/job';
import { threadId, type FetchRequest, type Harvest, type Post, type Target } from '../../model/thread';
import { siteById } from '../../sites';
import type { KnownThread, Reply, SiteAdapter } from '../../sites/adapter';
import type { ThreadRow } from '../../store/db';
import { listPosts } from '../../store/queries';
import { imageTask } from '../../store/tasks';
import type { FetchOutcome, ImageDraft, ListedThread } from '../../store/settle-fetch';
import { decodeBody, type HttpReply } from '../http';
import { listingPastDate, threadFilter } from '../limits';
import { fetchTask, threadTasks } from '../plan';
import type { Ports } from '../ports';
import { robotsAllow } from '../robots';

const timeoutMs = 60_000;
/** A topic of 10 MB posts in batches of a hundred would pass; nothing sane comes near. */
const maxReplyBytes = 64_000_000;
const robotsAgeMs = 24 * 3600_000;

/** What a fetch came to: data; or something else must be fetched first, and the task waits for it. */
export type FetchResult =
  { readonly done: FetchOutcome; readonly waitMs: number | null } | { readonly first: readonly TaskDraft[] };

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
  await requireGrant(ports, request.url);
  if (request.note?.['robots'] === true) return { done: await fetchRobots(ports, task, request, signal), waitMs: null };
  const blockedBy = await robotsVerdict(ports, spec, request);
  if (blockedBy) return { first: [blockedBy] };
  const reply = toReply(await get(ports, request, signal));
  refuseOtherHost(request, reply);
  const site = siteById(request.target.site);
  const now = ports.now();
  const waitMs = site.waitMs(reply, now);
  judge(site, request, reply, waitMs === null ? null : now + waitMs);
  const signedIn = spec.signedIn === true || job.sessionUser !== null;
  const harvest = site.parse(request, reply, { signedIn });
  refuseLostSession(spec, job, harvest);
  return { done: await outcomeOf(ports, task, job, spec, request, harvest), waitMs };
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

async function get(ports: Ports, request: FetchRequest, signal: AbortSignal): Promise<HttpReply> {
  const accept = request.accept ?? (request.as === 'json' ? 'application/json' : 'text/html, text/plain, */*');
  const { url } = request;
  const common = { timeoutMs, maxBytes: maxReplyBytes, redirect: 'follow' } as const;
  return ports.http({ url, accept, credentials: 'include', ...common }, signal);
}

/** Another host's words are not the forum's; a single sign-on looks like this too. */
function refuseOtherHost(request: FetchRequest, reply: Reply): void {
  const { host } = new URL(reply.url);
  if (host === new URL(request.url).host) return;
  throw new AppError({
    code: 'blocked',
    reason: 'redirectedAway',
    params: [host],
    url: request.target.url,
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
  if (spec.robots === 'ignore') return null;
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
  thread: null,
  posts: [],
  presentSiteIds: null,
  sessionUser: undefined,
  listed: [],
  next: [],
  images: [],
  robots: null,
  counted: false,
};

async function outcomeOf(
  ports: Ports,
  task: Task,
  job: Job,
  spec: ScrapeSpec,
  request: FetchRequest,
  harvest: Harvest,
): Promise<FetchOutcome> {
  const targets = harvest.targets ?? [];
  const past = task.group === '' && listingPastDate(spec.limits, targets);
  const next = past ? [] : (harvest.next ?? []).filter((r) => withinPages(spec, request, r));
  const posts = harvest.posts ?? [];
  return {
    kind: 'fetch',
    thread: harvest.threads?.find((thread) => thread.id === task.group) ?? harvest.threads?.[0] ?? null,
    posts,
    presentSiteIds: harvest.presentSiteIds ?? null,
    sessionUser: harvest.sessionUser,
    listed: task.group === '' ? await listedThreads(ports, job, spec, targets) : [],
    next: next.map((r) => fetchTask(r, task.group)),
    images: task.group === '' ? [] : await imageDrafts(ports, spec, posts),
    robots: null,
    counted: harvest.sessionUser === undefined,
  };
}

function withinPages(spec: ScrapeSpec, request: FetchRequest, next: FetchRequest): boolean {
  if (request.target.kind !== 'listing' || next.target.kind !== 'listing' || spec.limits.pages === null) return true;
  const page = next.note?.['page'];
  return typeof page !== 'number' || page < spec.limits.pages;
}

async function listedThreads(
  ports: Ports,
  job: Job,
  spec: ScrapeSpec,
  targets: readonly Target[],
): Promise<readonly ListedThread[]> {
  const wanted = targets.filter(threadFilter(spec.limits)).filter((target) => target.kind === 'thread');
  const listed: ListedThread[] = [];
  for (const target of wanted) {
    const id = threadId(target);
    const row = job.run > 1 ? await ports.db.threads.get([job.id, id]) : undefined;
    if (row && !spec.refetchAll && isUnchanged(row, target)) listed.push({ threadId: id, target, tasks: [] });
    else {
      const known = row && !spec.refetchAll ? await knownThread(ports, job.id, row) : undefined;
      listed.push({ threadId: id, target, tasks: threadTasks(spec, target, known) });
    }
  }
  return listed;
}

/** ARCHITECTURE, section 12.6: last-post time, count and highest number tell whether anything is new. */
function isUnchanged(row: ThreadRow, target: Target): boolean {
  if (row.state !== 'done') return false;
  const { highestPostNumber, postsCount, lastPostedAt } = row.target.hints ?? {};
  const now = target.hints ?? {};
  if (now.highestPostNumber === undefined && now.lastPostedAt === undefined) return false;
  return (
    highestPostNumber === now.highestPostNumber && postsCount === now.postsCount && lastPostedAt === now.lastPostedAt
  );
}

export async function knownThread(
  ports: Pick<Ports, 'db'>,
  jobId: string,
  row: ThreadRow,
): Promise<KnownThread | undefined> {
  const posts = await listPosts(ports.db, jobId, row.threadId);
  const siteIds = posts.map((post) => post.siteId).filter((id) => id !== null);
  return siteIds.length > 0 ? { siteIds } : undefined;
}

async function imageDrafts(ports: Ports, spec: ScrapeSpec, posts: readonly Post[]): Promise<readonly ImageDraft[]> {
  if (!spec.images.enabled) return [];
  const urls = new Set(
    posts.filter((post) => post.state === 'visible').flatMap((post) => post.images.map((i) => i.url)),
  );
  const grants = new Map<string, boolean>();
  const drafts: ImageDraft[] = [];
  for (const url of urls) {
    const origin = originPattern(url);
    if (!grants.has(origin)) grants.set(origin, await ports.granted(origin));
    const { host } = new URL(url);
    const task = imageTask(url, host);
    const held = grants.get(origin) === true ? {} : { held: 'permission' as const };
    drafts.push({ url, key: imageKey(url), host, task: { ...task, ...held } });
  }
  return drafts;
}
