/** Where posts stand in a thread, by their ids. */
export interface Places {
  /** Place of a post that was added; -1: there is none of this id. */
  find(id: string): number;
  /** Adds the next post; false where its id is there already. */
  add(id: string): boolean;
}

/**
 * Most sites number their posts upwards, so their ids are kept as numbers, in order. A map of so many texts is what
 * takes longest with a long thread: it is larger than the processor's cache, and garbage collection moves it. It is made
 * only when an id comes that is no number, or not above the ones before.
 *
 * @param capacity how many posts may be added
 */
export function placesOf(capacity: number): Places {
  const numbers = new Float64Array(capacity);
  let count = 0;
  let named: Map<string, number> | null = null;

  const findNumber = (wanted: number): number => {
    // They ascend by 1 at least, so none stands further down than this; with no gaps it is there.
    let high = Math.min(count - 1, wanted - (numbers[0] ?? 0));
    if (numbers[high] === wanted) return high;
    let low = 0;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = numbers[middle] ?? 0;
      if (found === wanted) return middle;
      if (found < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };

  return {
    find: (id) => {
      if (named) return named.get(id) ?? -1;
      const wanted = numberOf(id);
      return wanted < 0 ? -1 : findNumber(wanted);
    },
    add: (id) => {
      if (!named) {
        const number = numberOf(id);
        // Above all before it, so it is new.
        if (number >= 0 && (count === 0 || number > (numbers[count - 1] ?? 0))) {
          numbers[count++] = number;
          return true;
        }
        named = new Map();
        for (let place = 0; place < count; place++) named.set(String(numbers[place]), place);
      }
      named.set(id, count);
      if (named.size === count) return false;
      count++;
      return true;
    },
  };
}

/** Digits that a number is sure to keep. */
const mostDigits = 15;

/** The number an id is when written out again; -1 for any other id. */
function numberOf(id: string): number {
  const { length } = id;
  if (length === 0 || length > mostDigits) return -1;
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = id.charCodeAt(i) - 48;
    // Leading zeros would be lost.
    if (digit < 0 || digit > 9 || (digit === 0 && i === 0 && length > 1)) return -1;
    number = number * 10 + digit;
  }
  return number;
}
