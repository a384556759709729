import { attr, isElement, type Element } from '../../base/html';
import { groupsOf } from './groups';
import { elementAt, type Outline, type Range } from './outline';
import { hintsOf, sumIn, type Traits } from './traits';

// Posts by structure alone: the elements of one kind that together hold the page's prose, each with a date and a name.

export interface Block extends Range {
  /** The element that is the block; null where several rows make one. */
  readonly element: Element | null;
}

export interface Grouping {
  readonly blocks: readonly Block[];
  /** 0 … 1: how much these look like posts. */
  readonly score: number;
  /** Share of the page's prose they hold. */
  readonly coverage: number;
  /** What blocks were made by, to find them again on the next page, where there may be one alone. */
  readonly shape: string;
}

type Mode = 'each' | 'after' | 'before' | 'after-dated' | 'before-dated';

interface Candidate {
  readonly blocks: readonly Block[];
  readonly hint: number;
  readonly mode: Mode;
  /** Rows that make one post. */
  readonly rows: number;
}

/** The best grouping; null: the page repeats nothing. */
export function findBlocks(outline: Outline, traits: Traits): Grouping | null {
  let best: Grouping | null = null;
  if (traits.total === 0) return null;
  for (const [key, places] of groupsOf(outline)) {
    if (places.length < 2) continue;
    for (const candidate of candidatesOf(outline, traits, places)) {
      const grouping = judge(traits, candidate, key);
      if (grouping && (!best || grouping.score > best.score)) best = grouping;
    }
  }
  return best && best.score > 0.02 ? best : null;
}

/** Blocks as on another page of the same thread; null: there are none. */
export function findAlike(outline: Outline, traits: Traits, shape: string): Grouping | null {
  const [mode = '', rows = '', ...key] = shape.split('|');
  const places = groupsOf(outline).get(key.join('|')) ?? [];
  for (const candidate of candidatesOf(outline, traits, places, Number(rows) || 1)) {
    if (candidate.mode !== mode || candidate.blocks.length === 0) continue;
    const prose = candidate.blocks.reduce((sum, block) => sum + sumIn(traits.prose, block), 0);
    const dated = candidate.blocks.filter((block) => sumIn(traits.dates, block) > 0).length;
    if (dated < candidate.blocks.length * 0.5) continue;
    return { blocks: candidate.blocks, score: 1, coverage: prose / Math.max(1, traits.total), shape };
  }
  return null;
}

/** @param known rows of a post, as another page has shown; 0: not known */
function* candidatesOf(outline: Outline, traits: Traits, places: readonly number[], known = 0): Generator<Candidate> {
  const hint = hintFor(outline, places);
  yield { blocks: elementsAsBlocks(outline, places), hint, mode: 'each', rows: 1 };
  const parent = outline.parents[places[0] ?? -1] ?? -1;
  if (parent < 0 || places.some((place) => outline.parents[place] !== parent)) return;
  // Rows of one table: a post is a row with all that follows up to the next, or with all that went before.
  const after = runsAfter(outline, places, parent, known);
  if (after) yield { ...after, hint: hint * 0.9, mode: 'after' };
  const before = runsBefore(outline, places, parent);
  if (before) yield { ...before, hint: hint * 0.9, mode: 'before' };
  // Rows that look alike, of which those with a date begin or end a post.
  const dated = places.filter((start) => sumIn(traits.dates, { start, end: outline.ends[start] ?? start + 1 }) > 0);
  if (dated.length < (known ? 1 : 2) || dated.length > places.length * 0.7) return;
  const from = runsAfter(outline, dated, parent, known);
  if (from) yield { ...from, hint: hint * 0.9, mode: 'after-dated' };
  const upTo = runsBefore(outline, dated, parent);
  if (upTo) yield { ...upTo, hint: hint * 0.88, mode: 'before-dated' };
}

/** Each element up to the next of the group, which stands inside it where replies are nested. */
function elementsAsBlocks(outline: Outline, places: readonly number[]): readonly Block[] {
  return places.map((start, i) => ({
    start,
    end: Math.min(outline.ends[start] ?? start + 1, places[i + 1] ?? Infinity),
    element: elementAt(outline, start),
  }));
}

type Runs = Pick<Candidate, 'blocks' | 'rows'>;

function runsAfter(outline: Outline, places: readonly number[], parent: number, known: number): Runs | null {
  const blocks: Block[] = [];
  let longest = known;
  for (const [i, start] of places.entries()) {
    const next = places[i + 1];
    if (next !== undefined) longest = Math.max(longest, siblingsIn(outline, start, next));
    const end = next ?? nthSibling(outline, start, Math.max(longest, 1), outline.ends[parent] ?? start);
    blocks.push({ start, end, element: null });
  }
  return longest > 1 ? { blocks, rows: longest } : null;
}

function runsBefore(outline: Outline, places: readonly number[], parent: number): Runs | null {
  const blocks: Block[] = [];
  let from = parent + 1;
  let longest = 0;
  for (const place of places) {
    const end = outline.ends[place] ?? place + 1;
    longest = Math.max(longest, siblingsIn(outline, from, end));
    blocks.push({ start: from, end, element: null });
    from = end;
  }
  return longest > 1 ? { blocks, rows: longest } : null;
}

function siblingsIn(outline: Outline, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at = outline.ends[at] ?? at + 1) {
    const node = outline.nodes[at];
    if (node && isElement(node)) count++;
  }
  return count;
}

function nthSibling(outline: Outline, start: number, count: number, limit: number): number {
  let at = start;
  for (let left = count; at < limit && left > 0; at = outline.ends[at] ?? at + 1) {
    const node = outline.nodes[at];
    if (node && isElement(node)) left--;
  }
  return at;
}

const good: ReadonlySet<string> = new Set([
  ...['post', 'posts', 'message', 'comment', 'reply', 'answer', 'posting', 'topic', 'beitrag', 'item', 'response'],
]);
const bad: ReadonlySet<string> = new Set([
  ...['related', 'similar', 'recommended', 'sidebar', 'widget', 'footer', 'nav', 'menu', 'product', 'card', 'teaser'],
  ...['quote', 'blockquote', 'bbcode', 'result', 'thread', 'topics', 'threads', 'signature'],
]);

function hintFor(outline: Outline, places: readonly number[]): number {
  const element = elementAt(outline, places[0] ?? -1);
  if (!element) return 1;
  const hints = hintsOf(element);
  const id = attr(element, 'id') ?? '';
  let hint = 1;
  if (hints.some((word) => good.has(word))) hint *= 1.1;
  if (hints.some((word) => bad.has(word))) hint *= 0.7;
  if (/\d{2,}/.test(id)) hint *= 1.15;
  if (element.tagName === 'blockquote' || element.tagName === 'pre') hint *= 0.5;
  return hint;
}

/** Less prose is a label. */
const leastProse = 2;

function judge(traits: Traits, { blocks, hint, mode, rows }: Candidate, key: string): Grouping | null {
  let prose = 0;
  let full = 0;
  let dated = 0;
  let named = 0;
  let dates = 0;
  for (const block of blocks) {
    const own = sumIn(traits.prose, block);
    const ownDates = sumIn(traits.dates, block);
    prose += own;
    dates += ownDates;
    if (own >= leastProse) full++;
    if (ownDates > 0) dated++;
    if (sumIn(traits.names, block) > 0) named++;
  }
  if (full < 2) return null;
  const count = blocks.length;
  const coverage = prose / traits.total;
  const crowding = Math.max(0, dates / Math.max(1, dated) - 3);
  const score =
    Math.sqrt(coverage) *
    (0.15 + 0.85 * (dated / count)) *
    (0.5 + 0.5 * (named / count)) *
    (full / count) *
    (1 - 1 / (count + 0.6)) *
    (1 / (1 + crowding * 0.25)) *
    hint;
  return { blocks, score, coverage, shape: `${mode}|${String(rows)}|${key}` };
}
