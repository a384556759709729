// PDFs that lost their end, and with it the list of their pages.

/** Larger ones are not searched: the text of the search takes as much memory as the file. */
const maxBytes = 60_000_000;
const mostPages = 20_000;

/**
 * Appends what a file's end should say: which objects are its pages. pdf.js finds the objects of a file without a
 * directory by itself (ISO 32000-1, 7.7: a trailer names the catalogue, that the tree of pages, that the pages).
 * @returns null where the file shows no page
 */
export function mended(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (bytes.length > maxBytes) return null;
  const text = new TextDecoder('latin1').decode(bytes);
  if (!text.slice(0, 1024).includes('%PDF-')) return null;
  const pages: string[] = [];
  let highest = 0;
  for (const match of text.matchAll(/(?:^|[\r\n\s])(\d{1,7})\s+(\d{1,5})\s+obj\b/g)) {
    const [whole, number = '', generation = ''] = match;
    highest = Math.max(highest, Number(number));
    const from = match.index + whole.length;
    // A page's dictionary is short; what lies behind `stream` is none.
    const [head = ''] = text.slice(from, from + 4_000).split(/\bendobj\b|\bstream\b/, 1);
    if (/\/Type\s*\/Page\b/.test(head) && pages.length < mostPages) pages.push(`${number} ${generation} R`);
  }
  if (pages.length === 0) return null;
  const [tree, catalogue] = [highest + 1, highest + 2];
  const end =
    `\nendstream\nendobj\n${String(tree)} 0 obj\n<< /Type /Pages /Count ${String(pages.length)} /Kids [${pages.join(' ')}] ` +
    `/MediaBox [0 0 595 842] >>\nendobj\n${String(catalogue)} 0 obj\n<< /Type /Catalog /Pages ${String(tree)} 0 R >>\nendobj\n` +
    `trailer\n<< /Size ${String(catalogue + 1)} /Root ${String(catalogue)} 0 R >>\nstartxref\n0\n%%EOF\n`;
  const mend = new TextEncoder().encode(end);
  const all = new Uint8Array(bytes.length + mend.length);
  all.set(bytes);
  all.set(mend, bytes.length);
  return all;
}
