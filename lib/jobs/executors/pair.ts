import { AppError } from '../../model/error';
import type { Job, Task } from '../../model/job';
import type { Draft, Pair, PairSource, SourcePost } from '../../model/pair';
import type { Post, Thread } from '../../model/thread';
import type { ThreadRow } from '../../store/db';
import { listPosts } from '../../store/queries';
import type { Ports } from '../ports';

/** Makes the pairs of a stored thread. Reads the store, writes nothing. */
export async function executePair(
  ports: Ports,
  task: Task,
  job: Job,
): Promise<{ readonly row: ThreadRow; readonly pairs: readonly Pair[] } | null> {
  if (task.payload?.kind !== 'pair') throw new AppError({ code: 'bug', message: 'A pair task without a thread.' });
  const { threadId, revision } = task.payload;
  const row = await ports.db.threads.get([job.id, threadId]);
  const options = revision === job.nextRevision?.revision ? job.nextRevision.pairing : job.pairing;
  if (!row || !options) return null;
  if (!row.thread) return { row, pairs: [] };
  const stored = await listPosts(ports.db, job.id, threadId);
  const limit = job.spec.kind === 'scrape' ? job.spec.limits.postsPerThread : null;
  const posts = limit === null ? stored : stored.slice(0, limit);
  const drafts = ports.pair(row.thread, posts, options);
  return { row, pairs: numberPairs(job.id, revision, row, row.thread, posts, drafts) };
}

function numberPairs(
  jobId: string,
  revision: number,
  row: ThreadRow,
  thread: Thread,
  posts: readonly Post[],
  drafts: readonly Draft[],
): readonly Pair[] {
  const sources = new Map(posts.map((post) => [post.id, sourcePost(post, thread)]));
  return drafts.map(({ kind, turns, chosen, rejected, text, postIds, outputPostId, position }, n) => {
    const draft = { kind, turns, postIds, outputPostId, position };
    const said = {
      ...(chosen === undefined ? {} : { chosen }),
      ...(rejected === undefined ? {} : { rejected }),
      ...(text === undefined ? {} : { text }),
    };
    const cited = postIds.map((id) => sources.get(id)).filter((post) => post !== undefined);
    const source: PairSource = {
      threadId: row.threadId,
      site: thread.site,
      url: thread.url,
      title: thread.title,
      posts: cited,
    };
    return { ...draft, ...said, jobId, revision, threadOrdinal: row.ordinal, n, source };
  });
}

function sourcePost(post: Post, thread: Thread): SourcePost {
  const { id, url, kind, postedAt, score } = post;
  return { id, url, author: post.author.name, kind, postedAt, score, license: post.license ?? thread.license };
}
