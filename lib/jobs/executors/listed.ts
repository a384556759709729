import type { Job, ScrapeSpec, Task, TaskDraft } from '../../model/job';
import { threadId, type Harvest, type Target } from '../../model/thread';
import { groupBy } from '../../base/group';
import type { KnownThread, ParseContext } from '../../sites/adapter';
import type { ThreadRow } from '../../store/db';
import { listPosts } from '../../store/queries';
import type { ListedThread, ThreadContent } from '../../store/settle-fetch';
import { threadFilter } from '../limits';
import { threadTasks } from '../plan';
import type { Ports } from '../ports';
import { imageDrafts } from './images';
import { isSameThread } from './same-thread';

/** What a reply is read in. */
export interface Reading {
  readonly ports: Ports;
  readonly task: Task;
  readonly job: Job;
  readonly spec: ScrapeSpec;
  readonly context: ParseContext;
}

/** What a harvest has of one thread. */
export async function contentOf({ ports, spec }: Reading, harvest: Harvest, id: string): Promise<ThreadContent> {
  const posts = harvest.posts ?? [];
  return {
    thread: harvest.threads?.find((thread) => thread.id === id) ?? harvest.threads?.[0] ?? null,
    posts,
    presentSiteIds: harvest.presentSiteIds ?? null,
    images: await imageDrafts(ports, spec, posts),
    unfetched: harvest.unfetched ?? [],
    lastModified: harvest.lastModified ?? null,
    unchanged: harvest.unchanged === true,
  };
}

/** The threads of a listing's reply that are wanted: with what it brought of them, or with the requests that fetch them. */
export async function listedThreads(
  reading: Reading,
  harvest: Harvest,
  drafts: ReadonlyMap<string, readonly TaskDraft[]>,
): Promise<readonly ListedThread[]> {
  const { ports, job, spec, context } = reading;
  const wanted = (harvest.targets ?? []).filter(threadFilter(spec.limits)).filter(({ kind }) => kind === 'thread');
  const brought = new Map((harvest.threads ?? []).map((thread) => [thread.id, thread]));
  const posts = groupBy(harvest.posts ?? [], (post) => post.threadId);
  const listed: ListedThread[] = [];
  for (const target of wanted) {
    const id = threadId(target);
    const row = job.run > 1 ? await ports.db.threads.get([job.id, id]) : undefined;
    const thread = brought.get(id);
    if (thread) {
      const tasks = drafts.get(id) ?? [];
      const own = posts.get(id) ?? [];
      if (row && !spec.refetchAll && tasks.length === 0 && (await isSameThread(ports, row, thread, own))) {
        listed.push({ threadId: id, target, tasks });
        continue;
      }
      const whole = tasks.length === 0 && own.every((post) => post.siteId !== null);
      const presentSiteIds = own.map((post) => post.siteId).filter((siteId) => siteId !== null);
      const content = await contentOf(
        reading,
        { threads: [thread], posts: own, ...(whole ? { presentSiteIds } : {}) },
        id,
      );
      listed.push({ threadId: id, target, tasks, content });
      continue;
    }
    if (row && !spec.refetchAll && isUnchanged(row, target)) listed.push({ threadId: id, target, tasks: [] });
    else {
      const known = row && !spec.refetchAll ? await knownThread(ports, job.id, row) : undefined;
      listed.push({ threadId: id, target, tasks: threadTasks(spec, context, target, known) });
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
  const { lastModified } = row;
  return siteIds.length > 0 ? { siteIds, ...(lastModified === null ? {} : { lastModified }) } : undefined;
}
