// Imported documents, and the pieces of them that a model is given.

/** What a document is, as the person sees it; a reader for each. */
export type DocKind = 'pdf' | 'docx' | 'pptx' | 'odt' | 'epub' | 'html' | 'markdown' | 'text' | 'csv' | 'thread';

/** A stretch of a document under one heading, on one page. */
export interface Section {
  /** The headings it stands under, outermost first. Its own is also the first line of its text, after `#` signs. */
  readonly headings: readonly string[];
  /** Page or slide from 1; null where the document has none. */
  readonly page: number | null;
  /** Paragraphs parted by an empty line, line ends as `\n`, tables as Markdown. Never empty. */
  readonly text: string;
  /** Read off a picture. */
  readonly ocr?: true;
}

/** What a reader makes of a file. */
export interface DocText {
  /** '' where the document does not say. */
  readonly title: string;
  /** In reading order. */
  readonly sections: readonly Section[];
  /** null: the document has none. */
  readonly pages: number | null;
  /** Pages that show nothing but pictures: their words want OCR. From 1. */
  readonly scannedPages: readonly number[];
  /** Sentences for the person: what was left out and why. */
  readonly remarks: readonly string[];
}

/** Sections are joined by this into the document's text, which offsets count in. */
export const sectionGap = '\n\n';

/** The whole text of a document; offsets of chunks and of evidence count UTF-16 units in it. */
export function textOf(sections: readonly Pick<Section, 'text'>[]): string {
  return sections.map(({ text }) => text).join(sectionGap);
}

/** A piece of a document small enough for a model. */
export interface Chunk {
  /** Place in the document, from 0. */
  readonly n: number;
  /** Where it begins and ends in the document's text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Units at its beginning that the chunk before it has as well. */
  readonly overlap: number;
  readonly text: string;
  readonly headings: readonly string[];
  /** First and last page; null where the document has none. */
  readonly pages: readonly [first: number, last: number] | null;
  readonly tokens: number;
}

/** Counts tokens of a text. */
export interface TokenCounter {
  /** false: estimated from its length. */
  readonly exact: boolean;
  count(text: string): number;
}
