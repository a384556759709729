import type { Target, TargetHints } from '../../model/thread';
import { asCount, asFields, asList, asText, asTime, asWords, type Fields } from '../fields';
import { threadTarget, topicAddress, type Base } from './address';

export interface ListingData {
  readonly targets: readonly Target[];
  /** Where the next page is, as the site says; null: this is the last one. */
  readonly more: string | null;
  /** Search results go on at the next `page`. */
  readonly morePages: boolean;
  /** The lowest post id of a list of posts, from which an older page follows. */
  readonly lowestPostId: number | null;
}

/**
 * Reads a list of topics of any route, search results, or a list of posts.
 * @param first ordinal of the first topic
 * @returns null when the data is no list
 */
export function readListing(value: unknown, base: Base, first: number): ListingData | null {
  const data = asFields(value);
  const list = asFields(data?.['topic_list']);
  if (list && Array.isArray(list['topics'])) {
    return {
      targets: readTopics(asList(list['topics']), base, first),
      more: asWords(list['more_topics_url']),
      morePages: false,
      lowestPostId: null,
    };
  }
  const search = asFields(data?.['grouped_search_result']);
  if (data && search) {
    return {
      targets: readTopics(asList(data['topics']), base, first),
      more: null,
      morePages: search['more_full_page_results'] === true,
      lowestPostId: null,
    };
  }
  const posts = Array.isArray(value) ? asList(value) : data && !data['post_stream'] ? asList(data['posts']) : [];
  if (!posts.length || !posts.every((post) => asCount(asFields(post)?.['topic_id'], 1) !== null)) return null;
  return { ...readTopicsOfPosts(posts, base, first), more: null, morePages: false };
}

function readTopics(topics: readonly unknown[], base: Base, first: number): readonly Target[] {
  const targets: Target[] = [];
  for (const value of topics) {
    const topic = asFields(value);
    const topicId = asCount(topic?.['id'], 1);
    if (!topic || topicId === null) continue;
    const slug = asText(topic['slug']);
    const title = asWords(topic['title']) ?? asWords(topic['fancy_title']) ?? '';
    targets.push({ ...threadTarget(base, { topicId, slug, title }, first + targets.length), hints: hintsOf(topic) });
  }
  return targets;
}

function hintsOf(topic: Fields): TargetHints {
  const postsCount = asCount(topic['posts_count']);
  const highestPostNumber = asCount(topic['highest_post_number']);
  const score = asCount(topic['like_count']);
  const postedAt = asTime(topic['created_at']);
  const bumpedAt = asTime(topic['bumped_at']);
  const lastPostedAt = asTime(topic['last_posted_at']);
  const solved = topic['has_accepted_answer'];
  return {
    ...(postsCount === null ? {} : { postsCount, replies: Math.max(0, postsCount - 1) }),
    ...(highestPostNumber === null ? {} : { highestPostNumber }),
    ...(score === null ? {} : { score }),
    ...(postedAt === null ? {} : { postedAt }),
    ...(bumpedAt === null ? {} : { bumpedAt }),
    ...(lastPostedAt === null ? {} : { lastPostedAt }),
    ...(typeof solved === 'boolean' ? { solved } : {}),
    ...(topic['pinned'] === true || topic['pinned_globally'] === true ? { pinned: true } : {}),
  };
}

/** Topics that a list of posts (a group's, a person's) is about, in order of appearance. */
function readTopicsOfPosts(
  posts: readonly unknown[],
  base: Base,
  first: number,
): Omit<ListingData, 'more' | 'morePages'> {
  const targets = new Map<number, Target>();
  let lowestPostId: number | null = null;
  for (const value of posts) {
    const post = asFields(value);
    const topicId = asCount(post?.['topic_id'], 1);
    if (!post || topicId === null) continue;
    const id = asCount(post['id'], 1);
    if (id !== null && (lowestPostId === null || id < lowestPostId)) lowestPostId = id;
    if (targets.has(topicId)) continue;
    const topic = asFields(post['topic']);
    const title = asWords(post['topic_title']) ?? asWords(post['title']) ?? asWords(topic?.['title']) ?? '';
    const slug = asText(post['topic_slug']) ?? asText(topic?.['slug']) ?? slugOf(asText(post['url']), base);
    targets.set(topicId, threadTarget(base, { topicId, slug, title }, first + targets.size));
  }
  return { targets: [...targets.values()], lowestPostId };
}

function slugOf(path: string | null, base: Base): string | null {
  if (path === null || !URL.canParse(path, base)) return null;
  return topicAddress(new URL(path, base), base)?.slug ?? null;
}
