// A PDF → its sections.
import type { DocText, Section } from '../model/doc';
import { maxFileBytes } from './limits';
import { furnitureOf } from './pdf-furniture';
import { layOut, type PageText } from './pdf-layout';
import { openPdf, type OpenPdf } from './pdf-library';
import { mended } from './pdf-mend';
import type { Frame, Row } from './pdf-model';
import { pitchOf } from './pdf-paragraphs';
import { readPictures, withPictures } from './pdf-scans';
import { sectionsOf } from './pdf-sections';
import { shareOfUnreadable } from './pdf-text';
import { docBroken, docEmpty, docEncrypted, docTooLarge } from './refusal';
import type { ReadContext } from './reader';

/** The longest printed works have some thousand. */
const maxPages = 5_000;
/** A whole file says within so many bytes of its end that it ends. */
const endBytes = 4_096;
const usualPitch = 1.2;

/**
 * Reads a PDF.
 * @throws AppError `docBroken`, `docEncrypted`, `docEmpty`, `docTooLarge`; the signal's reason when it is aborted
 */
export async function readPdf(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal } = context;
  if (file.size > maxFileBytes) throw docTooLarge(name, maxFileBytes);
  if (file.size === 0) throw docEmpty(name);
  const isWhole = (await file.slice(-endBytes).text()).includes('%%EOF');
  const pdf = await open(file, context, isWhole);
  try {
    const read = await readPages(pdf, context);
    const style = styleOf(read.frames, pdf);
    const furniture = furnitureOf(
      read.frames.map((frames) => frames?.[0]),
      style.bodySize,
    );
    const pages = read.frames.map((frames): PageText | undefined => {
      const text = frames && layOut(frames, furniture, style);
      // Shapes without letters say nothing; pictures of them can be read.
      return text && isReadable(text) ? text : undefined;
    });
    const { sections, title } = sectionsOf(pages, style.bodySize, await pdf.outline().catch(() => []));
    const empty = pages.flatMap((page, i) => (page && page.body.length > 0 ? [] : [i + 1]));
    const pictures = await readPictures(pdf, empty, context);
    const all = withPictures(sections, pictures.read);
    if (!hasWords(all) && pictures.unread.length === 0) throw isWhole ? docEmpty(name) : docBroken(name);
    const remarks = remarksOf({ ...read, isWhole, all: pdf.pages });
    return {
      title: (await titleOf(pdf)) || title,
      sections: all,
      pages: pdf.pages,
      scannedPages: pictures.unread,
      remarks,
    };
  } finally {
    pdf.close();
    signal.throwIfAborted();
  }
}

async function open(file: Blob, context: ReadContext, isWhole: boolean): Promise<OpenPdf> {
  const { name, asset, signal } = context;
  const bytes = async (): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
  try {
    return await openPdf({ data: await bytes(), asset, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    const kind = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
    if (kind === 'PasswordException') throw docEncrypted(name, thrown);
    // Anything else than these is our fault: a worker that is not there, a file that is not packaged.
    if (!broken.has(kind)) throw thrown;
    const data = isWhole || kind === 'TimeoutError' ? null : mended(await bytes());
    if (!data) throw docBroken(name, thrown);
    return openPdf({ data, asset, signal }).catch((again: unknown) => {
      signal.throwIfAborted();
      throw docBroken(name, again);
    });
  }
}

/** Names of what pdf.js throws for files that it cannot make sense of, and of our wait for it. */
const broken: ReadonlySet<string> = new Set(['InvalidPDFException', 'UnknownErrorException', 'TimeoutError']);

interface ReadPages {
  readonly frames: readonly (readonly Frame[] | undefined)[];
  readonly failed: readonly number[];
}

async function readPages(pdf: OpenPdf, { signal, onProgress, ocr }: ReadContext): Promise<ReadPages> {
  const frames: (readonly Frame[] | undefined)[] = [];
  const failed: number[] = [];
  const count = Math.min(pdf.pages, maxPages);
  for (let page = 1; page <= count; page++) {
    try {
      frames.push(await pdf.frames(page));
    } catch (thrown) {
      signal.throwIfAborted();
      frames.push(undefined);
      failed.push(page);
      // The worker is busy for ever: no later page would be answered.
      if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
        for (let after = page + 1; after <= count; after++) failed.push(after);
        break;
      }
    }
    onProgress(((ocr ? 0.2 : 0.95) * page) / count);
  }
  return { frames, failed };
}

/** What most of the document's text looks like. */
function styleOf(pages: readonly (readonly Frame[] | undefined)[], { fonts }: OpenPdf) {
  const weights = new Map<number, number>();
  const pitches: number[] = [];
  for (const frames of pages) {
    const rows: readonly Row[] = frames?.[0]?.rows ?? [];
    for (const { segments } of rows) {
      for (const { size, text } of segments) {
        const rounded = Math.round(size * 2) / 2;
        weights.set(rounded, (weights.get(rounded) ?? 0) + text.length);
      }
    }
    const pitch = pitchOf(rows);
    if (pitch !== null) pitches.push(pitch);
  }
  const styles = isTypewritten(pages, fonts)
    ? new Map([...fonts].map(([id, one]) => [id, { ...one, mono: false }]))
    : fonts;
  const [bodySize] = [...weights].reduce((most, one) => (one[1] > most[1] ? one : most), [10, 0]);
  pitches.sort((a, b) => a - b);
  return { styles, bodySize, pitch: pitches[pitches.length >> 1] ?? usualPitch };
}

/** True if most of the text is in a typewriter's font, which then says nothing of code. */
function isTypewritten(pages: readonly (readonly Frame[] | undefined)[], fonts: OpenPdf['fonts']): boolean {
  let all = 0;
  let mono = 0;
  for (const { segments } of pages.flatMap((frames) => frames?.[0]?.rows ?? [])) {
    for (const { text, fonts: own } of segments) {
      all += text.length;
      if (own.every((font) => fonts.get(font)?.mono)) mono += text.length;
    }
  }
  return mono > 0.6 * all;
}

function isReadable({ body, notes }: PageText): boolean {
  return shareOfUnreadable([...body, ...notes].flatMap(({ lines }) => lines).join('')) < 0.5;
}

function hasWords(sections: readonly Section[]): boolean {
  return sections.some(({ text }) => /[\p{L}\p{N}]/u.test(text));
}

/** Names that programs give, not people. */
const nameless =
  /^(?:untitled|about:blank|https?:.*|unbenannt|无标题|document\d*|microsoft word.*|powerpoint.*|.*\.(?:docx?|pptx?|xlsx?|pdf|tex|dvi|indd|qxd|rtf|odt))$/iu;

async function titleOf(pdf: OpenPdf): Promise<string> {
  const title = (await pdf.title().catch(() => '')).replace(/\s+/g, ' ').trim();
  return nameless.test(title) ? '' : title.slice(0, 500);
}

function remarksOf({
  failed,
  isWhole,
  all,
}: ReadPages & { readonly isWhole: boolean; readonly all: number }): string[] {
  const remarks: string[] = [];
  if (!isWhole) remarks.push('The file is cut short: what could be recovered of it was read, its end may be missing.');
  if (failed.length > 0) remarks.push(`Damaged pages were left out: ${listOf(failed)}.`);
  if (all > maxPages) {
    remarks.push(
      `Only the first ${maxPages.toLocaleString('en')} of ${all.toLocaleString('en')} pages were read. Split the file and add the rest.`,
    );
  }
  return remarks;
}

/** `1–3, 7`. */
function listOf(pages: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run && page === run[1] + 1) run[1] = page;
    else runs.push([page, page]);
  }
  const shown = runs.slice(0, 20).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return shown.join(', ') + (runs.length > 20 ? ' …' : '');
}
