// Pages that are pictures: found, and read where reading of pictures is wanted.
import type { Section } from '../model/doc';
import { AppError } from '../model/error';
import type { OpenPdf } from './pdf-library';
import type { ReadContext } from './reader';

/** Finer scans gain nothing, coarser ones lose small print. */
const dpi = 200;
/** An A3 page at that; larger ones are drawn coarser. */
const maxPixels = 16_000_000;
/** Whether anything is drawn on a page is only known by drawing it: where more pages have no text, they are scans. */
const mostInspected = 60;
/** One page that cannot be recognised is lost alone; after so many in a row, no other will be. */
const mostFailures = 3;

export interface Pictures {
  /** Text by page. */
  readonly read: ReadonlyMap<number, string>;
  /** Pages with pictures that were not read. */
  readonly unread: readonly number[];
}

/** @param empty pages without text */
export async function readPictures(pdf: OpenPdf, empty: readonly number[], context: ReadContext): Promise<Pictures> {
  const { signal, ocr, onProgress } = context;
  const read = new Map<number, string>();
  const unread: number[] = [];
  let failures = 0;
  for (const [i, page] of empty.entries()) {
    try {
      if (!(i >= mostInspected || (await pdf.showsSomething(page)))) continue;
      const text = ocr ? await readPicture(pdf, page, ocr, signal) : '';
      failures = 0;
      if (text) read.set(page, text);
      // What was looked at and has no words wants no second look.
      else if (!ocr) unread.push(page);
    } catch (thrown) {
      signal.throwIfAborted();
      // A picture that cannot be drawn is one page lost; what the reading of pictures throws ends it for all of them.
      if (isOfPicture(thrown)) failures += 1;
      if (failures >= mostFailures || !(isLibrarys(thrown) || isOfPicture(thrown))) throw thrown;
      unread.push(page);
    }
    if (ocr) onProgress(0.2 + (0.75 * (i + 1)) / empty.length);
  }
  return { read, unread };
}

async function readPicture(
  pdf: OpenPdf,
  page: number,
  ocr: NonNullable<ReadContext['ocr']>,
  signal: AbortSignal,
): Promise<string> {
  const canvas = await pdf.picture(page, dpi, maxPixels);
  try {
    return (await ocr.read(canvas, signal)).trim();
  } finally {
    // Frees its memory at once.
    canvas.width = canvas.height = 1;
  }
}

/** What the reading of pictures throws where it is this picture's fault. */
function isOfPicture(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.info.reason === 'ocrFailed';
}

/** What pdf.js throws for a page, or our own wait for it. */
function isLibrarys(thrown: unknown): boolean {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  return (
    name === 'TimeoutError' ||
    name === 'UnknownErrorException' ||
    name === 'FormatError' ||
    name === 'InvalidPDFException'
  );
}

/** Puts what was read off pictures between the sections of the pages around. */
export function withPictures(sections: readonly Section[], read: ReadonlyMap<number, string>): readonly Section[] {
  const all: Section[] = [];
  const pages = [...read].sort(([a], [b]) => a - b);
  const add = (before: number): void => {
    while (pages[0] && pages[0][0] < before) {
      const [page, text] = pages.shift() ?? [0, ''];
      all.push({ headings: all.at(-1)?.headings ?? [], page, text, ocr: true });
    }
  };
  for (const section of sections) {
    add(section.page ?? 0);
    all.push(section);
  }
  add(Infinity);
  return all;
}
