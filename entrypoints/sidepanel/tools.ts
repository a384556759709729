import type { Tools } from '../../components/effects';
import { defaultFormat, formatById, formats } from '../../lib/export';
import { serverAddress } from '../../lib/engines/server-address';
import { chunkBudget } from '../../lib/jobs/executors/chunk';
import { pairCleaned } from '../../lib/jobs/pair-thread';
import { strategies } from '../../lib/pairing';
import { acceptedFiles } from '../../lib/readers';
import { cutChunks, spreadChunks } from '../../lib/readers/chunk';
import { sites } from '../../lib/sites';

/** The pure stages as the panel uses them: for trials on stored posts, and to show a line as it would be exported. */
export const tools: Tools = {
  docs: {
    accepted: acceptedFiles,
    chunks: (sections, options, counter, contextTokens) =>
      cutChunks(sections, {
        budgetTokens: chunkBudget(options, contextTokens),
        overlapTokens: options.overlapTokens,
        counter,
      }),
    spread: spreadChunks,
    serverAddress,
  },
  sites,
  strategies,
  formats,
  defaultFormat,
  repair: pairCleaned,
  jsonLine(pair, options, nameOf, wordsOf) {
    const record = formatById(options.format).record(pair, {
      image: (key) => nameOf(key) ?? key,
      imageText: wordsOf,
    });
    return record === null ? null : JSON.stringify(record);
  },
};
