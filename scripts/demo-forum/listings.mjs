import { basicUser, listingTopic } from './records.mjs';
import { latest, PER_PAGE, top } from './viewer.mjs';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/**
 * @typedef {object} Listing
 * @property {string} title
 * @property {string} path below the subfolder, without .json
 * @property {string} bodyClass
 * @property {ForumTopic[]} topics of all pages
 */

/**
 * The listing at a path, null when there is none.
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {string} path without subfolder, .json and query
 * @returns {Listing | null}
 */
export function findListing(forum, viewer, path) {
  if (path === '/' || path === '/latest')
    return { title: '', path: '/latest', bodyClass: '', topics: latest(forum, viewer) };
  if (/^\/top(\/\w+)?$/.test(path)) return { title: 'Top', path, bodyClass: '', topics: top(forum, viewer) };
  const category = /^\/c\/(?:[^/]+\/)*?([^/]+)\/(\d+)(?:\/l\/latest)?$/.exec(path);
  if (category) {
    const found = forum.categories.find((one) => one.id === Number(category[2]));
    if (!found || (found.restricted && !viewer?.member)) return null;
    const topics = latest(forum, viewer, (topic) => topic.category === found || topic.category.parent === found.slug);
    return { title: found.name, path, bodyClass: `category-${found.slug}`, topics };
  }
  const tag = /^\/tag\/([^/]+)(?:\/l\/latest)?$/.exec(path)?.[1];
  if (tag) {
    const topics = latest(forum, viewer, (topic) => topic.tags.includes(decodeURIComponent(tag)));
    return topics.length > 0 ? { title: `Topics tagged ${tag}`, path, bodyClass: `tag-${tag}`, topics } : null;
  }
  const author = /^\/(?:topics\/created-by\/([^/]+)|u\/([^/]+)(?:\/(?:summary|activity(?:\/topics)?))?)$/.exec(path);
  const username = author?.[1] ?? author?.[2];
  if (username && forum.people.has(username)) {
    return {
      title: `Topics by ${username}`,
      path,
      bodyClass: 'user-page',
      topics: latest(forum, viewer, (topic) => topic.posts[0]?.username === username),
    };
  }
  return null;
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {Listing} listing
 * @param {URLSearchParams} query
 */
export function listingRecord(forum, viewer, listing, query) {
  const page = Math.max(0, Number(query.get('page') ?? 0) || 0);
  const topics = listing.topics.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const more = listing.topics.length > (page + 1) * PER_PAGE;
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  next.sort();
  const names = new Set(topics.flatMap((topic) => topic.posts.map((post) => post.username)));
  const morePath = more ? `${forum.base}${listing.path}?${next.toString()}` : null;
  return {
    topics,
    morePath,
    record: {
      users: [...names].map((name) => basicUser(forum, name)),
      primary_groups: [],
      flair_groups: [],
      topic_list: {
        can_create_topic: viewer !== null,
        ...(morePath ? { more_topics_url: morePath } : {}),
        draft: null,
        draft_key: 'new_topic',
        draft_sequence: null,
        per_page: PER_PAGE,
        top_tags: [],
        topics: topics.map((topic) => listingTopic(forum, topic, viewer)),
      },
    },
  };
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {string} term
 * @param {number} page 1-based
 */
export function search(forum, viewer, term, page) {
  const words = term
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word && !word.includes(':'));
  const hits = latest(forum, viewer).flatMap((topic) => {
    const post = topic.posts.find(
      (one) =>
        one.type === 1 &&
        !one.deleted &&
        words.every((word) => `${topic.title} ${one.raw}`.toLowerCase().includes(word)),
    );
    return post && words.length > 0 ? [{ topic, post }] : [];
  });
  const unique = hits.filter((hit, n) => hits.findIndex((one) => one.topic === hit.topic) === n);
  const shown = unique.slice((page - 1) * 50, page * 50);
  return {
    topics: shown.map(({ topic }) => topic),
    record: {
      posts: shown.map(({ topic, post }) => ({
        ...basicUser(forum, post.username),
        id: post.id,
        created_at: new Date(post.createdAt).toISOString(),
        like_count: post.likes,
        blurb: post.raw.slice(0, 200),
        post_number: post.number,
        topic_id: topic.id,
      })),
      topics: shown.map(({ topic }) => listingTopic(forum, topic, viewer)),
      users: [],
      categories: [],
      tags: [],
      groups: [],
      grouped_search_result: {
        more_posts: null,
        more_users: null,
        more_categories: null,
        term,
        search_log_id: 1,
        more_full_page_results: unique.length > page * 50 ? true : null,
        can_create_topic: viewer !== null,
        error: null,
        post_ids: shown.map(({ post }) => post.id),
        user_ids: [],
        category_ids: [],
        tag_ids: [],
        group_ids: [],
      },
    },
  };
}
