import type { ListingKind, Target } from '../../model/thread';

// Addresses of Reddit. An installation is an origin: the new and the old site show the same posts, but a person is
// signed in, and asked for permission, at one of them.

/** Where requests go when an address names no host of the pages: an API host, a short link. */
export const defaultBase = 'https://www.reddit.com';

/** Hosts that answer with data or files, not with pages. */
const pageless = new Set(['reddit.com', 'api.reddit.com', 'oauth.reddit.com', 'amp.reddit.com', 'i.reddit.com']);

export function isRedditHost(host: string): boolean {
  return host === 'reddit.com' || /^[a-z0-9-]{1,40}\.reddit\.com$/.test(host);
}

/** The origin that requests for an address go to. */
export function baseOf(url: URL): string {
  return isRedditHost(url.hostname) && !pageless.has(url.hostname) ? `https://${url.host}` : defaultBase;
}

/** Reddit's numbers: base 36. */
const id36 = /^[0-9a-z]{1,13}$/i;
// One old community is called `reddit.com`.
const name = /^[\w.-]{1,60}$/;

/** A number as the site writes it in full names (`t3_abc`), checked; null: it is none. */
export function fullName(kind: 't1' | 't3', value: string | null): string | null {
  if (value === null) return null;
  const bare = value.startsWith(`${kind}_`) ? value.slice(3) : value;
  return id36.test(bare) ? `${kind}_${bare.toLowerCase()}` : null;
}

/** Sorts of a listing that stand in its path. */
const pathSorts: ReadonlySet<string> = new Set(['best', 'hot', 'new', 'top', 'rising', 'controversial']);
const userPages: ReadonlySet<string> = new Set([
  'overview',
  'submitted',
  'comments',
  'saved',
  'upvoted',
  'downvoted',
  'gilded',
]);
export const times = ['hour', 'day', 'week', 'month', 'year', 'all'] as const;
/** Sorts of a thread's comments, as addresses name them. */
const commentSorts: ReadonlySet<string> = new Set(['confidence', 'top', 'new', 'controversial', 'old', 'qa', 'random']);

/** A list of posts, by what its address says. */
export interface ListingAddress {
  /** Without its sort and without trailing slash: `/r/books`; '' is the front page. */
  readonly path: string;
  /** Sort in the path; null: the site's choice. */
  readonly sort: string | null;
  readonly query: Readonly<Record<string, string>>;
  readonly kind: ListingKind;
  readonly title: string;
  /** `path`: the sort stands in the path; `query`: in `?sort=`; `none`: the list has one order. */
  readonly sorted: 'path' | 'query' | 'none';
}

function partsOf(url: URL): readonly string[] {
  const parts = url.pathname.split('/').filter(Boolean);
  const last = parts.at(-1);
  // The same address as data.
  if (last === '.json' || last === '.rss') return parts.slice(0, -1);
  if (last !== undefined && /\.(json|rss)$/.test(last))
    return [...parts.slice(0, -1), last.replace(/\.(json|rss)$/, '')];
  return parts;
}

/** `locate` of the adapter. */
export function locate(url: URL, base: string): Target | null {
  const short = url.hostname === 'redd.it';
  if (!short && !isRedditHost(url.hostname)) return null;
  const parts = partsOf(url);
  const thread = short ? shortThread(parts) : threadOf(parts);
  if (thread) return threadTarget(base, thread, url.searchParams.get('sort'));
  if (short) return null;
  const share = shareOf(parts);
  if (share !== null) return listingTarget(base, share, `${base}${share}`, share);
  const listing = listingAddress(url);
  return listing && targetOf(listing, base);
}

interface ThreadAddress {
  readonly id: string;
  /** `/r/books` or `/user/anna`, where the post stands; '' unknown. */
  readonly place: string;
  readonly slug: string;
  /** The comment a permalink leads to. */
  readonly comment: string | null;
}

/** Links to a post: its page, a comment's permalink, its gallery. */
function threadOf(parts: readonly string[]): ThreadAddress | null {
  const at = parts.indexOf('comments');
  const id = at < 0 ? undefined : parts[at + 1];
  if (id !== undefined && id36.test(id) && (at === 0 || at === 2)) {
    const place = at === 2 ? placeOf(parts[0] ?? '', parts[1] ?? '') : '';
    if (place === null) return null;
    const rest = parts.slice(at + 2);
    const comment = rest[1] !== undefined && id36.test(rest[1]) ? rest[1].toLowerCase() : null;
    const slug = rest[0] !== undefined && rest[0] !== 'comment' && /^[\w%-]{1,200}$/.test(rest[0]) ? rest[0] : '';
    return { id: id.toLowerCase(), place, slug, comment };
  }
  const [first, second, ...more] = parts;
  const alone = more.length === 0 && second !== undefined && id36.test(second);
  const viewer = first === 'gallery' || first === 'poll' || first === 'tb';
  return alone && viewer ? { id: second.toLowerCase(), place: '', slug: '', comment: null } : null;
}

function shortThread(parts: readonly string[]): ThreadAddress | null {
  const [id, ...more] = parts;
  return id !== undefined && more.length === 0 && id36.test(id)
    ? { id: id.toLowerCase(), place: '', slug: '', comment: null }
    : null;
}

function placeOf(kind: string, called: string): string | null {
  if (!name.test(called)) return null;
  if (kind === 'r') return `/r/${called}`;
  return kind === 'user' || kind === 'u' ? `/user/${called}` : null;
}

/** A share link leads to a post whose number only its redirect tells. */
function shareOf(parts: readonly string[]): string | null {
  const [kind = '', called = '', s, code] = parts;
  const place = parts.length === 4 && s === 's' ? placeOf(kind, called) : null;
  return place !== null && code !== undefined && /^[A-Za-z0-9]{1,40}$/.test(code) ? `${place}/s/${code}` : null;
}

/** Whether the target is a share link, which is followed before anything can be read. */
export function isShareLink(target: Target): boolean {
  return /^\/(r|user)\/[\w.-]{1,60}\/s\/[A-Za-z0-9]{1,40}$/.test(target.key);
}

/** The thread an address leads to, whichever of Reddit's hosts it names; null: none. */
export function threadAt(address: string, base: string): Target | null {
  if (!URL.canParse(address, base)) return null;
  const target = locate(new URL(address, base), base);
  return target?.kind === 'thread' ? target : null;
}

export function threadTarget(base: string, of: ThreadAddress, sort: string | null = null): Target {
  const order = sort !== null && commentSorts.has(sort) ? `?sort=${sort}` : '';
  const path = `${of.place}/comments/${of.id}/${of.slug === '' ? '' : `${of.slug}/`}`;
  return {
    site: 'reddit',
    base,
    kind: 'thread',
    key: of.id,
    url: `${base}${path}${order}`,
    title: of.slug === '' ? of.id : of.slug.replace(/_/g, ' '),
    ordinal: 0,
  };
}

/** The order of the comments that an address asks for, else Reddit's own ("best"). */
export function commentSort(url: string): string {
  const sort = URL.canParse(url) ? new URL(url).searchParams.get('sort') : null;
  return sort !== null && commentSorts.has(sort) ? sort : 'confidence';
}

/** The community or person whose page a thread stands on: `r/books`; null: the address does not tell. */
export function placeIn(url: string): string | null {
  return URL.canParse(url)
    ? (/^\/((?:r|user)\/[\w.-]{1,60})\/comments\//.exec(new URL(url).pathname)?.[1] ?? null)
    : null;
}

/** The comment that a permalink leads to; null for a whole thread. */
export function permalinked(url: URL): string | null {
  return threadOf(partsOf(url))?.comment ?? null;
}

/** A list by its address; null: none that can be read. */
export function listingAddress(url: URL): ListingAddress | null {
  const parts = partsOf(url);
  const [kind = '', called = '', third, fourth] = parts;
  if (parts.length === 0) return inPath('', null, url, 'latest', 'Reddit');
  if (parts.length === 1 && pathSorts.has(kind)) return inPath('', kind, url, 'latest', 'Reddit');
  if (parts.length === 1 && kind === 'search') return search('', url);
  if (kind === 'r' && /^[\w+:.-]{1,500}$/.test(called)) return community(called, parts.slice(2), url);
  if (kind === 'domain' && /^[\w.-]{1,200}$/.test(called)) {
    return parts.length <= 3 ? withSort(`/domain/${called}`, third, url, 'other', called) : null;
  }
  const person = kind === 'user' || kind === 'u';
  if (((person && third === 'm') || (kind === 'me' && called === 'm')) && parts.length <= 5) {
    const own = kind === 'me';
    const multi = own ? third : fourth;
    if (multi === undefined || !name.test(multi) || (!own && !name.test(called))) return null;
    const path = own ? `/me/m/${multi}` : `/user/${called}/m/${multi}`;
    return withSort(path, own ? fourth : parts[4], url, 'group', `m/${multi}`);
  }
  if (!person || !name.test(called) || parts.length > 3 || (third !== undefined && !userPages.has(third))) return null;
  const path = `/user/${called}${third === undefined ? '' : `/${third}`}`;
  const title = `u/${called}${third === undefined ? '' : ` · ${third}`}`;
  return { path, sort: null, query: queryOf(url, ['sort', 't']), kind: 'user', title, sorted: 'query' };
}

function community(called: string, rest: readonly string[], url: URL): ListingAddress | null {
  const [page] = rest;
  const path = `/r/${called}`;
  if (page === 'search' && rest.length === 1) return search(path, url);
  if (page === 'comments' && rest.length === 1) {
    return { path: `${path}/comments`, sort: null, query: {}, kind: 'other', title: `r/${called}`, sorted: 'none' };
  }
  return rest.length <= 1 ? withSort(path, page, url, 'category', `r/${called}`) : null;
}

function withSort(
  path: string,
  sort: string | undefined,
  url: URL,
  kind: ListingKind,
  title: string,
): ListingAddress | null {
  return sort === undefined || pathSorts.has(sort) ? inPath(path, sort ?? null, url, kind, title) : null;
}

function inPath(path: string, sort: string | null, url: URL, kind: ListingKind, title: string): ListingAddress {
  // Old addresses name the sort in the query as well.
  const asked = sort ?? url.searchParams.get('sort');
  const known = asked !== null && pathSorts.has(asked) ? asked : null;
  return {
    path,
    sort: known,
    query: queryOf(url, ['t', 'f']),
    kind: known === 'top' ? 'top' : kind,
    title,
    sorted: 'path',
  };
}

function search(path: string, url: URL): ListingAddress | null {
  const query = queryOf(url, ['q', 'sort', 't', 'restrict_sr', 'include_over_18']);
  const words = query['q'] ?? '';
  if (words === '') return null;
  // The new site searches within a community by the path alone, the data route only when told to.
  const within: Record<string, string> = path === '' ? {} : { restrict_sr: 'on' };
  return {
    path: `${path}/search`,
    sort: null,
    query: { ...query, ...within },
    kind: 'search',
    title: words,
    sorted: 'query',
  };
}

function queryOf(url: URL, names: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {};
  for (const of of names) {
    const value = url.searchParams.get(of);
    if (value !== null && value !== '' && value.length <= 500) query[of] = value;
  }
  return query;
}

/** The list in the order a job asks for; what the kind of list does not have is left as it was. */
export function reordered(listing: ListingAddress, sort: string | null, time: string | null): ListingAddress {
  const query = { ...listing.query };
  if (listing.sorted === 'none') return listing;
  const timed = (order: string | null) => order === null || order === 'top' || order === 'controversial';
  if (listing.sorted === 'query') {
    const known = sort !== null && sort !== 'rising' && !(listing.kind === 'search' && sort === 'controversial');
    if (known) query['sort'] = sort;
    if (time !== null && (listing.kind === 'search' || timed(query['sort'] ?? null))) query['t'] = time;
    return { ...listing, query };
  }
  const order = sort ?? listing.sort;
  if (time !== null && order !== null && timed(order)) query['t'] = time;
  return { ...listing, sort: order, query };
}

/** Path and query of a list, as an address writes them. */
export function listingPath(listing: ListingAddress, file = ''): string {
  const sort = listing.sort === null ? '' : `/${listing.sort}`;
  return `${listing.path}${sort}/${file}`;
}

function listingQuery(listing: ListingAddress): string {
  const query = new URLSearchParams(listing.query).toString();
  return query === '' ? '' : `?${query}`;
}

function targetOf(listing: ListingAddress, base: string): Target {
  const query = listingQuery(listing);
  const path = listingPath(listing);
  const sort = listing.sort === null || listing.kind === 'top' ? '' : ` · ${listing.sort}`;
  return listingTarget(base, (path.replace(/\/$/, '') || '/') + query, base + path + query, listing.title + sort);
}

function listingTarget(base: string, key: string, url: string, title: string): Target {
  return { site: 'reddit', base, kind: 'listing', key, url, title, ordinal: 0 };
}
