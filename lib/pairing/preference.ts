import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import { nobody, type Node } from '../model/tree';
import { isAccepted } from './answers';
import { chainTo } from './chain';
import { sameAuthor, type Answer, type Discussion } from './discussion';
import { acceptableInput, idsOf, joinMessages, longEnough, separator } from './input';
import { listsFor } from './lists';
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
  inOrder: true,
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
    const repliesTo = repliesIn(discussion, options);
    // A draft waits for its place, which is that of the better reply; that one comes after what it answers.
    const waiting = new Map<number, Draft[]>();
    for (const parent of discussion.outputs()) {
      const due = waiting.get(parent.index);
      if (due) {
        waiting.delete(parent.index);
        yield* inOrder(due);
      }
      const clear = clearlyApart(discussion, parent, repliesTo, options);
      if (!clear) continue;
      const [chosen, rejected] = clear.map((node) => repliesTo.said(parent, node));
      if (!chosen || !rejected || chosen.text === rejected.text) continue;
      const messages = chainTo(discussion, parent, options);
      const prompt = joinMessages(messages);
      if (!acceptableInput(prompt, options)) continue;
      const [{ id, position, index }, { id: rejectedId }] = clear;
      const draft: Draft = {
        kind: 'preference',
        turns: [{ role: 'user', text: prompt }],
        chosen: chosen.text,
        rejected: rejected.text,
        postIds: [...idsOf(messages), id, rejectedId],
        outputPostId: id,
        position,
        ordinal: chosen.ordinal,
      };
      const same = waiting.get(index);
      if (same) same.push(draft);
      else waiting.set(index, [draft]);
    }
    // Where too much text was made it ended early.
    yield* inOrder([...waiting.values()].flat());
  },
};

function inOrder(drafts: Draft[]): readonly Draft[] {
  return drafts.sort((a, b) => a.position - b.position || a.ordinal - b.ordinal);
}

/** What a post says to another. */
interface Reply {
  readonly text: string;
  readonly ordinal: number;
}

interface Replies {
  /** Places of posts that may reply to a post, in order; none where there are fewer than two. */
  places(parent: Node): readonly number[];
  /** Whether one of them does: it is by another person, and says enough. */
  counts(parent: Node, node: Node): boolean;
  /** null: too little. */
  said(parent: Node, node: Node): Reply | null;
}

/**
 * What is kept is places alone, and posts are looked at, and their parts rendered, when it is their parent's turn: a
 * reply is not far from what it answers.
 */
function repliesIn(discussion: Discussion, options: PairingOptions): Replies {
  const { root, tree } = discussion;
  const { count, direct, several, inParts } = tree;
  const unaddressed = tree.thread.unaddressed === 'root' && root ? root.index : -1;
  const lists = listsFor(count, count);
  // From the last on, as what is put into a list comes before what is there. Which of the posts it names a post answers,
  // or a part of it, is known when it is looked at.
  for (let index = count - 1; index >= 0; index--) {
    const first = direct[index] ?? nobody;
    if (several[index] === 1) for (const place of tree.namedBy(index)) lists.put(place, index);
    else if (first >= 0) lists.put(first, index);
    else if (first === nobody && unaddressed >= 0 && unaddressed < index) lists.put(unaddressed, index);
  }
  const rendered = new Map<number, readonly Answer[]>();
  const answersOf = (node: Node): readonly Answer[] => {
    let answers = rendered.get(node.index);
    if (!answers) rendered.set(node.index, (answers = discussion.answersOf(node)));
    return answers;
  };
  const said = (parent: Node, node: Node): Reply | null => {
    const { text } = node;
    if (inParts[node.index] !== 1) return longEnough(text, options) ? { text, ordinal: 0 } : null;
    const long = answersOf(node).filter((part) => part.parents[0] === parent && longEnough(part.text, options));
    // Two parts of one post that answer the same are one reply.
    return long[0] ? { text: long.map((part) => part.text).join(separator), ordinal: long[0].ordinal } : null;
  };
  const counts = (parent: Node, node: Node): boolean =>
    discussion.isLive(node) &&
    !sameAuthor(parent, node) &&
    (inParts[node.index] === 1
      ? said(parent, node) !== null
      : discussion.parentOf(node) === parent && longEnough(node.text, options));
  return {
    places: (parent) => {
      // Whatever a post answers comes before it.
      if (inParts[parent.index] === 1) rendered.delete(parent.index);
      return lists.several(parent.index);
    },
    counts,
    said,
  };
}

/**
 * The best and the worst reply, when they are clearly apart. An accepted reply is the best, and is set against one
 * that has no more votes than it; between two accepted ones nobody chose. Equal scores: the earlier is better. Where
 * the site tells answers from comments, an answer is not set against a comment.
 */
function clearlyApart(
  discussion: Discussion,
  parent: Node,
  repliesTo: Replies,
  options: PairingOptions,
): readonly [Node, Node] | null {
  const places = repliesTo.places(parent);
  let answers = false;
  let accepted: Node | null = null;
  let highest: Node | null = null;
  let lowest: Node | null = null;
  // All of one before the next: each post is a place in memory to wait for.
  for (const place of places) {
    const node = discussion.tree.at(place);
    if (!repliesTo.counts(parent, node)) continue;
    const isAnswer = node.post.kind === 'answer';
    if (isAnswer && !answers) {
      answers = true;
      accepted = highest = lowest = null;
    }
    if (answers && !isAnswer) continue;
    if (!accepted && isAccepted(discussion, node)) accepted = node;
    if (node.post.score === null) continue;
    if (!highest || scoreOf(node) > scoreOf(highest)) highest = node;
    if (!lowest || scoreOf(node) <= scoreOf(lowest)) lowest = node;
  }
  if (accepted) {
    const replies = places.map(discussion.tree.at).filter((node) => repliesTo.counts(parent, node));
    const worst = worseThan(discussion, accepted, replies, answers);
    return worst && [accepted, worst];
  }
  if (!highest || !lowest) return null;
  // A gap of 0 would let replies with equal votes through.
  return scoreOf(highest) - scoreOf(lowest) >= Math.max(1, options.preferenceGap) ? [highest, lowest] : null;
}

/** The lowest score, unknown ones last; of equals the latest. */
function worseThan(discussion: Discussion, best: Node, replies: readonly Node[], answers: boolean): Node | null {
  const own = best.post.score ?? Infinity;
  let worst: Node | null = null;
  for (const node of replies) {
    const { kind, score } = node.post;
    if (answers && kind !== 'answer') continue;
    if (isAccepted(discussion, node) || (score !== null && score > own)) continue;
    if (!worst || (score ?? Infinity) <= (worst.post.score ?? Infinity)) worst = node;
  }
  return worst;
}

function scoreOf({ post }: Node): number {
  return post.score ?? 0;
}
