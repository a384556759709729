import { threadId, type Post, type Thread } from '../../model/thread';
import { asCount, asFields, asList, asText, asTime, asWords, type Fields } from '../fields';
import { topicUrl, type Base } from './address';
import { readPost } from './post-json';

/** What `/t/ID.json` and its like say of a topic. */
export interface TopicData {
  readonly topicId: number;
  readonly thread: Thread;
  /** In ascending order, each number once. */
  readonly posts: readonly Post[];
  /** Site ids of all posts in order; null where the reply does not list them. */
  readonly stream: readonly string[] | null;
  readonly chunkSize: number;
  readonly highestNumber: number;
}

/**
 * @param topicId the topic asked for; null: whatever the data says
 * @param categoryName the name where something else told it
 * @returns null when the data is no topic, or another one
 */
export function readTopic(
  value: unknown,
  base: Base,
  topicId: number | null,
  categoryName: string | null = null,
): TopicData | null {
  const topic = asFields(value);
  const stream = asFields(topic?.['post_stream']);
  if (!topic || !stream || !Array.isArray(stream['posts'])) return null;
  const rawPosts = asList(stream['posts']);
  const stated = asCount(topic['id'], 1) ?? asCount(asFields(rawPosts[0])?.['topic_id'], 1);
  const id = topicId ?? stated;
  if (id === null || (stated !== null && stated !== id)) return null;
  const slug = asWords(topic['slug']) ?? asWords(asFields(rawPosts[0])?.['topic_slug']);
  const acceptedNumber = acceptedNumberOf(topic);
  const posts = readPosts(rawPosts, { base, topicId: id, slug, acceptedNumber });
  const flagged = posts.find((post) => post.flags.includes('accepted'));
  return {
    topicId: id,
    posts,
    stream: Array.isArray(stream['stream']) ? readIds(stream['stream']) : null,
    chunkSize: Math.min(asCount(topic['chunk_size'], 1) ?? 20, 100),
    highestNumber: asCount(topic['highest_post_number']) ?? 0,
    thread: {
      ...threadOf(topic, base, id, slug, categoryName),
      title: asWords(topic['title']) ?? titleOfPosts(rawPosts),
      acceptedPostId: acceptedNumber === null ? (flagged?.id ?? null) : String(acceptedNumber),
    },
  };
}

export interface PostsPlace {
  readonly base: Base;
  readonly topicId: number;
  readonly slug: string | null;
  readonly acceptedNumber?: number | null;
}

/** The posts among these values, in ascending order, each number once. */
export function readPosts(values: readonly unknown[], place: PostsPlace): readonly Post[] {
  const posts = new Map<string, Post>();
  for (const value of values) {
    const post = readPost(value, place);
    if (post) posts.set(post.id, post);
  }
  return [...posts.values()].sort((a, b) => a.position - b.position);
}

/** Ids as text, each once; what is no id is left out. */
export function readIds(value: unknown): readonly string[] {
  const ids = new Set<string>();
  for (const item of asList(value)) {
    const id = asCount(item, 1);
    if (id !== null) ids.add(String(id));
  }
  return [...ids];
}

function threadOf(
  topic: Fields,
  base: Base,
  topicId: number,
  slug: string | null,
  categoryName: string | null,
): Omit<Thread, 'title' | 'acceptedPostId'> {
  return {
    id: threadId({ site: 'discourse', base, key: String(topicId) }),
    site: 'discourse',
    url: topicUrl(base, topicId, slug),
    category: categoryName ?? categoryOf(topic),
    tags: tagsOf(topic['tags']),
    postedAt: asTime(topic['created_at']),
    bumpedAt: asTime(topic['bumped_at']) ?? asTime(topic['last_posted_at']),
    postsCount: asCount(topic['posts_count']),
    closed: topic['closed'] === true || topic['archived'] === true,
    license: null,
    unaddressed: 'root',
  };
}

/** The thread of a post that came alone. */
export function threadOfPost(value: unknown, base: Base): Thread | null {
  const post = asFields(value);
  const topicId = asCount(post?.['topic_id'], 1);
  if (!post || topicId === null) return null;
  const accepted = post['accepted_answer'] === true ? asCount(post['post_number'], 1) : null;
  return {
    id: threadId({ site: 'discourse', base, key: String(topicId) }),
    site: 'discourse',
    url: topicUrl(base, topicId, asText(post['topic_slug'])),
    title: titleOfPosts([post]),
    category: categoryOf(post),
    tags: [],
    postedAt: null,
    bumpedAt: null,
    // `posts_count` of a post is the topic's.
    postsCount: asCount(post['posts_count']),
    closed: false,
    acceptedPostId: accepted === null ? null : String(accepted),
    license: null,
    unaddressed: 'root',
  };
}

/** The topic's title as its posts state it; '' where they do not. */
function titleOfPosts(posts: readonly unknown[]): string {
  for (const post of posts.slice(0, 3)) {
    const title = asWords(asFields(post)?.['topic_title']);
    if (title) return title;
  }
  return '';
}

/** A name where the data has one (plugins), else the id. */
function categoryOf(fields: Fields): string | null {
  const category = asFields(fields['category']);
  const name = asWords(fields['category_name']) ?? asWords(category?.['name']) ?? asWords(fields['category_slug']);
  const id = asCount(fields['category_id'], 1);
  return name ?? (id === null ? null : String(id));
}

/** Tags as words; newer forums send objects. */
export function tagsOf(value: unknown): readonly string[] {
  const tags = new Set<string>();
  for (const item of asList(value)) {
    const fields = asFields(item);
    const tag = asWords(item) ?? asWords(fields?.['name']) ?? asWords(fields?.['slug']);
    if (tag) tags.add(tag);
  }
  return [...tags];
}

function acceptedNumberOf(topic: Fields): number | null {
  const accepted = asFields(topic['accepted_answer']) ?? asFields(asList(topic['accepted_answers'])[0]);
  return asCount(accepted?.['post_number'], 1);
}
