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
    const accepted = new Set(acceptedIn(discussion));
    for (const node of chosen(discussion, root, options)) {
      // What the site calls the answer is one as a whole; elsewhere only what was said to the question.
      const text = accepted.has(node) || node.post.kind === 'answer' ? node.text : saidTo(discussion, root, node);
      if (longEnough(text, options)) yield pairDraft(messages, input, node, text);
    }
  },
};

function chosen(discussion: Discussion, root: Node, options: PairingOptions): readonly Node[] {
  const accepted = acceptedIn(discussion).filter((node) => node !== root);
  switch (options.answers) {
    case 'accepted':
      return accepted;
    case 'accepted-or-best':
      return accepted.length > 0 ? accepted : best(discussion, root, 1);
    case 'above-score':
      return candidates(discussion, root).filter((node) => (node.post.score ?? -Infinity) >= options.answersMinScore);
    case 'best-n': {
      const rest = best(discussion, root, options.answersBestN).filter((node) => !accepted.includes(node));
      return [...accepted, ...rest].slice(0, Math.max(0, options.answersBestN));
    }
  }
}

/** Posts the site calls the accepted answer, in order; usually one. */
export function acceptedIn(discussion: Discussion): readonly Node[] {
  const { acceptedPostId } = discussion.tree.thread;
  return discussion.posts.filter((node) => node.post.id === acceptedPostId || node.post.flags.includes('accepted'));
}

/** Where the site tells answers from comments, its answers; else what others wrote in direct reply to the question. */
function candidates(discussion: Discussion, root: Node): readonly Node[] {
  const told = discussion.posts.filter((node) => node.post.kind === 'answer');
  if (told.length > 0) return told;
  return discussion.posts.filter((node) => !sameAuthor(node, root) && answersIt(discussion, root, node));
}

function answersIt(discussion: Discussion, root: Node, node: Node): boolean {
  if (!node.parts) return discussion.parentOf(node) === root;
  return node.parts.some((part) => part.parents.find((parent) => discussion.isLive(parent)) === root);
}

function saidTo(discussion: Discussion, root: Node, node: Node): string {
  if (!node.parts) return node.text;
  const answers = discussion.answersOf(node).filter(({ parents: [parent] }) => parent === root);
  return answers.map(({ text }) => text).join(separator);
}

function best(discussion: Discussion, root: Node, count: number): readonly Node[] {
  return candidates(discussion, root)
    .filter((node) => (node.post.score ?? 0) > 0)
    .sort((a, b) => (b.post.score ?? 0) - (a.post.score ?? 0) || a.index - b.index)
    .slice(0, Math.max(0, count));
}
