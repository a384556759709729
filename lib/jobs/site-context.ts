import type { ScrapeSpec } from '../model/job';
import type { SiteContext } from '../sites/adapter';
import type { HeddleDb } from '../store/db';
import { readSetting } from '../store/queries';
import { keptKey } from '../store/settle-fetch';

/** The setting that holds the person's key for a site. */
export function secretKey(site: string): string {
  return `key:${site}`;
}

/** What adapters are told of the job and the machine. The key itself is not among it: it is added when a request leaves. */
export async function siteContext(db: HeddleDb, spec: ScrapeSpec): Promise<SiteContext> {
  const { site } = spec.target;
  const [kept, key] = await Promise.all([
    readSetting<Readonly<Record<string, string>>>(db, keptKey(site), {}),
    readSetting(db, secretKey(site), ''),
  ]);
  return { options: spec.options, kept, keyed: key !== '' };
}
