// Looking into an extension's targets over the browser's own session.
import { attach } from '../tests/e2e/drivers/cdp-surface.mjs';
import { poll } from '../tests/e2e/drivers/poll.mjs';

/** @typedef {import('../tests/e2e/drivers/handle.mjs').Handle} Handle */

/** The Playwright page of a tab. @param {Handle} handle */
export function pageOf(handle) {
  return /** @type {{page: import('playwright-core').Page}} */ (/** @type {unknown} */ (handle)).page;
}

/** @param {Handle} handle */
export async function browserSession(handle) {
  const browser = pageOf(handle).context().browser();
  if (!browser) throw new Error('Chromium has no browser session');
  return browser.newBrowserCDPSession();
}

/**
 * Collects the garbage of a target and tells what its heap holds then.
 * @param {import('playwright-core').CDPSession} session
 * @param {(target: {type: string, url: string, targetId: string}) => boolean} which
 * @param {boolean} [collect]
 * @returns {Promise<number>} bytes
 */
export async function heapOf(session, which, collect = true) {
  const { send, detach } = await attach(session, which, 3000);
  try {
    if (collect) for (let i = 0; i < 3; i++) await send('HeapProfiler.collectGarbage');
    return (await send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await detach();
  }
}

/** @param {{type: string, url: string}} target */
export const isWorker = (target) => target.type === 'service_worker' && target.url.startsWith('chrome-extension://');

/**
 * Watches the heap of the dedicated workers of a page, as it is between two collections.
 * @param {import('playwright-core').CDPSession} session
 * @param {string} path of the page, which may not be there yet
 */
export async function watchWorkerHeap(session, path) {
  const { targetId } = await pageTarget(session, path);
  let peak = 0;
  /** @type {Set<string>} */
  const workers = new Set();
  let last = 0;
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const send = (/** @type {string} */ method, /** @type {object} */ params) =>
    session
      .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: ++last, method, params }) })
      .catch(() => undefined);
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const { method, params } = JSON.parse(event.message);
    if (method === 'Target.attachedToTarget' && params.targetInfo.type === 'worker') workers.add(params.sessionId);
    if (method !== 'Target.receivedMessageFromTarget') return;
    peak = Math.max(peak, JSON.parse(params.message).result?.usedSize ?? 0);
  });
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const timer = setInterval(() => {
    const message = JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage', params: {} });
    for (const worker of workers) void send('Target.sendMessageToTarget', { sessionId: worker, message });
  }, 250);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** @param {import('playwright-core').CDPSession} session @param {string} path */
function pageTarget(session, path) {
  const find = async () => {
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] });
    return targetInfos.find((one) => one.url.endsWith(`/${path}`));
  };
  return poll(find, { what: `target ${path}` });
}
