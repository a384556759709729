import type { FetchRequest, Harvest } from '../../model/thread';
import type { ParseContext, Reply } from '../adapter';
import { malformed } from '../refusal';
import { gone } from './failure';
import { readListingPage } from './listing-page';
import { readMarkup, type Markup } from './markup';
import { choicesOf } from './options';
import { readQuestionPage } from './question-page';
import { listPageRequest, noteCount, noteText, questionPageRequest } from './request';

// The route without the API: the pages that people read.

/** More answers than any question has. */
const mostPages = 200;

function markupOf(reply: Reply): Markup {
  const markup = readMarkup({ url: new URL(reply.url), html: reply.body });
  if (!markup) throw malformed('unexpectedShape', 'The site sent something other than one of its pages.', reply.body);
  return markup;
}

export function parseListPage(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  const { target, note } = request;
  const choices = choicesOf(context);
  const markup = markupOf(reply);
  const first = noteCount(note, 'first');
  const rows = readListingPage(markup, first);
  const unanswered = /^\/unanswered\b|unanswered/i.test(target.key);
  const targets = rows.filter(({ hints }) => {
    if (unanswered || choices.answered === 'any') return true;
    return choices.answered === 'accepted' ? hints?.solved !== false : hints?.replies !== 0;
  });
  const page = noteCount(note, 'page') + 1;
  const further = rows.length > 0 && markup.nextPage;
  return { targets, next: further ? [listPageRequest(target, choices, page, first + rows.length)] : [] };
}

export function parseQuestionPage(request: FetchRequest, reply: Reply, context: ParseContext): Harvest {
  const { target, note } = request;
  const { comments } = choicesOf(context);
  const markup = markupOf(reply);
  // A duplicate may send on to its original; that is another question.
  if (markup.questionId !== target.key) throw gone(target.url, 'thread');
  const ordered = note?.['answersPage'] !== undefined;
  const page = noteCount(note, 'answersPage');
  const shown = readQuestionPage(markup, target.key, page);
  if (page === 0 && shown.posts.length === 0) throw gone(target.url, 'thread');
  const before = noteText(note, 'accepted') || null;
  const acceptedPostId = shown.thread.acceptedPostId ?? before;
  const posts = shown.posts.filter((post) => comments || post.kind !== 'comment');
  const more = markup.nextPage && shown.answers > 0 && page < mostPages;
  // More than a page of answers comes by votes at first; that order may change between two pages.
  const next = more ? questionPageRequest(target, ordered ? page + 1 : 0, acceptedPostId) : null;
  return {
    threads: [{ ...shown.thread, acceptedPostId }],
    posts: page === 0 ? posts : posts.filter((post) => post.kind !== 'root'),
    next: next ? [next] : [],
    ...(comments && shown.hiddenComments > 0
      ? { remarks: [{ event: 'commentsHidden', params: [String(shown.hiddenComments), shown.thread.title] }] }
      : {}),
    ...(!ordered && !next ? { presentSiteIds: posts.flatMap((post) => post.siteId ?? []) } : {}),
  };
}
