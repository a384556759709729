import { contentImages } from '../../base/content-image';
import { attr, elementsOutside, hasClass, parsePiece, type Element, type Parent } from '../../base/html';
import type { ImageRef } from '../../model/thread';

// What the body of a post says beside its text: which posts it quotes, and its images.

export interface Content {
  /** Numbers of the quoted posts of the same topic, in order, each once. */
  readonly quotes: readonly number[];
  readonly images: readonly ImageRef[];
}

export function contentOf(html: string, topicId: number, baseUrl: string | URL): Content {
  // Most posts have neither, and need no tree.
  if (!/<(?:aside|img)\b/i.test(html)) return { quotes: [], images: [] };
  return contentOfTree(parsePiece(html), topicId, baseUrl);
}

export function contentOfTree(root: Parent | Element, topicId: number, baseUrl: string | URL): Content {
  return { quotes: quotesOf(root, topicId), images: contentImages(root, baseUrl) };
}

function quotesOf(root: Parent | Element, topicId: number): readonly number[] {
  const quotes = new Set<number>();
  // A quote that the reader opened shows the whole post quoted, with that post's own quotes.
  for (const element of elementsOutside(root, (at) => hasClass(at, 'expanded-quote'))) {
    if (element.tagName !== 'aside' || !hasClass(element, 'quote')) continue;
    const post = attr(element, 'data-post') ?? '';
    const topic = attr(element, 'data-topic') ?? '';
    if (/^[1-9]\d{0,8}$/.test(post) && (topic === '' || topic === String(topicId))) quotes.add(Number(post));
  }
  return [...quotes];
}

/** Ids of the posts answered: the one replied to, then those quoted; only earlier posts can be. */
export function replyEdges(number: number, repliedTo: number | null, quotes: readonly number[]): readonly string[] {
  const all = repliedTo === null ? quotes : [repliedTo, ...quotes];
  return [...new Set(all)].filter((other) => other > 0 && other < number).map(String);
}
