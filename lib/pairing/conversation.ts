import { isBlank } from '../base/blank';
import type { Draft, Turn } from '../model/pair';
import type { PairingOptions } from '../model/pairing';
import { nobody, type Node } from '../model/tree';
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
    const paths = pathsOf(discussion, roleOf);
    for (const node of discussion.outputs()) {
      const goesOn = paths.answeredBelow[node.index] === 1;
      if (discussion.tree.inParts[node.index] !== 1) {
        if (goesOn || roleAt(paths, node) !== 'assistant') continue;
        const start = startOf(discussion, paths, node);
        const draft =
          start && converse(discussion, options, { node, text: node.text, htmls: null, ordinal: 0 }, { start }, paths);
        if (draft) yield draft;
        continue;
      }
      for (const answer of discussion.answersOf(node)) {
        const [parent] = answer.parents;
        const start = parent && startOf(discussion, paths, parent);
        if (!start || roleOf(node, start, parent, roleAt(paths, parent)) !== 'assistant') continue;
        // The path through this post goes on elsewhere; what it says to others ends here.
        if (goesOn && discussion.parentOf(node) === parent) continue;
        const draft = converse(discussion, options, answer, { start, parent }, paths);
        if (draft) yield draft;
      }
    }
  },
};

/** What each post is on the path that leads to it, by place in the tree. */
interface Paths {
  /** Place of the post it began with; -1: the post is on no path. */
  readonly starts: Int32Array;
  /** 1: the post is the assistant's. */
  readonly assistants: Uint8Array;
  /** 1: further down somebody answers again, so the path does not end here. */
  readonly answeredBelow: Uint8Array;
}

function startOf({ tree }: Discussion, { starts }: Paths, node: Node): Node | null {
  const start = starts[node.index] ?? -1;
  return start < 0 ? null : tree.at(start);
}

function roleAt({ assistants }: Paths, node: Node): Turn['role'] {
  return assistants[node.index] === 1 ? 'assistant' : 'user';
}

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

function pathsOf(discussion: Discussion, roleOf: RoleOf): Paths {
  const { tree } = discussion;
  const { count, inParts } = tree;
  const starts = new Int32Array(count).fill(-1);
  const parents = new Int32Array(count).fill(-1);
  const paths: Paths = { starts, assistants: new Uint8Array(count), answeredBelow: new Uint8Array(count) };
  for (const node of discussion.outputs()) {
    const parent = discussion.parentOf(node);
    if (parent) parents[node.index] = parent.index;
    const begins = !parent && tree.direct[node.index] === nobody ? node : null;
    const start = parent ? startOf(discussion, paths, parent) : begins;
    const role = start && roleOf(node, start, parent, parent ? roleAt(paths, parent) : 'user');
    if (!role) continue;
    starts[node.index] = start.index;
    if (role === 'assistant') paths.assistants[node.index] = 1;
  }
  for (let place = count - 1; place >= 0; place--) {
    const parent = parents[place] ?? -1;
    const answered = paths.assistants[place] === 1 || paths.answeredBelow[place] === 1;
    if (parent >= 0 && answered && starts[parent] !== -1) paths.answeredBelow[parent] = 1;
    if (inParts[place] !== 1) continue;
    const node = tree.at(place);
    if (discussion.isLive(node)) markAnswered(discussion, node, paths, roleOf);
  }
  return paths;
}

/** What a part of a post answers is answered, though the post's own path comes from elsewhere. */
function markAnswered(discussion: Discussion, node: Node, paths: Paths, roleOf: RoleOf): void {
  for (const { parents } of discussion.answersOf(node)) {
    const [parent] = parents;
    const start = parent && startOf(discussion, paths, parent);
    if (start && roleOf(node, start, parent, roleAt(paths, parent)) === 'assistant') {
      paths.answeredBelow[parent.index] = 1;
    }
  }
}

type Ending = Pick<Answer, 'node' | 'text' | 'htmls' | 'ordinal'>;

/** @param path where it began, and for a part of a post what that part answers */
function converse(
  discussion: Discussion,
  options: PairingOptions,
  ending: Ending,
  { start, parent }: { readonly start: Node; readonly parent?: Node },
  paths: Paths,
): Draft | null {
  const end = ending.node;
  const posts = lastPosts(discussion, end, parent ?? discussion.parentOf(end), start, reach(options));
  // The answer: the posts at the end that share its role (by author), or its author (by parity).
  let answerFrom = posts.length - 1;
  while (answerFrom > 0) {
    const node = posts[answerFrom - 1];
    if (!node || roleAt(paths, node) !== 'assistant') break;
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
    say(turns.length === 0 ? 'user' : roleIn(message, paths), isBlank(text) ? message.text : text);
    for (const node of message.nodes) said.add(node.post.id);
  }
  const answer: string[] = [];
  for (const node of posts.slice(answerFrom)) {
    const text = discussion.answerText(node === end ? ending : wholeOf(node), () => said);
    if (!isBlank(text)) answer.push(text);
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

function roleIn({ nodes: [node] }: Message, paths: Paths): Turn['role'] {
  return node ? roleAt(paths, node) : 'user';
}
