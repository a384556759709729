import type { Tools } from '../../components/effects';
import { clean } from '../../lib/clean';
import { defaultFormat, formatById, formats } from '../../lib/export';
import { pairThread, strategies } from '../../lib/pairing';

/** The pure stages as the panel uses them: for trials on stored posts, and to show a line as it would be exported. */
export const tools: Tools = {
  strategies,
  formats,
  defaultFormat,
  repair: (thread, posts, options) => pairThread(thread, posts, options, clean),
  jsonLine(pair, options, nameOf) {
    const record = formatById(options.format).record(pair, { image: (key) => nameOf(key) ?? key });
    return record === null ? null : JSON.stringify(record);
  },
};
