import { nobody, type Node, type ThreadTree } from '../model/tree';

/** Who answers whom, as places in the tree's nodes; -1: nobody. */
export interface Edges {
  readonly parents: Int32Array;
  readonly aboves: Int32Array;
  readonly tops: Int32Array;
}

/** One pass in order: a node's parents are done before it. */
export function edgesOf(tree: ThreadTree, root: Node | null, isLive: (index: number) => boolean): Edges {
  const { nodes, direct, several } = tree;
  const count = nodes.length;
  const [parents, aboves, tops] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const rootIndex = tree.thread.unaddressed === 'root' && root ? root.index : -1;
  const parentOf = (index: number, first: number): number => {
    if (first === nobody) return rootIndex < index ? rootIndex : -1;
    if (first >= 0 && isLive(first)) return first;
    const node = several[index] === 1 ? nodes[index] : undefined;
    return (node && tree.parentsOf(node).find((parent) => isLive(parent.index))?.index) ?? -1;
  };
  for (let index = 0; index < count; index++) {
    const first = direct[index] ?? nobody;
    const parent = parentOf(index, first);
    const above = parent >= 0 || first < 0 ? parent : (aboves[first] ?? -1);
    parents[index] = parent;
    aboves[index] = above;
    tops[index] = above >= 0 ? (tops[above] ?? above) : index;
  }
  return { parents, aboves, tops };
}
