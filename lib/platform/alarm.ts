import browser from 'webextension-polyfill';

const name = 'wake';

/** Keeps an alarm every 30 s while there is work; it wakes us after the browser has stopped us. */
export async function keepAlarm(wanted: boolean): Promise<void> {
  if (!wanted) {
    await browser.alarms.clear(name);
    return;
  }
  // Chromium forgets the alarms of unpacked extensions when it restarts.
  if (!(await browser.alarms.get(name))) await browser.alarms.create(name, { periodInMinutes: 0.5 });
}

/** Calls back on each alarm and at browser start. Register at top level. */
export function onWake(callback: () => void): void {
  browser.alarms.onAlarm.addListener(callback);
  browser.runtime.onStartup.addListener(callback);
  browser.runtime.onInstalled.addListener(callback);
  self.addEventListener('online', callback);
}

/** Any extension call resets the browser's idle timer; an in-flight fetch alone does not. */
export async function ping(): Promise<void> {
  await browser.runtime.getPlatformInfo();
}
