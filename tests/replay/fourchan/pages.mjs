// Pages of the made-up boards in the shape of the site's own, also as its script and one of its readers' leave them.

import { pagesOf } from './api.mjs';

/** @typedef {import('./world.mjs').Boards} Boards */
/** @typedef {import('./world.mjs').Thread} Thread */
/** @typedef {import('./world.mjs').Said} Said */
/** @typedef {'native' | 'x' | null} Scripts what runs in the page */

/** @param {Said} post @param {Thread} thread @param {Scripts} scripts */
function info(post, thread, scripts) {
  const isFirst = post === thread.posts[0];
  const name = `<span class="name">${post.name ?? 'Anonymous'}</span>${post.trip ? ` <span class="postertrip">${post.trip}</span>` : ''}`;
  const uid = post.id
    ? ` <span class="posteruid id_${post.id}">(ID: <span class="hand" title="Highlight posts by this ID">${post.id}</span>)</span>`
    : '';
  const flag = post.country
    ? ` <span title="${post.country_name ?? ''}" class="flag flag-${post.country.toLowerCase()}"></span>`
    : '';
  const icons = isFirst
    ? `${thread.sticky ? ' <img src="//s.4cdn.org/image/sticky.gif" alt="Sticky" class="stickyIcon retina">' : ''}${thread.archived ? ' <img alt="Archived" class="archivedIcon retina">' : thread.closed ? ' <img alt="Closed" class="closedIcon retina">' : ''}`
    : '';
  const shown = scripts ? '11/15/23(Wed)09:13:20' : '11/14/23(Tue)17:13:20';
  const time = `<span class="dateTime" data-utc="${String(post.time)}">${shown}</span>`;
  const number = `<a href="#p${String(post.no)}" title="Link to this post">No.</a><a href="javascript:quote('${String(post.no)}');">${String(post.no)}</a>`;
  const subject = isFirst ? `<span class="subject">${post.sub ?? ''}</span> ` : '';
  const back = scripts
    ? `<span id="bl_${String(post.no)}" class="backlink"><span><a href="#p${String(post.no + 3)}" class="quotelink">&gt;&gt;${String(post.no + 3)}</a> </span></span>`
    : '';
  const menu = scripts ? '<a href="#" class="postMenuBtn" title="Post menu">▶</a>' : '';
  const mobile = `<div class="postInfoM mobile" id="pim${String(post.no)}"><span class="nameBlock"><span class="name">Wrong</span><br><span class="subject">Wrong</span></span><span class="dateTime postNum" data-utc="1">then</span></div>`;
  const desktop = `<div class="postInfo desktop" id="pi${String(post.no)}"><input type="checkbox" name="${String(post.no)}" value="delete"> ${subject}<span class="nameBlock">${name}${uid}${flag}</span> ${time} <span class="postNum desktop">${number}${icons}</span>${menu}${back}</div>`;
  return { mobile, desktop };
}

/** @param {Said} post @param {string} board @param {Scripts} scripts */
function file({ no, file: of }, board, scripts) {
  if (!of) return '';
  const id = String(no);
  if (of === 'deleted') {
    return `<div class="file" id="f${id}"><span class="fileThumb"><img src="//s.4cdn.org/image/filedeleted-res.gif" alt="File deleted." class="fileDeletedRes retina"></span></div>`;
  }
  const href = `//i.4cdn.org/${board}/${String(of.tim)}${of.ext}`;
  const name = of.filename + of.ext;
  const short = `${name.slice(0, 6)}(...)${of.ext}`;
  const size = `(12 KB, ${String(of.w)}x${String(of.h)})`;
  const label = `File: <a title="${name}" href="${href}" target="_blank">${short}</a> ${size}`;
  const text =
    scripts === 'x'
      ? `<div class="fileText" id="fT${id}"><span class="file-info"><a href="${href}" target="_blank">${short}</a> 12 KB</span><span class="fileText-original" hidden>${label}</span></div>`
      : `<div class="fileText" id="fT${id}">${label}</div>`;
  return `<div class="file" id="f${id}">${text}<a class="fileThumb" href="${href}" target="_blank"><img src="//i.4cdn.org/${board}/${String(of.tim)}s.jpg" alt="12 KB" data-md5="AAAA" style="height: 20px; width: 30px;"></a></div>`;
}

/** A body as scripts leave it. @param {string} com @param {Thread} thread @param {Scripts} scripts */
function body(com, thread, scripts) {
  if (!scripts) return com;
  const first = String(thread.posts[0]?.no ?? 0);
  const marked = com
    .replaceAll(`>&gt;&gt;${first}</a>`, `>&gt;&gt;${first}${scripts === 'x' ? '\u00a0(OP)' : ' (OP)'}</a>`)
    .replace(
      /(href="\/\w+\/thread[^>]*>&gt;&gt;\d+)<\/a>/g,
      scripts === 'x' ? '$1\u00a0(Cross-thread)</a>' : '$1 →</a>',
    )
    .replace(
      'stir(<wbr>i)',
      scripts === 'x' ? 'stir(<wbr>i)' : '<span class="pln">stir</span><span class="pun">(</span><wbr>i)',
    );
  // A quoted post opened in its place: a copy, with ids of its own.
  const copy =
    scripts === 'x'
      ? `<div class="inline"><div class="postContainer replyContainer" data-clone="0"><div class="post reply" id="p${first}"><blockquote class="postMessage">copied</blockquote></div></div></div>`
      : `<div class="preview post reply inlined" id="ii_p${first}"><blockquote class="postMessage">copied</blockquote></div>`;
  return marked.replace('</a><br>', `</a>${copy}<br>`);
}

/** @param {Thread} thread @param {readonly Said[]} posts @param {Scripts} scripts */
function threadHtml(thread, posts, scripts) {
  const [first] = thread.posts;
  const parts = posts.map((post) => {
    const { mobile, desktop } = info(post, thread, scripts);
    const message = `<blockquote class="postMessage" id="m${String(post.no)}">${body(post.com, thread, scripts)}</blockquote>`;
    const picture = file(post, thread.board, scripts);
    const isFirst = post === first;
    const inner = isFirst ? mobile + picture + desktop + message : mobile + desktop + picture + message;
    const kind = isFirst ? 'op' : 'reply';
    const arrows = isFirst ? '' : `<div class="sideArrows" id="sa${String(post.no)}">&gt;&gt;</div>`;
    return `<div class="postContainer ${kind}Container" id="pc${String(post.no)}"${scripts === 'x' ? ` data-full-i-d="${thread.board}.${String(post.no)}"` : ''}>${arrows}<div id="p${String(post.no)}" class="post ${kind}">${inner}</div></div>`;
  });
  const omitted = thread.posts.length - posts.length;
  if (omitted > 0)
    parts.splice(1, 0, `<span class="summary desktop">${String(omitted)} replies omitted. Click here to view.</span>`);
  return `<div class="thread" id="t${String(first?.no ?? 0)}">${parts.join('')}</div><hr>`;
}

/** @param {string} kind @param {string} board @param {string} title @param {string} inner */
const page = (kind, board, title, inner) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body class="${kind} board_${board}"><div class="boardBanner"><div class="boardTitle">/${board}/ - ${title}</div></div><form id="delform"><div class="board">${inner}</div></form></body></html>`;

/** @param {Thread} thread @param {Scripts} [scripts] */
export const threadPage = (thread, scripts = null) =>
  page('is_thread', thread.board, 'Made up', threadHtml(thread, thread.posts, scripts));

/** The first page of a board: each thread's first post and its last three. @param {Boards} world @param {string} board */
export function indexPage(world, board) {
  const threads = pagesOf(world, board).flat();
  const inner = threads.map((thread) =>
    threadHtml(thread, [...thread.posts.slice(0, 1), ...thread.posts.slice(1).slice(-3)], null),
  );
  return page('is_index', board, 'Made up', inner.join(''));
}

/** @param {Boards} world @param {string} board */
export function catalogPage(world, board) {
  const threads = pagesOf(world, board).flat();
  const entries = threads.map((thread, b) => {
    const [first] = thread.posts;
    const last = thread.posts.at(-1);
    return [
      first?.no,
      {
        date: first?.time,
        r: thread.posts.length - 1,
        i: 1,
        lr: { id: last?.no, date: last?.time, author: 'Anonymous' },
        b,
        author: 'Anonymous',
        sub: first?.sub ?? '',
        teaser: first?.com.replace(/<br>/g, ' ') ?? '',
        ...(thread.sticky ? { sticky: 1, closed: 1 } : {}),
      },
    ];
  });
  const catalog = JSON.stringify({ threads: Object.fromEntries(entries), count: threads.length, slug: board });
  return `<!DOCTYPE html><html><head><title>Catalog</title><script>var jsVersion = 1;var catalog = ${catalog};var style_group = "ws";</script></head><body class="ws is_catalog board_${board}"><div class="boardTitle">/${board}/ - Made up</div><div id="threads"></div></body></html>`;
}

const errorPage =
  '<!DOCTYPE html><html><head><title>4chan - 404 Not Found</title></head><body><div class="boxbar"><h2>404 Not Found</h2></div></body></html>';

/** @param {Boards} world @param {{scripts?: Scripts}} [options] @returns {import('../server.mjs').HostHandler} */
export const boardsHost =
  (world, { scripts = null } = {}) =>
  ({ path }) => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const [, board = '', rest = ''] = /^\/(\w+)\/([^?]*)/.exec(path) ?? [];
    const no = Number(/^thread\/(\d+)/.exec(rest)?.[1] ?? 0);
    const thread = world.threads.find((one) => one.board === board && one.posts[0]?.no === no && !one.gone);
    if (thread) return { status: 200, headers, body: threadPage(thread, scripts) };
    if (!world.boards.some((one) => one.board === board) || no > 0) return { status: 404, headers, body: errorPage };
    return { status: 200, headers, body: rest === 'catalog' ? catalogPage(world, board) : indexPage(world, board) };
  };
