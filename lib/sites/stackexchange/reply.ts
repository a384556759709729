import type { FetchRequest, Harvest } from '../../model/thread';
import type { ParseContext, Reply } from '../adapter';
import { challenged, looksLikeHtml, malformed } from '../refusal';
import { parsedBody, readEnvelope, type Envelope } from './envelope';
import { apiFailure, failure, gone, isChallenge, quotaEnd, readApiError, type ApiError } from './failure';
import { filterIdOf, filterName, filterRequest } from './filter';
import { apiHost } from './hosts';
import { choicesOf } from './options';
import { parseListPage, parseQuestionPage } from './page-reply';
import { apiRequest, noteText } from './request';
import { parseAnswers, parseComments, parseQuestion } from './thread-reply';
import { endOfPages, parseBatch, parseListing } from './listing-reply';

/** `parse` of the adapter: what a reply to one of our requests gives. */
export function parse(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  const { host, origin } = new URL(request.url);
  if (isChallenge(reply)) throw challenged(host, host === apiHost ? `${origin}/` : request.target.url);
  const step = noteText(request.note, 'step');
  if (step === 'list-page' || step === 'question-page') return parsePage(request, reply, context, step);
  const data = parsedBody(reply.body);
  const error = readApiError(data);
  if (error) return afterError(request, error, reply, context);
  refuseStatus(request, reply);
  const envelope = readEnvelope(data);
  if (!envelope) throw unreadable(data, reply);
  return step === 'filter'
    ? withNewFilter(request, envelope, reply, context)
    : quotaTold(parseItems(request, step, envelope, context), envelope, context);
}

function parseItems(request: FetchRequest, step: string, envelope: Envelope, context: ParseContext): Harvest {
  switch (step) {
    case 'question':
      return parseQuestion(request, envelope, context);
    case 'answers':
      return parseAnswers(request, envelope, context);
    case 'comments':
      return parseComments(request, envelope);
    case 'questions':
      return parseBatch(request, envelope, context);
    default:
      return parseListing(request, envelope, context);
  }
}

function parsePage(request: FetchRequest, reply: Reply, context: ParseContext, step: string): Harvest {
  const { target } = request;
  if (reply.status === 404 || reply.status === 410) throw gone(target.url, target.kind);
  if (reply.status === 403) {
    const message = 'The site does not let this account see it.';
    throw failure({ code: 'forbidden', reason: 'forbiddenAtSite', url: target.url, message });
  }
  refuseStatus(request, reply);
  return step === 'list-page' ? parseListPage(request, reply, context) : parseQuestionPage(request, reply, context);
}

function refuseStatus(request: FetchRequest, reply: Reply): void {
  if (reply.status < 400 && reply.status !== 0) return;
  const { host } = new URL(request.url);
  const message = `${host} refused the request (${String(reply.status)}).`;
  throw malformed('refusedBySite', message, reply.body, [host, String(reply.status), '']);
}

function unreadable(data: unknown, reply: Reply): Error {
  if (data !== undefined) {
    return malformed('unexpectedShape', 'The API sent something other than what was asked for.', reply.body);
  }
  return looksLikeHtml(reply.body)
    ? malformed('htmlInsteadOfJson', 'The API sent a page where data was asked for.', reply.body)
    : malformed('brokenJson', 'The API sent data that cannot be read.', reply.body);
}

/**
 * Errors that can be mended at once: a page too deep ends the list; a filter the API does not know is made anew; where
 * none can be made, the API's own with texts does, and answers are asked for by question.
 */
function afterError(request: FetchRequest, error: ApiError, reply: Reply, context: ParseContext): Harvest {
  const { note, target } = request;
  if (/\bpage above \d/i.test(error.message) && noteText(note, 'step') === 'listing')
    return { targets: [], ...endOfPages };
  if (/\bfilter\b/i.test(error.message) && note?.['renewed'] !== true && noteText(note, 'step') !== 'filter') {
    return { next: [filterRequest(target, choicesOf(context).comments, { ...note, renewed: true })] };
  }
  const unmade = noteText(note, 'step') === 'filter' && /^(?:bad_parameter|no_method)$/.test(error.name);
  if (unmade && !/\bkey\b/i.test(error.message)) return withFilterId(request, 'withbody', context);
  throw apiFailure(error, reply.status, reply.body, context.keyed === true);
}

function withNewFilter(request: FetchRequest, envelope: Envelope, reply: Reply, context: ParseContext): Harvest {
  const id = filterIdOf(envelope.items);
  if (id === null) throw malformed('unexpectedShape', 'The API did not send the id of the filter.', reply.body);
  return { keep: { [filterName(choicesOf(context).comments)]: id }, ...withFilterId(request, id, context) };
}

/** What the filter was asked for. */
function withFilterId(request: FetchRequest, filter: string, context: ParseContext): Harvest {
  const { then: step = '', ...note } = request.note ?? {};
  return { next: [apiRequest(request.target, choicesOf(context), filter, { ...note, step })] };
}

/** With the day's last request the job pauses by itself; what the API then refuses would not count in its favour. */
function quotaTold(harvest: Harvest, { quotaRemaining, quotaMax }: Envelope, context: ParseContext): Harvest {
  if (quotaRemaining !== 0 || !harvest.next?.length) return harvest;
  return { ...harvest, pause: quotaEnd(quotaMax, context.keyed === true) };
}
