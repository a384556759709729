import { attr, classesOf, find, hasClass, resolveUrl, textOf, type Element } from '../base/html';
import { linkTarget } from './render';
import { lineOf, textIn, type Box } from './tree';

// Small constructs of forum software: what they say, without how they look.

/** `#tag`, as the author wrote it. */
export function hashtagText(box: Box): string {
  const slug = attr(box.element, 'data-ref') ?? attr(box.element, 'data-slug');
  if (slug) return `#${slug}`;
  const text = lineOf(box.children);
  return text.startsWith('#') || classesOf(box.element).includes('hashtag-raw') ? text : `#${text}`;
}

/** A date as it was given, not as the reader's time zone shows it. */
export function dateText(box: Box): string {
  const date = attr(box.element, 'data-date');
  if (!date || !/^\d{4}-\d\d-\d\d$/.test(date)) return textIn(box.children);
  const zone = attr(box.element, 'data-timezone');
  return [date, attr(box.element, 'data-time'), zone].filter(Boolean).join(' ');
}

/** Label of a note from the place that refers to it. */
export function footnoteLabel(box: Box): string {
  return /^\[?([^\]:\s]{1,40})/.exec(lineOf(box.children))?.[1] ?? '1';
}

export function isChecked(element: Element): boolean {
  if (element.tagName === 'input') return attr(element, 'checked') !== null;
  return hasClass(element, 'checked') || hasClass(element, 'fa-check-square-o') || hasClass(element, 'fa-check-square');
}

export interface VideoLink {
  readonly url: string;
  readonly title: string;
}

/** Players by name: where a video of theirs is watched. */
const players = new Map<string, (id: string) => string>([
  ['youtube', (id) => `https://www.youtube.com/watch?v=${id}`],
  ['vimeo', (id) => `https://vimeo.com/${id}`],
  ['tiktok', (id) => `https://www.tiktok.com/embed/v2/${id}`],
]);

/** What an embedded video, sound or frame can be opened by; null: it does not tell. */
export function videoLink(box: Box, baseUrl: string): VideoLink | null {
  const { element } = box;
  const title = (attr(element, 'data-video-title') ?? attr(element, 'data-youtube-title') ?? '').trim();
  const youtube = attr(element, 'data-youtube-id');
  const id = youtube ?? attr(element, 'data-video-id');
  const player = players.get(youtube ? 'youtube' : (attr(element, 'data-provider-name') ?? ''));
  if (id && player && /^[\w-]{1,64}$/.test(id)) return { url: player(id), title };
  const source =
    attr(element, 'data-video-src') ??
    attr(element, 'src') ??
    attrOf(element, ['video', 'audio', 'source', 'iframe'], 'src') ??
    attrOf(element, ['a'], 'href');
  const url = linkTarget(source, baseUrl);
  return url ? { url, title } : null;
}

function attrOf(root: Element, tags: readonly string[], name: string): string | null {
  const found = find(root, (e) => tags.includes(e.tagName) && attr(e, name) !== null);
  return found && attr(found, name);
}

/** Title and address of a link preview. */
export function oneboxLink(box: Box, baseUrl: string): VideoLink | null {
  const { element } = box;
  const heading = find(element, (e) => /^h[1-6]$/.test(e.tagName));
  const titleLink = heading && find(heading, (e) => e.tagName === 'a');
  const first = find(element, (e) => e.tagName === 'a' && resolveUrl(attr(e, 'href'), baseUrl) !== null);
  const href =
    attr(element, 'data-onebox-src') ?? ((titleLink ?? first) ? attr(titleLink ?? (first as Element), 'href') : null);
  const url = linkTarget(href, baseUrl);
  if (!url) return null;
  const title = heading ?? first;
  return { url, title: title ? textOf(title).replace(/\s+/g, ' ').trim() : '' };
}
