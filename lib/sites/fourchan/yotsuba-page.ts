import { attr, classesOf, elementsOutside, find, hasClass, resolveUrl, textOf, type Element } from '../../base/html';
import type { ImageRef, Post } from '../../model/thread';
import { asCount } from '../fields';
import { bodyHtml, isAdded } from './body';

import type { Place } from './place';
import { homeOf, isImage, postOf } from './post';
import { threadOf, type ThreadData } from './thread-json';

// Threads in the page markup of the API's own site. Ids, addresses and `data-` attributes are read, and not the texts
// that scripts rewrite: times, references, file names. Each post's facts stand twice; those for phones are left out.

/** A thread element of a page: whole on a thread's page, its beginning and end on an index page. */
export function readYotsubaThread(element: Element, place: Place): ThreadData | null {
  const no = asCount(/^t(\d{1,15})$/.exec(attr(element, 'id') ?? '')?.[1], 1);
  if (no === null) return null;
  const posts = new Map<string, Post>();
  let root: Parts | null = null;
  let omitted = 0;
  for (const at of elementsOutside(element, (inner) => isAdded(inner) || isPost(inner))) {
    if (hasClass(at, 'summary')) omitted = asCount(/^\s{0,20}(\d{1,6})/.exec(textOf(at))?.[1]) ?? 0;
    if (!isPost(at) || isAdded(at)) continue;
    const parts = partsOf(at);
    const post = readPost(at, parts, place, no);
    if (!post || posts.has(post.id)) continue;
    posts.set(post.id, post);
    if (post.kind === 'root') root = parts;
  }
  const all = [...posts.values()];
  if (!all.length) return null;
  const archived = root?.archived ?? false;
  const thread = threadOf(place, no, all, {
    subject: (root && subjectOf(root)) ?? null,
    replies: root ? all.length - 1 + omitted : null,
    closed: root?.closed ?? false,
    archived,
    archivedAt: null,
    tags: [],
  });
  return { thread, posts: all, whole: root !== null && omitted === 0, archived };
}

function isPost(element: Element): boolean {
  return hasClass(element, 'post') && /^p\d{1,15}$/.test(attr(element, 'id') ?? '');
}

interface Parts {
  subject: Element | null;
  nameBlock: Element | null;
  name: Element | null;
  trip: Element | null;
  posterId: Element | null;
  flag: Element | null;
  time: Element | null;
  file: Element | null;
  message: Element | null;
  pinned: boolean;
  closed: boolean;
  archived: boolean;
}

function partsOf(post: Element): Parts {
  const parts: Parts = {
    subject: null,
    nameBlock: null,
    name: null,
    trip: null,
    posterId: null,
    flag: null,
    time: null,
    file: null,
    message: null,
    pinned: false,
    closed: false,
    archived: false,
  };
  const closed = (at: Element): boolean =>
    isAdded(at) || hasClass(at, 'mobile') || at === parts.message || at === parts.file;
  for (const at of elementsOutside(post, (inner) => {
    if (hasClass(inner, 'postMessage')) parts.message ??= inner;
    if (hasClass(inner, 'file')) parts.file ??= inner;
    return closed(inner);
  })) {
    if (closed(at)) continue;
    const has = (name: string): boolean => hasClass(at, name);
    if (has('subject')) parts.subject ??= at;
    else if (has('nameBlock')) parts.nameBlock ??= at;
    else if (has('name')) parts.name ??= at;
    else if (has('postertrip')) parts.trip ??= at;
    else if (has('posteruid')) parts.posterId ??= at;
    else if (has('flag') || has('bfl') || has('countryFlag')) parts.flag ??= at;
    else if (has('dateTime')) parts.time ??= at;
    else if (has('stickyIcon')) parts.pinned = true;
    else if (has('closedIcon')) parts.closed = true;
    else if (has('archivedIcon')) parts.archived = true;
  }
  return parts;
}

function wordsIn(element: Element | null): string | null {
  return element ? textOf(element).replace(/\s+/g, ' ').trim() || null : null;
}

function subjectOf({ subject }: Parts): string | null {
  return wordsIn(subject);
}

function readPost(element: Element, parts: Parts, place: Place, thread: number): Post | null {
  const no = asCount((attr(element, 'id') ?? '').slice(1), 1);
  if (no === null || !parts.message) return null;
  const seconds = asCount(parts.time && attr(parts.time, 'data-utc'), 1);
  const file = parts.file && fileOf(parts.file, place);
  return postOf(
    {
      no,
      html: bodyHtml(parts.message),
      postedAt: seconds === null ? null : seconds * 1000,
      name: wordsIn(parts.name),
      trip: wordsIn(parts.trip),
      posterId: parts.posterId && posterIdOf(parts.posterId),
      capcode: capcodeOf(parts.nameBlock),
      images: file?.image ? [file.image] : [],
      flags: [...(file?.spoiler ? ['spoiler'] : []), ...(file?.deleted ? ['file-deleted'] : [])],
      facts: { sub: subjectOf(parts), ...flagFacts(parts.flag), file: file?.other ?? null },
    },
    homeOf(place, thread),
  );
}

function posterIdOf(element: Element): string | null {
  const named = classesOf(element).find((name) => name.startsWith('id_'));
  if (named) return named.slice('id_'.length);
  const hand = find(element, (at) => hasClass(at, 'hand'));
  return wordsIn(hand) ?? /ID:\s{0,3}([^\s)]{1,20})/.exec(textOf(element))?.[1] ?? null;
}

/** `capcodeAdminHighlight` → `admin_highlight`, as the API names it. */
function capcodeOf(nameBlock: Element | null): string | null {
  const name = nameBlock && classesOf(nameBlock).find((one) => one.startsWith('capcode') && one.length > 7);
  if (!name) return null;
  return name
    .slice('capcode'.length)
    .replace(/(?<=[a-z])[A-Z]/g, (char) => `_${char}`)
    .toLowerCase();
}

function flagFacts(flag: Element | null): Readonly<Record<string, string | null>> {
  if (!flag) return {};
  const title = attr(flag, 'title') ?? attr(flag, 'alt');
  const code = classesOf(flag)
    .map((name) => /^(?:flag|bfl)-([\w-]{1,10})$/.exec(name)?.[1])
    .find(Boolean)
    ?.toUpperCase();
  if (hasClass(flag, 'bfl')) return { boardFlag: code ?? null, flagName: title };
  return { country: code ?? null, countryName: title };
}

interface FileFacts {
  readonly image: ImageRef | null;
  readonly spoiler: boolean;
  readonly deleted: boolean;
  readonly other: string | null;
}

function fileOf(box: Element, place: Place): FileFacts {
  let link: Element | null = null;
  let thumb: Element | null = null;
  let label: Element | null = null;
  let deleted = false;
  for (const at of elementsOutside(box, isAdded)) {
    if (hasClass(at, 'fileDeletedRes') || hasClass(at, 'fileDeleted')) deleted = true;
    // An extension writes a label of its own and keeps the page's in `.fileText-original`.
    if (hasClass(at, 'fileText-original')) label = at;
    else if (hasClass(at, 'fileText')) label ??= at;
    else if (hasClass(at, 'fileThumb')) thumb ??= at;
  }
  const links = label ? find(label, (at) => at.tagName === 'a' && attr(at, 'href') !== null) : null;
  link = links ?? thumb;
  const spoiler = thumb !== null && hasClass(thumb, 'imgspoiler');
  const url = link && resolveUrl(attr(link, 'href'), `${place.base}/`);
  if (deleted || !url) return { image: null, spoiler, deleted, other: null };
  const name = (link && attr(link, 'title')) ?? (label && attr(label, 'title')) ?? wordsIn(links) ?? null;
  const extension = /\.\w{1,5}$/.exec(new URL(url).pathname)?.[0] ?? '';
  if (!isImage(extension)) return { image: null, spoiler, deleted, other: name };
  const size = /(\d{1,6})x(\d{1,6})\)?/.exec(label ? textOf(label).slice(-60) : '');
  const image: ImageRef = {
    url,
    alt: '',
    width: asCount(size?.[1], 1),
    height: asCount(size?.[2], 1),
    ...(name === null ? {} : { name }),
  };
  return { image, spoiler, deleted, other: null };
}

/** Whether a thread of a page is kept at its top. */
export function isPinned(element: Element): boolean {
  return find(element, (at) => hasClass(at, 'stickyIcon')) !== null;
}
