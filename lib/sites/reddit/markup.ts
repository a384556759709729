import {
  attr,
  byTag,
  childrenOf,
  elementsOutside,
  find,
  hasClass,
  textOf,
  type Element,
  type Parent,
} from '../../base/html';

// Which of Reddit's pages a page is.

export type Markup = 'old' | 'new' | 'redesign';

/** By the elements that only that software writes; words and addresses prove nothing. */
export function markupOf(tree: Parent): Markup | null {
  let redesign = false;
  for (const at of elementsOutside(tree, (element) => hasClass(element, 'md') || element.tagName === 'noscript')) {
    if (/^shreddit-(app|post|comment|comment-tree|feed|ad-post)$/.test(at.tagName)) return 'new';
    if (hasClass(at, 'thing') && /^t[13]_/.test(attr(at, 'data-fullname') ?? '')) return 'old';
    if (at.tagName === 'body' && (hasClass(at, 'listing-page') || hasClass(at, 'comments-page'))) return 'old';
    if (at.tagName === 'div' && attr(at, 'id') === 'siteTable' && hasClass(at, 'sitetable')) return 'old';
    if (attr(at, 'data-testid') === 'post-title-text' || attr(at, 'data-testid') === 'search-post') return 'new';
    if (isState(at) || (attr(at, 'src') ?? attr(at, 'href') ?? '').includes('redditstatic.com/desktop2x/'))
      redesign = true;
  }
  return redesign ? 'redesign' : null;
}

function isState(at: Element): boolean {
  if (at.tagName !== 'script') return false;
  const [first] = childrenOf(at);
  return first !== undefined && 'value' in first && first.value.slice(0, 200).includes('window.___r');
}

/** The address the page itself names. */
export function canonicalOf(tree: Parent): string | null {
  const link = find(tree, (at) => at.tagName === 'link' && attr(at, 'rel') === 'canonical');
  return link && attr(link, 'href');
}

export function titleOf(tree: Parent): string {
  const title = find(tree, byTag('title'));
  return title ? textOf(title).replace(/\s+/g, ' ').trim() : '';
}
