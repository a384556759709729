import type { PairingOptions } from '../model/pairing';
import type { Node, ThreadTree } from '../model/tree';
import { codePoints } from './length';

/** Text made for one thread before pairing stops with what it has; no thread is worth more, and memory ends. */
export const maxTextBytes = 256_000_000;

/** What one id among the sources of a pair takes. */
const idBytes = 8;

/** A thread as the strategies see it: who takes part, and who answers whom. */
export interface Discussion {
  readonly tree: ThreadTree;
  /** Posts that take part, in order: visible, with text, by people (or bots, when asked for). */
  readonly posts: readonly Node[];
  /** The opening post, when it takes part. */
  readonly root: Node | null;
  /** Text of a post in an input: the root's begins with the thread's title. */
  textOf(node: Node): string;
  /** Code points of `textOf`. */
  lengthOf(node: Node): number;
  /** Text of a post as an answer, without quotes of posts that are in the input. */
  answerOf(node: Node, inputIds: ReadonlySet<string>): string;
  /**
   * The post a post answers: the most direct one that takes part; the root where the site says that posts which name
   * none answer it. null: none, or only ones that are gone. A post whose parent is gone is no answer to anything.
   */
  parentOf(node: Node): Node | null;
  /** The next post up the chain; goes past posts that are gone. Same as `parentOf` where that has one. */
  aboveOf(node: Node): Node | null;
  /** The first post of the chain above a post; itself when nothing is above. */
  topOf(node: Node): Node;
  /** Posts that may be outputs, in order; ends early when the thread has made too much text. */
  outputs(): Iterable<Node>;
  /** Says how much was made: text, and the posts it is from. */
  spend(textLength: number, posts: number): void;
}

/**
 * @param render renders a post anew without the quotes of these posts
 */
export function discuss(
  tree: ThreadTree,
  options: PairingOptions,
  render: (node: Node, dropQuotesOf: ReadonlySet<string>) => string,
): Discussion {
  const title = options.includeTitle ? tree.thread.title.trim() : '';
  const rootNode = tree.nodes.find((node) => node.post.kind === 'root') ?? null;
  const withTitle = (node: Node): string =>
    node === rootNode && title !== '' ? [title, node.text].filter(Boolean).join('\n\n') : node.text;
  const isLive = (node: Node): boolean =>
    node.post.state === 'visible' && (options.includeBots || !node.post.isBot) && withTitle(node).trim() !== '';
  const posts = tree.nodes.filter(isLive);
  const root = rootNode && isLive(rootNode) ? rootNode : null;
  const live = new Set(posts);

  // One pass in order: a node's parents are done before it.
  const parents: (Node | null)[] = [];
  const aboves: (Node | null)[] = [];
  const tops: Node[] = [];
  for (const node of tree.nodes) {
    const named = node.parents.find((parent) => live.has(parent));
    const answersRoot =
      tree.thread.unaddressed === 'root' && node.post.replyTo.length === 0 && root !== null && root.index < node.index;
    const parent = named ?? (answersRoot ? root : null);
    const first = node.parents[0];
    const above = parent ?? (first ? (aboves[first.index] ?? null) : null);
    parents.push(parent);
    aboves.push(above);
    tops.push(above ? (tops[above.index] ?? above) : node);
  }

  const lengths: (number | undefined)[] = [];
  const rendered = new Map<string, string>();
  let spent = 0;
  return {
    tree,
    posts,
    root,
    textOf: withTitle,
    lengthOf: (node) => (lengths[node.index] ??= codePoints(withTitle(node))),
    answerOf: (node, inputIds) => {
      if (!options.dropKnownQuotes) return node.text;
      // A quote of a post is an edge to it: where there is none, there is nothing to leave out.
      const known = node.post.replyTo.filter((id) => inputIds.has(id));
      if (known.length === 0) return node.text;
      const key = `${String(node.index)} ${known.join(' ')}`;
      let text = rendered.get(key);
      if (text === undefined) rendered.set(key, (text = render(node, new Set(known))));
      return text;
    },
    parentOf: (node) => parents[node.index] ?? null,
    aboveOf: (node) => aboves[node.index] ?? null,
    topOf: (node) => tops[node.index] ?? node,
    *outputs() {
      for (const node of posts) {
        if (spent > maxTextBytes) return;
        yield node;
      }
    },
    spend: (textLength, posts) => {
      spent += textLength + posts * idBytes;
    },
  };
}

/** True when both posts are known to be by one person; unknown authors are never the same. */
export function sameAuthor(a: Node, b: Node): boolean {
  return a.post.author.name !== '' && a.post.author.name === b.post.author.name;
}
