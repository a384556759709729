// People, posts and comments of a Reddit that never was. The same every time.

/**
 * @typedef {{
 *   id: string, link: string, parent: string, author: string, createdAt: number, score: number, text: string,
 *   state: 'there' | 'deleted' | 'removed' | 'withheld', op: boolean, sticky: boolean, editedAt: number | null,
 *   depth: number, children: Comment[],
 * }} Comment
 * @typedef {{
 *   id: string, place: string, slug: string, title: string, author: string, createdAt: number, score: number,
 *   text: string, flair: string | null, pictures: string[], gone: boolean, editedAt: number | null, sticky: boolean,
 *   roots: Comment[], all: Map<string, Comment>,
 * }} Post
 */

const people = ['anwen', 'bertil', 'chiara', 'dagny', 'elif', 'fedor', 'gudrun', 'hamid', 'ines', 'jarek'];
const openings = [
  'I would start with',
  'Nobody mentions',
  'My aunt swears by',
  'Please try',
  'What about',
  'Never skip',
];
const things = [
  'a tighter warp',
  'the second heddle',
  'linen thread',
  'a longer shuttle',
  'the tension rod',
  'waxed ends',
];
const reasons = [
  'because it frays less',
  'and it costs nothing',
  'if the loom is old',
  'unless it is wool',
  'since 1974',
];

/** A row of numbers from 0 to 1, the same for the same seed. @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @template T @param {readonly T[]} from @param {number} at 0 … 1 @returns {T} */
function pick(from, at) {
  const found = from[Math.min(from.length - 1, Math.floor(at * from.length))];
  if (found === undefined) throw new Error('Nothing to pick from');
  return found;
}

const start = Date.UTC(2026, 2, 1) / 1000;

/**
 * @param {{id: string, place: string, title: string, text?: string, flair?: string, pictures?: string[], author?: string,
 *   score?: number, sticky?: boolean, comments?: number, chain?: number, seed?: number, named?: string[]}} wish
 * @returns {Post}
 */
function makePost(wish) {
  const next = dice(wish.seed ?? 7);
  /** @type {Post} */
  const post = {
    id: wish.id,
    place: wish.place,
    slug: wish.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, ''),
    title: wish.title,
    author: wish.author ?? 'anwen',
    createdAt: start + (parseInt(wish.id, 36) % 100_000),
    score: wish.score ?? 42,
    text: wish.text ?? '',
    flair: wish.flair ?? null,
    pictures: wish.pictures ?? [],
    gone: false,
    editedAt: null,
    sticky: wish.sticky ?? false,
    roots: [],
    all: new Map(),
  };
  /** @type {Comment[]} */
  const made = [];
  for (let n = 0; n < (wish.comments ?? 0); n++) {
    const shallow = made.filter((at) => at.depth < 8);
    const above = n === 0 || next() < 0.35 || shallow.length === 0 ? null : pick(shallow, next());
    made.push(
      addComment(
        post,
        above,
        `${pick(openings, next())} ${pick(things, next())}, ${pick(reasons, next())}.`,
        pick(people, next()),
        Math.floor(next() * 400) - 5,
      ),
    );
  }
  // A conversation of two that goes on and on.
  /** @type {Comment | null} */
  let above = null;
  for (let n = 0; n < (wish.chain ?? 0); n++) {
    above = addComment(
      post,
      above,
      `Turn ${String(n + 1)} of a long talk about ${pick(things, next())}.`,
      n % 2 ? 'bertil' : 'anwen',
      9,
    );
  }
  rank(post);
  return post;
}

/**
 * @param {Post} post @param {Comment | null} above @param {string} text @param {string} author @param {number} [score]
 * @returns {Comment}
 */
export function addComment(post, above, text, author, score = 3) {
  const number = post.all.size;
  /** @type {Comment} */
  const comment = {
    // Numbers ascend with time, as the site's do.
    id: (parseInt('m00000', 36) + (parseInt(post.id, 36) % 1000) * 100_000 + number).toString(36),
    link: post.id,
    parent: above ? `t1_${above.id}` : `t3_${post.id}`,
    author,
    createdAt: post.createdAt + 60 + number * 7,
    score,
    text,
    state: 'there',
    op: author === post.author,
    sticky: false,
    editedAt: null,
    depth: above ? above.depth + 1 : 0,
    children: [],
  };
  post.all.set(comment.id, comment);
  (above ? above.children : post.roots).push(comment);
  return comment;
}

/** Best first, as pages have it. @param {Post} post */
export function rank(post) {
  /** @param {Comment[]} list */
  const sort = (list) =>
    list.sort((a, b) => Number(b.sticky) - Number(a.sticky) || b.score - a.score || (a.id < b.id ? -1 : 1));
  sort(post.roots);
  for (const comment of post.all.values()) sort(comment.children);
}

/** A make-believe Reddit with five communities. @param {{bigComments?: number}} [wish] */
export function createReddit({ bigComments = 1200 } = {}) {
  const big = makePost({
    id: 'bigone1',
    place: 'looms',
    title: 'What do you wish you had known about floor looms?',
    text: 'I start **next week**. What first?\n\nMy list:\n\n* warp\n* weft & patience',
    flair: 'Question',
    score: 812,
    comments: bigComments,
    seed: 11,
  });
  const small = makePost({
    id: 'small02',
    place: 'looms',
    title: 'Selvedges curl & fray',
    text: 'They curl even when `sett < 12`. Why?',
    flair: 'Question',
    comments: 12,
    seed: 3,
  });
  const pictured = makePost({
    id: 'pics003',
    place: 'looms',
    title: 'Finished my first scarf',
    flair: 'Show',
    pictures: ['scarfone1.jpg', 'scarftwo2.png'],
    comments: 4,
    seed: 5,
  });
  const chain = makePost({
    id: 'chain04',
    place: 'looms',
    title: 'Long talk about tension',
    text: 'Go on.',
    flair: 'Talk',
    chain: 25,
    comments: 2,
    seed: 9,
  });
  const rules = makePost({
    id: 'rules05',
    place: 'looms',
    title: 'Rules of this community',
    text: 'Be kind.',
    author: 'loom-ModTeam',
    sticky: true,
    comments: 1,
    seed: 2,
  });
  const doomed = makePost({
    id: 'doomed6',
    place: 'looms',
    title: 'Soon deleted',
    text: 'I will regret this.',
    comments: 2,
    seed: 4,
  });
  const odd = makePost({
    id: 'oddone7',
    place: 'odd',
    title: 'Only with consent',
    text: 'Well?',
    comments: 2,
    seed: 8,
  });
  const posts = new Map([rules, big, small, pictured, chain, doomed, odd].map((post) => [post.id, post]));

  const [first, second] = small.roots;
  if (first) first.state = 'deleted';
  if (second) second.state = 'removed';
  const machine = addComment(
    small,
    null,
    'Welcome. *I am a bot, and this action was performed automatically.*',
    'AutoModerator',
    1,
  );
  machine.sticky = true;
  rank(small);
  // Named in the tree and never given out, as with spam.
  const poor = [...big.all.values()]
    .filter((comment) => comment.children.length === 0)
    .sort((a, b) => a.score - b.score);
  for (const comment of poor.slice(0, 3)) comment.state = 'withheld';

  return {
    posts,
    /** Communities that are not open to all, by why. */
    closed: /** @type {Record<string, 'private' | 'banned' | 'quarantined' | 'gated'>} */ ({
      sealed: 'private',
      shut: 'banned',
      odd: 'quarantined',
    }),
    /** The data routes answer with the page of refusal. */
    refusesData: false,
    /** Everything answers with the page of refusal, with status 200. */
    refusesAll: false,
    /** Everything answers with a login page. */
    asksLogin: false,
    /** Name of who is signed in. */
    user: /** @type {string | null} */ (null),
    /** Left of the quota, as headers tell. */
    quota: 900,
    /** Pictures by name. */
    pictures: new Set(pictured.pictures),
  };
}

/** @typedef {ReturnType<typeof createReddit>} Reddit */

/** What a person sees of a comment's text. @param {Comment} comment */
export function textOf(comment) {
  if (comment.state === 'deleted') return '[deleted]';
  return comment.state === 'removed' ? '[removed]' : comment.text;
}

/** @param {Comment} comment */
export function authorOf(comment) {
  return comment.state === 'there' ? comment.author : '[deleted]';
}

const signs = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' });

/** @param {string} text */
export const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);

/** The little Markdown these people use. @param {string} text */
export function toHtml(text) {
  const blocks = text
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const inline = escapeHtml(block)
        .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
        .replace(/`([^`]+)`/g, '<code>$1</code>')
        .replace(/(^|[^*])\*([^*\n]+)\*/g, '$1<em>$2</em>');
      if (!block.startsWith('* ')) return `<p>${inline}</p>`;
      const items = block.split('\n').map((line) => `<li>${escapeHtml(line.slice(2))}</li>`);
      return `<ul>\n${items.join('\n')}\n</ul>`;
    });
  return `<div class="md">${blocks.join('\n\n')}\n</div>`;
}
