import type { Post, Thread } from './thread';

/** A post with its text as training sees it. */
export interface Node {
  readonly post: Post;
  /** Cleaned; '' where nothing is left. */
  readonly text: string;
  /** Most direct first; only posts that are in the tree and come earlier, so there are no cycles. */
  readonly parents: readonly Node[];
  /** In order of position. */
  readonly children: readonly Node[];
  /** Place in `ThreadTree.nodes`. */
  readonly index: number;
}

/** A thread as a graph of cleaned posts; built once, in one pass. */
export interface ThreadTree {
  readonly thread: Thread;
  /** In order of position. */
  readonly nodes: readonly Node[];
  readonly byId: ReadonlyMap<string, Node>;
}

/** A node while its tree is being built. */
interface GrowingNode extends Node {
  readonly parents: GrowingNode[];
  readonly children: GrowingNode[];
}

/**
 * Builds the graph of a thread. Of posts with one id the last wins. An edge counts only when it names an earlier post,
 * so replies that lie, or that answer each other in a circle, make no cycle.
 *
 * @param textOf cleans a post; asked once for each
 */
export function buildTree(thread: Thread, posts: readonly Post[], textOf: (post: Post) => string): ThreadTree {
  const unique = new Map<string, Post>();
  for (const post of posts) unique.set(post.id, post);
  const sorted = [...unique.values()].sort((a, b) => a.position - b.position);
  const nodes: GrowingNode[] = [];
  const byId = new Map<string, GrowingNode>();
  for (const post of sorted) {
    const node: GrowingNode = { post, text: textOf(post), parents: [], children: [], index: nodes.length };
    for (const id of new Set(post.replyTo)) {
      // Only posts already placed are found: those are the earlier ones.
      const parent = byId.get(id);
      if (!parent) continue;
      node.parents.push(parent);
      parent.children.push(node);
    }
    nodes.push(node);
    byId.set(post.id, node);
  }
  return { thread, nodes, byId };
}
