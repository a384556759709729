/**
 * @typedef {object} LaunchOptions
 * @property {string} extensionDir the built extension
 * @property {{port: number} | null} [replay] every host name leads there; null: the real network
 * @property {string} [profileDir] kept at the end; absent: a new one, deleted at the end
 * @property {string} [locale] of the browser's own words: `en`, `zh-CN`
 * @property {'light' | 'dark'} [colorScheme]
 * @property {readonly string[]} [apiPermissions] optional API permissions that the product's request gets without a prompt
 * @property {{width: number, height: number}} [viewport] of pages in tabs
 * @property {string} [downloadsDir] absent: a folder in the profile
 * @property {boolean} [headed] shows the browser's window, for a person: it asks what it would ask
 * @property {boolean} [sandbox] of Chromium; root cannot have it
 * @property {string} [executablePath]
 * @property {readonly string[]} [chromeArgs] for Chromium, which then may use a graphics processor: `--use-angle=vulkan`
 */

/**
 * The same in both browsers, so that a scenario is written once.
 * @typedef {object} Driver
 * @property {'chromium' | 'firefox'} browser
 * @property {string} extensionId
 * @property {string} extensionOrigin
 * @property {string} profileDir
 * @property {string} downloadsDir
 * @property {number} pid of the browser's main process
 * @property {(url: string) => Promise<Handle>} openPage in a new tab in front
 * @property {(path: string) => Promise<Handle>} extensionPage a page of the extension in a tab
 * @property {(page: Handle) => Promise<Handle>} clickToolbar as by the button: grants activeTab; gives the popup
 * @property {(path?: string, timeoutMs?: number) => Promise<Handle>} sidePanel waits for the real panel or sidebar
 * @property {(path?: string) => Promise<void>} closeSidePanel
 * @property {(patterns: string[]) => Promise<void>} grantHosts the product's own request then needs no prompt; it still must ask
 * @property {(patterns: string[]) => Promise<void>} revokeHosts takes away what the product was granted
 * @property {() => Promise<boolean>} killWorker ends the background; false: it was not running
 * @property {() => Promise<boolean>} isWorkerAlive
 * @property {() => Promise<void>} killBrowser SIGKILL
 * @property {() => Promise<void>} relaunch the same profile again
 * @property {() => Promise<void>} closeBrowser as a person closes it; the profile stays
 * @property {() => Promise<void>} close for good
 * @property {(code: string | ((...args: any[]) => unknown), ...args: unknown[]) => Promise<any>} evaluateInBackground
 */

/** @typedef {import('./handle.mjs').Handle} Handle */

/**
 * Makes the product's permission requests come out as if the person had refused, in one page.
 * @param {Handle} handle
 */
export async function refusePermissions(handle) {
  await handle.evaluate(() => {
    for (const api of [/** @type {any} */ (globalThis).browser, /** @type {any} */ (globalThis).chrome]) {
      if (!api?.permissions) continue;
      api.permissions.request = (
        /** @type {unknown} */ _,
        /** @type {((granted: boolean) => void) | undefined} */ done,
      ) => {
        done?.(false);
        return Promise.resolve(false);
      };
    }
  });
}

/**
 * @param {'chromium' | 'firefox'} browser
 * @param {LaunchOptions} options
 * @returns {Promise<Driver>}
 */
export async function launchBrowser(browser, options) {
  const { launch } = browser === 'chromium' ? await import('./chromium.mjs') : await import('./firefox.mjs');
  return launch(options);
}
