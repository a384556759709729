import type { Harvest, Sighting, Target, WiderTarget } from '../../model/thread';
import type { Page } from '../adapter';
import { listingAddress, listingTarget, locate } from './address';
import { isChallenge } from './failure';
import { baseOfHost, targetOrigins } from './hosts';
import { readListingPage } from './listing-page';
import { readMarkup, type Markup } from './markup';
import { readQuestionPage, type QuestionPage } from './question-page';

/** `detect` of the adapter. */
export function detect(page: Page): Sighting | null {
  const markup = readMarkup(page);
  if (markup) return see(markup, shownBy(markup));
  // A guard stands in the site's place and has none of its marks; only the host says whose it is.
  const base = baseOfHost(page.url.host);
  const guarded = base !== null && isChallenge({ url: page.url.href, headers: {}, body: page.html });
  return guarded ? { ...nothing(base, new URL(base).host), wider: [siteTarget(base, '')], wall: 'challenge' } : null;
}

/** `read` of the adapter. */
export function read(page: Page): Harvest {
  const markup = readMarkup(page);
  return markup ? harvestOf(shownBy(markup)) : {};
}

export interface Shown {
  readonly question: QuestionPage | null;
  readonly rows: readonly Target[];
}

export function shownBy(markup: Markup): Shown {
  const { questionId } = markup;
  const question = markup.question && questionId !== null ? readQuestionPage(markup, questionId) : null;
  return { question, rows: question ? [] : readListingPage(markup) };
}

/** What the page shows: a question with its answers, or a list. */
export function harvestOf({ question, rows }: Shown): Harvest {
  if (question) return question.posts.length > 0 ? { threads: [question.thread], posts: question.posts } : {};
  return rows.length > 0 ? { targets: rows } : {};
}

function nothing(base: string, siteName: string): Omit<Sighting, 'wider' | 'wall'> {
  return {
    site: 'stackexchange',
    base,
    siteName,
    target: null,
    listing: null,
    signedIn: null,
    userName: null,
    postsShown: 0,
    postsTotal: null,
    threadsShown: 0,
    imagesShown: 0,
  };
}

function see(markup: Markup, { question, rows }: Shown): Sighting {
  const { base, siteName, signedIn, userName } = markup;
  const site = siteTarget(base, siteName);
  const common = { ...nothing(base, siteName), signedIn, userName, wall: null };
  if (question && question.posts.length > 0) {
    const { thread, posts } = question;
    const target = locate(new URL(thread.url), base);
    return {
      ...common,
      target: target && { ...target, title: thread.title },
      wider: [...tagTargets(base, thread.tags), site],
      postsShown: posts.filter((post) => post.kind !== 'comment').length,
      postsTotal: thread.postsCount,
      imagesShown: new Set(posts.flatMap((post) => post.images.map((image) => image.url))).size,
    };
  }
  const address = listingAddress(markup.url, base);
  if (address && rows.length > 0) {
    const target = listingTarget(base, address);
    return {
      ...common,
      target,
      listing: address.kind,
      wider: address.route === 'questions' ? [] : [site],
      threadsShown: rows.length,
    };
  }
  const path = markup.url.pathname;
  if (/^\/users\/(?:login|signup)\b/.test(path)) return { ...common, wider: [site], wall: 'login' };
  // A question's address without a question is the page that says it is gone.
  const missing = locate(markup.url, base)?.kind === 'thread';
  return { ...common, wider: [site], wall: missing ? 'error' : null };
}

function siteTarget(base: string, siteName: string): WiderTarget {
  const target: Target = {
    site: 'stackexchange',
    base,
    kind: 'listing',
    key: '/questions',
    url: `${base}/questions`,
    title: siteName || new URL(base).host,
    ordinal: 0,
    ...targetOrigins,
  };
  return { role: 'forum', target };
}

/** The first tag says most about a question. */
function tagTargets(base: string, tags: readonly string[]): readonly WiderTarget[] {
  const [tag] = tags;
  if (tag === undefined) return [];
  const target = locate(new URL(`${base}/questions/tagged/${encodeURIComponent(tag)}`), base);
  return target ? [{ role: 'tag', target }] : [];
}
