import { attr, childrenOf, hasClass, isElement, isText, textOf, type Element, type HtmlNode } from '../../base/html';

// The body of a post in a live page, as the server sent it: what scripts of the site and of its readers' extensions put
// into it is taken off again, so that a page and the API's reply give the same text.

/** Copies of other posts, put where they are quoted. */
const copies = ['inlined', 'inline', 'preview', 'backlinkHr', 'hashlink', 'embedder', 'media-embed', 'postMenuBtn'];
/** What readers' scripts make of plain text. */
const wrappers = ['linkified', 'linkify', 'resurrected'];
const drawn = /^(?:MathJax|MathJax_.{1,30}|mjx-.{1,30})$/;

/** Whether an element is not the page's own: a copy of a post, or a control. */
export function isAdded(element: Element): boolean {
  const id = attr(element, 'id') ?? '';
  return (
    id === 'quote-preview' ||
    id === 'qp' ||
    id.startsWith('post-hover-') ||
    attr(element, 'data-clone') !== null ||
    copies.some((name) => hasClass(element, name))
  );
}

type Step = HtmlNode | { readonly end: string };

/** Inner HTML of a post's body; with an explicit stack, since a post may nest deep. */
export function bodyHtml(body: Element): string {
  const parts: string[] = [];
  const stack: Step[] = [];
  push(stack, childrenOf(body));
  let codeUntil = -1;
  for (let step = stack.pop(); step; step = stack.pop()) {
    if ('end' in step) {
      parts.push(step.end);
      if (stack.length <= codeUntil) codeUntil = -1;
      continue;
    }
    if (isText(step)) {
      parts.push(escaped(step.value));
      continue;
    }
    if (!isElement(step) || isAdded(step) || drawn.test(attr(step, 'class') ?? '')) continue;
    const tag = step.tagName;
    if (tag === 'script' || tag === 'style' || tag === 'button') {
      parts.push(mathOf(step));
      continue;
    }
    // Colours of code are a script's.
    const unwrapped = wrappers.some((name) => hasClass(step, name)) || (codeUntil >= 0 && tag === 'span');
    const reference = tag === 'a' && hasClass(step, 'quotelink');
    if (!unwrapped) parts.push(openTag(step));
    if (reference) {
      parts.push(`${escaped(ownText(textOf(step)))}</a>`);
      continue;
    }
    if (empty.has(tag)) continue;
    if (!unwrapped) {
      if (tag === 'pre' && codeUntil < 0) codeUntil = stack.length;
      stack.push({ end: `</${tag}>` });
    }
    push(stack, childrenOf(step));
  }
  return parts.join('');
}

const empty: ReadonlySet<string> = new Set(['br', 'wbr', 'img', 'hr', 'input']);

function push(stack: Step[], nodes: readonly HtmlNode[]): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node) stack.push(node);
  }
}

/** The text of a reference without the notes scripts put after it: who wrote it, that it is dead or elsewhere. */
function ownText(text: string): string {
  return /^\s{0,5}(>{2,3}\S{1,200})/.exec(text)?.[1] ?? text;
}

/** A formula that a script has drawn keeps its source in another script. */
function mathOf(element: Element): string {
  if (!(attr(element, 'type') ?? '').startsWith('math/tex')) return '';
  const tex = element.childNodes.map((node) => (isText(node) ? node.value : '')).join('');
  const name = /mode\s*=\s*display/i.test(attr(element, 'type') ?? '') ? 'eqn' : 'math';
  return escaped(`[${name}]${tex}[/${name}]`);
}

/** Attributes that a body's markup means something by. */
const kept: ReadonlySet<string> = new Set(['class', 'href', 'src', 'alt', 'title', 'onclick', 'data-post', 'rel']);

function openTag(element: Element): string {
  const attributes = element.attrs
    .filter(({ name }) => kept.has(name))
    .map(({ name, value }) => ` ${name}="${escaped(value).replace(/"/g, '&quot;')}"`);
  return `<${element.tagName}${attributes.join('')}>`;
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\u00a0/g, '&nbsp;');
}
