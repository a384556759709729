import { isElement, isText, parentOf, type Element, type HtmlNode } from '../../base/html';
import type { Block } from './blocks';
import { kindKey } from './kind';
import { elementAt, type Outline, type Range } from './outline';
import { hintsOf, type Traits } from './traits';

// Which part of each post is what its author wrote: the smallest kind of element that holds nearly all prose.

/** The nodes that together are a post's body; empty: none found. */
export type Body = readonly HtmlNode[];

interface Tally {
  /** By block: the element of this kind with the most prose. */
  readonly chosen: Map<number, Element>;
  several: number;
  prose: number;
  /** All letters, prose or not. */
  letters: number;
  longest: number;
}

/** Share of all prose a body must hold. */
const enough = 0.85;
/** The share where nothing but the whole post has as much: other things are said in it too, such as comments. */
const enoughInside = 0.6;
const never: ReadonlySet<string> = new Set([
  'a',
  'b',
  'i',
  'em',
  'strong',
  'li',
  'ul',
  'ol',
  'br',
  'img',
  'h1',
  'h2',
  'h3',
]);

export function bodiesOf(outline: Outline, traits: Traits, blocks: readonly Block[]): readonly Body[] {
  const letters = lettersOf(outline);
  const first = tally(outline, blocks, traits.prose, letters);
  const prose = withoutLabels(outline, traits, blocks, first);
  const tallies = tally(outline, blocks, prose, letters);
  const best = bestKind(blocks, tallies);
  const bodies = blocks.map((block, i): Body => {
    const chosen = best?.chosen.get(i);
    return chosen ? [chosen] : descend(outline, prose, block);
  });
  return best ? bodies : likeMost(bodies, tallies);
}

/** Where most posts end in one kind of element, a short post is taken to have its text there too. */
function likeMost(bodies: readonly Body[], tallies: ReadonlyMap<string, Tally>): readonly Body[] {
  const kinds = new Map<string, number>();
  const kindOf = (body: Body): string | null => {
    const [only] = body;
    return body.length === 1 && only && isElement(only) ? kindKey(only) : null;
  };
  for (const body of bodies) {
    const kind = kindOf(body);
    if (kind !== null) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const [kind, count] = [...kinds].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  if (count < bodies.length * 0.6) return bodies;
  return bodies.map((body, i) => {
    const chosen = kindOf(body) === kind ? undefined : tallies.get(kind)?.chosen.get(i);
    return chosen ? [chosen] : body;
  });
}

function lettersOf(outline: Outline): Int32Array {
  const sums = new Int32Array(outline.nodes.length + 1);
  for (let place = 0; place < outline.nodes.length; place++) {
    const node = outline.nodes[place];
    sums[place + 1] = (sums[place] ?? 0) + (node && isText(node) ? node.value.trim().length : 0);
  }
  return sums;
}

function within(sums: Int32Array, outline: Outline, place: number, block: Range): number {
  return (sums[Math.min(outline.ends[place] ?? place + 1, block.end)] ?? 0) - (sums[place] ?? 0);
}

function tally(
  outline: Outline,
  blocks: readonly Block[],
  prose: Int32Array,
  letters: Int32Array,
): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const [index, block] of blocks.entries()) {
    const seen = new Map<string, { element: Element; place: number }[]>();
    for (let place = block.start; place < block.end; place++) {
      const element = elementAt(outline, place);
      if (!element || never.has(element.tagName)) continue;
      const key = kindKey(element);
      const list = seen.get(key);
      const last = list?.at(-1);
      // One inside another of its kind is a part of it.
      if (last && (outline.ends[last.place] ?? 0) > place) continue;
      if (list) list.push({ element, place });
      else seen.set(key, [{ element, place }]);
    }
    for (const [key, list] of seen) {
      const at = tallies.get(key) ?? {
        chosen: new Map<number, Element>(),
        several: 0,
        prose: 0,
        letters: 0,
        longest: 0,
      };
      tallies.set(key, at);
      let most = -1;
      for (const { element, place } of list) {
        const own = within(prose, outline, place, block);
        if (own > most) {
          at.chosen.set(index, element);
          most = own;
        }
        at.letters += within(letters, outline, place, block);
      }
      at.prose += most;
      at.longest = Math.max(at.longest, most);
      if (list.length > 1) at.several++;
    }
  }
  return tallies;
}

/** Prose without what every post has a little of: titles, places, counts of posts. */
function withoutLabels(
  outline: Outline,
  traits: Traits,
  blocks: readonly Block[],
  tallies: ReadonlyMap<string, Tally>,
): Int32Array {
  const labels = new Set<string>();
  for (const [key, { chosen, prose, longest }] of tallies) {
    if (chosen.size >= blocks.length * 0.6 && longest <= 60 && prose / chosen.size <= 30) labels.add(key);
  }
  const sums = Int32Array.from(traits.prose);
  let removed = 0;
  let until = -1;
  let at = 0;
  for (const block of blocks) {
    for (; at < block.start; at++) sums[at + 1] = (traits.prose[at + 1] ?? 0) - removed;
    for (; at < block.end; at++) {
      const element = elementAt(outline, at);
      if (element && at >= until && labels.has(kindKey(element))) until = outline.ends[at] ?? at + 1;
      if (at < until) removed += (traits.prose[at + 1] ?? 0) - (traits.prose[at] ?? 0);
      sums[at + 1] = (traits.prose[at + 1] ?? 0) - removed;
    }
  }
  for (; at < outline.nodes.length; at++) sums[at + 1] = (traits.prose[at + 1] ?? 0) - removed;
  return sums;
}

function bestKind(blocks: readonly Block[], tallies: ReadonlyMap<string, Tally>): Tally | null {
  const all = [...tallies.values()].filter(
    ({ chosen, several }) => chosen.size >= Math.max(2, blocks.length * 0.5) && several <= chosen.size * 0.08,
  );
  const most = all.reduce((high, { prose }) => Math.max(high, prose), 0);
  if (most === 0) return null;
  const best = smallest(all, most * enough);
  if (!best || [...best.chosen].some(([i, element]) => blocks[i]?.element !== element)) return best;
  const inside = all.filter(({ chosen }) => [...chosen].every(([i, element]) => blocks[i]?.element !== element));
  return smallest(inside, most * enoughInside) ?? best;
}

function smallest(tallies: readonly Tally[], least: number): Tally | null {
  let best: Tally | null = null;
  for (const at of tallies) {
    if (at.prose < least) continue;
    // Later ones of equal size stand deeper.
    if (!best || perBlock(at) <= perBlock(best)) best = at;
  }
  return best;
}

function perBlock({ letters, chosen }: Tally): number {
  return letters / chosen.size;
}

/** Letters beside a body that are a name or a title, however short what is said. */
const fewLetters = 30;

function isMost(own: number, total: number): boolean {
  return own > 0 && (own >= total * enough || (own > total * 0.6 && total - own <= fewLetters));
}

/** A quotation is never all that somebody says. */
function mayHoldAll(element: Element | null): boolean {
  return element !== null && element.tagName !== 'blockquote' && !hintsOf(element).includes('quote');
}

const notBody: ReadonlySet<string> = new Set(['signature', 'sig', 'footer', 'nav', 'header']);

/** Down to where the prose parts. */
function descend(outline: Outline, prose: Int32Array, block: Block): Body {
  let level = topNodes(outline, block);
  for (;;) {
    const total = level.reduce((sum, place) => sum + within(prose, outline, place, block), 0);
    const main = level.find((place) => {
      const own = within(prose, outline, place, block);
      return isMost(own, total) && mayHoldAll(elementAt(outline, place));
    });
    if (main === undefined) break;
    const below = childPlaces(outline, main, block.end);
    const parts = below.filter((place) => within(prose, outline, place, block) > 0);
    const texts = parts.some((place) => elementAt(outline, place) === null);
    if (texts || parts.length !== 1) {
      const dominant = parts.some(
        (place) => isMost(within(prose, outline, place, block), total) && mayHoldAll(elementAt(outline, place)),
      );
      if (texts || !dominant) return [outline.nodes[main]].filter((node) => node !== undefined);
    }
    level = below;
  }
  return level
    .map((place) => outline.nodes[place])
    .filter((node) => node !== undefined)
    .filter((node) => isText(node) || (isElement(node) && !hintsOf(node).some((hint) => notBody.has(hint))));
}

function topNodes(outline: Outline, block: Block): readonly number[] {
  const places: number[] = [];
  for (let at = block.start; at < block.end; at = outline.ends[at] ?? at + 1) places.push(at);
  return places;
}

function childPlaces(outline: Outline, parent: number, limit: number): readonly number[] {
  const places: number[] = [];
  const end = Math.min(outline.ends[parent] ?? parent + 1, limit);
  for (let at = parent + 1; at < end; at = outline.ends[at] ?? at + 1) places.push(at);
  return places;
}

/** Whether a node lies in one of these. */
export function liesIn(node: HtmlNode, body: Body): boolean {
  if (body.length === 0) return false;
  let at: HtmlNode | null = node;
  for (let level = 0; at && level < 64; level++) {
    if (body.includes(at)) return true;
    at = parentOf(at);
  }
  return false;
}

/** The body where it is a part of its post; a post that is all body has its name and date in it. */
export function innerBody(outline: Outline, block: Block, body: Body): Body {
  const [first] = body;
  return first && outline.places.get(first) === block.start ? [] : body;
}
