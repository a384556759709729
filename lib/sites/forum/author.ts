import { attr, type Element } from '../../base/html';
import type { Block } from './blocks';
import { innerBody, liesIn, type Body } from './body';
import { kindKey } from './kind';
import { elementAt, wordsOf, type Outline } from './outline';
import { hintsOf, isNameText, isProfileLink } from './traits';

// Who wrote each post, by vote: the kind of element that has a name in most posts.

interface Vote {
  /** By block. */
  readonly names: Map<number, string>;
  weight: number;
  /** Places in their blocks, summed: names come early. */
  depth: number;
}

const dataNames = ['data-author', 'data-username', 'data-user-name', 'data-poster', 'data-member-name', 'data-nick'];

/** Names by block; '' where there is none. */
export function authorsOf(outline: Outline, blocks: readonly Block[], bodies: readonly Body[]): readonly string[] {
  const votes = new Map<string, Vote>();
  for (const [index, block] of blocks.entries()) {
    const body = innerBody(outline, block, bodies[index] ?? []);
    const bodyStart = body[0] ? (outline.places.get(body[0]) ?? block.end) : block.end;
    for (let place = block.start; place < block.end; place++) {
      const element = elementAt(outline, place);
      if (!element) continue;
      for (const name of dataNames) {
        const value = attr(element, name)?.trim();
        if (value && isNameText(value)) vote(votes, `@${name}`, { index, name: value, weight: 4, depth: 0 });
      }
      if (place >= bodyStart && body.some((node) => node === element)) {
        place = Math.min(outline.ends[place] ?? place + 1, block.end) - 1;
        continue;
      }
      const candidate = candidateOf(outline, element);
      if (!candidate || liesIn(element, body)) continue;
      vote(votes, kindKey(element), { index, ...candidate, depth: place - block.start });
    }
  }
  const ranked = [...votes.values()]
    .map((at) => ({ at, worth: worthOf(at, blocks.length) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth);
  // Kinds that name others (guests, the first post) fill the gaps of the best one.
  return blocks.map((_, i) => {
    for (const { at, worth } of ranked.slice(0, 4)) {
      if (worth < (ranked[0]?.worth ?? 0) * 0.3 && at.weight / at.names.size < 2) continue;
      const name = at.names.get(i);
      if (name) return name;
    }
    return '';
  });
}

function vote(
  votes: Map<string, Vote>,
  key: string,
  given: { readonly index: number; readonly name: string; readonly weight: number; readonly depth: number },
): void {
  const at = votes.get(key) ?? { names: new Map<number, string>(), weight: 0, depth: 0 };
  votes.set(key, at);
  if (at.names.has(given.index)) return;
  at.names.set(given.index, given.name);
  at.weight += given.weight;
  at.depth += given.depth;
}

const strong: ReadonlySet<string> = new Set([
  'author',
  'username',
  'nick',
  'nickname',
  'poster',
  'creator',
  'autor',
  'hnuser',
]);
const wrong: ReadonlySet<string> = new Set([
  ...['avatar', 'rank', 'title', 'usertitle', 'badge', 'role', 'location', 'count', 'date', 'time', 'button', 'reply'],
  ...['quote', 'report', 'share', 'like', 'menu', 'action', 'actions', 'signature', 'stats', 'label', 'joined', 'edit'],
]);

function candidateOf(outline: Outline, element: Element): { readonly name: string; readonly weight: number } | null {
  if (element.tagName === 'button' || element.tagName === 'time' || element.tagName === 'img') return null;
  const start = outline.places.get(element) ?? -1;
  if ((outline.ends[start] ?? start + 1) - start > 16) return null;
  const name = plainName(wordsOf(outline, element, 200));
  if (!isNameText(name)) return null;
  const hints = hintsOf(element);
  let weight = 0.25;
  const property = attr(element, 'itemprop');
  if (property === 'author' || property === 'creator' || (property === 'name' && hints.includes('name'))) weight += 2.5;
  if (isProfileLink(element)) weight += 2;
  if (hints.some((hint, i) => strong.has(hint) || (hint === 'user' && hints[i + 1] === 'name'))) weight += 2;
  else if (hints.includes('user') || hints.includes('name') || hints.includes('member')) weight += 0.7;
  if (element.tagName === 'b' || element.tagName === 'strong') weight += 0.35;
  if (hints.some((hint) => wrong.has(hint))) weight *= 0.35;
  // `Posts: 12`, `#3`, `7742` are facts beside a name; the initial on a substitute picture is no name.
  if (/:|#\s?\d|^\W*\d+\W*$/.test(name)) weight *= 0.15;
  if (element.tagName !== 'a' && holdsLinkedName(outline, element, name)) weight *= 0.4;
  if (name.length === 1) weight *= 0.3;
  if (name.split(' ').length > 4) weight *= 0.4;
  return { name, weight };
}

/** A heading that has a name and more: a reputation, a rank. */
function holdsLinkedName(outline: Outline, element: Element, name: string): boolean {
  const start = outline.places.get(element) ?? -1;
  for (let place = start + 1; place < (outline.ends[start] ?? 0); place++) {
    const inner = elementAt(outline, place);
    if (!inner || !isProfileLink(inner)) continue;
    const text = plainName(wordsOf(outline, inner, 200));
    if (text.length > 1 && text !== name && isNameText(text)) return true;
  }
  return false;
}

const lead =
  /^(?:(?:posted|written|started|asked|answered|created|submitted)\s)?(?:by|von|par|por|door|da|od|przez|от|автор)[\s:]+/i;

/** A name without what stands before it. */
export function plainName(text: string): string {
  return text
    .replace(lead, '')
    .replace(/^[@»«\s]+|[\s:,»«]+$/g, '')
    .trim();
}

function worthOf({ names, weight, depth }: Vote, count: number): number {
  const different = new Set(names.values()).size;
  const average = weight / names.size;
  let worth = average * (names.size / count) ** 1.5;
  // The same word in every post is a button; two people talking are still two.
  if (names.size >= 3 && different === 1) worth *= 0.15;
  else if (names.size >= 6 && different / names.size < 0.2) worth *= 0.6;
  return worth * (1 + 1 / (2 + depth / names.size / 10));
}
