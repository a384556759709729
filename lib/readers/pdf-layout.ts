// A page's frames → its paragraphs in reading order, footnotes after the rest.
import { regionsOf } from './pdf-columns';
import { withoutFurniture } from './pdf-furniture';
import type { Frame, Line, Paragraph, Segment } from './pdf-model';
import { isCode, linesOf, paragraphsOf, type FlowStyle } from './pdf-paragraphs';
import { tableToMarkdown } from './pdf-tables';
import { beginsFootnote, isRtl } from './pdf-text';

export interface PageText {
  readonly body: readonly Paragraph[];
  readonly notes: readonly Paragraph[];
}

/** Footnotes are in smaller print than the text. */
const noteSize = 0.93;

const plain = { bold: false, apart: false, indented: false, leads: false, open: false } as const;

/** @param furniture segments that are no part of the text */
export function layOut(frames: readonly Frame[], furniture: ReadonlySet<Segment>, style: FlowStyle): PageText {
  const body: Paragraph[] = [];
  const notes: Paragraph[] = [];
  for (const frame of frames) {
    const rows = withoutFurniture(frame.rows, furniture);
    const rtl = isRtl(rows.flatMap(({ segments }) => segments.map(({ text }) => text)).join(' '));
    for (const region of regionsOf(rows, rtl, (row) => isCode(row, style.styles))) {
      if (region.kind === 'table') {
        const text = tableToMarkdown(region.rows, region.edges, rtl);
        body.push({ ...plain, kind: 'table', lines: [text], size: 0, apart: true });
        continue;
      }
      const lines = linesOf(region.rows, style.styles);
      const end = notesBegin(lines, frame.height, style.bodySize);
      if (end > 0) body.push(...paragraphsOf(lines.slice(0, end), style));
      notes.push(...notesOf(lines.slice(end)));
    }
  }
  return { body, notes };
}

/** Where the footnotes at the end of a column begin; its length where it has none. */
function notesBegin(lines: readonly Line[], height: number, bodySize: number): number {
  let begin = lines.length;
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (!line || line.size > noteSize * bodySize || line.y < 0.4 * height) break;
    if (beginsFootnote(line.text)) begin = i;
  }
  // Small print that does not follow larger print is text of its own: a list of references, an index.
  const above = lines[begin - 1];
  return above && above.size <= noteSize * bodySize ? lines.length : begin;
}

function notesOf(lines: readonly Line[]): Paragraph[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group && !beginsFootnote(line.text)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => ({
    ...plain,
    kind: 'note',
    lines: group.map(({ text }) => text),
    size: group[0]?.size ?? 0,
  }));
}
