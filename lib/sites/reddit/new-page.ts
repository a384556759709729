import {
  attr,
  byTag,
  elementsOutside,
  find,
  findAll,
  hasClass,
  parentOf,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';
import { asCount, asTime, asWhole, asWords } from '../fields';
import { fullName, threadAt } from './address';
import { escapeHtml, imageHtml, originalOf, pageBody } from './body';

import { deepStub, inTreeOrder, type Branch, type Message, type Submission, type Tree } from './thing';

// The pages of new Reddit, made of elements of its own (`shreddit-post`, `shreddit-comment`). Their attributes tell all
// but the words. Comments lie inside the one they answer in whole pages and side by side in parts of pages, so that only
// `parentid` and `depth` count.

const adTags = new Set([
  'shreddit-ad-post',
  'shreddit-comments-page-ad',
  'shreddit-comment-tree-ad',
  'shreddit-comment-tree-ads',
]);
const isAd = (at: Element): boolean =>
  adTags.has(at.tagName) || hasClass(at, 'promotedlink') || attr(at, 'promoted') !== null;
const isBody = (at: Element): boolean => attr(at, 'slot') === 'comment' || hasClass(at, 'md');

export function newSubmissions(root: Parent): readonly Submission[] {
  const found = new Map<string, Submission>();
  for (const at of elementsOutside(root, (element) => isAd(element) || element.tagName === 'shreddit-comment-tree')) {
    const one = isAd(at) ? null : at.tagName === 'shreddit-post' ? submissionOf(at) : resultOf(at);
    if (one && !found.has(one.message.name)) found.set(one.message.name, one);
  }
  return [...found.values()];
}

export function newTree(root: Parent): Tree {
  return { submission: newSubmissions(root)[0] ?? null, branches: newBranches(root) };
}

export function newBranches(root: Parent): readonly Branch[] {
  const flat: Branch[] = [];
  // The last comment seen at each depth: what a part of a page leaves unsaid.
  const above: string[] = [];
  for (const at of elementsOutside(root, (element) => isAd(element) || isBody(element))) {
    if (at.tagName === 'shreddit-comment') {
      const depth = asCount(attr(at, 'depth')) ?? 0;
      const message = commentOf(at, depth === 0 ? null : (above[depth - 1] ?? null));
      if (!message) continue;
      above.length = Math.min(above.length, depth);
      above[depth] = message.name;
      flat.push({ kind: 'message', message });
    } else if (at.tagName === 'faceplate-partial') {
      const stub = loaderOf(at);
      if (stub) flat.push(stub);
    } else if (at.tagName === 'a' && attr(at, 'slot') === 'more-comments-permalink') {
      const parent = fullName(
        't1',
        (attr(at, 'href') ?? '').split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? null,
      );
      if (parent !== null) flat.push(deepStub(parent));
    }
  }
  return inTreeOrder(flat);
}

/** Where the comments themselves are, when the page has left them for its script to fetch. */
export function commentsPartial(root: Parent): string | null {
  const partial = find(
    root,
    (at) => at.tagName === 'faceplate-partial' && /^\/svc\/shreddit\/comments\//.test(attr(at, 'src') ?? ''),
  );
  return partial && attr(partial, 'src');
}

/** Where a list goes on. */
export function postsPartial(root: Parent): string | null {
  const next = findAll(root, byTag('faceplate-partial'))
    .map((at) => attr(at, 'src') ?? '')
    .filter(
      (src) => /^\/svc\/shreddit\/[\w/-]{0,100}(more-posts|search|feeds)/.test(src) && /[?&](after|cursor)=/.test(src),
    );
  return next.at(-1) ?? null;
}

/** What the site's own forms carry against forgery, where a page shows it. */
export function forgeryToken(root: Parent): string | null {
  const input = find(root, (at) => at.tagName === 'input' && attr(at, 'name') === 'csrf_token');
  const value = input && attr(input, 'value');
  return value !== null && /^[0-9a-f]{8,80}$/i.test(value) ? value : null;
}

function loaderOf(partial: Element): Branch | null {
  const token = attr(partial, 'src') ?? '';
  if (!/^\/svc\/shreddit\/more-comments\/[^\s]{1,2000}$/.test(token)) return null;
  const input = find(partial, (at) => at.tagName === 'input' && attr(at, 'name') === 'cursor');
  const cursor = (input && attr(input, 'value')) ?? '';
  // A space would cut it in two where it is kept.
  if (cursor === '' || cursor.length > 20_000 || /\s/.test(cursor)) return null;
  const number = find(partial, (at) => attr(at, 'number') !== null);
  const left = /[?&]comments-remaining=(\d{1,9})/.exec(token)?.[1];
  const slot = /^children-(t1_[0-9a-z]{1,13})-/.exec(attr(partial, 'slot') ?? '')?.[1];
  const post = /\/(t3_[0-9a-z]{1,13})\b/.exec(token)?.[1] ?? null;
  return {
    kind: 'stub',
    stub: {
      parent: slot ?? (/[?&]top-level=1\b/.test(token) ? post : (aboveName(partial) ?? post)),
      by: 'loader',
      ids: [],
      count: asCount(number && attr(number, 'number')) ?? asCount(left),
      token,
      cursor,
    },
  };
}

function aboveName(element: Element): string | null {
  let at = parentOf(element);
  for (let level = 0; at && level < 12; level++, at = parentOf(at)) {
    if (at.tagName === 'shreddit-comment') return fullName('t1', attr(at, 'thingid'));
  }
  return null;
}

function commentOf(comment: Element, unsaid: string | null): Message | null {
  const name = fullName('t1', attr(comment, 'thingid'));
  if (name === null) return null;
  const post = fullName('t3', attr(comment, 'postid')) ?? null;
  const nested = aboveName(comment);
  const parent = fullName('t1', attr(comment, 'parentid')) ?? unsaid ?? (nested === name ? null : nested) ?? post;
  const author = asWords(attr(comment, 'author'));
  const parts = ownParts(comment);
  const html = parts.body ? pageBody(parts.body) : '';
  const text = parts.body ? textOf(parts.body).trim() : '';
  const removed = author === '[deleted]' && (text === '[removed]' || text === '[deleted]');
  // A deleted comment has no body at all.
  const deleted = !parts.body || attr(comment, 'is-comment-deleted') !== null || removed;
  const flags: string[] = [];
  if (parts.op || attr(comment, 'is-author-op') !== null) flags.push('op');
  if (attr(comment, 'stickied') !== null || attr(comment, 'is-stickied') !== null) flags.push('stickied');
  if (attr(comment, 'is-locked') !== null || attr(comment, 'locked') !== null) flags.push('locked');
  return {
    name,
    parent,
    author: deleted && author === null ? '[deleted]' : author,
    html: deleted ? '' : html,
    markdown: null,
    deleted,
    flags,
    createdAt: asTime(stamp(attr(comment, 'created'))) ?? (parts.time ? asTime(attr(parts.time, 'datetime')) : null),
    editedAt: null,
    score: attr(comment, 'score-hidden') !== null ? null : asWhole(attr(comment, 'score')),
    path: sitePath(attr(comment, 'permalink')),
    details: {},
  };
}

/** `2026-07-04T11:39:19.241000+0000`: JavaScript wants a colon in the zone. */
function stamp(text: string | null): string | null {
  return text === null ? null : text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

interface OwnParts {
  readonly body: Element | null;
  readonly time: Element | null;
  readonly op: boolean;
}

/** What belongs to this comment and not to those inside it. */
function ownParts(comment: Element): OwnParts {
  const name = attr(comment, 'thingid') ?? '';
  let body: Element | null = null;
  let time: Element | null = null;
  let op = false;
  for (const at of elementsOutside(comment, (part) => part.tagName === 'shreddit-comment' || isBody(part))) {
    if (at.tagName === 'shreddit-comment') continue;
    if (!body && attr(at, 'slot') === 'comment') body = inner(at, name);
    if (!time && at.tagName === 'time') time = at;
    if (at.tagName === 'shreddit-comment-author-modifier-icon' || attr(at, 'data-testid') === 'op-badge') op = true;
  }
  return { body, time, op };
}

function inner(slot: Element, name: string): Element {
  return find(slot, (at) => attr(at, 'id') === `${name}-post-rtjson-content`) ?? slot;
}

function submissionOf(post: Element): Submission | null {
  const name = fullName('t3', attr(post, 'id'));
  const title = asWords(attr(post, 'post-title'));
  if (name === null || title === null) return null;
  const author = asWords(attr(post, 'author'));
  const body = find(post, (at) => attr(at, 'id') === `${name}-post-rtjson-content`);
  const removed = author === '[deleted]' && body === null && attr(post, 'post-type') === 'text';
  const flair = find(post, byTag('shreddit-post-flair'));
  const locked = attr(post, 'is-locked') !== null || attr(post, 'locked') !== null;
  const pinned = attr(post, 'stickied') !== null || attr(post, 'is-stickied') !== null;
  const ratio = asWords(attr(post, 'upvote-ratio'));
  return {
    message: {
      name,
      parent: null,
      author,
      html: removed ? '' : (body ? pageBody(body) : '') + mediaHtml(post, body),
      markdown: null,
      deleted: removed,
      flags: [
        ...(pinned ? ['stickied'] : []),
        ...(locked ? ['locked'] : []),
        ...(attr(post, 'nsfw') === null ? [] : ['nsfw']),
      ],
      createdAt: asTime(stamp(attr(post, 'created-timestamp'))),
      editedAt: null,
      score: asWhole(attr(post, 'score')),
      path: sitePath(attr(post, 'permalink')),
      details: ratio === null ? {} : { upvoteRatio: ratio },
    },
    title,
    community: asWords(attr(post, 'subreddit-prefixed-name')),
    flair: flair ? asWords(textOf(flair).replace(/\s+/g, ' ')) : null,
    comments: asCount(attr(post, 'comment-count')),
    closed: locked,
    notice: locked ? 'Locked.' : null,
    pinned,
  };
}

/** Pictures of the post itself, or the link that it is. */
function mediaHtml(post: Element, body: Element | null): string {
  const type = attr(post, 'post-type') ?? '';
  const address = attr(post, 'content-href') ?? '';
  if (type === 'image' || type === 'gif') {
    const original = originalOf(address);
    if (original !== null) return imageHtml(original, '', { w: null, h: null });
  }
  if (type === 'gallery' || type === 'multi_media' || type === 'image') {
    const urls = new Set<string>();
    for (const at of elementsOutside(
      post,
      (part) => part === body || attr(part, 'slot') === 'credit-bar' || part.tagName === 'shreddit-ad-post',
    )) {
      if (at.tagName !== 'img') continue;
      const original = originalOf(attr(at, 'src') ?? '') ?? originalOf(attr(at, 'data-lazy-src') ?? '');
      if (original !== null) urls.add(original);
    }
    if (urls.size > 0) return [...urls].map((url) => imageHtml(url, '', { w: null, h: null })).join('');
  }
  const outward = type === 'link' || type === 'video' || type === 'crosspost';
  return outward && /^https?:\/\//.test(address)
    ? `<p><a href="${escapeHtml(address)}">${escapeHtml(address)}</a></p>`
    : '';
}

/** A post among search results, which has no element of its own. */
function resultOf(at: Element): Submission | null {
  if (at.tagName !== 'a' || !/^(post-title|post-title-text)$/.test(attr(at, 'data-testid') ?? '')) return null;
  const target = threadAt(attr(at, 'href') ?? '', 'https://www.reddit.com');
  const name = fullName('t3', target?.key ?? null);
  const title = asWords(attr(at, 'aria-label')) ?? asWords(textOf(at).replace(/\s+/g, ' '));
  if (!target || name === null || title === null) return null;
  const message: Message = {
    name,
    parent: null,
    author: null,
    html: '',
    markdown: null,
    deleted: false,
    flags: [],
    createdAt: null,
    editedAt: null,
    score: null,
    path: new URL(target.url).pathname,
    details: {},
  };
  return { message, title, community: null, flair: null, comments: null, closed: false, notice: null, pinned: false };
}

function sitePath(value: string | null): string | null {
  return value?.startsWith('/') && !value.startsWith('//') ? value : null;
}

/** Who is signed in; null: the page does not tell. */
export function newUser(root: Parent): { readonly signedIn: boolean | null; readonly userName: string | null } {
  let signedIn: boolean | null = null;
  for (const at of elementsOutside(root, (element) => isBody(element) || element.tagName === 'shreddit-comment-tree')) {
    if (at.tagName === 'shreddit-app') {
      if (attr(at, 'user-logged-in') !== null && attr(at, 'user-logged-in') !== 'false') signedIn = true;
    } else if (attr(at, 'id') === 'login-button' || attr(at, 'data-testid') === 'login-button') signedIn ??= false;
    else if (at.tagName === 'rs-current-user' || attr(at, 'current-user-name') !== null) {
      const name = asWords(attr(at, 'display-name') ?? attr(at, 'current-user-name'));
      if (name !== null) return { signedIn: true, userName: name };
    }
  }
  return { signedIn, userName: null };
}
