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
  const postIds = idsOf(messages);
  postIds.push(answer.id);
  return {
    kind: 'pair',
    turns: [
      { role: 'user', text: input },
      { role: 'assistant', text: output },
    ],
    postIds,
    outputPostId: answer.id,
    position: answer.position,
    ordinal,
  };
}
