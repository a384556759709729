import type { ErrorInfo } from '../model/error';
import type { Task, TaskDraft } from '../model/job';
import type { Post, Remark, SiteId, Target, Thread, ThreadId } from '../model/thread';
import type { AssetRow, HeddleDb, ThreadRow } from './db';
import { closeGroup, isWatch } from './groups';
import {
  finish,
  follow,
  log,
  pauseJob,
  pauseReasonOf,
  settle,
  type Draft,
  type JobLedger,
  type Ledger,
  type Settlement,
} from './ledger';
import { restLane } from './tasks';

/** A thread a listing gave, with the tasks that fetch it; none: it is unchanged since the last run. */
export interface ListedThread {
  readonly threadId: ThreadId;
  readonly target: Target;
  readonly tasks: readonly TaskDraft[];
  /** The listing brought the thread itself; `tasks` fetch the rest of it. */
  readonly content?: ThreadContent;
}

/** What a reply brought of one thread. */
export interface ThreadContent {
  readonly thread: Thread | null;
  readonly posts: readonly Post[];
  /** Site ids of all posts the thread has now; null: the reply does not tell. */
  readonly presentSiteIds: readonly string[] | null;
  readonly images: readonly ImageDraft[];
  readonly unfetched: readonly string[];
  readonly lastModified: string | null;
  /** It is as it was when it was stored. */
  readonly unchanged: boolean;
}

export interface ImageDraft {
  readonly url: string;
  readonly key: string;
  readonly host: string;
  readonly task: TaskDraft;
}

export interface FetchOutcome {
  readonly kind: 'fetch';
  /** Of the thread the task fetches; null for a listing. */
  readonly content: ThreadContent | null;
  /** undefined: the reply does not tell. */
  readonly sessionUser: string | null | undefined;
  readonly listed: readonly ListedThread[];
  readonly next: readonly TaskDraft[];
  /** A robots.txt read on the way. */
  readonly robots: { readonly origin: string; readonly text: string } | null;
  /** Tells whether the reply was fine, for the malformed window; robots and session replies do not count. */
  readonly counted: boolean;
  readonly remarks: readonly Remark[];
  /** Facts about the site to be kept; null: none. */
  readonly keep: { readonly site: SiteId; readonly facts: Readonly<Record<string, string>> } | null;
  /** Why the job must pause once this is saved. */
  readonly pause?: ErrorInfo;
}

/** Saves what a request brought. */
export function settleFetch(db: HeddleDb, task: Task, outcome: FetchOutcome, now: number): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const { counters } = ledger;
    counters.requests++;
    if (outcome.counted) counters.recent = [...counters.recent, 0 as const].slice(-100);
    if (outcome.robots) await db.robots.put({ ...outcome.robots, fetchedAt: now });
    if (outcome.sessionUser !== undefined) ledger.job = { ...ledger.job, sessionUser: outcome.sessionUser };
    if (outcome.keep) await keepFacts(ledger, outcome.keep.site, outcome.keep.facts);
    for (const { event, params } of outcome.remarks) await log(ledger, event, params, 'info', task.url);
    if (outcome.content) await storeContent(ledger, task.group, outcome.content);
    const more = await storeListed(ledger, outcome.listed);
    await follow(ledger, more ? outcome.next : outcome.next.filter((draft) => draft.group !== ''));
    await finish(ledger, 'done');
    const cut = ledger.job.state === 'cancelled' && outcome.next.some((draft) => !isWatch(draft));
    if (outcome.content?.unchanged !== true) await closeGroup(ledger, task.group, cut ? 'cut' : 'whole');
    await noticeListingEnd(ledger);
    if (outcome.pause) await pauseJob(ledger, pauseReasonOf(outcome.pause), outcome.pause);
    await restLane(db, task.lane, 0, 'delay', 'reset');
  });
}

/** What a site wants remembered is kept over jobs, by site. */
async function keepFacts({ db }: JobLedger, site: SiteId, facts: Readonly<Record<string, string>>): Promise<void> {
  const row = await db.settings.get(keptKey(site));
  await db.settings.put({ key: keptKey(site), value: { ...(row?.value as object | undefined), ...facts } });
}

/** The setting that holds what a site wants remembered (`Harvest.keep`). */
export function keptKey(site: SiteId): string {
  return `kept:${site}`;
}

async function storeContent(ledger: JobLedger, threadId: ThreadId, content: ThreadContent): Promise<void> {
  const { db, job, counters, now } = ledger;
  const row = await db.threads.get([job.id, threadId]);
  if (!row) return;
  if (content.unchanged) {
    await markUnchanged(ledger, row);
    return;
  }
  const { posts } = content;
  const keys = posts.map((post): [string, string, string] => [job.id, threadId, post.id]);
  const known = await db.posts.bulkGet(keys);
  const fresh = new Set(posts.filter((_, i) => known[i] === undefined).map((post) => post.id)).size;
  await db.posts.bulkPut(posts.map((post) => ({ ...post, threadId, jobId: job.id })));
  counters.posts += fresh;
  if (content.presentSiteIds) await markMissing(ledger, threadId, new Set(content.presentSiteIds));
  const came = new Set(posts.map((post) => post.siteId));
  await db.threads.put({
    ...row,
    thread: content.thread ? { ...content.thread, id: threadId } : row.thread,
    posts: row.posts + fresh,
    fetchedAt: now,
    unfetched: [...new Set([...row.unfetched, ...content.unfetched])].filter((id) => !came.has(id)),
    lastModified: content.lastModified ?? row.lastModified,
  });
  await storeImages(ledger, content.images);
}

async function markUnchanged(ledger: JobLedger, row: ThreadRow): Promise<void> {
  if (row.state !== 'pending') return;
  ledger.counters.threadsUnchanged++;
  await ledger.db.threads.put({ ...row, state: 'done' });
  await log(ledger, 'threadUnchanged', [row.thread?.title || row.target.title], 'info', row.target.url);
}

/** Posts gone at the site stay, marked. */
async function markMissing(
  { db, job, now }: JobLedger,
  threadId: ThreadId,
  present: ReadonlySet<string>,
): Promise<void> {
  const range = db.posts
    .where('[jobId+threadId+id]')
    .between([job.id, threadId, ''], [job.id, threadId, '\uffff'], true, true);
  await range
    .filter((post) => post.siteId !== null && present.has(post.siteId) === (post.missingSince !== undefined))
    .modify((post) => {
      const changed: Draft<Post> = post;
      if (changed.siteId !== null && present.has(changed.siteId)) delete changed.missingSince;
      else changed.missingSince = now;
    });
}

/**
 * Gives the threads of a listing their ordinals and adds their tasks.
 * @returns false when a limit is reached and the listing needs no further page
 */
export async function storeListed(ledger: JobLedger, listed: readonly ListedThread[]): Promise<boolean> {
  const { db, job, counters } = ledger;
  if (job.spec.kind !== 'scrape') return false;
  const limit = job.spec.limits.threads ?? Number.POSITIVE_INFINITY;
  let ordinal = -1;
  for (const { threadId, target, tasks, content } of listed) {
    if (counters.threadsFound >= limit) return false;
    const row = await db.threads.get([job.id, threadId]);
    if (row?.run === job.run) continue; // a pinned thread stands on every page
    if (!row && ordinal < 0) ordinal = await nextOrdinal(db, job.id);
    const place = row?.ordinal ?? ordinal++;
    counters.threadsFound++;
    if (row && tasks.length === 0 && !content) {
      counters.threadsUnchanged++;
      await db.threads.put({ ...row, run: job.run });
      await log(ledger, 'threadUnchanged', [row.thread?.title || target.title], 'info', target.url);
      continue;
    }
    await db.threads.put({
      jobId: job.id,
      threadId,
      ordinal: place,
      target: { ...target, ordinal: place },
      thread: row?.thread ?? null,
      state: 'pending',
      posts: row?.posts ?? 0,
      pairs: row?.pairs ?? {},
      problem: null,
      run: job.run,
      fetchedAt: row?.fetchedAt ?? null,
      unfetched: row?.unfetched ?? [],
      lastModified: row?.lastModified ?? null,
    });
    if (content) await storeContent(ledger, threadId, content);
    await follow(ledger, tasks);
    if (tasks.length === 0) await closeGroup(ledger, threadId);
  }
  return counters.threadsFound < limit && !hasEnoughPairs(ledger);
}

/**
 * The threads there are have all the pairs that are wanted. What further pages hold comes after them, so that the result
 * is the same whenever this is noticed.
 */
function hasEnoughPairs({ job, counters }: JobLedger): boolean {
  return job.spec.kind === 'scrape' && job.spec.limits.pairs !== null && counters.pairs >= job.spec.limits.pairs;
}

/** One more than the last ordinal of a job. */
export async function nextOrdinal(db: HeddleDb, jobId: string): Promise<number> {
  const last = await db.threads
    .where('[jobId+ordinal]')
    .between([jobId, 0], [jobId, Number.POSITIVE_INFINITY], true, true)
    .last();
  return last ? last.ordinal + 1 : 0;
}

async function storeImages(ledger: JobLedger, images: readonly ImageDraft[]): Promise<void> {
  const { db, job, counters } = ledger;
  for (const image of images) {
    if (await db.assets.get([job.id, image.url])) continue;
    const held = image.task.held === 'permission';
    const row: AssetRow = {
      jobId: job.id,
      url: image.url,
      key: image.key,
      host: image.host,
      state: held ? 'held' : 'pending',
      hash: null,
      extension: null,
      bytes: 0,
      problem: null,
    };
    await db.assets.put(row);
    counters.imagesFound++;
    if (held) counters.imagesHeld++;
    await follow(ledger, [image.task]);
  }
}

async function noticeListingEnd(ledger: Ledger): Promise<void> {
  const { db, job } = ledger;
  if (job.listingDone) return;
  for (const state of ['pending', 'active', 'held']) {
    const open = await db.tasks
      .where('[jobId+group+state]')
      .equals([job.id, '', state])
      .filter((task) => task.kind === 'fetch')
      .first();
    if (open) return;
  }
  ledger.job = { ...ledger.job, listingDone: true };
}
