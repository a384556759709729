import { attr, resolveUrl } from '../../base/html';
import type { Page } from '../adapter';
import type { Found, Look } from './found';
import { elementAt, metaOf, outlineOf, type Outline } from './outline';
import { engineOf, readByEngine } from './reader';
import { completed, postsOfEntries, readJsonLd, readMicrodata, type SchemaThread } from './schema';
import { readByStructure } from './structure';

export interface LookOptions {
  /** false: as if no software were known. */
  readonly engines?: boolean;
  /** What posts looked like on the page before, see `Grouping.shape`. */
  readonly shape?: string;
}

export function lookAt(page: Page, options: LookOptions = {}): Look {
  const outline = outlineOf(page.html);
  const html = elementAt(outline, outline.byTag.get('html')?.[0] ?? -1);
  const base = elementAt(outline, outline.byTag.get('base')?.[0] ?? -1);
  const language =
    (html && (attr(html, 'lang') ?? attr(html, 'xml:lang'))) ??
    metaOf(outline, 'og:locale', 'language', 'content-language') ??
    '';
  const url = addressOf(page.url, outline);
  return {
    url,
    linkBase: resolveUrl(base && attr(base, 'href'), url) ?? url.href,
    outline,
    engine: options.engines === false ? null : engineOf(outline),
    language: language.replace('_', '-'),
    ...(options.shape ? { shape: options.shape } : {}),
  };
}

/** The posts of a page, by the best evidence there is; null: none. */
export function findPosts(look: Look, schema = readJsonLd(look)): Found | null {
  const found = readByEngine(look) ?? byRepetition(look, schema);
  return found && schema ? completed(found, schema) : found;
}

/** The page's own data is believed where as many posts are seen as it tells of. */
function byRepetition(look: Look, schema: SchemaThread | null): Found | null {
  const seen = readByStructure(look);
  const told = readMicrodata(look);
  if (told && (seen === null || Math.abs(told.posts.length - seen.posts.length) <= 1)) return withPlaces(told, seen);
  if (schema === null) return seen;
  const count = schema.entries.length;
  if (seen && Math.abs(count - seen.posts.length) <= 1) return { ...seen, basis: 'schema' };
  return seen ?? postsOfEntries(look, schema);
}

/** Numbers and links of posts as they are seen, where the data has none. */
function withPlaces(told: Found, seen: Found | null): Found {
  if (seen?.posts.length !== told.posts.length) return told;
  const posts = told.posts.map((post, i) => ({
    ...post,
    number: post.number ?? seen.posts[i]?.number ?? null,
    url: post.url ?? seen.posts[i]?.url ?? null,
    author: post.author || (seen.posts[i]?.author ?? ''),
    stamp: post.stamp ?? seen.posts[i]?.stamp ?? null,
  }));
  return { ...told, posts };
}

/** The address of a page; of a file on disk, the one it states. */
function addressOf(url: URL, outline: Outline): URL {
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  const stated = canonicalOf(outline) ?? metaOf(outline, 'og:url');
  return stated !== null && /^https?:/.test(stated) && URL.canParse(stated) ? new URL(stated) : url;
}

export function canonicalOf(outline: Outline): string | null {
  for (const place of outline.byTag.get('link') ?? []) {
    const element = elementAt(outline, place);
    if (element && attr(element, 'rel') === 'canonical') return attr(element, 'href');
  }
  return null;
}
