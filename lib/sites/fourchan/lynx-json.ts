import { resolveUrl } from '../../base/html';
import type { ImageRef, Post } from '../../model/thread';
import { asCount, asFields, asList, asText, asTime, asWords, type Fields } from '../fields';
import { isBoard, type Place } from './place';
import { homeOf, isImage, postOf, unique } from './post';
import { plainText } from './text';
import { threadOf, type ThreadData } from './thread-json';

// Threads as lynxchan sends them: the first post is the thread itself, `markdown` is HTML.

export function isLynxThread(value: unknown): boolean {
  const data = asFields(value);
  return asCount(data?.['threadId'], 1) !== null && Array.isArray(data?.['posts']) && asText(data['markdown']) !== null;
}

export function readLynxThread(value: unknown, { base, board }: Place): ThreadData | null {
  const data = asFields(value);
  const no = isLynxThread(value) ? asCount(data?.['threadId'], 1) : null;
  if (!data || no === null) return null;
  const stated = asWords(data['boardUri']) ?? '';
  const place: Place = { base, dialect: 'vichan', board: isBoard(stated) ? stated : board };
  const posts = unique(
    [{ ...data, postId: no }, ...asList(data['posts'])].flatMap((post) => readPost(post, place, no) ?? []),
  );
  const archived = data['archived'] === true;
  const thread = threadOf(place, no, posts, {
    subject: words(data['subject']),
    replies: posts.length - 1,
    closed: data['locked'] === true,
    archived,
    archivedAt: null,
    tags: [],
  });
  return { thread, posts, whole: true, archived };
}

function readPost(value: unknown, place: Place, thread: number): Post | null {
  const data = asFields(value);
  const no = asCount(data?.['postId'], 1);
  if (!data || no === null) return null;
  return postOf(
    {
      no,
      html: asText(data['markdown']) ?? '',
      postedAt: asTime(data['creation']),
      name: words(data['name']),
      trip: null,
      posterId: asWords(data['id']),
      capcode: words(data['signedRole']),
      images: asList(data['files']).flatMap((file) => imageOf(asFields(file), place) ?? []),
      flags: [],
      facts: {
        sub: words(data['subject']),
        email: words(data['email']),
        country: words(data['flagCode']),
        flagName: words(data['flagName']),
      },
    },
    homeOf(place, thread),
  );
}

function imageOf(file: Fields | null, { base }: Place): ImageRef | null {
  const path = asText(file?.['path']) ?? '';
  const mime = asText(file?.['mime']) ?? '';
  if (!file || !(mime.startsWith('image/') || isImage(/\.\w{1,5}$/.exec(path)?.[0] ?? ''))) return null;
  const url = resolveUrl(path, `${base}/`);
  if (!url || path === '') return null;
  const name = words(file['originalName']);
  return {
    url,
    alt: '',
    width: asCount(file['width'], 1),
    height: asCount(file['height'], 1),
    ...(name === null ? {} : { name }),
  };
}

function words(value: unknown): string | null {
  const text = asWords(value);
  return text === null ? null : plainText(text) || null;
}
