// Pairing of cleaned posts alone: the tree, who answers whom, inputs and outputs. No cleaning, hashing or storing.
import { defaultPairing, type PairingOptions } from '../lib/model/pairing';
import type { Post, Thread } from '../lib/model/thread';
import { pairsOf, strategies } from '../lib/pairing';
import { randomOf, words } from './texts';

const options: readonly (readonly [name: string, options: PairingOptions])[] = [
  ...strategies.map(({ id }) => [id, { ...defaultPairing, strategy: id }] as const),
  ['cumulative, 100 characters', { ...defaultPairing, strategy: 'cumulative', maxInputChars: 100 }],
];

export const names = options.map(([name]) => name);

/** What is measured must be used, or the compiler may leave it out. */
let sink = 0;
export const used = (): number => sink;

/** Threads of so many posts, each another: one that is paired again and again would be in the processor's cache. */
export function threadsOf(count: number, size: number): readonly (readonly Post[])[] {
  return Array.from({ length: count }, (_, n) => postsOf(size, n));
}

/** Milliseconds for all of these threads, one figure a strategy. */
export function timeStrategies(threads: readonly (readonly Post[])[]): readonly number[] {
  return options.map(([, chosen]) => {
    const start = performance.now();
    for (const posts of threads) {
      for (const draft of pairsOf(thread, posts, chosen, (html) => html)) sink += draft.turns[0]?.text.length ?? 1;
    }
    return performance.now() - start;
  });
}

const thread: Thread = {
  id: 'discourse:forum.example.org:1',
  site: 'discourse',
  url: 'https://forum.example.org/t/1',
  title: 'A long one',
  category: null,
  tags: [],
  postedAt: 1,
  bumpedAt: null,
  postsCount: null,
  closed: false,
  unaddressed: 'root',
  acceptedPostId: null,
  license: null,
};

/** Half of them answer one of the fifty before, one in twenty two of them by parts. */
function postsOf(count: number, seed: number): readonly Post[] {
  const random = randomOf(seed);
  const posts = Array.from({ length: count }, (_, i): Post => {
    const n = i + 1;
    const above = (): string => String(n - 1 - Math.floor(random() * Math.min(50, i)));
    const html = words(random, 20 + Math.floor(random() * 80));
    const replyTo = n > 2 && random() < 0.5 ? [above(), ...(random() < 0.1 ? [above()] : [])] : [];
    const half = html.length >> 1;
    const parts = [html.slice(0, half), html.slice(half)];
    return {
      threadId: thread.id,
      id: String(n),
      siteId: null,
      kind: n === 1 ? 'root' : 'reply',
      state: 'visible',
      replyTo: [...new Set(replyTo)],
      position: n,
      url: `https://forum.example.org/t/1/${String(n)}`,
      author: { name: `member-${String(Math.floor(random() * 40))}`, displayName: null },
      isBot: false,
      flags: [],
      postedAt: n,
      editedAt: null,
      score: Math.floor(random() * 9),
      license: null,
      html,
      images: [],
      ...(replyTo.length > 1 ? { segments: replyTo.map((id, k) => ({ replyTo: [id], html: parts[k] ?? '' })) } : {}),
    };
  });
  // As it is read: texts put together from pieces lie scattered.
  return JSON.parse(JSON.stringify(posts)) as readonly Post[];
}
