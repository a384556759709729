// Rows of one column → lines → paragraphs, list items, code.
import type { FontStyle, Line, Paragraph, Row, Segment } from './pdf-model';
import { asItem, endsInLeader, endsSentence, foldLeaders, isRtl, joinTexts, joinsWithoutSpace } from './pdf-text';

export interface FlowStyle {
  readonly styles: ReadonlyMap<string, FontStyle>;
  /** Distance of baselines in most paragraphs of the document, in heights of the font. */
  readonly pitch: number;
  readonly bodySize: number;
}

/** One column's lines, their segments joined. */
export function linesOf(rows: readonly Row[], styles: ReadonlyMap<string, FontStyle>): Line[] {
  const code = rows.map((row) => isCode(row, styles));
  return rows.map((row, i): Line => {
    const { y, segments } = row;
    const rtl = isRtl(segments.map(({ text }) => text).join(' '));
    const ordered = rtl ? [...segments].reverse() : segments;
    const longest = segments.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    // A lone line of it is a word or a path that is named in a sentence.
    const mono = code[i] === true && (code[i - 1] === true || code[i + 1] === true);
    return {
      text: mono ? spaced(segments) : foldLeaders(joinTexts(ordered.map(({ text }) => text))),
      x0: Math.min(...segments.map(({ x0 }) => x0)),
      x1: Math.max(...segments.map(({ x1 }) => x1)),
      y,
      size: longest.size,
      bold: segments.every(({ fonts }) => fonts.every((font) => styles.get(font)?.bold === true)),
      mono,
      rtl,
    };
  });
}

/** True of a row in a typewriter's font. Characters of other scripts than Latin are all of one width anyway. */
export function isCode({ segments }: Row, styles: ReadonlyMap<string, FontStyle>): boolean {
  return segments.every(
    ({ fonts, text }) => isMostlyAscii(text) && fonts.every((font) => styles.get(font)?.mono === true),
  );
}

/** With as many spaces between its texts as there is room for. */
function spaced(segments: readonly Segment[]): string {
  let text = '';
  let before: Segment | undefined;
  for (const segment of segments) {
    const perChar = Math.max(1, (segment.x1 - segment.x0) / Math.max(1, segment.text.length));
    if (before) text += ' '.repeat(Math.min(60, Math.max(1, Math.round((segment.x0 - before.x1) / perChar))));
    text += segment.text;
    before = segment;
  }
  return text;
}

function isMostlyAscii(text: string): boolean {
  return text.replace(/[^!-~]/g, '').length * 2 > text.length;
}

/** Distance of lines, in heights of the font, that a third of them do not exceed: paragraphs' gaps do not count. */
export function pitchOf(lines: readonly Pick<Line, 'y' | 'size'>[]): number | null {
  const steps: number[] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (!before || Math.abs(before.size - line.size) > 0.05 * line.size) continue;
    const step = (line.y - before.y) / line.size;
    if (step > 0.7 && step < 3) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 3)] ?? null;
}

interface Column {
  readonly x0: number;
  readonly x1: number;
  readonly pitch: number;
}

/** Puts the lines of a column together. */
export function paragraphsOf(lines: readonly Line[], style: FlowStyle): Paragraph[] {
  const own = lines.length >= 6 ? pitchOf(lines) : null;
  const column: Column = {
    x0: Math.min(...lines.map(({ x0 }) => x0)),
    x1: Math.max(...lines.map(({ x1 }) => x1)),
    pitch: own ?? style.pitch,
  };
  const groups: { lines: Line[]; apart: boolean }[] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    const before = group?.lines.at(-1);
    if (!group || !before) {
      groups.push({ lines: [line], apart: true });
      continue;
    }
    const apart = isApart(line, before, column) && !(line.mono && before.mono && line.y - before.y < 4 * line.size);
    if (apart || beginsParagraph(line, before, group.lines, column)) groups.push({ lines: [line], apart });
    else group.lines.push(line);
  }
  return groups.map((group, i) => ({ ...paragraphOf(group.lines, group.apart, column), leads: i === 0 }));
}

function isApart(line: Line, before: Line, { pitch }: Column): boolean {
  return line.y - before.y > (pitch * 1.28 + 0.05) * Math.max(line.size, before.size);
}

function beginsParagraph(line: Line, before: Line, group: readonly Line[], column: Column): boolean {
  if (Math.abs(line.size - before.size) > 0.1 * before.size || line.bold !== before.bold) return true;
  if (line.mono !== before.mono) return true;
  if (line.mono) return false;
  if (endsInLeader(before.text)) return true;
  // What a list's item begins with may stand at the beginning of any line by chance, but seldom at the margin.
  const item = asItem(line.text);
  if (
    item !== null &&
    (item.startsWith('- ') || endsSentence(before.text) || begun(group) || !fits(line, before, column))
  ) {
    return true;
  }
  if (line.y < before.y) return true;
  const indent = indentOf(line, column) - indentOf(before, column);
  const first = group.length === 1;
  // Back at the margin after the first line: either that one was indented, or the item is over.
  if (indent < -0.8 * line.size) return !(first && endOf(before, column) < 0.1 * width(column));
  // Half a line is left free by a list, an address, a heading, seldom by a sentence that goes on.
  if (endOf(before, column) > 0.45 * width(column) && fits(line, before, column)) return true;
  if (!endsSentence(before.text)) return first ? false : indent > 0.8 * line.size && fits(line, before, column);
  if (indent > 0.8 * line.size) return !(first && begun(group));
  return fits(line, before, column) && !/^\p{Ll}/u.test(line.text);
}

function begun(group: readonly Line[]): boolean {
  const [first] = group;
  return first !== undefined && asItem(first.text) !== null;
}

function width({ x0, x1 }: Column): number {
  return Math.max(1, x1 - x0);
}

function indentOf(line: Line, column: Column): number {
  return line.rtl ? column.x1 - line.x1 : line.x0 - column.x0;
}

/** Free space behind a line. */
function endOf(line: Line, column: Column): number {
  return line.rtl ? line.x0 - column.x0 : column.x1 - line.x1;
}

/** True if the first word of a line would have found room in the line before, which thus was ended on purpose. */
function fits(line: Line, before: Line, column: Column): boolean {
  const [word = ''] = line.text.split(' ', 1);
  const wide = joinsWithoutSpace(word.slice(0, 1), word.slice(1, 2)) ? 1 : word.length + 1;
  const perChar = (line.x1 - line.x0) / Math.max(1, line.text.length);
  return endOf(before, column) > wide * perChar + 0.5 * line.size + 0.04 * width(column);
}

function paragraphOf(lines: readonly Line[], apart: boolean, column: Column): Omit<Paragraph, 'leads'> {
  const [first] = lines;
  const last = lines.at(-1);
  const size = first?.size ?? 0;
  const bold = lines.every((line) => line.bold);
  const open = last !== undefined && endOf(last, column) < 0.12 * width(column) + size;
  const indented = first !== undefined && indentOf(first, column) > 0.8 * size;
  const common = { size, bold, apart, open, indented };
  if (lines.every(({ mono }) => mono)) {
    return { ...common, kind: 'code', lines: [codeOf(lines, column)], open: false };
  }
  const item = asItem(first?.text ?? '');
  const texts = lines.map(({ text }) => text);
  if (item === null || bold) return { ...common, kind: 'text', lines: texts };
  return { ...common, kind: 'item', lines: [item, ...texts.slice(1)] };
}

/** Lines as they stand, indented by as many characters as they are on the page. */
function codeOf(lines: readonly Line[], column: Column): string {
  const [first] = lines;
  const perChar = Math.max(1, ((first?.x1 ?? 1) - (first?.x0 ?? 0)) / Math.max(1, first?.text.length ?? 1));
  const shown = lines.flatMap((line, i) => {
    const before = lines[i - 1];
    const indent = Math.min(60, Math.max(0, Math.round((line.x0 - column.x0) / perChar)));
    const text = ' '.repeat(indent) + line.text;
    return before && isApart(line, before, column) ? ['', text] : [text];
  });
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => (/^\s*(`+)/.exec(line)?.[1]?.length ?? 0) + 1)));
  return [fence, ...shown, fence].join('\n');
}
