import { AppError } from '../model/error';
import type { StrategyId } from '../model/pairing';
import type { Post, Thread } from '../model/thread';
import { fourchanPairs, type FourchanOptions } from './fourchan-pairs';
import type { ReferenceRecord } from './record';
import { redditPairs, type RedditComment, type RedditOptions } from './reddit-pairs';
import { stackExchangePair } from './stackexchange-pairs';

/** What a person chose; what is absent has the tool's own default, which differs from site to site. */
export interface ReferenceOptions {
  readonly strategy: StrategyId;
  /** Posts of context (4chan 6, Reddit 4). */
  readonly k?: number | undefined;
  /** Characters of input, the last ones kept; null: no limit (Reddit's reply chains 2,000, else no limit). */
  readonly maxInputChars?: number | null | undefined;
  /** Characters each side must have (4chan 3, Reddit 1, Stack Exchange 0). */
  readonly minLength?: number | undefined;
  readonly mergeSameAuthor: boolean;
  readonly requireQuestion: boolean;
  /** AutoModerator takes part. */
  readonly includeBots: boolean;
}

/** What the tool can do, by site. Its names: `normal`, `contextual` with a strategy, ChatML; `accepted` answers. */
const offered = {
  fourchan: ['adjacent', 'cumulative', 'last-k', 'reply-chain', 'conversation'],
  reddit: ['parent-child', 'reply-chain', 'conversation'],
  stackexchange: ['answers'],
} as const;

/**
 * The pairs the reference tool makes of a thread, faults included, in its order. They are made as they are taken.
 *
 * @throws AppError `unsupported`: the tool does not read that site or has no such strategy there, or what it reads (raw
 * Markdown, escaped titles) is not in the file
 */
export function referencePairs(
  thread: Thread,
  posts: readonly Post[],
  options: ReferenceOptions,
): Iterable<ReferenceRecord> {
  switch (thread.site) {
    case 'fourchan':
      return fourchan(posts, known('fourchan', options), options);
    case 'reddit':
      return reddit(thread, posts, known('reddit', options), options);
    case 'stackexchange':
      known('stackexchange', options);
      return stackExchange(thread, posts, options.minLength ?? 0);
    default:
      throw unsupported('The reference tool reads Stack Exchange, Reddit and 4chan, and no other forum.');
  }
}

function known<S extends keyof typeof offered>(site: S, { strategy }: ReferenceOptions): (typeof offered)[S][number] {
  const ids: readonly (typeof offered)[S][number][] = offered[site];
  const found = ids.find((id) => id === strategy);
  if (found === undefined) {
    throw unsupported(`The reference tool has no strategy ${strategy} for ${site}: use ${ids.join(', ')}.`);
  }
  return found;
}

function fourchan(
  posts: readonly Post[],
  strategy: FourchanOptions['strategy'],
  options: ReferenceOptions,
): Iterable<ReferenceRecord> {
  const raw = {
    length: posts.length,
    number: (i: number) => posts[i]?.id ?? '',
    com: (i: number) => posts[i]?.html ?? '',
    posterId: (i: number) => posts[i]?.details?.['posterId'] ?? null,
  };
  return fourchanPairs(raw, {
    strategy,
    k: options.k ?? 6,
    maxChars: options.maxInputChars ?? null,
    minLength: options.minLength ?? 3,
    merge: options.mergeSameAuthor,
    requireQuestion: options.requireQuestion,
  });
}

function reddit(
  thread: Thread,
  posts: readonly Post[],
  strategy: RedditOptions['strategy'],
  options: ReferenceOptions,
): Iterable<ReferenceRecord> {
  const root = posts.find((post) => post.kind === 'root');
  const comments = posts
    .filter((post) => post !== root)
    .map((post) => ({
      id: post.id,
      author: authorOf(post),
      body: markdownOf(post),
      parent: parentOf(post, root),
    }));
  const raw = {
    title: root?.details?.['rawTitle'] ?? thread.title,
    body: root ? markdownOf(root) : '',
    author: root ? authorOf(root) : '',
    comments,
  };
  const isChain = strategy === 'reply-chain';
  return redditPairs(raw, {
    strategy,
    k: options.k ?? 4,
    maxChars: options.maxInputChars === undefined ? (isChain ? 2000 : null) : options.maxInputChars,
    minLength: options.minLength ?? 1,
    merge: options.mergeSameAuthor,
    requireQuestion: options.requireQuestion,
    includeBots: options.includeBots,
  });
}

function markdownOf(post: Post): string {
  if (post.source?.kind === 'markdown') return post.source.text;
  if (post.html.trim() === '') return '';
  throw unsupported(
    'The reference tool reads Reddit’s Markdown, which this file does not hold. Use the JSON of the thread.',
  );
}

/** The name as it was sent: accounts that are gone are no author to us, and one to the tool. */
function authorOf(post: Post): string {
  return post.details?.['rawAuthor'] ?? post.author.name;
}

function parentOf(post: Post, root: Post | undefined): RedditComment['parent'] {
  const [id] = post.replyTo;
  if (id === undefined) return null;
  return id === root?.id ? { kind: 'post' } : { kind: 'comment', id };
}

function* stackExchange(thread: Thread, posts: readonly Post[], minLength: number): Generator<ReferenceRecord> {
  const question = posts.find((post) => post.kind === 'root');
  const accepted = posts.find((post) => post.id === thread.acceptedPostId);
  if (!question || !accepted) return;
  const title = question.details?.['rawTitle'];
  if (title === undefined) {
    throw unsupported('The reference tool reads the interface’s replies, where titles are escaped. Use those.');
  }
  const pair = stackExchangePair({ title, body: question.html, accepted: accepted.html }, minLength);
  if (pair) yield pair;
}

function unsupported(message: string): AppError {
  return new AppError({ code: 'unsupported', message });
}
