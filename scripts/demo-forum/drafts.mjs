import { readFileSync } from 'node:fs';

/**
 * A post as it is written in the files under topics/.
 * @typedef {object} PostDraft
 * @property {string} username
 * @property {string} text
 * @property {number | null} replyTo
 * @property {number} likes
 * @property {boolean} accepted
 * @property {boolean} wiki
 * @property {boolean} hidden
 * @property {boolean} deleted
 * @property {boolean} whisper
 * @property {string | null} action
 */

/**
 * @typedef {object} TopicDraft
 * @property {string} key
 * @property {string} title
 * @property {string} category slug
 * @property {string[]} tags
 * @property {PostDraft[]} posts
 */

/**
 * @param {string} username
 * @param {string} text
 * @param {Partial<PostDraft>} [more]
 * @returns {PostDraft}
 */
export function draftPost(username, text, more = {}) {
  return {
    username,
    text,
    replyTo: null,
    likes: 0,
    accepted: false,
    wiki: false,
    hidden: false,
    deleted: false,
    whisper: false,
    action: null,
    ...more,
  };
}

/** Our own topics, in the order of the files. */
export function readDrafts() {
  return ['crafts', 'home', 'garden'].flatMap((name) =>
    parse(readFileSync(new URL(`./topics/${name}.txt`, import.meta.url), 'utf8')),
  );
}

/**
 * `=== key | title | category | tags` opens a topic, `--- username re:2 likes:3 accepted` a post.
 * @param {string} text
 */
function parse(text) {
  /** @type {TopicDraft[]} */
  const topics = [];
  /** @type {PostDraft | undefined} */
  let post;
  for (const line of text.split('\n')) {
    if (line.startsWith('=== ')) {
      const [key = '', title = '', category = '', tags = ''] = line.slice(4).split(' | ');
      topics.push({ key, title, category, tags: tags.split(', '), posts: [] });
    } else if (line.startsWith('--- ')) {
      post = parsePost(line.slice(4));
      topics.at(-1)?.posts.push(post);
    } else if (post) post.text += `${line}\n`;
  }
  return topics;
}

/** @param {string} line */
function parsePost(line) {
  const [username = '', ...words] = line.split(' ');
  /** @param {string} name */
  const value = (name) => words.find((word) => word.startsWith(`${name}:`))?.slice(name.length + 1) ?? null;
  return draftPost(username, '', {
    replyTo: value('re') === null ? null : Number(value('re')),
    likes: Number(value('likes') ?? 0),
    accepted: words.includes('accepted'),
    wiki: words.includes('wiki'),
    hidden: words.includes('hidden'),
    deleted: words.includes('deleted'),
    whisper: value('type') === 'whisper',
    action: value('action'),
  });
}
