// Speed of the pure stages, in Node: medians of runs that take turns, each beside a named baseline.
import TurndownService from 'turndown';
import { clean } from '../lib/clean';
import type { Draft } from '../lib/model/pair';
import { defaultPairing, type StrategyId } from '../lib/model/pairing';
import type { Post, Thread } from '../lib/model/thread';
import { pairThread } from '../lib/pairing';
import { htmlPost, randomOf, words } from './texts';

export interface Measured {
  readonly name: string;
  /** Milliseconds of each run. */
  readonly runs: readonly number[];
}

/** What is measured of each must be used, or the compiler may leave it out. */
let sink = 0;
const warmMs = 1500;

function takeTurns(runs: number, work: readonly (readonly [string, () => number])[]): readonly Measured[] {
  const times = work.map(() => [] as number[]);
  // Warm first: short work runs slowly until it is compiled.
  const warm = performance.now() + warmMs;
  do for (const [, body] of work) sink += body();
  while (performance.now() < warm);
  for (let run = 0; run < runs; run++) {
    work.forEach(([, body], i) => {
      const start = performance.now();
      sink += body();
      times[i]?.push(performance.now() - start);
    });
  }
  return work.map(([name], i) => ({ name, runs: times[i] ?? [] }));
}

/** Bodies of posts, made up. */
export function generatedBodies(count: number): readonly string[] {
  const random = randomOf(7);
  return Array.from({ length: count }, (_, n) => htmlPost(random, n));
}

/** Cleaning of these bodies. */
export function measureCleaning(bodies: readonly string[], runs: number): readonly Measured[] {
  const context = { baseUrl: 'https://forum.example.org/t/1/1' };
  const turndown = new TurndownService({ codeBlockStyle: 'fenced', headingStyle: 'atx' });
  const all = (one: (html: string) => string) => (): number => bodies.reduce((sum, html) => sum + one(html).length, 0);
  return takeTurns(runs, [
    ['tag stripping (baseline)', all(stripTags)],
    ['plain', all((html) => clean(html, 'plain', context))],
    ['faithful', all((html) => clean(html, 'faithful', context))],
    ['turndown', all((html) => turndown.turndown(html))],
  ]);
}

function stripTags(html: string): string {
  const text = html.replace(/<[^>]*>/g, '');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').trim();
}

const strategies: readonly StrategyId[] = ['adjacent', 'parent-child', 'reply-chain', 'cumulative'];

/** Pairing of one thread whose posts are cleaned already. */
export function measurePairing(posts: number, runs: number): readonly Measured[] {
  const thread = threadOf(posts);
  const cleaned = postsOf(posts);
  const options = (strategy: StrategyId) => ({ ...defaultPairing, strategy });
  return takeTurns(runs, [
    ['joining neighbours (baseline)', () => neighbours(cleaned)],
    ...strategies.map(
      (strategy) => [strategy, () => charsOf(pairThread(thread, cleaned, options(strategy), (html) => html))] as const,
    ),
  ]);
}

function neighbours(posts: readonly Post[]): number {
  let chars = 0;
  for (let i = 1; i < posts.length; i++) {
    const pair = { input: posts[i - 1]?.html ?? '', output: posts[i]?.html ?? '' };
    chars += JSON.stringify(pair).length;
  }
  return chars;
}

function charsOf(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, draft) => sum + JSON.stringify(draft.turns).length, 0);
}

function threadOf(posts: number): Thread {
  return {
    id: 'discourse:forum.example.org:1',
    site: 'discourse',
    url: 'https://forum.example.org/t/1',
    title: 'A long one',
    category: null,
    tags: [],
    postedAt: 1,
    bumpedAt: null,
    postsCount: posts,
    closed: false,
    unaddressed: 'root',
    acceptedPostId: null,
    license: null,
  };
}

/** Half of them answer one of the fifty before. */
function postsOf(count: number): readonly Post[] {
  const random = randomOf(11);
  return Array.from({ length: count }, (_, i): Post => {
    const n = i + 1;
    const above = n - 1 - Math.floor(random() * Math.min(50, i));
    return {
      threadId: 'discourse:forum.example.org:1',
      id: String(n),
      siteId: null,
      kind: n === 1 ? 'root' : 'reply',
      state: 'visible',
      replyTo: n > 1 && random() < 0.5 ? [String(above)] : [],
      position: n,
      url: `https://forum.example.org/t/1/${String(n)}`,
      author: { name: `member-${String(Math.floor(random() * 40))}`, displayName: null },
      isBot: false,
      flags: [],
      postedAt: n,
      editedAt: null,
      score: null,
      license: null,
      html: words(random, 20 + Math.floor(random() * 80)),
      images: [],
    };
  });
}

/** Keeps the work alive. */
export const used = (): number => sink;
