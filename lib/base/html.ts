import { parse, parseFragment, serialize, type DefaultTreeAdapterTypes as T } from 'parse5';
import { readWellFormed } from './well-formed';

// The only door to HTML: nobody else parses or serialises it. The tree is the one a browser builds, the same in the
// service worker, in pages, in Node and in tests.

export type HtmlNode = T.ChildNode;
export type Element = T.Element;
export type Parent = T.ParentNode;

/** Parses a whole page. */
export function parsePage(html: string): Parent {
  return parse(html);
}

/** Parses a piece of HTML as the content of a `<body>`. Where nothing has to be mended there is a quick way. */
export function parsePiece(html: string): Parent {
  return readWellFormed(html) ?? parseFragment(html);
}

export function isElement(node: HtmlNode | Parent): node is Element {
  return 'tagName' in node;
}

export function isText(node: HtmlNode): node is T.TextNode {
  return node.nodeName === '#text';
}

/** Children; a `<template>`'s are those of its content. */
export function childrenOf(node: Parent | HtmlNode): readonly HtmlNode[] {
  if ('content' in node) return node.content.childNodes;
  return 'childNodes' in node ? node.childNodes : [];
}

/** null when there is no such attribute. */
export function attr(element: Element, name: string): string | null {
  for (const a of element.attrs) if (a.name === name) return a.value;
  return null;
}

const blank = /[\t\n\f\r ]/;
const blanks = /[\t\n\f\r ]+/;

export function classesOf(element: Element): readonly string[] {
  const value = attr(element, 'class');
  if (!value) return [];
  return blank.test(value) ? value.split(blanks).filter(Boolean) : [value];
}

export function hasClass(element: Element, name: string): boolean {
  const value = attr(element, 'class');
  return value !== null && ` ${value.replace(/[\t\n\f\r]/g, ' ')} `.includes(` ${name} `);
}

/** All elements below, in document order. */
export function elementsOf(root: Parent | Element): Generator<Element> {
  return elementsOutside(root, () => false);
}

/**
 * Elements below in document order, leaving out what lies inside those that pass the test; these come themselves.
 * Without recursion, since hostile pages nest deep.
 */
export function* elementsOutside(root: Parent | Element, closed: Test): Generator<Element> {
  const stack: HtmlNode[] = [...childrenOf(root)].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isElement(node)) continue;
    yield node;
    if (closed(node)) continue;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) stack.push(child);
    }
  }
}

export type Test = (element: Element) => boolean;

export function find(root: Parent | Element, test: Test): Element | null {
  for (const element of elementsOf(root)) if (test(element)) return element;
  return null;
}

export function findAll(root: Parent | Element, test: Test): readonly Element[] {
  return [...elementsOf(root)].filter(test);
}

export const byTag =
  (...names: readonly string[]): Test =>
  (element) =>
    names.includes(element.tagName);

export const byClass =
  (name: string): Test =>
  (element) =>
    hasClass(element, name);

/** All text below, as it stands; scripts and styles are not text. */
export function textOf(root: Parent | HtmlNode): string {
  let text = '';
  const stack: HtmlNode[] = 'childNodes' in root ? [...childrenOf(root)].reverse() : [root];
  for (;;) {
    const node = stack.pop();
    if (!node) return text;
    if (isText(node)) text += node.value;
    else if (isElement(node) && node.tagName !== 'script' && node.tagName !== 'style') {
      const children = childrenOf(node);
      for (let i = children.length - 1; i >= 0; i--) {
        const child = children[i];
        if (child) stack.push(child);
      }
    }
  }
}

/** Inner HTML. */
export function innerHtml(element: Parent | Element): string {
  return serialize(element);
}

/** The parent element; null at the top. */
export function parentOf(node: HtmlNode): Element | null {
  const parent = 'parentNode' in node ? node.parentNode : null;
  return parent && isElement(parent) ? parent : null;
}

/**
 * An address as a link of a page: absolute, http or https, without credentials.
 * @returns null for anything else (`javascript:`, `data:`, nonsense)
 */
export function resolveUrl(href: string | null, base: string | URL): string | null {
  if (href === null) return null;
  try {
    const url = new URL(href.trim(), base);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
    // A star is no forbidden character of a host, but would make a permission for every site out of an address.
    if (!/^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/.test(url.hostname)) return null;
    url.username = '';
    url.password = '';
    return url.href;
  } catch {
    return null;
  }
}
