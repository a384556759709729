import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { acceptedIn } from './answers';
import { chainTo } from './chain';
import { sameAuthor } from './discussion';
import { acceptableInput, idsOf, joinMessages, longEnough } from './input';
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
    const replies = new Map<Node, Node[]>();
    for (const node of discussion.posts) {
      const parent = discussion.parentOf(node);
      if (!parent || sameAuthor(parent, node) || !longEnough(node.text, options)) continue;
      const siblings = replies.get(parent);
      if (siblings) siblings.push(node);
      else replies.set(parent, [node]);
    }
    const accepted = new Set(acceptedIn(discussion));
    for (const parent of discussion.outputs()) {
      const clear = clearlyApart(replies.get(parent) ?? [], accepted, options);
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
        postIds: [...idsOf(messages), chosen.post.id, rejected.post.id],
        outputPostId: chosen.post.id,
        position: chosen.post.position,
        ordinal: 0,
      };
    }
  },
};

/**
 * The best and the worst reply, when they are clearly apart. An accepted reply is the best, and is set against one
 * that has no more votes than it; between two accepted ones nobody chose. Equal scores: the earlier is better.
 */
function clearlyApart(
  replies: readonly Node[],
  accepted: ReadonlySet<Node>,
  options: PairingOptions,
): readonly [Node, Node] | null {
  const best = replies.find((node) => accepted.has(node));
  if (best) {
    const own = best.post.score;
    const others = replies.filter(
      (node) => !accepted.has(node) && (own === null || node.post.score === null || node.post.score <= own),
    );
    const worst = lowest(others);
    return worst ? [best, worst] : null;
  }
  const scored = replies.filter((node) => node.post.score !== null);
  const worst = lowest(scored);
  const [first] = scored.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.index - b.index);
  if (!first || !worst) return null;
  // A gap of 0 would let replies with equal votes through.
  return scoreOf(first) - scoreOf(worst) >= Math.max(1, options.preferenceGap) ? [first, worst] : null;
}

/** The lowest score, unknown ones last; of equals the latest. */
function lowest(nodes: readonly Node[]): Node | null {
  const [worst] = nodes.toSorted(
    (a, b) => (a.post.score ?? Infinity) - (b.post.score ?? Infinity) || b.index - a.index,
  );
  return worst ?? null;
}

function scoreOf(node: Node): number {
  return node.post.score ?? 0;
}
