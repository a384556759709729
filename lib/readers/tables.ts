import { attr, childrenOf, elementsOf, find, findAll, isElement, type Element } from '../base/html';
import { inlineText } from './html-inline';

/** More columns are a fault or an attack. */
const maxColumns = 500;

/**
 * Rows of cells as a Markdown table; the first row is its head, since a model reads the others by it.
 * Rows are not padded: one long row would make all of them long.
 * @returns '' where no cell has text
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const filled = rows.filter((row) => row.some(Boolean));
  const [head, ...body] = filled;
  if (!head) return '';
  const columns = filled.reduce((most, row) => Math.max(most, row.length), 0);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  const widened = [...head, ...Array.from({ length: columns - head.length }, () => '')];
  return [line(widened), line(widened.map(() => '---')), ...body.map(line)].join('\n');
}

const isCell = (element: Element): boolean => element.tagName === 'td' || element.tagName === 'th';

/**
 * An HTML table as rows of cells; spans leave the places empty that they cover.
 * @returns null where it only arranges things on the page: other tables, code, a single column
 */
export function rowsOf(table: Element): readonly (readonly string[])[] | null {
  if (find(table, ({ tagName }) => tagName === 'table' || tagName === 'pre' || /^h[1-6]$/.test(tagName))) return null;
  const rows: string[][] = [];
  /** Rows that a cell above still covers, by column. */
  const covered: number[] = [];
  let columns = 0;
  for (const row of elementsOf(table)) {
    if (row.tagName !== 'tr') continue;
    const cells: string[] = [];
    for (const cell of childrenOf(row)) {
      if (!isElement(cell) || !isCell(cell)) continue;
      while ((covered[cells.length] ?? 0) > 0) cells.push('');
      if (cells.length >= maxColumns) break;
      const below = spanOf(cell, 'rowspan') - 1;
      const from = cells.length;
      cells.push(inlineText(cell));
      for (let i = spanOf(cell, 'colspan'); i > 1 && cells.length < maxColumns; i--) cells.push('');
      // Counted down below with this row itself.
      if (below > 0) for (let i = from; i < cells.length; i++) covered[i] = below + 1;
    }
    for (let i = 0; i < covered.length; i++) covered[i] = Math.max(0, (covered[i] ?? 0) - 1);
    columns = Math.max(columns, cells.length);
    if (cells.length > 0) rows.push(cells);
  }
  return columns > 1 ? rows : null;
}

function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const span = Number(attr(cell, name) ?? 1);
  return Number.isInteger(span) && span > 0 ? Math.min(span, maxColumns) : 1;
}

/** The caption of a table. */
export function captionOf(table: Element): string {
  const caption = findAll(table, ({ tagName }) => tagName === 'caption')[0];
  return caption ? inlineText(caption) : '';
}
