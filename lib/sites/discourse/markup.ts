import {
  attr,
  classesOf,
  find,
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
import { scan, type Marks } from './scan';

// What every page of a Discourse forum says of itself, whatever it shows.

export interface Markup {
  readonly url: URL;
  readonly tree: Parent;
  readonly marks: Marks;
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
  const marks = scan(tree);
  const { meta, setup } = marks;
  const crawler = crawlerOf(tree, marks);
  if (!isDiscourse(marks, crawler)) return null;
  const canonical = marks.canonical && attr(marks.canonical, 'href');
  const url = addressOf(page.url, [canonical, setup && attr(setup, 'data-base-url')]);
  const baseUri = meta.get('discourse-base-uri') ?? (setup && attr(setup, 'data-base-uri'));
  const base = baseOf(url, baseUri, marks.search && attr(marks.search, 'href'));
  return {
    url,
    tree,
    marks,
    linkBase: resolved(marks.base && attr(marks.base, 'href'), url) ?? url.href,
    base,
    siteName: meta.get('og:site_name') ?? meta.get('application-name') ?? new URL(base).host,
    meta,
    htmlClasses: htmlClassesOf(marks),
    crawler,
    live: marks.application !== null || marks.postArticle !== null,
    preloaded: preloadedOf(marks.preloaded),
    topicId: topicIdOf(url, base, marks.topicHeading),
  };
}

export function isPostArticle(element: Element): boolean {
  return element.tagName === 'article' && attr(element, 'data-post-id') !== null;
}

function isDiscourse(marks: Marks, crawler: Parent | null): boolean {
  if (/^\s*discourse\b/i.test(marks.meta.get('generator') ?? '') || marks.setup) return true;
  const names = [...marks.meta.keys()];
  if (names.some((name) => /^discourse[-_](theme_ids?|current_homepage|base-uri)$/.test(name))) return true;
  // Saved pages may have lost their head.
  if (marks.postArticle && attr(marks.postArticle, 'data-topic-id') !== null) return true;
  return (
    marks.crawlerPost !== null || (crawler !== null && find(crawler, (at) => hasClass(at, 'crawler-post')) !== null)
  );
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

function htmlClassesOf({ html, body }: Marks): readonly string[] {
  return [html, body].flatMap((element) => (element ? classesOf(element) : []));
}

function crawlerOf(tree: Parent, { body, noscripts, crawlerPost }: Marks): Parent | null {
  if (body && hasClass(body, 'crawler')) return tree;
  for (const noscript of noscripts) {
    // A parser with scripting takes its content for text.
    const text = textOf(noscript);
    if (text.includes('main-outlet') || text.includes('itemprop')) return parsePiece(text);
    if (find(noscript, (at) => attr(at, 'itemprop') !== null)) return noscript;
  }
  return crawlerPost ? tree : null;
}

function preloadedOf(element: Element | null): Preloaded {
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

function topicIdOf(url: URL, base: Base, heading: Element | null): number | null {
  const stated = topicAddress(url, base)?.topicId ?? null;
  if (stated !== null) return stated;
  return heading && /^\/?$/.test(url.pathname) ? asWhole(attr(heading, 'data-topic-id')) : null;
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
