import { attr, elementsOf, find, hasClass, type Element } from '../../base/html';
import type { Author } from '../../model/thread';
import { timeOf, wordsOf } from './walk';

/** Who wrote a post and when, as its cards tell. */
export interface Signed {
  readonly author: Author;
  readonly userId: string | null;
  readonly postedAt: number | null;
  readonly editedAt: number | null;
  readonly wiki: boolean;
}

/** The last card is the author's unless another is marked so; those before it are of editors, maybe the author too. */
export function signedBy(cards: readonly Element[]): Signed {
  const own = cards.find((card) => hasClass(card, 'owner')) ?? cards.at(-1);
  const times = cards.filter((card) => card !== own).map(timeIn);
  const edits = times.filter((time) => time !== null);
  const wiki = own !== undefined && find(own, (at) => hasClass(at, 'community-wiki')) !== null;
  return {
    ...personOf(cards, own, wiki),
    // A wiki post does not say when it was first written.
    postedAt: own && !wiki ? timeIn(own) : null,
    editedAt: edits.length > 0 ? Math.max(...edits) : null,
    wiki,
  };
}

function timeIn(card: Element): number | null {
  for (const element of elementsOf(card)) {
    const time =
      timeOf(attr(element, 'title')) ?? (element.tagName === 'time' ? timeOf(attr(element, 'datetime')) : null);
    if (time !== null) return time;
  }
  return null;
}

function personOf(
  cards: readonly Element[],
  own: Element | undefined,
  wiki: boolean,
): Pick<Signed, 'author' | 'userId'> {
  let bare = '';
  for (const element of own ? elementsOf(own) : []) {
    if (element.tagName === 'a') {
      const userId = userIdOf(attr(element, 'href'));
      const name = userId === null ? '' : wordsOf(element);
      if (userId !== null && name !== '') return { author: { name, displayName: null }, userId };
      // A wiki post of one person names them in the link to its revisions; one of many links to the main author.
      if (wiki && (attr(element, 'id') ?? '').startsWith('history-'))
        bare ||= wordsOf(element).replace(/^\d+ revs?\b.*$/, '');
    }
    // Deleted people have no page: their name is plain text.
    if (hasClass(element, 'user-details') && !wiki) bare ||= ownText(element);
  }
  return { author: { name: bare || (wiki ? '' : statedName(cards)), displayName: null }, userId: null };
}

/** The name given for search engines; it may stand with an edit of the author's own. */
function statedName(cards: readonly Element[]): string {
  for (const card of cards) {
    const author = find(card, (at) => attr(at, 'itemprop') === 'author');
    const name = author && find(author, (at) => attr(at, 'itemprop') === 'name');
    if (name) return wordsOf(name);
  }
  return '';
}

/** Text directly in the element. */
function ownText(element: Element): string {
  const text = element.childNodes.map((node) => ('value' in node ? node.value : '')).join(' ');
  return text.replace(/\s+/g, ' ').trim();
}

export function userIdOf(href: string | null): string | null {
  return /\/users\/(-?\d{1,15})(?:[/?#]|$)/.exec(href?.slice(0, 500) ?? '')?.[1] ?? null;
}
