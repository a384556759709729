import { attr } from '../../base/html';
import { resolveUrl } from '../../base/html';
import type { Page } from '../adapter';
import type { Found, Look } from './found';
import { elementAt, metaOf, outlineOf } from './outline';
import { engineOf, readByEngine } from './reader';
import { readByStructure } from './structure';

export interface LookOptions {
  /** false: as if no software were known. */
  readonly engines?: boolean;
}

export function lookAt(page: Page, options: LookOptions = {}): Look {
  const outline = outlineOf(page.html);
  const html = elementAt(outline, outline.byTag.get('html')?.[0] ?? -1);
  const base = elementAt(outline, outline.byTag.get('base')?.[0] ?? -1);
  const language =
    (html && (attr(html, 'lang') ?? attr(html, 'xml:lang'))) ??
    metaOf(outline, 'og:locale', 'language', 'content-language') ??
    '';
  return {
    url: page.url,
    linkBase: resolveUrl(base && attr(base, 'href'), page.url) ?? page.url.href,
    outline,
    engine: options.engines === false ? null : engineOf(outline),
    language: language.replace('_', '-'),
  };
}

/** The posts of a page, by the best evidence there is; null: none. */
export function findPosts(look: Look): Found | null {
  return readByEngine(look) ?? readByStructure(look);
}
