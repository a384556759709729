// Running heads, feet and page numbers: what stands at the edge of page after page and is no part of the text.
import type { Frame, Row, Segment } from './pdf-model';

/** Only this share of the page at its top and at its foot, and so many rows there, are looked at. */
const edgeShare = 0.16;
const edgeRows = 4;
/** Pages that lack a running head (the first of a chapter, a picture) do not end its run. */
const pagesBetween = 4;
/** Larger text is a heading, even if each page begins with one alike. */
const largestRunning = 1.25;

interface Candidate {
  readonly page: number;
  readonly segment: Segment;
  readonly row: Row;
  /** Digits and Roman numerals as `#`. */
  readonly mask: string;
  readonly number: number | null;
  /** Share of the page's height. */
  readonly at: number;
  readonly top: boolean;
}

/**
 * What is no part of the text.
 * @param pages the main frame of each page; undefined: it has no text
 * @param bodySize of most text
 */
export function furnitureOf(pages: readonly (Frame | undefined)[], bodySize: number): ReadonlySet<Segment> {
  const candidates = pages.flatMap((frame, page) => (frame ? candidatesOf(frame, page) : []));
  const found = new Set<Segment>();
  const repeated: Candidate[] = [];
  const needed = pages.length <= 4 ? 2 : 3;
  for (const group of clusters(candidates, ({ mask, top }) => `${String(top)} ${mask}`)) {
    const large = group.some(({ segment }) => segment.size > largestRunning * bodySize);
    for (const run of runsOf(group, needed)) {
      const same = new Set(run.map(({ segment }) => segment.text)).size === 1;
      if (same || (!large && countsPages(run))) for (const one of run) repeated.push(one);
    }
  }
  for (const segment of mostOfRows(repeated)) found.add(segment);
  const numbers = candidates.filter(({ mask, number }) => number !== null && isPageNumber(mask));
  for (const group of clusters(numbers, ({ top, page, number }) => `${String(top)} ${(number ?? 0) - page}`)) {
    for (const run of runsOf(group, 2)) for (const one of run) addRow(one, found);
  }
  if (pages.length === 1) {
    for (const { segment, mask, at } of numbers) if (mask !== '#' || at > 0.92) found.add(segment);
  }
  return found;
}

/** A word that the first lines of some pages happen to share is text: what repeats must be much of its row. */
function mostOfRows(repeated: readonly Candidate[]): Segment[] {
  const lengths = new Map<Row, number>();
  for (const { row, segment } of repeated) lengths.set(row, (lengths.get(row) ?? 0) + segment.text.length);
  return repeated
    .filter(({ row }) => {
      const all = row.segments.reduce((sum, { text }) => sum + text.length, 0);
      return (lengths.get(row) ?? 0) >= 0.4 * all;
    })
    .map(({ segment }) => segment);
}

/** Rows without what was found to be furniture. */
export function withoutFurniture(rows: readonly Row[], furniture: ReadonlySet<Segment>): Row[] {
  return rows
    .map((row) => ({ ...row, segments: row.segments.filter((segment) => !furniture.has(segment)) }))
    .filter(({ segments }) => segments.length > 0);
}

function candidatesOf(frame: Frame, page: number): Candidate[] {
  const { rows, height } = frame;
  const found: Candidate[] = [];
  for (const [i, row] of rows.entries()) {
    const at = row.y / height;
    const top = at < edgeShare && i < edgeRows;
    if (!top && !(at > 1 - edgeShare && i >= rows.length - edgeRows)) continue;
    for (const segment of row.segments) {
      if (segment.text.length > 200) continue;
      found.push({ page, segment, row, top, at, mask: maskOf(segment.text), number: numberIn(segment.text) });
    }
  }
  return found;
}

/** Groups what has the same key and stands at the same height, each in the order of pages. */
function clusters(candidates: readonly Candidate[], keyOf: (one: Candidate) => string): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const one of candidates) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = group.sort((a, b) => a.at - b.at);
    const parts: Candidate[][] = [];
    for (const one of sorted) {
      const part = parts.at(-1);
      if (part && one.at - (part.at(-1)?.at ?? 0) < 0.012) part.push(one);
      else parts.push([one]);
    }
    return parts.map((part) => part.sort((a, b) => a.page - b.page));
  });
}

/** Stretches over at least so many pages, without a gap wider than is usual. */
function runsOf(group: readonly Candidate[], pages: number): Candidate[][] {
  const runs: Candidate[][] = [];
  for (const one of group) {
    const run = runs.at(-1);
    if (run && one.page - (run.at(-1)?.page ?? 0) <= pagesBetween) run.push(one);
    else runs.push([one]);
  }
  return runs.filter((run) => new Set(run.map(({ page }) => page)).size >= pages);
}

/** True if the number in each text grows by one from page to page. */
function countsPages(run: readonly Candidate[]): boolean {
  const [first] = run;
  return run.every(
    ({ number, page }) => number !== null && number - page === (first?.number ?? 0) - (first?.page ?? 0),
  );
}

/** A row with the page's number is a running head or foot as a whole: the chapter's title stands beside the number. */
function addRow({ segment, row }: Candidate, found: Set<Segment>): void {
  found.add(segment);
  if (row.segments.length > 3) return;
  for (const other of row.segments) if (other.text.length <= 80) found.add(other);
}

const roman = /^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;

function maskOf(text: string): string {
  const lower = text.toLowerCase().replace(/\s+/g, ' ').trim();
  return lower !== '' && roman.test(lower) ? '#' : lower.replace(/\p{Nd}+/gu, '#');
}

function isPageNumber(mask: string): boolean {
  return /^(?:[-–—|[(]? ?#(?: ?(?:\/|of|von|de|из|\|) ?#)? ?[-–—|\])]?|(?:page|p\.|seite|página|pagina|стр\.?) ?#(?: ?(?:\/|of|von|de|di|из) ?#)?|第 ?# ?页(?: ?共 ?# ?页)?|# ?ページ)$/u.test(
    mask,
  );
}

/** The last number of a running head, or else the first: `12 of 90` counts its first. */
function numberIn(text: string): number | null {
  const lower = text.trim().toLowerCase();
  if (lower !== '' && roman.test(lower)) return romanValue(lower);
  const all = [...text.matchAll(/\p{Nd}{1,6}/gu)].map(([digits]) => Number(digits));
  if (all.length === 0 || all.some(Number.isNaN)) return null;
  return (isPageNumber(maskOf(text)) ? all[0] : /^\p{Nd}/u.test(text) ? all[0] : all.at(-1)) ?? null;
}

function romanValue(numeral: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };
  let sum = 0;
  for (const [i, char] of Array.from(numeral).entries()) {
    const value = values[char] ?? 0;
    sum += value < (values[numeral[i + 1] ?? ''] ?? 0) ? -value : value;
  }
  return sum;
}
