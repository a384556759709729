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
