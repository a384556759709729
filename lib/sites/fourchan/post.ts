import type { ImageRef, Post, ThreadId } from '../../model/thread';
import { threadId } from '../../model/thread';
import { authorOf, capcodeFlags, type Signature } from './author';
import { postUrl, threadKey, type Place } from './place';
import { referencesOf } from './references';

/** What any dialect says of a post. */
export interface RawPost extends Signature {
  readonly no: number;
  readonly html: string;
  readonly postedAt: number | null;
  readonly images: readonly ImageRef[];
  readonly flags: readonly string[];
  /** Further facts; those that are null are left out. */
  readonly facts: Readonly<Record<string, string | null>>;
}

/** The thread that posts are of: what is the same for all of them. */
export interface Home {
  readonly place: Place;
  /** Number of its first post. */
  readonly thread: number;
  readonly threadId: ThreadId;
  /** What a post's address begins with. */
  readonly url: string;
}

export function homeOf(place: Place, thread: number): Home {
  return {
    place,
    thread,
    threadId: threadId({ site: 'fourchan', base: place.base, key: threadKey(place.board, thread) }),
    url: postUrl(place, thread, ''),
  };
}

export function postOf(raw: RawPost, home: Home): Post {
  const { no, html } = raw;
  const { place, thread } = home;
  const { replyTo, segments } = referencesOf(html, { place, thread, no });
  const details = detailsOf(raw);
  return {
    threadId: home.threadId,
    id: String(no),
    siteId: String(no),
    kind: no === thread ? 'root' : 'reply',
    state: 'visible',
    replyTo,
    position: no,
    url: home.url + String(no),
    author: authorOf(raw, place.dialect),
    isBot: false,
    flags: [...capcodeFlags(raw.capcode), ...raw.flags],
    postedAt: raw.postedAt,
    editedAt: null,
    score: null,
    license: null,
    html,
    ...(segments ? { segments } : {}),
    ...(details ? { details } : {}),
    images: raw.images,
  };
}

/** Each number once; the first that has it keeps it. */
export function unique(posts: readonly Post[]): readonly Post[] {
  const byId = new Map<string, Post>();
  for (const post of posts) if (!byId.has(post.id)) byId.set(post.id, post);
  return byId.size === posts.length ? posts : [...byId.values()];
}

function detailsOf({ trip, posterId, capcode, facts }: RawPost): Readonly<Record<string, string>> | null {
  let details: Record<string, string> | null = null;
  const tell = (name: string, value: string | null): void => {
    if (value !== null && value !== '') (details ??= {})[name] = value;
  };
  tell('posterId', posterId);
  tell('trip', trip);
  tell('capcode', capcode);
  for (const name in facts) tell(name, facts[name] ?? null);
  return details;
}

const imageExtensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.gif', '.webp', '.avif', '.bmp']);

/** Whether a file of this ending is an image; boards take films, documents and music too. */
export function isImage(extension: string): boolean {
  return imageExtensions.has(extension.toLowerCase());
}
