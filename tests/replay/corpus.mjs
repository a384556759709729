import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Plays recorded replies under the hosts they came from, where a folder of them is at hand. */

/** @typedef {import('../../scripts/demo-forum/handle.mjs').ForumReply} Reply */

const CHUNK = 20;
const FOLDER = new URL('../../../shared/corpus/', import.meta.url).pathname;

/**
 * Handlers by host; none where the recordings are missing.
 * @param {string} [folder]
 * @returns {Map<string, (path: string) => Reply | null>}
 */
export function recordedHosts(folder = FOLDER) {
  /** @type {Map<string, (path: string) => Reply | null>} */
  const hosts = new Map();
  const index = join(folder, 'INDEX.tsv');
  if (!existsSync(index)) return hosts;
  /** @type {Map<string, {pages: Map<string, string>, topics: Map<string, string>}>} */
  const known = new Map();
  for (const line of readFileSync(index, 'utf8').split('\n').slice(1)) {
    const [file = '', site, kind = '', address = ''] = line.split('\t');
    if (site !== 'discourse' || !address.startsWith('https://')) continue;
    const url = new URL(address);
    let host = known.get(url.host);
    if (!host) known.set(url.host, (host = { pages: new Map(), topics: new Map() }));
    const id = /\/t\/(?:[^/]+\/)?(\d+)(?:\.json)?$/.exec(url.pathname)?.[1];
    if (kind === 'topic' && id && !url.search) host.topics.set(id, file);
    else host.pages.set(url.pathname + url.search, file);
  }
  /** @param {string} file */
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  for (const [name, { pages, topics }] of known) {
    hosts.set(name, (path) => {
      const url = new URL(path, `https://${name}`);
      if (url.pathname === '/robots.txt') return answer('text/plain', 'User-agent: *\nDisallow: /admin/\n');
      if (url.pathname === '/session/current.json') return { ...answer('application/json', ''), status: 404 };
      const [, id = '', rest] = /\/t\/(?:[^/]+\/)?(\d+)(\/posts)?\.json$/.exec(url.pathname) ?? [];
      const topic = topics.get(id);
      if (topic)
        return answer(
          'application/json',
          topicReply(JSON.parse(read(topic)), rest ? url.searchParams.getAll('post_ids[]') : null),
        );
      const page = pages.get(path) ?? pages.get(url.pathname);
      return page ? answer(page.endsWith('.json') ? 'application/json' : 'text/html; charset=utf-8', read(page)) : null;
    });
  }
  return hosts;
}

/**
 * @param {string} type
 * @param {string} body
 * @returns {Reply}
 */
function answer(type, body) {
  return { status: 200, headers: { 'content-type': type }, body };
}

/**
 * The recordings hold whole topics; the forum itself gives 20 posts, and the others by their ids.
 * @param {{id: number, post_stream: {posts: {id: number}[]}}} topic
 * @param {string[] | null} ids
 */
function topicReply(topic, ids) {
  const { posts } = topic.post_stream;
  if (!ids) return JSON.stringify({ ...topic, post_stream: { ...topic.post_stream, posts: posts.slice(0, CHUNK) } });
  const wanted = new Set(ids.map(Number));
  return JSON.stringify({ post_stream: { posts: posts.filter((post) => wanted.has(post.id)) }, id: topic.id });
}
