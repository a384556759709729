/** Part of a line of text, with what may be done to it. */
export interface Piece {
  readonly text: string;
  /**
   * `literal`: the author's characters, to be escaped where they would read as markup; `link-text`: the same, within a
   * link, where brackets count; `mark`: markup that pairs up; `raw`: anything that stands as it is.
   */
  readonly kind: 'literal' | 'link-text' | 'mark' | 'raw';
}

/** Markup around text. */
export interface Mark {
  readonly open: string;
  readonly close: string;
  /** May be closed and opened again around a blank line. */
  readonly splits: boolean;
}

const nothing: Mark = { open: '', close: '', splits: true };

const maxBreaks = 2;

/** White space of HTML: space, tab, line feed, form feed, carriage return. */
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 12 || code === 13;

/**
 * Builds a paragraph: collapses white space as a browser does, moves it out of marks, and leaves out marks around
 * nothing.
 */
export class InlineText {
  private readonly pieces: Piece[] = [];
  /** White space seen and not yet written. */
  private gap = '';
  private readonly waiting: Mark[] = [];
  private readonly opened: Mark[] = [];
  /** Set after a closing mark, to join `**a****b**`. */
  private lastClosed: Mark | null = null;

  text(value: string, kind: 'literal' | 'link-text' = 'literal'): void {
    let from = 0;
    let to = value.length;
    while (from < to && isBlank(value.charCodeAt(from))) from++;
    if (from > 0) this.space();
    if (from === to) return;
    while (isBlank(value.charCodeAt(to - 1))) to--;
    const text = value.slice(from, to);
    this.write(/[\t\n\f\r]| {2}/.test(text) ? text.replace(/[ \t\n\f\r]+/g, ' ') : text, kind);
    if (to < value.length) this.space();
  }

  /** Visible text that stands as it is. */
  raw(value: string): void {
    if (value) this.write(value, 'raw');
  }

  space(): void {
    if (!this.gap) this.gap = ' ';
  }

  break(): void {
    const breaks = this.gap.startsWith('\n') ? this.gap.length : 0;
    this.gap = '\n'.repeat(Math.min(breaks + 1, maxBreaks));
  }

  /** Whether what is written next begins a line. */
  atLineStart(): boolean {
    return this.pieces.length === 0 || this.gap.startsWith('\n');
  }

  open(mark: Mark | null): void {
    const same = mark && (this.waiting.includes(mark) || this.opened.includes(mark));
    this.waiting.push(mark && !same ? mark : nothing);
  }

  close(): void {
    if (this.waiting.pop()) return;
    const mark = this.opened.pop();
    if (!mark || mark === nothing) return;
    this.pieces.push({ text: mark.close, kind: 'mark' });
    this.lastClosed = mark;
  }

  /** What has been written, and whether it is anything. */
  take(): readonly Piece[] {
    return this.pieces;
  }

  private write(text: string, kind: Piece['kind']): void {
    this.writeGap();
    for (const mark of this.waiting.splice(0)) {
      this.opened.push(mark);
      if (mark === nothing) continue;
      if (mark === this.lastClosed && mark.splits) this.pieces.pop();
      else this.pieces.push({ text: mark.open, kind: 'mark' });
      this.lastClosed = null;
    }
    this.lastClosed = null;
    this.pieces.push({ text, kind });
  }

  private writeGap(): void {
    const { gap } = this;
    this.gap = '';
    if (!gap || this.pieces.length === 0) return;
    this.lastClosed = null;
    const marks = this.opened.filter((mark) => mark !== nothing);
    if (gap !== '\n\n' || marks.length === 0) {
      this.pieces.push({ text: gap, kind: 'raw' });
    } else if (marks.every((mark) => mark.splits)) {
      for (const mark of marks.toReversed()) this.pieces.push({ text: mark.close, kind: 'mark' });
      this.pieces.push({ text: gap, kind: 'raw' });
      for (const mark of marks) this.pieces.push({ text: mark.open, kind: 'mark' });
    } else this.pieces.push({ text: '\n', kind: 'raw' });
  }
}
