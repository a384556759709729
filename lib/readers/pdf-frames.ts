// A page's text items, as pdf.js gives them, in frames in which each reads along x.
import type { Frame, Piece } from './pdf-model';
import { rowsOf } from './pdf-rows';

/** What we use of an item of pdf.js's text content. */
export interface TextItem {
  readonly str: string;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly number[];
  readonly fontName: string;
}

/** A page as a person looks at it: pdf.js's viewport at scale 1, which knows the page's rotation. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  /** From the PDF's coordinates to the page's, y down. */
  readonly transform: readonly number[];
}

/** More than any page that is meant to be read; what comes after is left out. */
export const maxPieces = 40_000;

/**
 * Sorts the items of a page by the way they run. Text that is turned gets a frame of its own, behind the one with the
 * most text; vertical writing runs down, its rows from right to left.
 * @param verticalFonts names of fonts written from top to bottom
 */
export function framesOf(items: readonly TextItem[], view: Viewport, verticalFonts: ReadonlySet<string>): Frame[] {
  const groups = new Map<string, { pieces: Piece[]; weight: number; width: number; height: number }>();
  for (const item of items.slice(0, maxPieces)) {
    const placed = place(item, view, verticalFonts.has(item.fontName));
    if (!placed) continue;
    let group = groups.get(placed.key);
    if (!group) groups.set(placed.key, (group = { ...placed, pieces: [], weight: 0 }));
    group.pieces.push(placed.piece);
    group.weight += item.str.trim().length;
  }
  return [...groups.values()]
    .sort((a, b) => b.weight - a.weight)
    .map(({ pieces, width, height }) => ({ rows: rowsOf(pieces), width, height }))
    .filter(({ rows }) => rows.length > 0);
}

interface PlacedItem {
  readonly key: string;
  readonly piece: Piece;
  readonly width: number;
  readonly height: number;
}

function place(item: TextItem, view: Viewport, vertical: boolean): PlacedItem | null {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = multiply(view.transform, item.transform);
  const size = Math.hypot(c, d);
  // Not 1 where the page counts in a unit of its own.
  const unit = Math.hypot(view.transform[0] ?? 1, view.transform[1] ?? 0);
  if (![a, b, e, f, item.width].every(Number.isFinite) || !(size > 0)) return null;
  // Text outside the page is not seen.
  if (e < -0.05 * view.width || e > 1.05 * view.width || f < -0.05 * view.height || f > 1.05 * view.height) return null;
  const common = { text: item.str, size, font: item.fontName };
  if (vertical) {
    const piece = { ...common, x: f, y: view.width - e, width: item.height * unit };
    return { key: 'vertical', piece, width: view.height, height: view.width };
  }
  // Slanted by a hair is straight; anything else keeps its own angle.
  const angle = Math.round((Math.atan2(b, a) * 180) / Math.PI / 5) * 5;
  const turn = (-angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const shift = offset(angle, view);
  const piece = { ...common, x: e * cos - f * sin + shift.x, y: e * sin + f * cos + shift.y, width: item.width * unit };
  const aside = Math.abs(angle) % 180 === 90;
  return {
    key: String(angle === -180 ? 180 : angle),
    piece,
    width: aside ? view.height : view.width,
    height: aside ? view.width : view.height,
  };
}

/** Where the frame's corner comes to lie when the page is turned. */
function offset(angle: number, { width, height }: Viewport): { readonly x: number; readonly y: number } {
  if (angle === 90) return { x: 0, y: width };
  if (angle === -90) return { x: height, y: 0 };
  return Math.abs(angle) === 180 ? { x: width, y: height } : { x: 0, y: 0 };
}

function multiply(m: readonly number[], n: readonly number[]): number[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = m;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
