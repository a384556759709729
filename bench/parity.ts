// The reference tool's pairs as we make them, timed; beside the tool itself in parity.mjs.
import { untold, type Post, type Thread } from '../lib/model/thread';
import { referencePairs, type ReferenceOptions } from '../lib/reference';
import { randomOf, words } from './texts';

/** A thread as the board's interface gives it. */
export interface RawThread {
  readonly posts: readonly RawPost[];
}

interface RawPost {
  readonly no: number;
  readonly com?: string;
  readonly id?: string;
}

type Named = readonly [name: string, options: ReferenceOptions];

const plain = { mergeSameAuthor: true, requireQuestion: false, includeBots: false };

/** As in the recorded answers: the tool's modes by our names. */
export const modes: readonly Named[] = [
  ['adjacent', { ...plain, strategy: 'adjacent' }],
  ['cumulative, 2,000 characters', { ...plain, strategy: 'cumulative', maxInputChars: 2000 }],
  ['last-k', { ...plain, strategy: 'last-k' }],
  ['reply-chain', { ...plain, strategy: 'reply-chain' }],
  ['conversation', { ...plain, strategy: 'conversation' }],
];

/** What is measured must be used, or the compiler may leave it out. */
let sink = 0;
export const used = (): number => sink;

/** Milliseconds for `rounds` times all threads, one figure a mode. */
export function timeModes(threads: readonly RawThread[], rounds: number): readonly number[] {
  const read = threads.map(({ posts }) => postsOf(posts));
  return modes.map(([, options]) => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) {
      for (const posts of read) for (const made of referencePairs(thread, posts, options)) sink += lengthOf(made);
    }
    return performance.now() - start;
  });
}

/** Adds up the texts, which are put together lazily otherwise. */
function lengthOf(made: object): number {
  return JSON.stringify(made).length;
}

/** A thread of so many posts, a third of which quote one or two of the fifty before. */
export function generatedThread(count: number): RawThread {
  const random = randomOf(5);
  const posts = Array.from({ length: count }, (_, i): RawPost => {
    let com = '';
    for (let quoted = random() < 0.33 ? 1 + Math.floor(random() * 2) : 0; quoted > 0 && i > 0; quoted--) {
      const no = 100_000 + i - 1 - Math.floor(random() * Math.min(50, i));
      com += `<a href="#p${String(no)}" class="quotelink">&gt;&gt;${String(no)}</a><br>`;
    }
    if (random() < 0.3) com += `<span class="quote">&gt;${words(random, 6)}</span><br>`;
    com += words(random, 5 + Math.floor(random() * 40));
    return { no: 100_000 + i, com };
  });
  // As it is read: texts put together from pieces lie scattered.
  return JSON.parse(JSON.stringify({ posts })) as RawThread;
}

const thread: Thread = {
  id: 'fourchan:boards.example.org:1',
  site: 'fourchan',
  url: 'https://boards.example.org/a/thread/1',
  title: '',
  ...untold,
  unaddressed: 'none',
};

function postsOf(posts: readonly RawPost[]): readonly Post[] {
  return posts.map(({ no, com = '', id }, i): Post => ({
    threadId: thread.id,
    id: String(no),
    siteId: String(no),
    kind: i === 0 ? 'root' : 'reply',
    state: 'visible',
    replyTo: [],
    position: no,
    url: '',
    author: { name: '', displayName: null },
    isBot: false,
    flags: [],
    postedAt: null,
    editedAt: null,
    score: null,
    license: null,
    html: com,
    images: [],
    ...(id === undefined ? {} : { details: { posterId: id } }),
  }));
}
