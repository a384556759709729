import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { sameAuthor, type Discussion } from './discussion';
import { pairDraft } from './draft';
import { acceptableInput, fitMessages, joinMessages, longEnough, messageOf, none, separator } from './input';
import type { PairingStrategy } from './strategy';

/**
 * The question and its answers: the accepted one, those with the best scores, or all from a score upwards. The
 * accepted one counts wherever it stands and whoever wrote it, as the site has called it the answer; others must
 * answer the question directly. A score nobody gave (0, or not told) makes no answer the best.
 */
export const answers: PairingStrategy = {
  id: 'answers',
  label: 'Question and answers',
  yields: 'pair',
  uses: [
    'clean',
    'maxInputChars',
    'minLength',
    'requireQuestion',
    'includeBots',
    'includeTitle',
    'answers',
    'answersMinScore',
    'answersBestN',
  ],
  *pair(discussion, options): Generator<Draft> {
    const { root } = discussion;
    if (!root) return;
    const messages = fitMessages(discussion, messageOf(discussion, [root]), none, options.maxInputChars);
    const input = joinMessages(messages);
    if (!acceptableInput(input, options)) return;
    for (const node of chosen(discussion, root, options)) {
      // What the site calls the answer is one as a whole; elsewhere only what was said to the question.
      const text =
        isAccepted(discussion, node) || node.post.kind === 'answer' ? node.text : saidTo(discussion, root, node);
      if (longEnough(text, options)) yield pairDraft(messages, input, node, text);
    }
  },
};

function chosen(discussion: Discussion, root: Node, options: PairingOptions): readonly Node[] {
  const { accepted, candidates, scores } = answersIn(discussion, root);
  const { at } = discussion.tree;
  switch (options.answers) {
    case 'accepted':
      return accepted;
    case 'accepted-or-best':
      return accepted.length > 0 ? accepted : best(candidates, scores, 1).map(at);
    case 'above-score':
      return candidates.filter((place) => (scores[place] ?? -Infinity) >= options.answersMinScore).map(at);
    case 'best-n': {
      const places = best(candidates, scores, options.answersBestN);
      const rest = places.map(at).filter((node) => !accepted.includes(node));
      return [...accepted, ...rest].slice(0, Math.max(0, options.answersBestN));
    }
  }
}

/** Whether the site calls a post the accepted answer; usually one is. */
export function isAccepted({ tree }: Discussion, { id, post }: Node): boolean {
  return id === tree.thread.acceptedPostId || post.flags.includes('accepted');
}

interface Found {
  /** In order, without the question. */
  readonly accepted: readonly Node[];
  /** Where the site tells answers from comments, its answers; else what others wrote in direct reply to the question. As places. */
  readonly candidates: readonly number[];
  /** By place; -Infinity: not told. */
  readonly scores: Float64Array;
}

/** One pass, and numbers for what comes after it, as each post is a place in memory to wait for. */
function answersIn(discussion: Discussion, root: Node): Found {
  const accepted: Node[] = [];
  const told: number[] = [];
  const direct: number[] = [];
  const scores = new Float64Array(discussion.tree.count);
  for (const node of discussion.outputs()) {
    const { post, index } = node;
    scores[index] = post.score ?? -Infinity;
    if (node !== root && isAccepted(discussion, node)) accepted.push(node);
    if (post.kind === 'answer') told.push(index);
    else if (told.length === 0 && answersIt(discussion, root, node) && !sameAuthor(node, root)) direct.push(index);
  }
  return { accepted, candidates: told.length > 0 ? told : direct, scores };
}

function answersIt(discussion: Discussion, root: Node, node: Node): boolean {
  const { tree } = discussion;
  const parts = tree.inParts[node.index] === 1 ? tree.partsOf(node) : null;
  if (!parts) return discussion.parentOf(node) === root;
  return parts.some((part) => part.parents.find((parent) => discussion.isLive(parent)) === root);
}

function saidTo(discussion: Discussion, root: Node, node: Node): string {
  if (discussion.tree.inParts[node.index] !== 1) return node.text;
  const answers = discussion.answersOf(node).filter(({ parents: [parent] }) => parent === root);
  return answers.map(({ text }) => text).join(separator);
}

/** Those with the best scores above 0, the best first; of equals the earlier. */
function best(candidates: readonly number[], scores: Float64Array, count: number): readonly number[] {
  const scoreOf = (place: number): number => scores[place] ?? 0;
  const scored = candidates.filter((place) => scoreOf(place) > 0);
  if (count === 1) {
    // Most often just one is wanted, and sorting a long thread for it takes longer than all else.
    const [first, ...others] = scored;
    if (first === undefined) return [];
    return [others.reduce((found, place) => (scoreOf(place) > scoreOf(found) ? place : found), first)];
  }
  return scored.sort((a, b) => scoreOf(b) - scoreOf(a) || a - b).slice(0, Math.max(0, count));
}
