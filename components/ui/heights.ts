/**
 * Heights of many rows of which few were measured. The rest count as estimates; sums and look-ups are logarithmic (a
 * binary indexed tree of the differences), so that a hundred thousand rows scroll like ten.
 */
export interface Heights {
  readonly count: number;
  readonly of: (index: number) => number;
  /** Tells whether it was news. */
  readonly set: (index: number, height: number) => boolean;
  /** Height of all rows before `index`. */
  readonly before: (index: number) => number;
  readonly total: () => number;
  /** The row at a distance from the top, and how far into it. */
  readonly at: (y: number) => Anchor;
}

/** A place in a list that stays put when other rows turn out taller or shorter than thought. */
export interface Anchor {
  readonly index: number;
  readonly offset: number;
}

export function makeHeights(count: number, estimate: number, known?: Heights): Heights {
  const measured = new Float64Array(count).fill(Number.NaN);
  const tree = new Float64Array(count + 1);

  const add = (index: number, delta: number): void => {
    for (let i = index + 1; i <= count; i += i & -i) tree[i] = (tree[i] ?? 0) + delta;
  };
  const of = (index: number): number => {
    const height = measured[index];
    return height === undefined || Number.isNaN(height) ? estimate : height;
  };
  const set = (index: number, height: number): boolean => {
    if (index < 0 || index >= count) return false;
    const delta = height - of(index);
    measured[index] = height;
    if (Math.abs(delta) < 0.5) return false;
    add(index, delta);
    return true;
  };
  const before = (index: number): number => {
    let sum = index * estimate;
    for (let i = Math.min(index, count); i > 0; i -= i & -i) sum += tree[i] ?? 0;
    return sum;
  };
  const at = (y: number): Anchor => {
    let index = 0;
    let left = Math.max(0, y);
    for (let step = 1 << Math.floor(Math.log2(Math.max(1, count))); step > 0; step >>= 1) {
      const next = index + step;
      if (next > count) continue;
      const height = step * estimate + (tree[next] ?? 0);
      if (height <= left) {
        index = next;
        left -= height;
      }
    }
    if (index >= count) return { index: Math.max(0, count - 1), offset: count > 0 ? of(count - 1) : 0 };
    return { index, offset: left };
  };
  if (known) {
    for (let i = 0; i < Math.min(count, known.count); i++) set(i, known.of(i));
  }
  return { count, of, set, before, total: () => before(count), at };
}

/** Browsers clip taller elements (Firefox near 17.9 million pixels); beyond it the scroll bar is to scale. */
export const tallest = 8_000_000;

export interface Scroll {
  readonly top: number;
  readonly viewport: number;
}

/** Height of the element that makes the scroll bar. */
export function trackHeight(heights: Heights, viewport: number): number {
  return Math.max(viewport, Math.min(heights.total(), tallest));
}

/** Where the scroll bar should stand for a place in the list. */
export function topOf(heights: Heights, anchor: Anchor, viewport: number): number {
  const y = heights.before(anchor.index) + anchor.offset;
  const room = heights.total() - viewport;
  if (room <= 0) return 0;
  const track = trackHeight(heights, viewport) - viewport;
  return Math.max(0, Math.min(track, (y / room) * track));
}

/**
 * Where a scroll leads. Short ones move by exactly as many pixels as the person did, whatever the scale; long ones (the
 * bar dragged, Home, End) go where the bar says.
 */
export function scrollTo(heights: Heights, from: Anchor, last: number, now: Scroll): Anchor {
  const room = Math.max(0, heights.total() - now.viewport);
  const track = trackHeight(heights, now.viewport) - now.viewport;
  if (now.top <= 0 || track <= 0) return { index: 0, offset: 0 };
  if (now.top >= track - 1) return heights.at(room);
  const delta = now.top - last;
  if (Math.abs(delta) > 2 * now.viewport) return heights.at((now.top / track) * room);
  return heights.at(Math.min(room, heights.before(from.index) + from.offset + delta));
}
