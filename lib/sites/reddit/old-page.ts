import {
  attr,
  byClass,
  byTag,
  classesOf,
  elementsOutside,
  find,
  hasClass,
  isElement,
  parentOf,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';
import { asCount, asTime, asWhole } from '../fields';
import { fullName } from './address';
import { escapeHtml, imageHtml, originalOf, pageBody } from './body';
import { deepStub, inTreeOrder, namesStub, type Branch, type Message, type Submission, type Tree } from './thing';

// The pages of old.reddit.com. Everything is read from attributes and classes: the words are in the reader's language.

const isThing = (at: Element): boolean => hasClass(at, 'thing');

/** Posts of the page that are neither advertisements nor parts of forms. */
export function oldSubmissions(root: Parent): readonly Submission[] {
  const found: Submission[] = [];
  for (const element of elementsOutside(root, (at) => hasClass(at, 'comment'))) {
    const submission = isThing(element) && hasClass(element, 'link') ? submissionOf(element) : null;
    if (submission) found.push(submission);
  }
  return found;
}

export function oldTree(root: Parent): Tree {
  return { submission: oldSubmissions(root)[0] ?? null, branches: oldBranches(root) };
}

/** Comments and gaps below, nested as their parents are. */
export function oldBranches(root: Parent | Element): readonly Branch[] {
  const flat: Branch[] = [];
  for (const element of elementsOutside(
    root,
    (at) => hasClass(at, 'usertext-body') || hasClass(at, 'report-flow-form'),
  )) {
    if (!isThing(element)) continue;
    if (hasClass(element, 'comment')) {
      const message = commentOf(element);
      if (message) flat.push({ kind: 'message', message });
    } else if (hasClass(element, 'morechildren')) {
      const stub = gapOf(element);
      if (stub) flat.push(stub);
    } else if (hasClass(element, 'morerecursion')) {
      const parent = parentAbove(element) ?? linkedParent(element);
      if (parent?.startsWith('t1_')) flat.push(deepStub(parent));
    }
  }
  return inTreeOrder(flat);
}

/** The parts of a thing that are its own and not of things inside it. */
interface Parts {
  readonly title: Element | null;
  readonly body: Element | null;
  readonly times: readonly Element[];
  readonly score: Element | null;
  readonly scoreHidden: boolean;
  readonly author: Element | null;
  readonly flair: Element | null;
  readonly authorFlair: Element | null;
  readonly button: Element | null;
  readonly deeper: Element | null;
}

function partsOf(thing: Element): Parts {
  const found = new Map<string, Element>();
  const times: Element[] = [];
  for (const at of elementsOutside(thing, (part) => isThing(part) || hasClass(part, 'child') || hasClass(part, 'md'))) {
    if (isThing(at)) continue;
    if (at.tagName === 'time') times.push(at);
    if (hasClass(at, 'score') && hasClass(at, 'unvoted')) found.set('score', at);
    for (const name of classesOf(at)) if (!found.has(`${at.tagName}.${name}`)) found.set(`${at.tagName}.${name}`, at);
  }
  const at = (...names: readonly string[]) => names.map((name) => found.get(name)).find(Boolean) ?? null;
  const more = at('span.morecomments');
  const deep = at('span.deepthread');
  return {
    title: at('a.title'),
    body: at('div.md'),
    times,
    score: at('score'),
    scoreHidden: found.has('span.score-hidden') || hasClass(thing, 'score-hidden'),
    author: at('a.author'),
    flair: at('span.linkflairlabel'),
    authorFlair: at('span.flair'),
    button: more && find(more, byTag('a')),
    deeper: deep && find(deep, byTag('a')),
  };
}

function submissionOf(thing: Element): Submission | null {
  const name = fullName('t3', attr(thing, 'data-fullname'));
  const promoted =
    attr(thing, 'data-promoted') === 'true' || hasClass(thing, 'promoted') || hasClass(thing, 'promotedlink');
  if (name === null || promoted) return null;
  const parts = partsOf(thing);
  const title = parts.title ? oneLine(parts.title) : '';
  const author = attr(thing, 'data-author');
  const own = parts.body ? pageBody(parts.body) : '';
  const gone = parts.body !== null && goneMark(parts.body) && author === null;
  const flair = parts.flair ? (attr(parts.flair, 'title') ?? oneLine(parts.flair)).trim() : '';
  const base = messageOf(thing, parts, name, null);
  return {
    message: {
      ...base,
      author,
      html: gone ? '' : own + linkedHtml(thing, parts),
      deleted: gone,
      createdAt: asCount(attr(thing, 'data-timestamp'), 1) ?? base.createdAt,
      score: base.score ?? (parts.scoreHidden ? null : asWhole(attr(thing, 'data-score'))),
    },
    title,
    community: attr(thing, 'data-subreddit-prefixed') ?? prefixed(attr(thing, 'data-subreddit')),
    flair: flair === '' ? null : flair,
    comments: asCount(attr(thing, 'data-comments-count')) ?? countIn(thing),
    closed: hasClass(thing, 'locked') || hasClass(thing, 'archived'),
    notice: hasClass(thing, 'locked') ? 'Locked.' : null,
    pinned: hasClass(thing, 'stickied'),
  };
}

const prefixed = (name: string | null): string | null => (name === null ? null : `r/${name}`);

/** Older pages have the number of comments only in words, which begin with it in every language seen, if there are any. */
function countIn(thing: Element): number | null {
  const link = find(thing, (at) => at.tagName === 'a' && hasClass(at, 'comments'));
  return link ? (asCount(/^\s{0,20}(\d{1,9})\b/.exec(textOf(link))?.[1]) ?? 0) : null;
}

function linkedHtml(thing: Element, parts: Parts): string {
  const url = attr(thing, 'data-url') ?? (parts.title && attr(parts.title, 'href')) ?? '';
  if (attr(thing, 'data-is-gallery') === 'true') return galleryHtml(thing);
  if (!/^https?:\/\//.test(url) || (attr(thing, 'data-domain') ?? '').startsWith('self.')) return '';
  const original = originalOf(url);
  if (original !== null) return imageHtml(original, '', { w: null, h: null });
  return `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`;
}

function galleryHtml(thing: Element): string {
  const urls = new Set<string>();
  for (const at of elementsOutside(thing, (part) => hasClass(part, 'child'))) {
    const original = originalOf(attr(at, 'href') ?? attr(at, 'src') ?? '');
    if (original !== null) urls.add(original);
  }
  return [...urls].map((url) => imageHtml(url, '', { w: null, h: null })).join('');
}

function commentOf(thing: Element): Message | null {
  const path = pathOf(attr(thing, 'data-permalink'));
  // A deleted comment has no name of its own; its permalink ends with it.
  const last = path?.split('/').filter(Boolean).at(-1) ?? null;
  const name = fullName('t1', attr(thing, 'data-fullname') ?? last);
  if (name === null) return null;
  const parts = partsOf(thing);
  const message = messageOf(thing, parts, name, parentAbove(thing));
  const author = attr(thing, 'data-author') ?? (parts.author ? oneLine(parts.author) : null);
  const removed = parts.body !== null && goneMark(parts.body) && author === null;
  const gone = hasClass(thing, 'deleted') || removed;
  return {
    ...message,
    author: gone && author === null ? '[deleted]' : author,
    html: parts.body ? pageBody(parts.body) : '',
    deleted: gone,
    score: message.score,
  };
}

/** The marks that stand for a text taken away are not translated. */
function goneMark(body: Element): boolean {
  return /^\s{0,200}\[(?:deleted|removed)\]\s{0,200}$/.test(textOf(body).slice(0, 500));
}

function messageOf(thing: Element, parts: Parts, name: string, parent: string | null): Message {
  const [posted, ...later] = parts.times;
  const edited = later.find((time) => hasClass(time, 'edited-timestamp'));
  const flags: string[] = [];
  if (parts.author && hasClass(parts.author, 'submitter')) flags.push('op');
  for (const flag of ['stickied', 'locked', 'archived', 'controversial', 'spoiler'])
    if (hasClass(thing, flag)) flags.push(flag);
  if (parts.scoreHidden) flags.push('score-hidden');
  if (attr(thing, 'data-nsfw') === 'true') flags.push('nsfw');
  if (parts.author && hasClass(parts.author, 'moderator')) flags.push('moderator');
  if (parts.author && hasClass(parts.author, 'admin')) flags.push('admin');
  if (edited) flags.push('edited');
  const flair = parts.authorFlair ? (attr(parts.authorFlair, 'title') ?? oneLine(parts.authorFlair)).trim() : '';
  return {
    name,
    parent,
    author: null,
    html: '',
    markdown: null,
    deleted: false,
    flags,
    createdAt: posted && !hasClass(posted, 'edited-timestamp') ? asTime(attr(posted, 'datetime')) : null,
    editedAt: edited ? asTime(attr(edited, 'datetime')) : null,
    score: parts.scoreHidden || !parts.score ? null : asWhole(attr(parts.score, 'title')),
    path: pathOf(attr(thing, 'data-permalink')),
    details: flair === '' ? {} : { authorFlair: flair },
  };
}

function oneLine(element: Element): string {
  return textOf(element).replace(/\s+/g, ' ').trim();
}

function pathOf(value: string | null): string | null {
  if (value === null || !URL.canParse(value, 'https://www.reddit.com')) return null;
  return value.startsWith('/') && !value.startsWith('//') ? value : new URL(value).pathname;
}

/** The comment around this one, else the post the list belongs to. */
function parentAbove(thing: Element): string | null {
  // Between a comment and what answers it stand two boxes; other software's pages may have more.
  let at = parentOf(thing);
  for (let level = 0; at && level < 8; level++, at = parentOf(at)) {
    if (isThing(at)) return hasClass(at, 'comment') ? (commentName(at) ?? null) : null;
    const list = /^siteTable_(t[13]_[0-9a-z]{1,13})$/.exec(attr(at, 'id') ?? '')?.[1];
    if (list !== undefined) return list;
  }
  return null;
}

function commentName(thing: Element): string | null {
  const last = (attr(thing, 'data-permalink') ?? '').split('/').filter(Boolean).at(-1) ?? null;
  return fullName('t1', attr(thing, 'data-fullname') ?? last);
}

/** "Continue this thread" links to the comment it continues. */
function linkedParent(thing: Element): string | null {
  const { deeper } = partsOf(thing);
  const last = (deeper && attr(deeper, 'href'))?.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? null;
  return fullName('t1', last);
}

/** `return morechildren(this, 't3_post', 'sort', 'c1:t1_a,t1_b', 'False')`; older pages have bare numbers. */
function gapOf(thing: Element): Branch | null {
  const call = partsOf(thing).button;
  const script = (call && attr(call, 'onclick')) ?? '';
  const start = script.indexOf('morechildren(');
  const args =
    start < 0
      ? []
      : script
          .slice(start, start + 100_000)
          .split("'")
          .filter((_, i) => i % 2 === 1);
  const list = args[2] ?? '';
  const mark = /^[a-z]\d{1,3}:/.exec(list)?.[0] ?? '';
  const ids = list
    .slice(mark.length)
    .split(',')
    .flatMap((id) => fullName('t1', id.trim()) ?? []);
  if (ids.length === 0) return null;
  const box = find(thing, byClass('gray'));
  const count = box && isElement(box) ? asCount(/\d{1,9}/.exec(textOf(box))?.[0]) : null;
  return namesStub(parentAbove(thing), ids, count, mark);
}
