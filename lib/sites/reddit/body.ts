import { contentImages } from '../../base/content-image';
import { attr, childrenOf, elementsOf, innerHtml, isElement, parsePiece, textOf, type Element } from '../../base/html';
import type { ImageRef } from '../../model/thread';

// The body of a post: images that Reddit shows as links or as previews become images with the address of the original,
// and what its pages add to the words of a person is taken away.

const imageName = /\.(?:jpe?g|png|gif|webp|avif)$/i;

/**
 * The original of a picture at Reddit's own hosts, without its query.
 * @returns null for anything else, previews of other sites' pictures among it
 */
export function originalOf(address: string): string | null {
  if (address.length > 2000 || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.hostname !== 'preview.redd.it' && url.hostname !== 'i.redd.it') return null;
  const file = /^\/([\w-]{1,300}\.\w{3,4})$/.exec(url.pathname)?.[1];
  if (file === undefined || !imageName.test(file)) return null;
  // Newer previews carry the title before the picture's own name: `a-title-v0-abc123.jpg`.
  return `https://i.redd.it/${file.replace(/^.*-v\d-(?=[a-z0-9]{6,20}\.\w{3,4}$)/, '')}`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function imageHtml(url: string, alt: string, size: { readonly w: number | null; readonly h: number | null }) {
  const width = size.w === null ? '' : ` width="${String(size.w)}"`;
  const height = size.h === null ? '' : ` height="${String(size.h)}"`;
  return `<p><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}"${width}${height}></p>`;
}

/** HTML of a body as the data route has it: pictures made whole. */
export function dataBody(html: string): string {
  // Most bodies have none, and need no tree.
  if (!/redd\.it\/|redditstatic|redditmedia/i.test(html)) return html;
  const tree = parsePiece(html);
  for (const element of elementsOf(tree)) mendPicture(element);
  return written(tree) ?? html;
}

/** HTML of a body in a page. */
export function pageBody(box: Element): string {
  const hidden = new Set<Element>();
  for (const element of elementsOf(box)) {
    if (element.tagName === 'search-telemetry-tracker') unwrapSearch(element, hidden);
    else mendPicture(element);
  }
  return written(box) ?? `<p>${escapeHtml(textOf(box))}</p>`;
}

/** A word that the page made a link to its search is the word alone. */
function unwrapSearch(tracker: Element, hidden: Set<Element>): void {
  for (const element of elementsOf(tracker)) {
    if (element.tagName === 'a' && /^(https:\/\/www\.reddit\.com)?\/search\/?\?/.test(attr(element, 'href') ?? '')) {
      rename(element, 'span', []);
    } else if (element.tagName === 'svg' && !hidden.has(element)) {
      hidden.add(element);
      element.childNodes = [];
    }
  }
}

function rename(element: Element, tag: string, attrs: Element['attrs']): void {
  element.tagName = tag;
  element.nodeName = tag;
  element.attrs = attrs;
}

function mendPicture(element: Element): void {
  if (element.tagName === 'a') {
    const original = originalOf(attr(element, 'href') ?? '');
    // A link around a picture stays one: the picture inside says it.
    if (original === null || holdsPicture(element)) return;
    const alt = textOf(element).trim();
    element.childNodes = [];
    rename(element, 'img', [
      { name: 'src', value: original },
      { name: 'alt', value: /^https?:\/\//.test(alt) ? '' : alt },
    ]);
    return;
  }
  if (element.tagName !== 'img') return;
  const src = attr(element, 'src') ?? '';
  const original = originalOf(src);
  if (original !== null) {
    element.attrs = element.attrs
      .filter(({ name }) => name !== 'srcset')
      .map((at) => (at.name === 'src' ? { ...at, value: original } : at));
  } else if (
    /^https:\/\/(www\.redditstatic\.com|emoji\.redditmedia\.com|reddit-econ-prod-assets-permanent\.)/.test(src)
  ) {
    // Emotes of communities, which are letters of the text.
    element.attrs = [...element.attrs.filter(({ name }) => name !== 'class'), { name: 'class', value: 'emoji' }];
  }
}

function holdsPicture(link: Element): boolean {
  return childrenOf(link).some((child) => isElement(child) && (child.tagName === 'img' || child.tagName === 'figure'));
}

/** null: too deep to be written out, which nothing a person wrote is. */
function written(tree: Parameters<typeof innerHtml>[0]): string | null {
  try {
    return innerHtml(tree);
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/** The images of a post's HTML, each address once. */
export function imagesIn(html: string, baseUrl: string): readonly ImageRef[] {
  return html.includes('<img') ? contentImages(parsePiece(html), baseUrl) : [];
}
