import { extname } from 'node:path';
import { latest, maySee, shownHtml, visiblePosts } from './viewer.mjs';

/**
 * What a complete crawl must have found.
 * @typedef {object} TruthPost
 * @property {number} id
 * @property {number} number
 * @property {string} username
 * @property {string} name
 * @property {boolean} bot
 * @property {number} likes
 * @property {'visible' | 'hidden' | 'action' | 'whisper'} state
 * @property {boolean} accepted
 * @property {boolean} wiki
 * @property {number} createdAt epoch ms
 * @property {number} updatedAt
 * @property {number | null} replyTo the post it replies to, as the forum says; may be one that is not there
 * @property {number[]} quotes posts of the same topic that it quotes, in order, each once
 * @property {number[]} edges both, the reply first; only posts that this viewer can see, never itself
 * @property {string} cooked
 * @property {string} raw
 * @property {string[]} images addresses of the originals, in order, each once; none where the text is hidden
 */

/**
 * @typedef {object} TruthTopic
 * @property {number} id
 * @property {string} key
 * @property {string} url
 * @property {string} title
 * @property {string} slug
 * @property {string} category
 * @property {string[]} tags
 * @property {boolean} private
 * @property {boolean} closed
 * @property {number} bumpedAt
 * @property {number | null} accepted number of the accepted post
 * @property {TruthPost[]} posts
 */

/**
 * @typedef {object} TruthImage
 * @property {string} url
 * @property {import('./images.mjs').ImageOutcome} outcome
 * @property {string | null} sha256 null: it cannot be had
 * @property {number | null} bytes
 * @property {string} ext by the bytes, not by the header: 'png'
 */

/**
 * @param {import('./forum.mjs').Forum} forum
 * @param {{signedIn?: boolean | string, hash?: boolean}} [options] signedIn: true means `mira`, or a username;
 *   hash: false leaves out the images' hashes, which take a while
 * @returns {{topics: TruthTopic[], images: TruthImage[]}} topics in the order of /latest
 */
export function truth(forum, { signedIn = false, hash = true } = {}) {
  const viewer = signedIn === false ? null : (forum.people.get(signedIn === true ? 'mira' : signedIn) ?? null);
  const order = [...new Set(latest(forum, viewer))].filter((topic) => maySee(topic, viewer));
  /** @type {Map<string, import('./images.mjs').ForumImage>} */
  const images = new Map();
  const topics = order.map((topic) => {
    const posts = visiblePosts(topic, viewer);
    const numbers = new Set(posts.map((post) => post.number));
    return {
      id: topic.id,
      key: topic.key,
      url: `${forum.origin}${forum.base}/t/${topic.slug}/${String(topic.id)}`,
      title: topic.title,
      slug: topic.slug,
      category: topic.category.name,
      tags: topic.tags,
      private: topic.category.restricted,
      closed: topic.closed,
      bumpedAt: topic.bumpedAt,
      accepted: posts.find((post) => post.accepted)?.number ?? null,
      posts: posts.map((post) => {
        const masked = post.hidden && viewer?.staff !== true;
        const shown = masked ? [] : post.images;
        for (const image of shown) images.set(image.url, image);
        const quotes = masked
          ? []
          : [...new Set(post.quotes.filter((one) => one.topicId === topic.id).map((one) => one.postNumber))];
        const edges = [...(post.replyTo === null ? [] : [post.replyTo]), ...quotes];
        const person = forum.people.get(post.username);
        return {
          id: post.id,
          number: post.number,
          username: post.username,
          name: person?.name ?? '',
          bot: person?.bot ?? false,
          likes: post.likes,
          state: stateOf(post),
          accepted: post.accepted,
          wiki: post.wiki,
          createdAt: post.createdAt,
          updatedAt: post.updatedAt,
          replyTo: post.replyTo,
          quotes,
          edges: [...new Set(edges)].filter((number) => numbers.has(number) && number !== post.number),
          cooked: shownHtml(post, viewer),
          raw: post.raw,
          images: [...new Set(shown.map((image) => image.url))],
        };
      }),
    };
  });
  return {
    topics,
    images: [...images.values()].map((image) => {
      const ok = image.outcome === 'ok';
      return {
        url: image.url,
        outcome: image.outcome,
        sha256: ok && hash ? forum.images.hash(image) : null,
        bytes: ok && hash ? forum.images.bytes(image).length : null,
        ext: extname(image.url.split('?')[0] ?? '').slice(1) || 'png',
      };
    }),
  };
}

/**
 * @param {import('./forum.mjs').ForumPost} post
 * @returns {TruthPost['state']}
 */
function stateOf(post) {
  if (post.type === 3) return 'action';
  if (post.type === 4) return 'whisper';
  return post.hidden ? 'hidden' : 'visible';
}
