import { resolveUrl } from '../../base/html';
import type { ImageRef, Post } from '../../model/thread';
import { asCount, asFields, asList, asText, asWords, type Fields } from '../fields';
import { isBoard, type Found, type Place } from './place';
import { homeOf, isImage, postOf, unique } from './post';
import { isOn } from './post-json';
import { plainText, teaserOf } from './text';
import { threadOf, type ThreadData } from './thread-json';

// Threads as FoolFuuka, the software of archives, sends them: by number, with numbers and switches as text. Posts that
// were deleted at the source are kept there and marked.

interface Entry {
  readonly no: number;
  readonly op: Fields | null;
  readonly replies: readonly Fields[];
}

function entriesOf(value: unknown): readonly Entry[] | null {
  const data = asFields(value);
  const keys = data ? Object.keys(data).filter((key) => key !== 'meta') : [];
  if (!data || keys.length === 0) return null;
  const entries: Entry[] = [];
  for (const key of keys) {
    const entry = asFields(data[key]);
    const no = asCount(key, 1);
    if (!entry || no === null || !('op' in entry || 'posts' in entry)) return null;
    const posts = asFields(entry['posts']);
    const replies = (posts ? Object.values(posts) : asList(entry['posts']))
      .map(asFields)
      .filter((post) => post !== null);
    entries.push({ no, op: asFields(entry['op']), replies });
  }
  return entries.every(({ op, replies }) => [op, ...replies].every((post) => !post || asCount(post['num'], 1) !== null))
    ? entries
    : null;
}

export function isFool(value: unknown): boolean {
  return entriesOf(value) !== null;
}

/** The board that the posts name. */
function boardIn(entry: Entry, fallback: string): string {
  const post = entry.op ?? entry.replies[0];
  const name = asWords(asFields(post?.['board'])?.['shortname']) ?? '';
  return isBoard(name) ? name : fallback;
}

/** A thread; null: the data is none, or several. */
export function readFoolThread(value: unknown, { base, board }: Place): ThreadData | null {
  const [entry, second] = entriesOf(value) ?? [];
  if (!entry || second) return null;
  const { no, op } = entry;
  const place: Place = { base, dialect: 'fool', board: boardIn(entry, board) };
  const posts = unique([...(op ? [op] : []), ...entry.replies].flatMap((post) => readPost(post, place, no) ?? []));
  const archived = true;
  const thread = threadOf(place, no, posts, {
    subject: words(op?.['title']),
    replies: op ? posts.length - 1 : null,
    closed: isOn(op?.['locked']),
    archived,
    archivedAt: null,
    tags: [],
  });
  return { thread, posts, whole: op !== null, archived };
}

/** An index page of an archive; null: it is none. */
export function readFoolIndex(value: unknown): readonly Found[] | null {
  const entries = entriesOf(value);
  return (
    entries &&
    entries.flatMap(({ no, op }) =>
      op ? [{ no, title: words(op['title']) ?? teaserOf(asText(op['comment_processed']) ?? '') }] : [],
    )
  );
}

function readPost(data: Fields, place: Place, thread: number): Post | null {
  const no = asCount(data['num'], 1);
  // What readers of the archive added themselves has a number of its own below the post's.
  if (no === null || (data['subnum'] !== undefined && asCount(data['subnum']) !== 0)) return null;
  const seconds = asCount(data['timestamp'], 1);
  const media = asFields(data['media']);
  const capcode = words(data['capcode']);
  return postOf(
    {
      no,
      html: asText(data['comment_processed']) ?? '',
      postedAt: seconds === null ? null : seconds * 1000,
      name: words(data['name']),
      trip: words(data['trip']),
      posterId: asWords(data['poster_hash']),
      // N is for nobody.
      capcode: capcode === 'N' ? null : capcode,
      images: media ? imagesOf(media, place) : [],
      flags: [...(isOn(data['deleted']) ? ['deleted'] : []), ...(isOn(media?.['spoiler']) ? ['spoiler'] : [])],
      facts: {
        sub: words(data['title']),
        country: words(data['poster_country']),
        countryName: words(data['poster_country_name']),
      },
    },
    homeOf(place, thread),
  );
}

function imagesOf(media: Fields, { base }: Place): readonly ImageRef[] {
  const link = asWords(media['media_link']) ?? asWords(media['remote_media_link']);
  const url = resolveUrl(link, `${base}/`);
  const name = words(media['media_filename']);
  if (!url || !isImage(/\.\w{1,5}$/.exec(new URL(url).pathname)?.[0] ?? '')) return [];
  const size = { width: asCount(media['media_w'], 1), height: asCount(media['media_h'], 1) };
  return [{ url, alt: '', ...size, ...(name === null ? {} : { name }) }];
}

function words(value: unknown): string | null {
  const text = asWords(value);
  return text === null ? null : plainText(text) || null;
}
