import type { Author, Post, PostState } from '../../model/thread';
import { threadId } from '../../model/thread';
import { asCount, asFields, asList, asText, asTime, asWhole, asWords, type Fields } from '../fields';
import { topicUrl, type Base } from './address';
import { contentOf, replyEdges } from './content';

// One post as every JSON route gives it.

export interface PostPlace {
  readonly base: Base;
  /** null: the post itself says. */
  readonly topicId: number | null;
  readonly slug: string | null;
  /** Number of the accepted answer where the topic tells. */
  readonly acceptedNumber?: number | null;
}

/** @returns null for what is no post of this topic */
export function readPost(value: unknown, place: PostPlace): Post | null {
  const post = asFields(value);
  const number = asCount(post?.['post_number'], 1);
  if (!post || number === null) return null;
  const stated = asCount(post['topic_id'], 1);
  const topicId = place.topicId ?? stated;
  if (topicId === null || (stated !== null && stated !== topicId)) return null;
  const siteId = asCount(post['id'], 1);
  const slug = place.slug ?? asText(post['topic_slug']);
  const html = asText(post['cooked']) ?? '';
  const content = contentOf(html, topicId, `${place.base}/`);
  const flags = flagsOf(post, number === place.acceptedNumber);
  const raw = asWords(post['raw']);
  return {
    threadId: threadId({ site: 'discourse', base: place.base, key: String(topicId) }),
    id: String(number),
    siteId: siteId === null ? null : String(siteId),
    kind: number === 1 ? 'root' : 'reply',
    state: stateOf(post),
    replyTo: replyEdges(number, asCount(post['reply_to_post_number'], 1), content.quotes),
    position: number,
    url: `${topicUrl(place.base, topicId, slug)}/${number}`,
    author: authorOf(asText(post['username']), asWords(post['name']) ?? asWords(post['display_username'])),
    isBot: isBot(asWhole(post['user_id']), asText(post['username']) ?? ''),
    flags,
    postedAt: asTime(post['created_at']),
    editedAt: flags.includes('edited') ? asTime(post['updated_at']) : null,
    score: likesOf(post),
    license: null,
    html,
    ...(raw === null ? {} : { source: { kind: 'markdown' as const, text: raw } }),
    images: content.images,
  };
}

export function authorOf(username: string | null, displayName: string | null): Author {
  const name = (username ?? '').trim();
  return { name, displayName: displayName && displayName !== name ? displayName : null };
}

/** The software's own accounts have ids below 1 (-1 `system`, -2 `discobot`). */
export function isBot(userId: number | null, username: string): boolean {
  return userId === null ? /^(system|discobot)$/i.test(username) : userId < 1;
}

function stateOf(post: Fields): PostState {
  if (post['post_type'] === 3) return 'action';
  if (post['post_type'] === 4) return 'whisper';
  if (asText(post['deleted_at']) !== null || post['user_deleted'] === true) return 'deleted';
  return post['hidden'] === true || post['cooked_hidden'] === true ? 'hidden' : 'visible';
}

function flagsOf(post: Fields, accepted: boolean): readonly string[] {
  const flags: string[] = [];
  if (accepted || post['accepted_answer'] === true) flags.push('accepted');
  if (post['wiki'] === true) flags.push('wiki');
  if (post['staff'] === true || post['admin'] === true || post['moderator'] === true) flags.push('staff');
  if ((asCount(post['version']) ?? 1) > 1) flags.push('edited');
  return flags;
}

function likesOf(post: Fields): number | null {
  if (!Array.isArray(post['actions_summary'])) return null;
  for (const action of asList(post['actions_summary'])) {
    const fields = asFields(action);
    if (fields?.['id'] === 2) return asCount(fields['count']) ?? 0;
  }
  return 0;
}
