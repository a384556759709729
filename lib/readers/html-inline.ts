import {
  attr,
  childrenOf,
  find,
  isElement,
  isText,
  textOf,
  type Element,
  type HtmlNode,
  type Parent,
} from '../base/html';

// What stands within a line, and what is no text at all.

const dropped = new Set(
  (
    'script style noscript template svg nav iframe object embed head canvas audio video map area select textarea button ' +
    'datalist rp rt rtc link meta title base param source track annotation annotation-xml linenos'
  ).split(' '),
);
const droppedRoles = new Set(['navigation', 'search', 'menu', 'menubar', 'toolbar', 'doc-toc', 'doc-pagebreak']);
const unseenStyle = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;
/** Numbers of lines beside code, and "edit" beside headings. */
const asideClass = /(?:^|\s)(?:linenos?|line-numbers?(?:-rows)?|gutter|mw-editsection)(?:\s|$)/;

/** Whether an element and all in it are left out: scripts, navigation, controls, what is not shown. */
export function isDropped(element: Element): boolean {
  if (dropped.has(element.tagName)) return true;
  if (element.attrs.length === 0) return false;
  if (attr(element, 'hidden') !== null || attr(element, 'aria-hidden') === 'true') return true;
  if (element.tagName === 'dialog' && attr(element, 'open') === null) return true;
  const role = attr(element, 'role') ?? '';
  if (droppedRoles.has(role) || attr(element, 'epub:type') === 'pagebreak') return true;
  if (unseenStyle.test((attr(element, 'style') ?? '').slice(0, 500))) return true;
  return asideClass.test((attr(element, 'class') ?? '').slice(0, 500));
}

/** Links that only point at their own heading, or back from a footnote. */
const pointers = new Set(['¶', '#', '§', '↑', '↩', '↩\ufe0e', '⏎', '🔗']);

/** The text of an element that is taken as a whole; null: its children say. */
export function wholeText(element: Element): string | null {
  switch (element.tagName) {
    case 'br':
      return '\n';
    case 'wbr':
      return '';
    case 'img': {
      const alt = (attr(element, 'alt') ?? '').replace(/\s+/g, ' ').trim();
      return alt ? `![${alt}]` : '';
    }
    case 'code':
    case 'samp':
    case 'tt':
      return codeSpan(textOf(element).replace(/\s+/g, ' ').trim());
    case 'input':
      if (attr(element, 'type') !== 'checkbox') return '';
      return attr(element, 'checked') === null ? '[ ] ' : '[x] ';
    case 'math':
      return formula(element);
    case 'a': {
      const [only, ...more] = childrenOf(element);
      return only && isText(only) && more.length === 0 && pointers.has(only.value.trim()) ? '' : null;
    }
    default:
      return null;
  }
}

function codeSpan(text: string): string {
  if (!text) return '';
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** TeX where the formula has it with it, else its symbols. */
function formula(math: Element): string {
  const tex = find(math, (e) => e.tagName === 'annotation' && (attr(e, 'encoding') ?? '').includes('tex'));
  const source = (tex ? textOf(tex) : (attr(math, 'alttext') ?? '')).trim();
  if (source) return attr(math, 'display') === 'block' ? `$$${source}$$` : `$${source}$`;
  return inlineText(math);
}

const blocks = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search section summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
);

export function isBlock(element: Element): boolean {
  return blocks.has(element.tagName);
}

/** Runs of white space are one space; a line break stays. */
export function collapse(text: string): string {
  return text
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
}

/** White space of markup, where it is no line break. */
export function spaced(text: string): string {
  return text.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
}

/** All text below on one line, as a heading or a cell of a table has it. */
export function inlineText(root: Parent | Element): string {
  const parts: string[] = [];
  walk(root, (node) => {
    if (isText(node)) parts.push(node.value);
    if (!isElement(node)) return false;
    if (isDropped(node)) return false;
    if (isBlock(node)) parts.push(' ');
    const whole = wholeText(node);
    if (whole === null) return true;
    parts.push(whole);
    return false;
  });
  return spaced(parts.join('')).trim();
}

/** Text of a `<pre>`, line by line as it stands. */
export function codeText(root: Element): string {
  const parts: string[] = [];
  walk(root, (node) => {
    if (isText(node)) parts.push(node.value);
    if (!isElement(node) || isDropped(node)) return false;
    // Some highlighters make a block of each line.
    if ((node.tagName === 'br' || isBlock(node)) && !(parts.at(-1) ?? '\n').endsWith('\n')) parts.push('\n');
    else if (node.tagName === 'br') parts.push('\n');
    return true;
  });
  return parts
    .join('')
    .replace(/\r\n?/g, '\n')
    .replace(/^\n+|\s+$/g, '');
}

/** Goes through all nodes below in order, without recursion. @param enter whether to go into this one */
function walk(root: Parent | Element, enter: (node: HtmlNode) => boolean): void {
  const stack = [...childrenOf(root)].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!enter(node)) continue;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) stack.push(child);
    }
  }
}
