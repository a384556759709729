import type { SiteAdapter } from '../adapter';
import { retryAfterMs } from '../refusal';
import { readFile } from './file';
import { defaults, options } from './options';
import { detect, read } from './page';
import { locate } from './place';
import { plan } from './request';
import { parse } from './reply';
import { source } from './source';

/** Imageboards: the site of the read-only API, and software with the same interface or one like it, on any host. */
export const fourchan: SiteAdapter = {
  id: 'fourchan',
  label: 'Imageboards (4chan and alike)',
  origins: null,
  // The API's rules: no more than one request a second.
  politeness: { concurrency: 1, floorMs: 1000, backoffMs: [5_000, 300_000] },
  options,
  defaults,
  source,
  detect,
  read,
  readFile,
  locate,
  plan,
  // Nobody has an account.
  session: () => null,
  parse,
  waitMs: retryAfterMs,
};
