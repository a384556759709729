import { childrenOf, isElement, isText, parsePiece, type Element, type HtmlNode } from '../base/html';
import { isBlockKind, kindOf, type Kind } from './constructs';

/** An element that means something to a reader. */
export interface Box {
  readonly kind: Kind;
  readonly tag: string;
  readonly element: Element;
  readonly children: Node[];
  /** Is a block, or holds one. */
  block: boolean;
}

export type Node = string | Box;

/** Deeper structure becomes flat text: nobody reads it, and what follows may then recurse safely. */
const maxDepth = 64;

interface Pending {
  readonly node: HtmlNode;
  readonly into: Box | null;
  readonly depth: number;
}

/** NUL, and halves of surrogate pairs, are no characters. The quick test spares most posts the slow one. */
const suspicious = /[\0\ud800-\udfff]/;
const broken = /\0|\p{Surrogate}/gu;

/**
 * Post HTML as a shallow tree without what is not the author's: scripts, buttons, decorations. Text stands as it is.
 * An explicit stack, since a post may nest a hundred thousand deep.
 */
export function readTree(html: string): readonly Node[] {
  const root: Node[] = [];
  const boxes: { readonly box: Box; readonly parent: Box | null }[] = [];
  const stack: Pending[] = [];
  push(stack, childrenOf(parsePiece(suspicious.test(html) ? html.replace(broken, '\ufffd') : html)), null, 0);

  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node, into, depth } = at;
    const siblings = into ? into.children : root;
    if (isText(node)) {
      siblings.push(node.value);
      continue;
    }
    if (!isElement(node)) continue;
    const kind = kindOf(node);
    if (kind === 'drop') continue;
    if (kind === 'badge') {
      // The client puts a space and a number after a link.
      const before = siblings.at(-1);
      if (typeof before === 'string') siblings[siblings.length - 1] = before.replace(/ $/, '');
      continue;
    }
    const block = isBlockKind(kind, node.tagName);
    if (depth >= (kind === 'code' ? maxDepth + 2 : maxDepth) && node.childNodes.length > 0) {
      if (block) siblings.push('\n');
      push(stack, childrenOf(node), into, depth);
      continue;
    }
    const box: Box = { kind, tag: node.tagName, element: node, children: [], block };
    siblings.push(box);
    boxes.push({ box, parent: into });
    push(stack, childrenOf(node), box, depth + 1);
  }

  for (let i = boxes.length - 1; i >= 0; i--) {
    const made = boxes[i];
    if (made?.box.block && made.parent) made.parent.block = true;
  }
  return root;
}

function push(stack: Pending[], nodes: readonly HtmlNode[], into: Box | null, depth: number): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node) stack.push({ node, into, depth });
  }
}

export function isBox(node: Node): node is Box {
  return typeof node !== 'string';
}

/** All boxes below, in document order. */
export function* boxesOf(nodes: readonly Node[]): Generator<Box> {
  for (const node of nodes) {
    if (!isBox(node)) continue;
    yield node;
    yield* boxesOf(node.children);
  }
}

/** Text below as it stands. */
export function textIn(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) text += isBox(node) ? textIn(node.children) : node;
  return text;
}

/** Text below on one line. */
export function lineOf(nodes: readonly Node[]): string {
  return textIn(nodes).replace(/\s+/g, ' ').trim();
}
