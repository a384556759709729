// Speed and memory of reading a long PDF.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, megabytes, printTable, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchReaders(small) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-readers-'));
  try {
    await withModule(
      'readers.ts',
      (stage) => {
        const rows = (small ? [5] : [50, 500, 2000]).map((pages) => {
          const { bytes, known } = stage.longPdf(pages);
          const [pdf, text] = [join(folder, 'long.pdf'), join(folder, 'long.txt')];
          writeFileSync(pdf, bytes);
          const runs = Array.from({ length: 3 }, () =>
            JSON.parse(
              execFileSync(process.execPath, [fileURLToPath(stage.place), 'read-pdf', pdf, text], { encoding: 'utf8' }),
            ),
          );
          const of = (/** @type {string} */ name) => median(runs.map((run) => run[name]));
          return [
            pages.toLocaleString('en'),
            megabytes(statSync(pdf).size),
            `${(of('readMs') / 1000).toFixed(1)} s`,
            `${(of('cutMs') / 1000).toFixed(2)} s`,
            String(runs[0].chunks),
            megabytes(of('startBytes')),
            megabytes(of('peakBytes')),
            `${(stage.wordScore(known, readFileSync(text, 'utf8')) * 100).toFixed(2)} %`,
          ];
        });
        printTable(
          'A PDF to text and chunks, in a process of its own, median of 3 runs',
          ['pages', 'file', 'reading', 'cutting', 'chunks', 'memory before', 'memory, peak', 'words in order'],
          rows,
        );
      },
      // pdf.js finds its worker beside itself.
      { external: ['pdfjs-dist'] },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
