import type { Target } from '../../model/thread';
import { listingAddress, type ListingAddress } from './address';
import { apiBase, apiSite } from './hosts';
import type { Choices } from './options';

/** Of a listing by the API: the method, what it takes, and what of its items is wanted. */
export interface ListingQuery {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly sort: ApiSort;
  /** What the items are; answers lead to their questions. */
  readonly items: 'questions' | 'answers';
  /** Methods differ in whether all of the tags must be there; the items decide. */
  readonly allTags: readonly string[];
  readonly acceptedOnly: boolean;
}

export type ApiSort = 'creation' | 'activity' | 'votes' | 'relevance' | 'hot' | 'week' | 'month';

/** Items of a page, and ids of a batch: the API's most. */
export const pageSize = 100;

const tabs = new Map<string, ApiSort>([
  ['newest', 'creation'],
  ['active', 'activity'],
  ['activity', 'activity'],
  ['votes', 'votes'],
  ['score', 'votes'],
  ['mostvotes', 'votes'],
  ['relevance', 'relevance'],
  ['hot', 'hot'],
  ['week', 'week'],
  ['month', 'month'],
]);

const choosable: readonly string[] = ['creation', 'activity', 'votes', 'relevance', 'hot'];

/** null when the target's address is no listing. */
export function listingQuery(target: Target, choices: Choices): ListingQuery | null {
  const listing = listingAddress(new URL(target.url), target.base);
  if (!listing) return null;
  const wished = choosable.includes(choices.sort) ? (choices.sort as ApiSort) : (tabs.get(listing.tab) ?? 'creation');
  const allTags = listing.anyTag ? [] : listing.tags;
  const common = { items: 'questions' as const, allTags, acceptedOnly: choices.answered === 'accepted' };
  switch (listing.route) {
    case 'unanswered':
      return {
        ...common,
        method: listing.tab === 'noanswers' ? 'questions/no-answers' : 'questions/unanswered',
        params: tagged(listing.tags),
        sort: sortable(wished, ['creation', 'activity', 'votes']),
        acceptedOnly: false,
      };
    case 'user':
      if (listing.tab === 'answers') {
        const method = `users/${listing.userId ?? ''}/answers`;
        return {
          ...common,
          method,
          params: {},
          items: 'answers',
          sort: sortable(wished, ['creation', 'activity', 'votes']),
        };
      }
      break;
    case 'search': {
      const found = searchTerms(listing.query);
      return {
        ...common,
        method: 'search/advanced',
        params: { ...found.params, ...answeredParams(choices), ...(found.accepted ? { accepted: 'True' } : {}) },
        sort: sortable(wished, ['creation', 'activity', 'votes', 'relevance']),
        allTags: found.tags,
        acceptedOnly: common.acceptedOnly || found.accepted,
      };
    }
    case 'questions':
    case 'tagged':
  }
  return questionsQuery(listing, choices, wished, common);
}

/** Questions of a site, a tag or a person: only the search can leave out those without an answer. */
function questionsQuery(
  listing: ListingAddress,
  choices: Choices,
  wished: ApiSort,
  common: Pick<ListingQuery, 'items' | 'allTags' | 'acceptedOnly'>,
): ListingQuery {
  const rated = wished === 'hot' || wished === 'week' || wished === 'month';
  const bySearch = (choices.answered !== 'any' && !rated) || listing.anyTag;
  if (bySearch) {
    return {
      ...common,
      method: 'search/advanced',
      params: {
        ...answeredParams(choices),
        ...tagged(listing.tags),
        ...(listing.userId === null ? {} : { user: listing.userId }),
      },
      sort: sortable(wished, ['creation', 'activity', 'votes']),
    };
  }
  const user = listing.userId;
  return {
    ...common,
    method: user === null ? 'questions' : `users/${user}/questions`,
    params: tagged(listing.tags),
    sort:
      user === null
        ? sortable(wished, ['creation', 'activity', 'votes', 'hot', 'week', 'month'])
        : sortable(wished, ['creation', 'activity', 'votes']),
  };
}

function sortable(wished: ApiSort, possible: readonly ApiSort[]): ApiSort {
  return possible.includes(wished) ? wished : 'creation';
}

function tagged(tags: readonly string[]): Readonly<Record<string, string>> {
  return tags.length > 0 ? { tagged: tags.join(';') } : {};
}

function answeredParams({ answered }: Choices): Readonly<Record<string, string>> {
  if (answered === 'accepted') return { accepted: 'True' };
  return answered === 'answered' ? { answers: '1' } : {};
}

/** The site's own search words, as far as the API has parameters for them; the rest is the text searched for. */
function searchTerms(query: string): {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly accepted: boolean;
} {
  const tags: string[] = [];
  const params: Record<string, string> = {};
  let accepted = false;
  const words: string[] = [];
  for (const word of query.split(/\s+/).filter(Boolean)) {
    const tag = /^\[([^\][]{1,60})\]$/.exec(word)?.[1];
    const user = /^user:(\d{1,15})$/.exec(word)?.[1];
    const views = /^views:(\d{1,10})$/.exec(word)?.[1];
    const least = /^answers:(\d{1,6})$/.exec(word)?.[1];
    if (tag !== undefined) tags.push(tag);
    else if (user !== undefined) params['user'] = user;
    else if (views !== undefined) params['views'] = views;
    else if (least !== undefined) params['answers'] = least;
    else if (/^(?:hasaccepted|isaccepted):(?:yes|true|1)$/i.test(word)) accepted = true;
    else if (!/^is:(?:q|question)$/i.test(word)) words.push(word);
  }
  const text = words.join(' ');
  return { params: { ...params, ...tagged(tags), ...(text ? { q: text } : {}) }, tags, accepted };
}

/** An address of the API: `site` and `filter` with everything, as all methods but the filter's own take them. */
export function apiUrl(base: string, method: string, filter: string, params: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ ...params, site: apiSite(base), filter });
  return `${apiBase}/${method}?${query.toString()}`;
}
