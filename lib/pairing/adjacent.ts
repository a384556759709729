import type { Draft } from '../model/pair';
import { acceptableInput, fitMessages, joinMessages, longEnough, messageOf, none } from './input';
import { pairDraft } from './draft';
import type { PairingStrategy } from './strategy';

/**
 * Each post and the one after it. Posts that do not take part are passed over, so the neighbours of a deleted post are
 * neighbours.
 */
export const adjacent: PairingStrategy = {
  id: 'adjacent',
  label: 'Adjacent posts',
  yields: 'pair',
  inOrder: true,
  uses: ['clean', 'maxInputChars', 'minLength', 'requireQuestion', 'includeBots', 'includeTitle'],
  *pair(discussion, options): Generator<Draft> {
    let before = null;
    for (const node of discussion.outputs()) {
      if (before && longEnough(node.text, options)) {
        const messages = fitMessages(discussion, messageOf(discussion, [before]), none, options.maxInputChars);
        const input = joinMessages(messages);
        if (acceptableInput(input, options)) yield pairDraft(messages, input, node, node.text);
      }
      before = node;
    }
  },
};
