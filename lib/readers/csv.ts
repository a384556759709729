import Papa from 'papaparse';
import type { DocText } from '../model/doc';
import { decodeText } from './decode';
import { docText } from './doc-text';
import { maxTextBytes } from './limits';
import type { ReadContext } from './reader';
import { sectionBuilder } from './section-builder';

/** More is a database and no document; a model needs weeks for that many. */
export const maxRows = 100_000;
/** Cells and names of columns are cut at this; whole texts in cells are shorter. */
const maxCellLength = 100_000;
/** Wider rows are a wrong delimiter or no table. */
const maxColumns = 2_000;

/**
 * Reads a table of values: each row a paragraph of lines "column: value". Delimiter and names of columns are found in
 * the file.
 */
export async function readCsv(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  const isCut = file.size > maxTextBytes;
  const read = decodeText(new Uint8Array(await file.slice(0, maxTextBytes).arrayBuffer()));
  const raw = isCut ? read.slice(0, read.lastIndexOf('\n') + 1) : read;
  // A line that Excel reads: which sign parts the columns.
  const said = /^sep=(.)\r?\n/.exec(raw.slice(0, 10));
  signal.throwIfAborted();
  onProgress(0.2);
  const text = said ? raw.slice(said[0].length) : raw;
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter: said?.[1] ?? '',
    skipEmptyLines: 'greedy',
    preview: maxRows + 2,
  });
  signal.throwIfAborted();
  onProgress(0.7);
  const remarks: string[] = [];
  const isNamed = looksNamed(data);
  const columns = isNamed ? (data[0] ?? []).map(oneLine) : [];
  const rows = data.slice(isNamed ? 1 : 0);
  if (rows.length > maxRows || isCut) {
    const count = Math.min(rows.length, maxRows).toLocaleString('en');
    remarks.push(`The table is long: only its first ${count} rows were read.`);
  }
  if (data.some((row) => row.length > maxColumns)) remarks.push(`Rows are cut after ${maxColumns} columns.`);
  const unclosed = errors.find(({ code }) => code === 'MissingQuotes');
  if (unclosed)
    remarks.push(`A quotation mark is never closed: row ${(unclosed.row ?? 0) + 1} may hold what follows it.`);

  const to = sectionBuilder();
  for (const row of rows.slice(0, maxRows)) to.block(recordOf(row, columns));
  // A head with nothing below it is still text.
  if (rows.length === 0) to.block(columns.join(', '));
  onProgress(1);
  return docText({ name, sections: to.finish(), remarks });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, maxCellLength);

/** Names of columns are all there, all different, and no numbers. */
function looksNamed(rows: readonly (readonly string[])[]): boolean {
  const head = (rows[0] ?? []).map((cell) => cell.trim());
  if (head.length === 0 || head.at(-1) === '') head.pop();
  if (head.length === 0 || head.some((cell) => !cell || cell.length > 200 || /^[-+\d.,:/ %€$]+$/.test(cell)))
    return false;
  return new Set(head).size === head.length;
}

/** Empty values are left out; lines of a value stay together. */
function recordOf(row: readonly string[], columns: readonly string[]): string {
  const lines: string[] = [];
  row.slice(0, maxColumns).forEach((cell, i) => {
    const value = cell
      .trim()
      .slice(0, maxCellLength)
      .replace(/\s*\n\s*/g, '\n  ');
    if (value) lines.push(`${columns[i] ?? `Column ${i + 1}`}: ${value}`);
  });
  return lines.join('\n');
}
