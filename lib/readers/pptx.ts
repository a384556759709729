import {
  attr,
  byTag,
  childrenOf,
  elementsOutside,
  find,
  findAll,
  isElement,
  textOf,
  type Element,
  type Parent,
} from '../base/html';
import type { DocText } from '../model/doc';
import { docText } from './doc-text';
import { addHtml } from './html-sections';
import { pieceOf } from './html-tree';
import { escaped, neededXml, relationsOf, titleIn, xmlIn, type Relation } from './packages';
import type { ReadContext } from './reader';
import { docBroken } from './refusal';
import { sectionBuilder, type SectionBuilder } from './section-builder';
import { openZip, type ZipArchive } from './zip-archive';

// Slides (ECMA-376, part 1, section 19): shapes in their order become HTML, which is read like any other.

/** Reads a PPTX: titles as headings, notes in a section of their own, a slide as a page. */
export async function readPptx(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  const archive = await openZip(file, name, signal);
  const slides = await slidesOf(archive, name);
  const to = sectionBuilder();
  for (const [i, path] of slides.entries()) {
    signal.throwIfAborted();
    to.page(i + 1);
    await addSlide(archive, path, to, name);
    onProgress((i + 1) / slides.length);
  }
  const title = titleIn(await xmlIn(archive, 'docProps/core.xml'));
  return docText({ name, title, sections: to.finish(), pages: slides.length });
}

const numberIn = (path: string): number => Number(/(\d+)\.xml$/.exec(path)?.[1] ?? 0);

/** In the order of the presentation, which numbers of files need not follow; by number where it does not say. */
async function slidesOf(archive: ZipArchive, name: string): Promise<readonly string[]> {
  const main = 'ppt/presentation.xml';
  const presentation = await xmlIn(archive, main);
  const relations = await relationsOf(archive, main);
  const listed = presentation ? findAll(presentation, byTag('sldId')) : [];
  const paths = listed
    .map((id) => relations.get(attr(id, 'r:id') ?? '')?.path ?? '')
    .filter((path) => archive.has(path));
  if (paths.length > 0) return [...new Set(paths)];
  const files = archive.names.filter((path) => /^ppt\/slides\/slide\d+\.xml$/.test(path));
  if (files.length === 0) throw docBroken(name, new Error('no slides'));
  return files.sort((a, b) => numberIn(a) - numberIn(b));
}

async function addSlide(archive: ZipArchive, path: string, to: SectionBuilder, name: string): Promise<void> {
  const slide = await neededXml(archive, path, name);
  const relations = await relationsOf(archive, path);
  const shapes = [...shapesOf(slide)];
  const isTitle = (shape: Element): boolean => /^(?:title|ctrTitle)$/.test(placeOf(shape) ?? '');
  const title = shapes
    .filter(isTitle)
    .map((shape) => plainText(shape))
    .find(Boolean);
  to.top();
  if (title) to.heading(1, title);
  const parts: string[] = [];
  for (const shape of shapes) {
    if (!isTitle(shape))
      parts.push(shape.tagName === 'graphicFrame' ? await frame(archive, shape, relations) : box(shape));
  }
  addHtml(pieceOf(parts.join('')), to);

  const notes = [...relations.values()].find(({ type }) => type === 'notesSlide');
  const page = notes ? await xmlIn(archive, notes.path) : null;
  if (!page) return;
  const said = [...shapesOf(page)]
    .filter((shape) => placeOf(shape) === 'body')
    .map((shape) => paragraphs(shape, false));
  if (
    !said
      .join('')
      .replace(/<[^>]*>/g, '')
      .trim()
  )
    return;
  to.heading(2, 'Speaker notes');
  addHtml(pieceOf(said.join('')), to);
}

/** Shapes and frames in their order, those of groups too; of two ways to show a thing, the first. */
function* shapesOf(slide: Parent): Generator<Element> {
  const isClosed = ({ tagName }: Element): boolean => ['sp', 'graphicFrame', 'Fallback'].includes(tagName);
  for (const element of elementsOutside(slide, isClosed)) {
    if (['sp', 'graphicFrame', 'pic'].includes(element.tagName)) yield element;
  }
}

/** Which place of the slide's layout a shape fills; null: none, it is a box of its own. */
function placeOf(shape: Element): string | null {
  const place = find(shape, byTag('ph'));
  return place ? (attr(place, 'type') ?? 'obj') : null;
}

/** Dates, footers and numbers, which all slides have. */
const repeated = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

function box(shape: Element): string {
  const place = placeOf(shape);
  if (place && repeated.has(place)) return '';
  if (shape.tagName === 'pic') return `<p>${picture(shape)}</p>`;
  return paragraphs(shape, place !== null && place !== 'subTitle');
}

/** File names are put there by programs; only what a person may have written counts. */
function picture(shape: Element): string {
  const alt = attr(find(shape, byTag('cNvPr')) ?? shape, 'descr')?.trim() ?? '';
  return alt && !/^\S+\.\w{3,4}$/.test(alt) ? `<img alt="${escaped(alt)}">` : '';
}

/** @param isListed paragraphs have bullets unless they say otherwise, as the text of a layout's place has */
function paragraphs(shape: Element, isListed: boolean): string {
  const all = [...elementsOutside(shape, ({ tagName }) => tagName === 'p' || tagName === 'Fallback')];
  const filled = all
    .filter(({ tagName }) => tagName === 'p')
    .map((paragraph) => ({ paragraph, text: lineOf(paragraph) }))
    .filter(({ text }) => text.trim());
  let depth = 0;
  const html: string[] = [];
  for (const { paragraph, text } of filled) {
    const style = childrenOf(paragraph).find((node) => isElement(node) && node.tagName === 'pPr') as
      Element | undefined;
    const has = (tag: string): boolean => style !== undefined && find(style, byTag(tag)) !== null;
    const level = Math.min(8, Math.max(0, Number(style ? attr(style, 'lvl') : 0) || 0));
    const isItem =
      !has('buNone') && (has('buChar') || has('buAutoNum') || level > 0 || (isListed && filled.length > 1));
    const wanted = isItem ? level + 1 : 0;
    for (; depth < wanted; depth++) html.push('<ul>');
    for (; depth > wanted; depth--) html.push('</ul>');
    html.push(isItem ? `<li>${text}</li>` : `<p>${text}</p>`);
  }
  return html.join('') + '</ul>'.repeat(depth);
}

/** A paragraph as HTML without its element. */
function lineOf(paragraph: Element): string {
  let html = '';
  for (const element of elementsOutside(paragraph, ({ tagName }) => ['t', 'Fallback', 'fld'].includes(tagName))) {
    if (element.tagName === 't') html += escaped(textOf(element));
    else if (element.tagName === 'br') html += '<br>';
    else if (element.tagName === 'fld' && !/^(?:slidenum|datetime)/.test(attr(element, 'type') ?? '')) {
      html += escaped(textOf(element));
    }
  }
  return html;
}

const plainText = (shape: Element): string =>
  findAll(shape, byTag('p'))
    .map((paragraph) => findAll(paragraph, byTag('t')).map(textOf).join(''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A table, or the words of a diagram. */
async function frame(archive: ZipArchive, shape: Element, relations: ReadonlyMap<string, Relation>): Promise<string> {
  const table = find(shape, byTag('tbl'));
  if (table) {
    const rows = findAll(table, byTag('tr')).map((row) =>
      findAll(row, byTag('tc')).map((cell) => `<td>${findAll(cell, byTag('p')).map(lineOf).join('<br>')}</td>`),
    );
    return `<table>${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('')}</table>`;
  }
  const ids = find(shape, byTag('relIds'));
  const path = ids && relations.get(attr(ids, 'r:dm') ?? '')?.path;
  const data = path ? await xmlIn(archive, path) : null;
  if (!data) return picture(shape);
  const points = findAll(data, byTag('pt')).map((point) => findAll(point, byTag('p')).map(lineOf).join('<br>'));
  return `<ul>${points
    .filter((text) => text.trim())
    .map((text) => `<li>${text}</li>`)
    .join('')}</ul>`;
}
