import type { FetchRequest, Harvest, NoteValue, Post, RequestNote, Target, Thread } from '../../model/thread';
import type { ParseContext } from '../adapter';
import { asCount, asFields } from '../fields';
import { idOf } from './api-post';
import { readQuestion, type ApiQuestion } from './api-question';
import type { Envelope } from './envelope';
import { listingQuery, pageSize, type ListingQuery } from './listing-query';
import { choicesOf, type Choices } from './options';
import { apiRequest, noteCount, noteText } from './request';
import { restRequests } from './thread-reply';

// Pages of lists by the API. A list changes while it is read, so no page is asked for by its number alone where that
// can be helped: see `nextNote`.

/** Without a key the API refuses pages beyond this: "page above 25 requires access token or app key". */
const pagesWithoutKey = 25;

/** Said in the log where a list goes on and we do not. */
export const endOfPages: Pick<Harvest, 'remarks'> = {
  remarks: [{ event: 'apiPagesEnd', params: [String(pagesWithoutKey), String(pagesWithoutKey * pageSize)] }],
};

export function parseListing(request: FetchRequest, envelope: Envelope, context: ParseContext): Harvest {
  const { target, note } = request;
  const choices = choicesOf(context);
  const query = listingQuery(target, choices);
  const first = noteCount(note, 'first');
  const filter = noteText(note, 'filter');
  const further = furtherPages(request, envelope, query, choices, context);
  if (query?.items === 'answers') {
    const batches = batchRequests(target, choices, filter, questionIds(envelope.items), first, noteCount(note, 'page'));
    return { ...further, targets: [], next: [...batches, ...(further.next ?? [])] };
  }
  const harvest = questionsOf(envelope.items, target, first, filter, choices, query);
  return { ...harvest, ...further, next: [...(harvest.next ?? []), ...(further.next ?? [])] };
}

/** Questions asked for by their ids, a hundred at a time. */
export function parseBatch(request: FetchRequest, envelope: Envelope, context: ParseContext): Harvest {
  const { target, note } = request;
  const choices = choicesOf(context);
  const query = listingQuery(target, choices);
  return questionsOf(envelope.items, target, noteCount(note, 'first'), noteText(note, 'filter'), choices, query);
}

/** Whole questions with all that came along, and requests for what did not. */
function questionsOf(
  items: readonly unknown[],
  target: Target,
  first: number,
  filter: string,
  choices: Choices,
  query: ListingQuery | null,
): Harvest {
  const targets: Target[] = [];
  const threads: Thread[] = [];
  const posts: Post[] = [];
  const next: FetchRequest[] = [];
  for (const value of items) {
    const item = asFields(value);
    const question = item && readQuestion(item, target.base, first + targets.length, choices.comments);
    if (!question || !isWanted(question, query)) continue;
    targets.push(question.target);
    if (!question.whole) continue;
    threads.push(question.thread);
    for (const post of question.posts) posts.push(post);
    next.push(...restRequests(question, question.target, choices, filter));
  }
  return { targets, threads, posts, next };
}

function isWanted(question: ApiQuestion, query: ListingQuery | null): boolean {
  if (!query) return true;
  if (query.acceptedOnly && !question.accepted) return false;
  return query.allTags.every((tag) => tag.includes('*') || question.tags.includes(tag.toLowerCase()));
}

function questionIds(items: readonly unknown[]): readonly string[] {
  return [...new Set(items.flatMap((item) => idOf(asFields(item)?.['question_id']) ?? []))];
}

function batchRequests(
  target: Target,
  choices: Choices,
  filter: string,
  ids: readonly string[],
  first: number,
  page: number,
): readonly FetchRequest[] {
  const requests: FetchRequest[] = [];
  for (let from = 0; from < ids.length; from += pageSize) {
    const note = { step: 'questions', ids: ids.slice(from, from + pageSize), first: first + from, page };
    requests.push(apiRequest(target, choices, filter, note));
  }
  return requests;
}

function furtherPages(
  request: FetchRequest,
  envelope: Envelope,
  query: ListingQuery | null,
  choices: Choices,
  context: ParseContext,
): Pick<Harvest, 'next' | 'remarks'> {
  const note = request.note ?? {};
  const place = query && nextNote(note, envelope, query);
  if (!place) return {};
  const page = noteCount(note, 'page') + 1;
  if (context.keyed !== true && page >= pagesWithoutKey) return endOfPages;
  const first = noteCount(note, 'first') + envelope.items.length;
  const filter = noteText(note, 'filter');
  return { next: [apiRequest(request.target, choices, filter, { ...note, ...place, first, page })] };
}

/**
 * Where the list goes on; null: nowhere.
 *
 * - By creation: nothing moves; what is asked meanwhile is kept out by a fixed `todate`.
 * - By activity: a question that is answered meanwhile jumps to the top, and all between move down. So each page begins
 *   at the time where the last one ended, and in the end all that jumped to the top since is read.
 * - Otherwise by number, as the API has nothing better.
 */
function nextNote(note: RequestNote, envelope: Envelope, query: ListingQuery): RequestNote | null {
  const times = envelope.items.map((item) => asCount(asFields(item)?.[fieldOf(query)], 1) ?? 0);
  const apiPage = noteCount(note, 'apiPage') || 1;
  const byNumber = envelope.hasMore && times.length > 0 ? { apiPage: apiPage + 1 } : null;
  if (query.sort === 'creation') {
    // A second more than the newest, whichever way the limit counts; what then slips in moves others down, not up.
    const todate = noteCount(note, 'todate') || (times[0] ?? 0) + 1;
    return byNumber && { ...byNumber, todate };
  }
  if (query.sort !== 'activity') return byNumber;
  if (note['news'] === true) return byNumber;
  const top = noteCount(note, 'top') || (times[0] ?? 0);
  if (!byNumber) return top > 0 && apiPage + noteCount(note, 'page') > 1 ? newsOf(top) : null;
  const last = times.at(-1) ?? 0;
  const max = noteCount(note, 'max');
  const moved = last > 0 && (max === 0 || last < max);
  return moved ? { top, max: last, apiPage: 1 } : { ...byNumber, top };
}

function newsOf(top: number): Readonly<Record<string, NoteValue>> {
  return { news: true, min: top, max: 0, apiPage: 1 };
}

function fieldOf(query: ListingQuery): string {
  return query.sort === 'activity' ? 'last_activity_date' : 'creation_date';
}
