import type { ErrorInfo } from '../model/error';
import type { Counters, Job, LogLine, PauseReason, ScrapeSpec, Task, TaskDraft } from '../model/job';
import type { Post, Target, Thread, ThreadId } from '../model/thread';
import type { AssetRow, HeddleDb, ThreadRow } from './db';
import { addTasks, heldBy, holdTasks, restLane } from './tasks';

// Saving a task's result: one read-write transaction stores what came, adds what follows, and marks the task done.
// A kill before it repeats the task, a kill after it repeats nothing.

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

export interface Settlement {
  /** Ended just now. */
  readonly ended: boolean;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** What every change of a job works on; read and written once, inside its transaction. */
export interface JobLedger {
  readonly db: HeddleDb;
  readonly now: number;
  job: Job;
  readonly counters: Draft<Counters>;
}

export interface Ledger extends JobLedger {
  readonly task: Task;
}

function tablesOf(db: HeddleDb) {
  return [
    db.jobs,
    db.counters,
    db.tasks,
    db.threads,
    db.posts,
    db.assets,
    db.files,
    db.logs,
    db.lanes,
    db.robots,
    db.pairs,
  ];
}

/**
 * Opens the transaction of a settlement.
 * @returns null when the task is not ours any more: its job was deleted, or it was stopped meanwhile
 */
export async function settle(
  db: HeddleDb,
  task: Task,
  now: number,
  body: (ledger: Ledger) => Promise<void>,
): Promise<Settlement | null> {
  return db.transaction('rw', tablesOf(db), async () => {
    const [job, counters, current] = await Promise.all([
      db.jobs.get(task.jobId),
      db.counters.get(task.jobId),
      db.tasks.get(task.id),
    ]);
    if (!job || !counters || current?.state !== 'active') return null;
    const ledger: Ledger = { db, now, task, job, counters: { ...counters } };
    await body(ledger);
    const ended = await endIfNothingLeft(ledger);
    await db.counters.put(ledger.counters);
    await db.jobs.put(ledger.job);
    return { ended };
  });
}

/** Changes a job outside any task: a person's command. Nothing happens when it is gone. */
export async function change(
  db: HeddleDb,
  jobId: string,
  now: number,
  body: (ledger: JobLedger) => Promise<void>,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    const [job, counters] = await Promise.all([db.jobs.get(jobId), db.counters.get(jobId)]);
    if (!job || !counters || job.deleted) return;
    const ledger: JobLedger = { db, now, job, counters: { ...counters } };
    await body(ledger);
    await endIfNothingLeft(ledger);
    await db.counters.put(ledger.counters);
    await db.jobs.put(ledger.job);
  });
}

export async function log(
  { db, now, job }: Pick<JobLedger, 'db' | 'now' | 'job'>,
  event: string,
  params: readonly (string | number)[] = [],
  level: LogLine['level'] = 'info',
  url: string | null = null,
): Promise<void> {
  await db.logs.add({ jobId: job.id, at: now, level, event, params: params.map(String), url });
}

/** Adds follow-up tasks; a stopped job gets none but pairing. */
export async function follow(ledger: JobLedger, drafts: readonly TaskDraft[]): Promise<void> {
  const wanted = ledger.job.state === 'cancelled' ? drafts.filter((draft) => draft.kind === 'pair') : drafts;
  ledger.counters.tasksTotal += await addTasks(ledger.db, ledger.job, wanted, ledger.now);
}

export async function finish(
  ledger: Ledger,
  state: 'done' | 'skipped' | 'failed',
  problem: ErrorInfo | null = null,
): Promise<void> {
  // A failed task keeps its payload, for *Retry*; the others' are dead weight.
  const payload = state === 'failed' ? ledger.task.payload : null;
  await ledger.db.tasks.put({ ...ledger.task, state, held: null, problem, payload });
  ledger.counters.tasksDone++;
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
    await closeGroup(ledger, task.group);
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

/** When a thread's last request is settled, it is paired. */
export async function closeGroup(ledger: JobLedger, group: string): Promise<void> {
  const { db, job, counters } = ledger;
  if (group === '') return;
  for (const state of ['pending', 'active', 'held']) {
    const open = await db.tasks
      .where('[jobId+group+state]')
      .equals([job.id, group, state])
      .filter((task) => task.kind === 'fetch')
      .first();
    if (open) return;
  }
  const row = await db.threads.get([job.id, group]);
  if (!row) return;
  if (row.state === 'pending') {
    counters.threadsDone++;
    await db.threads.put({ ...row, state: 'done' });
    await log(ledger, 'threadDone', [row.thread?.title ?? row.target.title, row.posts], 'info', row.target.url);
  }
  if (row.posts > 0) await queuePairing(ledger, row);
}

/** (Re-)queues the pairing of a thread, for the shown revision and for one in the making. */
async function queuePairing(ledger: JobLedger, row: ThreadRow): Promise<void> {
  const { job } = ledger;
  const revisions = [job.revision, ...(job.nextRevision ? [job.nextRevision.revision] : [])];
  const drafts = revisions.map((revision) => pairTask(row.threadId, revision));
  await requeue(ledger, drafts);
}

/** Adds tasks, or makes them pending again that are over. */
export async function requeue(ledger: JobLedger, drafts: readonly TaskDraft[]): Promise<void> {
  const { db, job, now, counters } = ledger;
  for (const draft of drafts) {
    const existing = await db.tasks.where('[jobId+key]').equals([job.id, draft.key]).first();
    if (!existing) await follow(ledger, [draft]);
    else if (existing.state === 'done' || existing.state === 'failed' || existing.state === 'skipped') {
      const held = heldBy(job, draft.kind);
      const { payload, dueAt = now } = draft;
      const fresh = { attempts: 0, claims: 0, dueAt, problem: null, payload };
      await db.tasks.put({ ...existing, ...fresh, state: held ? 'held' : 'pending', held });
      counters.tasksTotal++;
    }
  }
}

export function pairTask(threadId: ThreadId, revision: number): TaskDraft {
  return {
    kind: 'pair',
    key: `pair:${revision}:${threadId}`,
    group: threadId,
    lane: 'processor',
    payload: { kind: 'pair', threadId, revision },
    url: null,
  };
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

async function endIfNothingLeft(ledger: JobLedger): Promise<boolean> {
  const { db, job, now } = ledger;
  if (job.state !== 'running') return false;
  for (const state of ['pending', 'active']) {
    if (await db.tasks.where('[jobId+state]').equals([job.id, state]).first()) return false;
  }
  ledger.job = { ...ledger.job, state: 'done', endedAt: now, listingDone: true, seen: false };
  const { threadsDone, threadsUnchanged, posts } = ledger.counters;
  await log(ledger, 'jobDone', [threadsDone + threadsUnchanged, posts]);
  return true;
}

/** Pauses a job: its tasks are held until it is resumed. */
export async function pauseJob(ledger: JobLedger, reason: PauseReason, problem: ErrorInfo | null): Promise<void> {
  if (ledger.job.state !== 'running') return;
  ledger.job = { ...ledger.job, state: 'paused', pause: reason, problem };
  await holdTasks(ledger.db, ledger.job);
  await log(ledger, 'jobPaused', [problem?.message ?? ''], problem ? 'warn' : 'info', problem?.url ?? null);
}

export function scrapeSpecOf(job: Job): ScrapeSpec | null {
  return job.spec.kind === 'scrape' ? job.spec : null;
}

/** The pause that an error with this code asks for. */
export function pauseReasonOf(info: ErrorInfo): PauseReason {
  if (info.code === 'permission') return 'permission';
  if (info.code === 'storage-full') return 'storage';
  return info.code === 'malformed' ? 'malformed' : 'blocked';
}
