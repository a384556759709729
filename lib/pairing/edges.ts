import { nobody, type Node, type ThreadTree } from '../model/tree';

/** Who answers whom, as places in the tree; -1: nobody. */
export interface Edges {
  readonly parents: Int32Array;
  readonly aboves: Int32Array;
  readonly tops: Int32Array;
  /** Finds them for all posts before this place; of others nothing is known. */
  findUpTo(end: number): void;
}

/** Found in order: a post's parents are done before it. */
export function edgesOf(tree: ThreadTree, root: Node | null, isLive: (index: number) => boolean): Edges {
  const { count, direct, several } = tree;
  const [parents, aboves, tops] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const rootIndex = tree.thread.unaddressed === 'root' && root ? root.index : -1;
  const parentOf = (index: number, first: number): number => {
    if (first === nobody) return rootIndex < index ? rootIndex : -1;
    if (first >= 0 && isLive(first)) return first;
    return several[index] === 1 ? (tree.namedBy(index).find(isLive) ?? -1) : -1;
  };
  let found = 0;
  return {
    parents,
    aboves,
    tops,
    findUpTo: (end) => {
      for (; found < end; found++) {
        const first = direct[found] ?? nobody;
        const parent = parentOf(found, first);
        const above = parent >= 0 || first < 0 ? parent : (aboves[first] ?? -1);
        parents[found] = parent;
        aboves[found] = above;
        tops[found] = above >= 0 ? (tops[above] ?? above) : found;
      }
    },
  };
}
