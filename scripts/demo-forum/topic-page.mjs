import { escapeHtml } from './cook.mjs';
import { avatar, renderPage } from './layout.mjs';
import { iso, personOf, topicRecord } from './records.mjs';
import { CHUNK, shownHtml, visiblePosts } from './viewer.mjs';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./forum.mjs').ForumPost} ForumPost */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/** Posts that are drawn; the rest of those loaded are placeholders, as if far below the viewport. */
const DRAWN = 12;

const ACTIONS = /** @type {Record<string, string>} */ ({
  'closed.enabled': 'closed this topic',
  'pinned.enabled': 'pinned this topic',
  'pinned_globally.enabled': 'pinned this topic for everybody',
});

/**
 * @param {Forum} forum
 * @param {ForumTopic} topic
 * @param {Viewer} viewer
 * @param {{page?: number, near?: number, widget?: boolean}} [place]
 */
export function topicPage(forum, topic, viewer, { page = 1, near = 1, widget = false } = {}) {
  const all = visiblePosts(topic, viewer);
  const found = all.findIndex((post) => post.number >= near);
  const start = near > 1 ? Math.max(0, (found < 0 ? all.length - 1 : found) - 5) : (page - 1) * CHUNK;
  const loaded = all.slice(start, start + CHUNK);
  const path = `/t/${topic.slug}/${String(topic.id)}`;
  const list = { forum, topic, viewer };
  const drawn = loaded.map((post, n) =>
    n < DRAWN ? (widget ? widgetPost(list, post) : glimmerPost(list, post)) : cloaked(post, widget),
  );
  const atEnd = start + loaded.length >= all.length && loaded.length <= DRAWN;
  const pages = Math.ceil(all.length / CHUNK);
  const next = start + CHUNK < all.length ? Math.floor(start / CHUNK) + 2 : null;
  return renderPage(forum, viewer, {
    title: `${topic.title} - ${topic.category.name}`,
    path: page > 1 ? `${path}?page=${String(page)}` : path,
    bodyClass: `archetype-regular category-${topic.category.slug} ${topic.tags.map((tag) => `tag-${tag}`).join(' ')}`,
    noscript: crawlerTopic(list, loaded, { page, pages }),
    preloaded: { [`topic_${String(topic.id)}`]: topicRecord(forum, topic, loaded, viewer) },
    main: `${titleBar(list)}
<div class="container posts"><div class="row"><section id="topic" class="topic-area" data-topic-id="${String(topic.id)}"><div class="posts-wrapper">
<div class="post-stream${widget ? '' : ' glimmer'}">${drawn.join('\n')}${atEnd && !widget ? '\n<div class="post-stream__bottom-boundary"></div>' : ''}</div>
</div></section></div></div>
<div class="pages">${next ? `<a href="${forum.base}${path}?page=${String(next)}">More posts (${String(all.length)} in all)</a>` : ''}</div>`,
  });
}

/** @param {{forum: Forum, topic: ForumTopic}} list */
function titleBar({ forum, topic }) {
  const href = `${forum.base}/t/${topic.slug}/${String(topic.id)}`;
  return `<div id="topic-title" class="container"><div class="title-wrapper"><h1 data-topic-id="${String(topic.id)}"><span class="topic-statuses"></span><a class="fancy-title" href="${href}">${escapeHtml(topic.title)}</a></h1>
<div class="topic-category">${categoryBadge(forum, topic.category)}</div> <div class="discourse-tags">${topic.tags.map((tag) => `<a href="${forum.base}/tag/${tag}" data-tag-name="${tag}" class="discourse-tag box">${tag}</a>`).join('')}</div></div></div>`;
}

/** @param {Forum} forum @param {import('./people.mjs').Category} category */
export function categoryBadge(forum, category) {
  const parent = category.parent ? `${category.parent}/` : '';
  return `<a class="badge-category__wrapper" href="${forum.base}/c/${parent}${category.slug}/${String(category.id)}"><span class="badge-category --style-square" data-category-id="${String(category.id)}" style="--category: #${category.color}"><span class="badge-category__name">${escapeHtml(category.name)}</span></span></a>`;
}

/** @typedef {{forum: Forum, topic: ForumTopic, viewer: Viewer}} List */

/** @param {number} at */
const shortDate = (at) =>
  new Date(at).toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric', timeZone: 'UTC' });

/** @param {List} list @param {ForumPost} post */
function stateClasses({ topic }, post) {
  const on = [
    ['topic-owner', post.username === topic.posts[0]?.username],
    ['regular', post.type === 1],
    ['whisper', post.type === 4],
    ['hidden', post.hidden],
    ['wiki', post.wiki],
  ];
  return on.filter(([, is]) => is).map(([name]) => String(name));
}

/** @param {List} list @param {ForumPost} post */
function smallAction({ forum }, post) {
  return `<article id="post_${String(post.number)}" class="small-action onscreen-post" data-post-id="${String(post.id)}" role="region"><div class="small-action-desc"><div class="small-action-contents"><div class="small-action-buttons"></div><p class="small-action-contents">${post.username} ${ACTIONS[post.action ?? ''] ?? ''} <span class="relative-date" data-time="${String(post.createdAt)}" data-format="medium">${shortDate(post.createdAt)}</span></p></div></div><a href="${forum.base}/u/${post.username}" class="sr-only">${post.username}</a></article>`;
}

/** @param {List} list @param {ForumPost} post */
function dateLink({ forum, topic }, post) {
  return `<a class="post-date" href="${forum.base}/t/${topic.slug}/${String(topic.id)}/${String(post.number)}" title="Post date"><span class="relative-date" title="${new Date(post.createdAt).toUTCString()}" data-time="${String(post.createdAt)}" data-format="tiny">${shortDate(post.createdAt)}</span></a>`;
}

/** @param {List} list @param {ForumPost} post */
function replyTab({ forum, topic }, post) {
  const target = topic.posts.find((one) => one.number === post.replyTo);
  if (!target) return '';
  return `<div class="post-info post-reply-to-tab"><a class="reply-to-tab" role="button" href="#post_${String(target.number)}">↪ <img alt="" width="24" height="24" src="${avatar(forum, target.username)}" class="avatar" style="width:16px;height:16px"> <span>${target.username}</span></a></div>`;
}

/** @param {List} list @param {ForumPost} post */
function glimmerPost(list, post) {
  const { forum, topic, viewer } = list;
  const n = String(post.number);
  const person = personOf(forum, post.username);
  const heading = `<h2 class="sr-only" id="post-heading-${n}" aria-hidden="false">post by ${post.username} on ${shortDate(post.createdAt)}</h2>`;
  if (post.type === 3)
    return `<div class="topic-post clearfix" data-post-number="${n}">${smallAction(list, post)}</div>`;
  const classes = stateClasses(list, post).map(
    (name) => `post--${name} ${name === 'hidden' || name === 'deleted' ? `post-${name}` : name}`,
  );
  return `<div class="topic-post clearfix post--sticky-avatar sticky-avatar ${classes.join(' ')}${post.accepted ? ' accepted-answer' : ''}" data-post-number="${n}">${heading}
<article id="post_${n}" class="boxed onscreen-post" aria-labelledby="post-heading-${n}" data-post-id="${String(post.id)}" data-topic-id="${String(topic.id)}" data-user-id="${String(person.id)}"><div class="post__row row"><div class="topic-avatar"><div class="post-avatar"><a class="main-avatar" aria-hidden="true" data-user-card="${post.username}" href="${forum.base}/u/${post.username}" tabindex="-1"><img alt="" width="48" height="48" src="${avatar(forum, post.username)}" class="avatar" loading="lazy"></a></div></div><div class="post__body topic-body clearfix"><div class="topic-meta-data"><div class="names trigger-user-card"><span class="first username"><a data-user-card="${post.username}" href="${forum.base}/u/${post.username}">${post.username}</a></span><span class="second full-name"><a data-user-card="${post.username}" href="${forum.base}/u/${post.username}" aria-hidden="true" tabindex="-1">${escapeHtml(person.name)}</a></span></div><div class="post-infos">${post.wiki ? '<div class="post-info post-wiki"><button class="wiki btn-flat">wiki</button></div>' : ''}${replyTab(list, post)}<div class="post-info post-date">${dateLink(list, post)}</div></div></div><div class="post__regular regular post__contents contents"><div class="cooked">${shownHtml(post, viewer)}<div class="cooked-selection-barrier" aria-hidden="true"><br></div></div><section class="post__menu-area post-menu-area clearfix" role="group" aria-label="Post controls"><nav class="post-controls expanded" role="none"><div class="actions">${post.accepted ? '<span class="accepted-text" title="Accepted">✓ Solution</span>' : ''}<div class="double-button post-action-menu__double-button">${post.likes ? `<button class="btn no-text post-action-menu__like-count like-count button-count highlight-action regular-likes btn-flat" type="button">${String(post.likes)}</button>` : ''}</div></div></nav></section></div><section class="post__actions post-actions"></section></div></div></article></div>`;
}

/** @param {List} list @param {ForumPost} post */
function widgetPost(list, post) {
  const { forum, topic, viewer } = list;
  const n = String(post.number);
  const person = personOf(forum, post.username);
  if (post.type === 3) return smallAction(list, post);
  const classes = stateClasses(list, post).map((name) => (name === 'hidden' ? 'post-hidden' : name));
  return `<div class="topic-post clearfix ${classes.join(' ')}"><article id="post_${n}" aria-label="post #${n} by @${post.username}" role="region" data-post-id="${String(post.id)}" data-topic-id="${String(topic.id)}" data-user-id="${String(person.id)}" class="boxed onscreen-post"><span aria-hidden="true" tabindex="-1" class="tabLoc"></span><div class="row"><div class="topic-avatar"><a class="trigger-user-card main-avatar" href="${forum.base}/u/${post.username}" data-user-card="${post.username}" aria-hidden="true" tabindex="-1"><img alt="" width="45" height="45" src="${avatar(forum, post.username)}" title="${post.username}" loading="lazy" class="avatar"></a><div class="poster-avatar-extra"></div></div><div class="topic-body clearfix"><div role="heading" aria-level="2" class="topic-meta-data"><div class="names trigger-user-card"><span class="first username"><a href="${forum.base}/u/${post.username}" data-user-card="${post.username}">${post.username}</a></span></div><div class="post-infos">${replyTab(list, post)}<div class="post-info post-date">${dateLink(list, post).replace('class="post-date"', 'class="widget-link post-date"')}</div></div></div><div class="regular contents"><div class="cooked">${shownHtml(post, viewer)}</div><section class="post-menu-area clearfix"><nav class="post-controls"><div class="actions">${post.likes ? `<div class="double-button"><button class="widget-button btn-flat button-count like-count highlight-action regular-likes" title="${String(post.likes)} people liked this post">${String(post.likes)}</button></div>` : ''}</div></nav></section></div><section class="post-actions"></section><div class="post-links-container"></div></div></div></article></div>`;
}

/** @param {ForumPost} post @param {boolean} widget */
function cloaked(post, widget) {
  const n = String(post.number);
  const height = String(140 + (post.raw.length % 200));
  if (widget) return `<div class="cloaked-post" id="post_${n}" style="height: ${height}px;"></div>`;
  return `<div class="post-stream--cloaked" style="height: ${height}px; margin: 0px;" data-post-number="${n}" id="post_${n}"><h2 class="sr-only" id="post-heading-${n}" aria-hidden="false">post by ${post.username} on ${shortDate(post.createdAt)}</h2></div>`;
}

/**
 * @param {List} list
 * @param {ForumPost[]} posts
 * @param {{page: number, pages: number}} place
 */
function crawlerTopic({ forum, topic, viewer }, posts, { page, pages }) {
  const path = `${forum.base}/t/${topic.slug}/${String(topic.id)}`;
  const body = posts
    .filter((post) => post.type !== 3)
    .map((post) => {
      const kind = post.number === 1 ? '' : " itemprop='comment' itemscope itemtype='http://schema.org/Comment'";
      return `<div id='post_${String(post.number)}'${kind} class='topic-body crawler-post'><div class='crawler-post-meta'><span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href='${forum.origin}${forum.base}/u/${post.username}'><span itemprop='name'>${post.username}</span></a></span><span class="crawler-post-infos"><time itemprop='datePublished' datetime='${iso(post.createdAt)}' class='post-time'>${shortDate(post.createdAt)}</time><meta itemprop='dateModified' content='${iso(post.updatedAt)}'><span itemprop='position'>${String(post.number)}</span></span></div><div class='post' itemprop='text'>${shownHtml(post, viewer).replaceAll('</noscript', '&lt;/noscript')}</div><div itemprop="interactionStatistic" itemscope itemtype="http://schema.org/InteractionCounter"><meta itemprop="interactionType" content="http://schema.org/LikeAction"/><meta itemprop="userInteractionCount" content="${String(post.likes)}" /><span class='post-likes'>${post.likes ? `${String(post.likes)} Likes` : ''}</span></div></div>`;
    });
  return `<div id="topic-title"><h1><a href="${path}">${escapeHtml(topic.title)}</a></h1></div>
<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><meta itemprop='headline' content='${escapeHtml(topic.title).replaceAll("'", '&#39;')}'>
${body.join('\n')}
</div>
<div role='navigation' class='topic-body crawler-post'>${page > 1 ? `<a rel="prev" href="${path}?page=${String(page - 1)}">← previous page</a>` : ''}${page < pages ? `<a rel="next" href="${path}?page=${String(page + 1)}"><b>next page →</b></a>` : ''}</div>`;
}
