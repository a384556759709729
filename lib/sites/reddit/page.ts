import { attr, find, hasClass, parsePage, textOf, type Parent } from '../../base/html';
import type { Harvest, ListingKind, Sighting, Target, WiderTarget } from '../../model/thread';
import type { Page } from '../adapter';
import { asWords } from '../fields';
import { baseOf, isRedditHost, listingAddress, locate, threadAt } from './address';
import { blockIn, type PageBlock } from './failure';
import { harvestOfPage } from './file';
import { canonicalOf, markupOf, titleOf, type Markup } from './markup';
import { newUser } from './new-page';
import { redditName } from './post';

/** `detect` of the adapter: the site's own elements, at the site's own address; neither alone is enough. */
export function detect(page: Page): Sighting | null {
  if (!isRedditHost(page.url.hostname) || !/^https?:$/.test(page.url.protocol)) return null;
  const tree = parsePage(page.html);
  const markup = markupOf(tree);
  const block = blockIn(page.html, page.url.href);
  if (!markup && !block) return null;
  return see(page, tree, markup, block);
}

/** `read` of the adapter. */
export function read(page: Page): Harvest {
  const tree = parsePage(page.html);
  const markup = markupOf(tree);
  return markup ? (harvestOfPage(tree, markup, addressOf(page.url, tree)) ?? {}) : {};
}

/** The new site changes the address without loading a page; what the page calls itself counts where both are threads. */
function addressOf(url: URL, tree: Parent): URL {
  const base = baseOf(url);
  if (locate(url, base)) return url;
  const canonical = canonicalOf(tree);
  return canonical !== null && threadAt(canonical, base) ? new URL(canonical) : url;
}

const walls: Readonly<Record<PageBlock, NonNullable<Sighting['wall']>>> = {
  refused: 'challenge',
  challenge: 'challenge',
  slow: 'challenge',
  adult: 'login',
  login: 'login',
  quarantine: 'login',
  private: 'error',
  banned: 'error',
};

function see(page: Page, tree: Parent, markup: Markup | null, block: PageBlock | null): Sighting {
  const base = baseOf(page.url);
  const nothing = { target: null, listing: null, postsShown: 0, postsTotal: null, threadsShown: 0, imagesShown: 0 };
  const common = { site: 'reddit' as const, base, siteName: redditName(base), ...userOf(tree, markup) };
  const url = addressOf(page.url, tree);
  const harvest = markup ? harvestOfPage(tree, markup, url) : null;
  const [thread] = harvest?.threads ?? [];
  if (thread) {
    const posts = harvest?.posts ?? [];
    const found = threadAt(thread.url, base);
    return {
      ...common,
      ...nothing,
      wall: null,
      // The order a person has chosen is kept, since the comments are asked for in it.
      target: found && { ...found, url: inOrder(found.url, page.url), title: thread.title },
      wider: wider(thread.category, base),
      postsShown: posts.length,
      postsTotal: thread.postsCount,
      imagesShown: new Set(posts.flatMap((post) => post.images.map((image) => image.url))).size,
    };
  }
  if (block) return { ...common, ...nothing, wall: walls[block], wider: [] };
  const target = locate(url, base);
  const listing = target ? listingKind(target, url) : null;
  const place = /^\/(r\/[\w.-]{1,60})/.exec(url.pathname)?.[1] ?? null;
  return {
    ...common,
    ...nothing,
    wall: null,
    target,
    listing,
    wider: wider(listing === 'category' ? null : place, base).filter((at) => at.target.key !== target?.key),
    threadsShown: (harvest?.targets ?? []).length,
  };
}

function inOrder(url: string, shown: URL): string {
  const sort = shown.searchParams.get('sort');
  return sort === null || !/^[a-z]{1,20}$/.test(sort) ? url : `${url}?sort=${sort}`;
}

function listingKind(target: Target, url: URL): ListingKind | null {
  return target.kind === 'listing' ? (listingAddress(url)?.kind ?? null) : null;
}

/** The community a thread stands in. */
function wider(community: string | null, base: string): readonly WiderTarget[] {
  if (community === null || !/^r\/[\w.-]{1,60}$/.test(community)) return [];
  const target = locate(new URL(`/${community}/`, base), base);
  return target ? [{ role: 'category', target }] : [];
}

function userOf(tree: Parent, markup: Markup | null): Pick<Sighting, 'signedIn' | 'userName'> {
  if (markup === 'new') return newUser(tree);
  if (markup !== 'old') return { signedIn: null, userName: null };
  const body = find(tree, (at) => at.tagName === 'body');
  const box = find(tree, (at) => at.tagName === 'span' && hasClass(at, 'user'));
  const link = box && find(box, (at) => at.tagName === 'a');
  if (body && hasClass(body, 'loggedin')) {
    const own = link && /\/user\/([\w-]{1,60})\/?$/.exec(attr(link, 'href') ?? '')?.[1];
    return { signedIn: true, userName: own ?? (link ? asWords(textOf(link)) : null) };
  }
  return { signedIn: box || titleOf(tree) !== '' ? false : null, userName: null };
}
