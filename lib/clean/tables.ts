import { attr } from '../base/html';
import type { Block, Render } from './render';
import type { Table } from './style';
import { boxesOf, isBox, type Box } from './tree';

/** A table; one that only arranges other tables on the page is read cell by cell. */
export function renderTable(render: Render, box: Box): Block[] {
  const inside = [...boxesOf(box.children)];
  if (inside.some((inner) => inner.tag === 'table')) return cellByCell(render, inside);
  const rows = inside.filter((inner) => inner.tag === 'tr').map((row) => ({ row, cells: cellsOf(row) }));
  const filled = rows.filter(({ cells }) => cells.length > 0);
  const caption = inside.find((inner) => inner.tag === 'caption');
  const before = caption ? render.line(caption.children) : '';
  const heading: Block[] = before ? [{ text: before, kind: 'text' }] : [];
  const first = filled[0];
  if (!first) return [...heading, ...render.blocks(box.children.filter((node) => node !== caption))];

  const inHead = first.cells.every((cell) => cell.tag === 'th') || isIn(first.row, 'thead');
  const widest = filled.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const head = inHead ? first.cells.map((cell) => textOfCell(render, cell)) : [];
  const table: Table = {
    head: [...head, ...Array.from({ length: widest - head.length }, () => '')],
    rows: filled.slice(inHead ? 1 : 0).map(({ cells }) => cells.map((cell) => textOfCell(render, cell))),
    align: Array.from({ length: widest }, (_, i) => alignOf(first.cells[i])),
  };
  const text = render.style.table(table);
  return text ? [...heading, { text, kind: 'other' }] : heading;
}

function cellByCell(render: Render, inside: readonly Box[]): Block[] {
  const outer = new Set<Box>();
  const covered = new Set<Box>();
  for (const box of inside) {
    if (covered.has(box)) continue;
    if (box.tag !== 'td' && box.tag !== 'th' && box.tag !== 'caption') continue;
    outer.add(box);
    for (const below of boxesOf(box.children)) covered.add(below);
  }
  return [...outer].flatMap((cell) => render.blocks(cell.children));
}

function cellsOf(row: Box): readonly Box[] {
  return row.children.filter(isBox).filter(({ tag }) => tag === 'td' || tag === 'th');
}

function textOfCell(render: Render, cell: Box): string {
  return render.style.cell(render.line(cell.children, { lineStart: false }));
}

function isIn(row: Box, tag: string): boolean {
  const parent = row.element.parentNode;
  return !!parent && 'tagName' in parent && parent.tagName === tag;
}

function alignOf(cell: Box | undefined): 'left' | 'right' | 'center' | null {
  if (!cell) return null;
  const styled = /text-align\s*:\s*(left|right|center)/i.exec((attr(cell.element, 'style') ?? '').slice(0, 500))?.[1];
  const side = (styled ?? attr(cell.element, 'align') ?? '').toLowerCase();
  return side === 'left' || side === 'right' || side === 'center' ? side : null;
}
