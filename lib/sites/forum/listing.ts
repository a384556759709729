import { attr, parentOf, type Element } from '../../base/html';
import type { Target, TargetHints } from '../../model/thread';
import { baseOf, ownAddress, threadAddress, withoutSession } from './address';
import { groupsOf } from './groups';
import { readDateText } from './date-text';
import { resolveDates } from './dates';
import type { ListingMarkup } from './engine';
import type { Look } from './found';
import { elementAt, wordsOf, type Range } from './outline';
import { countOf } from './reader';
import { select } from './selector';
import { elementOf, has, rangeIn, valueOf, valuesOf } from './source';
import { isProfileLink, sumIn, traitsOf } from './traits';

// The threads of a listing.

interface Row {
  readonly url: URL;
  readonly title: string;
  readonly replies: number | null;
  readonly bumped: string | null;
  readonly score: number | null;
  readonly pinned: boolean;
}

export interface FoundListing {
  readonly basis: 'engine' | 'structure';
  readonly rows: readonly Row[];
  readonly dated: number;
}

export function findListing(look: Look): FoundListing | null {
  const markup = look.engine?.listing;
  const rows = markup ? rowsByEngine(look, markup) : [];
  if (rows.length > 0) return { basis: 'engine', rows, dated: rows.filter(({ bumped }) => bumped !== null).length };
  return rowsByStructure(look);
}

function rowsByEngine(look: Look, markup: ListingMarkup): readonly Row[] {
  const { outline } = look;
  const found = [...select(outline, markup.row)];
  const rows: Row[] = [];
  for (const [i, element] of found.entries()) {
    const own = rangeIn(outline, element);
    const next = found[i + 1];
    const until = next ? rangeIn(outline, next).start : Math.min(own.end + 60, outline.nodes.length);
    const range: Range = markup.spread ? { start: own.start, end: Math.max(own.end, until) } : own;
    const link = elementOf(outline, markup.link, range, element);
    const url = ownAddress(valueOf(outline, markup.link, range, element), look.linkBase, look.url);
    if (!link || !url) continue;
    const title = markup.title ? (valueOf(outline, markup.title, range, element) ?? '') : titleOf(look, link);
    const replies = firstCount(valuesOf(outline, markup.replies, range, element));
    const posts = firstCount(valuesOf(outline, markup.posts, range, element));
    rows.push({
      url,
      title,
      replies: replies ?? (posts === null ? null : Math.max(0, posts - 1)),
      bumped: firstDate(valuesOf(outline, markup.bumped, range, element)),
      score: firstCount(valuesOf(outline, markup.score, range, element)),
      pinned: has(outline, markup.pinned, range, element),
    });
  }
  return rows;
}

function firstCount(values: Iterable<string>): number | null {
  for (const value of values) {
    const count = countOf(value);
    if (count !== null) return count;
  }
  return null;
}

function firstDate(values: Iterable<string>): string | null {
  for (const value of values) if (value.length <= 160 && readDateText(value)) return value;
  return null;
}

function titleOf(look: Look, link: Element): string {
  return wordsOf(look.outline, link, 400) || (attr(link, 'title') ?? '').trim();
}

const leastRows = 4;
/** Rows with more prose are posts or articles, not titles. */
const mostProse = 160;

/** Rows of unknown software: elements of one kind, each with one long link of the same shape, a date or a count. */
function rowsByStructure(look: Look): FoundListing | null {
  const { outline } = look;
  const traits = traitsOf(outline);
  let best: { readonly rows: readonly Row[]; readonly worth: number; readonly dated: number } | null = null;
  for (const places of groupsOf(outline).values()) {
    if (places.length < leastRows || places.length > 2000) continue;
    const last = places.at(-1) ?? 0;
    const ranges = places.map((start) => ({ start, end: outline.ends[start] ?? start + 1 }));
    if (ranges.some((range, i) => range.end > (places[i + 1] ?? last + 1e9) || range.end - range.start > 400)) continue;
    const prose = ranges.reduce((sum, range) => sum + sumIn(traits.prose, range), 0) / ranges.length;
    const dated = ranges.filter((range) => sumIn(traits.dates, range) > 0).length;
    if (prose > mostProse || dated < ranges.length * 0.6) continue;
    const rows = ranges.map((range) => rowOf(look, range)).filter((row) => row !== null);
    const shapes = new Map<string, number>();
    for (const row of rows) shapes.set(shapeOf(row.url), (shapes.get(shapeOf(row.url)) ?? 0) + 1);
    const [shape, same] = [...shapes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
    const kept = rows.filter((row) => shapeOf(row.url) === shape);
    const different = new Set(kept.map((row) => threadAddress(row.url).key)).size;
    if (same < ranges.length * 0.7 || different < kept.length * 0.9) continue;
    const counted = kept.filter((row) => row.replies !== null).length;
    const worth = kept.length * (1 + counted / kept.length);
    if (!best || worth > best.worth) best = { rows: kept, worth, dated };
  }
  return best && { basis: 'structure', rows: best.rows, dated: best.dated };
}

function rowOf(look: Look, range: Range): Row | null {
  const { outline } = look;
  let title = '';
  let url: URL | null = null;
  let replies: number | null = null;
  let bumped: string | null = null;
  for (let place = range.start; place < range.end; place++) {
    const element = elementAt(outline, place);
    if (!element) continue;
    const words = (outline.ends[place] ?? place) - place <= 12 ? wordsOf(outline, element, 200) : '';
    if (element.tagName === 'a' && !isProfileLink(element)) {
      const address = ownAddress(attr(element, 'href'), look.linkBase, look.url);
      const heading = /^h[1-6]$/.test(parentOf(element)?.tagName ?? '') ? 40 : 0;
      if (address && words.length + heading > title.length && words.length >= 4 && !readDateText(words)) {
        title = words;
        url = address;
      }
    } else if (
      /^\d[\d.,]{0,8}(?:\s?(?:replies|reply|answers|posts|antworten|réponses|respuestas|comments|ответ\p{L}*))?$/iu.test(
        words,
      )
    ) {
      replies ??= countOf(words);
    }
    const dated = attr(element, 'datetime') ?? words;
    if (dated.length <= 100 && readDateText(dated)) bumped = dated;
  }
  return url && { url, title, replies, bumped, score: null, pinned: false };
}

/** An address with its numbers and names left out. */
function shapeOf(url: URL): string {
  const path = url.pathname
    .replace(/\d+/g, '#')
    .replace(/[^/#]{1,200}(?=\/?$)/, (name) => (name.includes('#') ? '*#' : '*'));
  return `${path}?${[...url.searchParams.keys()].sort().join('&')}`;
}

/** @param first ordinal of the first thread of this page */
export function targetsOf(look: Look, { rows }: FoundListing, first: number): readonly Target[] {
  const dates = resolveDates(
    rows.map(({ bumped }) => bumped),
    look.language,
    [],
  );
  const targets = new Map<string, Target>();
  for (const [i, row] of rows.entries()) {
    const { key } = threadAddress(row.url);
    if (targets.has(key)) continue;
    targets.set(key, {
      site: 'forum',
      base: baseOf(look.url),
      kind: 'thread',
      key,
      url: threadUrl(row.url),
      title: row.title,
      ordinal: first + targets.size,
      hints: hintsFor(row, dates[i] ?? null),
    });
  }
  return [...targets.values()];
}

/** The first page of a thread, whichever page or post a link leads to. */
function threadUrl(url: URL): string {
  const address = new URL(withoutSession(url.href));
  address.hash = '';
  return address.href;
}

function hintsFor(row: Row, bumpedAt: number | null): TargetHints {
  return {
    ...(row.replies === null ? {} : { replies: row.replies, postsCount: row.replies + 1 }),
    ...(bumpedAt === null ? {} : { bumpedAt, lastPostedAt: bumpedAt }),
    ...(row.score === null ? {} : { score: row.score }),
    ...(row.pinned ? { pinned: true } : {}),
  };
}
