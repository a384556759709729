// Pages of paragraphs → the document's sections: paragraphs that go on over columns and pages are put together.
import type { Section } from '../model/doc';
import { headingsOf, type OutlineEntry } from './pdf-headings';
import { collectWords, endsInWord, joinAll, type Words } from './pdf-joins';
import type { PageText } from './pdf-layout';
import type { Paragraph } from './pdf-model';
import { endsSentence, joinsWithoutSpace } from './pdf-text';
import { sectionBuilder } from './section-builder';

export interface PdfText {
  readonly sections: readonly Section[];
  /** The largest heading of the first page; '' where there is none. */
  readonly title: string;
}

/** @param pages in order; undefined: a page that could not be read */
export function sectionsOf(
  pages: readonly (PageText | undefined)[],
  bodySize: number,
  outline: readonly OutlineEntry[],
): PdfText {
  const all = pages.flatMap((page) => (page ? [...page.body, ...page.notes] : []));
  const words = collectWords(linesIn(all));
  const headings = headingsOf(
    pages.flatMap((page) => page?.body ?? []),
    bodySize,
    outline,
  );
  const build = sectionBuilder();
  for (const page of putTogether(pages, headings)) {
    build.page(page.number);
    let item = false;
    for (const paragraph of page.paragraphs) {
      const text = textOf(paragraph, words);
      const level = headings.get(paragraph);
      if (level !== undefined) build.heading(level, text);
      else build.block(text, item && paragraph.kind === 'item' && !paragraph.apart);
      item = paragraph.kind === 'item' && level === undefined;
    }
  }
  return { sections: build.finish(), title: titleOf(pages[0], headings, words) };
}

function* linesIn(paragraphs: readonly Paragraph[]): Generator<string> {
  for (const { kind, lines } of paragraphs) if (kind !== 'code') yield* lines;
}

function textOf({ kind, lines }: Paragraph, words: Words): string {
  return kind === 'table' || kind === 'code' ? (lines[0] ?? '') : joinAll(lines, words);
}

interface NumberedPage {
  readonly number: number;
  readonly paragraphs: readonly Paragraph[];
}

/** A paragraph that goes on in the next column or on the next page stays where it began. */
function putTogether(
  pages: readonly (PageText | undefined)[],
  headings: ReadonlyMap<Paragraph, number>,
): readonly NumberedPage[] {
  const indents = indentsAll(pages);
  const bodies = pages.map((page) => [...(page?.body ?? [])]);
  let last: { readonly body: Paragraph[]; readonly at: number } | null = null;
  for (const [number, page] of pages.entries()) {
    const body: Paragraph[] = [];
    for (const paragraph of page?.body ?? []) {
      const before: Paragraph | undefined = last?.body[last.at];
      if (last && before && goesOn(before, paragraph, indents) && !headings.has(before) && !headings.has(paragraph)) {
        last.body[last.at] = { ...before, lines: [...before.lines, ...paragraph.lines], open: paragraph.open };
        continue;
      }
      body.push(paragraph);
      last = { body, at: body.length - 1 };
    }
    bodies[number] = body;
  }
  return bodies.map((body, i) => ({ number: i + 1, paragraphs: [...body, ...(pages[i]?.notes ?? [])] }));
}

/** True if the document begins its paragraphs with an indent, so that what has none goes on. */
function indentsAll(pages: readonly (PageText | undefined)[]): boolean {
  const all = pages
    .flatMap((page) => page?.body ?? [])
    .filter(({ kind, leads, bold }) => kind === 'text' && !leads && !bold);
  return all.length >= 3 && all.filter(({ indented }) => indented).length > 0.7 * all.length;
}

function goesOn(before: Paragraph, after: Paragraph, indents: boolean): boolean {
  if (!after.leads || after.kind !== 'text' || (before.kind !== 'text' && before.kind !== 'item')) return false;
  if (Math.abs(before.size - after.size) > 0.05 * before.size || before.bold !== after.bold) return false;
  const end = before.lines.at(-1) ?? '';
  const begin = after.lines[0] ?? '';
  if (endsInWord(end)) return true;
  if (!before.open) return false;
  if (endsSentence(end)) return indents && !after.indented;
  // Letters without case say nothing; a line that fills its column and ends no sentence then suffices.
  return /^[\p{Ll}\p{Lo}\d("“]/u.test(begin) || joinsWithoutSpace(end.slice(-2), begin) || /[,;\p{Ll}]$/u.test(end);
}

function titleOf(page: PageText | undefined, headings: ReadonlyMap<Paragraph, number>, words: Words): string {
  const found = (page?.body ?? []).filter((paragraph) => headings.has(paragraph));
  const [largest] = [...found].sort((a, b) => b.size - a.size);
  return largest ? joinAll(largest.lines, words).slice(0, 300) : '';
}
