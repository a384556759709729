// The data routes' shapes.
import { authorOf, escapeHtml, textOf, toHtml } from './community.mjs';
import { sizeOf } from './tree.mjs';

/** @typedef {import('./community.mjs').Comment} Comment */
/** @typedef {import('./community.mjs').Post} Post */
/** @typedef {import('./tree.mjs').Shown} Shown */

/** @param {unknown[]} children @param {string | null} [after] */
export const listing = (children, after = null) => ({
  kind: 'Listing',
  data: { after, before: null, dist: children.length, children },
});

/** @param {Post} post */
export const permalink = (post) => `/r/${post.place}/comments/${post.id}/${post.slug}/`;

/** @param {Post} post */
export function postThing(post) {
  const isGallery = post.pictures.length > 1;
  const text = post.gone ? '[deleted]' : post.text;
  return {
    kind: 't3',
    data: {
      id: post.id,
      name: `t3_${post.id}`,
      title: post.title,
      author: post.gone ? '[deleted]' : post.author,
      subreddit: post.place,
      subreddit_name_prefixed: `r/${post.place}`,
      selftext: text,
      selftext_html: text === '' ? null : toHtml(text),
      is_self: post.pictures.length === 0,
      ...(isGallery
        ? {
            is_gallery: true,
            gallery_data: { items: post.pictures.map((file, n) => ({ media_id: file.split('.')[0], id: n + 1 })) },
            media_metadata: Object.fromEntries(
              post.pictures.map((file) => [
                file.split('.')[0],
                {
                  status: 'valid',
                  e: 'Image',
                  m: 'image/jpg',
                  s: { x: 640, y: 480, u: `https://preview.redd.it/${file}?width=640&format=pjpg&auto=webp&s=0` },
                },
              ]),
            ),
          }
        : {}),
      url: isGallery ? `https://www.reddit.com/gallery/${post.id}` : `https://www.reddit.com${permalink(post)}`,
      permalink: permalink(post),
      created_utc: post.createdAt,
      edited: post.editedAt ?? false,
      score: post.score,
      upvote_ratio: 0.97,
      num_comments: post.all.size,
      link_flair_text: post.flair,
      stickied: post.sticky,
      locked: false,
      archived: false,
      over_18: false,
      removed_by_category: post.gone ? 'deleted' : null,
    },
  };
}

/** @param {Comment} comment @param {Post} post @param {unknown} replies */
export function commentThing(comment, post, replies) {
  return {
    kind: 't1',
    data: {
      id: comment.id,
      name: `t1_${comment.id}`,
      link_id: `t3_${post.id}`,
      parent_id: comment.parent,
      author: authorOf(comment),
      body: textOf(comment),
      body_html: toHtml(textOf(comment)),
      created_utc: comment.createdAt,
      edited: comment.editedAt ?? false,
      score: comment.score,
      score_hidden: false,
      is_submitter: comment.op,
      stickied: comment.sticky,
      distinguished: comment.author === 'AutoModerator' ? 'moderator' : null,
      permalink: `${permalink(post)}${comment.id}/`,
      depth: comment.depth,
      replies,
    },
  };
}

/** @param {Comment[]} more @param {string} parent @param {number} depth */
export function moreThing(more, parent, depth) {
  const id = more[0]?.id ?? '_';
  const count = more.reduce((sum, at) => sum + sizeOf(at), 0);
  return {
    kind: 'more',
    data: { count, name: `t1_${id}`, id, parent_id: parent, depth, children: more.map((at) => at.id) },
  };
}

/** @param {Shown[]} shown @param {Post} post @returns {unknown} */
export function commentListing(shown, post) {
  if (shown.length === 0) return '';
  return listing(
    shown.map((at) => {
      if ('comment' in at) return commentThing(at.comment, post, commentListing(at.below, post));
      if ('more' in at) return moreThing(at.more, at.parent, at.depth);
      return {
        kind: 'more',
        data: { count: 0, name: 't1__', id: '_', parent_id: at.deeper, depth: at.depth, children: [] },
      };
    }),
  );
}

/** Without `raw_json` three signs are escaped in every text. @param {string} json */
export function escaped(json) {
  return JSON.stringify(JSON.parse(json), (_key, value) =>
    typeof value === 'string' ? escapeHtml(value).replaceAll('&quot;', '"') : /** @type {unknown} */ (value),
  );
}
