import { type Chunk, type Section, type TokenCounter, textOf } from '../model/doc';
import { longestEnd } from './fit';
import { type SectionPlace, type Stretch, piecesOf, placesOf, rank, stretchesOf } from './stretches';
import { edgeAfter, sentencesIn, trimmedEnd } from './text-edges';

// Documents are cut by what they say: between chapters and headings first, then paragraphs, sentences, words, characters.

export interface ChunkOptions {
  /** No chunk has more; an estimating counter is given 15 % less. At least 16. */
  readonly budgetTokens: number;
  /** Of the chunk before, said again at the beginning of the next; at most half of the budget is used. */
  readonly overlapTokens: number;
  readonly counter: TokenCounter;
}

/** An estimate may be too low; so much of the budget is kept back. */
const estimateMargin = 0.15;
/** Fewer tokens may not hold one character of every script. */
const leastBudgetTokens = 16;
/** How full a chunk must be to end before what has this rank; else the next lower rank is looked at. */
const fullEnough = [
  [rank.chapter, 0.5],
  [rank.heading, 0.6],
  [rank.paragraph, 0.75],
  [rank.sentence, 0.3],
] as const;
/** A paragraph above this share of the budget may be cut: so one always ends where a chunk is full enough. */
const paragraphShare = 1 - 0.75;

/** Sections with `\n` for every line end: offsets of chunks count in their text. The same object where nothing changes. */
export function withPlainLineEnds(sections: readonly Section[]): readonly Section[] {
  if (!sections.some(({ text }) => text.includes('\r'))) return sections;
  return sections.map((section) => ({ ...section, text: section.text.replace(/\r\n?/g, '\n') }));
}

/**
 * Cuts a document into chunks of at most `budgetTokens`. Everything in it but white space between chunks is in one.
 * Short sections are put together; a chunk's headings are those that all its sections stand under.
 *
 * A chunk begins with as many whole sentences from the end of the one before as `overlapTokens` holds, or with words
 * where not even one fits. It does not where another chapter (outermost heading) begins with it, and it reaches no
 * further back than its chapter's beginning: the end of one chapter explains nothing in the next.
 *
 * Offsets count UTF-16 units in `textOf(withPlainLineEnds(sections))`. The same sections, options and counts give the
 * same chunks; an estimate that is corrected in between gives others, so chunks are cut once and kept.
 *
 * @throws RangeError for a budget below 16 tokens
 */
export function cutChunks(sections: readonly Section[], options: ChunkOptions): readonly Chunk[] {
  const { counter } = options;
  if (!(options.budgetTokens >= leastBudgetTokens)) throw new RangeError('A chunk needs a budget of 16 tokens.');
  const limit = Math.floor(options.budgetTokens * (counter.exact ? 1 : 1 - estimateMargin));
  const overlap = Math.floor(Math.min(Math.max(0, options.overlapTokens), limit / 2));
  const plain = withPlainLineEnds(sections);
  const text = textOf(plain);
  const places = placesOf(plain);
  const stretches = stretchesOf(text, places, {
    counter,
    paragraphTokens: limit * paragraphShare,
    mostTokens: limit - overlap,
  });
  const cut: Cut = { text, places, stretches, limit, overlap, counter };
  const chunks: Chunk[] = [];
  let first = 0;
  let before: Chunk | null = null;
  while (first < stretches.length) {
    const { start, until, end } = nextChunk(cut, first, before);
    const core = stretches[first]?.start ?? end;
    first = until;
    if (end <= core) continue; // white space alone
    before = chunkAt(cut, { n: chunks.length, start, end, overlap: before ? Math.max(0, before.end - start) : 0 });
    chunks.push(before);
  }
  return chunks;
}

interface Cut {
  readonly text: string;
  readonly places: readonly SectionPlace[];
  /** One that turns out too long is replaced by its pieces. */
  readonly stretches: Stretch[];
  readonly limit: number;
  readonly overlap: number;
  readonly counter: TokenCounter;
}

/** Stretches `first` to `until` (exclusive) and what stands before them; `end` leaves out white space. */
function nextChunk(cut: Cut, first: number, before: Chunk | null): { start: number; until: number; end: number } {
  const { text, stretches, limit, counter } = cut;
  const core = stretches[first]?.start ?? 0;
  let start = before === null ? core : overlapStart(cut, first, before);
  const said = start < core ? counter.count(text.slice(start, core)) : 0;
  let until = first;
  let sum = said;
  for (; until < stretches.length; until++) {
    const tokens = stretches[until]?.tokens ?? 0;
    if (until > first && sum + tokens > limit) break;
    sum += tokens;
  }
  if (until < stretches.length) until = bestEnd(cut, first, until, said);
  for (;;) {
    const last = stretches[until - 1];
    if (!last) return { start, until, end: core };
    const end = trimmedEnd(text, core, last.end);
    const tokens = counter.count(text.slice(start, end));
    if (tokens <= limit) return { start, until, end };
    // The sum of what parts have is seldom less than what the whole has. Then the chunk gives up what matters least.
    if (until - first > 1) until--;
    else if (before && start < core) start = shorterOverlap(cut, start, before, core, tokens - limit);
    else {
      const pieces = piecesOf(text, last, Math.floor(limit / 2), counter);
      if (pieces.length === 1) return { start, until, end };
      stretches.splice(first, 1, ...pieces);
    }
  }
}

/** White space between two chunks costs tokens as well, which the overlap then has to do without. */
function shorterOverlap({ text, counter }: Cut, start: number, before: Chunk, core: number, excess: number): number {
  const tokens = counter.count(text.slice(start, before.end)) - excess;
  const shorter =
    tokens > 0 ? longestEnd(text, edgeAfter(text, start + 1, before.end), before.end, tokens, counter) : before.end;
  return shorter < before.end ? shorter : core;
}

/** Before which stretch a chunk that has room up to `until` (exclusive) ends best. */
function bestEnd({ stretches, limit }: Cut, first: number, until: number, said: number): number {
  const filled: number[] = [];
  let sum = said;
  for (let n = first; n < until; n++) filled.push((sum += stretches[n]?.tokens ?? 0));
  for (const [least, share] of fullEnough) {
    for (let n = until; n > first; n--) {
      if ((filled[n - first - 1] ?? 0) < limit * share) break;
      if ((stretches[n]?.rank ?? rank.chapter) >= least) return n;
    }
  }
  return until;
}

/** Where the chunk that goes on with stretch `first` begins. */
function overlapStart({ text, places, stretches, overlap, counter }: Cut, first: number, before: Chunk): number {
  const next = stretches[first];
  if (!next || overlap === 0 || next.rank === rank.chapter) return next?.start ?? 0;
  const chapter = places[sectionAt(places, before.end - 1)]?.chapterStart ?? 0;
  // Never the whole of the chunk before.
  const floor = Math.max(chapter, edgeAfter(text, before.start + 1, before.end));
  const fits = (start: number): boolean => counter.count(text.slice(start, before.end)) <= overlap;
  const starts: number[] = [];
  let tokens = 0;
  for (let n = first - 1; n >= 0 && tokens <= overlap * 2; n--) {
    const stretch = stretches[n];
    if (!stretch || stretch.end <= floor) break;
    tokens += stretch.tokens;
    if (stretch.rank === rank.piece) continue;
    const own = sentencesIn(text, stretch.start, Math.min(stretch.end, before.end));
    for (const start of own.reverse()) if (start >= floor && start < before.end) starts.push(start);
  }
  // From the last sentence backwards each is longer than the one before it.
  let good = 0;
  let bad = starts.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(starts[middle - 1] ?? 0)) good = middle;
    else bad = middle;
  }
  const sentence = good > 0 ? starts[good - 1] : undefined;
  if (sentence !== undefined) return sentence;
  const word = longestEnd(text, floor, before.end, overlap, counter);
  return word < before.end ? word : next.start;
}

/** The last section that begins at or before a place. */
function sectionAt(places: readonly SectionPlace[], place: number): number {
  let low = 0;
  let high = places.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.start ?? 0) <= place) low = middle;
    else high = middle;
  }
  return low;
}

function chunkAt(cut: Cut, { n, start, end, overlap }: Pick<Chunk, 'n' | 'start' | 'end' | 'overlap'>): Chunk {
  const text = cut.text.slice(start, end);
  const own = cut.places.slice(sectionAt(cut.places, start), sectionAt(cut.places, end - 1) + 1);
  const pages = own.flatMap(({ section }) => section.page ?? []);
  return {
    n,
    start,
    end,
    overlap,
    text,
    headings: sharedHeadings(own.map(({ section }) => section.headings)),
    pages:
      pages.length === 0
        ? null
        : [pages.reduce((low, page) => Math.min(low, page)), pages.reduce((high, page) => Math.max(high, page))],
    tokens: cut.counter.count(text),
  };
}

function sharedHeadings(all: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = all;
  let shared = first.length;
  for (const headings of rest) {
    let same = 0;
    while (same < shared && headings[same] === first[same]) same++;
    shared = same;
  }
  return first.slice(0, shared);
}

/**
 * At most `max` chunks, evenly spread over the document; the first and the last are among them where two are wanted.
 *
 * @param max null: all
 */
export function spreadChunks(chunks: readonly Chunk[], max: number | null): readonly Chunk[] {
  if (max === null || max >= chunks.length) return chunks;
  const wanted = Math.max(0, Math.floor(max));
  const step = wanted > 1 ? (chunks.length - 1) / (wanted - 1) : 0;
  return Array.from({ length: wanted }, (_, n) => chunks[Math.round(n * step)]).filter((chunk) => chunk !== undefined);
}
