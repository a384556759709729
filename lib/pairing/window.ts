import type { Draft } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Discussion } from './discussion';
import { pairDraft } from './draft';
import { acceptableInput, fitMessages, joinMessages, longEnough, messageOf, reach, type Message } from './input';
import type { PairingStrategy } from './strategy';

const uses: PairingStrategy['uses'] = [
  'clean',
  'maxInputChars',
  'minLength',
  'requireQuestion',
  'includeBots',
  'includeTitle',
];

/** All earlier posts, as far as the budget goes. Without a budget the text made grows with the square of the posts. */
export const cumulative: PairingStrategy = {
  id: 'cumulative',
  label: 'All earlier posts',
  yields: 'pair',
  inOrder: true,
  uses,
  pair: (discussion, options) => windows(discussion, options, Number.MAX_SAFE_INTEGER),
};

export const lastK: PairingStrategy = {
  id: 'last-k',
  label: 'Last k posts',
  yields: 'pair',
  inOrder: true,
  uses: [...uses, 'k'],
  pair: (discussion, options) => windows(discussion, options, reach(options)),
};

function* windows(discussion: Discussion, options: PairingOptions, k: number): Generator<Draft> {
  let place = -1;
  for (const node of discussion.outputs()) {
    place++;
    if (place === 0 || !longEnough(node.text, options)) continue;
    const messages = windowBefore(discussion, place, k, options.maxInputChars);
    const input = joinMessages(messages);
    if (acceptableInput(input, options)) yield pairDraft(messages, input, node, node.text);
  }
}

/**
 * The k posts before the one at `place` among those that take part. The thread's first post, when it is one of them,
 * is the last to be dropped.
 */
export function windowBefore(discussion: Discussion, place: number, k: number, max: number | null): readonly Message[] {
  const start = Math.max(0, place - k);
  const opening = discussion.postAt(start);
  const first = opening && opening === discussion.root ? messageOf(discussion, [opening]) : null;
  const last = first ? start + 1 : start;
  return fitMessages(discussion, first, backwards(discussion, place - 1, last), max);
}

function* backwards(discussion: Discussion, from: number, to: number): Generator<Message> {
  for (let i = from; i >= to; i--) {
    const node = discussion.postAt(i);
    if (node) yield messageOf(discussion, [node]);
  }
}
