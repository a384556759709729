import type { Draft } from '../model/pair';
import { sameAuthor } from './discussion';
import { pairDraft } from './draft';
import { acceptableInput, fitMessages, joinMessages, longEnough, messageOf, none } from './input';
import type { PairingStrategy } from './strategy';

/**
 * Every edge: a post replied to or quoted, and the reply. A post that answers several others gives a pair with each;
 * where it answers them part by part, with that part alone.
 */
export const parentChild: PairingStrategy = {
  id: 'parent-child',
  label: 'Post and reply',
  yields: 'pair',
  inOrder: true,
  uses: ['clean', 'maxInputChars', 'minLength', 'requireQuestion', 'includeBots', 'dropKnownQuotes', 'includeTitle'],
  *pair(discussion, options): Generator<Draft> {
    for (const node of discussion.outputs()) {
      let ordinal = -1;
      for (const answer of discussion.answersOf(node)) {
        if (!longEnough(answer.text, options)) continue;
        for (const parent of answer.parents) {
          ordinal++;
          if (sameAuthor(parent, node)) continue;
          const messages = fitMessages(discussion, messageOf(discussion, [parent]), none, options.maxInputChars);
          const input = joinMessages(messages);
          if (!acceptableInput(input, options)) continue;
          const output = discussion.answerText(answer, () => new Set([parent.post.id]));
          if (longEnough(output, options)) yield pairDraft(messages, input, node, output, ordinal);
        }
      }
    }
  },
};
