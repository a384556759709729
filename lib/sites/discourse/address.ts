import type { ListingKind, Target } from '../../model/thread';

// Which address of a Discourse forum is what, and which JSON route answers for it. By addresses alone, no markup.

/** Origin and subfolder of a forum. */
export type Base = string;

const routes = new Set([
  ...[
    't',
    'n',
    'c',
    'category',
    'tag',
    'tags',
    'latest',
    'top',
    'new',
    'unread',
    'hot',
    'posted',
    'categories',
    'search',
  ],
  ...['u', 'users', 'g', 'groups', 'posts', 'raw', 'session', 'site', 'login', 'signup', 'topics', 'list', 'about'],
  ...['categories_and_latest', 'user_actions'],
]);

/** The parts of a path below the forum's base, without a file extension; null: not of this forum. */
export function pathBelow(url: URL, base: Base): readonly string[] | null {
  const root = new URL(base);
  if (url.host !== root.host || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const folder = partsOf(root.pathname);
  let parts = partsOf(url.pathname);
  if (!startsWith(parts, folder)) return null;
  // Some subfolder installations double their folder in breadcrumbs.
  while (folder.length && startsWith(parts, folder)) parts = parts.slice(folder.length);
  const last = parts.at(-1);
  return last === undefined ? parts : [...parts.slice(0, -1), last.replace(/\.(json|html|rss)$/, '')];
}

function partsOf(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function startsWith(parts: readonly string[], start: readonly string[]): boolean {
  return parts.length >= start.length && start.every((part, index) => parts[index] === part);
}

/** The base an address seems to have: what comes before the first part that is a route of Discourse. */
export function guessBase(url: URL): Base {
  const parts = partsOf(url.pathname);
  const at = parts.findIndex((part) => routes.has(part.replace(/\.\w{1,5}$/, '')));
  const folder = at > 0 ? parts.slice(0, at).join('/') : '';
  return folder ? `${url.origin}/${folder}` : url.origin;
}

export interface TopicAddress {
  readonly topicId: number;
  readonly slug: string | null;
  readonly postNumber: number | null;
}

/** Reads `/t/slug/ID/N`, `/t/ID/N`, and the nested view's `/n/slug/ID/N`. */
export function topicAddress(url: URL, base: Base): TopicAddress | null {
  const parts = pathBelow(url, base);
  if (!parts || (parts[0] !== 't' && parts[0] !== 'n')) return null;
  const [first = '', second = '', third = ''] = parts.slice(1);
  if (isId(first)) return { topicId: Number(first), slug: null, postNumber: isId(second) ? Number(second) : null };
  if (!isId(second)) return null;
  return { topicId: Number(second), slug: first, postNumber: isId(third) ? Number(third) : null };
}

function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}

export function topicUrl(base: Base, topicId: number, slug: string | null): string {
  const name = safeSlug(slug);
  return name ? `${base}/t/${name}/${topicId}` : `${base}/t/${topicId}`;
}

/** A slug that can stand in a path; the site may send anything. */
function safeSlug(slug: string | null): string | null {
  if (!slug || slug.length > 300 || /[\s/\\?#]|^\.{1,2}$/.test(slug)) return null;
  return /^\d+$/.test(slug) ? null : slug;
}

export function threadTarget(
  base: Base,
  topic: { readonly topicId: number; readonly slug: string | null; readonly title: string },
  ordinal = 0,
): Target {
  return {
    site: 'discourse',
    base,
    kind: 'thread',
    key: String(topic.topicId),
    url: topicUrl(base, topic.topicId, topic.slug),
    title: topic.title,
    ordinal,
  };
}

export interface ListingAddress {
  readonly listing: ListingKind;
  /** The path below the base that a person can open. */
  readonly path: string;
  readonly title: string;
}

/** What listing an address is; null: none. */
export function listingAddress(url: URL, base: Base): ListingAddress | null {
  const parts = pathBelow(url, base);
  if (!parts) return null;
  const [route = '', name = ''] = parts;
  const path = `/${parts.join('/')}`;
  const named = readable(parts.filter((part) => !isId(part)).at(-1) ?? '');
  if (parts.length === 0) return { listing: 'latest', path: '/latest', title: 'Latest topics' };
  if (/^sitemap[\w-]*\.xml$/.test(parts.at(-1) ?? '')) return { listing: 'other', path, title: 'Sitemap' };
  switch (route) {
    case 'latest':
      return { listing: 'latest', path, title: 'Latest topics' };
    case 'top':
      return { listing: 'top', path, title: 'Top topics' };
    case 'new':
    case 'unread':
    case 'hot':
    case 'posted':
      return parts.length === 1 ? { listing: 'other', path, title: readable(route) } : null;
    case 'categories':
      return { listing: 'categories', path, title: 'Categories' };
    case 'c':
    case 'category':
      return name ? { listing: 'category', path, title: named } : null;
    case 'tag':
    case 'tags':
      return name ? { listing: 'tag', path, title: named } : null;
    case 'search':
      return { listing: 'search', path, title: url.searchParams.get('q') ?? 'Search' };
    case 'u':
    case 'users':
      return name ? { listing: 'user', path: `/u/${name}`, title: readable(name) } : null;
    case 'g':
    case 'groups':
      if (!name) return null;
      return { listing: 'group', path: `/g/${name}${isPosts(parts) ? '/activity/posts' : ''}`, title: readable(name) };
    default:
      return null;
  }
}

function isPosts(parts: readonly string[]): boolean {
  return parts.at(-1) === 'posts' || parts.at(-1) === 'mentions';
}

function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Parameters that say where a person stands in a list or came from, not which list it is. */
const passing = /^(page|no_definitions|no_subcategories_page|utm_\w+|flat|before|before_post_id|_)$/;

/** `locate` of the adapter. */
export function locate(url: URL, base: Base): Target | null {
  const topic = topicAddress(url, base);
  if (topic) return threadTarget(base, { ...topic, title: topic.slug ? readable(topic.slug).replace(/-/g, ' ') : '' });
  const listing = listingAddress(url, base);
  if (!listing) return null;
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => !passing.test(name))).toString();
  const key = query ? `${listing.path}?${query}` : listing.path;
  if (listing.listing === 'search' && !url.searchParams.get('q')) return null;
  return {
    site: 'discourse',
    base,
    kind: 'listing',
    key,
    url: `${base}${key}`,
    title: listing.title,
    ordinal: 0,
  };
}

/** The JSON route of a listing's first page. */
export function listingRequestUrl(target: Target): string {
  const url = new URL(`${target.base}${target.key}`);
  const parts = pathBelow(url, target.base) ?? [];
  const [route = '', name = ''] = parts;
  if (/\.xml$/.test(url.pathname)) return url.href;
  if (route === 'categories') return `${target.base}/latest.json`;
  if (route === 'u') return `${target.base}/topics/created-by/${name}.json`;
  if (route === 'g') return `${target.base}/${isPosts(parts) ? `groups/${name}/posts` : `topics/groups/${name}`}.json`;
  if (route === 'top' && name) {
    url.searchParams.set('period', name);
    return `${target.base}/top.json${url.search}`;
  }
  return `${target.base}/${parts.join('/')}.json${url.search}`;
}

/**
 * The JSON address of a listing's next page, from what the site says, which has no `.json`.
 * @returns null when it leads out of the forum
 */
export function nextPageUrl(more: string, target: Target): string | null {
  let url: URL;
  try {
    url = new URL(more, `${target.base}/`);
    url.protocol = new URL(target.base).protocol;
  } catch {
    return null;
  }
  const parts = pathBelow(url, target.base) ?? (url.host === new URL(target.base).host ? partsOf(url.pathname) : null);
  const last = parts?.at(-1);
  if (!parts || last === undefined) return null;
  const path = [...parts.slice(0, -1), last.replace(/\.json$/, '')].join('/');
  return `${target.base}/${path}.json${url.search}`;
}
