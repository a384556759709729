// Rows of a page → columns of text and tables, in reading order.
import type { Region, Row, Segment } from './pdf-model';
import { columnGap } from './pdf-rows';
import { tableIn } from './pdf-tables';
import { isLoneMarker, weightOf } from './pdf-text';

/** Cuts within cuts; a page needs three or four. */
const deepest = 12;
/** Places of a cut that are tried in one region. */
const mostTried = 80;

interface Gutter {
  /** A cut parts what ends before `from` from what begins at `to` or behind it. */
  readonly from: number;
  readonly to: number;
  /** Rows it runs through: first, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Lines on the side that has fewer, where both have some. */
  readonly lines: number;
}

/**
 * Reading order: where a gap runs down through rows, what is left of it comes before what is right of it (the other way
 * round on a page that reads from right to left), unless the rows are those of a table.
 * @param isCode true of rows in a typewriter's font
 */
export function regionsOf(rows: readonly Row[], rtl: boolean, isCode: (row: Row) => boolean = () => false): Region[] {
  const regions: Region[] = [];
  divide(rows, { rtl, isCode }, 0, regions);
  return regions;
}

interface Reading {
  readonly rtl: boolean;
  /** Such rows are in no table, however their words stand. */
  readonly isCode: (row: Row) => boolean;
}

function divide(rows: readonly Row[], how: Reading, depth: number, into: Region[]): void {
  if (rows.length === 0) return;
  const gutters = depth < deepest ? guttersOf(rows, how.isCode) : [];
  const tried = new Set<string>();
  for (const gutter of gutters) {
    const stretch = `${String(gutter.first)} ${String(gutter.end)}`;
    const table = tried.has(stretch)
      ? null
      : tableIn(rows.slice(gutter.first, gutter.end), rows, rows.slice(gutter.end));
    tried.add(stretch);
    if (table) {
      const first = gutter.first + table.skipped;
      divide(rows.slice(0, first), how, depth + 1, into);
      into.push({ kind: 'table', rows: table.rows, edges: table.edges });
      divide(rows.slice(first + table.rows.length), how, depth + 1, into);
      return;
    }
    const span = stretched(rows, gutter);
    const left = side(rows.slice(span.first, span.end), ({ x0 }) => x0 < gutter.to);
    const right = side(rows.slice(span.first, span.end), ({ x0 }) => x0 >= gutter.to);
    if (!areColumns(left, right, gutter)) continue;
    divide(rows.slice(0, span.first), how, depth + 1, into);
    for (const column of how.rtl ? [right, left] : [left, right]) divide(column, how, depth + 1, into);
    divide(rows.slice(span.end), how, depth + 1, into);
    return;
  }
  into.push({ kind: 'flow', rows });
}

function side(rows: readonly Row[], belongs: (segment: Segment) => boolean): Row[] {
  return rows
    .map((row) => ({ ...row, segments: row.segments.filter(belongs) }))
    .filter(({ segments }) => segments.length > 0);
}

/** Gaps that run down through rows with text on both sides of them, the longest first. */
function guttersOf(rows: readonly Row[], isCode: (row: Row) => boolean): Gutter[] {
  const starts = new Map<number, { count: number; x: number }>();
  for (const row of rows) {
    for (const { x0 } of row.segments) {
      const near = Math.round(x0 / 3);
      const known = starts.get(near);
      starts.set(near, { count: (known?.count ?? 0) + 1, x: Math.min(known?.x ?? x0, x0) });
    }
  }
  const code = new Set(rows.filter(isCode));
  const bands = bandsOf(rows);
  const left = Math.min(...rows.map(({ segments }) => segments[0]?.x0 ?? Infinity));
  const tried = [...starts.values()]
    .filter(({ x }) => x > left + 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostTried);
  return tried
    .flatMap(({ x }) => guttersBefore(rows, x, bands, code))
    .sort((a, b) => b.lines - a.lines || b.to - b.from - (a.to - a.from))
    .slice(0, mostTried);
}

/** Rows above which all of the page is free for more than a few lines: no column or table goes on over that. */
function bandsOf(rows: readonly Row[]): ReadonlySet<number> {
  const steps = rows.slice(1).map(({ y }, i) => y - (rows[i]?.y ?? y));
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  return new Set(steps.flatMap((step, i) => (step > Math.max(3 * (rows[i]?.size ?? 0), 2.5 * usual) ? [i + 1] : [])));
}

/** The stretches of rows that leave room just before `to`. */
function guttersBefore(rows: readonly Row[], to: number, bands: ReadonlySet<number>, code: ReadonlySet<Row>): Gutter[] {
  const found: Gutter[] = [];
  let start = 0;
  for (let i = 0; i <= rows.length; i++) {
    const row = rows[i];
    const room = columnGap * (row?.size ?? 0);
    if (bands.has(i)) {
      const gutter = trimmed(rows, start, i, to);
      if (gutter) found.push(gutter);
      start = i;
    }
    if (row && !code.has(row) && !row.segments.some(({ x0, x1 }) => x0 < to - 0.5 && x1 > to - room)) continue;
    const gutter = trimmed(rows, start, i, to);
    if (gutter) found.push(gutter);
    start = i + 1;
  }
  return found;
}

/** The part of a stretch in which both sides have text; null where there is no such part of two lines. */
function trimmed(rows: readonly Row[], start: number, stop: number, to: number): Gutter | null {
  const isLeft = (segment: Segment): boolean => segment.x0 < to - 0.5;
  const spans = [isLeft, (segment: Segment) => !isLeft(segment)].map((belongs) => {
    const own: number[] = [];
    for (let i = start; i < stop; i++) if (rows[i]?.segments.some(belongs)) own.push(i);
    return own;
  });
  const [lefts = [], rights = []] = spans;
  if (lefts.length < 2 || rights.length < 2) return null;
  // Columns need not have their lines on the same rows: the first line of one may be a row before the other's.
  const first = Math.max(lefts[0] ?? 0, rights[0] ?? 0);
  const last = Math.min(lefts.at(-1) ?? 0, rights.at(-1) ?? 0);
  const inside = (i: number): boolean => i >= first && i <= last;
  const lines = Math.min(lefts.filter(inside).length, rights.filter(inside).length);
  if (lines < 1 || last < first) return null;
  const from = Math.max(
    ...rows.slice(first, last + 1).flatMap(({ segments }) => segments.filter(isLeft).map(({ x1 }) => x1)),
    -Infinity,
  );
  return lines < 2 ? null : { from, to: to - 0.5, first, end: last + 1, lines };
}

/**
 * One column may go on when the other has ended, or begin before it: rows that follow closely on text of the same size
 * in the same column are its own.
 */
function stretched(rows: readonly Row[], gutter: Gutter): { readonly first: number; readonly end: number } {
  const isLeft = (segment: Segment | undefined): boolean => segment !== undefined && segment.x0 < gutter.to;
  const belongs = (at: number, step: 1 | -1): boolean => {
    const row = rows[at];
    if (!row) return false;
    const room = columnGap * row.size;
    if (row.segments.some(({ x0, x1 }) => x0 < gutter.to && x1 > gutter.to - room)) return false;
    const [own] = row.segments;
    for (let i = 1; i <= 4; i++) {
      const beside = rows[at + i * step];
      const near = beside?.segments.find((segment) => isLeft(segment) === isLeft(own));
      if (!beside || !near || !own) continue;
      return Math.abs(row.y - beside.y) < 2 * near.size && Math.abs(own.size - near.size) <= 0.1 * near.size;
    }
    return false;
  };
  let { first, end } = gutter;
  while (belongs(first - 1, 1)) first -= 1;
  while (belongs(end, -1)) end += 1;
  return { first, end };
}

/** True if both sides are text of their own, not what stands before the lines of a list, or a hole in justified text. */
function areColumns(left: readonly Row[], right: readonly Row[], gutter: Gutter): boolean {
  const texts = left.flatMap(({ segments }) => segments.map(({ text }) => text));
  if (texts.every(isLoneMarker)) return false;
  const size = left[0]?.size ?? 10;
  const wide = gutter.to - gutter.from >= 1.4 * size;
  if (gutter.lines < (wide ? 3 : 6)) return false;
  return [left, right].every((rows) => {
    const weights = rows.map(({ segments }) => segments.reduce((sum, { text }) => sum + weightOf(text), 0));
    return weights.reduce((sum, one) => sum + one, 0) / weights.length >= 5;
  });
}
