import {
  attr,
  classesOf,
  elementsOutside,
  find,
  findAll,
  hasClass,
  resolveUrl,
  textOf,
  type Element,
} from '../../base/html';
import type { ImageRef, Post, Target } from '../../model/thread';
import { asCount, asTime } from '../fields';
import { bodyHtml, isAdded } from './body';
import { type Markup } from './markup';
import { threadTarget, type Place } from './place';
import { homeOf, isImage, postOf } from './post';
import { threadOf, type ThreadData } from './thread-json';

// Threads in the page markup of Tinyboard and its descendants (vichan, lainchan).

export function readVichanThread(element: Element, place: Place, base: URL): ThreadData | null {
  const no = asCount(/^thread_(\d{1,15})$/.exec(attr(element, 'id') ?? '')?.[1], 1);
  if (no === null) return null;
  const posts = new Map<string, Post>();
  let subject: string | null = null;
  let closed = false;
  let omitted = 0;
  /** The first post's files stand before it. */
  const early: Element[] = [];
  const closes = (at: Element): boolean => isAdded(at) || isPost(at) || hasClass(at, 'fileinfo');
  for (const at of elementsOutside(element, closes)) {
    if (hasClass(at, 'omitted')) omitted += asCount(/^\s{0,20}(\d{1,6})/.exec(textOf(at))?.[1]) ?? 0;
    if (hasClass(at, 'fileinfo')) early.push(at);
    if (!isPost(at) || isAdded(at)) continue;
    const isFirst = hasClass(at, 'op');
    const post = readPost(at, isFirst ? early : [], place, no, base);
    if (!post || posts.has(post.id)) continue;
    posts.set(post.id, post);
    if (post.kind !== 'root') continue;
    subject = post.details?.['sub'] ?? null;
    closed = find(at, isLock) !== null;
  }
  const all = [...posts.values()];
  if (!all.length) return null;
  const whole = omitted === 0 && posts.has(String(no));
  const thread = threadOf(place, no, all, {
    subject,
    replies: posts.has(String(no)) ? all.length - 1 + omitted : null,
    closed,
    archived: false,
    archivedAt: null,
    tags: [],
  });
  return { thread, posts: all, whole, archived: false };
}

function isPost(element: Element): boolean {
  return hasClass(element, 'post') && (hasClass(element, 'op') || hasClass(element, 'reply'));
}

function isLock(element: Element): boolean {
  return hasClass(element, 'fa-lock') || (hasClass(element, 'icon') && attr(element, 'title') === 'Locked');
}

function readPost(post: Element, early: readonly Element[], place: Place, thread: number, base: URL): Post | null {
  let intro: Element | null = null;
  let body: Element | null = null;
  const files = [...early];
  for (const at of elementsOutside(
    post,
    (inner) => isAdded(inner) || ['intro', 'body', 'fileinfo'].some((c) => hasClass(inner, c)),
  )) {
    if (at.tagName === 'p' && hasClass(at, 'intro')) intro ??= at;
    else if (hasClass(at, 'body')) body ??= at;
    else if (hasClass(at, 'fileinfo')) files.push(at);
  }
  const no = intro && (asCount(attr(intro, 'id'), 1) ?? asCount(/_(\d{1,15})$/.exec(attr(post, 'id') ?? '')?.[1], 1));
  if (!intro || no === null || !body) return null;
  const part = (name: string): string | null => {
    const found = find(intro, (at) => hasClass(at, name));
    return found ? textOf(found).replace(/\s+/g, ' ').trim() || null : null;
  };
  const time = find(intro, (at) => at.tagName === 'time');
  const flag = find(intro, (at) => at.tagName === 'img' && hasClass(at, 'flag'));
  return postOf(
    {
      no,
      html: bodyHtml(body),
      postedAt: asTime(time && attr(time, 'datetime')),
      name: part('name'),
      trip: part('trip'),
      posterId: part('poster_id'),
      capcode: part('capcode')?.replace(/^## /, '') ?? null,
      images: uniqueImages(files.flatMap((file) => imageOf(file, base) ?? [])),
      flags: [],
      facts: { sub: part('subject'), countryName: flag && (attr(flag, 'title') ?? attr(flag, 'alt')) },
    },
    homeOf(place, thread),
  );
}

function uniqueImages(images: readonly ImageRef[]): readonly ImageRef[] {
  return [...new Map(images.map((image) => [image.url, image])).values()];
}

/** A file's line: the link to it, its size, and the name it had. */
function imageOf(info: Element, base: URL): ImageRef | null {
  const link = find(info, (at) => at.tagName === 'a' && attr(at, 'href') !== null);
  const url = link && resolveUrl(attr(link, 'href'), base);
  if (!url || !isImage(/\.\w{1,5}$/.exec(new URL(url).pathname)?.[0] ?? '')) return null;
  const title = attr(link, 'title') ?? '';
  const named = find(info, (at) => hasClass(at, 'postfilename'));
  const name =
    /^(.{1,300}?) \(\d/.exec(title)?.[1] ?? (named && (attr(named, 'title') ?? textOf(named).trim())) ?? null;
  const size = /(\d{1,6})x(\d{1,6})/.exec(title.slice(-60)) ?? /(\d{1,6})x(\d{1,6})/.exec(textOf(info).slice(0, 500));
  return {
    url,
    alt: '',
    width: asCount(size?.[1], 1),
    height: asCount(size?.[2], 1),
    ...(name ? { name } : {}),
  };
}

/** The threads of a catalog page, a card each. */
export function readVichanCatalog({ tree, place }: Markup): readonly Target[] {
  const cards = findAll(tree, (at) => hasClass(at, 'mix') && attr(at, 'data-id') !== null);
  return cards.flatMap((card, ordinal) => {
    const no = asCount(attr(card, 'data-id'), 1);
    if (no === null) return [];
    const replies = asCount(attr(card, 'data-reply'));
    const time = asCount(attr(card, 'data-time'), 1);
    const bump = asCount(attr(card, 'data-bump'), 1);
    const subject = find(card, (at) => hasClass(at, 'subject'));
    const hints = {
      ...(replies === null ? {} : { replies, postsCount: replies + 1 }),
      ...(time === null ? {} : { postedAt: time * 1000 }),
      ...(bump === null ? {} : { bumpedAt: bump * 1000 }),
      ...(attr(card, 'data-sticky') === 'true' || classesOf(card).includes('sticky') ? { pinned: true } : {}),
    };
    return [threadTarget(place, { no, title: subject ? textOf(subject).trim() : '', hints }, ordinal)];
  });
}
