import { drawPng } from './png.mjs';
import { currentUser, siteRecord } from './layout.mjs';
import { categoriesPage, listPage, loginPage, noticePage } from './list-page.mjs';
import { findListing, listingRecord, search } from './listings.mjs';
import { categoryRecords } from './category-records.mjs';
import { iso, postRecord, topicRecord } from './records.mjs';
import { STYLE } from './style.mjs';
import { topicPage } from './topic-page.mjs';
import { CHUNK, maySee, readSession, sessionToken, visiblePosts } from './viewer.mjs';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/**
 * @typedef {object} ForumRequest
 * @property {string} [method]
 * @property {string} [origin] which of the forum's hosts is asked; the forum itself when absent
 * @property {string} url path and query
 * @property {Record<string, string | string[] | undefined>} [headers] names in lower case
 * @property {string} [body]
 */

/**
 * @typedef {object} ForumReply
 * @property {number} status
 * @property {Record<string, string | string[]>} headers
 * @property {string | Buffer} body
 */

/**
 * @param {number} status
 * @param {string} type
 * @param {string | Buffer} body
 * @param {Record<string, string | string[]>} [headers]
 * @returns {ForumReply}
 */
const reply = (status, type, body, headers = {}) => ({ status, headers: { 'content-type': type, ...headers }, body });
/** @param {unknown} value @param {number} [status] */
const json = (value, status = 200) => reply(status, 'application/json; charset=utf-8', JSON.stringify(value));
/** @param {string} body @param {number} [status] */
const html = (body, status = 200) => reply(status, 'text/html; charset=utf-8', body);
/** @param {string} location */
const redirect = (location, status = 302) => reply(status, 'text/html; charset=utf-8', '', { location });

/**
 * Answers a request to the forum, its CDN, or the strangers' hosts its pictures lie on.
 * @param {Forum} forum
 * @param {ForumRequest} request
 * @returns {ForumReply}
 */
export function handle(forum, request) {
  const origin = request.origin ?? forum.origin;
  const url = new URL(request.url, origin);
  if (origin !== forum.origin && url.pathname !== '/robots.txt')
    return imageReply(forum, null, url) ?? reply(404, 'text/plain', 'Not found');
  const cookie = request.headers?.['cookie'];
  const session = readSession(forum, Array.isArray(cookie) ? cookie.join('; ') : cookie);
  const answer = route(forum, session.viewer, url, request);
  if (session.viewer) answer.headers['X-Discourse-Username'] = session.viewer.username;
  if (session.stale) {
    answer.headers['Discourse-Logged-Out'] = '1';
    answer.headers['set-cookie'] ??= sessionCookie(forum, '', 0);
  }
  return answer;
}

/**
 * @param {Forum} forum
 * @param {string} value
 * @param {number} maxAge seconds
 */
function sessionCookie(forum, value, maxAge) {
  const secure = forum.origin.startsWith('https:') ? '; Secure' : '';
  return `_t=${value}; Path=${forum.base || '/'}; HttpOnly; SameSite=Lax; Max-Age=${String(maxAge)}${secure}`;
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {URL} url
 * @param {ForumRequest} request
 * @returns {ForumReply}
 */
function route(forum, viewer, url, request) {
  // robots.txt belongs to the whole host, also where the forum lies in a subfolder.
  if (url.pathname === '/robots.txt') return reply(200, 'text/plain; charset=utf-8', robots(forum));
  if (!url.pathname.startsWith(forum.base)) return reply(404, 'text/plain', 'Not found');
  const path = url.pathname.slice(forum.base.length) || '/';
  if (request.method === 'POST' && path === '/session') return signIn(forum, request.body ?? '');
  if (path === '/login') return html(loginPage(forum, { failed: url.searchParams.has('failed') }));
  if (path === '/logout') {
    const { token } = readSession(forum, String(request.headers?.['cookie'] ?? ''));
    if (token) forum.endedSessions.add(token);
    return {
      ...redirect(`${forum.base}/`),
      headers: { location: `${forum.base}/`, 'set-cookie': sessionCookie(forum, '', 0) },
    };
  }
  const image = imageReply(forum, viewer, url);
  if (image) return image;
  if (path.startsWith('/stylesheets/')) return reply(200, 'text/css; charset=utf-8', STYLE);
  if (/^\/(images|user_avatar)\//.test(path))
    return reply(200, 'image/png', drawPng(path, 48, 48), { 'cache-control': 'max-age=3600' });
  if (path === '/uploads/short-url/demoNotes.pdf') return reply(200, 'application/pdf', '%PDF-1.4\n%%EOF\n');
  if (/^\/sitemap(_\d+|_recent)?\.xml$/.test(path))
    return reply(200, 'application/xml; charset=utf-8', sitemap(forum, path));
  const asJson = path.endsWith('.json') || /^application\/json/.test(String(request.headers?.['accept'] ?? ''));
  const plain = path.replace(/\.json$/, '');
  if (plain === '/session/current')
    return viewer
      ? json({ current_user: currentUser(forum, viewer) })
      : reply(404, 'application/json; charset=utf-8', '');
  if (forum.options.loginRequired && !viewer) {
    return asJson
      ? json({ errors: ['You need to be logged in to do that.'], error_type: 'not_logged_in' }, 403)
      : redirect(`${forum.base}/login`);
  }
  return (
    topicRoute(forum, viewer, url, plain, asJson) ??
    listRoute(forum, viewer, url, plain, asJson) ??
    notFound(forum, viewer, asJson)
  );
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {URL} url
 * @param {string} path
 * @param {boolean} asJson
 * @returns {ForumReply | null}
 */
function topicRoute(forum, viewer, url, path, asJson) {
  const raw = /^\/raw\/(\d+)(?:\/(\d+))?$/.exec(path);
  const [, slug, id, rest] = /^\/[tn]\/(?:([^/]*[^/\d][^/]*)\/)?(\d+)(?:\/(\d+|posts|post_ids))?\/?$/.exec(path) ?? [];
  if (!raw && !id) return null;
  const topic = forum.topics.find((one) => one.id === Number(raw?.[1] ?? id));
  if (!topic) return notFound(forum, viewer, asJson);
  if (!maySee(topic, viewer)) return mayNot(forum, viewer, asJson);
  if (raw) return rawTopic(topic, viewer, raw[2]);
  const all = visiblePosts(topic, viewer);
  const withRaw = { raw: url.searchParams.get('include_raw') === 'true' };
  if (rest === 'post_ids') return json({ post_ids: all.map((post) => post.id) });
  if (rest === 'posts') {
    const ids = url.searchParams.getAll('post_ids[]').map(Number);
    const posts = ids.length > 0 ? all.filter((post) => ids.includes(post.id)) : all.slice(0, CHUNK);
    return json({
      post_stream: { posts: posts.map((post) => postRecord(forum, topic, post, viewer, withRaw)) },
      id: topic.id,
    });
  }
  const query = url.search;
  if (!asJson && slug !== topic.slug)
    return redirect(`${forum.base}/t/${topic.slug}/${String(topic.id)}${rest ? `/${rest}` : ''}${query}`, 301);
  const pages = Math.max(1, Math.ceil(all.length / CHUNK));
  const page = Number(url.searchParams.get('page') ?? 1) || 1;
  if (page > pages) return redirect(`${forum.base}${path}${asJson ? '.json' : ''}?page=${String(pages)}`, 301);
  const near = Number(rest ?? 1);
  if (!asJson) return html(topicPage(forum, topic, viewer, { page, near, widget: url.searchParams.has('widget') }));
  const found = all.findIndex((post) => post.number >= near);
  const start = near > 1 ? Math.max(0, (found < 0 ? all.length - 1 : found) - 5) : (page - 1) * CHUNK;
  const count = url.searchParams.get('print') === 'true' ? 1000 : CHUNK;
  return json(topicRecord(forum, topic, all.slice(start, start + count), viewer, withRaw));
}

/**
 * @param {ForumTopic} topic
 * @param {Viewer} viewer
 * @param {string | undefined} number
 */
function rawTopic(topic, viewer, number) {
  const posts = visiblePosts(topic, viewer).filter((post) => post.type !== 3);
  if (number)
    return reply(200, 'text/plain; charset=utf-8', posts.find((post) => post.number === Number(number))?.raw ?? '');
  const text = posts.slice(0, 100).map((post) => {
    const time = iso(post.createdAt).slice(0, 19).replace('T', ' ');
    return `${post.username} | ${time} UTC | #${String(post.number)}\n\n${post.raw}\n\n${'-'.repeat(25)}\n\n`;
  });
  return reply(200, 'text/plain; charset=utf-8', text.join(''));
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {URL} url
 * @param {string} path
 * @param {boolean} asJson
 * @returns {ForumReply | null}
 */
function listRoute(forum, viewer, url, path, asJson) {
  if (path === '/site') return json(siteRecord(forum, viewer));
  if (path === '/categories') {
    if (!asJson) return html(categoriesPage(forum, viewer));
    return json({
      category_list: {
        can_create_category: false,
        can_create_topic: viewer !== null,
        categories: categoryRecords(forum, viewer),
      },
    });
  }
  if (path === '/search') {
    const term = url.searchParams.get('q') ?? '';
    const { topics, record } = search(forum, viewer, term, Number(url.searchParams.get('page') ?? 1) || 1);
    if (asJson) return json(record);
    return html(
      listPage(forum, viewer, {
        title: `Search: ${term}`,
        path: '/search',
        bodyClass: 'search-page',
        topics,
        record: null,
        morePath: null,
      }),
    );
  }
  const listing = findListing(forum, viewer, path);
  if (!listing) return null;
  const { topics, record, morePath } = listingRecord(forum, viewer, listing, url.searchParams);
  return asJson ? json(record) : html(listPage(forum, viewer, { ...listing, topics, record, morePath }));
}

/** @param {Forum} forum @param {Viewer} viewer @param {boolean} asJson */
function notFound(forum, viewer, asJson) {
  const message = 'The requested URL or resource could not be found.';
  return asJson
    ? json({ errors: [message], error_type: 'not_found' }, 404)
    : html(noticePage(forum, viewer, "Oops! That page doesn't exist or is private."), 404);
}

/** @param {Forum} forum @param {Viewer} viewer @param {boolean} asJson */
function mayNot(forum, viewer, asJson) {
  // To strangers a private topic looks as if it were not there.
  if (!viewer) return notFound(forum, viewer, asJson);
  const message = 'You are not permitted to view the requested resource.';
  return asJson
    ? json({ errors: [message], error_type: 'invalid_access' }, 403)
    : html(noticePage(forum, viewer, 'Sorry, you may not see that.'), 403);
}

/** @param {Forum} forum @param {string} body */
function signIn(forum, body) {
  const form = new URLSearchParams(body);
  const person = forum.people.get(form.get('login') ?? '');
  if (!person?.password || person.password !== form.get('password')) return redirect(`${forum.base}/login?failed=1`);
  const token = sessionToken(forum, person.username);
  forum.endedSessions.delete(token);
  return {
    ...redirect(`${forum.base}/`),
    headers: { location: `${forum.base}/`, 'set-cookie': sessionCookie(forum, token, 60 * 60 * 24 * 60) },
  };
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {URL} url
 * @returns {ForumReply | null} null when no picture has this address
 */
function imageReply(forum, viewer, url) {
  const address = `${url.origin}${url.pathname}`;
  const stored = forum.images.find(address);
  if (!stored) {
    if (url.origin !== forum.options.elsewhereOrigin) return null;
    return reply(200, 'image/png', drawPng(address, 320, 214));
  }
  const { image, thumb } = stored;
  const { host } = image;
  if (host === 'secure' && !viewer?.member)
    return json({ errors: ['The requested URL or resource could not be found.'], error_type: 'not_found' }, 404);
  if (host === 'forbidden' && !thumb) return reply(403, 'text/plain; charset=utf-8', 'Access denied');
  if (host === 'missing' && !thumb) return reply(404, 'text/plain; charset=utf-8', 'Not found');
  if (host === 'nottheimage') return html('<!DOCTYPE html><title>Gone</title><p>This picture has been taken down.');
  if (host === 'redirect') return redirect(`${forum.options.elsewhereOrigin}/gone/${image.name}.png`);
  if (host === 'moved' && !url.searchParams.has('moved')) return redirect(`${url.pathname}?moved=1`);
  const type = host === 'wrongtype' ? 'image/jpeg' : 'image/png';
  return reply(200, type, forum.images.bytes(image, thumb), { 'cache-control': 'public, max-age=31556952, immutable' });
}

/** @param {Forum} forum */
function robots(forum) {
  const { base, origin } = forum;
  const closed = [
    '/admin/',
    '/auth/',
    '/assets/browser-update*.js',
    '/email/',
    '/session',
    '/user-api-key',
    '/*?api_key*',
    '/badges',
    '/u/',
    '/my',
    '/search',
    '/tag/*/l',
    '/g',
    '/t/*/*.rss',
    '/c/*.rss',
  ];
  return `# See http://www.robotstxt.org/robotstxt.html\nUser-agent: *\n${closed.map((path) => `Disallow: ${base}${path}`).join('\n')}\n\nUser-agent: badbot\nDisallow: /\n\nSitemap: ${origin}${base}/sitemap.xml\n`;
}

/** @param {Forum} forum @param {string} path */
function sitemap(forum, path) {
  const root = `${forum.origin}${forum.base}`;
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (path === '/sitemap.xml') {
    return `${head}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n<sitemap><loc>${root}/sitemap_1.xml</loc><lastmod>${iso(forum.clock)}</lastmod></sitemap>\n</sitemapindex>\n`;
  }
  const entries = forum.topics
    .filter((topic) => !topic.category.restricted)
    .map(
      (topic) =>
        `<url><loc>${root}/t/${topic.slug}/${String(topic.id)}</loc><lastmod>${iso(topic.bumpedAt)}</lastmod></url>`,
    );
  return `${head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
}
