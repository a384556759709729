import {
  attr,
  byTag,
  elementsOf,
  find,
  findAll,
  hasClass,
  parsePage,
  parsePiece,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';
import type { Page } from '../adapter';
import { asFields, asList, asText, asWords, asWhole, parseJson, type Fields } from '../fields';
import { guessBase, topicAddress, type Base } from './address';

// What every page of a Discourse forum says of itself, whatever it shows.

export interface Markup {
  readonly url: URL;
  readonly tree: Parent;
  /** Where links of the page are resolved. */
  readonly linkBase: string;
  readonly base: Base;
  readonly siteName: string;
  readonly meta: ReadonlyMap<string, string>;
  readonly htmlClasses: readonly string[];
  /** The page as crawlers get it: the document itself, or what stands in its `<noscript>`. null: none. */
  readonly crawler: Parent | null;
  /** The application has rendered something. */
  readonly live: boolean;
  readonly preloaded: Preloaded;
  /** The topic shown; null where it is none. */
  readonly topicId: number | null;
}

/** What the server sent along for the application: values by name, each a JSON text of its own. */
export interface Preloaded {
  readonly names: readonly string[];
  get(name: string): unknown;
}

/** @returns null when the page is not Discourse's */
export function readMarkup(page: Page): Markup | null {
  // Without one of these words in it no page is Discourse's, and most pages need no tree to tell.
  if (!/discourse|data-post-id|crawler-post/i.test(page.html)) return null;
  const tree = parsePage(page.html);
  const meta = metaOf(tree);
  const setup = find(tree, (at) => attr(at, 'id') === 'data-discourse-setup');
  const live = find(tree, (at) => hasClass(at, 'ember-application') || isPostArticle(at)) !== null;
  const crawler = crawlerOf(tree);
  if (!isDiscourse(meta, setup, live ? tree : null, crawler)) return null;
  const canonical = find(tree, (at) => at.tagName === 'link' && attr(at, 'rel') === 'canonical');
  const search = find(tree, (at) => at.tagName === 'link' && attr(at, 'rel') === 'search');
  const url = addressOf(page.url, [canonical && attr(canonical, 'href'), setup && attr(setup, 'data-base-url')]);
  const baseUri = meta.get('discourse-base-uri') ?? (setup && attr(setup, 'data-base-uri'));
  const base = baseOf(url, baseUri, search && attr(search, 'href'));
  const baseElement = find(tree, byTag('base'));
  return {
    url,
    tree,
    linkBase: resolved(baseElement ? attr(baseElement, 'href') : null, url) ?? url.href,
    base,
    siteName: meta.get('og:site_name') ?? meta.get('application-name') ?? new URL(base).host,
    meta,
    htmlClasses: htmlClassesOf(tree),
    crawler,
    live,
    preloaded: preloadedOf(tree),
    topicId: topicIdOf(url, base, tree),
  };
}

export function isPostArticle(element: Element): boolean {
  return element.tagName === 'article' && attr(element, 'data-post-id') !== null;
}

function isDiscourse(
  meta: ReadonlyMap<string, string>,
  setup: Element | null,
  live: Parent | null,
  crawler: Parent | null,
): boolean {
  if (/^\s*discourse\b/i.test(meta.get('generator') ?? '') || setup) return true;
  if ([...meta.keys()].some((name) => /^discourse[-_](theme_ids?|current_homepage|base-uri)$/.test(name))) return true;
  // Saved pages may have lost their head.
  if (live && find(live, (at) => isPostArticle(at) && attr(at, 'data-topic-id') !== null)) return true;
  return crawler !== null && find(crawler, (at) => hasClass(at, 'crawler-post')) !== null;
}

function metaOf(tree: Parent): ReadonlyMap<string, string> {
  const meta = new Map<string, string>();
  for (const element of elementsOf(tree)) {
    if (element.tagName !== 'meta') continue;
    const name = attr(element, 'name') ?? attr(element, 'property');
    const content = attr(element, 'content');
    if (name && content !== null && !meta.has(name)) meta.set(name, content.trim());
  }
  return meta;
}

/** The address of the page; of a file on disk, the one it states. */
function addressOf(url: URL, stated: readonly (string | null)[]): URL {
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  for (const text of stated) {
    if (text && /^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  }
  return url;
}

function baseOf(url: URL, baseUri: string | null, search: string | null): Base {
  const origin = url.origin === 'null' ? 'https://unknown.invalid' : url.origin;
  if (baseUri !== null) return origin + folderOf(baseUri);
  const found = search ? resolved(search, url) : null;
  const searchUrl = found ? new URL(found) : null;
  if (searchUrl && searchUrl.host === url.host && searchUrl.pathname.endsWith('/opensearch.xml')) {
    return origin + folderOf(searchUrl.pathname.slice(0, -'/opensearch.xml'.length));
  }
  return url.origin === 'null' ? origin : guessBase(url);
}

function folderOf(path: string): string {
  const folder = path.replace(/\/$/, '');
  return /^(\/[\w.~%-]{1,100}){1,5}$/.test(folder) && !folder.includes('..') ? folder : '';
}

export function resolved(href: string | null, base: string | URL): string | null {
  return href !== null && URL.canParse(href, base) ? new URL(href, base).href : null;
}

function htmlClassesOf(tree: Parent): readonly string[] {
  const html = find(tree, byTag('html'));
  const body = find(tree, byTag('body'));
  return [html, body]
    .flatMap((element) => (element ? (attr(element, 'class') ?? '').split(/\s+/) : []))
    .filter(Boolean);
}

function crawlerOf(tree: Parent): Parent | null {
  const body = find(tree, byTag('body'));
  if (body && hasClass(body, 'crawler')) return tree;
  for (const noscript of findAll(tree, byTag('noscript'))) {
    // A parser with scripting takes its content for text.
    const text = textOf(noscript);
    if (text.includes('main-outlet') || text.includes('itemprop')) return parsePiece(text);
    if (find(noscript, (at) => attr(at, 'itemprop') !== null)) return noscript;
  }
  return find(tree, (at) => hasClass(at, 'crawler-post')) ? tree : null;
}

function preloadedOf(tree: Parent): Preloaded {
  const element = find(tree, (at) => attr(at, 'id') === 'data-preloaded');
  const text = element && attr(element, 'data-preloaded');
  const values: Fields = (text && asFields(parseJson(text))) || {};
  const parsed = new Map<string, unknown>();
  return {
    names: Object.keys(values),
    get(name) {
      if (!parsed.has(name)) parsed.set(name, parseJson(asText(values[name]) ?? ''));
      return parsed.get(name);
    },
  };
}

function topicIdOf(url: URL, base: Base, tree: Parent): number | null {
  const stated = topicAddress(url, base)?.topicId ?? null;
  if (stated !== null) return stated;
  const titled = find(tree, (at) => at.tagName === 'h1' && attr(at, 'data-topic-id') !== null);
  return titled && /^\/?$/.test(url.pathname) ? asWhole(attr(titled, 'data-topic-id')) : null;
}

export interface CategoryFacts {
  readonly name: string;
  /** Path of its listing below the base. */
  readonly path: string | null;
}

/** A category as the preloaded data of the site describes it. */
export function preloadedCategory(preloaded: Preloaded, categoryId: number): CategoryFacts | null {
  const categories = asList(asFields(preloaded.get('site'))?.['categories']).map(asFields);
  const category = categories.find((at) => at?.['id'] === categoryId);
  const name = asWords(category?.['name']);
  if (!category || name === null) return null;
  const parentId = asWhole(category['parent_category_id']);
  const parent = parentId === null ? null : categories.find((at) => at?.['id'] === parentId);
  const slugs = [asWords(parent?.['slug']), asWords(category['slug'])].filter((slug) => slug !== null);
  const path = slugs.length ? `/c/${slugs.map(encodeURIComponent).join('/')}/${categoryId}` : null;
  return { name, path };
}
