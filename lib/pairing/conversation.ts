import type { Draft, Turn } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { sameAuthor, type Discussion } from './discussion';
import { fitMessages, longEnough, messageOf, reach, separator, type Message } from './input';
import { holdsQuestion } from './question';
import type { PairingStrategy } from './strategy';

/**
 * A path through replies, from the post that began it to a last answer, as turns. The beginner is the user wherever he
 * writes, everyone else the assistant, and neighbours with one role make one turn. Branches that end with the beginner
 * end at the answer before him. An unknown author could be anyone, so a path stops where one comes. A path begins with
 * a post that answers nobody: what answers a post that is gone begins nothing.
 */
export const conversation: PairingStrategy = {
  id: 'conversation',
  label: 'Conversation',
  yields: 'turns',
  uses: [
    'clean',
    'k',
    'maxInputChars',
    'minLength',
    'mergeSameAuthor',
    'requireQuestion',
    'roles',
    'includeBots',
    'dropKnownQuotes',
    'includeTitle',
  ],
  *pair(discussion, options): Generator<Draft> {
    const paths = options.roles === 'author' ? pathsByAuthor(discussion) : pathsByParity(discussion, options);
    for (const node of discussion.outputs()) {
      const path = paths[node.index];
      if (path?.role !== 'assistant' || path.answeredBelow) continue;
      const draft = converse(discussion, options, node, path.start, paths);
      if (draft) yield draft;
    }
  },
};

/** What a post is on the path that leads to it. */
interface Step {
  readonly start: Node;
  readonly role: Turn['role'];
  /** Further down somebody answers again, so the path does not end here. */
  answeredBelow: boolean;
}

/** By place in the tree; nothing for posts that are on no path. */
type Steps = (Step | undefined)[];

function pathsByAuthor(discussion: Discussion): Steps {
  return stepsOf(discussion, (node, start) => {
    if (node.post.author.name === '') return null;
    return sameAuthor(node, start) ? 'user' : 'assistant';
  });
}

/** The first message is the user's, the second the assistant's, and so on, whoever wrote them. */
function pathsByParity(discussion: Discussion, options: PairingOptions): Steps {
  return stepsOf(discussion, (node, start, parent, parentRole) => {
    if (!parent || node === start) return 'user';
    if (options.mergeSameAuthor && sameAuthor(node, parent)) return parentRole;
    return parentRole === 'user' ? 'assistant' : 'user';
  });
}

function stepsOf(
  discussion: Discussion,
  roleOf: (node: Node, start: Node, parent: Node | null, parentRole: Turn['role']) => Turn['role'] | null,
): Steps {
  const steps: Steps = [];
  for (const node of discussion.posts) {
    const parent = discussion.parentOf(node);
    const above = parent ? steps[parent.index] : undefined;
    if (parent ? !above : node.post.replyTo.length > 0) continue;
    const start = above?.start ?? node;
    const role = roleOf(node, start, parent, above?.role ?? 'user');
    if (role) steps[node.index] = { start, role, answeredBelow: false };
  }
  for (const node of discussion.posts.toReversed()) {
    const step = steps[node.index];
    const parent = discussion.parentOf(node);
    const above = parent ? steps[parent.index] : undefined;
    if (step && above && (step.role === 'assistant' || step.answeredBelow)) above.answeredBelow = true;
  }
  return steps;
}

function converse(discussion: Discussion, options: PairingOptions, end: Node, start: Node, steps: Steps): Draft | null {
  const posts = lastPosts(discussion, end, start, reach(options));
  // The answer: the posts at the end that share its role (by author), or its author (by parity).
  let answerFrom = posts.length;
  while (answerFrom > 0) {
    const node = posts[answerFrom - 1];
    if (!node || steps[node.index]?.role !== 'assistant') break;
    if (options.roles === 'parity' && answerFrom < posts.length && !sameAuthor(node, end)) break;
    answerFrom--;
  }
  const asked = posts
    .slice(0, answerFrom)
    .toReversed()
    .map((node) => messageOf(discussion, [node]));
  const input = fitMessages(discussion, messageOf(discussion, [start]), asked, options.maxInputChars);

  const said = new Set<string>();
  const turns: Turn[] = [];
  const say = (role: Turn['role'], text: string): void => {
    const last = turns.at(-1);
    if (last?.role === role) turns[turns.length - 1] = { role, text: last.text + separator + text };
    else turns.push({ role, text });
  };
  for (const message of input) {
    const text = withoutSaid(discussion, message, start, said);
    say(turns.length === 0 ? 'user' : roleIn(message, steps), text.trim() === '' ? message.text : text);
    for (const node of message.nodes) said.add(node.post.id);
  }
  const answer: string[] = [];
  for (const node of posts.slice(answerFrom)) {
    const text = discussion.answerOf(node, said);
    if (text.trim() !== '') answer.push(text);
    said.add(node.post.id);
  }
  const [first] = turns;
  const output = answer.join(separator);
  if (!first || turns.at(-1)?.role !== 'user') return null;
  if (!longEnough(first.text, options) || !longEnough(output, options)) return null;
  if (options.requireQuestion && !turns.some((turn) => turn.role === 'user' && holdsQuestion(turn.text))) return null;
  return {
    kind: 'turns',
    turns: [...turns, { role: 'assistant', text: output }],
    postIds: [...said],
    outputPostId: end.post.id,
    position: end.post.position,
    ordinal: 0,
  };
}

/** The last posts of the path, its start left out: k posts in all with it, and at least the last one. */
function lastPosts(discussion: Discussion, end: Node, start: Node, k: number): readonly Node[] {
  const posts: Node[] = [];
  for (let node: Node | null = end; node && node !== start; node = discussion.parentOf(node)) {
    posts.push(node);
    if (posts.length >= Math.max(1, k - 1)) break;
  }
  return posts.reverse();
}

/** A message that was not cut loses its quotes of what is said already; a cut one stays as it is. */
function withoutSaid(discussion: Discussion, message: Message, start: Node, said: ReadonlySet<string>): string {
  const [node] = message.nodes;
  if (!node || node === start || message.length < discussion.lengthOf(node)) return message.text;
  return discussion.answerOf(node, said);
}

function roleIn(message: Message, steps: Steps): Turn['role'] {
  const [node] = message.nodes;
  return (node && steps[node.index]?.role) ?? 'user';
}
