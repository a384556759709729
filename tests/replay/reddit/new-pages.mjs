// The shapes of the new pages.
import { authorOf, escapeHtml, textOf, toHtml } from './community.mjs';
import { permalink } from './data.mjs';
import { sizeOf } from './tree.mjs';

/** @typedef {import('./community.mjs').Post} Post */
/** @typedef {import('./community.mjs').Comment} Comment */
/** @typedef {import('./tree.mjs').Shown} Shown */

/** @param {number} seconds */
const stamp = (seconds) => new Date(seconds * 1000).toISOString().replace('Z', '000+0000');
/** @param {string} text */
const inner = (text) =>
  toHtml(text)
    .replace('<div class="md">', '')
    .replace(/<\/div>$/, '');

/** @param {string} title @param {string} body @param {string | null} user @param {string} canonical */
function pageOf(title, body, user, canonical) {
  const who = user
    ? `<rs-current-user display-name="${user}"></rs-current-user>`
    : '<a id="login-button" href="/login/">Log In</a>';
  return `<!doctype html><html><head><title>${escapeHtml(title)}</title><link rel="canonical" href="https://www.reddit.com${canonical}"></head><body><shreddit-app routename="post_page"${user ? ' user-logged-in="true"' : ''}><header>${who}</header><main>${body}</main></shreddit-app></body></html>`;
}

const advert =
  '<shreddit-ad-post id="t3_advert" author="shop" post-title="Buy a loom"><shreddit-post id="t3_advert2" post-title="Buy a loom" promoted></shreddit-post></shreddit-ad-post>';

/** @param {Post} post @param {boolean} whole */
function postElement(post, whole) {
  const pictures = post.pictures
    .map((file) => `<img src="https://preview.redd.it/scarf-of-mine-v0-${file}?width=640&amp;s=0">`)
    .join('');
  const text =
    whole && post.text
      ? `<shreddit-post-text-body slot="text-body"><div slot="text-body"><div id="t3_${post.id}-post-rtjson-content" class="md">${inner(post.text)}</div></div></shreddit-post-text-body>`
      : '';
  const type = post.pictures.length ? 'gallery' : 'text';
  const flair = post.flair
    ? `<shreddit-post-flair slot="post-flair"><span>${post.flair}</span></shreddit-post-flair>`
    : '';
  return `<shreddit-post id="t3_${post.id}" post-title="${escapeHtml(post.title)}" post-type="${type}" author="${post.author}" permalink="${permalink(post)}" content-href="https://www.reddit.com${permalink(post)}" created-timestamp="${stamp(post.createdAt)}" score="${String(post.score)}" upvote-ratio="0.97" comment-count="${String(post.all.size)}" subreddit-prefixed-name="r/${post.place}" subreddit-name="${post.place}"${post.sticky ? ' stickied' : ''}><div slot="credit-bar"><img src="https://styles.redditmedia.com/icon.png"></div>${flair}${text}${whole ? pictures : ''}</shreddit-post>`;
}

/** @param {Comment} comment @param {Post} post @param {string} below */
function commentElement(comment, post, below) {
  const parent = comment.parent.startsWith('t1_') ? ` parentid="${comment.parent}"` : '';
  const words = inner(textOf(comment)).replace(
    'linen',
    '<search-telemetry-tracker view-events="x"><a href="/search/?q=linen">linen<svg></svg></a></search-telemetry-tracker>',
  );
  const body =
    comment.state === 'there'
      ? `<div id="t1_${comment.id}-comment-rtjson-content" slot="comment"><div id="t1_${comment.id}-post-rtjson-content" class="py-0">${words}</div></div>`
      : '<p class="text-neutral-content-weak">Kommentar gel\u00f6scht</p>';
  return `<shreddit-comment thingId="t1_${comment.id}" author="${authorOf(comment)}" created="${stamp(comment.createdAt)}" depth="${String(comment.depth)}"${parent} postId="t3_${post.id}" score="${String(comment.score)}" permalink="/r/${post.place}/comments/${post.id}/comment/${comment.id}/" content-type="text"${comment.sticky ? ' stickied' : ''}><details><summary><time datetime="${stamp(comment.createdAt)}">vor 2 Tagen</time></summary></details>${body}${below}</shreddit-comment>`;
}

/** @param {Shown[]} shown @param {Post} post @returns {string} */
function elements(shown, post) {
  return shown
    .map((at) => {
      if ('comment' in at) return commentElement(at.comment, post, elements(at.below, post));
      if ('more' in at) return loader(at.more, at.parent, at.depth, post);
      return `<a slot="more-comments-permalink" href="/r/${post.place}/comments/${post.id}/comment/${at.deeper.slice(3)}/?force-legacy-sct=1" rel="nofollow">More replies</a>`;
    })
    .join('<shreddit-comment-tree-ad></shreddit-comment-tree-ad>');
}

/** @param {Comment[]} more @param {string} parent @param {number} depth @param {Post} post */
function loader(more, parent, depth, post) {
  const count = more.reduce((sum, at) => sum + sizeOf(at), 0);
  const cursor = Buffer.from(more.map((at) => at.id).join(',')).toString('base64');
  const top = parent.startsWith('t3_');
  const place = top
    ? 'id="top-level-more-comments-partial" loading="lazy"'
    : `loading="action" slot="children-${parent}-9"`;
  const query = top ? `top-level=1&amp;comments-remaining=${String(count)}` : `startingDepth=${String(depth)}`;
  return `<faceplate-partial method="post" ${place} src="/svc/shreddit/more-comments/${post.place}/t3_${post.id}?sort=CONFIDENCE&amp;${query}"><input type="hidden" name="cursor" value="${cursor}"><button type="button"><faceplate-number number="${String(count)}"></faceplate-number> more replies</button></faceplate-partial>`;
}

/** @param {Post} post @param {Shown[]} shown */
function tree(post, shown) {
  return `<shreddit-comment-tree-stats total-comments="${String(post.all.size)}"></shreddit-comment-tree-stats><shreddit-comment-tree id="comment-tree" post-id="t3_${post.id}" totalcomments="${String(post.all.size)}">${elements(shown, post)}</shreddit-comment-tree>`;
}

/** @param {Post} post @param {Shown[] | null} shown null: left for the page's script @param {string | null} user */
export function newThread(post, shown, user) {
  const comments = shown
    ? tree(post, shown)
    : `<faceplate-partial name="TopComments_x" src="/svc/shreddit/comments/r/${post.place}/t3_${post.id}?render-mode=partial" loading="preload"></faceplate-partial>`;
  return pageOf(`${post.title} : r/${post.place}`, postElement(post, true) + advert + comments, user, permalink(post));
}

/** @param {Post} post @param {Shown[]} shown */
export const commentsPart = (post, shown) => tree(post, shown);

/** @param {Post} post @param {Shown[]} shown */
export const morePart = (post, shown) => elements(shown, post);

/** @param {Post[]} posts @param {string} path @param {string | null} next @param {string | null} user @param {boolean} whole */
export function newListing(posts, path, next, user, whole) {
  const partial = next
    ? `<faceplate-partial loading="programmatic" method="GET" src="${escapeHtml(next)}"></faceplate-partial>`
    : '';
  const body = posts.map((post) => postElement(post, false)).join(advert) + partial;
  return whole ? pageOf('looms', `<shreddit-feed>${body}</shreddit-feed>`, user, path) : body;
}
