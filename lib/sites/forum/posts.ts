import { contentImages } from '../../base/content-image';
import { findAll, isElement, type Element } from '../../base/html';
import { threadId, type ImageRef, type Post, type Target } from '../../model/thread';
import { bodyHtml, isFurniture, removeAll } from './body-html';
import { resolveDates } from './dates';
import type { Found, FoundPost, Look } from './found';
import { quotesOf, type Quoted } from './quotes';

export interface PostsPlace {
  readonly target: Pick<Target, 'site' | 'base' | 'key' | 'url'>;
  /** Posts of the thread on the pages before this one. */
  readonly first: number;
}

/** Posts as found, made into those of the model. */
export function postsOf(look: Look, found: Found, place: PostsPlace): readonly Post[] {
  const dates = datesOf(look, found.posts);
  const quotes = quotesOf(look, found.posts);
  const numbers = ownNumbers(found.posts);
  const order = orderOf(dates, place.first);
  const ids = found.posts.map((_, i) => numbers[i] ?? String(place.first + (order[i] ?? i) + 1));
  const posts = found.posts.map((post, i): Post => {
    const position = place.first + (order[i] ?? i) + 1;
    const images = imagesOf(look, post);
    removeAll(post.drop);
    return {
      threadId: threadId(place.target),
      id: ids[i] ?? String(position),
      siteId: numbers[i] ?? null,
      kind: position === 1 ? 'root' : 'reply',
      state: post.gone ? 'deleted' : 'visible',
      replyTo: edgesOf(found.posts, i, quotes[i], ids, order),
      position,
      url: post.url ?? place.target.url,
      author: { name: post.author, displayName: null },
      isBot: false,
      flags: post.accepted ? ['accepted'] : [],
      postedAt: dates[i] ?? null,
      editedAt: null,
      score: post.likes,
      license: null,
      html: bodyHtml(look, post),
      images,
    };
  });
  return posts.toSorted((a, b) => a.position - b.position);
}

export function datesOf(look: Look, posts: readonly FoundPost[]): readonly (number | null)[] {
  const texts = posts.map(({ stamp }) => (typeof stamp === 'string' ? stamp : null));
  const resolved = resolveDates(texts, look.language, yearsOf(look));
  return posts.map(({ stamp }, i) => (typeof stamp === 'number' ? stamp : (resolved[i] ?? null)));
}

/** The year the page was made in, by its copyright line. */
function yearsOf({ outline }: Look): readonly number[] {
  for (let place = outline.nodes.length - 1, looked = 0; place >= 0 && looked < 4000; place--, looked++) {
    const node = outline.nodes[place];
    if (!node || !('value' in node) || node.value.length > 400) continue;
    const match = /(?:©|\(c\)|copyright)[^\d]{0,60}(?:\d{4}\s?[-–]\s?)?(\d{4})/i.exec(node.value);
    if (match?.[1] && Number(match[1]) > 1990 && Number(match[1]) < 2100) return [Number(match[1])];
  }
  return [];
}

/** Numbers that are the site's and no count of a page; the same for all posts or for none. */
function ownNumbers(posts: readonly FoundPost[]): readonly (string | null)[] {
  const numbers = posts.map(({ number }) => number);
  const known = numbers.filter((number) => number !== null);
  const counted = known.length > 1 && known.every((number, i) => Number(number) === Number(known[0]) + i);
  const fromOne = counted && Number(known[0]) <= 1;
  if (fromOne || new Set(known).size < known.length || known.length < posts.length * 0.5) return posts.map(() => null);
  return numbers;
}

/** Places on the page from the oldest to the newest; some forums show the newest post first. */
function orderOf(dates: readonly (number | null)[], first: number): readonly number[] {
  const straight = dates.map((_, i) => i);
  if (first > 0 || dates.length < 3 || dates.includes(null)) return straight;
  const times = dates.map((date) => date ?? 0);
  const descends = (from: number): boolean =>
    times.every((time, i) => i <= from || time <= (times[i - 1] ?? 0)) && (times.at(-1) ?? 0) < (times[from] ?? 0);
  const last = times.length - 1;
  if (descends(0)) return straight.map((i) => last - i);
  // A question on top, its answers from the newest.
  if (times.length > 3 && descends(1) && (times[0] ?? 0) <= (times.at(-1) ?? 0)) {
    return straight.map((i) => (i === 0 ? 0 : last - i + 1));
  }
  return straight;
}

/** Posts answered, most direct first: where it is nested, then what it quotes; only earlier posts can be. */
function edgesOf(
  posts: readonly FoundPost[],
  index: number,
  quoted: Quoted | undefined,
  ids: readonly string[],
  order: readonly number[],
): readonly string[] {
  const post = posts[index];
  const here = order[index] ?? index;
  const stated = post?.parentNumber ?? null;
  const edges = [
    ...(stated !== null && stated !== ids[index] ? [stated] : []),
    ...[...(post?.parent == null ? [] : [post.parent]), ...(quoted?.indexes ?? [])]
      .filter((other) => (order[other] ?? other) < here)
      .map((other) => ids[other] ?? ''),
    ...(quoted?.numbers ?? []).filter((number) => number !== ids[index]),
  ];
  return [...new Set(edges)].filter(Boolean);
}

function imagesOf(look: Look, { body, drop }: FoundPost): readonly ImageRef[] {
  const images = new Map<string, ImageRef>();
  for (const root of body) {
    if (!isElement(root)) continue;
    removeAll(findAll(root, (at) => at.tagName === 'img' && isFurniture(at)).filter((img) => isSmall(img)));
    if (drop.size > 0) removeAll(drop);
    for (const image of contentImages(root, look.linkBase)) images.set(image.url, image);
  }
  return [...images.values()];
}

/** A picture of the software that has no words of its own. */
function isSmall(img: Element): boolean {
  return !img.attrs.some(({ name, value }) => name === 'alt' && value.trim() !== '');
}
