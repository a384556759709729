import type { SiteDefaults, SiteOptionValue } from '../../model/job';
import { optionOf, type SiteContext, type SiteOption } from '../adapter';

/** What only boards have to choose. */
export const options: readonly SiteOption[] = [
  { id: 'threadsPerBoard', kind: 'number', default: 50, min: 1, max: 5000, on: 'listing' },
  { id: 'archive', kind: 'switch', default: false, on: 'listing' },
  { id: 'watch', kind: 'switch', default: false },
];

export function option(id: string, context: SiteContext | undefined): SiteOptionValue {
  return optionOf({ options }, id, context);
}

/** The reference tool's own starting values; threads are counted by board instead of over all. */
export const defaults: SiteDefaults = {
  delayMs: 1000,
  limits: { threads: null, pairs: 5000 },
  pairing: { strategy: 'reply-chain', k: 6, minLength: 3 },
};
