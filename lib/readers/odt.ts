import {
  attr,
  byTag,
  childrenOf,
  find,
  findAll,
  isElement,
  isText,
  type Element,
  type HtmlNode,
  type Parent,
} from '../base/html';
import type { DocText } from '../model/doc';
import { docText } from './doc-text';
import { addHtml } from './html-sections';
import { pieceOf } from './html-tree';
import { escaped, neededXml, titleIn, xmlIn } from './packages';
import type { ReadContext } from './reader';
import { docBroken, docEncrypted } from './refusal';
import { sectionBuilder } from './section-builder';
import { openZip } from './zip-archive';

// OpenDocument text (OASIS OpenDocument 1.3, part 3): its elements are turned into HTML, which is read like any other.

/** Reads an ODT. Tables of contents, comments, deleted text, heads and feet of pages are left out. */
export async function readOdt(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  const archive = await openZip(file, name, signal);
  const manifest = await xmlIn(archive, 'META-INF/manifest.xml');
  if (manifest && find(manifest, byTag('encryption-data'))) throw docEncrypted(name);
  const content = await neededXml(archive, 'content.xml', name);
  onProgress(0.4);
  const body = find(content, byTag('text'));
  if (!body) throw docBroken(name, new Error('no text in content.xml'));
  const styles = await xmlIn(archive, 'styles.xml');
  const { html, notes } = toHtml(body, numberedStyles([content, styles]));
  signal.throwIfAborted();
  onProgress(0.7);

  const to = sectionBuilder();
  addHtml(pieceOf(html), to);
  if (notes) {
    to.top();
    addHtml(pieceOf(`<ol>${notes}</ol>`), to);
  }
  const title = titleIn(await xmlIn(archive, 'meta.xml'));
  onProgress(1);
  const remarks = find(body, byTag('object')) ? ['Embedded objects, such as formulas and charts, are left out.'] : [];
  return docText({ name, title, sections: to.finish(), remarks });
}

/** Names of the styles of lists whose first level is numbered. */
function numberedStyles(files: readonly (Parent | null)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files) {
    for (const style of file ? findAll(file, byTag('list-style')) : []) {
      const first = childrenOf(style).find(isElement);
      if (first?.tagName === 'list-level-style-number') names.add(attr(style, 'style:name') ?? '');
    }
  }
  return names;
}

const dropped = new Set(
  (
    'tracked-changes annotation annotation-end table-of-content alphabetical-index illustration-index table-index ' +
    'object-index user-index bibliography sequence-decls variable-decls user-field-decls forms note-citation ' +
    'image object object-ole plugin script hidden-text hidden-paragraph ruby-text'
  ).split(' '),
);
const renamed: Readonly<Record<string, string>> = {
  p: 'p',
  'list-item': 'li',
  'list-header': 'li',
  table: 'table',
  'table-row': 'tr',
  'table-cell': 'td',
  'covered-table-cell': 'td',
  'text-box': 'div',
};
/** Repeated cells that are empty fill a sheet's width; more than these are never meant. */
const maxRepeats = 100;

/** Word processors know ten levels. */
const maxLists = 20;

/** @returns HTML of the text, and of its notes as items of a list */
function toHtml(body: Element, numbered: ReadonlySet<string>): { readonly html: string; readonly notes: string } {
  const main: string[] = [];
  const notes: string[] = [];
  let out = main;
  let count = 0;
  let lists = 0;
  let isNumbered = false;
  const stack: (HtmlNode | (() => void))[] = [body];
  const into = (element: Element, after: () => void): void => {
    stack.push(after);
    const children = childrenOf(element);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child) stack.push(child);
    }
  };
  const wrap = (element: Element, tag: string): void => {
    out.push(`<${tag}>`);
    into(element, () => out.push(`</${tag}>`));
  };
  const enter = (element: Element): void => {
    const tag = element.tagName;
    if (dropped.has(tag)) return;
    switch (tag) {
      case 'h':
        wrap(element, `h${Math.min(6, Math.max(1, Number(attr(element, 'text:outline-level')) || 1))}`);
        return;
      case 's':
      case 'tab':
        out.push(' ');
        return;
      case 'line-break':
        out.push('<br>');
        return;
      case 'list': {
        // A list in a list has no style of its own where it goes on with the one around it.
        const style = attr(element, 'text:style-name');
        const before = isNumbered;
        if (lists >= maxLists) {
          into(element, () => undefined);
          return;
        }
        if (style !== null || lists === 0) isNumbered = style !== null && numbered.has(style);
        const name = isNumbered ? 'ol' : 'ul';
        lists++;
        out.push(`<${name}>`);
        into(element, () => {
          out.push(`</${name}>`);
          isNumbered = before;
          lists--;
        });
        return;
      }
      case 'note': {
        // One in a note would be a fault of the file.
        if (out === notes) return;
        out.push(`[${++count}]`);
        out = notes;
        notes.push('<li>');
        into(element, () => {
          notes.push('</li>');
          out = main;
        });
        return;
      }
      case 'frame': {
        const alt = find(element, byTag('desc')) ?? find(element, byTag('title'));
        const text = alt ? childrenOf(alt).find(isText)?.value.trim() : '';
        if (text) out.push(`<img alt="${escaped(text)}">`);
        into(element, () => undefined);
        return;
      }
      case 'desc':
      case 'title':
        return;
      case 'table-cell':
      case 'covered-table-cell': {
        const span = Math.min(maxRepeats, Number(attr(element, 'table:number-columns-repeated')) || 1);
        if (childrenOf(element).length === 0) out.push('<td></td>'.repeat(span));
        else wrap(element, 'td');
        return;
      }
      default: {
        const name = renamed[tag];
        if (name) wrap(element, name);
        else into(element, () => undefined);
      }
    }
  };
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (typeof next === 'function') next();
    else if (isText(next)) out.push(escaped(next.value));
    else if (isElement(next)) enter(next);
  }
  return { html: main.join(''), notes: notes.join('') };
}
