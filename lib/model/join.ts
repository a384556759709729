import type { Post, Thread } from './thread';

/**
 * Joins what two files say of a thread: what the later one tells counts, what it does not tell stays as the earlier one
 * told it.
 */
export function joinThreads(earlier: Thread, later: Thread): Thread {
  return {
    ...later,
    title: later.title || earlier.title,
    category: later.category ?? earlier.category,
    tags: later.tags.length > 0 ? later.tags : earlier.tags,
    postedAt: later.postedAt ?? earlier.postedAt,
    bumpedAt: later.bumpedAt ?? earlier.bumpedAt,
    postsCount: later.postsCount ?? earlier.postsCount,
    closed: later.closed || earlier.closed,
    acceptedPostId: later.acceptedPostId ?? earlier.acceptedPostId,
    license: later.license ?? earlier.license,
  };
}

/** Posts of several files of one thread, each post once, in order of position. */
export function joinPosts(files: readonly (readonly Post[])[]): readonly Post[] {
  const posts = new Map<string, Post>();
  for (const post of files.flat()) {
    const known = posts.get(post.id);
    posts.set(post.id, known ? joinPost(known, post) : post);
  }
  return [...posts.values()].sort((a, b) => a.position - b.position);
}

/** The one that tells more, and from the other what it does not tell. Of equals the later one. */
function joinPost(earlier: Post, later: Post): Post {
  const [rich, poor] = richness(later) >= richness(earlier) ? [later, earlier] : [earlier, later];
  const source = rich.source ?? poor.source;
  return {
    ...rich,
    siteId: rich.siteId ?? poor.siteId,
    replyTo: [...new Set([...rich.replyTo, ...poor.replyTo])],
    author: {
      name: rich.author.name || poor.author.name,
      displayName: rich.author.displayName ?? poor.author.displayName,
    },
    flags: [...new Set([...rich.flags, ...poor.flags])],
    postedAt: rich.postedAt ?? poor.postedAt,
    editedAt: rich.editedAt ?? poor.editedAt,
    score: rich.score ?? poor.score,
    license: rich.license ?? poor.license,
    ...(source ? { source } : {}),
  };
}

/** How many of the facts a file may leave out are told. Text counts before all: a page may hold an empty shell. */
function richness(post: Post): number {
  const told = [post.siteId, post.author.displayName, post.postedAt, post.editedAt, post.score, post.license];
  const facts = told.filter((fact) => fact !== null).length;
  return (post.html === '' ? 0 : 100) + facts + (post.author.name === '' ? 0 : 1) + (post.replyTo.length > 0 ? 1 : 0);
}
