import type { Draft } from '../model/pair';
import { sameAuthor } from './discussion';
import { pairDraft } from './draft';
import { acceptableInput, fitMessages, joinMessages, longEnough, messageOf } from './input';
import type { PairingStrategy } from './strategy';

/** Every edge: a post replied to or quoted, and the reply. A post that answers several others gives a pair with each. */
export const parentChild: PairingStrategy = {
  id: 'parent-child',
  label: 'Post and reply',
  yields: 'pair',
  uses: ['clean', 'maxInputChars', 'minLength', 'requireQuestion', 'includeBots', 'dropKnownQuotes', 'includeTitle'],
  *pair(discussion, options): Generator<Draft> {
    const live = new Set(discussion.posts);
    for (const node of discussion.outputs()) {
      if (!longEnough(node.text, options)) continue;
      const direct = discussion.parentOf(node);
      const parents = node.parents.length > 0 ? node.parents : direct ? [direct] : [];
      for (const [ordinal, parent] of parents.entries()) {
        if (!live.has(parent) || sameAuthor(parent, node)) continue;
        const messages = fitMessages(discussion, messageOf(discussion, [parent]), [], options.maxInputChars);
        const input = joinMessages(messages);
        if (!acceptableInput(input, options)) continue;
        const output = discussion.answerOf(node, new Set([parent.post.id]));
        if (longEnough(output, options)) yield pairDraft(messages, input, node, output, ordinal);
      }
    }
  },
};
