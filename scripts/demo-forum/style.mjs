/** The forum's stylesheet: our own, so that screenshots look like a forum. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #23211f; --soft: #6d6863; --paper: #fdfcfa; --line: #e6e1da; --accent: #b3402a; --tint: #f5f1ea; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8e2; --soft: #a29b93; --paper: #1d1b1a; --line: #37332f; --accent: #e58a6c; --tint: #282523; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.wrap { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
.d-header { border-bottom: 1px solid var(--line); background: var(--paper); position: sticky; top: 0; z-index: 2; }
.d-header .contents { display: flex; align-items: center; gap: 1.25rem; min-height: 3.75rem; }
.d-header .title a { color: var(--ink); font-weight: 700; font-size: 1.25rem; letter-spacing: -0.01em; }
.d-header nav { display: flex; gap: 1rem; flex: 1; font-size: 0.95rem; }
.d-header .panel { display: flex; gap: 0.75rem; align-items: center; }
.btn { border: 1px solid var(--accent); border-radius: 0.4rem; padding: 0.35rem 0.8rem; background: var(--accent); color: #fff; font: inherit; cursor: pointer; }
#topic-title h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.75rem 0 0.4rem; }
#topic-title h1 a { color: var(--ink); }
.topic-category, .discourse-tags { display: inline-flex; gap: 0.4rem; font-size: 0.85rem; color: var(--soft); }
.badge-category__name::before { content: ''; display: inline-block; width: 0.6rem; height: 0.6rem; margin-right: 0.35rem; background: var(--category, var(--accent)); }
.discourse-tag { background: var(--tint); border-radius: 0.3rem; padding: 0 0.45rem; color: var(--soft); }
.topic-post { border-top: 1px solid var(--line); padding: 1.1rem 0; }
.post-stream { margin-top: 1rem; }
.container.posts > .row { display: block; }
.topic-post .row { display: flex; gap: 1rem; }
.cooked-selection-barrier { display: none; }
.topic-body { flex: 1; min-width: 0; }
.topic-avatar img, .avatar { border-radius: 50%; background: var(--tint); }
.d-header > .wrap { padding: 0 1rem; }
.post-infos { display: flex; gap: 0.8rem; }
.double-button, .actions { display: inline-flex; gap: 0.6rem; }
.topic-meta-data { display: flex; justify-content: space-between; font-size: 0.95rem; }
.topic-meta-data .username a { color: var(--ink); font-weight: 600; }
.names .full-name a { color: var(--soft); font-weight: 400; }
.names .full-name, .post-infos, .reply-to-tab { color: var(--soft); margin-left: 0.5rem; }
.post-infos a { color: var(--soft); }
.cooked { overflow-wrap: anywhere; }
.cooked p { margin: 0.6rem 0; }
.cooked img:not(.emoji):not(.avatar):not(.site-icon):not(.thumbnail) { max-width: 100%; height: auto; border-radius: 0.35rem; }
.lightbox-wrapper .meta { display: none; }
.emoji { width: 1.25em; height: 1.25em; vertical-align: -0.2em; }
pre { background: var(--tint); padding: 0.8rem; overflow: auto; border-radius: 0.4rem; font-size: 0.9rem; line-height: 1.45; }
code { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; }
:not(pre) > code { background: var(--tint); padding: 0.05rem 0.3rem; border-radius: 0.25rem; font-size: 0.92em; }
blockquote { margin: 0.6rem 0; padding: 0.3rem 0.9rem; border-left: 0.3rem solid var(--line); background: var(--tint); }
aside.quote .title { padding: 0.4rem 0.9rem 0; border-left: 0.3rem solid var(--line); background: var(--tint); color: var(--soft); }
aside.quote blockquote { margin-top: 0; }
aside.quote .avatar { width: 20px; height: 20px; vertical-align: -4px; }
aside.onebox { border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.8rem; margin: 0.6rem 0; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: 0.35rem 0.7rem; text-align: left; }
.poll, details { border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.5rem 0.9rem; margin: 0.6rem 0; }
.spoiler { filter: blur(4px); }
.spoiler:hover { filter: none; }
.math { font-family: 'Latin Modern Math', 'Cambria Math', serif; font-style: italic; }
div.math { text-align: center; margin: 0.8rem 0; white-space: pre-wrap; }
.post-menu-area { color: var(--soft); font-size: 0.9rem; text-align: right; }
.post-menu-area button { border: 0; background: none; color: inherit; font: inherit; }
.post-menu-area .like-count::after { content: ' ♥'; color: #d9455f; }
.accepted-answer .topic-body { border-left: 3px solid #3f8f4f; padding-left: 0.8rem; }
.small-action { display: block; border-top: 1px solid var(--line); padding: 0.7rem 0; color: var(--soft); font-size: 0.9rem; }
.post-stream--cloaked { background: repeating-linear-gradient(transparent 0 3rem, var(--tint) 3rem 3.1rem); }
.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.topic-list { width: 100%; margin-top: 1rem; }
.topic-list .main-link a.title { font-size: 1.05rem; color: var(--ink); font-weight: 500; }
.topic-list .pinned .title::before { content: '📌 '; font-size: 0.85em; }
.topic-list .link-bottom-line { display: flex; gap: 0.6rem; margin-top: 0.15rem; }
.topic-list .num { text-align: right; color: var(--soft); }
.notice { margin: 3rem auto; max-width: 28rem; text-align: center; }
.login-form { margin: 3rem auto; max-width: 20rem; display: grid; gap: 0.8rem; }
.login-form input { width: 100%; padding: 0.5rem; font: inherit; border: 1px solid var(--line); border-radius: 0.4rem; background: var(--paper); color: var(--ink); }
.pages { display: flex; gap: 1.5rem; margin: 1.5rem 0 3rem; }
`;
