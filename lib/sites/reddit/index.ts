import type { SiteAdapter } from '../adapter';
import { locate } from './address';
import { waitMs } from './failure';
import { readFile } from './file';
import { defaults, options, source } from './options';
import { detect, read } from './page';
import { parse } from './reply';
import { plan, session } from './request';

/** Reddit, at either of its two faces. */
export const reddit: SiteAdapter = {
  id: 'reddit',
  label: 'Reddit',
  origins: ['https://*.reddit.com/*'],
  // A hundred requests a minute are what Reddit's rules of 2023 allow; a second call for comments at once is refused.
  politeness: { concurrency: 1, floorMs: 600, backoffMs: [5_000, 600_000] },
  options,
  defaults,
  source,
  detect,
  read,
  readFile,
  locate,
  plan,
  session,
  parse,
  waitMs,
};
