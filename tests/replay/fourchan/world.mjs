// Boards that exist only here: threads of made-up people, and what may happen to them while somebody reads.

/**
 * @typedef {object} Said a post as its author made it
 * @property {number} no
 * @property {number} time seconds
 * @property {string} com
 * @property {string} [sub]
 * @property {string} [name]
 * @property {string} [trip]
 * @property {string} [id]
 * @property {string} [capcode]
 * @property {string} [country]
 * @property {string} [country_name]
 * @property {{tim: number, ext: string, filename: string, w: number, h: number} | 'deleted'} [file]
 */

/**
 * @typedef {object} Thread
 * @property {string} board
 * @property {Said[]} posts
 * @property {boolean} sticky
 * @property {boolean} closed
 * @property {boolean} archived
 * @property {boolean} gone
 * @property {number} modified seconds
 */

export const startSeconds = 1_700_000_000;

const openings = [
  'How do you keep a kettle from scaling up?',
  'Which knot holds on a wet rope?',
  'What is the best soil for a lemon tree on a balcony?',
  'Why does my bread rise and then fall flat?',
  'How do you sharpen a chisel without a wheel?',
  'Where does the dust in a closed room come from?',
];
const remarks = [
  'Boil it with a spoon of vinegar and leave it over night.',
  'Try it with less of everything, then add one thing at a time.',
  'Mine did the same until I stopped hurrying it.',
  'That depends on the season more than on the brand.',
  'Read what is printed on the bag before you ask.',
  'I have done it for years and never had to throw one away.',
];

/** @param {readonly string[]} words @param {number} n */
const pick = (words, n) => words[n % words.length] ?? '';
/** @param {number} no */
export const quote = (no) => `<a href="#p${String(no)}" class="quotelink">&gt;&gt;${String(no)}</a>`;
/** @param {string} text */
const green = (text) => `<span class="quote">&gt;${text}</span>`;

/** What a reply says, by its place: every kind of reference comes round. @param {Thread} thread @param {number} n @param {number} other a thread of another board */
function reply(thread, n, other) {
  const nos = thread.posts.map((post) => post.no);
  const before = nos.at(-1) ?? 0;
  const first = nos[0] ?? 0;
  const said = `${pick(remarks, n)} (${String(n)})`;
  switch (n % 8) {
    case 1:
      return `${quote(first)}<br>${said}`;
    case 2:
      return `${quote(before)} ${said}`;
    case 3:
      return `${quote(first)}<br>${said}<br>${quote(before)}<br>And to you: yes, ${String(n)} times.`;
    case 4:
      return `${quote(before)}<br>${green('be me')}<br>${green('do as told')}<br>It worked, number ${String(n)}.`;
    case 5:
      return `<span class="deadlink">&gt;&gt;${String(first - 7)}</span><br>${said}<br>${quote(before)}<br>This one too, ${String(n)}.`;
    case 6:
      return `${quote(before)}<br><pre class="prettyprint">for (i = 0; i &lt; ${String(n)}; i++) {<br>  stir(<wbr>i);<br>}</pre>`;
    case 7:
      return `<a href="/zk/thread/${String(other)}#p${String(other)}" class="quotelink">&gt;&gt;${String(other)}</a><br>${said}<br><s>It is the water, ${String(n)}.</s>`;
    default:
      return `${said}<br>${green('a line of somebody else')}<br>No.`;
  }
}

/**
 * @param {{boards?: readonly {board: string, title: string, threads: number, replies?: number, archived?: number}[]}} [wish]
 */
export function createBoards({
  boards = [
    { board: 'zt', title: 'Tea &amp; Kettles', threads: 7, archived: 2 },
    { board: 'zk', title: 'Knots', threads: 4 },
    { board: 'ze', title: 'Empty', threads: 0 },
  ],
} = {}) {
  /** @type {Thread[]} */
  const threads = [];
  let clock = startSeconds;
  let number = 1000;
  const next = () => ({ no: (number += 3), time: (clock += 61) });

  /** @param {string} board @param {number} n @param {number} replies @param {boolean} archived */
  const grow = (board, n, replies, archived) => {
    /** @type {Thread} */
    const thread = {
      board,
      posts: [],
      sticky: n === 0 && !archived,
      closed: archived || n === 0,
      archived,
      gone: false,
      modified: 0,
    };
    const withId = board === 'zk';
    const opening = pick(openings, n);
    thread.posts.push({
      ...next(),
      com: n % 3 === 1 ? '' : opening,
      ...(n % 3 === 0 ? {} : { sub: `On ${pick(['kettles &amp; cups', 'ropes', 'lemons'], n)}, part ${String(n)}` }),
      ...(withId ? { id: 'Op0Op0Op', country: 'NZ', country_name: 'New Zealand' } : {}),
      file: {
        tim: 1_700_000_000_000_000 + number,
        ext: '.png',
        filename: `a picture &amp; more ${String(n)}`,
        w: 60,
        h: 40,
      },
    });
    threads.push(thread);
    for (let r = 1; r <= replies; r++) {
      thread.posts.push({
        ...next(),
        com: reply(thread, r + n, 1003),
        ...(withId ? { id: r % 3 === 0 ? 'Op0Op0Op' : `Re${String(r % 4)}Re1Re` } : {}),
        ...(r === 2 ? { name: 'Knotty', trip: '!kNo7TyKn0t' } : {}),
        ...(r === 4
          ? { file: { tim: 1_700_000_000_000 + number, ext: '.jpg', filename: `reply ${String(r)}`, w: 30, h: 20 } }
          : {}),
        ...(r === 5 ? { file: /** @type {const} */ ('deleted') } : {}),
      });
    }
    thread.modified = clock;
  };
  for (const { board, threads: count, replies = 6, archived = 0 } of boards) {
    for (let n = 0; n < count; n++) grow(board, n, replies + (n % 3), false);
    for (let n = 0; n < archived; n++) grow(board, n + 1, 3, true);
  }

  return {
    boards,
    threads,
    /** @param {number} no */
    thread(no) {
      const found = threads.find((thread) => thread.posts[0]?.no === no);
      if (!found) throw new Error(`No thread ${String(no)}`);
      return found;
    },
    /** Somebody answers. @param {Thread} thread @param {string} com */
    say(thread, com) {
      const post = { ...next(), com };
      thread.posts.push(post);
      thread.modified = clock;
      return post;
    },
    /** The board's staff takes a post away. @param {Thread} thread @param {number} no */
    remove(thread, no) {
      thread.posts = thread.posts.filter((post) => post.no !== no);
      thread.modified = clock += 61;
    },
    /** @param {Thread} thread */
    archive(thread) {
      thread.archived = thread.closed = true;
      thread.modified = clock += 61;
    },
  };
}

/** @typedef {ReturnType<typeof createBoards>} Boards */
