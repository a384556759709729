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
