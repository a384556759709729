import { attr, elementsOf, hasClass, isElement, parentOf, resolveUrl, textOf, type Element, type Parent } from './html';

// One rule for what counts as an image of a post and what its address is: adapters list images by it, and cleaning puts
// a mark in the text by it, so that the two always name the same address.

/** An image a reader would call content. */
export interface ContentImage {
  /** Absolute address of the original, never the thumbnail. */
  readonly url: string;
  readonly alt: string;
  /** Of the original where the page tells, else as shown. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Classes of pictures that belong to the software, not to the post. */
const furniture = [
  'emoji',
  'avatar',
  'site-icon',
  'favicon',
  'onebox-avatar',
  'onebox-avatar-inline',
  'smilie',
  'smilies',
  'smiley',
  'youtube-thumbnail',
  'vimeo-thumbnail',
  'tiktok-thumbnail',
  'ytp-thumbnail-image',
];

/** Boxes whose pictures are previews of something else. */
const previewBoxes = ['lazyYT', 'lazy-video-container', 'video-placeholder-container', 'ytp-thumbnail'];

/** How far up a lightbox or a link preview is looked for; the real markup needs five, hostile nesting has no end. */
const maxLevelsUp = 16;

/** Attributes in which lazy loading keeps the address, in order of trust. */
const sources = ['src', 'data-src', 'data-original', 'data-lazy-src'];

/**
 * What an `<img>` of a post stands for.
 * @returns null for emoji, avatars, icons, pictures of link previews, tracking pixels and addresses that are not http(s)
 */
export function contentImage(img: Element, baseUrl: string | URL): ContentImage | null {
  if (furniture.some((name) => hasClass(img, name))) return null;
  const shown = { width: numberOf(attr(img, 'width')), height: numberOf(attr(img, 'height')) };
  if (isPixel(shown.width) || isPixel(shown.height)) return null;

  let lightbox: Element | null = null;
  let at = parentOf(img);
  for (let level = 0; at && level < maxLevelsUp; level++, at = parentOf(at)) {
    if (isPreview(at, img)) return null;
    if (!lightbox && at.tagName === 'a' && hasClass(at, 'lightbox')) lightbox = at;
  }

  const original = lightbox && resolveUrl(attr(lightbox, 'href'), baseUrl);
  const shownUrl = original ?? sourceOf(img, baseUrl);
  if (!shownUrl) return null;
  const url = original ?? fullSize(img, shownUrl, baseUrl) ?? shownUrl;
  const size = (lightbox && original ? statedSize(lightbox) : null) ?? shown;
  return { url, alt: (attr(img, 'alt') ?? '').trim(), ...size };
}

/** All content images below, in document order, each address once. */
export function contentImages(root: Parent | Element, baseUrl: string | URL): readonly ContentImage[] {
  const found = new Map<string, ContentImage>();
  for (const element of elementsOf(root)) {
    if (element.tagName !== 'img') continue;
    const image = contentImage(element, baseUrl);
    if (image && !found.has(image.url)) found.set(image.url, image);
  }
  return [...found.values()];
}

function isPreview(box: Element, img: Element): boolean {
  if (hasClass(box, 'onebox') && (box.tagName === 'aside' || hasClass(img, 'thumbnail'))) return true;
  return previewBoxes.some((name) => hasClass(box, name));
}

/**
 * The picture a small one leads to: hosts after imgur's manner add a letter for the size to the name, as in `Zx9qm.png`
 * for `Zx9q.png`.
 */
function fullSize(img: Element, shownUrl: string, baseUrl: string | URL): string | null {
  const link = parentOf(img);
  const href = link?.tagName === 'a' ? resolveUrl(attr(link, 'href'), baseUrl) : null;
  const name = href === null ? null : /^(.{1,2000}\/[A-Za-z\d]{4,20})(\.[a-z]{3,4})$/i.exec(href);
  if (!name) return null;
  const rest = shownUrl.startsWith(name[1] ?? '') ? shownUrl.slice((name[1] ?? '').length) : '';
  return rest.length === (name[2] ?? '').length + 1 && /^[sbtmlh]\./.test(rest) && rest.endsWith(name[2] ?? '')
    ? href
    : null;
}

function sourceOf(img: Element, baseUrl: string | URL): string | null {
  for (const name of sources) {
    const value = attr(img, name);
    const url = value?.trim() ? resolveUrl(value, baseUrl) : null;
    if (url) return url;
  }
  return null;
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\s*\d{1,6}(px)?\s*$/.test(value) ? parseInt(value, 10) : null;
}

function isPixel(length: number | null): boolean {
  return length !== null && length <= 1;
}

/** `1600×900 85.2 KB`, as a lightbox describes its original. Looks at few nodes, so that many images stay linear. */
function statedSize(lightbox: Element): { readonly width: number; readonly height: number } | null {
  for (const meta of lightbox.childNodes.slice(0, 12)) {
    if (!isElement(meta) || !hasClass(meta, 'meta')) continue;
    for (const part of meta.childNodes.slice(0, 12)) {
      if (!isElement(part) || !hasClass(part, 'informations')) continue;
      const match = /^\s{0,20}(\d{1,6})[×x](\d{1,6})\b/.exec(textOf(part).slice(0, 100));
      if (match) return { width: Number(match[1]), height: Number(match[2]) };
    }
  }
  return null;
}
