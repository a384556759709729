import { threadId, type ListingKind, type Target, type ThreadId } from '../../model/thread';
import { baseOfHost, targetOrigins } from './hosts';

// Which address of a site of the network is what. By addresses alone, no markup.

const id = /^[1-9]\d{0,14}$/;

function partsOf(url: URL): readonly string[] {
  return url.pathname.split('/').filter(Boolean);
}

function isOf(url: URL, base: string): boolean {
  return /^https?:$/.test(url.protocol) && (url.origin === base || baseOfHost(url.host) === base);
}

export interface QuestionAddress {
  readonly questionId: string;
  readonly slug: string | null;
  readonly answerId: string | null;
}

/** Reads `/questions/ID/slug/ANSWER` and the short `/q/ID`. */
export function questionAddress(url: URL, base: string): QuestionAddress | null {
  if (!isOf(url, base)) return null;
  const [route, first = '', slug, answer] = partsOf(url);
  if ((route !== 'questions' && route !== 'q') || !id.test(first)) return null;
  const named = route === 'questions' && slug !== undefined && !id.test(slug);
  const hash = /^#(?:answer-)?([1-9]\d{0,14})$/.exec(url.hash)?.[1];
  const answerId = named && answer !== undefined && id.test(answer) ? answer : (hash ?? null);
  return { questionId: first, slug: named ? slug : null, answerId };
}

export function questionUrl(base: string, questionId: string, slug: string | null): string {
  const safe = slug !== null && slug.length < 300 && /^[\w%.~-]+$/.test(slug) ? `/${slug}` : '';
  return `${base}/questions/${questionId}${safe}`;
}

export function answerUrl(base: string, answerId: string): string {
  return `${base}/a/${answerId}`;
}

export function commentUrl(base: string, questionId: string, commentId: string, postId: string): string {
  return `${base}/questions/${questionId}#comment${commentId}_${postId}`;
}

export function threadIdOf(base: string, questionId: string): ThreadId {
  return threadId({ site: 'stackexchange', base, key: questionId });
}

export function questionTarget(
  base: string,
  question: { readonly questionId: string; readonly slug: string | null; readonly title: string },
  ordinal = 0,
): Target {
  return {
    site: 'stackexchange',
    base,
    kind: 'thread',
    key: question.questionId,
    url: questionUrl(base, question.questionId, question.slug),
    title: question.title,
    ordinal,
    ...targetOrigins,
  };
}

/** What a listing's address asks for. */
export interface ListingAddress {
  readonly route: 'questions' | 'tagged' | 'search' | 'unanswered' | 'user';
  readonly kind: ListingKind;
  /** Below the base, with the query that says which list it is. */
  readonly key: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Any of the tags is enough. */
  readonly anyTag: boolean;
  readonly query: string;
  readonly userId: string | null;
  /** The tab as the address names it, in lower case; '' for the page's own choice. */
  readonly tab: string;
}

/** Parameters that belong to a list; all others say where a person stands in it or came from. */
const telling = ['q', 'tab', 'sort'];

/** What listing an address is; null: none that can be read. */
export function listingAddress(url: URL, base: string): ListingAddress | null {
  if (!isOf(url, base)) return null;
  const parts = partsOf(url);
  const [route = '', first = '', second = ''] = parts;
  const query = new URLSearchParams(telling.flatMap((name) => valuesOf(url, name)));
  const tab = (query.get('tab') ?? query.get('sort') ?? '').toLowerCase();
  const made = (
    of: Pick<ListingAddress, 'route' | 'kind' | 'title'> & Partial<ListingAddress>,
    path: string,
  ): ListingAddress => ({
    tags: [],
    anyTag: false,
    query: '',
    userId: null,
    tab,
    key: query.size > 0 ? `${path}?${query.toString()}` : path,
    ...of,
  });
  const tagged = (name: string): Pick<ListingAddress, 'tags' | 'anyTag' | 'title'> => {
    const title = readable(name.replace(/\+/g, ' '));
    const words = title.split(/[ ;]+/).filter(Boolean);
    const tags = words.filter((word) => word.toLowerCase() !== 'or');
    return { tags, anyTag: tags.length < words.length, title };
  };
  if (parts.length === 0)
    return made({ route: 'questions', kind: 'latest', title: 'Questions', tab: tab || 'active' }, '/');
  switch (route) {
    case 'questions':
      if (parts.length === 1) {
        return tab === 'unanswered'
          ? made({ route: 'unanswered', kind: 'other', title: 'Unanswered questions' }, '/questions')
          : made({ route: 'questions', kind: 'latest', title: 'Questions' }, '/questions');
      }
      if (first !== 'tagged' || !second || parts.length > 3) return null;
      return made({ route: 'tagged', kind: 'tag', ...tagged(second) }, `/questions/tagged/${second}`);
    case 'unanswered': {
      const own =
        first === 'tagged' && second ? tagged(second) : { tags: [], anyTag: false, title: 'Unanswered questions' };
      return made(
        { route: 'unanswered', kind: 'other', ...own },
        own.tags.length ? `/unanswered/tagged/${second}` : '/unanswered',
      );
    }
    case 'search': {
      const words = query.get('q')?.trim() ?? '';
      return words ? made({ route: 'search', kind: 'search', title: words, query: words }, '/search') : null;
    }
    case 'users':
      if (!id.test(first)) return null;
      return made(
        { route: 'user', kind: 'user', title: readable(second).replace(/-/g, ' ') || first, userId: first },
        `/users/${first}`,
      );
    default:
      return null;
  }
}

function valuesOf(url: URL, name: string): [string, string][] {
  const value = url.searchParams.get(name);
  return value === null || value === '' || value.length > 500 ? [] : [[name, value]];
}

function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `locate` of the adapter. */
export function locate(url: URL, base: string): Target | null {
  const question = questionAddress(url, base);
  if (question) {
    const title = question.slug === null ? '' : readable(question.slug).replace(/-/g, ' ');
    return questionTarget(base, { ...question, title });
  }
  const listing = listingAddress(url, base);
  return listing && listingTarget(base, listing);
}

export function listingTarget(base: string, listing: Pick<ListingAddress, 'key' | 'title'>): Target {
  return {
    site: 'stackexchange',
    base,
    kind: 'listing',
    key: listing.key,
    url: `${base}${listing.key}`,
    title: listing.title,
    ordinal: 0,
    ...targetOrigins,
  };
}
