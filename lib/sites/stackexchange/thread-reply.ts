import type { FetchRequest, Harvest, Target } from '../../model/thread';
import type { ParseContext } from '../adapter';
import { asFields } from '../fields';
import { questionAddress } from './address';
import type { ItemPlace } from './api-post';
import { readAnswers, readComments, readQuestion, type ApiQuestion } from './api-question';
import type { Envelope } from './envelope';
import { gone } from './failure';
import { pageSize } from './listing-query';
import { choicesOf, type Choices } from './options';
import { apiRequest, noteCount, noteList, noteText } from './request';

/** One question, asked for by itself. */
export function parseQuestion(request: FetchRequest, envelope: Envelope, context: ParseContext): Harvest {
  const { target, note } = request;
  const choices = choicesOf(context);
  for (const value of envelope.items) {
    const item = asFields(value);
    const question = item && readQuestion(item, target.base, 0, choices.comments);
    if (question?.target.key !== target.key) continue;
    const next = restRequests(question, target, choices, noteText(note, 'filter'));
    return {
      threads: [question.thread],
      posts: question.posts,
      next,
      ...(next.length > 0 ? {} : { presentSiteIds: question.posts.flatMap((post) => post.siteId ?? []) }),
    };
  }
  // Deleted and unknown ids give no item, and no error.
  throw gone(target.url, 'thread');
}

/** Requests for answers and comments that a question says it has and did not bring. */
export function restRequests(
  question: ApiQuestion,
  target: Target,
  choices: Choices,
  filter: string,
): readonly FetchRequest[] {
  const requests: FetchRequest[] = [];
  if (question.missingAnswers > 0) requests.push(apiRequest(target, choices, filter, { step: 'answers', apiPage: 1 }));
  const ids = choices.comments ? question.missingComments : [];
  for (let from = 0; from < ids.length; from += pageSize) {
    const note = { step: 'comments', ids: ids.slice(from, from + pageSize), apiPage: 1 };
    requests.push(apiRequest(target, choices, filter, note));
  }
  return requests;
}

function placeOf(target: Target): ItemPlace {
  const slug = URL.canParse(target.url) ? (questionAddress(new URL(target.url), target.base)?.slug ?? null) : null;
  return { base: target.base, questionId: target.key, slug };
}

/** A page of a question's answers, oldest first. */
export function parseAnswers(request: FetchRequest, envelope: Envelope, context: ParseContext): Harvest {
  const { target, note } = request;
  const choices = choicesOf(context);
  const place = placeOf(target);
  const apiPage = noteCount(note, 'apiPage') || 1;
  const own = envelope.items.filter((item) => String(asFields(item)?.['question_id']) === target.key);
  const answers = readAnswers(own, place, null, (apiPage - 1) * pageSize + 1, choices.comments);
  return { posts: answers.posts, next: furtherRequests(request, envelope, choices) };
}

/** A page of comments on several posts of one question. */
export function parseComments(request: FetchRequest, envelope: Envelope): Harvest {
  const { target, note } = request;
  const asked = new Set(noteList(note, 'ids'));
  const own = envelope.items.filter((item) => asked.has(String(asFields(item)?.['post_id'])));
  const posts = [...asked].flatMap((postId, index) => {
    const items = own.filter((item) => String(asFields(item)?.['post_id']) === postId);
    return readComments(items, placeOf(target), postId, postId === target.key ? 1 : (index + 1) * 1000 + 1);
  });
  return { posts, next: furtherRequests(request, envelope, null) };
}

function furtherRequests(request: FetchRequest, envelope: Envelope, choices: Choices | null): readonly FetchRequest[] {
  const { note = {}, target } = request;
  const apiPage = noteCount(note, 'apiPage') || 1;
  // The whole of the largest question is a few pages; a reply that never ends is not believed.
  if (!envelope.hasMore || envelope.items.length === 0 || apiPage >= 100) return [];
  const filter = noteText(note, 'filter');
  return [apiRequest(target, choices ?? choicesOf(), filter, { ...note, apiPage: apiPage + 1 })];
}
