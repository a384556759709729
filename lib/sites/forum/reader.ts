import { parentOf, resolveUrl, type Element } from '../../base/html';
import { authorsOf, plainName } from './author';
import type { Block } from './blocks';
import type { Body } from './body';
import type { Engine, ThreadMarkup } from './engine';
import { engines } from './engines';
import type { Found, FoundPost, Look } from './found';
import { wordsOf, type Outline } from './outline';
import { placesOf } from './permalink';
import { select, selectOne } from './selector';
import { elementOf, has, lastNumber, rangeIn, valueOf, valuesOf } from './source';
import { stampsOf, type Stamp } from './stamp';
import { isNameText, traitsOf, type Traits } from './traits';
import { epochOf, longestDateText, readDateText } from './date-text';
import { withoutSession } from './address';

// The one reader of all engines' descriptions. What a description does not find on a page, because a theme moved it, is
// looked for as on a page of unknown software.

export function engineOf(outline: Outline): Engine | null {
  return engines.find((engine) => engine.marks.some((mark) => selectOne(outline, mark) !== null)) ?? null;
}

/** Posts by the page's engine; null: it shows none. */
export function readByEngine(look: Look): Found | null {
  const { outline, engine } = look;
  const markup = engine?.thread;
  if (!markup) return null;
  const read: { readonly block: Block; readonly element: Element; readonly body: Element }[] = [];
  for (const element of select(outline, markup.post)) {
    const range = rangeIn(outline, element);
    const body = elementOf(outline, markup.body, range, element);
    if (body) read.push({ block: { ...range, element }, element, body });
  }
  const whole = withoutWrappers(read);
  if (whole.length === 0) return null;
  const blocks = whole.map(({ block }, i) => ({
    ...block,
    end: Math.min(block.end, Math.max(whole[i + 1]?.block.start ?? block.end, block.start + 1)),
  }));
  const bodies = whole.map(({ body }) => [body]);
  const traits = traitsOf(outline);
  return { basis: 'engine', coverage: 1, posts: fill(look, traits, markup, blocks, bodies) };
}

/** A post inside a post that only wraps it, as with a container that has the same name, is the same post. */
function withoutWrappers<T extends { readonly body: Element }>(read: readonly T[]): readonly T[] {
  const last = new Map<Element, T>();
  for (const at of read) last.set(at.body, at);
  return read.filter((at) => last.get(at.body) === at);
}

function fill(
  look: Look,
  traits: Traits,
  markup: ThreadMarkup,
  blocks: readonly Block[],
  bodies: readonly Body[],
): readonly FoundPost[] {
  const { outline } = look;
  const authors = blocks.map((block) => authorBy(look, markup, block));
  const stamps = blocks.map((block) => stampBy(look, markup, block));
  const places = placesBy(look, traits, markup, blocks, bodies);
  const guessedAuthors = authors.includes('') ? authorsOf(outline, blocks, bodies) : [];
  const guessedStamps = stamps.includes(null) ? stampsOf(outline, traits, blocks, bodies) : [];
  const posts = blocks.map((block, i): FoundPost => {
    const { element } = block;
    const body = bodies[i] ?? [];
    return {
      block,
      body,
      author: authors[i] || (guessedAuthors[i] ?? ''),
      stamp: stamps[i] ?? guessedStamps[i] ?? null,
      number: places[i]?.number ?? null,
      url: places[i]?.url ?? null,
      likes: countOf(valueOf(outline, markup.likes, block, element)),
      accepted: has(outline, markup.accepted, block, element),
      gone: has(outline, markup.gone, block, element),
      parent: null,
      parentNumber: lastNumber(valueOf(outline, markup.parent, block, element)),
      drop: new Set(markup.drop ? select(outline, markup.drop, block, element) : []),
    };
  });
  const parents = markup.depth ? parentsByDepth(look, markup, blocks) : parentsByNesting(blocks);
  // An advertisement between posts has neither a number nor an author's page that others have.
  const numbered = posts.filter(({ number }) => number !== null).length;
  return posts
    .map((post, i) => ({ ...post, parent: parents[i] ?? null }))
    .filter(
      (post) => numbered < posts.length * 0.7 || post.number !== null || post === posts[0] || post.block === blocks[0],
    );
}

function authorBy({ outline }: Look, markup: ThreadMarkup, block: Block): string {
  for (const source of markup.author ?? []) {
    const name = plainName(valueOf(outline, [source], block, block.element) ?? '');
    // The initial on a substitute picture is no name, unless nothing else is.
    if (isNameText(name) && name.length > 1) return name;
  }
  return '';
}

function stampBy(look: Look, markup: ThreadMarkup, block: Block): Stamp {
  const { outline } = look;
  for (const source of markup.date ?? []) {
    for (const value of valuesOf(outline, [source], block, block.element)) {
      const time = epochOf(value) ?? epochOf(/^\S+ (\d{9,13})$/.exec(value)?.[1] ?? '');
      if (time !== null) return time;
      const text = value.length > longestDateText ? value.slice(-longestDateText) : value;
      if (!readDateText(text)) continue;
      return source.includes('@') ? text : withTime(look, source, block, text);
    }
  }
  return null;
}

/** The time of day may stand in an element beside. */
function withTime({ outline }: Look, source: string, block: Block, text: string): string {
  const own = readDateText(text);
  if (own?.minutes != null) return text;
  const element = elementOf(outline, [source], block, block.element);
  const parent = element && parentOf(element);
  const around = parent ? wordsOf(outline, parent, 200) : '';
  const wide = around.length <= 100 ? readDateText(around) : null;
  return wide?.minutes != null && wide.day === own?.day ? around : text;
}

function placesBy(
  look: Look,
  traits: Traits,
  markup: ThreadMarkup,
  blocks: readonly Block[],
  bodies: readonly Body[],
): readonly { readonly number: string | null; readonly url: string | null }[] {
  const { outline, linkBase } = look;
  const own = blocks.map((block) => {
    const href = valueOf(outline, markup.url, block, block.element);
    const url = resolveUrl(href, linkBase);
    let number: string | null = null;
    for (const source of markup.id ?? []) number ??= lastNumber(valueOf(outline, [source], block, block.element));
    return { number, url: url === null ? null : withoutSession(url) };
  });
  const numbers = own.map(({ number }) => number);
  if (numbers.every((number) => number !== null) && new Set(numbers).size === numbers.length) return own;
  const guessed = placesOf(outline, traits, look, blocks, bodies);
  const known = numbers.filter((number) => number !== null);
  const unique = new Set(known).size === known.length;
  return own.map((place, i) => ({
    number: unique && known.length > 0 ? place.number : (guessed[i]?.number ?? null),
    url: place.url ?? guessed[i]?.url ?? null,
  }));
}

/** `12`, `1,234`, `1.2k`, `5 likes`. */
export function countOf(text: string | null): number | null {
  const match = text === null ? null : /(-?\d[\d.,\s]{0,12})\s?([km])?\b/i.exec(text.slice(0, 80));
  if (!match?.[1]) return null;
  const unit = match[2]?.toLowerCase();
  const written = match[1].trim();
  if (unit) return Math.round(Number(written.replace(',', '.')) * (unit === 'k' ? 1e3 : 1e6)) || null;
  const number = Number(written.replace(/[.,\s](?=\d{3}\b)/g, ''));
  return Number.isSafeInteger(number) ? number : null;
}

/** Posts that stand inside others, or inside a box of which another is the head, answer these. */
export function parentsByNesting(blocks: readonly Block[]): readonly (number | null)[] {
  const index = new Map<Element, number>();
  for (const [i, { element }] of blocks.entries()) if (element) index.set(element, i);
  const heads = new Map<Element, number | null>();
  for (const [i, { element }] of blocks.entries()) {
    const parent = element && parentOf(element);
    if (parent) heads.set(parent, heads.has(parent) ? null : i);
  }
  return blocks.map(({ element }, i) => {
    let at = element && parentOf(element);
    for (let level = 0; at && level < 64; level++, at = parentOf(at)) {
      const around = index.get(at);
      if (around !== undefined) return around;
      const head = heads.get(at);
      if (head !== undefined && head !== null && head < i && blocks[head]?.element !== element) return head;
    }
    return null;
  });
}

function parentsByDepth({ outline }: Look, markup: ThreadMarkup, blocks: readonly Block[]): readonly (number | null)[] {
  const above: { readonly depth: number; readonly index: number }[] = [];
  return blocks.map((block, index) => {
    const depth = countOf(valueOf(outline, markup.depth, block, block.element));
    if (depth === null) return null;
    while ((above.at(-1)?.depth ?? -1) >= depth) above.pop();
    const parent = above.at(-1)?.index ?? null;
    above.push({ depth, index });
    return parent;
  });
}
