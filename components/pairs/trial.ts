import type { Draft, Pair, SourcePost } from '../../lib/model/pair';
import type { PairingOptions } from '../../lib/model/pairing';
import type { Post, Thread } from '../../lib/model/thread';
import type { HeddleDb } from '../../lib/store/db';
import { listPosts, listThreads } from '../../lib/store/queries';
import type { Tools } from '../effects';

/** Rows a trial shows. */
export const trialRows = 50;

/** Pairs the stored threads anew for the first rows; nothing is fetched and nothing is stored. */
export async function tryPairing(
  db: HeddleDb,
  jobId: string,
  options: PairingOptions,
  repair: Tools['repair'],
  signal: AbortSignal,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  const page = 20;
  for (let from = 0; pairs.length < trialRows;) {
    const rows = await listThreads(db, jobId, from, page);
    for (const row of rows) {
      if (signal.aborted || pairs.length >= trialRows) return pairs;
      if (!row.thread || row.posts === 0) continue;
      const posts = await listPosts(db, jobId, row.threadId);
      const drafts = repair(row.thread, posts, options).slice(0, trialRows - pairs.length);
      const sources = new Map(posts.map((post) => [post.id, post]));
      drafts.forEach((draft, n) =>
        pairs.push(asPair(draft, row.thread, sources, { jobId, threadOrdinal: row.ordinal, n })),
      );
      await pause();
    }
    const last = rows.at(-1);
    if (!last || rows.length < page) return pairs;
    from = last.ordinal + 1;
  }
  return pairs;
}

function asPair(
  draft: Draft,
  thread: Thread | null,
  posts: ReadonlyMap<string, Post>,
  place: Pick<Pair, 'jobId' | 'threadOrdinal' | 'n'>,
): Pair {
  const source = {
    threadId: thread?.id ?? '',
    site: thread?.site ?? ('discourse' as const),
    url: thread?.url ?? '',
    title: thread?.title ?? '',
    posts: draft.postIds.flatMap((id) => {
      const post = posts.get(id);
      return post ? [sourcePost(post)] : [];
    }),
  };
  return { ...draft, ...place, revision: 0, source };
}

function sourcePost(post: Post): SourcePost {
  const { id, url, kind, postedAt, score, license } = post;
  return { id, url, author: post.author.name, kind, postedAt, score, license };
}

/** Lets the page draw between two threads. */
function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
