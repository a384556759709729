import type { SiteAdapter } from '../adapter';
import { locate } from './address';
import { waitMs } from './failure';
import { readFile } from './file';
import { apiHost } from './hosts';
import { defaults, options } from './options';
import { detect, read } from './page';
import { parse } from './reply';
import { plan } from './request';
import { source } from './source';

/** All sites of the Stack Exchange network. */
export const stackexchange: SiteAdapter = {
  id: 'stackexchange',
  label: 'Stack Exchange',
  origins: [
    'https://*.stackexchange.com/*',
    'https://*.stackoverflow.com/*',
    'https://*.superuser.com/*',
    'https://*.serverfault.com/*',
    'https://*.askubuntu.com/*',
    'https://*.stackapps.com/*',
    'https://*.mathoverflow.net/*',
  ],
  // The API bans an address that makes 30 requests a second, and names its wish for more distance (`backoff`) itself:
  // https://api.stackexchange.com/docs/throttle
  politeness: { concurrency: 1, floorMs: 200, backoffMs: [5_000, 300_000] },
  options,
  defaults,
  source,
  credential: { host: apiHost, param: 'key' },
  detect,
  read,
  readFile,
  locate,
  plan,
  // The API knows no cookies, and pages need none.
  session: () => null,
  parse,
  waitMs,
};
