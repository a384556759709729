import type { HeddleDb } from '../store/db';
import { readSetting } from '../store/queries';

/** The setting that holds the keys of servers, by the origin of their address. */
export const serverKeysSetting = 'serverKeys';

/** Looks up the key of a server; it enters requests to that origin and nothing else. */
export function serverKeys(db: HeddleDb): (url: string) => Promise<string | undefined> {
  return async (url) => {
    if (!URL.canParse(url)) return undefined;
    const keys = await readSetting<Readonly<Record<string, string>>>(db, serverKeysSetting, {});
    const { origin } = new URL(url);
    const key = Object.hasOwn(keys, origin) ? keys[origin] : undefined;
    return key === '' ? undefined : key;
  };
}
