// What the steps from a PDF's page to paragraphs hand each other. Lengths are in points (1/72 inch), y runs down.

/** A stretch of text as the PDF draws it, in a frame where it reads from left to right (or right to left) and down. */
export interface Piece {
  /** In logical order. */
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly width: number;
  /** Height of the font. */
  readonly size: number;
  readonly font: string;
}

/** What can be known of a font. */
export interface FontStyle {
  readonly bold: boolean;
  /** Every character is as wide as any other. */
  readonly mono: boolean;
}

/** Text of one row without a gap that could part columns. */
export interface Segment {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  /** Of most of its characters. */
  readonly size: number;
  readonly fonts: readonly string[];
  readonly rtl: boolean;
}

/** What stands on one baseline, from left to right. */
export interface Row {
  readonly y: number;
  readonly size: number;
  readonly segments: readonly Segment[];
}

/** Text that runs in one direction on a page: a page has one frame, but for text that is turned. */
export interface Frame {
  readonly rows: readonly Row[];
  /** Extent of the page along the rows, and across them. */
  readonly width: number;
  readonly height: number;
}

/** A line of a column. */
export interface Line {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  readonly mono: boolean;
  readonly rtl: boolean;
}

/** A column of text without columns in it, or a table. */
export type Region =
  | { readonly kind: 'flow'; readonly rows: readonly Row[] }
  | { readonly kind: 'table'; readonly rows: readonly Row[]; readonly edges: readonly number[] };

/** Lines that belong together. */
export interface Paragraph {
  readonly kind: 'text' | 'item' | 'code' | 'table' | 'note';
  /** Without their line ends; a table and code are one line already. */
  readonly lines: readonly string[];
  readonly size: number;
  readonly bold: boolean;
  /** Free space above it was wider than between its lines. */
  readonly apart: boolean;
  /** Its first line begins behind the margin. */
  readonly indented: boolean;
  /** The first of its column. */
  readonly leads: boolean;
  /** Its last line is as long as its column allows, so that it may go on elsewhere. */
  readonly open: boolean;
}
