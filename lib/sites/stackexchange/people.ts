import type { Post } from '../../model/thread';

/** Names are free here and two people of a thread may bear one: then the account's number stands with it. */
export function distinctNames(posts: readonly Post[]): readonly Post[] {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { author, details } of posts) {
    const userId = details?.['userId'];
    if (author.name === '' || userId === undefined) continue;
    const owner = owners.get(author.name);
    if (owner === undefined) owners.set(author.name, userId);
    else if (owner !== userId) shared.add(author.name);
  }
  if (shared.size === 0) return posts;
  return posts.map((post) => {
    const userId = post.details?.['userId'];
    if (userId === undefined || !shared.has(post.author.name)) return post;
    return { ...post, author: { name: `${post.author.name} (${userId})`, displayName: post.author.name } };
  });
}
