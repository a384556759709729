// Benchmarks: npm run bench [-- export scroll crawl storing cleaning pairing parity documents readers popup generate] [--keep FOLDER] [--small]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchExport, benchScroll, fill } from './archive.mjs';
import { benchCleaning } from './cleaning.mjs';
import { benchCrawl } from './crawl.mjs';
import { benchDocuments } from './documents.mjs';
import { benchGenerate } from './generate.mjs';
import { benchReaders } from './readers.mjs';
import { benchPairing } from './pairing.mjs';
import { benchParity } from './parity.mjs';
import { benchPopup } from './popup.mjs';
import { describeMachine } from './place.mjs';
import { benchStoring } from './storing.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // --keep: the filled store stays there, and is used again. --small: a hundredth of everything, to try them out.
  options: { keep: { type: 'string' }, small: { type: 'boolean', default: false } },
});
const wanted = new Set(
  positionals.length > 0
    ? positionals
    : [
        'export',
        'scroll',
        'crawl',
        'storing',
        'cleaning',
        'pairing',
        'parity',
        'documents',
        'readers',
        'popup',
        'generate',
      ],
);
const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'heddle-bench-'));
mkdirSync(folder, { recursive: true });
const size = values.small
  ? { threads: 20, pairsPerThread: 50, images: 51 }
  : { threads: 1000, pairsPerThread: 100, images: 5120 };

console.log(describeMachine());
try {
  if (wanted.has('export') || wanted.has('scroll')) await fill(folder, size);
  if (wanted.has('scroll')) await benchScroll(folder, size);
  if (wanted.has('export')) await benchExport(folder, size);
  if (wanted.has('crawl')) await benchCrawl(folder, values.small ? 200 : 5000);
  if (wanted.has('storing')) await benchStoring(folder, values.small);
  if (wanted.has('cleaning')) await benchCleaning(values.small);
  if (wanted.has('pairing')) await benchPairing(values.small);
  if (wanted.has('parity')) await benchParity(values.small);
  if (wanted.has('documents')) await benchDocuments(values.small);
  if (wanted.has('popup')) await benchPopup(folder, values.small ? 3 : 10);
  if (wanted.has('generate')) await benchGenerate(folder, values.small ? 20 : 200);
  if (wanted.has('readers')) await benchReaders(values.small);
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
console.log(`\n${describeMachine()}`);
