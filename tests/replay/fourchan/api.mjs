// The read-only API over the made-up boards, with its headers.
import { drawPng } from '../../../scripts/demo-forum/png.mjs';

/** @typedef {import('./world.mjs').Boards} Boards */
/** @typedef {import('./world.mjs').Thread} Thread */
/** @typedef {import('./world.mjs').Said} Said */

const perPage = 3;

/** @param {Thread} thread @param {Said} post */
function postJson(thread, post) {
  const { file, ...rest } = post;
  const first = thread.posts[0];
  const isFirst = post === first;
  const picture = file && file !== 'deleted' ? { ...file, tn_w: 30, tn_h: 20, md5: 'AAAA', fsize: 1234 } : {};
  const { com, ...facts } = { name: 'Anonymous', now: '11/14/23(Tue)17:13:20', ...rest };
  return {
    ...facts,
    ...(com ? { com } : {}),
    ...picture,
    ...(file === 'deleted' ? { filedeleted: 1 } : {}),
    resto: isFirst ? 0 : (first?.no ?? 0),
    ...(isFirst ? rootJson(thread) : {}),
  };
}

/** @param {Thread} thread */
function rootJson(thread) {
  return {
    ...(thread.sticky ? { sticky: 1 } : {}),
    ...(thread.closed ? { closed: 1 } : {}),
    ...(thread.archived ? { archived: 1, archived_on: thread.modified } : {}),
    bumplimit: 0,
    imagelimit: 0,
    semantic_url: 'a-made-up-thread',
    replies: thread.posts.length - 1,
    images: thread.posts.filter((post) => post.file && post.file !== 'deleted').length - 1,
  };
}

/** @param {Boards} world @param {string} board @param {boolean} archived */
export function threadsOf(world, board, archived = false) {
  const own = world.threads.filter((thread) => thread.board === board && !thread.gone && thread.archived === archived);
  return archived ? own : own.sort((a, b) => Number(b.sticky) - Number(a.sticky) || b.modified - a.modified);
}

/** @param {Boards} world @param {string} board */
export function pagesOf(world, board) {
  const threads = threadsOf(world, board);
  /** @type {Thread[][]} */
  const pages = [];
  for (let at = 0; at < threads.length; at += perPage) pages.push(threads.slice(at, at + perPage));
  return pages;
}

/** @param {Thread} thread */
export const threadJson = (thread) => ({ posts: thread.posts.map((post) => postJson(thread, post)) });

/** @param {Thread} thread */
function catalogEntry(thread) {
  const [first] = thread.posts;
  return { ...(first ? postJson(thread, first) : {}), last_modified: thread.modified };
}

/** @param {Boards} world @param {string} board */
export const catalogJson = (world, board) =>
  pagesOf(world, board).map((threads, n) => ({ page: n + 1, threads: threads.map(catalogEntry) }));

const notFound = { status: 404, headers: { 'content-type': 'text/html' }, body: '' };

/** @param {unknown} data @param {number} seconds @param {Record<string, string | string[] | undefined>} asked */
function answer(data, seconds, asked) {
  const modified = new Date(seconds * 1000).toUTCString();
  const headers = { 'content-type': 'application/json', 'last-modified': modified, 'cache-control': 'max-age=10' };
  const since = Date.parse(String(asked['if-modified-since'] ?? ''));
  if (since >= seconds * 1000) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: JSON.stringify(data) };
}

/** @param {Boards} world @returns {import('../server.mjs').HostHandler} */
export const apiHost =
  (world) =>
  ({ path, headers }) => {
    if (path === '/boards.json') {
      const boards = world.boards.map(({ board, title, archived }) => ({
        board,
        title,
        ws_board: 1,
        is_archived: archived ? 1 : 0,
      }));
      return answer({ boards }, 1_600_000_000, headers);
    }
    const list = /^\/(\w+)\/(catalog|threads|archive)\.json$/.exec(path);
    const known = world.boards.find(({ board }) => board === (list?.[1] ?? ''));
    if (list && known) {
      const [, board = '', kind] = list;
      const newest = Math.max(1_600_000_000, ...world.threads.map((thread) => thread.modified));
      if (kind === 'archive') {
        if (!known.archived) return notFound;
        return answer(
          threadsOf(world, board, true).map((thread) => thread.posts[0]?.no),
          newest,
          headers,
        );
      }
      if (kind === 'catalog') return answer(catalogJson(world, board), newest, headers);
      const pages = pagesOf(world, board).map((threads, n) => ({
        page: n + 1,
        threads: threads.map(({ posts, modified }) => ({
          no: posts[0]?.no,
          last_modified: modified,
          replies: posts.length - 1,
        })),
      }));
      return answer(pages, newest, headers);
    }
    const one = /^\/(\w+)\/thread\/(\d+)\.json$/.exec(path);
    const thread = one && world.threads.find(({ board, posts }) => board === one[1] && posts[0]?.no === Number(one[2]));
    if (!thread || thread.gone) return notFound;
    return answer(threadJson(thread), thread.modified, headers);
  };

/** Pictures, each its own. @param {Boards} world @returns {import('../server.mjs').HostHandler} */
export const imageHost =
  (world) =>
  ({ path }) => {
    const one = /^\/(\w+)\/(\d+)(\.\w+)$/.exec(path);
    const file = world.threads
      .flatMap(({ posts }) => posts.map((post) => post.file))
      .find((file) => file && file !== 'deleted' && String(file.tim) === one?.[2] && file.ext === one[3]);
    if (!file || file === 'deleted') return notFound;
    return { status: 200, headers: { 'content-type': 'image/png' }, body: drawPng(path, file.w, file.h) };
  };
