import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { sameAuthor, type Answer, type Discussion } from './discussion';
import { pairDraft } from './draft';
import {
  acceptableInput,
  chainAbove,
  fitMessages,
  idsOf,
  joinMessages,
  longEnough,
  messageOf,
  none,
  reach,
  type Message,
} from './input';
import type { PairingStrategy } from './strategy';
import { windowBefore } from './window';

/**
 * The chain of posts replied to, and the reply; of a post that answers several posts, each part with its own chain. Who
 * answers himself goes on talking and answers nobody, so such a post
 * is no output; in an input it stands with what it continues.
 */
export const replyChain: PairingStrategy = {
  id: 'reply-chain',
  label: 'Reply chain',
  yields: 'pair',
  inOrder: true,
  uses: [
    'clean',
    'k',
    'maxInputChars',
    'minLength',
    'mergeSameAuthor',
    'requireQuestion',
    'fallback',
    'includeBots',
    'dropKnownQuotes',
    'includeTitle',
  ],
  *pair(discussion, options): Generator<Draft> {
    let place = -1;
    for (const node of discussion.outputs()) {
      place++;
      for (const answer of discussion.answersOf(node)) {
        if (!longEnough(answer.text, options)) continue;
        const messages = contextOf(discussion, answer, place, options);
        if (messages.length === 0) continue;
        const input = joinMessages(messages);
        if (!acceptableInput(input, options)) continue;
        const output = discussion.answerText(answer, () => new Set(idsOf(messages)));
        if (longEnough(output, options)) yield pairDraft(messages, input, node, output, answer.ordinal);
      }
    }
  },
};

function contextOf(
  discussion: Discussion,
  { node, parents: [parent], htmls }: Answer,
  place: number,
  options: PairingOptions,
): readonly Message[] {
  if (parent) return sameAuthor(parent, node) ? [] : chainTo(discussion, parent, options);
  // A post whose parent is gone answers something we do not have; only those that name nobody may fall back.
  const falls = options.fallback === 'last-k' && !htmls && node.post.replyTo.length === 0 && place > 0;
  return falls ? windowBefore(discussion, place, reach(options), options.maxInputChars) : [];
}

/** The chain that ends with `parent`: what it began with, always, and the last messages, k in all (at least one). */
export function chainTo(discussion: Discussion, parent: Node, options: PairingOptions): readonly Message[] {
  const top = discussion.topOf(parent);
  const first = messageOf(discussion, [top]);
  if (parent === top) return fitMessages(discussion, first, none, options.maxInputChars);
  const recent = chainAbove(discussion, parent, top, options, Math.max(1, reach(options) - 1));
  return fitMessages(discussion, first, recent, options.maxInputChars);
}
