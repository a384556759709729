import {
  attr,
  classesOf,
  elementsOf,
  elementsOutside,
  find,
  hasClass,
  parentOf,
  textOf,
  type Element,
} from '../../base/html';
import { threadId, type Post, type PostState } from '../../model/thread';
import { asCount, asWhole } from '../fields';
import { topicUrl } from './address';
import { firstAttr, readBody } from './body';
import { replyEdges } from './content';
import { isPostArticle, type Markup } from './markup';
import { authorOf, isBot } from './post-json';

// Posts as the application has rendered them: the older widgets and the newer components. Posts far from the viewport
// are not in the page; replies and quotes unfolded in place are other posts' text.

/** The posts the open page shows, in order. */
export function readLivePosts(markup: Markup, topicId: number, slug: string | null): readonly Post[] {
  const posts = new Map<string, Post>();
  for (const article of postArticles(markup)) {
    const post = readArticle(article, markup, topicId, slug);
    if (post && !posts.has(post.id)) posts.set(post.id, post);
  }
  return [...posts.values()].sort((a, b) => a.position - b.position);
}

function* postArticles(markup: Markup): Generator<Element> {
  for (const element of elementsOutside(markup.tree, (at) => isArticle(at) || isForeign(at))) {
    if (isArticle(element)) yield element;
  }
}

function isArticle(element: Element): boolean {
  return element.tagName === 'article' && (isPostArticle(element) || hasClass(element, 'small-action'));
}

/** Parts of a post's markup that hold other text than its own. */
function isForeign(element: Element): boolean {
  return hasClass(element, 'embedded-posts') || hasClass(element, 'cooked');
}

/** What one walk over a post's own markup finds. */
interface Parts {
  readonly cooked: Element | null;
  readonly names: Element | null;
  readonly fullName: Element | null;
  readonly userLink: Element | null;
  readonly username: Element | null;
  readonly postDate: Element | null;
  readonly likeCount: Element | null;
  readonly likeButton: Element | null;
  readonly accepted: Element | null;
  readonly edited: Element | null;
  readonly note: Element | null;
}

function partsOf(article: Element): Parts {
  const found = new Map<string, Element>();
  const keep = (name: string, element: Element) => {
    if (!found.has(name)) found.set(name, element);
  };
  for (const element of elementsOutside(article, isForeign)) {
    const classes = classesOf(element);
    if (attr(element, 'data-user-card') !== null) keep('[data-user-card]', element);
    for (const name of classes) keep(name, element);
  }
  const at = (...names: readonly string[]) => names.map((name) => found.get(name)).find(Boolean) ?? null;
  return {
    cooked: at('cooked'),
    names: at('names'),
    fullName: at('full-name'),
    userLink: at('[data-user-card]'),
    username: at('username'),
    postDate: at('post-date', 'relative-date'),
    likeCount: at('like-count'),
    likeButton: at('toggle-like', 'post-action-menu__like'),
    accepted: at('accepted-text', 'accepted-label'),
    edited: at('post-edits', 'edits'),
    note: at('small-action-custom-message'),
  };
}

function readArticle(article: Element, markup: Markup, topicId: number, slug: string | null): Post | null {
  const wrapper = parentOf(article);
  const number = numberOf(article, wrapper);
  const stated = asCount(attr(article, 'data-topic-id'), 1);
  if (number === null || (stated !== null && stated !== topicId)) return null;
  const classes = new Set([...classesOf(article), ...(wrapper ? classesOf(wrapper) : [])]);
  const parts = partsOf(article);
  const action = classes.has('small-action');
  const holder = action ? (parts.note ?? null) : parts.cooked;
  if (!holder && !action) return null;
  const body = holder ? readBody(holder, topicId, markup.linkBase) : { html: '', quotes: [], images: [] };
  const username = usernameOf(article, parts);
  const siteId = asCount(attr(article, 'data-post-id'), 1);
  return {
    threadId: threadId({ site: 'discourse', base: markup.base, key: String(topicId) }),
    id: String(number),
    siteId: siteId === null ? null : String(siteId),
    kind: number === 1 ? 'root' : 'reply',
    state: action ? 'action' : stateOf(classes),
    replyTo: replyEdges(number, nestedParent(article), body.quotes),
    position: number,
    url: `${topicUrl(markup.base, topicId, slug)}/${number}`,
    author: authorOf(username, parts.fullName ? textOf(parts.fullName).trim() : null),
    isBot: isBot(asWhole(attr(article, 'data-user-id')), username),
    flags: flagsOf(classes, parts),
    postedAt: timeOf(parts.postDate),
    editedAt: null,
    score: likesOf(parts),
    license: null,
    html: body.html,
    images: body.images,
  };
}

function numberOf(article: Element, wrapper: Element | null): number | null {
  const id = /^post_(\d{1,9})$/.exec(attr(article, 'id') ?? '');
  const label = /#(\d{1,9})\b/.exec((attr(article, 'aria-label') ?? '').slice(0, 200));
  const text =
    id?.[1] ?? attr(article, 'data-post-number') ?? (wrapper && attr(wrapper, 'data-post-number')) ?? label?.[1];
  return asCount(text, 1);
}

function usernameOf(article: Element, parts: Parts): string {
  const named = parts.names && find(parts.names, (at) => Boolean(attr(at, 'data-user-card')));
  const card = firstAttr([named, parts.userLink], 'data-user-card');
  const label = / by @(\S{1,100})/.exec((attr(article, 'aria-label') ?? '').slice(0, 300));
  return card ?? label?.[1] ?? (parts.username ? textOf(parts.username).trim() : '');
}

/** In the nested view replies stand below the post they answer; otherwise the page does not say which one it is. */
function nestedParent(article: Element): number | null {
  const children = above(article, 'nested-post-children');
  const parent = children && above(children, 'nested-post');
  if (!parent) return null;
  for (const element of elementsOutside(parent, (at) => isArticle(at) || hasClass(at, 'nested-post-children'))) {
    if (isArticle(element)) return numberOf(element, null);
  }
  return null;
}

/** A near ancestor; the real markup needs three levels, hostile nesting has no end. */
function above(element: Element, name: string): Element | null {
  let at = parentOf(element);
  for (let level = 0; at && level < 6; level++, at = parentOf(at)) {
    if (isArticle(at)) return null;
    if (hasClass(at, name)) return at;
  }
  return null;
}

function stateOf(classes: ReadonlySet<string>): PostState {
  if (classes.has('whisper') || classes.has('post--whisper')) return 'whisper';
  if (classes.has('deleted') || classes.has('post--deleted')) return 'deleted';
  return classes.has('post-hidden') || classes.has('post--hidden') ? 'hidden' : 'visible';
}

function flagsOf(classes: ReadonlySet<string>, parts: Parts): readonly string[] {
  const flags: string[] = [];
  if (classes.has('accepted-answer') || parts.accepted) flags.push('accepted');
  if (classes.has('wiki') || classes.has('post--wiki')) flags.push('wiki');
  if (parts.names && (hasClass(parts.names, 'staff') || find(parts.names, (at) => hasClass(at, 'staff')))) {
    flags.push('staff');
  }
  if (parts.edited) flags.push('edited');
  return flags;
}

function timeOf(postDate: Element | null): number | null {
  if (!postDate) return null;
  for (const element of [postDate, ...elementsOf(postDate)]) {
    const time = asCount(attr(element, 'data-time'), 1);
    if (time !== null) return time;
  }
  return null;
}

/** A post nobody liked shows no number; without a button of its own the page does not tell. */
function likesOf(parts: Parts): number | null {
  if (parts.likeCount) return asCount(textOf(parts.likeCount).trim());
  return parts.likeButton ? 0 : null;
}
