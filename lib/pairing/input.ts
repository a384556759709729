import { inkFrom } from '../base/blank';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { sameAuthor, type Discussion } from './discussion';
import { codePoints, cutText } from './length';
import { holdsQuestion } from './question';

/** One or more posts of one person, in order. */
export interface Message {
  readonly nodes: readonly Node[];
  readonly text: string;
  readonly length: number;
}

/** Between two messages of an input, and two posts of a message. */
export const separator = '\n\n';

export function messageOf(discussion: Discussion, nodes: readonly Node[]): Message {
  if (nodes.length === 1 && nodes[0]) {
    return { nodes, text: discussion.textOf(nodes[0]), length: discussion.lengthOf(nodes[0]) };
  }
  const length = nodes.reduce((sum, node) => sum + discussion.lengthOf(node), (nodes.length - 1) * separator.length);
  return { nodes, text: nodes.map((node) => discussion.textOf(node)).join(separator), length };
}

/** No recent messages. */
export const none: Iterable<Message> = [];

/**
 * Fits messages into the budget. The oldest go first, whole; the one being answered stays, and so does `first`, the
 * question it all began with. Where these two alone are too long they are cut at a border, and neither takes more than
 * half from the other.
 *
 * @param first the question; null where there is none beside the recent messages
 * @param recent from the one being answered back to the oldest; read only as far as the budget goes
 * @returns in order, oldest first
 */
export function fitMessages(
  discussion: Discussion,
  first: Message | null,
  recent: Iterable<Message>,
  max: number | null,
): readonly Message[] {
  const kept: Message[] = [];
  let used = first?.length ?? 0;
  if (first && recent === none) {
    discussion.spend(used, 1);
    return [max === null ? first : cutMessage(discussion, first, max)];
  }
  for (const message of recent) {
    const cost = message.length + (first || kept.length > 0 ? separator.length : 0);
    if (max !== null && used + cost > max) {
      // The message being answered is never dropped.
      if (kept.length === 0) kept.push(message);
      break;
    }
    used += cost;
    kept.push(message);
  }
  kept.reverse();
  const messages = first ? [first, ...kept] : kept;
  discussion.spend(used, messages.length);
  const [a, b, c] = messages;
  if (max === null || !a || c) return messages;
  if (!b) return [cutMessage(discussion, a, max)];
  const room = max - separator.length;
  if (a.length + b.length <= room) return messages;
  const question = cutMessage(discussion, a, Math.max(0, Math.floor(room / 2), room - b.length));
  const answered = cutMessage(discussion, b, room - question.length);
  return [question, answered].filter((message) => message.length > 0);
}

/** Of several posts the oldest go first; the last one is cut at its end. */
function cutMessage(discussion: Discussion, message: Message, max: number): Message {
  if (message.length <= max) return message;
  let from = message.nodes.length - 1;
  let used = 0;
  for (let i = from; i >= 0; i--) {
    const node = message.nodes[i];
    if (!node) break;
    used += discussion.lengthOf(node) + (i === message.nodes.length - 1 ? 0 : separator.length);
    if (used > max) break;
    from = i;
  }
  const fitting = messageOf(discussion, message.nodes.slice(from));
  if (fitting.length <= max) return fitting;
  const text = cutText(fitting.text, Math.max(0, max));
  return { nodes: fitting.nodes, text, length: codePoints(text) };
}

/**
 * The chain of posts above an answer: messages from its direct parent upwards, `until` left out, at most so many. With
 * merging, consecutive posts of one known author are one message. Ends once more than the budget is read.
 */
export function chainAbove(
  discussion: Discussion,
  from: Node,
  until: Node,
  options: Pick<PairingOptions, 'mergeSameAuthor' | 'maxInputChars'>,
  count: number,
): readonly Message[] {
  const budget = options.maxInputChars ?? Number.POSITIVE_INFINITY;
  const messages: Message[] = [];
  let read = 0;
  let run: Node[] = [];
  for (let node: Node | null = from; node && node !== until && read <= budget; node = discussion.aboveOf(node)) {
    const oldest = run.at(-1);
    if (oldest && !(options.mergeSameAuthor && sameAuthor(oldest, node))) {
      messages.push(messageOf(discussion, run.reverse()));
      if (messages.length >= count) return messages;
      run = [];
    }
    run.push(node);
    read += discussion.lengthOf(node);
  }
  if (run.length > 0) messages.push(messageOf(discussion, run.reverse()));
  return messages;
}

/** `k` as a number of messages: whole, and at least one. */
export function reach(options: PairingOptions): number {
  return Number.isFinite(options.k) ? Math.max(1, Math.floor(options.k)) : Number.MAX_SAFE_INTEGER;
}

export function joinMessages(messages: readonly Message[]): string {
  const [first, second] = messages;
  if (!first) return '';
  if (messages.length === 1) return first.text;
  if (second && messages.length === 2) return first.text + separator + second.text;
  return messages.map((message) => message.text).join(separator);
}

/** Ids of the posts in an input, in order. */
export function idsOf(messages: readonly Message[]): string[] {
  const ids: string[] = [];
  for (const message of messages) for (const node of message.nodes) ids.push(node.id);
  return ids;
}

/** True when a side of a pair has as much text as asked for; never without any. */
export function longEnough(text: string, options: PairingOptions): boolean {
  const start = inkFrom(text, 0);
  if (start < 0) return false;
  // A code point takes two units at most, so a text that goes on so far beyond its first need not be counted.
  const enough = start + Math.max(0, Math.ceil(2 * options.minLength) - 1);
  return inkFrom(text, enough) >= 0 || codePoints(text.trim()) >= options.minLength;
}

/** True when an input may stand: long enough, and a question where one is asked for. */
export function acceptableInput(text: string, options: PairingOptions): boolean {
  return longEnough(text, options) && (!options.requireQuestion || holdsQuestion(text));
}
