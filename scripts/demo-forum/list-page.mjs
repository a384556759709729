import { escapeHtml } from './cook.mjs';
import { avatar, renderPage } from './layout.mjs';
import { categoryRecords } from './category-records.mjs';
import { categoryBadge } from './topic-page.mjs';
import { visiblePosts } from './viewer.mjs';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./forum.mjs').ForumTopic} ForumTopic */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {{title: string, path: string, bodyClass: string, topics: ForumTopic[], record: unknown, morePath: string | null}} listing
 */
export function listPage(forum, viewer, { title, path, bodyClass, topics, record, morePath }) {
  const rows = topics.map((topic) => {
    const posts = visiblePosts(topic, viewer);
    const href = `${forum.base}/t/${topic.slug}/${String(topic.id)}`;
    const faces = [...new Set(posts.map((post) => post.username))].slice(0, 3);
    return `<tr class="topic-list-item category-${topic.category.slug}${topic.pinned ? ' pinned' : ''}${topic.closed ? ' closed' : ''}" data-topic-id="${String(topic.id)}"><td class="main-link topic-list-data"><span class="link-top-line" role="heading" aria-level="2"><a href="${href}/1" class="title raw-link raw-topic-link" data-topic-id="${String(topic.id)}">${escapeHtml(topic.title)}</a></span><div class="link-bottom-line">${categoryBadge(forum, topic.category)}<div class="discourse-tags">${topic.tags.map((tag) => `<a href="${forum.base}/tag/${tag}" data-tag-name="${tag}" class="discourse-tag box">${tag}</a>`).join('')}</div></div></td><td class="posters topic-list-data">${faces.map((name) => `<a href="${forum.base}/u/${name}" data-user-card="${name}"><img alt="" width="25" height="25" src="${avatar(forum, name)}" class="avatar" title="${name}"></a>`).join('')}</td><td class="num posts-map posts topic-list-data"><button class="btn-link posts-map badge-posts" style="border:0;background:none;font:inherit;color:inherit"><span class="number">${String(posts.length - 1)}</span></button></td><td class="num views topic-list-data"><span class="number">${String(topic.views)}</span></td><td class="activity num topic-list-data age"><span class="relative-date" data-time="${String(topic.bumpedAt)}" data-format="tiny">${new Date(topic.bumpedAt).toISOString().slice(0, 10)}</span></td></tr>`;
  });
  const crawler = topics.map(
    (topic, n) =>
      `<tr class="topic-list-item" id="topic-list-item-${String(topic.id)}"><td class="main-link" itemprop='itemListElement' itemscope itemtype='http://schema.org/ListItem'><meta itemprop='position' content='${String(n + 1)}'><span class="link-top-line"><a itemprop='url' href='${forum.origin}${forum.base}/t/${topic.slug}/${String(topic.id)}' class='title raw-link raw-topic-link'><span itemprop='name'>${escapeHtml(topic.title)}</span></a></span></td><td class="replies"><span class='posts' title='posts'>${String(visiblePosts(topic, viewer).length - 1)}</span></td></tr>`,
  );
  return renderPage(forum, viewer, {
    title,
    path,
    bodyClass: `navigation-topics ${bodyClass}`,
    noscript: `<div itemscope itemtype='http://schema.org/ItemList'><table class='topic-list'><tbody>${crawler.join('\n')}</tbody></table></div>${morePath ? `<div role='navigation'><a rel="next" href="${morePath}">next page →</a></div>` : ''}`,
    preloaded: record ? { topic_list: record } : {},
    main: `<div class="list-container"><div id="list-area"><h1>${escapeHtml(title || 'Latest')}</h1><div class="contents"><table class="topic-list ember-view"><thead class="topic-list-header"><tr><th class="default topic-list-data">Topic</th><th class="posters"></th><th class="num posts">Replies</th><th class="num views">Views</th><th class="num activity">Activity</th></tr></thead><tbody class="topic-list-body">${rows.join('\n')}</tbody></table></div></div></div><div class="pages">${morePath ? `<a href="${morePath}">More topics</a>` : ''}</div>`,
  });
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 */
export function categoriesPage(forum, viewer) {
  const categories = categoryRecords(forum, viewer);
  const rows = categories.map(
    (category) =>
      `<tr data-category-id="${String(category.id)}" class="category-list-item"><td class="category"><h3><a class="category-title-link" href="${forum.base}/c/${category.slug}/${String(category.id)}">${escapeHtml(category.name)}</a></h3><div class="category-description">${escapeHtml(category.description)}</div></td><td class="topics num">${String(category.topic_count)}</td></tr>`,
  );
  return renderPage(forum, viewer, {
    title: 'Categories',
    path: '/categories',
    bodyClass: 'navigation-categories',
    noscript: `<table class="category-list">${rows.join('')}</table>`,
    preloaded: { categories_list: { category_list: { categories } } },
    main: `<table class="category-list with-logos topic-list"><tbody aria-labelledby="categories-only-category">${rows.join('\n')}</tbody></table>`,
  });
}

/**
 * A page that says one thing: not found, may not, must sign in.
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {string} message
 */
export function noticePage(forum, viewer, message) {
  return renderPage(forum, viewer, {
    title: 'Oops',
    path: '/404',
    bodyClass: '',
    noscript: `<h1>${escapeHtml(message)}</h1>`,
    main: `<div class="page-not-found notice"><h1 class="title">${escapeHtml(message)}</h1><p><a href="${forum.base}/">To the latest topics</a></p></div>`,
  });
}

/**
 * @param {Forum} forum
 * @param {{failed: boolean}} state
 */
export function loginPage(forum, { failed }) {
  const form = `<form id="login-form" class="login-form" method="post" action="${forum.base}/session"><h1>Sign in</h1>${failed ? '<p class="alert alert-error">That name and password do not belong together.</p>' : ''}<label>Name <input id="login-account-name" name="login" autocomplete="username"></label><label>Password <input id="login-account-password" name="password" type="password" autocomplete="current-password"></label><button id="login-button" class="btn btn-primary">Log In</button><p>Try <code>mira</code> and <code>weave</code>.</p></form>`;
  return renderPage(forum, null, {
    title: 'Log In',
    path: '/login',
    bodyClass: 'static-login',
    noscript: form,
    main: `<div class="login-fullpage">${form}</div>`,
  });
}
