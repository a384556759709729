import type { Draft } from '../model/pair';
import type { Node } from '../model/tree';
import { idsOf, type Message } from './input';

/** A prompt and its answer. */
export function pairDraft(
  messages: readonly Message[],
  input: string,
  answer: Node,
  output: string,
  ordinal = 0,
): Draft {
  return {
    kind: 'pair',
    turns: [
      { role: 'user', text: input },
      { role: 'assistant', text: output },
    ],
    postIds: [...idsOf(messages), answer.post.id],
    outputPostId: answer.post.id,
    position: answer.post.position,
    ordinal,
  };
}
