/** Shorter texts have no halves worth asking about (UTF-16 units). */
const shortest = 400;

/** A stretch of a text: end exclusive, in UTF-16 units. */
type Stretch = readonly [start: number, end: number];

/**
 * Two halves of a text that together are all of it, parted where it hurts least near the middle: between paragraphs,
 * else lines, sentences, words. null: too short.
 */
export function halvesOf(text: string): readonly [Stretch, Stretch] | null {
  if (text.length < shortest) return null;
  const from = Math.floor(text.length / 4);
  const middle = text.slice(from, from * 3);
  for (const gap of [/\n\s*\n/g, /\n/g, /[.!?…]["'”’)]?\s|[。！？]/g, /\s/g]) {
    const cut = nearest(middle, gap);
    if (cut !== null) return parted(text, from + cut);
  }
  const half = Math.floor(text.length / 2);
  return parted(text, /[\udc00-\udfff]/.test(text.charAt(half)) ? half + 1 : half);
}

function parted(text: string, at: number): readonly [Stretch, Stretch] {
  return [
    [0, at],
    [at, text.length],
  ];
}

/** The end of the gap that is nearest to the middle. */
function nearest(text: string, gap: RegExp): number | null {
  const middle = text.length / 2;
  let best: number | null = null;
  for (const { index, 0: found } of text.matchAll(gap)) {
    const end = index + found.length;
    if (best === null || Math.abs(end - middle) < Math.abs(best - middle)) best = end;
  }
  return best;
}
