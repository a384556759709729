/** Lists of places in the tree's nodes, one for each node. */
export interface Lists {
  /** Puts a place before those in the list of `owner`. */
  put(owner: number, place: number): void;
  /** The list of `owner` where it has two places or more; else an empty one. */
  several(owner: number): readonly number[];
}

const empty: readonly number[] = [];

/** Linked by numbers: a map of arrays would be many small objects that live as long as the thread. */
export function listsFor(owners: number): Lists {
  const heads = new Int32Array(owners).fill(-1);
  const places: number[] = [];
  const next: number[] = [];
  return {
    put: (owner, place) => {
      next.push(heads[owner] ?? -1);
      heads[owner] = places.push(place) - 1;
    },
    several: (owner) => {
      let at = heads[owner] ?? -1;
      if (at < 0 || (next[at] ?? -1) < 0) return empty;
      const list: number[] = [];
      for (; at >= 0; at = next[at] ?? -1) list.push(places[at] ?? -1);
      return list;
    },
  };
}
