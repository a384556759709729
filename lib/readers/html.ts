import { attr, byTag, find, findAll, textOf, type Parent } from '../base/html';
import type { DocText, Section } from '../model/doc';
import { decodeMarkup } from './decode';
import { docText } from './doc-text';
import { inlineText } from './html-inline';
import { addHtml } from './html-sections';
import { pageOf, pieceOf } from './html-tree';
import { maxMarkupBytes } from './limits';
import { articleIn } from './readable';
import type { ReadContext } from './reader';
import { docTooLarge } from './refusal';
import { sectionBuilder } from './section-builder';

/** An article of less than this share of the page's words is a guess gone wrong: a forum, an index, a short notice. */
const leastShare = 0.25;

/**
 * Reads HTML. Of a web page, fetched or saved, the article is taken that Readability finds; where it finds too little,
 * and for HTML that somebody wrote as a document, all of the body but navigation and scripts.
 */
export async function readHtml(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, url, signal, onProgress } = context;
  if (file.size > maxMarkupBytes) throw docTooLarge(name, maxMarkupBytes);
  const html = decodeMarkup(new Uint8Array(await file.arrayBuffer()), file.type);
  signal.throwIfAborted();
  const page = pageOf(html);
  const whole = sectionsOf(find(page, byTag('body')) ?? page);
  onProgress(0.5);
  const element = find(page, byTag('title'));
  const title = element ? textOf(element) : '';
  if (url !== null || isWebPage(page, html)) {
    const article = articleIn(page, url ?? canonicalOf(page));
    signal.throwIfAborted();
    const heading = article && headingOf(page, article.title);
    const sections = article ? sectionsOf(pieceOf(article.html), heading ?? article.title) : [];
    onProgress(1);
    if (lengthOf(sections) >= lengthOf(whole) * leastShare) {
      return docText({ name, title: heading ?? (article?.title || title), sections });
    }
  }
  onProgress(1);
  return docText({ name, title, sections: whole });
}

/** @param title put before text that has no heading of the first level: Readability takes it out */
function sectionsOf(root: Parent, title = ''): readonly Section[] {
  const to = sectionBuilder();
  if (title && !find(root, byTag('h1'))) to.heading(1, title);
  addHtml(root, to, { said: title });
  return to.finish();
}

/** Titles of pages name the site as well; the heading that is in one does not. */
function headingOf(page: Parent, title: string): string | null {
  const headings = findAll(page, byTag('h1')).map((heading) => inlineText(heading));
  return headings.find((text) => text && title.includes(text)) ?? null;
}

const lengthOf = (sections: readonly Section[]): number => sections.reduce((sum, { text }) => sum + text.length, 0);

/** A page saved from the web, with what sites put around their text; hand-written documents have none of that. */
function isWebPage(page: Parent, html: string): boolean {
  if (/<!--\s*saved from url=/i.test(html.slice(0, 2_000))) return true;
  return canonicalOf(page) !== null || find(page, (e) => /^og:/.test(attr(e, 'property') ?? '')) !== null;
}

function canonicalOf(page: Parent): string | null {
  const link = find(page, (e) => e.tagName === 'link' && attr(e, 'rel')?.toLowerCase() === 'canonical');
  return link && attr(link, 'href');
}
