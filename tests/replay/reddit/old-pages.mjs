// The shapes of the old pages.
import { authorOf, escapeHtml, textOf, toHtml } from './community.mjs';
import { permalink } from './data.mjs';
import { sizeOf } from './tree.mjs';

/** @typedef {import('./community.mjs').Post} Post */
/** @typedef {import('./community.mjs').Comment} Comment */
/** @typedef {import('./tree.mjs').Shown} Shown */

/** @param {number} seconds */
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');

/** @param {string} title @param {string} kind @param {string} body @param {string | null} user @param {string} canonical */
function pageOf(title, kind, body, user, canonical) {
  const who = user
    ? `<span class="user"><a href="https://old.reddit.com/user/${user}/">${user}</a></span>`
    : '<span class="user">Want to join? <a href="/login" class="login-required">Log in</a></span>';
  return `<!doctype html><html><head><title>${escapeHtml(title)}</title><link rel="canonical" href="https://www.reddit.com${canonical}"></head><body class="${kind}${user ? ' loggedin' : ''}"><div id="header"><div id="header-bottom-right">${who}</div></div><div class="content" role="main">${body}</div></body></html>`;
}

/** @param {Post} post @param {boolean} whole */
function linkThing(post, whole) {
  const self = post.pictures.length === 0;
  const url = self ? permalink(post) : `https://www.reddit.com/gallery/${post.id}`;
  const pictures = whole
    ? post.pictures
        .map(
          (file) =>
            `<a class="gallery-item-thumbnail-link" href="https://preview.redd.it/${file}?width=640&amp;s=0"><img src="https://preview.redd.it/${file}?width=108&amp;s=1"></a>`,
        )
        .join('')
    : '';
  const text = post.gone ? '[deleted]' : post.text;
  const body =
    whole && text
      ? `<form class="usertext" id="form-t3_${post.id}"><div class="usertext-body md-container">${toHtml(text)}</div></form>`
      : '';
  const author = post.gone ? '' : ` data-author="${post.author}"`;
  const edited = post.editedAt ? `<time class="edited-timestamp" datetime="${iso(post.editedAt)}">*</time>` : '';
  return `<div class=" thing id-t3_${post.id} ${post.sticky ? 'stickied ' : ''}link ${self ? 'self' : ''}" id="thing_t3_${post.id}" data-fullname="t3_${post.id}" data-type="link" data-is-gallery="${String(!self)}"${author} data-subreddit="${post.place}" data-subreddit-prefixed="r/${post.place}" data-timestamp="${String(post.createdAt * 1000)}" data-url="${url}" data-permalink="${permalink(post)}" data-domain="${self ? `self.${post.place}` : 'reddit.com'}" data-comments-count="${String(post.all.size)}" data-score="${String(post.score)}" data-promoted="false" data-nsfw="false"><p class="parent"></p><div class="midcol unvoted"><div class="score unvoted" title="${String(post.score)}">${String(post.score)}</div></div><div class="entry unvoted"><p class="title"><a class="title may-blank" href="${url}">${escapeHtml(post.title)}</a>${post.flair ? `<span class="linkflairlabel" title="${post.flair}">${post.flair}</span>` : ''}</p><p class="tagline"><time datetime="${iso(post.createdAt)}">vor 3 Tagen</time>${edited} von <a class="author" href="/user/${post.author}">${post.author}</a></p>${body}${pictures}</div><div class="child"></div></div>`;
}

/** @param {Shown[]} shown @param {Post} post @returns {string} */
function things(shown, post) {
  return shown
    .map((at) => {
      if ('more' in at) return gap(at.more, post);
      if ('deeper' in at)
        return `<div class=" thing noncollapsed morerecursion" id="thing_t1__" data-type="morerecursion"><div class="entry"><span class="deepthread"><a href="${permalink(post)}${at.deeper.slice(3)}/">diesen Thread fortsetzen</a></span></div></div>`;
      return commentThing(
        at.comment,
        post,
        at.below.length
          ? `<div id="siteTable_${at.comment.state === 'there' ? `t1_${at.comment.id}` : 'deleted'}" class="sitetable listing">${things(at.below, post)}</div>`
          : '',
      );
    })
    .join('');
}

/** @param {Comment[]} more @param {Post} post */
export function gap(more, post) {
  const ids = more.map((at) => `t1_${at.id}`).join(',');
  const [first] = more;
  const count = more.reduce((sum, at) => sum + sizeOf(at), 0);
  return `<div class=" thing id-t1_${first?.id ?? ''} morechildren" id="thing_t1_${first?.id ?? ''}" data-fullname="t1_${first?.id ?? ''}" data-type="morechildren"><div class="entry unvoted"><span class="morecomments"><a class="button" id="more_t1_${first?.id ?? ''}" href="javascript:void(0)" onclick="return morechildren(this, 't3_${post.id}', 'confidence', 'c1:${ids}', 'False')">mehr Kommentare laden<span class="gray">&nbsp;(${String(count)} Antworten)</span></a></span></div><div class="child"></div></div>`;
}

/** @param {Comment} comment @param {Post} post @param {string} below */
export function commentThing(comment, post, below) {
  const there = comment.state === 'there';
  const named = there
    ? ` id="thing_t1_${comment.id}" data-fullname="t1_${comment.id}" data-author="${authorOf(comment)}"`
    : '';
  const marks = [comment.sticky ? 'stickied' : '', there ? 'noncollapsed' : 'collapsed deleted']
    .filter(Boolean)
    .join(' ');
  const score = there
    ? `<span class="score dislikes" title="${String(comment.score - 1)}"></span><span class="score unvoted" title="${String(comment.score)}">${String(comment.score)} Punkte</span><span class="score likes" title="${String(comment.score + 1)}"></span>`
    : '';
  const roles = `${comment.op ? ' submitter' : ''}${comment.author === 'AutoModerator' ? ' moderator' : ''}`;
  const who = there
    ? `<a class="author${roles}" href="/user/${comment.author}">${comment.author}</a>`
    : '<em>[gel\u00f6scht]</em>';
  return `<div class=" thing id-t1_${comment.id} ${marks} comment "${named} data-type="comment" data-replies="0" data-permalink="${permalink(post)}${comment.id}/"><p class="parent"></p><div class="entry unvoted"><p class="tagline">${who} ${score} <time datetime="${iso(comment.createdAt)}">vor 2 Tagen</time></p><form class="usertext" id="form-t1_${comment.id}x"><div class="usertext-body md-container">${toHtml(textOf(comment))}</div></form></div><div class="child">${below}</div></div>`;
}

/** @param {Post} post @param {Shown[]} shown @param {string | null} user */
export function oldThread(post, shown, user) {
  const list = `<div id="siteTable_t3_${post.id}" class="sitetable nestedlisting">${things(shown, post)}</div>`;
  return pageOf(
    `${post.title} : ${post.place}`,
    'single-page comments-page',
    `<div id="siteTable" class="sitetable linklisting">${linkThing(post, true)}</div><div class="commentarea">${list}</div>`,
    user,
    permalink(post),
  );
}

/** @param {Post[]} posts @param {string} path @param {string | null} after @param {string | null} user */
export function oldListing(posts, path, after, user) {
  const advert = `<div class=" thing id-t3_advert promoted link promotedlink" id="thing_t3_advert" data-fullname="t3_advert" data-promoted="true" data-type="link"><p class="title"><a class="title" href="https://shop.example.com/">Buy a loom</a></p></div>`;
  const next = after
    ? `<div class="nav-buttons"><span class="nextprev"><span class="next-button"><a href="https://old.reddit.com${path}?count=25&amp;after=${after}" rel="nofollow next">weiter</a></span></span></div>`
    : '';
  return pageOf(
    'looms',
    'listing-page hot-page',
    `<div id="siteTable" class="sitetable linklisting">${advert}${posts.map((post) => linkThing(post, false)).join('')}${next}</div>`,
    user,
    path,
  );
}

/** What the old pages' script gets for a gap. @param {Comment[]} comments @param {{more: Comment[], parent: string}[]} stubs @param {Post} post */
export function oldMore(comments, stubs, post) {
  const pieces = [
    ...comments.map((comment) => ({
      kind: 't1',
      data: {
        id: `t1_${comment.id}`,
        parent: comment.parent,
        link: `t3_${post.id}`,
        content: escapeHtml(commentThing(comment, post, '')),
      },
    })),
    ...stubs.map((stub) => ({
      kind: 'more',
      data: {
        id: `t1_${stub.more[0]?.id ?? ''}`,
        parent: stub.parent,
        link: `t3_${post.id}`,
        content: escapeHtml(gap(stub.more, post)),
      },
    })),
  ];
  return {
    jquery: [
      [0, 1, 'call', ['#more']],
      [1, 2, 'attr', 'insert_things'],
      [2, 3, 'call', [pieces, false]],
    ],
    success: true,
  };
}
