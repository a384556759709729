import type { DocText } from '../model/doc';
import { decodeText } from './decode';
import { docText } from './doc-text';
import { maxTextBytes } from './limits';
import type { ReadContext } from './reader';
import { docTooLarge } from './refusal';
import { sectionBuilder, tidy, type SectionBuilder } from './section-builder';

/** Reads plain text: paragraphs as they stand, headings where there can be little doubt. */
export async function readText(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  if (file.size > maxTextBytes) throw docTooLarge(name, maxTextBytes);
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  signal.throwIfAborted();
  onProgress(0.3);
  const to = sectionBuilder();
  addPlainText(text, to);
  onProgress(1);
  return docText({ name, sections: to.finish() });
}

/** Adds text whose paragraphs are parted by empty lines. */
export function addPlainText(text: string, to: SectionBuilder): void {
  const paragraphs = tidy(text)
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim());
  const levels = paragraphs.map(levelOf);
  paragraphs.forEach((paragraph, i) => {
    const level = levels[i] ?? null;
    const underlined = level === null ? undefined : /^(\S.*)\n[=-]{3,}$/.exec(paragraph)?.[1];
    // Several in a row, or one with nothing below it: a list or a signature rather than headings.
    const next = levels[i + 1] ?? null;
    const isAlone = levels[i - 1] !== level && (next === null || next > (level ?? 0)) && i + 1 < paragraphs.length;
    if (level !== null && underlined !== undefined) to.heading(level, underlined);
    else if (level !== null && isAlone) to.heading(level, paragraph.trim());
    else to.block(paragraph);
  });
}

const chapter =
  /^(?:(?:chapter|part|book|section|appendix|kapitel|teil|abschnitt|anhang|chapitre|partie|cap[ií]tulo|parte|capitolo|hoofdstuk|глава|часть|rozdział)\s+(?:\d{1,3}|[ivxlc]{1,7}|[A-Z])\b|第\s?[\d一二三四五六七八九十百千零〇两]{1,6}\s?[章节節回部卷篇])/iu;
const part = /^(?:part|book|teil|partie|parte|часть|第\s?[\d一二三四五六七八九十百]{1,6}\s?[部卷])/iu;
const numbered = /^(\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+\p{L}/u;

/** Level of a paragraph that is a heading; null: it is none, or may be none. */
function levelOf(paragraph: string): number | null {
  const lines = paragraph.split('\n', 3);
  const line = (lines[0] ?? '').trim();
  if (line.length > 100 || !line) return null;
  // The rule below must be about as long as the line, else it parts two paragraphs.
  if (lines.length === 2) {
    const rule = /^(=+|-+)$/.exec(lines[1] ?? '')?.[0];
    if (!rule || Math.abs(rule.length - line.length) > 3 || rule.length < 3) return null;
    return rule.startsWith('=') ? 1 : 2;
  }
  if (lines.length > 1 || line.length > 80 || /[.,;!?。，；！？]$/u.test(line)) return null;
  if (chapter.test(line)) return part.test(line) ? 1 : 2;
  const number = numbered.exec(line)?.[1];
  if (number) return Math.min(6, number.split('.').length + 1);
  // Below chapters: their titles often stand so in the next line.
  return isShouted(line) ? 3 : null;
}

/** All capitals, and words: "INTRODUCTION", not "A1-B2" nor "USA". */
function isShouted(line: string): boolean {
  const letters = line.match(/\p{L}/gu) ?? [];
  if (letters.length < 6 || letters.length < line.length * 0.6) return false;
  return line === line.toUpperCase() && line !== line.toLowerCase() && !/\p{Lo}/u.test(line);
}
