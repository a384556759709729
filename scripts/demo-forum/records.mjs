import { escapeHtml } from './cook.mjs';
import { ghostIds } from './hostile.mjs';
import { CHUNK, latest, likesOf, shownHtml, visiblePosts } from './viewer.mjs';

/** The JSON that Discourse's routes give. */

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./forum.mjs').ForumPost} ForumPost */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/** @param {number} at */
export const iso = (at) => new Date(at).toISOString();

/** @param {Forum} forum @param {string} username */
export function personOf(forum, username) {
  const person = forum.people.get(username);
  if (!person) throw new Error(`No such person: ${username}`);
  return person;
}

/** @param {Forum} forum @param {string} username */
export function basicUser(forum, username) {
  const person = personOf(forum, username);
  return {
    id: person.id,
    username,
    name: person.name,
    avatar_template: `${forum.base}/user_avatar/forum/${username.toLowerCase()}/{size}/${String(Math.abs(person.id))}_2.png`,
  };
}

/**
 * @param {Forum} forum
 * @param {ForumTopic} topic
 * @param {ForumPost} post
 * @param {Viewer} viewer
 * @param {{raw?: boolean}} [more]
 */
export function postRecord(forum, topic, post, viewer, { raw = false } = {}) {
  const { id: userId, ...user } = basicUser(forum, post.username);
  const person = personOf(forum, post.username);
  const target = topic.posts.find((one) => one.number === post.replyTo);
  const hiddenFromViewer = post.hidden && viewer?.staff !== true;
  return {
    id: post.id,
    ...user,
    created_at: iso(post.createdAt),
    cooked: shownHtml(post, viewer),
    ...(hiddenFromViewer ? { cooked_hidden: true } : {}),
    ...(raw && !hiddenFromViewer ? { raw: post.raw } : {}),
    post_number: post.number,
    post_type: post.type,
    posts_count: visiblePosts(topic, viewer).length,
    updated_at: iso(post.updatedAt),
    reply_count: topic.posts.filter((one) => one.replyTo === post.number && !one.deleted).length,
    reply_to_post_number: post.replyTo,
    quote_count: post.quotes.length,
    incoming_link_count: 0,
    reads: 12,
    readers_count: 11,
    score: post.likes * 15 + 2.4,
    yours: viewer?.username === post.username,
    topic_id: topic.id,
    topic_slug: topic.slug,
    display_username: person.name,
    primary_group_name: null,
    flair_name: null,
    flair_url: null,
    flair_bg_color: null,
    flair_color: null,
    flair_group_id: null,
    badges_granted: [],
    version: post.version,
    can_edit: false,
    can_delete: false,
    can_recover: false,
    can_see_hidden_post: false,
    can_wiki: false,
    ...(post.links.length > 0
      ? {
          link_counts: post.links.map(({ url, title }) => ({
            url,
            internal: url.startsWith('/'),
            reflection: false,
            title,
            clicks: 2,
          })),
        }
      : {}),
    read: true,
    user_title: null,
    ...(target && !target.deleted ? { reply_to_user: replyUser(forum, target.username) } : {}),
    bookmarked: false,
    actions_summary: post.likes > 0 ? [{ id: 2, count: post.likes }] : [],
    moderator: false,
    admin: person.staff,
    staff: person.staff,
    user_id: userId,
    hidden: post.hidden,
    ...(post.hidden ? { hidden_reason_id: 1 } : {}),
    trust_level: person.staff ? 4 : 1,
    deleted_at: null,
    user_deleted: false,
    edit_reason: null,
    can_view_edit_history: !hiddenFromViewer,
    wiki: post.wiki,
    ...(post.action ? { action_code: post.action } : {}),
    ...(post.polls.length > 0 ? { polls: post.polls.map(pollRecord) } : {}),
    mentioned_users: [],
    post_url: `${forum.base}/t/${topic.slug}/${String(topic.id)}/${String(post.number)}`,
    can_accept_answer: false,
    can_unaccept_answer: false,
    accepted_answer: post.accepted,
    topic_accepted_answer: topic.posts.some((one) => one.accepted) ? true : null,
  };
}

/** @param {Forum} forum @param {string} username */
function replyUser(forum, username) {
  const { id, username: userName, name, avatar_template } = basicUser(forum, username);
  return { id, username: userName, name, avatar_template };
}

/** @param {ForumPost['polls'][number]} poll */
function pollRecord({ name, options, voters }) {
  return {
    name,
    type: 'regular',
    status: 'open',
    public: true,
    results: 'always',
    options,
    voters,
    preloaded_voters: {},
    chart_type: 'bar',
    title: null,
  };
}

/**
 * @param {Forum} forum
 * @param {ForumTopic} topic
 * @param {ForumPost[]} posts of this reply
 * @param {Viewer} viewer
 * @param {{raw?: boolean}} [more]
 */
export function topicRecord(forum, topic, posts, viewer, more = {}) {
  const all = visiblePosts(topic, viewer);
  const accepted = all.find((post) => post.accepted);
  const first = topic.posts[0];
  const last = all.filter((post) => post.type === 1).at(-1);
  return {
    post_stream: {
      posts: posts.map((post) => postRecord(forum, topic, post, viewer, more)),
      stream: [...all.map((post) => post.id), ...ghostIds(topic)],
    },
    timeline_lookup: [[1, 30]],
    suggested_topics: latest(forum, viewer, (one) => one.category === topic.category && one !== topic)
      .slice(0, 5)
      .map((one) => ({ ...listingTopic(forum, one, viewer), posters: [] })),
    tags: topic.tags,
    tags_descriptions: {},
    id: topic.id,
    title: topic.title,
    fancy_title: escapeHtml(topic.title),
    posts_count: all.length,
    created_at: iso(topic.createdAt),
    views: topic.views,
    reply_count: all.filter((post) => post.replyTo !== null).length,
    like_count: likesOf(topic),
    last_posted_at: last ? iso(last.createdAt) : null,
    visible: true,
    closed: topic.closed,
    archived: false,
    has_summary: all.length > 50,
    archetype: 'regular',
    slug: topic.slug,
    category_id: topic.category.id,
    word_count: all.reduce((sum, post) => sum + post.raw.split(/\s+/).length, 0),
    deleted_at: null,
    user_id: personOf(forum, first?.username ?? 'system').id,
    featured_link: null,
    pinned_globally: topic.pinnedGlobally,
    pinned_at: topic.pinned ? iso(topic.createdAt) : null,
    pinned_until: null,
    image_url: null,
    slow_mode_seconds: 0,
    draft: null,
    draft_key: `topic_${String(topic.id)}`,
    draft_sequence: viewer ? 0 : null,
    unpinned: null,
    pinned: topic.pinned,
    current_post_number: posts[0]?.number ?? 1,
    highest_post_number: highest(topic),
    deleted_by: null,
    actions_summary: [{ id: 4, count: 0, hidden: false, can_act: false }],
    chunk_size: CHUNK,
    bookmarked: false,
    bookmarks: [],
    topic_timer: null,
    message_bus_last_id: 0,
    participant_count: new Set(all.map((post) => post.username)).size,
    show_read_indicator: false,
    thumbnails: null,
    slow_mode_enabled_until: null,
    ...(accepted
      ? {
          accepted_answer: {
            post_number: accepted.number,
            username: accepted.username,
            excerpt: accepted.raw.slice(0, 200),
          },
        }
      : {}),
    details: {
      can_edit: false,
      notification_level: 1,
      participants: [...new Set(all.map((post) => post.username))].map((name) => ({
        ...basicUser(forum, name),
        post_count: all.filter((post) => post.username === name).length,
      })),
      created_by: basicUser(forum, first?.username ?? 'system'),
      last_poster: basicUser(forum, last?.username ?? 'system'),
      links: [],
    },
  };
}

/** @param {ForumTopic} topic */
function highest(topic) {
  // A deleted post at the end does not count, one in the middle leaves a hole.
  return topic.posts.filter((post) => !post.deleted && post.type !== 4).at(-1)?.number ?? 0;
}

/**
 * A topic as listings show it.
 * @param {Forum} forum
 * @param {ForumTopic} topic
 * @param {Viewer} viewer
 */
export function listingTopic(forum, topic, viewer) {
  const all = visiblePosts(topic, viewer);
  const last = all.filter((post) => post.type === 1).at(-1);
  const first = topic.posts[0];
  return {
    id: topic.id,
    title: topic.title,
    fancy_title: escapeHtml(topic.title),
    slug: topic.slug,
    posts_count: all.length,
    reply_count: all.filter((post) => post.replyTo !== null).length,
    highest_post_number: highest(topic),
    image_url: null,
    created_at: iso(topic.createdAt),
    last_posted_at: last ? iso(last.createdAt) : null,
    bumped: true,
    bumped_at: iso(topic.bumpedAt),
    archetype: 'regular',
    unseen: false,
    pinned: topic.pinned,
    unpinned: null,
    ...(topic.pinned ? { excerpt: first?.raw.slice(0, 120) ?? '' } : {}),
    visible: true,
    closed: topic.closed,
    archived: false,
    bookmarked: null,
    liked: null,
    tags: topic.tags,
    tags_descriptions: {},
    views: topic.views,
    like_count: likesOf(topic),
    has_summary: all.length > 50,
    last_poster_username: last?.username ?? 'system',
    category_id: topic.category.id,
    pinned_globally: topic.pinnedGlobally,
    featured_link: null,
    has_accepted_answer: all.some((post) => post.accepted),
    posters: posters(forum, all),
  };
}

/**
 * @param {Forum} forum
 * @param {ForumPost[]} posts
 */
function posters(forum, posts) {
  const names = [...new Set(posts.map((post) => post.username))].slice(0, 5);
  return names.map((name, n) => ({
    extras: n === 0 ? 'latest' : null,
    description: n === 0 ? 'Original Poster' : 'Frequent Poster',
    user_id: personOf(forum, name).id,
    primary_group_id: null,
    flair_group_id: null,
  }));
}
