import { attr } from '../../base/html';
import type { Found, Look } from './found';
import type { FoundListing } from './listing';
import { elementAt, metaOf, type Range } from './outline';
import type { SchemaThread } from './schema';
import { hintsOf, isProfileLink } from './traits';
import { titleText } from './wall';

// How sure a reading is, 0 … 1. Many pages repeat things with a name and a date: articles with comments, reviews,
// results of a search. What speaks for a forum and what against it is weighed here.

export interface Evidence {
  readonly look: Look;
  readonly types: ReadonlySet<string>;
  readonly schema: SchemaThread | null;
}

/** Below this a page is said to be no forum. */
export const leastCertainty = 0.3;

const forumWords =
  /(?:^|[^a-z])(?:forums?|foren|foro|fora|boards?|threads?|topics?|thema|viewtopic|showthread|viewthread|discussions?|diskussion|community|talk|bbs|messageboard|gassing|q-and-a|questions?|beitraege)(?:[^a-z]|$)/i;

/** Data of pages whose posts are no forum's. */
const otherTypes = [
  'NewsArticle',
  'Article',
  'BlogPosting',
  'TechArticle',
  'Product',
  'Recipe',
  'Review',
  'VideoObject',
  'ItemList',
  'SearchResultsPage',
  'SoftwareApplication',
  'LocalBusiness',
  'Hotel',
  'Movie',
  'Book',
  'Blog',
];
const otherMakers =
  /wordpress|ghost|shopify|woocommerce|magento|prestashop|drupal|joomla|wix|squarespace|hugo|jekyll|docusaurus|mkdocs|sphinx|blogger|typo3|gitbook/i;

export function certaintyOfPosts({ look, types, schema }: Evidence, found: Found): number {
  const { posts } = found;
  const count = Math.max(1, posts.length);
  const authors = posts.filter(({ author }) => author !== '').length / count;
  const dates = posts.filter(({ stamp }) => stamp !== null).length / count;
  const numbers = posts.filter(({ number }) => number !== null).length / count;
  const fields = 0.5 * authors + 0.35 * dates + 0.15 * numbers;
  if (found.basis === 'engine') return round(0.7 + 0.28 * fields - (posts.length < 2 ? 0.05 : 0));
  const agrees = schema !== null && Math.abs(schema.entries.length - posts.length) <= Math.max(1, posts.length * 0.1);
  if (found.basis === 'schema') return round(0.6 + 0.3 * fields);
  let sure = 0.12 + 0.4 * fields + 0.12 * Math.min(1, found.coverage);
  if (posts.length > 2) sure += 0.05;
  if (schema) sure += agrees ? 0.25 : 0.15;
  if (look.engine) sure += 0.15;
  if (forumWords.test(placeOf(look))) sure += 0.13;
  if (schema === null && look.engine === null) sure *= against(look, types, found);
  // Without dates, only numbered posts of named people are a thread.
  if (dates < 0.3 && (authors < 0.6 || numbers < 0.6)) sure *= 0.4;
  return round(Math.min(sure, look.engine || schema ? 0.9 : 0.8));
}

function placeOf(look: Look): string {
  return `${look.url.hostname.split('.').slice(0, -1).join('.')} ${look.url.pathname} ${look.url.search} ${titleText(look).slice(0, 200)}`;
}

/** A factor for what speaks against a forum. */
function against(look: Look, types: ReadonlySet<string>, found: Found): number {
  const { outline, url } = look;
  let factor = 1;
  const named = forumWords.test(`${url.pathname}${url.search}`);
  if (otherTypes.some((type) => types.has(type))) factor *= 0.35;
  const maker = metaOf(outline, 'generator') ?? '';
  if (otherMakers.test(maker) && !/bbpress|buddypress/i.test(maker)) factor *= named ? 0.7 : 0.4;
  if (
    outline.byClass.has('comment-respond') ||
    outline.byClass.has('commentlist') ||
    hasId(look, ['respond', 'disqus_thread'])
  )
    factor *= 0.4;
  const kinds = found.posts.slice(1).flatMap(({ block }) => (block.element ? hintsOf(block.element).slice(0, 12) : []));
  const isPosts = kinds.some((hint) =>
    ['post', 'message', 'reply', 'answer', 'topic', 'thread', 'beitrag', 'posting'].includes(hint),
  );
  if (!isPosts && kinds.some((hint) => hint.startsWith('review') || hint === 'rating')) factor *= 0.25;
  if (!isPosts && kinds.some((hint) => hint.startsWith('comment')) && !named) factor *= 0.55;
  if (kinds.some((hint) => ['product', 'result', 'results', 'teaser', 'card', 'article'].includes(hint))) factor *= 0.5;
  if (leadElsewhere(look, found) > 0.6) factor *= 0.25;
  if (!named && metaOf(outline, 'og:type') === 'article') factor *= 0.6;
  if (!named && !isPosts) factor *= 0.75;
  return factor;
}

function hasId({ outline }: Look, ids: readonly string[]): boolean {
  for (let place = 0; place < outline.nodes.length; place++) {
    const element = elementAt(outline, place);
    const id = element && attr(element, 'id');
    if (id && ids.includes(id)) return true;
  }
  return false;
}

/** Share of the posts whose heading leads to a page of its own: those are beginnings of articles, or results. */
function leadElsewhere(look: Look, found: Found): number {
  let away = 0;
  const seen = new Set<string>();
  for (const { block } of found.posts) {
    const path = headingPath(look, block);
    if (path === null || path === look.url.pathname || seen.has(path)) continue;
    seen.add(path);
    away++;
  }
  return away / Math.max(1, found.posts.length);
}

function headingPath({ outline, linkBase }: Look, block: Range): string | null {
  let heading = -1;
  for (let place = block.start; place < block.end; place++) {
    const element = elementAt(outline, place);
    if (!element) continue;
    if (/^h[1-6]$/.test(element.tagName)) heading = outline.ends[place] ?? 0;
    const href = element.tagName === 'a' && !isProfileLink(element) ? attr(element, 'href') : null;
    const inside = place < heading || [...element.childNodes].some((child) => /^h[1-6]$/.test(child.nodeName));
    if (href && inside && URL.canParse(href, linkBase)) return new URL(href, linkBase).pathname;
  }
  return null;
}

export function certaintyOfListing({ look, types }: Evidence, { basis, rows, dated }: FoundListing): number {
  const share = rows.length === 0 ? 0 : dated / rows.length;
  const counted = rows.length === 0 ? 0 : rows.filter(({ replies }) => replies !== null).length / rows.length;
  if (basis === 'engine') return round(0.75 + 0.1 * Math.min(1, share) + 0.1 * counted);
  const link = rows[0]?.url;
  const named = [look.url, ...(link ? [link] : [])].some((url) => forumWords.test(`${url.pathname}${url.search}`));
  let sure = 0.1 + 0.15 * Math.min(1, share) + 0.3 * counted + (named ? 0.25 : 0) + (look.engine ? 0.15 : 0);
  if (forumWords.test(placeOf(look))) sure += 0.05;
  if (!named && counted < 0.5) sure *= 0.6;
  if (!look.engine && otherTypes.some((type) => types.has(type))) sure *= 0.4;
  return round(Math.min(sure, 0.75));
}

function round(value: number): number {
  return Math.round(Math.max(0, Math.min(1, value)) * 100) / 100;
}
