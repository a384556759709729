import { attr, parentOf, resolveUrl, type Element } from '../../base/html';
import { withoutSession } from './address';
import type { Block } from './blocks';
import { innerBody, liesIn, type Body } from './body';
import { idKey, kindKey } from './kind';
import { elementAt, wordsOf, type Outline } from './outline';
import { isDateElement, isProfileLink, type Traits } from './traits';

// A post's own number and address, by vote: the kind of id or link that is another one in every post.

export interface Place {
  /** The site's number of the post; null: it shows none. */
  readonly number: string | null;
  readonly url: string | null;
}

interface Vote {
  readonly places: Map<number, Place>;
  weight: number;
}

export function placesOf(
  outline: Outline,
  traits: Traits,
  page: { readonly url: URL; readonly linkBase: string },
  blocks: readonly Block[],
  bodies: readonly Body[],
): readonly Place[] {
  const ids = new Map<string, Vote>();
  const links = new Map<string, Vote>();
  for (const [index, block] of blocks.entries()) {
    const body = innerBody(outline, block, bodies[index] ?? []);
    for (let at = block.start; at < block.end; at++) {
      const element = elementAt(outline, at);
      if (!element) continue;
      const number = numberOfId(element);
      const link = element.tagName === 'a' ? linkPlace(outline, traits, page, element) : null;
      if ((!link && number === null) || (at > block.start && liesIn(element, body))) continue;
      if (number !== null) {
        const near = at === block.start ? 2 : 1;
        vote(ids, idKey(element), index, { number, url: anchorOf(page.url, element) }, near);
      }
      if (link) vote(links, kindKey(element), index, link.place, link.weight);
    }
  }
  const byId = best(ids, blocks.length);
  const byLink = best(links, blocks.length);
  return blocks.map((_, i) => {
    const id = byId?.places.get(i) ?? null;
    const link = byLink?.places.get(i) ?? null;
    return { number: id?.number ?? link?.number ?? null, url: link?.url ?? id?.url ?? null };
  });
}

function vote(votes: Map<string, Vote>, key: string, index: number, place: Place, weight: number): void {
  const at = votes.get(key) ?? { places: new Map<number, Place>(), weight: 0 };
  votes.set(key, at);
  if (at.places.has(index)) return;
  at.places.set(index, place);
  at.weight += weight;
}

function best(votes: ReadonlyMap<string, Vote>, count: number): Vote | null {
  let most: { readonly at: Vote; readonly worth: number } | null = null;
  for (const at of votes.values()) {
    const size = at.places.size;
    const numbers = new Set([...at.places.values()].map(({ number, url }) => number ?? url));
    if (numbers.size < size || size < Math.max(1, count * 0.4)) continue;
    const worth = (at.weight / size) * (size / count);
    if (worth > 0.5 && (!most || worth > most.worth)) most = { at, worth };
  }
  return most?.at ?? null;
}

/** `post-123`, `p123`, `comment_123`, `123`: letters, then the number. */
function numberOfId(element: Element): string | null {
  for (const name of ['id', 'name']) {
    const value = attr(element, name);
    const match = value === null ? null : /^(?:[a-z][a-z_:-]{0,40})?(\d{1,18})$/i.exec(value);
    if (match?.[1] && (name === 'id' || element.tagName === 'a')) return match[1];
  }
  return null;
}

function anchorOf(url: URL, element: Element): string | null {
  const name = attr(element, 'id') ?? attr(element, 'name');
  if (name === null) return null;
  const address = new URL(withoutSession(url.href));
  address.hash = name;
  return address.href;
}

const actions =
  /(?:reply|quote|report|edit|delete|like|vote|login|register|newpost|posting\.php|misc\.php|private|sendmessage|addbuddy|ignore|flag|share\?|facebook|twitter|search|print|warn|attachment)/i;

function linkPlace(
  outline: Outline,
  traits: Traits,
  page: { readonly url: URL; readonly linkBase: string },
  link: Element,
): { readonly place: Place; readonly weight: number } | null {
  const href = attr(link, 'href');
  const url = href === null ? null : resolveUrl(href, page.linkBase);
  if (url === null || isProfileLink(link)) return null;
  const address = new URL(url);
  if (address.host !== page.url.host) return null;
  const number =
    /(\d{1,18})$/.exec(address.hash)?.[1] ??
    /(?:[?&;](?:p|pid|post|postid|comment|commentid|msg|mid|message|findpost|do=findComment&comment)=)(\d{1,18})/i.exec(
      address.search,
    )?.[1] ??
    /\/(?:posts?|comments?|p|messages?|msg|permalink|item|antworten|answer)[/-](\d{1,18})\/?$/i.exec(
      address.pathname,
    )?.[1] ??
    null;
  const text = wordsOf(outline, link, 60);
  let weight = 0;
  if (number !== null) weight += 1;
  if (address.hash.length > 1 && address.pathname === page.url.pathname) weight += 0.5;
  if (/^(?:#|No\.?|Nr\.?|Post\s?#?)\s?\d{1,7}$/i.test(text)) weight += 1;
  if (holdsDate(outline, traits, link)) weight += 1.5;
  if (
    /permalink|permalien|bookmark/i.test(
      `${attr(link, 'class') ?? ''} ${attr(link, 'rel') ?? ''} ${attr(link, 'title') ?? ''}`,
    )
  )
    weight += 1;
  if (actions.test(`${address.pathname}${address.search}`)) weight -= 2;
  return weight >= 1 ? { place: { number, url: withoutSession(url) }, weight } : null;
}

function holdsDate(outline: Outline, traits: Traits, link: Element): boolean {
  const start = outline.places.get(link) ?? -1;
  const end = Math.min(outline.ends[start] ?? start, start + 12);
  for (let at = start; at < end; at++) if (traits.isDate[at]) return true;
  const parent = parentOf(link);
  return parent?.tagName === 'time' || (parent !== null && isDateElement(parent) && parent.tagName !== 'td');
}
