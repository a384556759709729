import {
  attr,
  childrenOf,
  elementsOutside,
  find,
  hasClass,
  isElement,
  parentOf,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';
import { threadId, type Post } from '../../model/thread';
import { asCount, asFields, asText, asTime, parseJson } from '../fields';
import { topicAddress, topicUrl } from './address';
import { readBody } from './body';
import { replyEdges } from './content';
import type { Markup } from './markup';
import { authorOf, isBot } from './post-json';

// Posts as the server writes them for crawlers and for browsers without scripts, in all its versions: a container for
// each post, or in the oldest a flat row of makers and posts.

/** The posts of one page of the topic, in order. */
export function readCrawlerPosts(
  markup: Markup,
  crawler: Parent,
  topicId: number,
  slug: string | null,
): readonly Post[] {
  const posts = new Map<string, Post>();
  const acceptedNumber = readAcceptedNumber(markup);
  let last = 0;
  for (const group of groupsOf(crawler)) {
    const facts = factsOf(group);
    const number = facts.number ?? last + 1;
    last = number;
    const id = String(number);
    if (posts.has(id)) continue;
    const body = readBody(group.body, topicId, markup.linkBase);
    const edited = facts.postedAt !== null && facts.editedAt !== null && facts.editedAt > facts.postedAt;
    posts.set(id, {
      threadId: threadId({ site: 'discourse', base: markup.base, key: String(topicId) }),
      id,
      siteId: null,
      kind: number === 1 ? 'root' : 'reply',
      state: facts.notice && !/\S/.test(textOf(group.body)) && !body.images.length ? 'action' : 'visible',
      replyTo: replyEdges(number, null, body.quotes),
      position: number,
      url: `${topicUrl(markup.base, topicId, slug)}/${number}`,
      author: authorOf(facts.username, facts.displayName),
      isBot: isBot(null, facts.username),
      flags: [...(number === acceptedNumber ? ['accepted'] : []), ...(edited ? ['edited'] : [])],
      postedAt: facts.postedAt,
      editedAt: edited ? facts.editedAt : null,
      score: facts.likes,
      license: null,
      html: body.html.trim(),
      images: body.images,
    });
  }
  return [...posts.values()].sort((a, b) => a.position - b.position);
}

/** A post's body with what stands around it. */
interface Group {
  readonly body: Element;
  readonly around: readonly Element[];
  readonly container: Element | null;
}

function isBody(element: Element): boolean {
  return element.tagName === 'div' && hasClass(element, 'post');
}

function* groupsOf(crawler: Parent): Generator<Group> {
  const seen = new Set<Element | null>();
  for (const element of elementsOutside(crawler, isBody)) {
    if (!isBody(element)) continue;
    const container = parentOf(element);
    if (seen.has(container) && container) continue;
    seen.add(container);
    yield* groupsIn(container ?? crawler, container);
  }
}

function* groupsIn(parent: Parent | Element, container: Element | null): Generator<Group> {
  let around: Element[] = [];
  let body: Element | null = null;
  for (const child of childrenOf(parent)) {
    if (!isElement(child)) continue;
    if (body && (isBody(child) || hasClass(child, 'creator') || hasClass(child, 'crawler-post-meta'))) {
      yield { body, around, container };
      around = [];
      body = null;
    }
    if (isBody(child)) body = child;
    else around.push(child);
  }
  if (body) yield { body, around, container };
}

interface Facts {
  number: number | null;
  username: string;
  displayName: string | null;
  /** Something beside the author's name, as notices of the software have it. */
  notice: boolean;
  postedAt: number | null;
  editedAt: number | null;
  likes: number | null;
}

function factsOf(group: Group): Facts {
  const facts: Facts = {
    number: numberIn(/^post_(\d{1,9})$/, group.container ? (attr(group.container, 'id') ?? '') : ''),
    username: '',
    displayName: null,
    notice: false,
    postedAt: null,
    editedAt: null,
    likes: null,
  };
  let counts = '';
  for (const top of group.around) {
    if (hasClass(top, 'crawler-linkback-list')) continue;
    for (const element of [top, ...elementsOutside(top, (at) => hasClass(at, 'creator'))]) {
      if (hasClass(element, 'creator')) readCreator(element, facts);
      const property = attr(element, 'itemprop');
      const value = attr(element, 'content') ?? attr(element, 'datetime');
      if (property === 'position') facts.number ??= numberIn(/^#?(\d{1,9})$/, textOf(element).trim());
      else if (property === 'datePublished') facts.postedAt ??= asTime(value);
      else if (property === 'dateModified') facts.editedAt ??= asTime(value);
      else if (property === 'interactionType') counts = value ?? '';
      else if (property === 'userInteractionCount' && counts.endsWith('LikeAction')) facts.likes ??= asCount(value);
      else if (hasClass(element, 'post-time')) facts.postedAt ??= asTime(value);
    }
  }
  return facts;
}

function numberIn(pattern: RegExp, text: string): number | null {
  return asCount(pattern.exec(text.slice(0, 100))?.[1], 1);
}

function readCreator(creator: Element, facts: Facts): void {
  const named = find(creator, (at) => attr(at, 'itemprop') === 'name') ?? find(creator, (at) => at.tagName === 'a');
  const holder = named ?? find(creator, (at) => at.tagName === 'b');
  facts.username = holder ? textOf(holder).trim() : '';
  let beside = '';
  for (const child of childrenOf(creator)) if (!isElement(child) && 'value' in child) beside += child.value;
  const text = beside.trim().slice(0, 500);
  const inBrackets = /^\(([^()]{1,200})\)$/.exec(text);
  if (inBrackets) facts.displayName = (inBrackets[1] ?? '').trim();
  else if (holder?.tagName === 'b') facts.number ??= numberIn(/^#(\d{1,9})\b/, text);
  else facts.notice = text !== '';
}

/** The accepted answer's number, which the page states for search engines. */
export function readAcceptedNumber(markup: Markup): number | null {
  for (const script of markup.marks.linkedData) {
    const text = childrenOf(script)
      .map((node) => ('value' in node ? node.value : ''))
      .join('');
    const question = asFields(asFields(parseJson(text))?.['mainEntity']);
    const url = asText(asFields(question?.['acceptedAnswer'])?.['url']);
    if (url !== null && URL.canParse(url)) return topicAddress(new URL(url), markup.base)?.postNumber ?? null;
  }
  return null;
}
