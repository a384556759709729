import { attr } from '../../base/html';
import { contentImages } from '../../base/content-image';
import {
  threadId,
  type Guess,
  type Harvest,
  type Sighting,
  type Target,
  type Thread,
  type WiderTarget,
  untold,
} from '../../model/thread';
import type { Page } from '../adapter';
import { baseOf, ownAddress, threadAddress, withoutSession } from './address';
import { certaintyOfListing, certaintyOfPosts, leastCertainty, type Evidence } from './certainty';
import type { Found, Look } from './found';
import { findListing, targetsOf, type FoundListing } from './listing';
import { canonicalOf, findPosts, lookAt, type LookOptions } from './look';
import { furtherPages, type FurtherPage } from './next-page';
import { elementAt, elementsIn, metaOf, rangeOf, wordsOf } from './outline';
import { postsOf } from './posts';
import { readJsonLd, schemaTypes } from './schema';
import { has, valueOf, valuesOf } from './source';
import { select } from './selector';
import { hintsOf, isProfileLink } from './traits';
import { isChallenge, messageOn, signedInOn, titleText, type Wall } from './wall';

/** What a page is, whatever it was asked for. */
export interface Reading {
  readonly look: Look;
  readonly posts: Found | null;
  readonly listing: FoundListing | null;
  /** The better of the two. */
  readonly kind: Target['kind'] | null;
  readonly certainty: number;
  readonly title: string;
}

export function readPage(page: Page, options?: LookOptions): Reading {
  const look = lookAt(page, options);
  const schema = readJsonLd(look);
  const evidence: Evidence = { look, types: schemaTypes(look), schema };
  const posts = findPosts(look, schema);
  const sureOfPosts = posts ? certaintyOfPosts(evidence, posts) : 0;
  const listing = posts?.basis === 'engine' ? null : findListing(look);
  const sureOfListing = listing ? certaintyOfListing(evidence, listing) : 0;
  // Threads have lists beside them: of similar threads, of members.
  const isThread =
    posts !== null && sureOfPosts >= Math.min(sureOfListing, Math.max(leastCertainty, sureOfListing - 0.15));
  const kind = isThread ? 'thread' : listing ? 'listing' : null;
  return {
    look,
    posts,
    listing,
    kind,
    certainty: isThread ? sureOfPosts : sureOfListing,
    title: titleOf(look, schema?.title ?? null),
  };
}

function titleOf(look: Look, stated: string | null): string {
  const { outline } = look;
  const whole = { start: 0, end: outline.nodes.length };
  const byEngine = valueOf(outline, look.engine?.thread?.title, whole, null);
  const headings = outline.byTag.get('h1') ?? [];
  const heading = headings.length === 1 ? elementAt(outline, headings[0] ?? -1) : null;
  const shown = heading ? wordsOf(outline, heading, 300) : '';
  const page = metaOf(outline, 'og:title') ?? withoutSite(titleText(look), metaOf(outline, 'og:site_name'));
  return (byEngine ?? stated ?? (shown || page)).slice(0, 300);
}

/** `Rain barrel | Garden talk`: the site's name stands behind. */
function withoutSite(title: string, site: string | null): string {
  const parts = title.split(/\s+(?:\||::|»|·)\s+/);
  const [first = ''] = parts;
  if (parts.length > 1 && first.length >= 4) return first;
  return site !== null && title.endsWith(site) ? title.slice(0, -site.length).replace(/\s+[-–—]\s*$/, '') : title;
}

/** The thread's own address: what the page states, where that is a page of it. */
export function threadUrlOf(look: Look): URL {
  const stated = ownAddress(canonicalOf(look.outline), look.linkBase, look.url);
  const url = stated && stated.pathname !== '/' ? stated : new URL(withoutSession(look.url.href));
  url.hash = '';
  return url;
}

function targetOf(reading: Reading, kind: Target['kind']): Target {
  const url = kind === 'thread' ? threadUrlOf(reading.look) : new URL(withoutSession(reading.look.url.href));
  url.hash = '';
  return {
    site: 'forum',
    base: baseOf(reading.look.url),
    kind,
    key: threadAddress(url).key,
    url: url.href,
    title: reading.title,
    ordinal: 0,
  };
}

/** The thread a page shows; `first` says how many posts came before this page. */
export function threadOf(reading: Reading, target: Target, postsCount: number | null): Thread {
  const { look } = reading;
  const { outline } = look;
  const whole = { start: 0, end: outline.nodes.length };
  const markup = look.engine?.thread;
  return {
    id: threadId(target),
    site: 'forum',
    url: target.url,
    title: reading.title || target.title,
    ...untold,
    category: breadcrumbOf(look)?.title ?? [...valuesOf(outline, markup?.category, whole, null)].at(-1) ?? null,
    tags: markup?.tags
      ? [...new Set([...select(outline, markup.tags)].map((tag) => wordsOf(outline, tag, 100)).filter(Boolean))].slice(
          0,
          50,
        )
      : [],
    postsCount,
    closed: has(outline, markup?.closed, whole, null),
    unaddressed: 'root',
  };
}

/** The thread of a page with its posts. */
export function harvestThread(
  reading: Reading,
  target: Target,
  first: number,
  more: readonly FurtherPage[],
): Harvest & { readonly posts: NonNullable<Harvest['posts']> } {
  const { look } = reading;
  const found = reading.posts;
  const posts = found ? postsOf(look, found, { target, first }) : [];
  const thread = threadOf(reading, target, more.length === 0 ? first + posts.length : null);
  const accepted = posts.find((post) => post.flags.includes('accepted'));
  const whole: Thread = {
    ...thread,
    postedAt: first === 0 ? (posts[0]?.postedAt ?? null) : null,
    bumpedAt: more.length === 0 ? (posts.at(-1)?.postedAt ?? null) : null,
    acceptedPostId: accepted?.id ?? null,
  };
  return { threads: [whole], posts };
}

/** How many posts came before an open or saved page, by its address: a page's number, or the offset of its first post. */
function firstOf(reading: Reading, count: number): number {
  const place = threadAddress(reading.look.url).place;
  if (place === null || place <= 1) return 0;
  return place > 9 && place % Math.max(count, 5) === 0 ? place : (place - 1) * count;
}

/** `detect` of the adapter. */
export function detect(page: Page): Sighting | null {
  if (isChallenge(page.html)) return wallSighting(lookAt(page), 'challenge');
  const reading = readPage(page);
  const { look, kind } = reading;
  if (kind === null || reading.certainty < leastCertainty) {
    const message = look.engine ? messageOn(look) : null;
    return message === null ? null : wallSighting(look, message === 'login' ? 'login' : 'error');
  }
  const target = targetOf(reading, kind);
  const more = furtherPages(look, look.engine?.[kind === 'thread' ? 'thread' : 'listing']?.next);
  const common = {
    site: 'forum' as const,
    base: target.base,
    siteName: siteNameOf(look),
    target,
    wider: widerOf(look, target),
    signedIn: signedInOn(look),
    userName: null,
    wall: null,
  };
  if (kind === 'listing') {
    const rows = reading.listing ? targetsOf(look, reading.listing, 0) : [];
    return {
      ...common,
      listing: 'category',
      postsShown: 0,
      postsTotal: null,
      threadsShown: rows.length,
      imagesShown: 0,
      guess: guessOf(reading, reading.listing?.basis ?? 'structure', 0, 0),
    };
  }
  const found = reading.posts;
  const authors = found?.posts.filter(({ author }) => author !== '').length ?? 0;
  const dates = found?.posts.filter(({ stamp }) => stamp !== null).length ?? 0;
  const posts = found?.posts.length ?? 0;
  return {
    ...common,
    listing: null,
    postsShown: posts,
    postsTotal: more.length === 0 && threadAddress(look.url).place === null ? posts : null,
    threadsShown: 0,
    imagesShown: imagesIn(look, found),
    guess: guessOf(reading, found?.basis ?? 'structure', authors, dates),
  };
}

function guessOf(reading: Reading, basis: Guess['basis'], authors: number, dates: number): Guess {
  return { basis, engine: reading.look.engine?.name ?? null, certainty: reading.certainty, authors, dates };
}

function imagesIn(look: Look, found: Found | null): number {
  const urls = new Set<string>();
  for (const { body } of found?.posts ?? []) {
    for (const node of body) {
      if ('tagName' in node) for (const image of contentImages(node, look.linkBase)) urls.add(image.url);
    }
  }
  return urls.size;
}

function wallSighting(look: Look, wall: Exclude<Wall, null>): Sighting {
  return {
    site: 'forum',
    base: baseOf(look.url),
    siteName: siteNameOf(look),
    target: null,
    listing: null,
    wider: [],
    signedIn: signedInOn(look),
    userName: null,
    postsShown: 0,
    postsTotal: null,
    threadsShown: 0,
    imagesShown: 0,
    wall,
  };
}

function siteNameOf(look: Look): string {
  return metaOf(look.outline, 'og:site_name', 'application-name') ?? look.url.host;
}

/** The board a thread is in, by the page's own path to it. */
function breadcrumbOf(look: Look): { readonly url: URL; readonly title: string } | null {
  const { outline } = look;
  const here = threadAddress(look.url).key;
  for (let place = 0; place < outline.nodes.length; place++) {
    const box = elementAt(outline, place);
    if (!box || !hintsOf(box).some((hint) => /^(?:breadcrumbs?|breadcrumblist|crumbs?|pathbar|linktree)$/.test(hint)))
      continue;
    const range = rangeOf(outline, box);
    if (!range || range.end - range.start > 400) continue;
    let last: { readonly url: URL; readonly title: string } | null = null;
    for (const link of elementsIn(outline, range)) {
      const url = link.tagName === 'a' ? ownAddress(attr(link, 'href'), look.linkBase, look.url) : null;
      const title = url ? wordsOf(outline, link, 200) : '';
      const isBoard =
        url !== null && url.pathname !== '/' && !isProfileLink(link) && !noBoard.test(`${url.pathname}${url.search}`);
      if (isBoard && title && threadAddress(url).key !== here) last = { url, title };
    }
    if (last) return last;
  }
  return null;
}

/** Pages beside the path to a thread. */
const noBoard =
  /login|log_in|signin|register|search|members|recent|mark[-_]?(?:forums?|read)|unanswered|activity|help|faq|rules/i;

function widerOf(look: Look, target: Target): readonly WiderTarget[] {
  const above = breadcrumbOf(look);
  if (!above) return [];
  const { key } = threadAddress(above.url);
  if (key === target.key) return [];
  const url = new URL(withoutSession(above.url.href));
  url.hash = '';
  return [{ role: 'category', target: { ...target, kind: 'listing', key, url: url.href, title: above.title } }];
}

/** `read` of the adapter. */
export function read(page: Page): Harvest {
  const reading = readPage(page);
  if (reading.kind === null || reading.certainty < leastCertainty) return {};
  return harvestOf(reading);
}

export function harvestOf(reading: Reading): Harvest {
  const { look, kind } = reading;
  if (kind === 'listing' && reading.listing) return { targets: targetsOf(look, reading.listing, 0) };
  const target = targetOf(reading, 'thread');
  const more = furtherPages(look, look.engine?.thread?.next);
  return harvestThread(reading, target, firstOf(reading, reading.posts?.posts.length ?? 0), more);
}
