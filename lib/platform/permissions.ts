import browser from 'webextension-polyfill';

// The only file that asks for permissions. All are asked one host at a time, in the click that needs them.

export { originPattern } from '../base/origin';

/** Must run in a click, before any `await`. */
export function requestOrigins(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...origins] });
}

export function hasOrigins(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.contains({ origins: [...origins] });
}

/** Must run in a click, before any `await`. */
export function requestDownloads(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['downloads'] });
}

/** Calls back whenever the person grants something. Register at top level. */
export function onGranted(callback: () => void): void {
  browser.permissions.onAdded.addListener(callback);
}
