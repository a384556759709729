// The pages of a make-believe site, in the markup the network has had since 2020.

const text = (value) =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const stamp = (seconds) => new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', 'Z');

/** Answers a request to the site itself. */
export function answerPage(site, { path }) {
  const url = new URL(path, `https://${site.host}`);
  if (url.pathname === '/robots.txt')
    return {
      status: 200,
      headers: {},
      body: 'User-agent: *\nDisallow: /search\nDisallow: /posts/\nDisallow: /questions/*answertab=*\nDisallow: /questions/tagged/*+*\n',
    };
  const id = Number(/^\/questions\/(\d+)/.exec(url.pathname)?.[1] ?? 0);
  if (id > 0) {
    const question = site.questions.find((one) => one.id === id && !one.deleted);
    return question ? html(200, questionPage(site, question, url)) : html(404, missingPage(site));
  }
  if (url.pathname === '/' || url.pathname.startsWith('/questions')) return html(200, listPage(site, url));
  return html(404, missingPage(site));
}

const html = (status, body) => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });

/** Cloudflare's page in place of the site's. */
export function challengePage() {
  return {
    status: 403,
    headers: { 'content-type': 'text/html', 'cf-mitigated': 'challenge' },
    body: '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={};</script></body></html>',
  };
}

export function frame(site, path, title, content, head = '') {
  return `<!DOCTYPE html><html class="html__responsive"><head><title>${text(title)} - Make Believe</title>
<link rel="shortcut icon" href="https://cdn.sstatic.net/Sites/make/Img/favicon.ico?v=1">
<link rel="apple-touch-icon" href="https://cdn.sstatic.net/Sites/make/Img/icon.png?v=1">
<link rel="search" type="application/opensearchdescription+xml" title="Make Believe" href="/opensearch.xml">
<meta property="og:url" content="https://${site.host}${path}"><meta name="twitter:title" property="og:title" content="${text(title)}">${head}
</head><body class="unified-theme"><header><a href="/users/login?ssrc=head" class="s-btn">Log in</a></header>
<div class="container"><div id="content">${content}</div></div></body></html>`;
}

function missingPage(site) {
  return frame(site, '/404', 'Page not found', '<div id="mainbar-full"><h1>Page not found</h1></div>');
}

export function questionPage(site, question, url) {
  const page = Number(url.searchParams.get('page') ?? 1);
  const sorted =
    url.searchParams.get('tab') === 'createdasc'
      ? [...question.answers].sort((a, b) => a.createdAt - b.createdAt)
      : [...question.answers].sort((a, b) => b.score - a.score);
  const answers = sorted.slice((page - 1) * 30, page * 30);
  const more = page * 30 < sorted.length;
  const path = `/questions/${question.id}/${question.slug}`;
  const suffix = question.closed === null ? '' : ' [closed]';
  const pager = more
    ? `<div class="s-pagination pager-answers"><a class="s-pagination--item" href="${path}?page=${page + 1}" rel="next">Next</a></div>`
    : '';
  return frame(
    site,
    path,
    question.title,
    `<div id="question-header"><h1 itemprop="name"><a href="${path}" class="question-hyperlink">${text(question.title)}${suffix}</a></h1></div>
<time itemprop="dateCreated" datetime="${stamp(question.createdAt).replace(' ', 'T').replace('Z', '')}">then</time>
<a href="?lastactivity" title="${stamp(question.activeAt)}">today</a>
<div id="mainbar"><div class="question" data-questionid="${question.id}" data-score="${question.score}" id="question">${post(site, question, question, true)}</div>
<div id="answers"><div id="answers-header"><h2 data-answercount="${question.answers.length}">${question.answers.length} Answers</h2></div>${pager}
${answers.map((answer) => post(site, question, answer, false)).join('\n')}</div></div>`,
    `<link rel="canonical" href="https://${site.host}${path}">`,
  );
}

function post(site, question, one, isQuestion) {
  const accepted = one.id === question.acceptedId;
  const notice =
    isQuestion && question.closed !== null
      ? `<div><aside class="s-notice s-notice__info js-post-notice mb16"><b>Closed.</b> ${text(question.closed.reason)}. <a href="/help/closed-questions">Learn more</a></aside></div>`
      : '';
  const inner = `<div class="post-layout"><div class="votecell"><div class="js-vote-count" itemprop="upvoteCount" data-value="${one.score}">${one.score}</div>
<div class="js-accepted-answer-indicator${accepted ? '' : ' d-none'}"></div></div>
<div class="postcell"><div class="s-prose js-post-body" itemprop="text">${notice}
${one.body}</div>
${isQuestion ? `<div class="post-taglist">${question.tags.map((tag) => `<a href="/questions/tagged/${encodeURIComponent(tag)}" class="post-tag" rel="tag">${tag}</a>`).join(' ')}</div>` : ''}
<a class="js-share-link" data-se-share-sheet-license-name="CC BY-SA 4.0">Share</a>
${one.editedAt === null ? '' : `<div class="post-signature"><div class="user-action-time">edited <span title="${stamp(one.editedAt)}" class="relativetime">then</span></div><div class="user-details"><a href="/users/1/editor">Editor</a></div></div>`}
<div class="post-signature${isQuestion ? ' owner' : ''}"><div class="user-action-time">${isQuestion ? 'asked' : 'answered'} <span title="${stamp(one.createdAt)}" class="relativetime">then</span></div>
<div class="user-details" itemprop="author"><a href="/users/${one.owner.id}/x">${text(one.owner.name)}</a><span class="d-none" itemprop="name">${text(one.owner.name)}</span></div></div></div></div>
<div id="comments-${one.id}"><ul class="comments-list" data-remaining-comments-count="0">${one.comments.map(comment).join('')}</ul></div>`;
  if (isQuestion) return inner;
  return `<a name="${one.id}"></a><div id="answer-${one.id}" class="answer js-answer${accepted ? ' accepted-answer' : ''}" data-answerid="${one.id}" data-parentid="${question.id}" data-score="${one.score}" itemprop="${accepted ? 'acceptedAnswer' : 'suggestedAnswer'}">${inner}</div>`;
}

function comment({ id, owner, createdAt, score, body }) {
  return `<li id="comment-${id}" class="comment js-comment" data-comment-owner-id="${owner.id}" data-comment-score="${score}"><div class="comment-score"></div>
<span class="comment-copy">${body}</span> &ndash;&nbsp;<a href="/users/${owner.id}/x" class="comment-user">${text(owner.name)}</a>
<span class="comment-date"><span title="${stamp(createdAt)}, License: CC BY-SA 4.0" class="relativetime-clean">then</span></span></li>`;
}

export function listPage(site, url) {
  const size = Number(url.searchParams.get('pagesize') ?? 15);
  const page = Number(url.searchParams.get('page') ?? 1);
  const tag = /^\/questions\/tagged\/([^/]+)/.exec(url.pathname)?.[1];
  const all = site.questions
    .filter((one) => !one.deleted && (!tag || one.tags.includes(decodeURIComponent(tag))))
    .reverse();
  const shown = all.slice((page - 1) * size, page * size);
  const next =
    page * size < all.length ? `<div class="s-pagination"><a href="?page=${page + 1}" rel="next">Next</a></div>` : '';
  return frame(site, url.pathname, 'Newest Questions', `<div id="questions">${shown.map(row).join('\n')}</div>${next}`);
}

function row(question) {
  return `<div id="question-summary-${question.id}" class="s-post-summary js-post-summary" data-post-id="${question.id}" data-post-type-id="1">
<div class="s-post-summary--stats"><div class="s-post-summary--stats-item"><span class="s-post-summary--stats-item-number">${question.score}</span><span>votes</span></div>
<div class="s-post-summary--stats-item${question.acceptedId === null ? '' : ' has-answers has-accepted-answer'}"><span class="s-post-summary--stats-item-number">${question.answers.length}</span><span>answers</span></div></div>
<div class="s-post-summary--content"><h3 class="s-post-summary--content-title"><a href="/questions/${question.id}/${question.slug}" class="s-link">${text(question.title)}</a></h3>
<div class="s-post-summary--content-excerpt">My ${text(question.slug)}</div>
<time class="s-user-card--time">asked <span title="${stamp(question.createdAt)}" class="relativetime">then</span></time></div></div>`;
}
