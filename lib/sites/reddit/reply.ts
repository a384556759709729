import { parsePage } from '../../base/html';
import type { AppError } from '../../model/error';
import type { FetchRequest, Harvest } from '../../model/thread';
import type { ParseContext, Reply } from '../adapter';
import { asFields, asWords } from '../fields';
import { noteText } from '../note';
import { sessionLost } from '../refusal';
import { threadAt } from './address';
import { blockError, blockIn, dataError, malformed, notFound, statusError } from './failure';
import { parseListing } from './listing';
import { canonicalOf } from './markup';
import { wishesOf, type Wishes } from './options';
import { listedOf, listingPage, threadPage, verifiedRequest, verifyRequest } from './request';
import { parseComments, parseFurther, parseThread } from './thread-reply';
import { dataIn } from './things-json';

/** `parse` of the adapter: what a reply to one of our requests gives. */
export function parse(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  const wishes = wishesOf(context);
  const data = dataIn(reply.body);
  const step = noteText(request, 'step');
  if (step === 'session') return parseSession(request, data, reply);
  const doubted = refuse(request, data, reply, context.signedIn, wishes);
  if (doubted) return doubted;
  const harvest = read(request, step, data, reply, wishes);
  // Data came, so the next thread asks for data again.
  const mended = step === 'listing' && request.as === 'json' && context.kept?.['route'] === 'pages';
  return mended ? { ...harvest, keep: { route: 'json' } } : harvest;
}

function read(request: FetchRequest, step: string | null, data: unknown, reply: Reply, wishes: Wishes): Harvest {
  switch (step) {
    case 'listing':
      return parseListing(request, data, reply, wishes);
    case 'share':
      return parseShare(request, reply);
    case 'comments':
      return parseComments(request, reply, wishes);
    case 'more':
    case 'deep':
    case 'load':
      return parseFurther(request, data, reply, wishes);
    default:
      return parseThread(request, data, reply, wishes);
  }
}

/**
 * Throws when the reply is an error or a block.
 * @returns what to ask for instead: the pages, where the data is refused; who is signed in, before a refusal is believed
 */
function refuse(request: FetchRequest, data: unknown, reply: Reply, signedIn: boolean, wishes: Wishes): Harvest | null {
  const { target } = request;
  if (data !== undefined) {
    const error = dataError(data, reply.status, target);
    return error ? doubt(request, error, signedIn) : null;
  }
  const block = blockIn(reply.body, reply.url);
  const shown = noteText(request, 'step') !== 'share' && wishes.route === 'auto';
  if (block === 'refused' && request.as === 'json' && shown) return pagesInstead(request, wishes);
  if (block) return doubt(request, blockError(block, target, reply.body), signedIn);
  const error = statusError(reply.status, target);
  if (error) return doubt(request, error, signedIn);
  if (request.as === 'json') throw malformed(reply.body);
  return null;
}

/** Signed out, much is "private" or "not found" that the person was reading a minute ago. */
function doubt(request: FetchRequest, error: AppError, signedIn: boolean): Harvest {
  const unsure = error.code === 'gone' || error.code === 'forbidden';
  const checked = request.note?.['sessionChecked'] === true || request.form !== undefined;
  if (!signedIn || !unsure || checked) throw error;
  return { next: [verifyRequest(request)] };
}

/**
 * The site refuses its data and shows its pages: they are read instead, from here on. A thread half read begins anew,
 * since its pages have other gaps.
 */
function pagesInstead(request: FetchRequest, wishes: Wishes): Harvest {
  const { target, note = {} } = request;
  const begun = noteText(request, 'step') !== 'thread';
  const next =
    target.kind === 'thread'
      ? threadPage(target, begun ? (note['present'] === undefined ? {} : { again: true }) : note)
      : listingPage(target, listedOf(request), afterIn(request.url), wishes);
  return { next: [next], keep: { route: 'pages' }, remarks: [{ event: 'redditPages', params: [] }] };
}

function afterIn(url: string): string | null {
  return new URL(url).searchParams.get('after');
}

function parseSession(request: FetchRequest, data: unknown, reply: Reply): Harvest {
  const { target } = request;
  const fields = asFields(data);
  const aside = verifiedRequest(request);
  // Where the data is refused nobody is told who is signed in, which is no reason to stop.
  if (!fields || reply.status >= 500 || reply.status === 429) return aside ? { next: [aside] } : {};
  const sessionUser = asWords((asFields(fields['data']) ?? fields)['name']);
  if (!aside) return { sessionUser };
  if (sessionUser === null) throw sessionLost(new URL(target.base).host, `${target.base}/`);
  return { sessionUser, next: [aside] };
}

/** A share link: where it led, or what the page it led to calls itself. */
function parseShare(request: FetchRequest, reply: Reply): Harvest {
  const { target } = request;
  const found = threadAt(reply.url, target.base) ?? threadAt(canonicalOf(parsePage(reply.body)) ?? '', target.base);
  if (!found) throw notFound(target);
  return { targets: [found] };
}
