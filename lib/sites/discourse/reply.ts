import type { FetchRequest, Harvest, Post } from '../../model/thread';
import type { Reply } from '../adapter';
import { asFields, asList, asWords, parseJson } from '../fields';
import { noteList, noteNumber, noteText } from '../note';
import {
  challenged,
  deleted,
  forbidden,
  isChallenge,
  looksLikeHtml,
  loginRequired,
  malformed,
  rateLimited,
  sessionLost,
} from '../refusal';
import { readSitemap, sitemapLimit } from '../sitemap';
import { locate, nextPageUrl } from './address';
import { failure, hostOf, isLoginPage, isSlowDown, notFound, readError } from './failure';
import { readListing } from './listing-json';
import {
  largestBatch,
  listingRequest,
  postsRequest,
  sitemapRequest,
  verifiedRequest,
  verifyRequest,
  walkRequest,
} from './request';
import { readPosts, readTopic, type TopicData } from './topic-json';

/** `parse` of the adapter: what a reply to one of our requests gives. */
export function parse(request: FetchRequest, reply: Reply, context: { readonly signedIn: boolean }): Harvest {
  const { target } = request;
  const home = `${target.base}/`;
  const step = noteText(request, 'step');
  if (isChallenge(reply)) throw challenged(hostOf(target), home);
  if (step === 'session') return parseSession(request, reply);
  if (context.signedIn && reply.headers['discourse-logged-out'] !== undefined) throw sessionLost(hostOf(target), home);
  const doubted = refuse(request, reply, context.signedIn);
  if (doubted) return { next: [doubted] };
  // A list for strangers looks whole, but is not. Not every host sends the header, so the session itself is asked.
  const unnamed = reply.headers['x-discourse-username'] === undefined && request.note?.['sessionChecked'] !== true;
  if (context.signedIn && step === 'listing' && unnamed) return { next: [verifyRequest(request)] };
  if (step === 'sitemap') return parseSitemap(request, reply);
  const data = jsonOf(reply);
  switch (step) {
    case 'posts':
      return parseBatch(request, data, reply);
    case 'walk':
      return parseWalk(request, data, reply);
    case 'listing':
      return parseListing(request, data, reply);
    default:
      return parseTopic(request, data, reply);
  }
}

/**
 * Throws when the reply is an error.
 * @returns a request to make first, where a signed-in job is told "not found", which it also is when its session ended
 */
function refuse(request: FetchRequest, reply: Reply, signedIn: boolean): FetchRequest | null {
  const { target } = request;
  const host = hostOf(target);
  const error = reply.body.length < 1_000_000 ? readError(parseJson(reply.body)) : null;
  if (error?.type === 'not_logged_in' || reply.status === 401 || (request.as !== 'html' && isLoginPage(reply))) {
    throw loginRequired(host, `${target.base}/`);
  }
  if (reply.status === 429 || error?.type === 'rate_limit' || isSlowDown(reply.body)) throw rateLimited(host);
  if (reply.status >= 500 || reply.status === 0 || error?.type === 'read_only') {
    throw failure({
      code: 'network',
      reason: 'siteTrouble',
      params: [host, String(reply.status)],
      message: `${host} has trouble answering (${reply.status}).`,
    });
  }
  const missing = reply.status === 404 || reply.status === 410 || error?.type === 'not_found';
  const barred = reply.status === 403 || error?.type === 'invalid_access';
  if (missing || barred) {
    if (signedIn && request.note?.['sessionChecked'] !== true) return verifyRequest(request);
    if (reply.status === 410) throw deleted(target.url);
    throw missing ? notFound(target.url, target.kind) : forbidden(target.url);
  }
  if (reply.status >= 400 || error) {
    const said = error?.message ?? '';
    const message = `${host} refused the request (${reply.status})${said ? `: ${said}` : '.'}`;
    throw malformed('refusedBySite', message, reply.body, [host, String(reply.status), said]);
  }
  return null;
}

function jsonOf(reply: Reply): unknown {
  const data = parseJson(reply.body);
  if (data !== undefined) return data;
  if (looksLikeHtml(reply.body)) {
    throw malformed('htmlInsteadOfJson', 'The forum sent a page where data was asked for.', reply.body);
  }
  throw malformed('brokenJson', 'The forum sent data that cannot be read.', reply.body);
}

function unexpected(reply: Reply): Error {
  return malformed('unexpectedShape', 'The forum sent something other than what was asked for.', reply.body);
}

function parseSession(request: FetchRequest, reply: Reply): Harvest {
  const { target } = request;
  const user = asFields(asFields(parseJson(reply.body))?.['current_user']);
  const sessionUser = reply.status === 200 ? asWords(user?.['username']) : null;
  const tells = reply.status === 200 ? asFields(parseJson(reply.body)) !== null : signedOut.has(reply.status);
  if (!tells && !isLoginPage(reply)) {
    if (reply.status === 429 || isSlowDown(reply.body)) throw rateLimited(hostOf(target));
    throw unexpected(reply);
  }
  const aside = verifiedRequest(request);
  if (aside === null) return { sessionUser };
  if (sessionUser === null) throw sessionLost(hostOf(target), `${target.base}/`);
  return { sessionUser, next: [aside] };
}

const signedOut: ReadonlySet<number> = new Set([401, 403, 404]);

function parseTopic(request: FetchRequest, data: unknown, reply: Reply): Harvest {
  const { target } = request;
  const topic = readTopic(data, target.base, Number(target.key));
  if (!topic) throw unexpected(reply);
  const maxPosts = noteNumber(request, 'maxPosts') ?? Infinity;
  const { stream } = topic;
  if (!stream) {
    const posts = topic.posts.slice(0, maxPosts);
    return { threads: [topic.thread], posts, next: walkOn(request, topic, posts, maxPosts) };
  }
  const wanted = stream.slice(0, maxPosts);
  const late = new Set(stream.slice(maxPosts));
  const posts = topic.posts.filter((post) => post.siteId === null || !late.has(post.siteId));
  const rest = unread(wanted, posts, noteList(request, 'known'), topic.chunkSize);
  return {
    threads: [topic.thread],
    posts,
    presentSiteIds: stream,
    next: postsRequest(target, { rest, size: topic.chunkSize, chunk: topic.chunkSize, capped: false }),
  };
}

/** Ids still to ask for. Of a thread we have: what is new, and the last batch, where edits and likes still happen. */
function unread(
  wanted: readonly string[],
  posts: readonly Post[],
  known: readonly string[] | null,
  chunk: number,
): readonly string[] {
  const got = new Set(posts.map((post) => post.siteId));
  const stored = new Set(known ?? []);
  const last = new Set(wanted.filter((id) => stored.has(id)).slice(-chunk));
  return wanted.filter((id) => !got.has(id) && (!stored.has(id) || last.has(id)));
}

function walkOn(
  request: FetchRequest,
  topic: TopicData,
  posts: readonly Post[],
  maxPosts: number,
): readonly FetchRequest[] {
  const after = posts.at(-1)?.position ?? 0;
  const left = Number.isFinite(maxPosts) ? maxPosts - posts.length : -1;
  const done = left === 0 || after === 0 || after >= topic.highestNumber;
  return done ? [] : [walkRequest(request.target, after, topic.highestNumber, left)];
}

function parseWalk(request: FetchRequest, data: unknown, reply: Reply): Harvest {
  const { target } = request;
  const topic = readTopic(data, target.base, Number(target.key));
  if (!topic) throw unexpected(reply);
  const after = noteNumber(request, 'after') ?? 0;
  const until = noteNumber(request, 'until') ?? 0;
  const left = noteNumber(request, 'left') ?? -1;
  const posts = topic.posts.filter((post) => post.position > after).slice(0, left < 0 ? undefined : left);
  const reached = posts.at(-1)?.position ?? until;
  const remaining = left < 0 ? -1 : left - posts.length;
  const done = reached >= until || remaining === 0;
  return { posts, next: done ? [] : [walkRequest(target, reached, until, remaining)] };
}

function parseBatch(request: FetchRequest, data: unknown, reply: Reply): Harvest {
  const { target } = request;
  const stream = asFields(asFields(data)?.['post_stream']);
  if (!stream || !Array.isArray(stream['posts'])) throw unexpected(reply);
  const asked = noteList(request, 'asked') ?? [];
  const chunk = noteNumber(request, 'chunk') ?? 20;
  const size = noteNumber(request, 'size') ?? chunk;
  const rest = noteList(request, 'rest') ?? [];
  const capped = request.note?.['capped'] === true;
  const place = { base: target.base, topicId: Number(target.key), slug: null };
  const wanted = new Set(asked);
  const posts = readPosts(asList(stream['posts']), place).filter(
    (post) => post.siteId !== null && wanted.has(post.siteId),
  );
  const got = new Set(posts.map((post) => post.siteId));
  const missing = asked.filter((id) => !got.has(id));
  // A host that answers only the first part of a large batch limits it. Posts missing here and there are gone instead.
  const cut =
    !capped && size > chunk && got.size >= chunk && got.size * 2 <= asked.length && missing[0] === asked[got.size];
  const next = cut
    ? { rest: [...missing, ...rest], size: chunk, chunk, capped: true }
    : { rest, size: missing.length || capped ? size : Math.max(size, largestBatch), chunk, capped };
  return { posts, next: postsRequest(target, next) };
}

function parseListing(request: FetchRequest, data: unknown, reply: Reply): Harvest {
  const { target } = request;
  const first = noteNumber(request, 'first') ?? 0;
  const listing = readListing(data, target.base, first);
  if (!listing) {
    // A group without posts answers with an empty list.
    if (Array.isArray(data) || Array.isArray(asFields(data)?.['posts'])) return { targets: [] };
    throw unexpected(reply);
  }
  const { targets } = listing;
  const url = targets.length ? furtherUrl(request, listing) : null;
  const page = (noteNumber(request, 'page') ?? 0) + 1;
  return { targets, next: url === null ? [] : [listingRequest(url, target, first + targets.length, page)] };
}

/** Where the list goes on; a site that leads back to where we are has no further page. */
function furtherUrl(request: FetchRequest, listing: NonNullable<ReturnType<typeof readListing>>): string | null {
  const here = new URL(request.url);
  if (listing.more !== null) {
    const url = nextPageUrl(listing.more, request.target);
    return url !== null && pageOf(new URL(url)) > pageOf(here) ? url : null;
  }
  if (listing.morePages) {
    here.searchParams.set('page', String(Math.max(1, pageOf(here)) + 1));
    return here.href;
  }
  if (listing.lowestPostId !== null) {
    const before = Number(here.searchParams.get('before_post_id') ?? Infinity);
    if (listing.lowestPostId >= before) return null;
    here.searchParams.set('before_post_id', String(listing.lowestPostId));
    return here.href;
  }
  return null;
}

/** The page number in an address; 0 for the first page. */
function pageOf(url: URL): number {
  const page = url.searchParams.get('page') ?? '0';
  return /^\d{1,9}$/.test(page) ? Number(page) : 0;
}

/** Indexes of sitemaps that are followed below one another. */
const deepestSitemap = 2;

function parseSitemap(request: FetchRequest, reply: Reply): Harvest {
  const { target } = request;
  const sitemap = readSitemap(reply.body);
  if (!sitemap) throw malformed('noSitemap', 'This address holds no sitemap.', reply.body);
  const first = noteNumber(request, 'first') ?? 0;
  const depth = noteNumber(request, 'depth') ?? 0;
  const targets = sitemap.addresses.flatMap(({ url, modifiedAt }, index) => {
    const found = URL.canParse(url) ? locate(new URL(url), target.base) : null;
    if (found?.kind !== 'thread') return [];
    return [{ ...found, ordinal: first + index, ...(modifiedAt === null ? {} : { hints: { bumpedAt: modifiedAt } }) }];
  });
  const host = hostOf(target);
  const nested = depth >= deepestSitemap ? [] : sitemap.nested.filter((url) => hostOfUrl(url) === host);
  // Each nested map gets its own range of ordinals, so that the order of arrival changes nothing.
  const range = sitemapLimit ** (deepestSitemap - depth);
  return {
    targets,
    next: nested.map((url, index) => sitemapRequest(url, target, first + index * range, depth + 1)),
  };
}

function hostOfUrl(url: string): string | null {
  return URL.canParse(url) && /^https?:/.test(url) ? new URL(url).host : null;
}
