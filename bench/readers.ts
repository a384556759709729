// A PDF of many pages: written by one process, read and cut into chunks by another, whose memory is that of reading alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { estimateCounter } from '../lib/engines/tokenizer';
import { textOf } from '../lib/model/doc';
import { cutChunks } from '../lib/readers/chunk';
import { readPdf } from '../lib/readers/pdf-read';
import { nodeContext } from '../tests/fixtures/documents/pdf-node';
import { longPdf } from '../tests/fixtures/documents/pdf-scripts';
import { wordScore } from '../tests/fixtures/documents/word-score';

export { longPdf, wordScore };
/** This module, built, for the process that reads. */
export const place = import.meta.url;

/** What reading a file took. */
export interface Reading {
  readonly readMs: number;
  readonly cutMs: number;
  readonly chunks: number;
  /** Of the whole process, before it and at its height. */
  readonly startBytes: number;
  readonly peakBytes: number;
}

/** Reads the PDF at `from` and writes its text to `to`. */
async function measure(from: string, to: string): Promise<Reading> {
  const file = new Blob([readFileSync(from)]);
  const context = nodeContext();
  const startBytes = process.memoryUsage().rss;
  const started = performance.now();
  const { sections } = await readPdf(file, context);
  const readMs = performance.now() - started;
  const chunks = cutChunks(sections, { budgetTokens: 1500, overlapTokens: 150, counter: estimateCounter() });
  const cutMs = performance.now() - started - readMs;
  writeFileSync(to, textOf(sections));
  return { readMs, cutMs, chunks: chunks.length, startBytes, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

const [, , task, from = '', to = ''] = process.argv;
if (task === 'read-pdf') process.stdout.write(JSON.stringify(await measure(from, to)));
