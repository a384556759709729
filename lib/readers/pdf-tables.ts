// Tables: rows whose texts stand under each other, as Markdown.
import type { Row, Segment } from './pdf-model';
import { columnGap } from './pdf-rows';
import { isLoneMarker, joinsWithoutSpace, joinTexts, weightOf } from './pdf-text';
import { markdownTable } from './tables';

/** Columns filled to this share by lines of at least so many characters are running text, not cells. */
const filledText = 0.62;
const runningText = 20;

/** So few rows may stand under each other by chance. */
const fewRows = 4;

/** More are no table, but words that are spread out. */
const mostColumns = 60;

export interface TableRows {
  readonly rows: readonly Row[];
  /** Rows before it that are none of its own. */
  readonly skipped: number;
  /** Where its columns begin, from left to right. */
  readonly edges: readonly number[];
}

/**
 * The table that rows beside each other make; null: they are columns of text.
 * @param around the column that they stand in
 * @param after its rows behind them
 */
export function tableIn(rows: readonly Row[], around: readonly Row[], after: readonly Row[]): TableRows | null {
  const isFull = ({ segments }: Row): boolean => segments.length >= 2;
  const first = rows.findIndex(isFull);
  const last = rows.findLastIndex(isFull);
  const own = first < 0 ? [] : rows.slice(first, last + 1);
  const full = own.filter(isFull).length;
  if (full < 2 || full < 0.3 * own.length) return null;
  const edges = edgesOf(own);
  if (edges.length < 2 || edges.length > mostColumns) return null;
  // A cell is one text; several in one column are words of a justified line that gaps of the lines around let stand apart.
  const torn = own.filter(
    ({ segments }) => new Set(segments.map((one) => columnOf(one, edges))).size < segments.length,
  );
  if (torn.length > own.length / 3) return null;
  if (own.length <= fewRows && isJustified(own, around)) return null;
  const columns = edges.map((_, at) => linesOf(own, edges, at));
  // What stands before the items of a list.
  if (edges.length === 2 && columns[0]?.every((line) => line.every(({ text }) => isLoneMarker(text)))) return null;
  const running = columns.filter(isRunningText).length;
  if (running === columns.length || (running >= 2 && columns.length - running <= 1 && own.length > 8)) return null;
  return { rows: [...own, ...restOfCells([...rows.slice(last + 1), ...after], own, edges)], skipped: first, edges };
}

/** Lines of the last row's cells, but for its first: rows that follow closely and begin behind the first column. */
function restOfCells(after: readonly Row[], own: readonly Row[], edges: readonly number[]): readonly Row[] {
  let before = own.at(-1);
  const end = after.findIndex((row) => {
    const close = before !== undefined && row.y - before.y < 1.5 * before.size;
    before = row;
    return !close || row.segments.some((segment) => columnOf(segment, edges) === 0);
  });
  return end < 0 ? after : after.slice(0, end);
}

/** True if all rows reach from one margin to the other, and most of the column's other rows do. */
function isJustified(rows: readonly Row[], around: readonly Row[]): boolean {
  const extents = around.map(({ segments }) => extent(segments));
  const left = Math.min(...extents.map(([x0]) => x0));
  const right = Math.max(...extents.map(([, x1]) => x1));
  const reaches = ({ segments }: Row): boolean => right - extent(segments)[1] < 2;
  return (
    around.length >= 2 * rows.length &&
    around.filter(reaches).length > around.length / 2 &&
    rows.every((row) => reaches(row) && extent(row.segments)[0] - left < 3 * row.size)
  );
}

/** Where columns begin: behind gaps that no row fills, or else that few rows do. */
function edgesOf(rows: readonly Row[]): number[] {
  const edges = edgesBehindGaps(rows, 0);
  return edges.length >= 2 ? edges : edgesBehindGaps(rows, Math.floor(rows.length / 8));
}

/** @param across so many texts may reach over a gap: a cell that spans columns */
function edgesBehindGaps(rows: readonly Row[], across: number): number[] {
  const segments = rows.flatMap((row) => row.segments);
  const narrowest = 0.6 * columnGap * (rows[0]?.size ?? 10);
  const steps = segments
    .flatMap(({ x0, x1 }) => [
      { x: x0, by: 1 },
      { x: x1, by: -1 },
    ])
    .sort((a, b) => a.x - b.x || a.by - b.by);
  const edges: number[] = [];
  let depth = 0;
  let free = -Infinity;
  for (const { x, by } of steps) {
    const before = depth;
    depth += by;
    if (before <= across && depth > across && x - free >= narrowest) edges.push(x);
    if (before > across && depth <= across) free = x;
  }
  return edges;
}

function columnOf(segment: Segment, edges: readonly number[]): number {
  // Numbers set to the right begin a little before the edge that another row has.
  return Math.max(
    0,
    edges.findLastIndex((edge) => segment.x0 >= edge - 1),
  );
}

function linesOf(rows: readonly Row[], edges: readonly number[], column: number): Segment[][] {
  return rows
    .map(({ segments }) => segments.filter((segment) => columnOf(segment, edges) === column))
    .filter((line) => line.length > 0);
}

function isRunningText(lines: readonly Segment[][]): boolean {
  if (lines.length < 3) return false;
  const width = widthOf(lines);
  const fill = lines.reduce((sum, line) => sum + (extent(line)[1] - extent(line)[0]) / width, 0) / lines.length;
  const weight =
    lines.reduce((sum, line) => sum + line.reduce((own, { text }) => own + weightOf(text), 0), 0) / lines.length;
  return fill >= filledText && weight >= runningText;
}

function extent(line: readonly Segment[]): readonly [number, number] {
  return [Math.min(...line.map(({ x0 }) => x0)), Math.max(...line.map(({ x1 }) => x1))];
}

function widthOf(lines: readonly Segment[][]): number {
  let [from, to] = [Infinity, -Infinity];
  for (const line of lines) {
    const [x0, x1] = extent(line);
    [from, to] = [Math.min(from, x0), Math.max(to, x1)];
  }
  return Math.max(1, to - from);
}

/** True if the first word of a line had no room in the line above it, which left so much free. */
function isBroken({ text, x0, x1 }: Segment, free: number): boolean {
  const word = joinsWithoutSpace(text.slice(0, 1), text.slice(1, 2)) ? 1 : (text.split(' ', 1)[0] ?? '').length + 1;
  return (word * (x1 - x0)) / Math.max(1, text.length) >= 0.95 * free;
}

/** Distance of rows that have all their cells: lines within a cell are closer. */
function stepOf(rows: readonly Row[], columns: number): number {
  const steps = rows.flatMap((row, i) => {
    const before = rows[i - 1];
    return before && row.segments.length >= columns && before.segments.length >= columns ? [row.y - before.y] : [];
  });
  return Math.min(...steps, Infinity) === Infinity ? 1.5 * (rows[0]?.size ?? 0) : Math.min(...steps);
}

/** A table as Markdown: the first row is its head, the columns stand in reading order. */
export function tableToMarkdown(rows: readonly Row[], edges: readonly number[], rtl: boolean): string {
  const widths = edges.map((_, at) => widthOf(linesOf(rows, edges, at)));
  const cells: string[][] = [];
  const tight = 0.85 * stepOf(rows, edges.length);
  let before: { readonly row: Row; readonly free: readonly number[] } | null = null;
  for (const row of rows) {
    const own = edges.map((_, at) => row.segments.filter((segment) => columnOf(segment, edges) === at));
    const texts = own.map((segments) => joinTexts((rtl ? [...segments].reverse() : segments).map(({ text }) => text)));
    const free = own.map((line, at) => (widths[at] ?? 1) - (line.length > 0 ? extent(line)[1] - extent(line)[0] : 0));
    const last = cells.at(-1);
    const goesOn =
      before !== null &&
      texts.filter((text) => text !== '').length < edges.length &&
      (row.y - before.row.y < tight ||
        (texts[rtl ? edges.length - 1 : 0] === '' && row.y - before.row.y <= 1.6 * row.size)) &&
      own.every((line, at) => line[0] === undefined || isBroken(line[0], before?.free[at] ?? 0));
    if (last && goesOn) for (const [at, text] of texts.entries()) last[at] = joinTexts([last[at] ?? '', text]);
    else cells.push(texts);
    before = { row, free };
  }
  return markdownTable(rtl ? cells.map((row) => [...row].reverse()) : cells);
}
