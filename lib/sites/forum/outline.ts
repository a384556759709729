import {
  attr,
  childrenOf,
  classesOf,
  isElement,
  isText,
  parsePage,
  parsePiece,
  type Element,
  type HtmlNode,
  type Parent,
} from '../../base/html';

// A page as a list of its nodes in document order. Everything below a node is a range of the list, so that questions
// about ranges ("how much text, how many dates?") cost nothing, however deep or wide a page is.

export interface Outline {
  readonly tree: Parent;
  /** Elements and texts in document order; what is never shown is left out. */
  readonly nodes: readonly HtmlNode[];
  /** Where a node's descendants end. */
  readonly ends: Int32Array;
  /** Place of the parent; -1 at the top. */
  readonly parents: Int32Array;
  readonly places: ReadonlyMap<HtmlNode, number>;
  readonly byClass: ReadonlyMap<string, readonly number[]>;
  readonly byTag: ReadonlyMap<string, readonly number[]>;
}

/** A piece of a page: the nodes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const unseen: ReadonlySet<string> = new Set(['script', 'style', 'template', 'svg', 'math', 'iframe', 'object']);
/** A shorter `<noscript>` is a tracking pixel or a request to switch scripts on. */
const leastNoscript = 2000;

export function outlineOf(html: string): Outline {
  return outlineOfTree(parsePage(html));
}

export function outlineOfTree(tree: Parent): Outline {
  const nodes: HtmlNode[] = [];
  const parents: number[] = [];
  const places = new Map<HtmlNode, number>();
  const byClass = new Map<string, number[]>();
  const byTag = new Map<string, number[]>();
  const stack: { readonly node: HtmlNode; readonly parent: number }[] = [];
  push(stack, childrenOf(tree), -1);
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node, parent } = at;
    const isBox = isElement(node);
    if (!isBox && !isText(node)) continue;
    const place = nodes.length;
    nodes.push(node);
    parents.push(parent);
    places.set(node, place);
    if (!isBox) continue;
    add(byTag, node.tagName, place);
    for (const name of classesOf(node)) add(byClass, name, place);
    if (node.tagName === 'noscript') push(stack, withoutScripts(node), place);
    else if (!unseen.has(node.tagName)) push(stack, childrenOf(node), place);
  }
  return { tree, nodes, ends: endsOf(parents), parents: Int32Array.from(parents), places, byClass, byTag };
}

function push(
  stack: { readonly node: HtmlNode; readonly parent: number }[],
  nodes: readonly HtmlNode[],
  parent: number,
): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node) stack.push({ node, parent });
  }
}

/** Browsers that run scripts keep a `<noscript>` as text; some forums show their posts only there. */
function withoutScripts(noscript: Element): readonly HtmlNode[] {
  const [only] = noscript.childNodes;
  const text = noscript.childNodes.length === 1 && only && isText(only) ? only.value : '';
  if (text.length < leastNoscript) return [];
  // The piece's nodes become this element's own, so that whatever walks the tree finds them too.
  const piece = parsePiece(text);
  noscript.childNodes = [...childrenOf(piece)];
  for (const child of noscript.childNodes) child.parentNode = noscript;
  return noscript.childNodes;
}

function add<K>(map: Map<K, number[]>, key: K, place: number): void {
  const list = map.get(key);
  if (list) list.push(place);
  else map.set(key, [place]);
}

function endsOf(parents: readonly number[]): Int32Array {
  const ends = Int32Array.from(parents, (_, place) => place + 1);
  for (let place = parents.length - 1; place >= 0; place--) {
    const parent = parents[place] ?? -1;
    if (parent >= 0 && (ends[parent] ?? 0) < (ends[place] ?? 0)) ends[parent] = ends[place] ?? 0;
  }
  return ends;
}

export function elementAt(outline: Outline, place: number): Element | null {
  const node = outline.nodes[place];
  return node && isElement(node) ? node : null;
}

/** The range of an element, itself included. */
export function rangeOf(outline: Outline, element: Element): Range | null {
  const start = outline.places.get(element);
  return start === undefined ? null : { start, end: outline.ends[start] ?? start + 1 };
}

/** Elements of a range in document order. */
export function* elementsIn(outline: Outline, range: Range): Generator<Element> {
  for (let place = range.start; place < range.end; place++) {
    const element = elementAt(outline, place);
    if (element) yield element;
  }
}

/** Text of a range, white space made one space; at most `most` characters are looked at. */
export function wordsIn(outline: Outline, range: Range, most = 4000): string {
  let text = '';
  for (let place = range.start; place < range.end && text.length < most; place++) {
    const node = outline.nodes[place];
    if (!node) continue;
    if (isText(node)) text += node.value.length > most ? node.value.slice(0, most) : node.value;
    else if (!inlineTags.has(node.nodeName)) text += ' ';
  }
  return text.replace(/\s+/g, ' ').trim();
}

const inlineTags: ReadonlySet<string> = new Set(['a', 'b', 'i', 'em', 'strong', 'span', 'font', 'bdi', 'u', 'small']);

/** Text of an element, see `wordsIn`. */
export function wordsOf(outline: Outline, element: Element, most?: number): string {
  const range = rangeOf(outline, element);
  return range ? wordsIn(outline, range, most) : '';
}

/** The first value of a `<meta>` with one of these names. */
export function metaOf(outline: Outline, ...names: readonly string[]): string | null {
  for (const place of outline.byTag.get('meta') ?? []) {
    const element = elementAt(outline, place);
    const name = element && (attr(element, 'name') ?? attr(element, 'property') ?? '').toLowerCase();
    if (!element || name === null || !names.includes(name)) continue;
    const content = attr(element, 'content')?.trim();
    if (content) return content;
  }
  return null;
}
