import {
  attr,
  childrenOf,
  innerHtml,
  isElement,
  parentOf,
  parsePiece,
  resolveUrl,
  type Element,
  type HtmlNode,
} from '../../base/html';
import { withoutSession } from './address';
import type { FoundPost, Look } from './found';

/** Takes elements out of the page, each parent's children in one go. */
export function removeAll(elements: Iterable<Element>): void {
  const gone = new Set<HtmlNode>(elements);
  const parents = new Set<Element>();
  for (const element of gone) {
    const parent = parentOf(element);
    if (parent) parents.add(parent);
  }
  for (const parent of parents) parent.childNodes = parent.childNodes.filter((child) => !gone.has(child));
}

/** The body as it stands on the page, without what is not its author's; addresses made whole. */
export function bodyHtml(look: Look, { body }: Pick<FoundPost, 'body'>): string {
  for (const root of body) absolutise(look, root);
  const [only] = body;
  if (body.length === 1 && only && isElement(only) && !speaking.has(only.tagName)) return innerHtml(only).trim();
  const whole = parsePiece('');
  whole.childNodes = [...body];
  return innerHtml(whole).trim();
}

/** Elements that mean something themselves, and are kept around their content. */
const speaking: ReadonlySet<string> = new Set(['a', 'pre', 'code', 'ul', 'ol', 'table', 'img']);

/** A post taken out of its page no longer knows where its links lead from, and carries nobody's session. */
function absolutise(look: Look, root: HtmlNode): void {
  const stack: HtmlNode[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isElement(node)) continue;
    for (const attribute of node.attrs) {
      if (attribute.name !== 'href' && attribute.name !== 'src' && attribute.name !== 'data-src') continue;
      const { value } = attribute;
      if (/^\s*(?:#|data:|javascript:|mailto:)/i.test(value)) continue;
      const url = resolveUrl(value, look.linkBase);
      if (url === null) continue;
      if (!/^\s*https?:/i.test(value)) attribute.value = url;
      if (/[?&;](?:amp;)?(?:s|sid|phpsessid)=|;jsessionid/i.test(url)) attribute.value = withoutSession(url);
    }
    for (const child of childrenOf(node)) stack.push(child);
  }
}

/** Whether an image of a body is a picture of the software: a smiley, an avatar, an icon. */
export function isFurniture(img: Element): boolean {
  const source = attr(img, 'src') ?? '';
  return /\/(?:smil(?:ies|eys?|e)|emoticons?|emojis?|avatars?|icons?|ranks?|flags)\//i.test(source.slice(0, 500));
}
