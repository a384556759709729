import { draftPost } from './drafts.mjs';
import { addTopic, cookPost, cookTopic, placePost } from './forum.mjs';
import { createRandom } from './random.mjs';

/** Changes to a forum while tests watch. Time moves on by a minute with each. */

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */

/** @param {Forum} forum */
const tick = (forum) => (forum.clock += 60_000);

/**
 * @param {Forum} forum
 * @param {number | string} which id or key
 * @returns {ForumTopic}
 */
export function topicOf(forum, which) {
  const topic = forum.topics.find((one) => one.id === which || one.key === which);
  if (!topic) throw new Error(`No such topic: ${String(which)}`);
  return topic;
}

/**
 * @param {ForumTopic} topic
 * @param {number} number
 */
function postOf(topic, number) {
  const post = topic.posts.find((one) => one.number === number);
  if (!post) throw new Error(`No post ${String(number)} in ${topic.key}`);
  return post;
}

/**
 * @param {Forum} forum
 * @param {number | string} which
 * @param {Partial<import('./drafts.mjs').PostDraft>} [reply]
 */
export function addReply(forum, which, reply = {}) {
  const topic = topicOf(forum, which);
  const at = tick(forum);
  const number = (topic.posts.at(-1)?.number ?? 0) + 1;
  const post = placePost(
    forum,
    topic.id,
    number,
    draftPost('tove', `A late reply, number ${String(number)}.`, reply),
    at,
  );
  topic.posts.push(post);
  cookPost(forum, topic, post, post.raw);
  topic.bumpedAt = at;
  return post;
}

/**
 * A silent edit: only the last post of a topic bumps it when edited.
 * @param {Forum} forum
 * @param {number | string} which
 * @param {number} number
 * @param {string} text
 */
export function editPost(forum, which, number, text) {
  const topic = topicOf(forum, which);
  const post = postOf(topic, number);
  const at = tick(forum);
  cookPost(forum, topic, post, text);
  post.updatedAt = at;
  post.version += 1;
  if (topic.posts.at(-1) === post) topic.bumpedAt = at;
  return post;
}

/**
 * @param {Forum} forum
 * @param {number | string} which
 * @param {number} number
 */
export function deletePost(forum, which, number) {
  const topic = topicOf(forum, which);
  tick(forum);
  postOf(topic, number).deleted = true;
}

/**
 * @param {Forum} forum
 * @param {{key?: string, title?: string, category?: string, tags?: string[], texts?: string[], username?: string}} [topic]
 */
export function newTopic(
  forum,
  {
    key = `new-${String(forum.nextPostId)}`,
    title = `Something new (${key})`,
    category = 'weaving',
    tags = ['looms'],
    texts = ['A new topic.'],
    username = 'tove',
  } = {},
) {
  const posts = texts.map((text) => draftPost(username, text));
  const topic = addTopic(forum, { key, title, category, tags, posts }, tick(forum), createRandom(key));
  cookTopic(forum, topic);
  forum.clock = Math.max(forum.clock, topic.bumpedAt);
  return topic;
}

/** To the top of the listing without a new post. @param {Forum} forum @param {number | string} which */
export function bump(forum, which) {
  topicOf(forum, which).bumpedAt = tick(forum);
}

/** @param {Forum} forum @param {number | string} which */
export function deleteTopic(forum, which) {
  forum.topics.splice(forum.topics.indexOf(topicOf(forum, which)), 1);
}
