import { attr, findAll, textOf, type Element } from '../base/html';
import { textIn, type Box } from './tree';

/** Formula as its author wrote it; null: only a rendered copy is there. */
export interface Formula {
  readonly tex: string;
  readonly display: boolean;
}

/** `<script type="math/tex">`, the source that MathJax keeps beside its copy. */
export function scriptFormula(script: Element): Formula {
  const text = script.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
  return { tex: text.trim(), display: /mode\s*=\s*display/i.test(attr(script, 'type') ?? '') };
}

/** `<span class="math">`, and the same after the page has rendered it in place. */
export function plainFormula(box: Box): Formula {
  const display = box.tag === 'div';
  const source = sourceIn(box.element);
  return { tex: source ?? textIn(box.children).trim(), display };
}

/** KaTeX and MathML keep the source in an annotation. */
export function renderedFormula(box: Box): Formula | null {
  const tex = sourceIn(box.element) ?? attr(box.element, 'alttext');
  if (tex === null) return null;
  const display = attr(box.element, 'display') === 'block' || isDisplay(box.element);
  return { tex: tex.trim(), display };
}

function isDisplay(element: Element): boolean {
  const parent = element.parentNode;
  return !!parent && 'tagName' in parent && / katex-display /.test(` ${attr(parent, 'class') ?? ''} `);
}

function sourceIn(element: Element): string | null {
  if (element.childNodes.every((node) => node.nodeName === '#text')) return null;
  const found = findAll(
    element,
    (e) =>
      (e.tagName === 'annotation' && attr(e, 'encoding') === 'application/x-tex') ||
      (e.tagName === 'script' && (attr(e, 'type') ?? '').startsWith('math/tex')),
  )[0];
  if (!found) return null;
  return found.tagName === 'script' ? scriptFormula(found).tex : textOf(found);
}
