import type { FetchRequest, Harvest, Post, Target } from '../../model/thread';
import type { Page, ParseContext, Reply } from '../adapter';
import { challenged, deleted, forbidden, loginRequired, rateLimited, sessionLost, trouble } from '../refusal';
import { hostOf, notFound, unreadable } from './failure';
import { targetsOf } from './listing';
import { furtherPages, type FurtherPage } from './next-page';
import { harvestThread, readPage, type Reading } from './page';
import { mostSeen, noteOf, pageRequest, type PageNote } from './request';
import { isChallenge, messageOn, signedInOn } from './wall';

/** A crawl that leads on and on is stopped here; no real thread or listing has as many pages. */
const mostPages = 20_000;

/** `parse` of the adapter: what a page gives, and which page follows. */
export function parse(request: FetchRequest, reply: Reply, context: Pick<ParseContext, 'signedIn' | 'kept'>): Harvest {
  const { target } = request;
  const host = hostOf(target);
  if (isChallenge(reply.body, reply.headers)) throw challenged(host, target.url);
  if (reply.status === 429) throw rateLimited(host);
  if (reply.status >= 500 || reply.status === 0) throw trouble(host, reply.status);
  if (reply.status === 401) throw loginRequired(host, target.url);
  if (reply.status === 410) throw deleted(target.url);
  const url = URL.canParse(reply.url) ? new URL(reply.url) : new URL(request.url);
  const note = noteOf(request);
  const shapeKey = `shape:${host}`;
  const page = { url, html: reply.body };
  const reading = readWith(page, note.shape, target.kind === 'thread' ? (context.kept?.[shapeKey] ?? '') : '');
  const wanted = target.kind === 'thread' ? reading.posts : reading.listing;
  // Without somebody signed in, a page of a signed-in job is another page.
  if (context.signedIn && signedInOn(reading.look) === false) throw sessionLost(host, target.url);
  if (reply.status === 404) throw notFound(target.url);
  if (
    reply.status >= 400 ||
    !wanted ||
    (reading.posts?.basis === 'structure' &&
      note.shape === '' &&
      reading.certainty < 0.15 &&
      reading.look.shape === undefined)
  ) {
    refuse(reading, reply, target, context.signedIn);
  }
  const source = reading.look.engine?.[target.kind]?.next;
  const more = furtherPages(reading.look, source, new URL(target.url)).filter(({ place }) => place > note.place);
  if (target.kind === 'listing') return listingPage(request, reading, note, more);
  const harvest = threadPage(request, reading, note, more);
  const shape = reading.posts?.shape;
  // What the forum's posts look like serves its threads that have a single one.
  const worthKeeping = shape !== undefined && (reading.posts?.posts.length ?? 0) > 2 && reading.certainty >= 0.5;
  return worthKeeping && context.kept?.[shapeKey] !== shape ? { ...harvest, keep: { [shapeKey]: shape } } : harvest;
}

/** @param shape of the page before; @param kept of another thread, for a page that repeats nothing */
function readWith(page: Page, shape: string, kept: string): Reading {
  const reading = readPage(page, shape ? { shape } : {});
  const few = reading.posts === null || (reading.posts.basis === 'structure' && reading.posts.posts.length < 2);
  if (!few || !kept || shape) return reading;
  const alike = readPage(page, { shape: kept });
  return alike.posts?.shape === kept ? alike : reading;
}

/** Says why there is nothing on the page that was asked for. */
function refuse(reading: Reading, reply: Reply, target: Target, signedIn: boolean): never {
  const message = messageOn(reading.look);
  const host = hostOf(target);
  if (message === 'login') throw signedIn ? sessionLost(host, target.url) : loginRequired(host, target.url);
  if (message === 'gone') throw deleted(target.url);
  if (reply.status === 403) throw forbidden(target.url);
  throw unreadable(target.url, reply.body);
}

function threadPage(request: FetchRequest, reading: Reading, note: PageNote, more: readonly FurtherPage[]): Harvest {
  const { target } = request;
  const harvest = harvestThread(reading, target, note.first, more);
  const posts = note.most < 0 ? harvest.posts : harvest.posts.slice(0, note.most);
  const left = note.most < 0 ? -1 : note.most - posts.length;
  const count = note.first + posts.length;
  const seen = [...note.seen, ...posts.flatMap(({ siteId }) => (siteId === null ? [] : [siteId]))];
  const following = left === 0 || note.page + 1 >= mostPages ? null : nextOf(note, posts, more);
  const complete = following === null && more.length === 0 && note.whole && left !== 0 && seen.length === count;
  const unnumbered = posts.some(({ siteId }) => siteId === null);
  return {
    ...harvest,
    posts,
    ...(complete && !unnumbered && seen.length > 0 ? { presentSiteIds: seen } : {}),
    next:
      following === null
        ? []
        : [
            pageRequest(following.page.url, target, {
              page: note.page + 1,
              place: following.page.place,
              first: following.first,
              most: left,
              known: 0,
              seen: seen.length > mostSeen ? [] : seen,
              shape: reading.posts?.shape ?? '',
              whole: note.whole && !following.skips && seen.length <= mostSeen,
            }),
          ],
  };
}

interface Following {
  readonly page: FurtherPage;
  /** Posts on the pages before it. */
  readonly first: number;
  readonly skips: boolean;
}

/** The page after this one; of a thread that is known, the one where news can be. */
function nextOf(note: PageNote, posts: readonly Post[], more: readonly FurtherPage[]): Following | null {
  const [page] = more;
  if (!page) return null;
  const straight = { page, first: note.first + posts.length, skips: false };
  if (note.page > 0 || note.known <= posts.length || posts.length === 0) return straight;
  // Pages hold equally many posts, so that the page of the last known post is known, if a link to it is shown.
  const lastKnown = Math.floor((note.known - 1) / posts.length);
  const places = [lastKnown + 1, lastKnown * posts.length];
  const there = more.find(({ place }) => places.includes(place));
  return there && lastKnown > 1 ? { page: there, first: lastKnown * posts.length, skips: true } : straight;
}

function listingPage(request: FetchRequest, reading: Reading, note: PageNote, more: readonly FurtherPage[]): Harvest {
  const targets = reading.listing ? targetsOf(reading.look, reading.listing, note.first) : [];
  const [page] = more;
  if (!page || targets.length === 0 || note.page + 1 >= mostPages) return { targets };
  const next: PageNote = { ...note, page: note.page + 1, place: page.place, first: note.first + targets.length };
  return { targets, next: [pageRequest(page.url, request.target, next)] };
}
