import type { Section } from '../../lib/model/doc';

/** A stretch of a section short enough for a row of a list. */
export interface TextRow {
  /** Of the section that begins here; null: the row goes on with one. */
  readonly headings: readonly string[] | null;
  /** The page that begins here; null: the same as above, or none. */
  readonly page: number | null;
  readonly ocr: boolean;
  readonly text: string;
}

/** A row of more than this is too tall to scroll by. */
const mostChars = 3000;

/** The text of a document as rows: long sections are parted between paragraphs where they can be. */
export function textRows(sections: readonly Section[]): readonly TextRow[] {
  const rows: TextRow[] = [];
  let page: number | null = null;
  let trail = '';
  for (const section of sections) {
    const own = section.headings.join('\n');
    let first = true;
    for (const text of parts(section.text)) {
      rows.push({
        headings: first && (own !== trail || rows.length === 0) ? section.headings : null,
        page: first && section.page !== page ? section.page : null,
        ocr: first && section.ocr === true,
        text,
      });
      first = false;
    }
    trail = own;
    page = section.page;
  }
  return rows;
}

function parts(text: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  while (text.length - start > mostChars) {
    const end = cutBefore(text, start, start + mostChars);
    found.push(text.slice(start, end).replace(/\n+$/, ''));
    start = end;
  }
  found.push(text.slice(start));
  return found;
}

/** The last good place to part a text: after a paragraph, a line, a word; never inside a character. */
function cutBefore(text: string, start: number, end: number): number {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, end - mark.length);
    if (at > start + mostChars / 4) return at + mark.length;
  }
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end - 1 : end;
}
