import type { FetchRequest, RequestNote, Target } from '../../model/thread';
import type { SiteContext } from '../adapter';
import { asFields, asText } from '../fields';
import { apiBase } from './hosts';

// One filter makes a question come with its text and its answers, so that a page of a listing is all there is to ask
// for. Filters are made once through the API, never change and never expire
// (https://api.stackexchange.com/docs/filters), so the id is kept.

const wrapper = [
  'backoff',
  'error_id',
  'error_message',
  'error_name',
  'has_more',
  'items',
  'quota_max',
  'quota_remaining',
];
const user = ['display_name', 'link', 'user_id', 'user_type'];
const dates = ['community_owned_date', 'creation_date', 'last_edit_date'];
const question = [
  ...dates,
  ...['accepted_answer_id', 'answer_count', 'answers', 'body', 'closed_date', 'closed_details', 'closed_reason'],
  ...['content_license', 'is_answered', 'last_activity_date', 'link', 'locked_date', 'owner', 'question_id', 'score'],
  ...['tags', 'title'],
];
const answer = [
  ...dates,
  ...['answer_id', 'body', 'content_license', 'is_accepted', 'last_activity_date', 'owner', 'question_id', 'score'],
];
const comment = ['body', 'comment_id', 'content_license', 'creation_date', 'edited', 'owner', 'post_id', 'score'];
const closing = ['description', 'original_questions', 'reason'];
const original = ['question_id', 'title'];

const of = (type: string, names: readonly string[]): readonly string[] => names.map((name) => `${type}.${name}`);

/** The fields of replies that carry whole questions. */
export function includedFields(comments: boolean): readonly string[] {
  return [
    ...of('', wrapper),
    ...of('question', [...question, ...(comments ? ['comments', 'comment_count'] : [])]),
    ...of('answer', [...answer, ...(comments ? ['comments', 'comment_count'] : [])]),
    ...(comments ? of('comment', comment) : []),
    ...of('shallow_user', user),
    ...of('closed_details', closing),
    ...of('original_question', original),
  ];
}

/** Under this name the id is kept; a change of the fields changes it. */
export function filterName(comments: boolean): string {
  return comments ? 'filter-1-comments' : 'filter-1';
}

/** The id kept from before; null: it must be asked for. */
export function keptFilter(comments: boolean, context: SiteContext): string | null {
  const id = context.kept?.[filterName(comments)] ?? null;
  return id !== null && isFilterId(id) ? id : null;
}

export function isFilterId(id: string): boolean {
  return /^[\w!*().~$-]{1,100}$/.test(id);
}

/** Asks for the filter; what it is for stands in the note. */
export function filterRequest(target: Target, comments: boolean, note: RequestNote): FetchRequest {
  const query = new URLSearchParams({
    include: includedFields(comments).join(';'),
    base: 'none',
    unsafe: 'false',
  });
  return {
    url: `${apiBase}/filters/create?${query.toString()}`,
    as: 'json',
    accept: 'application/json',
    api: true,
    target,
    note: { ...note, then: note['step'] ?? '', step: 'filter' },
  };
}

/** The id in the reply; null: there is none. */
export function filterIdOf(items: readonly unknown[]): string | null {
  const id = asText(asFields(items[0])?.['filter']);
  return id !== null && isFilterId(id) ? id : null;
}
