import { createHash } from 'node:crypto';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./forum.mjs').ForumPost} ForumPost */
/** @typedef {import('./people.mjs').Person} Person */
/** @typedef {Person | null} Viewer null: signed out */

/**
 * The value of the session cookie `_t` for a person; the same for the same seed, so that a restarted forum keeps its
 * sessions.
 * @param {Forum} forum
 * @param {string} username
 */
export function sessionToken(forum, username) {
  return `${username}.${createHash('sha256').update(`${forum.options.seed} ${username}`).digest('hex').slice(0, 32)}`;
}

/**
 * @param {Forum} forum
 * @param {string | undefined} cookie the Cookie header
 * @returns {{viewer: Viewer, stale: boolean, token: string | null}}
 */
export function readSession(forum, cookie) {
  const token = /(?:^|;\s*)_t=([^;]*)/.exec(cookie ?? '')?.[1];
  if (!token) return { viewer: null, stale: false, token: null };
  const viewer = forum.people.get(token.split('.')[0] ?? '') ?? null;
  const good = viewer !== null && token === sessionToken(forum, viewer.username) && !forum.endedSessions.has(token);
  return good ? { viewer, stale: false, token } : { viewer: null, stale: true, token };
}

/**
 * @param {ForumTopic} topic
 * @param {Viewer} viewer
 */
export function maySee(topic, viewer) {
  return !topic.category.restricted || viewer?.member === true;
}

/**
 * What the stream of a topic names for this viewer.
 * @param {ForumTopic} topic
 * @param {Viewer} viewer
 */
export function visiblePosts(topic, viewer) {
  return topic.posts.filter((post) => !post.deleted && (post.type !== 4 || viewer?.staff === true));
}

export const HIDDEN_TEXT = '<p>This post was flagged by the community and is temporarily hidden.</p>';

/**
 * @param {ForumPost} post
 * @param {Viewer} viewer
 */
export function shownHtml(post, viewer) {
  return post.hidden && viewer?.staff !== true ? HIDDEN_TEXT : post.cooked;
}

/**
 * Latest activity first, pinned ones above; a pinned topic comes again at its own place on later pages, as on real
 * forums.
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {(topic: ForumTopic) => boolean} [belongs]
 */
export function latest(forum, viewer, belongs = () => true) {
  const all = forum.topics
    .filter((topic) => maySee(topic, viewer) && belongs(topic))
    .sort((a, b) => b.bumpedAt - a.bumpedAt || b.id - a.id);
  const pinned = all.filter((topic) => topic.pinned);
  const repeated = all.filter((topic, n) => !topic.pinned || n >= PER_PAGE);
  return [...pinned, ...repeated];
}

/**
 * Most liked first.
 * @param {Forum} forum
 * @param {Viewer} viewer
 */
export function top(forum, viewer) {
  return forum.topics.filter((topic) => maySee(topic, viewer)).sort((a, b) => likesOf(b) - likesOf(a) || b.id - a.id);
}

/** @param {ForumTopic} topic */
export function likesOf(topic) {
  return topic.posts.reduce((sum, post) => sum + (post.deleted ? 0 : post.likes), 0);
}

/** Topics on a page of a listing. */
export const PER_PAGE = 30;

/** Posts on a page of a topic. */
export const CHUNK = 20;
