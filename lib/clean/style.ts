import type { Mark, Piece } from './inline-text';

/** Who is quoted, as far as the post tells. */
export interface Attribution {
  readonly name: string | null;
  /** Number of the post quoted. */
  readonly post: string | null;
  /** Number of its thread, unless it is this one. */
  readonly topic: string | null;
  /** The thread quoted from, where it is another one. */
  readonly title: string | null;
  readonly url: string | null;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly align: readonly ('left' | 'right' | 'center' | null)[];
}

export type MarkName = 'strong' | 'emphasis' | 'strike' | 'spoiler';

/** How a profile writes each construct; the walk over the tree is the same for all. */
export interface Style {
  /** null: the text only. */
  mark(name: MarkName): Mark | null;
  /** `kbd`, `sup` and the like. */
  tag(name: string): Mark | null;
  text(pieces: readonly Piece[], lineStart: boolean): string;
  codeSpan(code: string): string;
  codeBlock(code: string, language: string): string;
  link(url: string): Mark | null;
  bareLink(url: string): string;
  /** An address that the forum shows by the title of what is there, or by a player. */
  preview(url: string, title: string): string;
  image(url: string, alt: string): string;
  math(tex: string, display: boolean): string;
  checkbox(checked: boolean): string;
  footnoteRef(label: string): string;
  footnote(label: string, body: string): string;
  heading(level: number, text: string): string;
  readonly rule: string;
  /** Keeps the blank lines between items that hold paragraphs. */
  readonly looseLists: boolean;
  quote(body: string, from: Attribution | null): string;
  /** @param number null: the list is not numbered; @param second the list follows another of its kind */
  item(body: string, number: number | null, second: boolean): string;
  definition(body: string): string;
  details(summary: string, body: string): string;
  spoiler(body: string): string;
  poll(body: string): string;
  table(table: Table): string;
  /** Text of one cell. */
  cell(text: string): string;
}

/** Puts `first` before the first line and `rest` before the others; empty lines get `empty`. */
export function prefixLines(text: string, first: string, rest: string, empty: string): string {
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? (first + line).trimEnd() : line ? rest + line : empty))
    .join('\n');
}

/** A run of `char` longer than any in the text. */
export function fenceFor(text: string, char: string, least: number): string {
  let longest = least - 1;
  let run = 0;
  for (const c of text) {
    run = c === char ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return char.repeat(longest + 1);
}

export function fenced(code: string, language: string): string {
  const fence = fenceFor(code, '`', 3);
  return `${fence}${language}\n${code}\n${fence}`;
}
