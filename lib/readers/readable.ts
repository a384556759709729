import { Readability } from '@mozilla/readability';
import { escaped } from './packages';

/** Its walk over larger pages takes minutes. */
const maxElements = 200_000;

export interface Article {
  readonly title: string;
  readonly html: string;
}

/**
 * What somebody would read of a web page, by Mozilla's Readability, which wants a Document.
 * @param url of the page; null: not known
 * @returns null where it finds nothing
 */
export function articleIn(html: string, url: string | null): Article | null {
  // Without it addresses would be relative to the extension.
  const base = url !== null && !/<base\s[^>]*href/i.test(html.slice(0, 20_000)) ? `<base href="${escaped(url)}">` : '';
  const page = new DOMParser().parseFromString(withBase(html, base), 'text/html');
  try {
    const article = new Readability(page, { maxElemsToParse: maxElements, keepClasses: true }).parse();
    return article?.content ? { title: article.title?.trim() ?? '', html: article.content } : null;
  } catch {
    // Too many elements, or nested so deep that its recursion ends: the page is read as it is.
    return null;
  }
}

function withBase(html: string, base: string): string {
  if (!base) return html;
  const head = /<head(?:\s[^>]*)?>/i.exec(html.slice(0, 20_000));
  if (!head) return base + html;
  const at = head.index + head[0].length;
  return html.slice(0, at) + base + html.slice(at);
}
