import type { SiteAdapter } from '../adapter';
import { locate } from './address';
import { waitMs } from './failure';
import { readFile } from './file';
import { detect, read } from './page';
import { parse } from './reply';
import { plan, session } from './request';

/** Every Discourse forum, on any host. */
export const discourse: SiteAdapter = {
  id: 'discourse',
  label: 'Discourse',
  origins: null,
  // The software's own limits are 50 requests in 10 s and 200 a minute, for all a person's tabs together.
  politeness: { concurrency: 2, floorMs: 200, backoffMs: [5_000, 300_000] },
  detect,
  read,
  readFile,
  locate,
  plan,
  session,
  parse,
  waitMs,
};
