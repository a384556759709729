import { isLoopback } from '../base/origin';
import { AppError } from '../model/error';
import type { Http } from '../model/http';
import type { HeddleDb } from '../store/db';
import { readSetting } from '../store/queries';

/** The setting that shuts the network off. */
export const offlineSetting = 'offline';

export function offlineError(): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'offlineMode',
    message: 'Offline mode is enabled. Only the Synthetic data source can be used.',
  });
}

/** @throws AppError `blocked` in offline mode */
export async function refuseOffline(db: HeddleDb): Promise<void> {
  if (await readSetting(db, offlineSetting, false)) throw offlineError();
}

/** Nothing leaves in offline mode, whoever asks. */
export function guardOffline(db: HeddleDb, http: Http): Http {
  return async (request, signal) => {
    await refuseOffline(db);
    return http(request, signal);
  };
}

/**
 * The same for engines and downloads, which want the reply as a stream. This machine itself is no network: a server
 * here, which the person named, is let through.
 */
export function guardFetch(db: HeddleDb, fetchIt: typeof fetch): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!isLoopback(url)) await refuseOffline(db);
    return fetchIt(input, init);
  };
}
