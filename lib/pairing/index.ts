import { isBlank } from '../base/blank';
import { imageKey } from '../model/image';
import type { Draft } from '../model/pair';
import type { CleanProfile, PairingOptions, StrategyId } from '../model/pairing';
import { sourceText } from '../model/source-text';
import { buildTree } from '../model/tree';
import type { Post, SiteId, Thread } from '../model/thread';
import { adjacent } from './adjacent';
import { answers } from './answers';
import { replyChain } from './chain';
import { conversation } from './conversation';
import { discuss, takesPart } from './discussion';
import { separator } from './input';
import { parentChild } from './parent-child';
import { preference } from './preference';
import { saidIn } from './said-before';
import type { PairingStrategy } from './strategy';
import { transcript } from './transcript';
import { cumulative, lastK } from './window';

export type { PairingStrategy } from './strategy';

/** In the order they are offered. */
export const strategies: readonly PairingStrategy[] = [
  replyChain,
  parentChild,
  conversation,
  answers,
  preference,
  adjacent,
  lastK,
  cumulative,
  transcript,
];

export function strategyById(id: StrategyId): PairingStrategy {
  return strategies.find((strategy) => strategy.id === id) ?? replyChain;
}

/** Post HTML → text, as the cleaner does it; stages do not import each other, so the caller brings it. */
export type Render = (
  html: string,
  profile: CleanProfile | 'transcript',
  context: {
    readonly baseUrl: string;
    readonly image?: (url: string) => string;
    readonly dropQuotesOf?: ReadonlySet<string>;
    readonly topicId?: string;
    readonly site?: SiteId;
    readonly saidBefore?: (line: string) => boolean;
  },
) => string;

/** Pairs of a thread, in order of (position, ordinal). */
export function pairThread(...of: Parameters<typeof pairsOf>): Draft[] {
  return Array.from(pairsOf(...of));
}

/**
 * The same one by one: a thread of any length takes no more memory than its posts and a pair.
 *
 * @param image what stands for an image in the text; the default is resolved at export
 */
export function pairsOf(
  thread: Thread,
  posts: readonly Post[],
  options: PairingOptions,
  render: Render,
  image: (url: string) => string = imageKey,
): Iterable<Draft> {
  const strategy = strategyById(options.strategy);
  const profile = strategy.profile ?? options.clean;
  // The key is the last part of a thread's id; quotes name the thread they quote by it.
  const topicId = thread.id.slice(thread.id.lastIndexOf(':') + 1);
  const renderHtml = (post: Post, html: string, dropQuotesOf?: ReadonlySet<string>): string => {
    const baseUrl = post.url === '' ? thread.url : post.url;
    const context = { baseUrl, image, topicId, site: thread.site };
    return render(html, profile, dropQuotesOf ? { ...context, dropQuotesOf, saidBefore: said(dropQuotesOf) } : context);
  };
  const tree = buildTree(thread, posts, (post) =>
    takesPart(post, options) ? (sourceText(post) ?? renderHtml(post, post.html)) : '',
  );
  const said = saidIn(tree);
  const discussion = discuss(tree, options, ({ post, text }, known, htmls) => {
    if (htmls) {
      const pieces = htmls.map((html) => renderHtml(post, html, known));
      return pieces.filter((piece) => !isBlank(piece)).join(separator);
    }
    return post.html === '' ? text : renderHtml(post, post.html, known);
  });
  const drafts = strategy.pair(discussion, options);
  if (strategy.inOrder) return drafts;
  return Array.from(drafts).sort((a, b) => a.position - b.position || a.ordinal - b.ordinal);
}
