import type { Draft, Turn } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import type { Node } from '../model/tree';
import { sameAuthor, type Answer, type Discussion } from './discussion';
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
  inOrder: true,
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
    const roleOf: RoleOf = options.roles === 'author' ? roleByAuthor : roleByParity(options);
    const paths = stepsOf(discussion, roleOf);
    for (const node of discussion.outputs()) {
      const path = paths[node.index];
      if (!node.parts) {
        if (path?.role !== 'assistant' || path.answeredBelow) continue;
        const draft = converse(discussion, options, { node, text: node.text, htmls: null, ordinal: 0 }, path, paths);
        if (draft) yield draft;
        continue;
      }
      for (const answer of discussion.answersOf(node)) {
        const [parent] = answer.parents;
        const above = parent && paths[parent.index];
        if (!above || roleOf(node, above.start, parent, above.role) !== 'assistant') continue;
        // The path through this post goes on elsewhere; what it says to others ends here.
        if (path?.answeredBelow === true && discussion.parentOf(node) === parent) continue;
        const draft = converse(discussion, options, answer, { start: above.start, parent }, paths);
        if (draft) yield draft;
      }
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

/** null: a post that no path goes through. */
type RoleOf = (node: Node, start: Node, parent: Node | null, parentRole: Turn['role']) => Turn['role'] | null;

const roleByAuthor: RoleOf = (node, start) => {
  if (node.post.author.name === '') return null;
  return sameAuthor(node, start) ? 'user' : 'assistant';
};

/** The first message is the user's, the second the assistant's, and so on, whoever wrote them. */
function roleByParity(options: PairingOptions): RoleOf {
  return (node, start, parent, parentRole) => {
    if (!parent || node === start) return 'user';
    if (options.mergeSameAuthor && sameAuthor(node, parent)) return parentRole;
    return parentRole === 'user' ? 'assistant' : 'user';
  };
}

function stepsOf(discussion: Discussion, roleOf: RoleOf): Steps {
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
    if (node.parts) markAnswered(discussion, node, steps, roleOf);
  }
  return steps;
}

/** What a part of a post answers is answered, though the post's own path comes from elsewhere. */
function markAnswered(discussion: Discussion, node: Node, steps: Steps, roleOf: RoleOf): void {
  for (const { parents } of discussion.answersOf(node)) {
    const [parent] = parents;
    const above = parent && steps[parent.index];
    if (above && roleOf(node, above.start, parent, above.role) === 'assistant') above.answeredBelow = true;
  }
}

type Ending = Pick<Answer, 'node' | 'text' | 'htmls' | 'ordinal'>;

/** @param path where it began, and for a part of a post what that part answers */
function converse(
  discussion: Discussion,
  options: PairingOptions,
  ending: Ending,
  { start, parent }: { readonly start: Node; readonly parent?: Node },
  steps: Steps,
): Draft | null {
  const end = ending.node;
  const posts = lastPosts(discussion, end, parent ?? discussion.parentOf(end), start, reach(options));
  // The answer: the posts at the end that share its role (by author), or its author (by parity).
  let answerFrom = posts.length - 1;
  while (answerFrom > 0) {
    const node = posts[answerFrom - 1];
    if (!node || steps[node.index]?.role !== 'assistant') break;
    if (options.roles === 'parity' && !sameAuthor(node, end)) break;
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
    const text = discussion.answerText(node === end ? ending : wholeOf(node), () => said);
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
    ordinal: ending.ordinal,
  };
}

/** The last posts of the path, its start left out: k posts in all with it, and at least the last one. */
function lastPosts(discussion: Discussion, end: Node, above: Node | null, start: Node, k: number): readonly Node[] {
  const posts = [end];
  for (let node = above; node && node !== start && posts.length < k - 1; node = discussion.parentOf(node)) {
    posts.push(node);
  }
  return posts.reverse();
}

function wholeOf(node: Node): Pick<Answer, 'node' | 'text' | 'htmls'> {
  return { node, text: node.text, htmls: null };
}

/** A message that was not cut loses its quotes of what is said already; a cut one stays as it is. */
function withoutSaid(discussion: Discussion, message: Message, start: Node, said: ReadonlySet<string>): string {
  const [node] = message.nodes;
  if (!node || node === start || message.length < discussion.lengthOf(node)) return message.text;
  return discussion.answerText(wholeOf(node), () => said);
}

function roleIn(message: Message, steps: Steps): Turn['role'] {
  const [node] = message.nodes;
  return (node && steps[node.index]?.role) ?? 'user';
}
