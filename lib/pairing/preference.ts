import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { acceptedIn } from './answers';
import { chainTo } from './chain';
import { sameAuthor, type Discussion } from './discussion';
import { acceptableInput, idsOf, joinMessages, longEnough, separator } from './input';
import type { PairingStrategy } from './strategy';

/**
 * Two replies to one post, where the votes or the asker say which is better. Each post replied to gives at most one
 * pair, its best reply against its worst: these are the surest judgement, and popular posts do not fill the dataset.
 * The prompt is the chain down to that post.
 */
export const preference: PairingStrategy = {
  id: 'preference',
  label: 'Better and worse reply',
  yields: 'preference',
  uses: [
    'clean',
    'k',
    'maxInputChars',
    'minLength',
    'mergeSameAuthor',
    'requireQuestion',
    'includeBots',
    'includeTitle',
    'preferenceGap',
  ],
  *pair(discussion, options): Generator<Draft> {
    const replies = repliesByParent(discussion, options);
    const accepted = new Set(acceptedIn(discussion));
    for (const parent of discussion.outputs()) {
      const clear = clearlyApart(comparable(replies.get(parent) ?? []), accepted, options);
      if (!clear) continue;
      const [chosen, rejected] = clear;
      if (chosen.text === rejected.text) continue;
      const messages = chainTo(discussion, parent, options);
      const prompt = joinMessages(messages);
      if (!acceptableInput(prompt, options)) continue;
      yield {
        kind: 'preference',
        turns: [{ role: 'user', text: prompt }],
        chosen: chosen.text,
        rejected: rejected.text,
        postIds: [...idsOf(messages), chosen.node.post.id, rejected.node.post.id],
        outputPostId: chosen.node.post.id,
        position: chosen.node.post.position,
        ordinal: chosen.ordinal,
      };
    }
  },
};

interface Reply {
  readonly node: Node;
  readonly text: string;
  readonly ordinal: number;
}

function repliesByParent(discussion: Discussion, options: PairingOptions): ReadonlyMap<Node, readonly Reply[]> {
  const replies = new Map<Node, Reply[]>();
  for (const node of discussion.posts) {
    for (const { text, parents, ordinal } of discussion.answersOf(node)) {
      const [parent] = parents;
      if (!parent || sameAuthor(parent, node) || !longEnough(text, options)) continue;
      const siblings = replies.get(parent);
      const last = siblings?.at(-1);
      if (!siblings) replies.set(parent, [{ node, text, ordinal }]);
      // Two parts of one post that answer the same are one reply.
      else if (last?.node === node) siblings[siblings.length - 1] = { ...last, text: last.text + separator + text };
      else siblings.push({ node, text, ordinal });
    }
  }
  return replies;
}

/** Where the site tells answers from comments, an answer is not set against a comment. */
function comparable(replies: readonly Reply[]): readonly Reply[] {
  const answers = replies.filter(({ node }) => node.post.kind === 'answer');
  return answers.length > 0 ? answers : replies;
}

/**
 * The best and the worst reply, when they are clearly apart. An accepted reply is the best, and is set against one
 * that has no more votes than it; between two accepted ones nobody chose. Equal scores: the earlier is better.
 */
function clearlyApart(
  replies: readonly Reply[],
  accepted: ReadonlySet<Node>,
  options: PairingOptions,
): readonly [Reply, Reply] | null {
  const best = replies.find(({ node }) => accepted.has(node));
  if (best) {
    const own = best.node.post.score;
    const others = replies.filter(
      ({ node }) => !accepted.has(node) && (own === null || node.post.score === null || node.post.score <= own),
    );
    const worst = lowest(others);
    return worst ? [best, worst] : null;
  }
  const scored = replies.filter(({ node }) => node.post.score !== null);
  const worst = lowest(scored);
  const [first] = scored.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.node.index - b.node.index);
  if (!first || !worst) return null;
  // A gap of 0 would let replies with equal votes through.
  return scoreOf(first) - scoreOf(worst) >= Math.max(1, options.preferenceGap) ? [first, worst] : null;
}

/** The lowest score, unknown ones last; of equals the latest. */
function lowest(replies: readonly Reply[]): Reply | null {
  const [worst] = replies.toSorted(
    (a, b) => (a.node.post.score ?? Infinity) - (b.node.post.score ?? Infinity) || b.node.index - a.node.index,
  );
  return worst ?? null;
}

function scoreOf({ node }: Reply): number {
  return node.post.score ?? 0;
}
