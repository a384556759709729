import type { FetchRequest, RequestNote, Target } from '../../model/thread';
import type { KnownThread, PlanOptions } from '../adapter';
import { noteList, noteNumber, noteText } from '../note';
import {
  commentSort,
  isShareLink,
  listingAddress,
  listingPath,
  placeIn,
  reordered,
  type ListingAddress,
} from './address';
import { wishesOf, type Wishes } from './options';
import type { Pending } from './place';
import { noteOf, type Progress, type Route } from './progress';

// The requests of this adapter. All go through an open tab of the person's, as the page's own: since May 2026 Reddit
// answers nobody else. Each carries in its note what its reply is read by.

export type Step = 'thread' | 'comments' | 'more' | 'deep' | 'load' | 'listing' | 'share' | 'session';

/** Comments asked for at once; the server gives no more, and refuses addresses with many more. */
const batch = 100;
/** The most comments one page of a thread holds. */
const pageSize = 500;

/** `plan` of the adapter. */
export function plan(target: Target, known?: KnownThread, context?: PlanOptions): readonly FetchRequest[] {
  const wishes = wishesOf(context);
  const pages = wishes.route === 'pages' || (wishes.route === 'auto' && context?.kept?.['route'] === 'pages');
  if (target.kind === 'thread') {
    const note = { ...(known ? { again: true } : {}), ...(context?.maxPosts ? { maxPosts: context.maxPosts } : {}) };
    return [pages ? threadPage(target, note) : threadData(target, note, wishes)];
  }
  if (isShareLink(target)) return [inTab({ url: target.url, as: 'html', target, note: { step: 'share' } })];
  const start = { first: 0, page: 0, count: 0, seen: [] };
  // A list tries the data first, so that a refusal of yesterday is not for ever.
  if (wishes.route === 'pages') return [listingPage(target, start, null, wishes)];
  return [listingData(target, start, null, wishes)];
}

function inTab(request: FetchRequest): FetchRequest {
  return { ...request, via: 'tab' };
}

function data(url: string, target: Target, step: Step, note: RequestNote): FetchRequest {
  return inTab({ url, as: 'json', accept: 'application/json', target, note: { ...note, step } });
}

function page(url: string, target: Target, step: Step, note: RequestNote): FetchRequest {
  return inTab({ url, as: 'html', accept: 'text/html', target, note: { ...note, step } });
}

function threadData(target: Target, note: RequestNote, wishes: Wishes): FetchRequest {
  const most = typeof note['maxPosts'] === 'number' ? Math.min(pageSize, note['maxPosts']) : pageSize;
  // The server heeds a depth below ten, and sends ten levels otherwise.
  const depth = wishes.depth !== null && wishes.depth < 10 ? `&depth=${String(wishes.depth)}` : '';
  const query = `raw_json=1&limit=${String(most)}&sort=${commentSort(target.url)}${depth}`;
  return data(`${target.base}${placePath(target)}/comments/${target.key}/.json?${query}`, target, 'thread', note);
}

/** The thread as a page; which of the two sites answers is the person's choice, so the reply is read as what it is. */
export function threadPage(target: Target, note: RequestNote): FetchRequest {
  const url = `${target.base}${placePath(target)}/comments/${target.key}/?limit=${String(pageSize)}&sort=${commentSort(target.url)}`;
  return page(url, target, 'thread', note);
}

function placePath(target: Target): string {
  const place = placeIn(target.url);
  return place === null ? '' : `/${place}`;
}

/** The comments of a page of the new site that came without them. */
export function commentsPart(target: Target, src: string, note: RequestNote): FetchRequest | null {
  const url = sameOrigin(src, target);
  return url === null ? null : page(url, target, 'comments', note);
}

function sameOrigin(src: string, target: Target): string | null {
  if (!URL.canParse(src, target.base)) return null;
  const url = new URL(src, target.base);
  return url.origin === new URL(target.base).origin ? url.href : null;
}

/** The next request for comments that are missing, and what then remains; null: nothing is. */
export function furtherRequest(target: Target, progress: Progress): FetchRequest | null {
  const { queue, route } = progress;
  // Names first: a request for them brings a hundred comments, the others one branch.
  const first = queue.find((at) => at.by === 'ids') ?? queue[0];
  if (!first) return null;
  const asked =
    first.by === 'ids' ? queue.filter((at) => at.by === 'ids' && at.token === first.token).slice(0, batch) : [first];
  const taken = new Set(asked);
  const note = noteOf({ ...progress, queue: queue.filter((at) => !taken.has(at)), made: progress.made + 1 }, asked);
  if (first.by === 'deep') return deepRequest(target, first, route, note);
  if (first.by === 'loader') return loadRequest(target, first, progress.token, note);
  return route === 'json' ? moreData(target, asked, note) : moreOld(target, asked, note);
}

function moreData(target: Target, asked: readonly Pending[], note: RequestNote): FetchRequest {
  const form = {
    api_type: 'json',
    link_id: `t3_${target.key}`,
    children: asked.map((at) => at.name.slice(3)).join(','),
    sort: commentSort(target.url),
    limit_children: 'false',
    raw_json: '1',
  };
  return { ...data(`${target.base}/api/morechildren.json?raw_json=1`, target, 'more', note), form };
}

/** As the old pages' own script asks, pieces of the page included. */
function moreOld(target: Target, asked: readonly Pending[], note: RequestNote): FetchRequest {
  const [first] = asked;
  const form = {
    link_id: `t3_${target.key}`,
    sort: commentSort(target.url),
    children: (first?.token ?? '') + asked.map((at) => (first?.token ? at.name : at.name.slice(3))).join(','),
    id: first?.name ?? '',
    limit_children: 'False',
    ...(placeIn(target.url)?.startsWith('r/') === true ? { r: placeIn(target.url)?.slice(2) ?? '' } : {}),
    renderstyle: 'html',
  };
  const headers = { 'X-Requested-With': 'XMLHttpRequest' };
  return { ...data(`${target.base}/api/morechildren`, target, 'more', note), form, headers };
}

/** "Continue this thread": the comment's own page, with what answers it. */
function deepRequest(target: Target, at: Pending, route: Route, note: RequestNote): FetchRequest {
  const path = `${target.base}${placePath(target)}/comments/${target.key}`;
  const query = `limit=${String(pageSize)}&sort=${commentSort(target.url)}`;
  const id = at.name.slice(3);
  if (route === 'json') return data(`${path}/_/${id}/.json?raw_json=1&${query}`, target, 'deep', note);
  if (route === 'old') return page(`${path}/_/${id}/?${query}`, target, 'deep', note);
  return page(`${path}/comment/${id}/?force-legacy-sct=1`, target, 'deep', note);
}

/** What a "more replies" button of the new pages sends; the token only where a page gave one. */
function loadRequest(target: Target, at: Pending, token: string, note: RequestNote): FetchRequest | null {
  const url = sameOrigin(at.token, target);
  if (url === null) return null;
  const form = { cursor: at.cursor, ...(token === '' ? {} : { csrf_token: token }) };
  return { ...page(url, target, 'load', note), form };
}

/** How far a list has been read. */
export interface Listed {
  /** Ordinal of the first thread of this page. */
  readonly first: number;
  /** From 0; the limit of pages goes by it. */
  readonly page: number;
  /** Entries seen, those left out included. */
  readonly count: number;
  /** Keys of the threads listed: lists move while they are read. */
  readonly seen: readonly string[];
}

function wantedListing(target: Target, wishes: Wishes): ListingAddress | null {
  const listing = listingAddress(new URL(target.url));
  return listing && reordered(listing, wishes.sort, wishes.time);
}

function listingUrl(target: Target, wishes: Wishes, file: string, more: Readonly<Record<string, string>>): string {
  const listing = wantedListing(target, wishes);
  if (!listing) return target.url;
  const query = new URLSearchParams({ ...more, ...listing.query });
  return `${target.base}${listingPath(listing, file)}?${query.toString()}`;
}

export function listingData(target: Target, listed: Listed, after: string | null, wishes: Wishes): FetchRequest {
  const paging = { raw_json: '1', limit: '100', ...(after === null ? {} : { after, count: String(listed.count) }) };
  return data(listingUrl(target, wishes, '.json', paging), target, 'listing', { ...listed });
}

export function listingPage(target: Target, listed: Listed, after: string | null, wishes: Wishes): FetchRequest {
  const paging = { limit: '100', ...(after === null ? {} : { after, count: String(listed.count) }) };
  return page(listingUrl(target, wishes, '', paging), target, 'listing', { ...listed });
}

/** The next part of a list of the new pages, at the address they give. */
export function listingPart(target: Target, listed: Listed, src: string): FetchRequest | null {
  const url = sameOrigin(src, target);
  return url === null ? null : page(url, target, 'listing', { ...listed });
}

export function listedOf(request: FetchRequest): Listed {
  return {
    first: noteNumber(request, 'first') ?? 0,
    page: noteNumber(request, 'page') ?? 0,
    count: noteNumber(request, 'count') ?? 0,
    seen: noteList(request, 'seen') ?? [],
  };
}

/** `session` of the adapter. */
export function session(target: Target): FetchRequest {
  return data(`${target.base}/api/me.json?raw_json=1`, target, 'session', {});
}

/** Asks who is signed in before a refusal is believed; what was asked for is kept to be asked again. */
export function verifyRequest(original: FetchRequest): FetchRequest {
  const { note = {}, url, as, target } = original;
  return data(`${target.base}/api/me.json?raw_json=1`, target, 'session', {
    ...note,
    verify: url,
    verifyAs: as,
    verifyStep: noteText(original, 'step') ?? '',
  });
}

/** The request that was put aside; null: this only asked who is signed in. */
export function verifiedRequest(request: FetchRequest): FetchRequest | null {
  const url = noteText(request, 'verify');
  if (url === null) return null;
  const step = noteText(request, 'verifyStep');
  const own = Object.entries(request.note ?? {}).filter(([name]) => !name.startsWith('verify'));
  const note = { ...Object.fromEntries(own), sessionChecked: true };
  const as: Step = isStep(step) ? step : 'thread';
  return noteText(request, 'verifyAs') === 'html'
    ? page(url, request.target, as, note)
    : data(url, request.target, as, note);
}

function isStep(value: string | null): value is Step {
  return value !== null && ['thread', 'comments', 'deep', 'listing', 'share'].includes(value);
}
