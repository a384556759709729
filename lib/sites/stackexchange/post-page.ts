import { contentImages } from '../../base/content-image';
import {
  attr,
  elementsOf,
  elementsOutside,
  find,
  hasClass,
  innerHtml,
  resolveUrl,
  textOf,
  type Element,
} from '../../base/html';
import type { Post } from '../../model/thread';
import { answerUrl, commentUrl, questionUrl, threadIdOf } from './address';
import { licenseOf } from './license';
import { isBody, type Markup } from './markup';
import { isNotice, takeNotices } from './notice';
import { signedBy, userIdOf } from './signature';
import { countOf, numberedId, timeOf, wordsOf } from './walk';

// A question or an answer as a page shows it, in the markup of all years since 2011.

export interface PostPlace {
  readonly markup: Markup;
  readonly questionId: string;
  readonly slug: string | null;
}

/** A post, its comments, and what the software says about it. */
export interface ShownPost {
  readonly post: Post;
  readonly comments: readonly Post[];
  /** Comments that the page leaves out. */
  readonly hiddenComments: number;
  readonly notices: readonly Element[];
}

interface Parts {
  body: Element | null;
  score: number | null;
  license: string | null;
  acceptedMark: boolean;
  hiddenComments: number;
  readonly signatures: Element[];
  readonly comments: { readonly id: string; readonly element: Element }[];
  readonly notices: Element[];
}

/** @returns null when there is no body, as when only the frame of a page was saved */
export function readPost(container: Element, id: string, place: PostPlace, position: number): ShownPost | null {
  const isRoot = id === place.questionId;
  const parts = partsOf(container, isRoot);
  if (!parts.body) return null;
  for (const notice of takeNotices(parts.body)) parts.notices.push(notice);
  const { markup, questionId } = place;
  absolutise(parts.body, markup.linkBase);
  const { author, userId, postedAt, editedAt, wiki } = signedBy(parts.signatures);
  const accepted = !isRoot && isAccepted(container, parts);
  const asked = isRoot ? (postedAt ?? askedAt(markup)) : postedAt;
  const url = isRoot ? questionUrl(markup.base, questionId, place.slug) : answerUrl(markup.base, id);
  const post: Post = {
    threadId: threadIdOf(markup.base, questionId),
    id,
    siteId: id,
    kind: isRoot ? 'root' : 'answer',
    state: hasClass(container, 'deleted-answer') || hasClass(container, 'deleted-post') ? 'deleted' : 'visible',
    replyTo: isRoot ? [] : [questionId],
    position,
    url,
    author,
    isBot: false,
    flags: [...(accepted ? ['accepted'] : []), ...(wiki ? ['wiki'] : []), ...(editedAt === null ? [] : ['edited'])],
    postedAt: asked,
    editedAt,
    score: countOf(attr(container, 'data-score')) ?? parts.score,
    license: licenseOf(parts.license, asked, editedAt),
    html: innerHtml(parts.body).trim(),
    ...(userId === null ? {} : { details: { userId } }),
    images: contentImages(parts.body, markup.linkBase),
  };
  const comments = parts.comments.flatMap(({ id: commentId, element }, index) => {
    const comment = readComment(element, commentId, post, place, position + 1 + index);
    return comment ? [comment] : [];
  });
  return { post, comments, hiddenComments: parts.hiddenComments, notices: parts.notices };
}

function partsOf(container: Element, isRoot: boolean): Parts {
  const parts: Parts = {
    body: null,
    score: null,
    license: null,
    acceptedMark: false,
    hiddenComments: 0,
    signatures: [],
    comments: [],
    notices: [],
  };
  // Nothing of a post is looked for in what people wrote, nor in other posts.
  const closed = (element: Element): boolean =>
    isBody(element) || isSignature(element) || isComment(element) || (isRoot && hasClass(element, 'answer'));
  for (const element of elementsOutside(container, closed)) {
    if (isRoot && hasClass(element, 'answer')) continue;
    if (isComment(element)) {
      const id = numberedId(element, 'comment-');
      if (id !== null) parts.comments.push({ id, element });
    } else if (isBody(element)) parts.body ??= element;
    else if (isSignature(element)) parts.signatures.push(element);
    else if (hasClass(element, 'js-vote-count'))
      parts.score ??= countOf(attr(element, 'data-value') ?? textOf(element));
    else if (hasClass(element, 'vote-count-post')) parts.score ??= countOf(textOf(element));
    else if (hasClass(element, 'vote-accepted-on')) parts.acceptedMark = true;
    else if (isNotice(element)) parts.notices.push(element);
    parts.license ??= attr(element, 'data-se-share-sheet-license-name');
    const remaining = attr(element, 'data-remaining-comments-count');
    if (remaining !== null) parts.hiddenComments += Math.max(0, countOf(remaining) ?? 0);
  }
  return parts;
}

function isSignature(element: Element): boolean {
  return hasClass(element, 'post-signature') || hasClass(element, 's-user-card');
}

function isComment(element: Element): boolean {
  return hasClass(element, 'comment') && numberedId(element, 'comment-') !== null;
}

function isAccepted(container: Element, parts: Parts): boolean {
  // The mark for "accepted" lies hidden in every answer since 2018; the container alone tells.
  return (
    hasClass(container, 'accepted-answer') || attr(container, 'itemprop') === 'acceptedAnswer' || parts.acceptedMark
  );
}

/** The page's head says when the question was asked, also where its card does not. */
function askedAt({ tree }: Markup): number | null {
  const time = find(tree, (at) => at.tagName === 'time' && attr(at, 'itemprop') === 'dateCreated');
  return time && timeOf(attr(time, 'datetime'));
}

function readComment(element: Element, id: string, on: Post, place: PostPlace, position: number): Post | null {
  const body = find(element, (at) => hasClass(at, 'comment-copy'));
  if (!body) return null;
  const user = find(element, (at) => hasClass(at, 'comment-user'));
  const date = find(element, (at) => hasClass(at, 'comment-date'));
  const stamp = date && stampIn(date);
  const score = find(element, (at) => hasClass(at, 'comment-score'));
  const edited = find(element, (at) => hasClass(at, 'edited-yes') || hasClass(at, 'iconPencilSm')) !== null;
  const userId = attr(element, 'data-comment-owner-id') ?? (user && userIdOf(attr(user, 'href')));
  const postedAt = stamp ? timeOf(stamp) : null;
  absolutise(body, place.markup.linkBase);
  return {
    threadId: on.threadId,
    id: `c${id}`,
    siteId: `c${id}`,
    kind: 'comment',
    state: hasClass(element, 'deleted-comment') ? 'deleted' : on.state,
    replyTo: [on.id],
    position,
    url: commentUrl(place.markup.base, place.questionId, id, on.id),
    author: { name: user ? wordsOf(user) : '', displayName: null },
    isBot: false,
    flags: edited ? ['edited'] : [],
    postedAt,
    editedAt: null,
    score: countOf(attr(element, 'data-comment-score')) ?? (score ? (countOf(wordsOf(score)) ?? 0) : null),
    license: licenseOf(/License: (CC BY-SA \d\.\d)/.exec(stamp ?? '')?.[1] ?? null, postedAt, null),
    html: innerHtml(body).trim(),
    ...(userId !== null && /^-?\d{1,15}$/.test(userId) ? { details: { userId } } : {}),
    images: [],
  };
}

/** `2014-02-07 10:53:03Z, License: CC BY-SA 3.0`. */
function stampIn(date: Element): string | null {
  for (const element of [date, ...elementsOf(date)]) {
    const title = attr(element, 'title');
    if (timeOf(title) !== null) return title;
  }
  return null;
}

/** Links of a page are relative to it; alone, a post no longer knows where that was. */
function absolutise(root: Element, linkBase: string): void {
  for (const element of elementsOf(root)) {
    for (const attribute of element.attrs) {
      if (attribute.name !== 'href' && attribute.name !== 'src') continue;
      if (/^(?:[a-z][a-z\d+.-]*:|#)/i.test(attribute.value.trim())) continue;
      attribute.value = resolveUrl(attribute.value, linkBase) ?? attribute.value;
    }
  }
}
