import type { Task, TaskDraft } from '../model/job';
import type { Post, Target, Thread, ThreadId } from '../model/thread';
import type { AssetRow, HeddleDb } from './db';
import { closeGroup } from './groups';
import { finish, follow, log, settle, type Draft, type JobLedger, type Ledger, type Settlement } from './ledger';
import { restLane } from './tasks';

/** A thread a listing gave, with the tasks that fetch it; none: it is unchanged since the last run. */
export interface ListedThread {
  readonly threadId: ThreadId;
  readonly target: Target;
  readonly tasks: readonly TaskDraft[];
}

export interface ImageDraft {
  readonly url: string;
  readonly key: string;
  readonly host: string;
  readonly task: TaskDraft;
}

export interface FetchOutcome {
  readonly kind: 'fetch';
  readonly thread: Thread | null;
  readonly posts: readonly Post[];
  /** Site ids of all posts the thread has now; null: the reply does not tell. */
  readonly presentSiteIds: readonly string[] | null;
  /** undefined: the reply does not tell. */
  readonly sessionUser: string | null | undefined;
  readonly listed: readonly ListedThread[];
  readonly next: readonly TaskDraft[];
  readonly images: readonly ImageDraft[];
  /** A robots.txt read on the way. */
  readonly robots: { readonly origin: string; readonly text: string } | null;
  /** Tells whether the reply was fine, for the malformed window; robots and session replies do not count. */
  readonly counted: boolean;
}

/** Saves what a request brought. */
export function settleFetch(db: HeddleDb, task: Task, outcome: FetchOutcome, now: number): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const { counters } = ledger;
    counters.requests++;
    if (outcome.counted) counters.recent = [...counters.recent, 0 as const].slice(-100);
    if (outcome.robots) await db.robots.put({ ...outcome.robots, fetchedAt: now });
    if (outcome.sessionUser !== undefined) ledger.job = { ...ledger.job, sessionUser: outcome.sessionUser };
    if (task.group !== '') await storeThread(ledger, outcome);
    const more = await storeListed(ledger, outcome.listed);
    await storeImages(ledger, outcome.images);
    await follow(ledger, more ? outcome.next : outcome.next.filter((draft) => draft.group !== ''));
    await finish(ledger, 'done');
    const cut = ledger.job.state === 'cancelled' && outcome.next.length > 0;
    await closeGroup(ledger, task.group, cut ? 'cut' : 'whole');
    await noticeListingEnd(ledger);
    await restLane(db, task.lane, 0, 'delay', 'reset');
  });
}

async function storeThread(ledger: Ledger, outcome: FetchOutcome): Promise<void> {
  const { db, task, job, counters, now } = ledger;
  const row = await db.threads.get([job.id, task.group]);
  if (!row) return;
  const keys = outcome.posts.map((post): [string, string, string] => [job.id, task.group, post.id]);
  const known = await db.posts.bulkGet(keys);
  const fresh = new Set(outcome.posts.filter((_, i) => known[i] === undefined).map((post) => post.id)).size;
  await db.posts.bulkPut(outcome.posts.map((post) => ({ ...post, threadId: task.group, jobId: job.id })));
  counters.posts += fresh;
  if (outcome.presentSiteIds) await markMissing(ledger, new Set(outcome.presentSiteIds));
  await db.threads.put({
    ...row,
    thread: outcome.thread ? { ...outcome.thread, id: task.group } : row.thread,
    posts: row.posts + fresh,
    fetchedAt: now,
  });
}

/** Posts gone at the site stay, marked. */
async function markMissing({ db, task, job, now }: Ledger, present: ReadonlySet<string>): Promise<void> {
  const range = db.posts
    .where('[jobId+threadId+id]')
    .between([job.id, task.group, ''], [job.id, task.group, '\uffff'], true, true);
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
 * @returns false when the limit of threads is reached and the listing needs no further page
 */
export async function storeListed(ledger: JobLedger, listed: readonly ListedThread[]): Promise<boolean> {
  const { db, job, counters } = ledger;
  if (job.spec.kind !== 'scrape') return false;
  const limit = job.spec.limits.threads ?? Number.POSITIVE_INFINITY;
  let ordinal = -1;
  for (const { threadId, target, tasks } of listed) {
    if (counters.threadsFound >= limit) return false;
    const row = await db.threads.get([job.id, threadId]);
    if (row?.run === job.run) continue; // a pinned thread stands on every page
    if (!row && ordinal < 0) ordinal = await nextOrdinal(db, job.id);
    const place = row?.ordinal ?? ordinal++;
    counters.threadsFound++;
    if (row && tasks.length === 0) {
      counters.threadsUnchanged++;
      await db.threads.put({ ...row, run: job.run });
      await log(ledger, 'threadUnchanged', [row.thread?.title ?? target.title], 'info', target.url);
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
    });
    await follow(ledger, tasks);
  }
  return counters.threadsFound < limit;
}

/** One more than the last ordinal of a job. */
export async function nextOrdinal(db: HeddleDb, jobId: string): Promise<number> {
  const last = await db.threads
    .where('[jobId+ordinal]')
    .between([jobId, 0], [jobId, Number.POSITIVE_INFINITY], true, true)
    .last();
  return last ? last.ordinal + 1 : 0;
}

async function storeImages(ledger: Ledger, images: readonly ImageDraft[]): Promise<void> {
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
