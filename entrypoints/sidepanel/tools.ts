import type { Tools } from '../../components/effects';
import { defaultFormat, formatById, formats } from '../../lib/export';
import { pairCleaned } from '../../lib/jobs/pair-thread';
import { strategies } from '../../lib/pairing';
import { sites } from '../../lib/sites';

/** The pure stages as the panel uses them: for trials on stored posts, and to show a line as it would be exported. */
export const tools: Tools = {
  sites,
  strategies,
  formats,
  defaultFormat,
  repair: pairCleaned,
  jsonLine(pair, options, nameOf) {
    const record = formatById(options.format).record(pair, { image: (key) => nameOf(key) ?? key });
    return record === null ? null : JSON.stringify(record);
  },
};
