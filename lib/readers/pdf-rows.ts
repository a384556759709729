// Pieces of text → rows → segments.
import type { Piece, Row, Segment } from './pdf-model';
import { closeUp, hasRtl, isRtl, joinsWithoutSpace, shifted, tidy } from './pdf-text';

/** A gap as wide as this, in heights of the font, may part columns; wider than spaces of most justified lines. */
export const columnGap = 0.8;
/** The narrowest gap that stands for a space; pdf.js itself takes a tenth. */
const spaceGap = 0.15;
/** Baselines that differ by less are one row. */
const sameRow = 0.28;

interface Placed extends Piece {
  readonly spaced: boolean;
}

interface OpenRow {
  y: number;
  size: number;
  readonly pieces: Placed[];
}

/**
 * Puts pieces on rows, from top to bottom, and joins those without a wide gap between them.
 * @param pieces in the order in which they are drawn; such that are nothing but spaces say where a space is meant
 */
export function rowsOf(pieces: readonly Piece[]): Row[] {
  const placed: Placed[] = [];
  let spaced = false;
  for (const piece of pieces) {
    if (piece.text.trim() === '') {
      spaced ||= piece.text !== '';
      continue;
    }
    placed.push({ ...piece, spaced });
    spaced = /\s$/.test(piece.text);
  }
  placed.sort((a, b) => a.y - b.y);
  const rows: OpenRow[] = [];
  for (const piece of placed) {
    const row = rows.at(-1);
    if (row && piece.y - row.y <= sameRow * Math.min(piece.size, row.size)) {
      row.pieces.push(piece);
      // The baseline of a row is that of its largest text.
      if (piece.size > row.size) [row.y, row.size] = [piece.y, piece.size];
    } else rows.push({ y: piece.y, size: piece.size, pieces: [piece] });
  }
  return takeShifted(rows).map((row) => ({ y: row.y, size: row.size, segments: segmentsOf(row.pieces) }));
}

/** Small text a little above or below a row, and beside a word of it, is an exponent, an index or a footnote's mark. */
function takeShifted(rows: readonly OpenRow[]): OpenRow[] {
  const inOrder = rows.map(({ pieces }) => [...pieces].sort((a, b) => a.x - b.x));
  const gained = rows.map((): Placed[] => []);
  const moved = new Set<Placed>();
  for (const [i, row] of rows.entries()) {
    const hosts = [i - 1, i + 1, i - 2, i + 2].filter((at) => {
      const host = rows[at];
      return (
        host !== undefined &&
        row.size < 0.92 * host.size &&
        row.y > host.y - 0.8 * host.size &&
        row.y < host.y + 0.35 * host.size
      );
    });
    if (hosts.length === 0) continue;
    for (const piece of row.pieces) {
      const at = hosts.find((one) => touchesAny(inOrder[one] ?? [], piece));
      const host = at === undefined ? undefined : rows[at];
      if (at === undefined || !host) continue;
      gained[at]?.push({ ...piece, text: shifted(piece.text, piece.y < host.y ? 'up' : 'down') });
      moved.add(piece);
    }
  }
  return rows
    .map((row, i) => ({ ...row, pieces: [...row.pieces.filter((piece) => !moved.has(piece)), ...(gained[i] ?? [])] }))
    .filter(({ pieces }) => pieces.length > 0);
}

/** @param words from left to right; only those around the small text are looked at */
function touchesAny(words: readonly Piece[], small: Piece): boolean {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.x ?? 0) < small.x) low = middle + 1;
    else high = middle;
  }
  return words.slice(Math.max(0, low - 3), low + 2).some((word) => touches(word, small));
}

function touches(word: Piece, small: Piece): boolean {
  const room = 0.35 * word.size;
  return word.size > small.size && small.x > word.x - small.width - room && small.x < word.x + word.width + room;
}

/** Joins the pieces of one row. */
function segmentsOf(pieces: readonly Placed[]): Segment[] {
  const sorted = [...pieces].sort((a, b) => a.x - b.x);
  const groups: Placed[][] = [];
  let end = -Infinity;
  for (const piece of sorted) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    // Text drawn twice, a hair apart, to look bold.
    if (before?.text === piece.text && piece.x - before.x < 0.12 * piece.size) continue;
    const size = Math.max(piece.size, before?.size ?? 0);
    if (group && piece.x - end <= columnGap * size) group.push(piece);
    else groups.push([piece]);
    end = Math.max(end, piece.x + piece.width);
  }
  return groups.map(segmentOf);
}

function segmentOf(pieces: readonly Placed[]): Segment {
  const [first] = pieces;
  const rtl = isRtl(pieces.map(({ text }) => text).join(''));
  const ordered = rtl ? fromRight(pieces) : pieces;
  let text = '';
  let before: Placed | undefined;
  for (const piece of ordered) {
    if (before && !text.endsWith(' ') && isParted(before, piece)) text += ' ';
    text += tidy(piece.text);
    before = piece;
  }
  const sizes = new Map<number, number>();
  for (const { size, text: own } of pieces) sizes.set(size, (sizes.get(size) ?? 0) + own.length);
  const [size] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), [first?.size ?? 0, 0]);
  return {
    text: closeUp(text.replace(/\s+/g, ' ').trim()),
    x0: first?.x ?? 0,
    x1: pieces.reduce((most, { x, width }) => Math.max(most, x + width), -Infinity),
    y: first?.y ?? 0,
    size,
    fonts: [...new Set(pieces.map(({ font }) => font))],
    rtl,
  };
}

/** True if a space belongs between two pieces, the second of which follows in reading. */
function isParted(before: Placed, after: Placed): boolean {
  if (/^\s/.test(after.text) || /\s$/.test(before.text)) return true;
  const [left, right] = before.x <= after.x ? [before, after] : [after, before];
  const gap = right.x - left.x - left.width;
  const size = Math.min(before.size, after.size);
  if (joinsWithoutSpace(before.text, after.text)) return false;
  if (gap > spaceGap * size) return true;
  return (before.x <= after.x ? after.spaced : before.spaced) && gap > 0.05 * size;
}

/** Pieces of a line that reads from right to left; numbers and foreign words in it read from left to right. */
function fromRight(pieces: readonly Placed[]): Placed[] {
  const ordered: Placed[] = [];
  let foreign: Placed[] = [];
  for (const piece of [...pieces].reverse()) {
    if (!hasRtl(piece.text) && /[\p{L}\d]/u.test(piece.text)) {
      foreign.unshift(piece);
      continue;
    }
    ordered.push(...foreign, piece);
    foreign = [];
  }
  return [...ordered, ...foreign];
}
