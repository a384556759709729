/** Lists of places in the tree's nodes, one for each node. */
export interface Lists {
  /** Puts a place before those in the list of `owner`. */
  put(owner: number, place: number): void;
  /** The list of `owner` where it has two places or more; else an empty one. */
  several(owner: number): readonly number[];
}

const empty: readonly number[] = [];

/**
 * Linked by numbers: a map of arrays would be many small objects that live as long as the thread.
 *
 * @param usual how many places there will be in all lists together; there may be more
 */
export function listsFor(owners: number, usual: number): Lists {
  const heads = new Int32Array(owners).fill(-1);
  let places = new Int32Array(usual);
  let next = new Int32Array(usual);
  let count = 0;
  return {
    put: (owner, place) => {
      if (count === places.length) [places, next] = [grown(places), grown(next)];
      places[count] = place;
      next[count] = heads[owner] ?? -1;
      heads[owner] = count++;
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

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length + 1);
  larger.set(numbers);
  return larger;
}
