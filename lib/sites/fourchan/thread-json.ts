import type { Post, Thread } from '../../model/thread';
import { threadId } from '../../model/thread';
import { asCount, asFields, asList, asWords } from '../fields';
import { threadKey, threadUrl, type Place } from './place';
import { homeOf, unique } from './post';
import { filesFolder, isOn, readPost } from './post-json';
import { plainText } from './text';

export interface ThreadData {
  readonly thread: Thread;
  readonly posts: readonly Post[];
  /** The first post came with the rest, so all that is missing from here is gone. */
  readonly whole: boolean;
  /** Nothing will change any more. */
  readonly archived: boolean;
}

/** Facts of a thread that its posts do not tell. */
export interface ThreadFacts {
  readonly subject: string | null;
  readonly replies: number | null;
  readonly closed: boolean;
  readonly archived: boolean;
  readonly archivedAt: number | null;
  readonly tags: readonly string[];
}

export function threadOf(place: Place, no: number, posts: readonly Post[], facts: ThreadFacts): Thread {
  const times = posts.flatMap((post) => post.postedAt ?? []);
  const root = posts.find((post) => post.kind === 'root');
  return {
    id: threadId({ site: 'fourchan', base: place.base, key: threadKey(place.board, no) }),
    site: 'fourchan',
    url: threadUrl(place, no),
    // Most threads have none; the text stands in the first post, and would be there twice.
    title: facts.subject ?? '',
    category: place.board ? `/${place.board}/` : null,
    tags: facts.tags,
    postedAt: root?.postedAt ?? null,
    bumpedAt: times.length ? times.reduce((a, b) => Math.max(a, b)) : null,
    postsCount: facts.replies === null ? null : facts.replies + 1,
    closed: facts.closed || facts.archived,
    ...noticeOf(facts),
    acceptedPostId: null,
    license: null,
    unaddressed: 'none',
  };
}

function noticeOf({ archived, archivedAt, closed }: ThreadFacts): Pick<Thread, 'notice'> {
  if (!archived) return closed ? { notice: 'Closed to replies.' } : {};
  const on = archivedAt === null ? '' : ` on ${new Date(archivedAt).toISOString().slice(0, 10)}`;
  return { notice: `Archived${on}.` };
}

/** Whether this is a list of posts as the API sends it. */
export function isPostList(value: unknown): boolean {
  const posts = asFields(value)?.['posts'];
  return Array.isArray(posts) && posts.length > 0 && posts.every((post) => asCount(asFields(post)?.['no'], 1) !== null);
}

/** The number of the thread that a list of posts is of: the first post's own, or what it answers. */
export function threadNumber(value: unknown): number | null {
  const first = asFields(asList(asFields(value)?.['posts'])[0]);
  return asCount(first?.['resto'], 1) ?? asCount(first?.['no'], 1);
}

/** `{posts: […]}`; null: it is none. */
export function readThread(value: unknown, place: Place): ThreadData | null {
  const no = isPostList(value) ? threadNumber(value) : null;
  if (no === null) return null;
  const values = asList(asFields(value)?.['posts']);
  const home = homeOf(place, no);
  const folder = filesFolder(place);
  const posts = unique(values.flatMap((post) => readPost(post, home, folder) ?? []));
  const first = asFields(values[0]) ?? {};
  const whole = asCount(first['no'], 1) === no;
  const archived = isOn(first['archived']);
  const archivedOn = asCount(first['archived_on'], 1);
  const subject = whole ? asWords(first['sub']) : null;
  const tag = asWords(first['tag']);
  const thread = threadOf(place, no, posts, {
    subject: subject === null ? null : plainText(subject) || null,
    replies: asCount(first['replies']) ?? (whole ? posts.length - 1 : null),
    closed: isOn(first['closed']) || isOn(first['locked']),
    archived,
    archivedAt: archivedOn === null ? null : archivedOn * 1000,
    tags: tag === null ? [] : [plainText(tag)],
  });
  return { thread, posts, whole, archived };
}
