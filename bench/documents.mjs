// Speed of cutting documents into chunks, and of counting tokens.
import { median, printTable, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchDocuments(small) {
  await withModule('documents.ts', async (stage) => {
    const rows = [];
    for (const [name, counter] of await stage.counters()) {
      for (const megabytes of small ? [0.1] : name === 'estimate' ? [1, 10] : [1]) {
        const sections = stage.documentOf(megabytes);
        const mb = stage.sizeOf(sections) / 1e6;
        // The first run warms up.
        const runs = Array.from({ length: 4 }, () => stage.time(sections, counter)).slice(1);
        const countMs = median(runs.map(({ countMs }) => countMs));
        const cutMs = median(runs.map(({ cutMs }) => cutMs));
        const { chunks, filled } = runs[0];
        rows.push([
          name,
          `${mb.toFixed(1)} MB`,
          `${((mb / countMs) * 1000).toFixed(1)} MB/s`,
          `${(cutMs / 1000).toFixed(2)} s`,
          String(chunks),
          `${(filled * 100).toFixed(0)} %`,
        ]);
      }
    }
    printTable(
      'Documents to chunks of 1,500 tokens, 150 of them overlap; median of 3 runs',
      ['counter', 'text', 'counting alone', 'cutting', 'chunks', 'budget filled'],
      rows,
    );
  });
}
