import { escapeHtml } from './cook.mjs';
import { categoryRecords } from './category-records.mjs';
import { basicUser } from './records.mjs';

/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

export const GENERATOR =
  'Discourse 2026.2.0-latest - https://github.com/discourse/discourse version 0123456789abcdef0123456789abcdef01234567';

/**
 * @typedef {object} PageParts
 * @property {string} title
 * @property {string} path canonical path below the subfolder
 * @property {string} bodyClass
 * @property {string} noscript what crawlers and readers without scripts see
 * @property {string} main what the app would have rendered
 * @property {Record<string, unknown>} [preloaded] beside the things every page has
 */

/**
 * A page as a browser has it once the app has rendered: boot HTML and live DOM together.
 * @param {Forum} forum
 * @param {Viewer} viewer
 * @param {PageParts} page
 */
export function renderPage(forum, viewer, page) {
  const { base, origin } = forum;
  const preloaded = {
    site: siteRecord(forum, viewer),
    siteSettings: {
      title: forum.title,
      base_path: base,
      enable_local_logins: true,
      login_required: forum.options.loginRequired,
    },
    customHTML: { top: '', footer: '' },
    banner: {},
    customEmoji: [],
    ...(viewer ? { currentUser: currentUser(forum, viewer), topicTrackingStates: [] } : {}),
    ...page.preloaded,
  };
  // Every value is JSON by itself: the page is parsed twice.
  const store = Object.fromEntries(Object.entries(preloaded).map(([key, value]) => [key, JSON.stringify(value)]));
  const title = escapeHtml(page.title ? `${page.title} - ${forum.title}` : forum.title);
  const canonical = escapeHtml(`${origin}${base}${page.path}`);
  return `<!DOCTYPE html>
<html lang="en" class="desktop-view not-mobile-device text-size-normal ${viewer ? 'logged-in' : 'anon'} no-touch discourse-no-touch">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="description" content="A small made-up forum">
<meta name="discourse_theme_id" content="1">
<meta name="discourse_current_homepage" content="latest">
<meta name="generator" content="${GENERATOR}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
${base ? `<meta name="discourse-base-uri" content="${base}">\n` : ''}<link rel="canonical" href="${canonical}">
<link rel="search" type="application/opensearchdescription+xml" href="${origin}${base}/opensearch.xml" title="${escapeHtml(forum.title)} Search">
<meta property="og:site_name" content="${escapeHtml(forum.title)}">
<meta property="og:title" content="${escapeHtml(page.title)}">
<meta id="data-discourse-setup" data-base-url="${origin}" data-base-uri="${base}" data-environment="production" data-default-locale="en" data-asset-version="1">
<link rel="icon" href="${base}/images/favicon.png">
<link rel="stylesheet" href="${base}/stylesheets/warp.css">
</head>
<body class="docked ember-application ${page.bodyClass}">
<noscript data-path="${escapeHtml(page.path)}">
<header class="d-header"><div class="wrap"><div class="contents"><div class="title"><a href="${base}/">${escapeHtml(forum.title)}</a></div></div></div></header>
<div id="main-outlet" class="wrap" role="main">
${page.noscript}
</div>
</noscript>
<section id="main" class="ember-application"><div id="ember4" class="ember-view">
${header(forum, viewer)}
<div id="main-outlet-wrapper" class="wrap" role="main"><div id="main-outlet" class="wrap"><div id="main-container">
${page.main}
</div></div></div>
</div></section>
<div class="hidden" id="data-preloaded" data-preloaded="${escapeHtml(JSON.stringify(store))}"></div>
</body>
</html>
`;
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 */
function header(forum, viewer) {
  const { base } = forum;
  const account = viewer
    ? `<ul class="icons d-header-icons"><li id="current-user" class="header-dropdown-toggle current-user user-menu-panel"><button class="icon btn-flat" aria-label="Notifications and account" title="${viewer.username}" style="border:0;background:none"><img alt="" width="32" height="32" src="${avatar(forum, viewer.username)}" class="avatar" title="${viewer.username}"></button></li></ul><a href="${base}/logout" class="logout">Sign out</a>`
    : `<span class="header-buttons"><a href="${base}/login" class="btn btn-primary btn-small login-button">Log In</a></span>`;
  return `<div class="d-header-wrap"><header class="d-header"><div class="wrap"><div class="contents"><div class="title"><a href="${base}/" data-auto-route="true">${escapeHtml(forum.title)}</a></div>
<nav><a href="${base}/latest">Latest</a><a href="${base}/top">Top</a><a href="${base}/categories">Categories</a></nav><div class="panel" role="navigation">${account}</div></div></div></header></div>`;
}

/**
 * @param {Forum} forum
 * @param {string} username
 */
export function avatar(forum, username) {
  return basicUser(forum, username).avatar_template.replace('{size}', '48');
}

/**
 * @param {Forum} forum
 * @param {import('./people.mjs').Person} viewer
 */
export function currentUser(forum, viewer) {
  return {
    ...basicUser(forum, viewer.username),
    unread_notifications: 0,
    admin: viewer.staff,
    moderator: viewer.staff,
    staff: viewer.staff,
    trust_level: viewer.staff ? 4 : 1,
    timezone: 'Europe/Oslo',
  };
}

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 */
export function siteRecord(forum, viewer) {
  return {
    default_archetype: 'regular',
    notification_types: { mentioned: 1, replied: 2, quoted: 3, edited: 4, liked: 5 },
    post_types: { regular: 1, moderator_action: 2, small_action: 3, whisper: 4 },
    trust_levels: { newuser: 0, basic: 1, member: 2, regular: 3, leader: 4 },
    categories: categoryRecords(forum, viewer),
    can_tag_topics: false,
    top_tags: [...new Set(forum.topics.flatMap((topic) => topic.tags))].slice(0, 10),
  };
}
