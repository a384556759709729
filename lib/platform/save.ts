import browser, { type Downloads } from 'webextension-polyfill';

/**
 * What became of a download. `lost`: cut off by no decision of the person (the browser ended), so it may be started
 * again; `refused`: cancelled, or it failed in a way that would repeat.
 */
export type DownloadState = 'running' | 'complete' | 'lost' | 'refused';

export interface BrowserDownloads {
  isGranted(): boolean;
  /** @returns null where saving is not granted */
  start(url: string, filename: string): Promise<number | null>;
  state(id: number): Promise<DownloadState>;
}

// An optional permission: absent until it is granted.
function api(): Downloads.Static | undefined {
  return (browser as Partial<typeof browser>).downloads;
}

const lost = new Set(['CRASH', 'USER_SHUTDOWN', 'NETWORK_FAILED', 'SERVER_FAILED', 'SERVER_BAD_CONTENT']);

export const browserDownloads: BrowserDownloads = {
  isGranted: () => api() !== undefined,
  async start(url, filename) {
    return (await api()?.download({ url, filename, conflictAction: 'uniquify' })) ?? null;
  },
  async state(id) {
    const [item] = (await api()?.search({ id })) ?? [];
    if (!item) return 'lost';
    if (item.state !== 'interrupted') return item.state === 'complete' ? 'complete' : 'running';
    return lost.has(item.error ?? '') ? 'lost' : 'refused';
  },
};

/** Calls back when a download ends. Register at top level. */
export function onDownloadChanged(callback: () => void): void {
  const changed = (delta: Downloads.OnChangedDownloadDeltaType): void => {
    if (delta.state) callback();
  };
  const listen = (): void => {
    const downloads = api();
    if (downloads && !downloads.onChanged.hasListener(changed)) downloads.onChanged.addListener(changed);
  };
  listen();
  // Granted while we run: the API comes into being.
  browser.permissions.onAdded.addListener((added) => {
    if (!added.permissions?.includes('downloads')) return;
    listen();
    callback();
  });
}
