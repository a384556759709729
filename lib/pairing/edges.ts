import { namesNobody, type Node, type ThreadTree } from '../model/tree';

/** Who answers whom, as places in the tree's nodes; -1: nobody. */
export interface Edges {
  readonly parents: Int32Array;
  readonly aboves: Int32Array;
  readonly tops: Int32Array;
}

/** One pass in order: a node's parents are done before it. */
export function edgesOf(tree: ThreadTree, root: Node | null, isLive: (node: Node) => boolean): Edges {
  const count = tree.nodes.length;
  const [parents, aboves, tops] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const rootIndex = tree.thread.unaddressed === 'root' && root ? root.index : -1;
  for (const node of tree.nodes) {
    const { index } = node;
    const named = node.parents.find(isLive);
    const unaddressed = rootIndex >= 0 && rootIndex < index && namesNobody(node);
    const parent = named ? named.index : unaddressed ? rootIndex : -1;
    const first = node.parents[0];
    const above = parent >= 0 || !first ? parent : (aboves[first.index] ?? -1);
    parents[index] = parent;
    aboves[index] = above;
    tops[index] = above >= 0 ? (tops[above] ?? above) : index;
  }
  return { parents, aboves, tops };
}
