import { isElement, type Element } from '../../base/html';
import { authorsOf } from './author';
import { findAlike, findBlocks, type Block, type Grouping } from './blocks';
import { bodiesOf, type Body } from './body';
import type { Found, Look } from './found';
import { elementAt, type Outline } from './outline';
import { placesOf } from './permalink';
import { parentsByNesting } from './reader';
import { stampsOf } from './stamp';
import { hintsOf, sumIn, traitsOf, type Traits } from './traits';

// Posts of a page of unknown software.

/** null: nothing on the page looks like posts. */
export function readByStructure(look: Look): Found | null {
  const { outline } = look;
  const traits = traitsOf(outline);
  const alike = look.shape === undefined ? null : findAlike(outline, traits, look.shape);
  const grouping = alike ?? findBlocks(outline, traits);
  if (!grouping) return null;
  const blocks = alike ? alike.blocks : withOpening(outline, traits, grouping);
  const bodies = bodiesOf(outline, traits, blocks);
  const authors = authorsOf(outline, blocks, bodies);
  const stamps = stampsOf(outline, traits, blocks, bodies);
  const places = placesOf(outline, traits, look, blocks, bodies);
  const parents = parentsByNesting(blocks);
  const posts = blocks.map((block, i) => ({
    block,
    body: bodies[i] ?? [],
    author: authors[i] ?? '',
    stamp: stamps[i] ?? null,
    number: places[i]?.number ?? null,
    url: places[i]?.url ?? null,
    likes: null,
    accepted: false,
    gone: false,
    parent: parents[i] ?? null,
    parentNumber: null,
    drop: furnitureIn(outline, block, bodies[i] ?? []),
  }));
  const numbered = posts.filter(({ number }) => number !== null).length;
  // Advertisements between posts have all but a number.
  const real = posts.filter(
    ({ body, author, stamp, number }, i) =>
      body.length > 0 && (author || stamp !== null || number) && (i === 0 || number || numbered < posts.length * 0.6),
  );
  const kept = new Map(real.map((post, i) => [post.block, i]));
  return {
    basis: 'structure',
    shape: grouping.shape,
    coverage: blocks.reduce((sum, block) => sum + sumIn(traits.prose, block), 0) / Math.max(1, traits.total),
    posts: real.map((post) => {
      const parent = post.parent === null ? null : posts[post.parent];
      return { ...post, parent: parent ? (kept.get(parent.block) ?? null) : null };
    }),
  };
}

/**
 * The first post often has other markup than its answers. It is what holds most of the prose before the others, with a
 * date and a name.
 */
function withOpening(outline: Outline, traits: Traits, { blocks }: Grouping): readonly Block[] {
  const [first] = blocks;
  if (!first) return blocks;
  const before = { start: 0, end: first.start };
  const prose = sumIn(traits.prose, before);
  const average = blocks.reduce((sum, block) => sum + sumIn(traits.prose, block), 0) / blocks.length;
  if (prose < Math.min(40, average * 0.3)) return blocks;
  const opening = openingBefore(outline, traits, first, prose);
  if (!opening) return blocks;
  const dated = sumIn(traits.dates, opening) > 0 && sumIn(traits.names, opening) > 0;
  return dated || sumIn(traits.prose, opening) > average ? [opening, ...blocks] : blocks;
}

/** The element before the first block with the most prose, a date and a name; or the rows around most of the prose. */
function openingBefore(outline: Outline, traits: Traits, first: Block, prose: number): Block | null {
  let whole: number | null = null;
  let text: number | null = null;
  let most = 0;
  for (let place = 0; place < first.start; place++) {
    const element = elementAt(outline, place);
    const end = outline.ends[place] ?? place + 1;
    if (!element || end > first.start || outside.has(element.tagName)) continue;
    const range = { start: place, end };
    const own = sumIn(traits.prose, range);
    if (own >= prose * 0.5) text = place;
    if (own < Math.max(most, prose * 0.25)) continue;
    if (sumIn(traits.dates, range) === 0 || sumIn(traits.names, range) === 0) continue;
    whole = place;
    most = own;
  }
  if (whole !== null)
    return { start: whole, end: outline.ends[whole] ?? whole + 1, element: elementAt(outline, whole) };
  if (text === null) return null;
  let top = text;
  for (let up = outline.parents[top] ?? -1; up >= 0 && (outline.ends[up] ?? 0) <= first.start;) {
    top = up;
    up = outline.parents[up] ?? -1;
  }
  const parent = outline.parents[top] ?? -1;
  if (parent < 0 || outside.has(elementAt(outline, parent)?.tagName ?? 'html')) return null;
  return { start: parent + 1, end: outline.ends[top] ?? top + 1, element: null };
}

const outside: ReadonlySet<string> = new Set(['html', 'head', 'body', 'nav', 'footer', 'script', 'style', 'form']);

const furniture: ReadonlySet<string> = new Set([
  ...['signature', 'sig', 'siggy', 'toolbar', 'buttons', 'controls', 'likes', 'reactions', 'share', 'sharing'],
  ...['lastedit', 'edited', 'editedby', 'advert', 'advertisement', 'ads', 'adsbygoogle', 'report', 'voting'],
]);

/** What stands in a body that is not its author's, by its names; and posts nested inside. */
export function furnitureIn(outline: Outline, block: Block, body: Body): ReadonlySet<Element> {
  const drop = new Set<Element>();
  for (const root of body) {
    const start = outline.places.get(root);
    if (start === undefined) continue;
    const end = outline.ends[start] ?? start + 1;
    for (let place = start; place < end; place++) {
      const node = outline.nodes[place];
      if (!node || !isElement(node)) continue;
      // What lies behind the block's end belongs to the next post.
      const foreign = place > start && hintsOf(node).some((hint) => furniture.has(hint));
      if (place < block.end && !foreign) continue;
      drop.add(node);
      place = (outline.ends[place] ?? place + 1) - 1;
    }
  }
  return drop;
}
