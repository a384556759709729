/** Functions that run in Firefox's own window; each stands alone, since only its text travels. */
// @ts-nocheck

/** Runs in the content process of a tab, popup or sidebar. */
function frameScript() {
  addMessageListener('heddle:ask', async ({ data: { id, kind, input } }) => {
    try {
      const value = await answer(kind, input);
      sendAsyncMessage('heddle:answer', { id, value: value === undefined ? null : value });
    } catch (error) {
      sendAsyncMessage('heddle:answer', { id, error: String(error?.message ?? error) });
    }
  });
  async function answer(kind, input) {
    const window = content;
    if (kind === 'evaluate' || kind === 'look') {
      const sandbox = Cu.Sandbox(window, { sandboxPrototype: window, wantXrays: false });
      sandbox.heddleExpression = input;
      // eval gives the value of the last statement, as in a console; awaited inside, so that no foreign promise leaves.
      const json = await Cu.evalInSandbox(
        '(async () => JSON.stringify({ value: await (0, eval)(heddleExpression) }))()',
        sandbox,
      );
      return JSON.parse(json).value;
    }
    if (kind === 'click') {
      const options = { isDOMEventSynthesized: false, isWidgetEventSynthesized: false, isAsyncEnabled: false };
      const painted = new Promise((resolve) =>
        window.requestAnimationFrame(() => window.requestAnimationFrame(resolve)),
      );
      await Promise.race([painted, new Promise((resolve) => window.setTimeout(resolve, 500))]);
      for (const type of ['mousemove', 'mousedown', 'mouseup']) {
        const button = type === 'mousemove' ? {} : { button: 0, buttons: type === 'mousedown' ? 1 : 0, clickCount: 1 };
        window.synthesizeMouseEvent(type, input.x, input.y, button, options);
      }
      return true;
    }
    const tip = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
    tip.beginInputTransactionForTests(window);
    const codes = {
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
    };
    const event = new window.KeyboardEvent('', {
      key: input,
      code: input === ' ' ? 'Space' : input,
      keyCode: codes[input] ?? input.toUpperCase().charCodeAt(0),
    });
    tip.keydown(event);
    tip.keyup(event);
    return true;
  }
}

/** Once per start: what the other functions share. @param {string} extensionId @param {string} script @param {string} locale @param {string} colorScheme */
export function prepare(extensionId, script, locale, colorScheme) {
  if (locale !== 'en') {
    Services.locale.availableLocales = [locale, 'en-US'];
    Services.locale.requestedLocales = [locale];
  }
  const known = new WeakSet();
  const browsers = new Map();
  const waiting = new Map();
  let last = 0;
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  window.heddle = {
    extension: () => WebExtensionPolicy.getByID(extensionId)?.extension,
    action: () => ExtensionParent.apiManager.global.browserActionFor(window.heddle.extension()),
    popup: () =>
      [...document.querySelectorAll('browser[webextension-view-type="popup"]')].find((one) =>
        one.currentURI?.spec.startsWith('moz-extension:'),
      ),
    sidebar: () => document.getElementById('sidebar')?.contentDocument?.getElementById('webext-panels-browser'),
    keep(browser, key = String(++last)) {
      browsers.set(key, browser);
      // The sidebar would follow the window's theme.
      browser.browsingContext.top.prefersColorSchemeOverride = colorScheme;
      return key;
    },
    browser(key) {
      const live = {
        background: () => window.heddle.extension()?.backgroundContext?.xulBrowser,
        // Firefox moves a popup into another element while it opens.
        popup: window.heddle.popup,
        sidebar: window.heddle.sidebar,
      };
      const browser = live[key] ? live[key]() : browsers.get(key);
      if (!browser?.isConnected || !browser.messageManager) throw new Error('It is not open');
      return browser;
    },
    ask(key, kind, input) {
      const { messageManager } = window.heddle.browser(key);
      if (!known.has(messageManager)) {
        known.add(messageManager);
        messageManager.addMessageListener('heddle:answer', ({ data }) => {
          waiting.get(data.id)?.(data);
          waiting.delete(data.id);
        });
        messageManager.loadFrameScript(script, false);
      }
      return new Promise((resolve, reject) => {
        const id = ++last;
        // A page that is just being left never answers; whoever only looks asks the next one soon.
        const patienceMs = kind === 'look' ? 3_000 : 30_000;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new Error('No answer from the page'));
        }, patienceMs);
        waiting.set(id, (data) => {
          clearTimeout(timer);
          if (data.error) reject(new Error(data.error));
          else resolve(data.value);
        });
        messageManager.sendAsyncMessage('heddle:ask', { id, kind, input });
      });
    },
  };
}

export const SCRIPT = `data:application/javascript;charset=utf-8,${encodeURIComponent(`(${String(frameScript)})()`)}`;

export const ask = (key, kind, input) => window.heddle.ask(key, kind, input);

export function openTab(url) {
  const tab = gBrowser.addTrustedTab(url);
  gBrowser.selectedTab = tab;
  return window.heddle.keep(tab.linkedBrowser);
}

export function tabAddress(key) {
  const browser = window.heddle.browser(key);
  return { url: browser.currentURI.spec, busy: browser.webProgress?.isLoadingDocument ?? false };
}

export function selectTab(key) {
  const tab = gBrowser.getTabForBrowser(window.heddle.browser(key));
  if (!tab) throw new Error('Only a page of openPage has a toolbar');
  gBrowser.selectedTab = tab;
}

export function closeTab(key) {
  const tab = gBrowser.getTabForBrowser(window.heddle.browser(key));
  if (tab) gBrowser.removeTab(tab);
  else window.heddle.browser(key).documentGlobal?.close?.();
}

export const hasPopup = () => Boolean(window.heddle.popup());
export const trigger = () => window.heddle.action().triggerAction(window);
export function keepPopup() {
  const popup = window.heddle.popup();
  return popup?.closest('panel')?.state === 'open' ? window.heddle.keep(popup, 'popup') : null;
}
export function keepSidebar(path) {
  const sidebar = window.heddle.sidebar();
  return SidebarController.isOpen && sidebar?.currentURI?.spec.includes(`/${path}`)
    ? window.heddle.keep(sidebar, 'sidebar')
    : null;
}
export const hideSidebar = () => SidebarController.hide();
export const backgroundState = () => window.heddle.extension()?.backgroundState ?? 'none';
export const terminate = () => window.heddle.extension().terminateBackground({ ignoreDevToolsAttached: true });

export async function snapshot(key) {
  const browser = window.heddle.browser(key);
  const image = await browser.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return bytes.toBase64();
}

export async function revoke(origins, extensionId) {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  await ExtensionPermissions.remove(extensionId, { permissions: [], origins }, window.heddle.extension());
}
