import { attr, childrenOf, isElement, parsePiece, type Element } from '../../base/html';
import { asCount, asFields, asList, asWords, parseJson, type Fields } from '../fields';
import type { Block } from './blocks';
import { readDateText } from './date-text';
import type { Found, FoundPost, Look } from './found';
import { elementAt, elementsIn, rangeOf, wordsOf, type Range } from './outline';
import { parentsByNesting } from './reader';
import { lastNumber } from './source';

// What a page says of itself by schema.org. Most pages describe only their first post, so that this is the list of posts
// only where it agrees with what is seen, and else tells of the thread.

export interface Entry {
  readonly text: string | null;
  readonly author: string;
  readonly date: string | null;
  readonly url: string | null;
  readonly likes: number | null;
  readonly accepted: boolean;
}

export interface SchemaThread {
  readonly kind: 'discussion' | 'question';
  readonly title: string | null;
  readonly entries: readonly Entry[];
}

const threadTypes: Readonly<Record<string, SchemaThread['kind']>> = {
  DiscussionForumPosting: 'discussion',
  Question: 'question',
};
/** A graph with more nodes is hostile. */
const mostNodes = 20_000;

/** Types of all data on the page, without their vocabulary: `Product`, `NewsArticle`. */
export function schemaTypes(look: Look): ReadonlySet<string> {
  const types = new Set<string>();
  for (const node of nodesOf(look)) for (const type of typesOf(node)) types.add(type);
  for (const { element } of items(look)) {
    for (const type of itemTypes(element)) types.add(type);
  }
  return types;
}

function typesOf(node: Fields): readonly string[] {
  const type = node['@type'];
  return (Array.isArray(type) ? type : [type]).flatMap((one) => asWords(one)?.replace(/^.*[/:#]/, '') ?? []);
}

/** All objects of the page's JSON-LD. */
function* nodesOf({ outline }: Look): Generator<Fields> {
  let left = mostNodes;
  for (const place of outline.byTag.get('script') ?? []) {
    const script = elementAt(outline, place);
    if (!script || !/ld\+json/i.test(attr(script, 'type') ?? '')) continue;
    const text = childrenOf(script)
      .map((node) => ('value' in node ? node.value : ''))
      .join('');
    const stack: unknown[] = [parseJson(text.trim())];
    while (stack.length > 0 && left > 0) {
      const value = stack.pop();
      left--;
      if (Array.isArray(value)) for (let i = Math.min(value.length, left) - 1; i >= 0; i--) stack.push(value[i]);
      const node = asFields(value);
      if (!node) continue;
      yield node;
      for (const inner of Object.values(node)) if (typeof inner === 'object' && inner !== null) stack.push(inner);
    }
  }
}

/** The discussion the page's JSON-LD describes; null: none. */
export function readJsonLd(look: Look): SchemaThread | null {
  for (const node of nodesOf(look)) {
    const kind = typesOf(node)
      .map((type) => threadTypes[type])
      .find((at) => at !== undefined);
    if (!kind) continue;
    const accepted = listOf(node['acceptedAnswer']).map((one) => entryOf(one, true));
    const others = [...listOf(node['suggestedAnswer']), ...listOf(node['comment'])].map((one) => entryOf(one, false));
    const title = asWords(node['headline']) ?? asWords(node['name']);
    return { kind, title, entries: [entryOf(node, false), ...accepted, ...others] };
  }
  return null;
}

function listOf(value: unknown): readonly Fields[] {
  const list = Array.isArray(value) ? asList(value) : [value];
  return list.map(asFields).filter((one) => one !== null);
}

function entryOf(node: Fields, accepted: boolean): Entry {
  const author = listOf(node['author'])[0];
  return {
    text: asWords(node['text']) ?? asWords(node['articleBody']),
    author: (author ? asWords(author['name']) : asWords(node['author'])) ?? '',
    date: dateIn(node['datePublished']) ?? dateIn(node['dateCreated']),
    url: asWords(node['url']) ?? asWords(node['@id']),
    likes: asCount(node['upvoteCount']),
    accepted,
  };
}

function dateIn(value: unknown): string | null {
  const text = asWords(value);
  return text !== null && readDateText(text) ? text : null;
}

const postTypes: ReadonlySet<string> = new Set([
  'DiscussionForumPosting',
  'Comment',
  'Answer',
  'Question',
  'UserComments',
]);

function itemTypes(element: Element): readonly string[] {
  return (attr(element, 'itemtype') ?? '').split(/\s+/).map((type) => type.replace(/^.*[/#]/, ''));
}

function* items({ outline }: Look): Generator<{ readonly element: Element; readonly place: number }> {
  for (let place = 0; place < outline.nodes.length; place++) {
    const element = elementAt(outline, place);
    if (element && attr(element, 'itemtype') !== null) yield { element, place };
  }
}

/** Posts by the page's microdata, each with a body of its own; null: fewer than two. */
export function readMicrodata(look: Look): Found | null {
  const { outline } = look;
  const found: { readonly element: Element; readonly range: Range }[] = [];
  for (const { element } of items(look)) {
    const range = itemTypes(element).some((type) => postTypes.has(type)) ? rangeOf(outline, element) : null;
    if (range) found.push({ element, range });
  }
  const blocks = found.map(({ element, range }, i): Block => ({
    start: range.start,
    end: Math.min(range.end, found[i + 1]?.range.start ?? range.end),
    element,
  }));
  const parents = parentsByNesting(blocks);
  const posts = blocks.flatMap((block, i): readonly FoundPost[] => {
    const post = microPost(look, block, parents[i] ?? null);
    return post ? [post] : [];
  });
  // An item without text is no post, and then the indexes of parents do not hold.
  const whole = posts.length === blocks.length ? posts : posts.map((post) => ({ ...post, parent: null }));
  return whole.length > 1 ? { basis: 'schema', coverage: 1, posts: whole } : null;
}

function microPost(look: Look, block: Block, parent: number | null): FoundPost | null {
  const { outline } = look;
  const own = new Map<string, Element>();
  for (const element of elementsIn(outline, block)) {
    for (const name of (attr(element, 'itemprop') ?? '').split(/\s+/)) if (!own.has(name)) own.set(name, element);
  }
  const body = own.get('text') ?? own.get('articleBody') ?? own.get('commentText');
  if (!body || !isElement(body)) return null;
  const author = own.get('author') ?? own.get('creator');
  const authorRange = author ? rangeOf(outline, author) : null;
  const name = authorRange
    ? [...elementsIn(outline, authorRange)].find((element) => attr(element, 'itemprop') === 'name')
    : undefined;
  const date = own.get('datePublished') ?? own.get('dateCreated');
  const stamp = date ? (attr(date, 'datetime') ?? attr(date, 'content') ?? wordsOf(outline, date, 100)) : null;
  const link = own.get('url');
  const id = block.element ? attr(block.element, 'id') : null;
  const likes = own.get('upvoteCount');
  return {
    block,
    body: [body],
    author: name ? textOrContent(look, name) : author ? textOrContent(look, author) : '',
    stamp: stamp !== null && readDateText(stamp) ? stamp : null,
    number: lastNumber(id),
    url: link ? (attr(link, 'href') ?? attr(link, 'content')) : null,
    likes: likes ? asCount(attr(likes, 'content') ?? wordsOf(outline, likes, 20)) : null,
    accepted: attr(block.element ?? body, 'itemprop') === 'acceptedAnswer',
    gone: false,
    parent,
    parentNumber: null,
    drop: new Set(),
  };
}

function textOrContent(look: Look, element: Element): string {
  const text = wordsOf(look.outline, element, 100);
  return text !== '' && text.length <= 60 ? text : (attr(element, 'content') ?? '').trim().slice(0, 60);
}

/** Posts of a page that shows none in its markup, by its JSON-LD alone. */
export function postsOfEntries(look: Look, { entries }: SchemaThread): Found | null {
  const posts = entries
    .filter(({ text }) => text !== null)
    .map((entry): FoundPost => ({
      block: { start: 0, end: 0, element: null },
      body: childrenOf(parsePiece(paragraphs(entry.text ?? ''))),
      author: entry.author,
      stamp: entry.date,
      number: null,
      url: entry.url !== null && URL.canParse(entry.url, look.linkBase) ? new URL(entry.url, look.linkBase).href : null,
      likes: entry.likes,
      accepted: entry.accepted,
      gone: false,
      parent: null,
      parentNumber: null,
      drop: new Set(),
    }));
  return posts.length > 0 ? { basis: 'schema', coverage: 0, posts } : null;
}

function paragraphs(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return escaped
    .split(/\n{2,}/)
    .map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`)
    .join('');
}

/** Adds what the data knows and the page's markup did not show: the first post's author and date, the accepted answer. */
export function completed(found: Found, thread: SchemaThread): Found {
  const [first] = thread.entries;
  const accepted = thread.entries.find((entry) => entry.accepted);
  const acceptedNumber = lastNumber(accepted?.url ?? null);
  const posts = found.posts.map((post, i): FoundPost => {
    const opening =
      i === 0 && first !== undefined && (post.author === '' || first.author === '' || same(post.author, first.author));
    const isAccepted = acceptedNumber !== null && post.number === acceptedNumber;
    return {
      ...post,
      author: post.author || (opening ? first.author : ''),
      stamp: post.stamp ?? (opening ? first.date : null),
      accepted: post.accepted || isAccepted,
    };
  });
  return { ...found, posts };
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
