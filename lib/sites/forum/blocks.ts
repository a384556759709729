import { attr, classesOf, isElement, type Element } from '../../base/html';
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
}

interface Candidate {
  readonly blocks: readonly Block[];
  readonly hint: number;
}

/** The best grouping; null: the page repeats nothing. */
export function findBlocks(outline: Outline, traits: Traits): Grouping | null {
  let best: Grouping | null = null;
  if (traits.total === 0) return null;
  for (const places of groupsOf(outline)) {
    for (const candidate of candidatesOf(outline, traits, places)) {
      const grouping = judge(traits, candidate);
      if (grouping && (!best || grouping.score > best.score)) best = grouping;
    }
  }
  return best && best.score > 0.02 ? best : null;
}

const wholePage: ReadonlySet<string> = new Set([
  'html',
  'head',
  'body',
  'meta',
  'link',
  'script',
  'br',
  'img',
  'option',
]);
/** Text level elements are never a post. */
const small: ReadonlySet<string> = new Set([
  'a',
  'b',
  'i',
  'span',
  'em',
  'strong',
  'font',
  'p',
  'time',
  'small',
  'button',
]);

/** Places of elements of one kind: by a class, by a numbered id, or, without either, by where they stand. */
export function groupsOf(outline: Outline): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>();
  const keys: string[] = [];
  for (let place = 0; place < outline.nodes.length; place++) {
    const element = elementAt(outline, place);
    const parent = outline.parents[place] ?? -1;
    const parentKey = parent >= 0 ? (keys[parent] ?? '') : '';
    if (!element) {
      keys.push('');
      continue;
    }
    const own = keysOf(element);
    // Three levels of ancestors at most, so that a key stays short however deep it stands.
    keys.push(own[0] ?? `${element.tagName}<${parentKey.split('<').slice(0, 2).join('<')}`);
    if (wholePage.has(element.tagName) || small.has(element.tagName)) continue;
    for (const key of own.length > 0 ? own : [keys[place] ?? '']) {
      const group = groups.get(key);
      if (group) group.push(place);
      else groups.set(key, [place]);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Kinds an element is of. Numbers at the end of names count posts or rows and say nothing of the kind. */
function keysOf(element: Element): readonly string[] {
  const keys = new Set<string>();
  for (const name of classesOf(element).slice(0, 8)) keys.add(`${element.tagName}.${kindOf(name)}`);
  const id = attr(element, 'id');
  if (id !== null && id.length < 60 && /\d/.test(id)) keys.add(`${element.tagName}#${kindOf(id)}`);
  return [...keys];
}

function kindOf(name: string): string {
  return name.slice(0, 60).replace(/[-_]?\d+/g, '');
}

function* candidatesOf(outline: Outline, traits: Traits, places: readonly number[]): Generator<Candidate> {
  const hint = hintFor(outline, places);
  yield { blocks: elementsAsBlocks(outline, places), hint };
  const parent = outline.parents[places[0] ?? -1] ?? -1;
  if (parent < 0 || places.some((place) => outline.parents[place] !== parent)) return;
  // Rows of one table: a post is a row with all that follows up to the next, or with all that went before.
  const after = runsAfter(outline, places, parent);
  if (after) yield { blocks: after, hint: hint * 0.9 };
  const before = runsBefore(outline, places, parent);
  if (before) yield { blocks: before, hint: hint * 0.9 };
  // Rows that look alike, of which those with a date begin or end a post.
  const dated = places.filter((start) => sumIn(traits.dates, { start, end: outline.ends[start] ?? start + 1 }) > 0);
  if (dated.length < 2 || dated.length > places.length * 0.7) return;
  const from = runsAfter(outline, dated, parent);
  if (from) yield { blocks: from, hint: hint * 0.9 };
  const upTo = runsBefore(outline, dated, parent);
  if (upTo) yield { blocks: upTo, hint: hint * 0.88 };
}

/** Each element up to the next of the group, which stands inside it where replies are nested. */
function elementsAsBlocks(outline: Outline, places: readonly number[]): readonly Block[] {
  return places.map((start, i) => ({
    start,
    end: Math.min(outline.ends[start] ?? start + 1, places[i + 1] ?? Infinity),
    element: elementAt(outline, start),
  }));
}

function runsAfter(outline: Outline, places: readonly number[], parent: number): readonly Block[] | null {
  const blocks: Block[] = [];
  let longest = 0;
  for (const [i, start] of places.entries()) {
    const next = places[i + 1];
    if (next !== undefined) longest = Math.max(longest, siblingsIn(outline, start, next));
    const end = next ?? nthSibling(outline, start, Math.max(longest, 1), outline.ends[parent] ?? start);
    blocks.push({ start, end, element: null });
  }
  return longest > 1 ? blocks : null;
}

function runsBefore(outline: Outline, places: readonly number[], parent: number): readonly Block[] | null {
  const blocks: Block[] = [];
  let from = parent + 1;
  let longest = 0;
  for (const place of places) {
    const end = outline.ends[place] ?? place + 1;
    longest = Math.max(longest, siblingsIn(outline, from, end));
    blocks.push({ start: from, end, element: null });
    from = end;
  }
  return longest > 1 ? blocks : null;
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

function judge(traits: Traits, { blocks, hint }: Candidate): Grouping | null {
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
  return { blocks, score, coverage };
}
