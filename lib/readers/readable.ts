import { Readability } from '@mozilla/readability';
import { attr, elementsOf, find, innerHtml, type Parent } from '../base/html';

/** Its walk over larger pages takes minutes. */
const maxElements = 200_000;

export interface Article {
  readonly title: string;
  readonly html: string;
}

/**
 * What somebody would read of a web page, by Mozilla's Readability, which wants a Document. Handlers of events go
 * before: a page of the browser compiles them where it sees them.
 * @param root of the page; its elements lose their handlers
 * @param url of the page, for addresses in it that are relative; null: not known
 * @returns null where it finds nothing
 */
export function articleIn(root: Parent, url: string | null): Article | null {
  for (const element of elementsOf(root)) {
    if (element.attrs.some(({ name }) => name.startsWith('on'))) {
      element.attrs = element.attrs.filter(({ name }) => !name.startsWith('on'));
    }
  }
  try {
    const page = new DOMParser().parseFromString(innerHtml(root), 'text/html');
    if (url !== null && !find(root, (e) => e.tagName === 'base' && attr(e, 'href') !== null)) {
      // Without it addresses would be relative to the extension.
      const base = page.createElement('base');
      base.setAttribute('href', url);
      page.head.prepend(base);
    }
    const article = new Readability(page, { maxElemsToParse: maxElements, keepClasses: true }).parse();
    return article?.content ? { title: article.title?.trim() ?? '', html: article.content } : null;
  } catch {
    // Too many elements, or nested so deep that its recursion ends: the page is read as it is.
    return null;
  }
}
