import { writeFileSync } from 'node:fs';
import { poll } from './poll.mjs';

/** @typedef {(method: string, params?: object) => Promise<any>} Send */

const KEYS = /** @type {Record<string, number>} */ ({
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ' ': 32,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
});

/**
 * @param {Send} send
 * @param {() => Promise<void>} close
 * @returns {import('./handle.mjs').Surface}
 */
export function cdpSurface(send, close) {
  return {
    async evaluate(expression) {
      const reply = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: false,
      });
      const { exceptionDetails: failure, result } = reply;
      if (failure) throw new Error(failure.exception?.description ?? failure.text);
      return result.value;
    },
    async clickAt(x, y) {
      await send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
      for (const type of ['mousePressed', 'mouseReleased'])
        await send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    },
    async press(key) {
      const code = KEYS[key] ?? key.toUpperCase().charCodeAt(0);
      const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
      const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: code, nativeVirtualKeyCode: code };
      await send('Input.dispatchKeyEvent', {
        type: text ? 'keyDown' : 'rawKeyDown',
        ...event,
        ...(text ? { text } : {}),
      });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
    async screenshot(path) {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      writeFileSync(path, Buffer.from(data, 'base64'));
    },
    close,
  };
}

/**
 * Attaches to a target that Playwright keeps to itself: popup, side panel, worker.
 * @param {import('playwright-core').CDPSession} browser
 * @param {(target: {type: string, url: string, targetId: string}) => boolean} which
 * @param {number} [timeoutMs]
 */
export async function attach(browser, which, timeoutMs = 10_000) {
  const target = await poll(async () => (await browser.send('Target.getTargets')).targetInfos.find(which), {
    timeoutMs,
    what: 'target',
  });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  let last = 0;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  /** @param {string} reason */
  const fail = (reason) => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  browser.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const reply = JSON.parse(event.message);
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error) asked?.reject(new Error(reply.error.message));
    else asked?.resolve(reply.result);
  });
  browser.on('Target.detachedFromTarget', (event) => event.sessionId === sessionId && fail('The target is gone'));
  /** @type {Send} */
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      browser
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch((error) => {
          waiting.delete(id);
          reject(error);
        });
    });
  const close = async () => {
    await browser.send('Target.closeTarget', { targetId: target.targetId }).catch(() => undefined);
  };
  return {
    target,
    send,
    close,
    detach: () => browser.send('Target.detachFromTarget', { sessionId }).catch(() => undefined),
  };
}
