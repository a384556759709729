import type { Post, Thread } from '../../model/thread';
import type { ThreadRow } from '../../store/db';
import { listPosts } from '../../store/queries';
import type { Ports } from '../ports';

/**
 * Whether a thread that a listing brought is what the store has of it, so that nothing need be stored or paired again.
 * The dates that other threads go by would not do: votes and comments do not move them.
 */
export async function isSameThread(
  { db }: Pick<Ports, 'db'>,
  row: ThreadRow,
  thread: Thread,
  posts: readonly Post[],
): Promise<boolean> {
  if (row.state !== 'done' || !row.thread || threadFacts(row.thread) !== threadFacts(thread)) return false;
  const stored = await listPosts(db, row.jobId, row.threadId);
  const present = new Map(stored.filter((post) => post.missingSince === undefined).map((post) => [post.id, post]));
  if (present.size !== posts.length) return false;
  return posts.every((post) => {
    const known = present.get(post.id);
    return known !== undefined && postFacts(known) === postFacts(post);
  });
}

function threadFacts({ title, tags, closed, notice, acceptedPostId, postsCount }: Thread): string {
  return JSON.stringify([title, tags, closed, notice, acceptedPostId, postsCount]);
}

function postFacts({ kind, state, replyTo, position, author, flags, score, license, html, source }: Post): string {
  return JSON.stringify([kind, state, replyTo, position, author.name, flags, score, license, html, source?.text]);
}
