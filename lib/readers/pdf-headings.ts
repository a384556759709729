// Which paragraphs are headings, and how deep: by the document's outline, by size and weight.
import type { Paragraph } from './pdf-model';
import { endsInLeader } from './pdf-text';

/** An entry of the document's outline. */
export interface OutlineEntry {
  readonly title: string;
  /** From 1. */
  readonly depth: number;
}

/** So much larger than the text. */
const larger = 1.12;

/** Paragraphs that are headings, with their levels from 1. */
export function headingsOf(
  paragraphs: readonly Paragraph[],
  bodySize: number,
  outline: readonly OutlineEntry[],
): ReadonlyMap<Paragraph, number> {
  const depths = new Map<string, number>();
  for (const { title, depth } of outline) {
    for (const key of [keyOf(title), keyOf(withoutNumber(title))]) if (key && !depths.has(key)) depths.set(key, depth);
  }
  const isMostlyBold = shareOfBold(paragraphs, bodySize) > 0.5;
  const found: { readonly paragraph: Paragraph; readonly style: string; readonly depth: number | null }[] = [];
  for (const [i, paragraph] of paragraphs.entries()) {
    if (!mayBeHeading(paragraph)) continue;
    const text = paragraph.lines.join(' ');
    const depth = depths.get(keyOf(text)) ?? depths.get(keyOf(withoutNumber(text))) ?? null;
    const alone = paragraphs[i + 1]?.apart === true || paragraph.apart;
    if (depth !== null || looksLikeHeading(paragraph, text, bodySize, isMostlyBold, alone)) {
      found.push({ paragraph, style: styleOf(paragraph, text), depth });
    }
  }
  const levels = levelsOf(found);
  return new Map(found.map(({ paragraph, style, depth }) => [paragraph, depth ?? levels.get(style) ?? 1]));
}

function mayBeHeading({ kind, lines }: Paragraph): boolean {
  if ((kind !== 'text' && kind !== 'item') || lines.length > 4) return false;
  const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  // Lines of a table of contents name a heading and are none.
  if (lines.some(endsInLeader)) return false;
  return length <= 200 && lines.some((line) => /\p{L}/u.test(line)) && !lines[0]?.startsWith('- ');
}

function looksLikeHeading(
  { size, bold, lines, apart }: Paragraph,
  text: string,
  bodySize: number,
  isMostlyBold: boolean,
  alone: boolean,
): boolean {
  if (/[,;:]$/.test(text) || (/[.。]$/.test(text) && size < 1.3 * bodySize)) return false;
  if (size >= larger * bodySize) return lines.length <= 3 || size >= 1.4 * bodySize;
  if (size < 0.95 * bodySize || lines.length > 2 || text.length > 120 || !alone) return false;
  if (bold && !isMostlyBold) return true;
  // Capitals alone, on a line with space around it.
  return apart && lines.length === 1 && text.length <= 80 && /\p{Lu}{3}/u.test(text) && !/\p{Ll}|\p{Lo}/u.test(text);
}

function shareOfBold(paragraphs: readonly Paragraph[], bodySize: number): number {
  let all = 0;
  let bold = 0;
  for (const one of paragraphs) {
    if (one.kind === 'table' || Math.abs(one.size - bodySize) > 0.1 * bodySize) continue;
    const length = one.lines.reduce((sum, line) => sum + line.length, 0);
    all += length;
    if (one.bold) bold += length;
  }
  return all === 0 ? 0 : bold / all;
}

/** Larger styles sort first; at one size bold before plain, then fewer parts in the heading's number. */
function styleOf({ size, bold }: Paragraph, text: string): string {
  const [, number] = /^(\d+(?:\.\d+)*)\.?\s/.exec(text) ?? [];
  const parts = number === undefined ? 0 : number.split('.').length;
  const rounded = Math.round(size * 2);
  return `${String(100_000 - Math.min(99_999, rounded)).padStart(6, '0')} ${bold ? '0' : '1'} ${String(Math.min(9, parts))}`;
}

/** The level of each style: what the outline says of its like, or else one below the next larger style. */
function levelsOf(found: readonly { readonly style: string; readonly depth: number | null }[]): Map<string, number> {
  const known = new Map<string, number>();
  for (const { style, depth } of found) {
    if (depth !== null) known.set(style, Math.min(depth, known.get(style) ?? depth));
  }
  const levels = new Map<string, number>();
  let level = 0;
  let before = '';
  for (const style of [...new Set(found.map((one) => one.style))].sort()) {
    // A numbered and an unnumbered heading in one type face are of one rank: `Abstract` beside `1 Introduction`.
    const sameRank =
      before.slice(0, -1) === style.slice(0, -1) && Number(before.at(-1)) === 0 && Number(style.at(-1)) === 1;
    level = known.get(style) ?? (sameRank ? level : level + 1);
    levels.set(style, level);
    before = style;
  }
  return levels;
}

function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function withoutNumber(text: string): string {
  return text.replace(/^\s*(?:(?:chapter|section|part|kapitel|第)\s*)?[\divxlc]+(?:\.\d+)*[.):章节]?\s+/iu, '');
}
