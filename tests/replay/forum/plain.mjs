import { escaped, html, notFound } from './world.mjs';

// A forum of software nobody knows: rows of tables without names, the date in words, two rows a post.

const perPage = 4;

/** @param {import('./world.mjs').World} world */
export function plainHost(world) {
  return (/** @type {{path: string}} */ { path }) => {
    const url = new URL(path, 'https://plain.invalid');
    const at = Math.max(1, Number(url.searchParams.get('page') ?? 1));
    if (url.pathname === '/forum/workshop') return page('Workshop', list(world));
    const id = /^\/forum\/thread\/(\d+)\//.exec(url.pathname)?.[1];
    const topic = world.topics.find((one) => String(one.id) === id);
    if (!topic) return notFound();
    if (topic.deleted) return page('Sorry', '<p>This thread was deleted by a moderator.</p>');
    return page(topic.title, thread(topic, at));
  };
}

/** @param {string} title @param {string} body */
const page = (title, body) =>
  html(
    `<html lang="en"><head><title>${escaped(title)} | Spoke talk</title></head><body><div><a href="/">Home</a> | <a href="/forum/workshop">Workshop</a></div><h1>${escaped(title)}</h1>${body}<p>© 2022 Spoke talk</p></body></html>`,
  );

/** @param {string} iso */
function inWords(iso) {
  const date = new Date(iso);
  const month =
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][date.getUTCMonth()] ?? '';
  return `${month} ${String(date.getUTCDate())}, ${String(date.getUTCFullYear())} ${iso.slice(11, 16)}`;
}

/** @param {import('./world.mjs').Topic} topic */
const pathOf = (topic) => `/forum/thread/${String(topic.id)}/${topic.title.toLowerCase().replace(/[^a-z]+/g, '-')}`;

/** @param {import('./world.mjs').World} world */
function list({ topics }) {
  const rows = topics.map(
    (topic) =>
      `<tr><td><a href="${pathOf(topic)}">${escaped(topic.title)}</a></td><td><a href="/people/3">${escaped(topic.posts[0]?.name ?? '')}</a></td><td>${String(topic.posts.length - 1)}</td><td>${inWords(topic.posts.at(-1)?.at ?? '')}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

/** @param {import('./world.mjs').Topic} topic @param {number} at */
function thread(topic, at) {
  const posts = topic.posts
    .slice((at - 1) * perPage, at * perPage)
    .map(
      (post) =>
        `<tr><td><a name="${String(post.id)}"></a><b>${escaped(post.name)}</b></td><td>written on ${inWords(post.at)}</td></tr><tr><td colspan="2">${escaped(post.text)}</td></tr>`,
    );
  const pages = Math.ceil(topic.posts.length / perPage);
  const links = Array.from({ length: pages }, (_, n) =>
    n + 1 === at ? `<b>${String(n + 1)}</b>` : `<a href="${pathOf(topic)}?page=${String(n + 1)}">${String(n + 1)}</a>`,
  );
  return `<table width="100%"><tbody>${posts.join('')}</tbody></table>${pages > 1 ? `<div class="pages">${links.join(' ')}</div>` : ''}`;
}
