// Lengths are code points everywhere, as people count characters; an emoji outside the first plane is one.

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

const surrogate = /[\ud800-\udbff]/;

/** Number of code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  // Most texts have none of these, and looking for one is many times as fast as counting.
  if (!surrogate.test(text)) return text.length;
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) {
      count--;
      i++;
    }
  }
  return count;
}

/** Index in UTF-16 units after `count` code points. */
function offsetOf(text: string, count: number): number {
  let i = 0;
  for (let n = 0; n < count && i < text.length; n++) {
    i += isHigh(text.charCodeAt(i)) && i + 1 < text.length && isLow(text.charCodeAt(i + 1)) ? 2 : 1;
  }
  return i;
}

/**
 * The beginning of a text, at most `max` code points: up to the end of a paragraph, else of a sentence or line, else
 * of a word; each only where it leaves at least half. A code fence left open is closed, as what follows would become
 * code.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max || codePoints(text) <= max) return text;
  const head = cutAtBorder(text, max);
  const fence = openFence(head);
  if (fence === null) return head;
  const room = max - fence.length - 1;
  if (room <= 0) return head;
  const shorter = cutAtBorder(text, room);
  return openFence(shorter) === fence ? `${shorter}\n${fence}` : shorter;
}

function cutAtBorder(text: string, max: number): string {
  const end = offsetOf(text, max);
  const least = end >> 1;
  const paragraph = text.lastIndexOf('\n\n', end);
  if (paragraph > least) return text.slice(0, paragraph).trimEnd();
  const sentence = lastSentenceEnd(text, end, least);
  if (sentence > least) return text.slice(0, sentence).trimEnd();
  const word = lastSpace(text, end, least);
  if (word > least) return text.slice(0, word).trimEnd();
  return text.slice(0, end).trimEnd();
}

/** Where the last line or sentence that ends at or before `end` ends; -1 when there is none after `least`. */
function lastSentenceEnd(text: string, end: number, least: number): number {
  for (let i = end; i > least; i--) {
    const here = text[i] ?? '';
    const before = text[i - 1] ?? '';
    if (here === '\n') return i;
    if ('。！？'.includes(before)) return i;
    if ('.!?…'.includes(before) && (here === ' ' || here === '\t')) return i;
  }
  return -1;
}

function lastSpace(text: string, end: number, least: number): number {
  for (let i = end; i > least; i--) if (/\s/.test(text[i] ?? '')) return i;
  return -1;
}

/** The marker of the code fence that is open at the end of a Markdown text; null when none is. */
function openFence(text: string): string | null {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker === undefined) continue;
    if (open === null) open = marker;
    else if (marker.startsWith(open)) open = null;
  }
  return open;
}
