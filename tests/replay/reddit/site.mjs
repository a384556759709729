// Answers for www.reddit.com, old.reddit.com and i.redd.it.
import { commentListing, commentThing, escaped, listing, moreThing, permalink, postThing } from './data.mjs';
import { commentsPart, morePart, newListing, newThread } from './new-pages.mjs';
import { oldListing, oldMore, oldThread } from './old-pages.mjs';
import { furtherComments, shownTree } from './tree.mjs';

/** @typedef {import('./community.mjs').Reddit} Reddit */
/** @typedef {import('./community.mjs').Post} Post */
/** @typedef {{method: string, path: string, headers: Record<string, string | string[] | undefined>, body: string}} Request */
/** @typedef {{status: number, headers: Record<string, string>, body: string | Buffer}} Answer */

/** @param {string} body @param {number} [status] @returns {Answer} */
const html = (body, status = 200) => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });

/** The page for whoever Reddit does not like. */
export const refusal =
  '<!doctype html><html><head><title>Blocked</title></head><body><h1>whoa there, pardner!</h1><p>Your request has been blocked due to a network policy.</p></body></html>';
const login =
  '<!doctype html><html><head><title>Reddit - Log in</title></head><body><auth-flow-app><form id="login-form"></form></auth-flow-app></body></html>';
const consent =
  '<!doctype html><html><head><title>reddit.com</title></head><body class="quarantine-interstitial"><div class="interstitial"><img class="interstitial-image" src="//www.redditstatic.com/interstitial-image-quarantine.png"></div></body></html>';

/** @param {Reddit} reddit @param {unknown} value @param {URL} url @param {number} [status] @returns {Answer} */
function json(reddit, value, url, status = 200) {
  reddit.quota -= 1;
  const text = JSON.stringify(value);
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'x-ratelimit-remaining': `${String(Math.max(0, reddit.quota))}.0`,
      'x-ratelimit-used': String(900 - reddit.quota),
      'x-ratelimit-reset': '3',
    },
    body: url.searchParams.get('raw_json') === '1' ? text : escaped(text),
  };
}

/**
 * @param {Reddit} reddit
 * @param {'www' | 'old'} face
 * @returns {(request: Request) => Answer}
 */
export function redditSite(reddit, face) {
  return ({ method, path, body }) => {
    const url = new URL(path, `https://${face}.reddit.com`);
    const form = new URLSearchParams(method === 'POST' ? body : '');
    if (url.pathname === '/robots.txt')
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nAllow: /\n' };
    if (reddit.refusesAll) return html(refusal);
    if (reddit.asksLogin) return html(login);
    const data = /\.json$/.test(url.pathname);
    if (reddit.refusesData && data) return html(refusal, 403);
    if (url.pathname === '/api/me.json')
      return json(reddit, reddit.user ? { kind: 't2', data: { name: reddit.user } } : {}, url);
    const closed = closedAt(reddit, url, data);
    if (closed) return closed;
    if (url.pathname.startsWith('/api/morechildren')) return more(reddit, form, url, data);
    return face === 'www' && url.pathname.startsWith('/svc/shreddit/')
      ? part(reddit, form, url)
      : page(reddit, face, url, data);
  };
}

/** @param {Reddit} reddit @param {URL} url @param {boolean} data @returns {Answer | null} */
function closedAt(reddit, url, data) {
  const place = /^\/r\/(\w+)/.exec(url.pathname)?.[1] ?? '';
  const reason = Object.hasOwn(reddit.closed, place) ? reddit.closed[place] : undefined;
  if (!reason) return null;
  const missing = reason === 'banned';
  if (data) {
    const said = missing ? { reason, message: 'Not Found', error: 404 } : { reason, message: 'Forbidden', error: 403 };
    return json(reddit, said, url, said.error);
  }
  return reason === 'quarantined'
    ? html(consent)
    : html(
        `<html><head><title>r/${place}</title></head><body><shreddit-app></shreddit-app></body></html>`,
        missing ? 404 : 403,
      );
}

/** @param {Reddit} reddit @param {URLSearchParams} form @param {URL} url @param {boolean} data @returns {Answer} */
function more(reddit, form, url, data) {
  const post = reddit.posts.get((form.get('link_id') ?? '').slice(3));
  const ids = (form.get('children') ?? '')
    .replace(/^[a-z]\d+:/, '')
    .split(',')
    .map((id) => id.replace(/^t1_/, ''));
  if (!post || ids.length > 100) return html('Error: URI Too Long', 414);
  const { comments, stubs } = furtherComments(ids.flatMap((id) => post.all.get(id) ?? []));
  if (!data || form.get('renderstyle') === 'html')
    return json(reddit, oldMore(comments, stubs, post), new URL('?raw_json=1', url));
  const things = [
    ...comments.map((comment) => commentThing(comment, post, '')),
    ...stubs.map((stub) => moreThing(stub.more, stub.parent, 0)),
  ];
  return json(reddit, { json: { errors: [], data: { things } } }, url);
}

/** Parts of the new pages. @param {Reddit} reddit @param {URLSearchParams} form @param {URL} url @returns {Answer} */
function part(reddit, form, url) {
  const id = /\/t3_(\w+)$/.exec(url.pathname)?.[1] ?? '';
  const post = reddit.posts.get(id);
  if (url.pathname.includes('/more-comments/') && post) {
    const ids = Buffer.from(form.get('cursor') ?? '', 'base64')
      .toString()
      .split(',');
    const found = ids.flatMap((one) => post.all.get(one) ?? []).filter((comment) => comment.state !== 'withheld');
    return html(morePart(post, shownTree(found, found[0]?.parent ?? `t3_${id}`, 60)));
  }
  if (url.pathname.includes('/comments/') && post)
    return html(commentsPart(post, shownTree(post.roots, `t3_${id}`, 100)));
  if (url.pathname.includes('more-posts')) {
    const from = Number(url.searchParams.get('after'));
    return html(newList(reddit, from, false));
  }
  return html('<p>Not found</p>', 404);
}

/** @param {Reddit} reddit @param {string} path @returns {Post[]} */
function listed(reddit, path) {
  const place = /^\/r\/(\w+)/.exec(path)?.[1];
  return [...reddit.posts.values()].filter((post) => !post.gone && (place === undefined || post.place === place));
}

/** @param {Reddit} reddit @param {number} from @param {boolean} whole */
function newList(reddit, from, whole) {
  const posts = listed(reddit, '/r/looms/');
  const next =
    from + 3 < posts.length ? `/svc/shreddit/community-more-posts/hot/?after=${String(from + 3)}&name=looms` : null;
  return newListing(posts.slice(from, from + 3), '/r/looms/', next, reddit.user, whole);
}

/** @param {Reddit} reddit @param {'www' | 'old'} face @param {URL} url @param {boolean} data @returns {Answer} */
function page(reddit, face, url, data) {
  if (/^\/r\/\w+\/s\/\w+$/.test(url.pathname)) {
    const [post] = [...reddit.posts.values()].slice(1);
    return { status: 301, headers: { location: post ? permalink(post) : '/' }, body: '' };
  }
  const id = /\/comments\/([a-z0-9]+)/.exec(url.pathname)?.[1];
  if (id !== undefined) return thread(reddit, face, url, data, id);
  const all = listed(reddit, url.pathname);
  const size = Math.min(100, Number(url.searchParams.get('limit') ?? 25));
  const after = url.searchParams.get('after');
  const from = after === null ? 0 : all.findIndex((post) => `t3_${post.id}` === after) + 1;
  const posts = all.slice(from, from + size);
  const last = from + size < all.length ? `t3_${posts.at(-1)?.id ?? ''}` : null;
  if (data) return json(reddit, listing(posts.map(postThing), last), url);
  return html(face === 'old' ? oldListing(posts, url.pathname, last, reddit.user) : newList(reddit, 0, true));
}

/** @param {Reddit} reddit @param {'www' | 'old'} face @param {URL} url @param {boolean} data @param {string} id @returns {Answer} */
function thread(reddit, face, url, data, id) {
  const post = reddit.posts.get(id);
  if (!post || post.gone)
    return data
      ? json(reddit, { message: 'Not Found', error: 404 }, url, 404)
      : html('<html><head><title>Not found</title></head><body></body></html>', 404);
  const of = /\/comments\/[a-z0-9]+\/(?:[^/]+)\/([a-z0-9]+)(?:\/|$)/.exec(url.pathname)?.[1];
  const from = of === undefined ? undefined : post.all.get(of);
  const limit = Number(url.searchParams.get('limit') ?? 200);
  const depth = Number(url.searchParams.get('depth') ?? 10);
  const roots = from ? [from] : post.roots;
  const shown = shownTree(roots, from?.parent ?? `t3_${id}`, Math.min(500, limit), depth);
  if (data) return json(reddit, [listing([postThing(post)]), commentListing(shown, post) || listing([])], url);
  if (face === 'old') return html(oldThread(post, shown, reddit.user));
  // The first page of a long thread comes without its comments.
  return html(newThread(post, post.all.size > 200 && !from ? null : shown, reddit.user));
}

/** A picture of one point, for every name that is one. @param {Reddit} reddit @returns {(request: Request) => Answer} */
export function pictureSite(reddit) {
  const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');
  return ({ path }) =>
    reddit.pictures.has(path.slice(1).split('?')[0] ?? '')
      ? { status: 200, headers: { 'content-type': 'image/gif' }, body: gif }
      : { status: 404, headers: { 'content-type': 'text/plain' }, body: 'No such picture' };
}
