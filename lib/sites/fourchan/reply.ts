import type { FetchRequest, Harvest, Target } from '../../model/thread';
import type { ParseContext, Reply } from '../adapter';
import { asFields, parseJson } from '../fields';
import { noteNumber, noteText } from '../note';
import { challenged, isChallenge, looksLikeHtml, trouble } from '../refusal';
import { boardGone, brokenJson, forbidden, refused, threadGone, unexpected } from './failure';
import { readFoolIndex, readFoolThread } from './fool-json';
import { inTurn, readList, targetsOf } from './lists-json';
import { readLynxThread } from './lynx-json';
import { readMarkup } from './markup';
import { option } from './options';
import { shownThread, shownThreads } from './page';
import { dialectOf, type Place } from './place';
import { foolIndexRequest, pageRequest } from './request';
import { readThread, type ThreadData } from './thread-json';
import { watchOn } from './watch';

/** `parse` of the adapter. */
export function parse(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  // The check is passed by opening the refused address itself: each host has its own.
  if (isChallenge(reply)) throw challenged(new URL(request.url).host, request.url);
  const thread = request.target.kind === 'thread';
  const watched = request.note?.['watch'] === true;
  if (reply.status === 304) return thread ? { unchanged: true, ...watchOn(request, null, reply, context) } : {};
  if (reply.status === 404 || reply.status === 410) {
    // What was watched has been whole all along; that it is gone now is how watching ends.
    if (watched) return { unchanged: true, remarks: [{ event: 'watchGone', params: [request.target.title] }] };
    return missing(request);
  }
  if (reply.status === 401 || reply.status === 403) throw forbidden(request.target.url);
  if (reply.status >= 500) throw trouble(new URL(reply.url).host, reply.status);
  if (reply.status >= 400) throw refused(reply);
  if (request.as === 'html') return parsePage(request, reply, context);
  const data = parseJson(reply.body);
  if (data === undefined) {
    if (looksLikeHtml(reply.body) && canAskPage(request)) return { next: [pageRequest(request)] };
    throw brokenJson(reply.body);
  }
  return thread ? parseThread(request, reply, data, context) : parseListing(request, reply, data, context);
}

/** Not there. A host that has the markup alone has no data at all, so its page is asked before that is believed. */
function missing(request: FetchRequest): Harvest {
  if (request.as === 'json' && canAskPage(request)) return { next: [pageRequest(request)] };
  if (request.target.kind === 'thread') throw threadGone(request.target.url);
  const board = noteText(request, 'board') ?? '';
  // Some boards have no archive.
  if (noteText(request, 'step') === 'archive')
    return { remarks: [{ event: 'boardWithoutArchive', params: [`/${board}/`] }] };
  if (request.target.key.includes(',')) return { remarks: [{ event: 'boardMissing', params: [`/${board}/`] }] };
  throw boardGone({ ...request.target, title: `/${board}/` });
}

function canAskPage({ target, note }: FetchRequest): boolean {
  return dialectOf(target) !== 'yotsuba' && note?.['step'] !== 'archive' && note?.['watch'] !== true;
}

function placeOf(target: Target, board: string): Place {
  return { base: target.base, dialect: dialectOf(target), board };
}

function boardOf({ key }: Target): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

function parseThread(request: FetchRequest, reply: Reply, value: unknown, context: ParseContext): Harvest {
  const { target } = request;
  const place = placeOf(target, boardOf(target));
  const data = readThread(value, place) ?? readLynxThread(value, place) ?? readFoolThread(value, place);
  if (!data) {
    if (asFields(value)?.['error'] !== undefined) throw threadGone(target.url);
    throw unexpected(reply.body);
  }
  return harvestOfThread(request, reply, data, context);
}

function harvestOfThread(request: FetchRequest, reply: Reply, data: ThreadData, context: ParseContext): Harvest {
  const own = target(data, request.target);
  if (!own) throw unexpected(reply.body);
  const maxPosts = noteNumber(request, 'maxPosts') ?? Infinity;
  const lastModified = reply.headers['last-modified'];
  return {
    threads: [data.thread],
    posts: data.posts.slice(0, maxPosts),
    ...(data.whole ? { presentSiteIds: data.posts.map((post) => post.id) } : {}),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...watchOn(request, data, reply, context),
  };
}

/** Whether a thread that came is the one asked for. */
function target(data: ThreadData, { key }: Target): boolean {
  return data.thread.id.endsWith(`:${key}`);
}

function parsePage(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  const markup = readMarkup({ url: new URL(request.target.url), html: reply.body });
  if (!markup || markup.wall) throw unexpected(reply.body);
  if (request.target.kind === 'thread') {
    const data = shownThread(markup);
    if (!data) throw unexpected(reply.body);
    return harvestOfThread(request, reply, data, context);
  }
  return { targets: shownThreads(markup).slice(0, perBoard(context)) };
}

function perBoard(context: ParseContext): number {
  const value = option('threadsPerBoard', context);
  return typeof value === 'number' && value >= 1 ? value : Infinity;
}

function parseListing(request: FetchRequest, reply: Reply, value: unknown, context: ParseContext): Harvest {
  const { target } = request;
  const board = noteText(request, 'board') ?? '';
  const place = placeOf(target, board);
  const wanted = perBoard(context);
  if (noteText(request, 'step') === 'fool-index') return parseFoolIndex(request, reply, value, wanted);
  const list = readList(value);
  if (!list) throw unexpected(reply.body);
  const targets = targetsOf(inTurn(list.pages).slice(0, wanted), place);
  if (targets.length > 0) return { targets };
  return { targets, remarks: [{ event: 'boardEmpty', params: [`/${board}/`] }] };
}

function parseFoolIndex(request: FetchRequest, reply: Reply, value: unknown, wanted: number): Harvest {
  const { target } = request;
  const board = noteText(request, 'board') ?? '';
  const first = noteNumber(request, 'first') ?? 0;
  const page = (noteNumber(request, 'page') ?? 0) + 1;
  const found = readFoolIndex(value);
  if (!found) {
    if (asFields(value)) return first === 0 ? { remarks: [{ event: 'boardEmpty', params: [`/${board}/`] }] } : {};
    throw unexpected(reply.body);
  }
  const targets = targetsOf(found.slice(0, wanted - first), placeOf(target, board), first);
  const more = found.length > 0 && first + targets.length < wanted;
  return { targets, next: more ? [foolIndexRequest(target, board, page + 1, first + targets.length)] : [] };
}
