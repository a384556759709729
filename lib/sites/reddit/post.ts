import { threadId, type Post, type Target, untold, type Thread } from '../../model/thread';
import { defaultBase } from './address';
import { imagesIn } from './body';
import type { Message, Submission } from './thing';

/** Where a post belongs. */
export interface Place {
  readonly base: string;
  /** The thread's key: the number of its post. */
  readonly key: string;
}

export function threadOfSubmission(of: Submission, base: string): Thread {
  const { message } = of;
  const key = message.name.slice(3);
  return {
    id: threadId({ site: 'reddit', base, key }),
    site: 'reddit',
    url: base + (message.path ?? `/comments/${key}/`),
    title: of.title,
    ...untold,
    category: of.community,
    tags: of.flair === null ? [] : [of.flair],
    postedAt: message.createdAt,
    // Never what can be had: removed comments are counted at times, and at times not.
    postsCount: of.comments === null ? null : of.comments + 1,
    closed: of.closed,
    ...(of.notice === null ? {} : { notice: of.notice }),
    unaddressed: 'none',
  };
}

export function postOf(message: Message, place: Place, position: number, minScore: number | null = null): Post {
  const root = message.parent === null && message.name.startsWith('t3_');
  const author = message.author === null || message.author === '[deleted]' ? '' : message.author;
  const path = message.path ?? `/comments/${place.key}/${root ? '' : `_/${message.name.slice(3)}/`}`;
  const poor = !root && minScore !== null && message.score !== null && message.score < minScore;
  const { markdown } = message;
  return {
    threadId: threadId({ site: 'reddit', ...place }),
    id: message.name,
    siteId: message.name,
    kind: root ? 'root' : 'reply',
    state: message.deleted ? 'deleted' : poor ? 'hidden' : 'visible',
    replyTo: message.parent === null ? [] : [message.parent],
    position,
    url: place.base + path,
    author: { name: author, displayName: null },
    isBot: isBot(message),
    flags: poor ? [...message.flags, 'low-score'] : message.flags,
    postedAt: message.createdAt,
    editedAt: message.editedAt,
    score: message.score,
    license: null,
    html: message.html,
    ...(markdown === null ? {} : { source: { kind: 'markdown', text: markdown } }),
    ...(Object.keys(message.details).length === 0 ? {} : { details: message.details }),
    images: message.deleted ? [] : imagesIn(message.html, place.base),
  };
}

/** Accounts that name themselves a program, and moderators' texts that say they were sent by one. */
function isBot({ author, flags, html }: Message): boolean {
  if (author === null) return false;
  if (author === 'AutoModerator' || /-ModTeam$/.test(author)) return true;
  if (/(?:[-_]bot|[a-z0-9]Bot|[A-Z0-9_]BOT)\d{0,4}$/.test(author.slice(-12))) return true;
  const official = flags.includes('moderator') || flags.includes('stickied');
  return official && html.includes('this action was performed automatically');
}

/** What a listing says of a thread. */
export function targetOfSubmission(of: Submission, base: string, ordinal: number): Target {
  const { message } = of;
  const key = message.name.slice(3);
  // A listing tells no last activity: a new comment shows in the count, an edited post in its time.
  const changedAt = Math.max(message.createdAt ?? 0, message.editedAt ?? 0);
  return {
    site: 'reddit',
    base,
    kind: 'thread',
    key,
    url: base + (message.path ?? `/comments/${key}/`),
    title: of.title,
    ordinal,
    hints: {
      ...(of.comments === null ? {} : { replies: of.comments, postsCount: of.comments + 1 }),
      ...(message.score === null ? {} : { score: message.score }),
      ...(message.createdAt === null ? {} : { postedAt: message.createdAt, bumpedAt: message.createdAt }),
      ...(changedAt === 0 ? {} : { lastPostedAt: changedAt }),
      ...(of.pinned ? { pinned: true } : {}),
    },
  };
}

/** Whether a post's flair is among those wanted. */
export function hasFlair(of: Submission, wanted: readonly string[]): boolean {
  const flair = of.flair?.toLowerCase() ?? '';
  return wanted.length === 0 || wanted.some((words) => flair.includes(words));
}

export const redditName = (base: string): string =>
  base === defaultBase ? 'Reddit' : `Reddit (${new URL(base).host})`;
