// Pairs from a document with a tiny real model in the built extension: what the calls cost beside the model.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/machine.mjs';
import { poll } from '../tests/e2e/drivers/poll.mjs';
import { readStore } from '../tests/e2e/panel.mjs';
import { onlyJob, startGeneration } from '../tests/e2e/scenarios/documents.mjs';
import { testId, waitStatus, withSites } from '../tests/e2e/steps.mjs';
import { makeGguf } from '../tests/fixtures/models/tiny-gguf.mjs';
import { copyExtension, megabytes, printTable, watchMemory } from './place.mjs';

/** Words of our own that a seed puts in another order, so that no two paragraphs begin alike. @param {number} count */
function proseOf(count) {
  const words = [...new Set(readFileSync(join(root, 'LICENSE'), 'utf8').match(/[a-z]{4,}/g) ?? [])];
  let seed = 7;
  const next = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return words[seed % words.length] ?? '';
  };
  const sentence = () => {
    const said = Array.from({ length: 12 }, next).join(' ');
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  };
  return Array.from({ length: count }, () => `${sentence()} ${sentence()}`).join('\n\n');
}

/** @param {string} folder @param {number} calls */
export async function benchGenerate(folder, calls) {
  const model = makeGguf({ kind: 'copy', text: readFileSync(join(root, 'LICENSE'), 'utf8') });
  const place = {
    browser: /** @type {const} */ ('chromium'),
    extensionDir: copyExtension(folder),
    folder,
    shots: null,
  };
  await withSites(place, {}, async ({ driver }) => {
    const page = await driver.extensionPage('workbench.html#models');
    await page.setFiles(testId('import-files'), [{ path: 'tiny-copy.gguf', bytes: model }]);
    await page.waitForText(testId('model-state'), /ready/i, 60_000);
    await page.click(testId('nav-documents'));
    // A paragraph makes about one call; some are cut so that there are fewer.
    const text = proseOf(Math.ceil(calls * 1.1));
    await page.setFiles(testId('file-input'), [{ path: 'prose.txt', bytes: new TextEncoder().encode(text) }]);
    const doc = await poll(
      async () => (await readStore(driver))['docs']?.find(({ state }) => state === 'done') ?? null,
      {
        timeoutMs: 30_000,
        what: 'document',
      },
    );
    const memory = watchMemory(driver.pid);
    await startGeneration(page, doc.id, { type: 'qa', pairs: '2', chunks: '', chunkTokens: '250' });
    await waitStatus(page, 'Completed', 900_000);
    const report = memory.stop();
    const { job, counters } = await onlyJob(driver, 'generate');
    const { logs = [] } = await readStore(driver);
    const loaded = logs.find(({ jobId, event }) => jobId === job.id && event === 'modelLoaded');
    const wallMs = job.endedAt - loaded.at;
    const { pairs, pairsDropped, modelMs, promptTokens, outputTokens, chunksDone } = counters;
    printTable(
      `Questions and answers from ${String(chunksDone)} chunks with a tiny model (${megabytes(model.length)}) on the processor; the limit is 5 % of the time outside the model`,
      ['what', 'figure'],
      [
        ['calls that ended, pairs', `${String(pairs + pairsDropped)}, ${String(pairs)}`],
        ['load', `${String(loaded.params[2])} s on ${String(loaded.params[1])}`],
        ['time after that', `${(wallMs / 1000).toFixed(1)} s`],
        ['of it in the model', `${(modelMs / 1000).toFixed(1)} s`],
        ['outside the model', `${((1 - modelMs / wallMs) * 100).toFixed(1)} %`],
        ['tokens read, written', `${promptTokens.toLocaleString('en')}, ${outputTokens.toLocaleString('en')}`],
        ['tokens a second, reading and writing together', Math.round(((promptTokens + outputTokens) / modelMs) * 1000)],
        ...report
          .filter(({ role }) => role === 'extension renderer')
          .map(({ start, peak, end }) => [
            'renderer of the extension, anonymous memory: start, peak, end',
            [start, peak, end].map(megabytes).join(', '),
          ]),
      ],
    );
  });
}
