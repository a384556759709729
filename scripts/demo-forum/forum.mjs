import { cook } from './cook.mjs';
import { draftPost, readDrafts } from './drafts.mjs';
import { hostileDraft, spoil } from './hostile.mjs';
import { ImageShelf } from './images.mjs';
import { CATEGORIES, PEOPLE, REGULARS } from './people.mjs';
import { generateChapter, generateJournal, generateReply, generateTopic, SUBJECT_NAMES } from './phrases.mjs';
import { createRandom } from './random.mjs';

/** @typedef {import('./people.mjs').Person} Person */
/** @typedef {import('./drafts.mjs').PostDraft} PostDraft */
/** @typedef {import('./drafts.mjs').TopicDraft} TopicDraft */

/**
 * @typedef {object} ForumPost
 * @property {number} id
 * @property {number} number
 * @property {number} topicId
 * @property {string} username
 * @property {1 | 2 | 3 | 4} type regular, by a moderator, small action, whisper
 * @property {string | null} action what a small action tells
 * @property {number} createdAt epoch ms
 * @property {number} updatedAt
 * @property {number} version
 * @property {string} raw
 * @property {string} cooked
 * @property {number | null} replyTo
 * @property {{topicId: number, postNumber: number}[]} quotes
 * @property {import('./images.mjs').ForumImage[]} images
 * @property {import('./cook.mjs').Cooked['polls']} polls
 * @property {import('./cook.mjs').Cooked['links']} links
 * @property {number} likes
 * @property {boolean} accepted
 * @property {boolean} wiki
 * @property {boolean} hidden
 * @property {boolean} deleted
 */

/**
 * @typedef {object} ForumTopic
 * @property {number} id
 * @property {string} key
 * @property {string} title
 * @property {string} slug
 * @property {import('./people.mjs').Category} category
 * @property {string[]} tags
 * @property {number} createdAt
 * @property {number} bumpedAt
 * @property {number} views
 * @property {boolean} closed
 * @property {boolean} pinned
 * @property {boolean} pinnedGlobally
 * @property {ForumPost[]} posts all, deleted ones and whispers too
 */

/**
 * @typedef {object} ForumOptions
 * @property {string} [seed]
 * @property {number} [topics] how many topics at least, the private ones among them
 * @property {number} [longTopicPosts] visible posts of the longest topic
 * @property {string} [base] subfolder: '' or '/community'
 * @property {string} [origin]
 * @property {string} [cdnOrigin]
 * @property {string} [picsOrigin] a host that is neither the forum's nor its CDN
 * @property {string} [elsewhereOrigin] where one image redirects to
 * @property {boolean} [hostile] adds the hostile topic
 * @property {number} [hugePostBytes] size of its largest post
 * @property {boolean} [loginRequired] nothing is shown to those who are signed out
 */

/**
 * @typedef {object} Forum
 * @property {Required<ForumOptions>} options
 * @property {string} title
 * @property {string} base
 * @property {string} origin
 * @property {ForumTopic[]} topics by id
 * @property {readonly import('./people.mjs').Category[]} categories
 * @property {Map<string, Person>} people
 * @property {ImageShelf} images
 * @property {Set<string>} endedSessions tokens that are no longer good
 * @property {number} nextPostId
 * @property {number} clock epoch ms of the latest event; edits move it on
 */

const MINUTE = 60_000;
const FIRST_DAY = Date.UTC(2025, 0, 6, 8, 0, 0);

/**
 * The same options give the same forum, to the byte.
 * @param {ForumOptions} [options]
 * @returns {Forum}
 */
export function createForum(options = {}) {
  /** @type {Required<ForumOptions>} */
  const settings = {
    seed: 'heddle',
    topics: 46,
    longTopicPosts: 1000,
    base: '',
    origin: 'https://forum.heddle-demo.org',
    cdnOrigin: 'https://cdn.heddle-demo.org',
    picsOrigin: 'https://pics.example.net',
    elsewhereOrigin: 'https://mirror.example.net',
    hostile: false,
    hugePostBytes: 10_000_000,
    loginRequired: false,
    ...options,
  };
  /** @type {Forum} */
  const forum = {
    options: settings,
    title: 'Warp & Weft',
    base: settings.base,
    origin: settings.origin,
    topics: [],
    categories: CATEGORIES,
    people: new Map(PEOPLE.map((person) => [person.username, person])),
    images: new ImageShelf(settings),
    endedSessions: new Set(),
    nextPostId: 1001,
    clock: FIRST_DAY,
  };
  const random = createRandom(settings.seed);
  for (const draft of allDrafts(settings, random))
    addTopic(forum, draft, FIRST_DAY + random.int(560 * 24 * 60) * MINUTE, random);
  for (const topic of forum.topics) cookTopic(forum, topic);
  if (settings.hostile) spoil(forum, settings.hugePostBytes);
  forum.clock = Math.max(...forum.topics.map((topic) => topic.bumpedAt));
  return forum;
}

/**
 * @param {Required<ForumOptions>} settings
 * @param {import('./random.mjs').Random} random
 */
function allDrafts(settings, random) {
  const drafts = readDrafts();
  for (const draft of drafts)
    for (const post of draft.posts) post.text = post.text.replace('<<LONG>>', () => generateChapter(random, 120));
  drafts.push(journalDraft(settings.longTopicPosts, random));
  if (settings.hostile) drafts.push(hostileDraft());
  for (let n = 0; drafts.length < settings.topics; n++) {
    const subject = SUBJECT_NAMES[n % SUBJECT_NAMES.length] ?? 'weaving';
    const { title, tags, text } = generateTopic(random, subject);
    const posts = [draftPost(random.pick(REGULARS), text, { likes: random.int(6) })];
    const replies = random.int(11);
    for (let r = 0; r < replies; r++)
      posts.push(generatedReply(random, posts, generateReply(random, subject, n * 20 + r)));
    const best = posts[1 + random.int(replies)];
    if (best && random.chance(0.5)) best.accepted = true;
    drafts.push({
      key: `generated-${String(n)}`,
      title: `${title} (${String(n + 1)})`,
      category: subject,
      tags,
      posts,
    });
  }
  return drafts;
}

/**
 * @param {import('./random.mjs').Random} random
 * @param {PostDraft[]} earlier
 * @param {string} text
 */
function generatedReply(random, earlier, text) {
  const number = 1 + random.int(earlier.length);
  const target = earlier[number - 1];
  const replies = random.chance(0.4) && earlier.length > 1;
  const quotes = target && !target.deleted && !target.text.startsWith('[') && random.chance(0.12);
  const quote = quotes ? `[quote="${String(number)}"]\n${target.text.split('\n')[0] ?? ''}\n[/quote]\n\n` : '';
  return draftPost(random.pick(REGULARS), quote + text, { likes: random.int(5), replyTo: replies ? number : null });
}

/**
 * @param {number} visible
 * @param {import('./random.mjs').Random} random
 * @returns {TopicDraft}
 */
function journalDraft(visible, random) {
  const first =
    'This is a journal that all of us write. One post a day or more, about anything that you made, baked, planted or mended.\n\nNo hurry, no rules. ![The journal](img:here/big/journal)';
  const posts = [draftPost('staffan', first, { likes: 30 })];
  for (let shown = 1; shown < visible;) {
    const deleted = random.chance(0.015);
    const post = generatedReply(random, posts, generateJournal(random, posts.length));
    if (posts.length % 150 === 0)
      post.text += `\n\n![Day ${String(posts.length)}](img:cdn/big/journal-${String(posts.length)})`;
    posts.push({ ...post, deleted });
    if (!deleted) shown++;
  }
  return { key: 'journal', title: 'One line a day: our shared journal', category: 'meta', tags: ['journal'], posts };
}

/**
 * @param {Forum} forum
 * @param {TopicDraft} draft
 * @param {number} start epoch ms
 * @param {import('./random.mjs').Random} random
 */
export function addTopic(forum, draft, start, random) {
  const category = forum.categories.find((one) => one.slug === draft.category);
  if (!category) throw new Error(`No such category: ${draft.category}`);
  const id = (forum.topics.at(-1)?.id ?? 100) + 1;
  let at = start;
  const posts = draft.posts.map((post, n) => {
    at += n === 0 ? 0 : (2 + random.int(draft.posts.length > 100 ? 300 : 2400)) * MINUTE + random.int(MINUTE);
    return placePost(forum, id, n + 1, post, at);
  });
  /** @param {string} code */
  const has = (code) => posts.some((post) => post.action === code);
  /** @type {ForumTopic} */
  const topic = {
    id,
    key: draft.key,
    title: draft.title,
    slug: slugOf(draft.title),
    category,
    tags: draft.tags,
    createdAt: start,
    bumpedAt: posts.filter((post) => post.type === 1 && !post.deleted).at(-1)?.createdAt ?? start,
    views: 20 + random.int(4000),
    closed: has('closed.enabled'),
    pinned: has('pinned.enabled') || has('pinned_globally.enabled'),
    pinnedGlobally: has('pinned_globally.enabled'),
    posts,
  };
  forum.topics.push(topic);
  return topic;
}

/**
 * @param {Forum} forum
 * @param {number} topicId
 * @param {number} number
 * @param {PostDraft} draft
 * @param {number} at epoch ms
 * @returns {ForumPost}
 */
export function placePost(forum, topicId, number, draft, at) {
  return {
    id: forum.nextPostId++,
    number,
    topicId,
    username: draft.username,
    type: draft.action ? 3 : draft.whisper ? 4 : 1,
    action: draft.action,
    createdAt: at,
    updatedAt: at,
    version: 1,
    raw: draft.text,
    cooked: '',
    replyTo: draft.replyTo,
    quotes: [],
    images: [],
    polls: [],
    links: [],
    likes: draft.likes,
    accepted: draft.accepted,
    wiki: draft.wiki,
    hidden: draft.hidden,
    deleted: draft.deleted,
  };
}

/**
 * @param {Forum} forum
 * @param {ForumTopic} topic
 */
export function cookTopic(forum, topic) {
  for (const post of topic.posts) cookPost(forum, topic, post, post.raw);
}

/**
 * @param {Forum} forum
 * @param {ForumTopic} topic
 * @param {ForumPost} post
 * @param {string} text our own Markdown
 */
export function cookPost(forum, topic, post, text) {
  const { html, raw, quotes, images, polls, links } = cook(text, {
    base: forum.base,
    postId: post.id,
    topicId: topic.id,
    lookUp: (key, number) => {
      const target = key ? forum.topics.find((one) => one.key === key) : topic;
      const found = target?.posts.find((one) => one.number === number);
      if (!target || !found) throw new Error(`${topic.key}: quote of ${key}@${String(number)}, which is not there`);
      return { username: found.username, topicId: target.id, slug: target.slug, title: target.title };
    },
    image: (spec) => forum.images.image(spec),
    isUser: (username) => forum.people.has(username),
    category: (slug) => forum.categories.find((one) => one.slug === slug) ?? null,
  });
  Object.assign(post, { cooked: html, raw, quotes, images, polls, links });
}

/** @param {string} title */
export function slugOf(title) {
  const slug = title
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  // Discourse names topics without Latin letters so.
  return slug || 'topic';
}
