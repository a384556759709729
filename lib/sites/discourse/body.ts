import { attr, elementsOf, innerHtml, type Element } from '../../base/html';
import { contentOfTree, type Content } from './content';
import { resolved } from './markup';

export interface Body extends Content {
  readonly html: string;
}

/** The body of a post in a page. */
export function readBody(element: Element, topicId: number, linkBase: string): Body {
  absolutise(element, linkBase);
  return { html: innerHtml(element), ...contentOfTree(element, topicId, linkBase) };
}

/**
 * Saved pages have addresses relative to where the file lay; alone, a post no longer knows where that was. All other
 * addresses stay as they are.
 */
function absolutise(root: Element, linkBase: string): void {
  for (const element of elementsOf(root)) {
    for (const attribute of element.attrs) {
      if (attribute.name !== 'href' && attribute.name !== 'src') continue;
      if (!/^(\.{1,2}\/|[\w%-]+(\/|\.\w|$))/.test(attribute.value)) continue;
      attribute.value = resolved(attribute.value, linkBase) ?? attribute.value;
    }
  }
}

/** An attribute of the first of these elements that has it. */
export function firstAttr(elements: readonly (Element | null)[], name: string): string | null {
  for (const element of elements) {
    const value = element && attr(element, name);
    if (value) return value;
  }
  return null;
}
