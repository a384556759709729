import { attr, parentOf, type Element } from '../../base/html';
import { isFurtherPage, ownAddress, threadAddress } from './address';
import type { Source } from './engine';
import type { Look } from './found';
import { elementAt, wordsOf } from './outline';
import { valuesOf } from './source';
import { hintsOf } from './traits';

// The next page of a thread or of a listing. Whatever a link calls itself, its address must be one of further pages of
// what is shown: `next` may as well lead to the next thread.

const nextWords =
  /^(?:next(?: page)?|older|more|weiter|nächste(?: seite)?|vor|suivante?|page suivante|siguiente|próximo|próxima|seguinte|successiva|avanti|volgende|następna|następny|dalej|след(?:ующая|\.)?|вперед|nästa|næste|neste|další|tovább|sonraki|urmatoarea|下一页|次へ|다음)?\s?[>›»→▶⟩]{0,3}$/i;

const pagerHints: ReadonlySet<string> = new Set([
  ...['pagination', 'pager', 'pagenav', 'pagelinks', 'pagelink', 'navpages', 'pages', 'paging', 'paginator', 'nav'],
  ...['paginate', 'seiten', 'pagecontrol', 'pagelist', 'morelink'],
]);

export interface FurtherPage {
  readonly url: string;
  /** A page's number or the offset of its first post, as the address says; grows from page to page. */
  readonly place: number;
}

/**
 * All further pages the page links to, the nearest first.
 * @param first the address of the first page, where it is known
 */
export function furtherPages(look: Look, source: Source | undefined, first?: URL): readonly FurtherPage[] {
  const found = new Map<number, string>();
  const { outline } = look;
  const whole = { start: 0, end: outline.nodes.length };
  for (const href of valuesOf(outline, source, whole, null)) take(look, href, found, first);
  for (const tag of ['link', 'a']) {
    for (const place of outline.byTag.get(tag) ?? []) {
      const element = elementAt(outline, place);
      if (element && leadsOn(look, element)) take(look, attr(element, 'href'), found, first);
    }
  }
  return [...found].map(([place, url]) => ({ place, url })).sort((a, b) => a.place - b.place);
}

function take(look: Look, href: string | null, found: Map<number, string>, first: URL | undefined): void {
  const url = ownAddress(href, look.linkBase, look.url);
  if (!url || !(isFurtherPage(url, look.url) || (first && first.origin === url.origin && isFurtherPage(url, first))))
    return;
  url.hash = '';
  const place = threadAddress(url).place ?? Number(/(\d{1,6})\D*$/.exec(url.pathname)?.[1] ?? 2);
  if (!found.has(place)) found.set(place, url.href);
}

function leadsOn(look: Look, element: Element): boolean {
  const rel = (attr(element, 'rel') ?? '').toLowerCase().split(/\s+/);
  if (rel.includes('next')) return true;
  if (element.tagName === 'link') return false;
  const text = wordsOf(look.outline, element, 60);
  const title = attr(element, 'title') ?? attr(element, 'aria-label') ?? '';
  const named = text !== '' && text.length < 30 && nextWords.test(text);
  const hints = hintsOf(element);
  if (named || (title.length < 30 && title !== '' && nextWords.test(title))) return true;
  if (!/^\d{1,6}$/.test(text.replace(/[.,\s]/g, '')) && !hints.includes('next')) return false;
  let at: Element | null = element;
  for (let level = 0; at && level < 5; level++, at = parentOf(at)) {
    if (hintsOf(at).some((hint) => pagerHints.has(hint))) return true;
  }
  return false;
}
