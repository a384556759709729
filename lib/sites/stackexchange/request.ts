import type { FetchRequest, NoteValue, RequestNote, Target } from '../../model/thread';
import type { KnownThread, PlanOptions, SiteContext } from '../adapter';
import { listingAddress, questionUrl } from './address';
import { filterRequest, keptFilter } from './filter';
import { apiUrl, listingQuery, pageSize } from './listing-query';
import { choicesOf, type Choices } from './options';

// The requests of this adapter. Each carries in its note what its reply is read by.

export type Step =
  'filter' | 'listing' | 'question' | 'questions' | 'answers' | 'comments' | 'list-page' | 'question-page';

/** `plan` of the adapter. */
export function plan(target: Target, _known?: KnownThread, context: PlanOptions = {}): readonly FetchRequest[] {
  const choices = choicesOf(context);
  if (choices.route === 'pages') {
    return [target.kind === 'thread' ? questionPageRequest(target, null) : listPageRequest(target, choices, 0, 0)];
  }
  const note = target.kind === 'thread' ? { step: 'question' } : { step: 'listing', first: 0, page: 0 };
  return [withFilter(target, choices, context, note)];
}

/** A request of the API by its note; where the filter is not known yet, the request that makes it. */
export function withFilter(target: Target, choices: Choices, context: SiteContext, note: RequestNote): FetchRequest {
  const filter = keptFilter(choices.comments, context);
  return filter === null ? filterRequest(target, choices.comments, note) : apiRequest(target, choices, filter, note);
}

/** A request of the API with everything it needs; what it asks for stands in its note. */
export function apiRequest(target: Target, choices: Choices, filter: string, note: RequestNote): FetchRequest {
  const { base } = target;
  const size = { pagesize: String(pageSize) };
  const made = (url: string): FetchRequest => ({
    url,
    as: 'json',
    accept: 'application/json',
    api: true,
    target,
    note: { ...note, filter },
  });
  const ids = noteList(note, 'ids').join(';');
  switch (note['step']) {
    case 'question':
      return made(apiUrl(base, `questions/${target.key}`, filter, size));
    case 'questions':
      return made(apiUrl(base, `questions/${ids}`, filter, size));
    case 'answers': {
      const page = String(noteCount(note, 'apiPage') || 1);
      return made(
        apiUrl(base, `questions/${target.key}/answers`, filter, { order: 'asc', sort: 'creation', ...size, page }),
      );
    }
    case 'comments': {
      const page = String(noteCount(note, 'apiPage') || 1);
      return made(apiUrl(base, `posts/${ids}/comments`, filter, { order: 'asc', sort: 'creation', ...size, page }));
    }
    default:
      return made(listingUrl(target, choices, filter, note));
  }
}

function listingUrl(target: Target, choices: Choices, filter: string, note: RequestNote): string {
  const query = listingQuery(target, choices);
  const page = noteCount(note, 'apiPage') || 1;
  const max = noteCount(note, 'max');
  const min = noteCount(note, 'min');
  const todate = noteCount(note, 'todate');
  return apiUrl(target.base, query?.method ?? 'questions', filter, {
    order: 'desc',
    sort: query?.sort ?? 'creation',
    ...query?.params,
    ...(todate > 0 ? { todate: String(todate) } : {}),
    ...(max > 0 ? { max: String(max) } : {}),
    ...(min > 0 ? { min: String(min) } : {}),
    pagesize: String(pageSize),
    page: String(page),
  });
}

/**
 * The page of a question.
 * @param page null: as it comes, which shows all there is of nearly every question; from 0: pages of answers, oldest
 *   first, so that new answers and votes do not move them
 */
export function questionPageRequest(target: Target, page: number | null, accepted: string | null = null): FetchRequest {
  const url = new URL(questionUrl(target.base, target.key, slugOf(target)));
  // A duplicate without answers of its own would send on to its original.
  url.searchParams.set('noredirect', '1');
  // The other name of this parameter, `answertab`, is closed to programs by the network's robots.txt.
  if (page !== null) url.searchParams.set('tab', 'createdasc');
  if (page !== null && page > 0) url.searchParams.set('page', String(page + 1));
  const note = page === null ? {} : { answersPage: page };
  return { url: url.href, as: 'html', target, note: { step: 'question-page', ...note, accepted: accepted ?? '' } };
}

function slugOf(target: Target): string | null {
  const path = URL.canParse(target.url) ? new URL(target.url).pathname : '';
  return /^\/questions\/\d+\/([\w%.~-]{1,300})$/.exec(path)?.[1] ?? null;
}

/** A page of a list, in the largest size the site has. */
export function listPageRequest(target: Target, choices: Choices, page: number, first: number): FetchRequest {
  const url = new URL(target.url);
  const listing = listingAddress(url, target.base);
  const tab =
    tabOf(choices.sort) ?? url.searchParams.get('tab') ?? (listing?.route === 'user' ? 'questions' : 'newest');
  if (url.pathname === '/') url.pathname = '/questions';
  if (listing?.route === 'unanswered' && url.pathname === '/questions') url.searchParams.set('tab', 'Unanswered');
  else url.searchParams.set('tab', tab);
  url.searchParams.set('pagesize', '50');
  if (page > 0) url.searchParams.set('page', String(page + 1));
  return { url: url.href, as: 'html', target, note: { step: 'list-page', page, first } };
}

function tabOf(sort: string): string | null {
  switch (sort) {
    case 'creation':
      return 'newest';
    case 'activity':
      return 'active';
    case 'votes':
    case 'relevance':
    case 'hot':
      return sort;
    default:
      return null;
  }
}

export function noteCount(note: RequestNote | undefined, name: string): number {
  const value = note?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

export function noteText(note: RequestNote | undefined, name: string): string {
  const value = note?.[name];
  return typeof value === 'string' ? value : '';
}

export function noteList(note: RequestNote | undefined, name: string): readonly string[] {
  const value: NoteValue | undefined = note?.[name];
  return typeof value === 'object' ? value.map(String) : [];
}
