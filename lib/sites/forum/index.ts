import type { SiteAdapter } from '../adapter';
import { retryAfterMs } from '../refusal';
import { readFile } from './file';
import { locate } from './locate';
import { detect, read } from './page';
import { parse } from './reply';
import { plan } from './request';

/** Any forum no other adapter knows: by its data, by the marks of its software, or by what its pages repeat. */
export const forum: SiteAdapter = {
  id: 'forum',
  label: 'Other forum',
  origins: null,
  // Unknown servers of unknown strength, whole pages instead of data: slower than where a limit is published.
  politeness: { concurrency: 1, floorMs: 500, backoffMs: [10_000, 600_000] },
  defaults: { delayMs: 2000 },
  detect,
  read,
  readFile,
  locate,
  plan,
  session: () => null,
  parse,
  waitMs: retryAfterMs,
};
