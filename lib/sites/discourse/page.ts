import { attr, elementsOutside, find, hasClass, textOf, type Element } from '../../base/html';
import type { Harvest, ListingKind, Sighting, Target, WiderTarget } from '../../model/thread';
import type { Page } from '../adapter';
import { asFields, asWords } from '../fields';
import { listingAddress, locate, pathBelow } from './address';

import { readListingPage } from './listing-page';
import { readMarkup, type Markup } from './markup';
import { readTopicPage, type TopicPage } from './topic-page';

/** `detect` of the adapter. */
export function detect(page: Page): Sighting | null {
  const markup = readMarkup(page);
  return markup && see(markup);
}

/** `read` of the adapter. */
export function read(page: Page): Harvest {
  const markup = readMarkup(page);
  return markup ? harvestOf(markup, shownBy(markup)) : {};
}

/** What was found of the page, or why it could not be. */
export interface Shown {
  readonly topic: TopicPage | null;
  readonly wall: Wall;
}

export function shownBy(markup: Markup): Shown {
  const topic = markup.topicId === null ? null : readTopicPage(markup, markup.topicId);
  return { topic, wall: wallOf(markup, topic) };
}

/** What the page shows: a topic's posts, or a listing's topics. */
export function harvestOf(markup: Markup, { topic, wall }: Shown): Harvest {
  if (wall) return {};
  if (topic) return topic.posts.length ? { threads: [topic.thread], posts: topic.posts } : {};
  const targets = readListingPage(markup);
  return targets.length ? { targets } : {};
}

function see(markup: Markup): Sighting {
  const { topic, wall } = shownBy(markup);
  const nothing = { target: null, listing: null, postsShown: 0, postsTotal: null, threadsShown: 0, imagesShown: 0 };
  const common = {
    site: 'discourse' as const,
    base: markup.base,
    siteName: markup.siteName,
    ...userOf(markup),
    wall,
  };
  const forum = forumTarget(markup);
  if (wall) return { ...common, ...nothing, wider: [forum] };
  if (topic) {
    const { thread, posts, category } = topic;
    const target = locate(new URL(thread.url), markup.base);
    return {
      ...common,
      ...nothing,
      target: target && { ...target, title: thread.title },
      wider: [...(category ? [{ role: 'category' as const, target: category }] : []), forum],
      postsShown: posts.length,
      postsTotal: thread.postsCount,
      imagesShown: new Set(posts.flatMap((post) => post.images.map((image) => image.url))).size,
    };
  }
  const target = locate(markup.url, markup.base);
  if (target?.kind !== 'listing') return { ...common, ...nothing, wider: [forum] };
  const listing = listingKindOf(markup);
  const wholeForum = target.key === forum.target.key;
  return {
    ...common,
    ...nothing,
    target: { ...target, title: titleOf(markup, listing) ?? target.title },
    listing,
    wider: wholeForum ? [] : [forum],
    threadsShown: readListingPage(markup).filter((shown) => shown.kind === 'thread').length,
  };
}

function forumTarget(markup: Markup): WiderTarget {
  const target: Target = {
    site: 'discourse',
    base: markup.base,
    kind: 'listing',
    key: '/latest',
    url: `${markup.base}/latest`,
    title: markup.siteName,
    ordinal: 0,
  };
  return { role: 'forum', target };
}

/** The kind of list; the front page shows what its forum has chosen. */
function listingKindOf(markup: Markup): ListingKind | null {
  const address = listingAddress(markup.url, markup.base);
  if (!address) return null;
  if (pathBelow(markup.url, markup.base)?.length) return address.listing;
  const home = markup.meta.get('discourse_current_homepage') ?? '';
  if (home.startsWith('categor')) return 'categories';
  if (home.startsWith('top')) return 'top';
  return home === '' || home.startsWith('latest') ? 'latest' : 'other';
}

/** A category's or tag's name as the page writes it; addresses have only a slug. */
function titleOf(markup: Markup, listing: ListingKind | null): string | null {
  if (listing !== 'category' && listing !== 'tag') return null;
  const root = markup.live ? markup.tree : (markup.crawler ?? markup.tree);
  const boxes = ['category-heading', 'category-title-name', 'category-drop', 'category-breadcrumb'];
  const box = markup.live ? find(root, (at) => boxes.some((name) => hasClass(at, name))) : null;
  const heading =
    (box && find(box, (at) => /^h1$/.test(at.tagName) || hasClass(at, 'badge-category__name'))) ??
    find(root, (at) => at.tagName === 'h1' && find(at, (inner) => attr(inner, 'itemprop') === 'name') !== null);
  return heading ? asWords(textOf(heading).replace(/\s+/g, ' ')) : null;
}

type Wall = Sighting['wall'];

function wallOf(markup: Markup, topic: TopicPage | null): Wall {
  const path = pathBelow(markup.url, markup.base)?.join('/') ?? '';
  if (path === 'login' || path === 'signup' || path === 'session/sso') return 'login';
  // Posts beat everything: error and login boxes lie hidden in many pages.
  if (topic?.posts.length) return null;
  const outside = elementsOutside(markup.tree, (at) => at.tagName === 'noscript' || hasClass(at, 'cooked'));
  for (const element of outside) {
    if (isLogin(element)) return 'login';
    if (isError(element)) return 'error';
  }
  const inCrawler = markup.crawler && !markup.live ? find(markup.crawler, (at) => isLogin(at) || isError(at)) : null;
  if (inCrawler) return isLogin(inCrawler) ? 'login' : 'error';
  const settings = asFields(markup.preloaded.get('siteSettings'));
  return settings?.['login_required'] === true && userOf(markup).signedIn === false ? 'login' : null;
}

function isLogin(element: Element): boolean {
  return hasClass(element, 'login-welcome') || hasClass(element, 'login-fullpage');
}

const errorClasses = ['page-not-found', 'not-found-container', 'error-page', 'topic-error'];

function isError(element: Element): boolean {
  return errorClasses.some((name) => hasClass(element, name));
}

/** Who is signed in, as the header shows it or the server sent it along. */
function userOf(markup: Markup): Pick<Sighting, 'signedIn' | 'userName'> {
  const sent = asWords(asFields(markup.preloaded.get('currentUser'))?.['username']);
  if (sent !== null) return { signedIn: true, userName: sent };
  const button = markup.marks.currentUser;
  if (button) return { signedIn: true, userName: nameOf(button, markup) };
  const anonymous =
    markup.htmlClasses.includes('anon') ||
    markup.marks.loginButton !== null ||
    (markup.preloaded.names.includes('siteSettings') && !markup.preloaded.names.includes('currentUser'));
  return { signedIn: anonymous ? false : null, userName: null };
}

/** From the link to one's own page, or the address of one's own picture. */
function nameOf(button: Element, markup: Markup): string | null {
  for (const element of [button, ...elementsOutside(button, () => false)]) {
    const path = attr(element, 'href') ?? attr(element, 'src') ?? '';
    const match = /\/(?:u|users|user_avatar\/[^/]{1,200})\/([^/?#]{1,200})/.exec(path.slice(0, 1000));
    if (match?.[1]) return decoded(match[1]);
  }
  return markup.meta.get('discourse-username') ?? null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
