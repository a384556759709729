import browser from 'webextension-polyfill';

// One workbench is enough. An open one holds a lock, which tells that it is there without a right to look into tabs.

const lockName = 'workbench';
const channelName = 'workbench';

/** Shows a place of the workbench, in the tab it is open in or in a new one. */
export function openWorkbench(place = ''): void {
  const open = async (): Promise<void> => {
    const { held } = await navigator.locks.query();
    if (held?.some(({ name }) => name === lockName)) {
      const channel = new BroadcastChannel(channelName);
      channel.postMessage(place);
      channel.close();
      return;
    }
    const hash = place === '' ? '' : `#${place}`;
    await browser.tabs.create({ url: browser.runtime.getURL(`workbench.html${hash}`) });
  };
  open().catch((error: unknown) => console.warn('Heddle: the workbench did not open', error));
}

/** For the workbench: comes to the front when it is asked for. A second one, opened by hand, stays in the background. */
export function answerForWorkbench(): void {
  void navigator.locks.request(lockName, async () => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && data !== '') location.hash = `#${data}`;
      void comeForward();
    };
    // As long as the page lives.
    await new Promise(() => undefined);
  });
}

async function comeForward(): Promise<void> {
  const tab = await browser.tabs.getCurrent();
  if (tab.id === undefined) return;
  await browser.tabs.update(tab.id, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}
