import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { attach, cdpSurface } from './cdp-surface.mjs';
import { Handle } from './handle.mjs';
import { endWithUs, expressionOf, isAlive, kill, poll } from './poll.mjs';

/** @typedef {import('./driver.mjs').LaunchOptions} LaunchOptions */
/** @typedef {import('./driver.mjs').Driver} Driver */

/**
 * The id Chromium gives an unpacked extension: from its key, or else from its path.
 * @param {string} folder
 */
export function extensionId(folder) {
  const { key } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const bytes = key ? Buffer.from(key, 'base64') : Buffer.from(realpathSync(folder));
  const hex = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return [...hex].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
}

/**
 * @param {LaunchOptions} options
 * @returns {Promise<Driver>}
 */
export async function launch(options) {
  const { extensionDir, replay, locale = 'en', colorScheme = 'light', apiPermissions = [], chromeArgs } = options;
  const ownProfile = options.profileDir === undefined;
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'heddle-chromium-'));
  const downloadsDir = options.downloadsDir ?? join(profileDir, 'heddle-downloads');
  const id = extensionId(extensionDir);
  preparePreferences(profileDir, downloadsDir, id, apiPermissions);

  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
    '--enable-unsafe-extension-debugging',
    `--disable-extensions-except=${extensionDir}`,
    `--load-extension=${extensionDir}`,
    `--lang=${locale}`,
    ...(replay
      ? [
          `--host-resolver-rules=MAP * 127.0.0.1:${String(replay.port)}, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
          '--ignore-certificate-errors',
        ]
      : []),
    ...(colorScheme === 'dark' ? ['--force-dark-mode'] : []),
    ...(options.headed ? [] : ['--headless=new', ...(chromeArgs ? [] : ['--disable-gpu'])]),
    ...(chromeArgs ?? []),
  ];

  const executablePath = options.executablePath ?? executableFor(locale);
  const start = async () => {
    const context = await chromium.launchPersistentContext(profileDir, {
      executablePath,
      headless: false,
      chromiumSandbox: options.sandbox ?? false,
      ignoreDefaultArgs: ['--disable-extensions'],
      args,
      colorScheme,
      viewport: options.viewport ?? (options.headed ? null : { width: 1200, height: 800 }),
      env: /** @type {Record<string, string>} */ ({ ...process.env, LANGUAGE: locale.replace('-', '_') }),
    });
    const parent = context.browser();
    if (!parent) throw new Error('Chromium has no browser session');
    const session = await parent.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const pid = processInfo.find((one) => one.type === 'browser')?.id ?? 0;
    endWithUs(pid);
    await session.send('Browser.setDownloadBehavior', { behavior: 'default' });
    const hasWorker = () => context.serviceWorkers().length > 0 || null;
    // Branded Chrome ignores --load-extension since 137; there it is loaded as by the button of its extensions page.
    await poll(hasWorker, { timeoutMs: /chrome/i.test(executablePath) ? 2000 : 10_000 }).catch(() =>
      /** @type {any} */ (session).send('Extensions.loadUnpacked', { path: extensionDir }),
    );
    await poll(hasWorker, { what: 'service worker' });
    return { context, session, pid };
  };
  let running = await start();

  /** @param {import('playwright-core').Page} page */
  const pageHandle = async (page) => {
    const session = await running.context.newCDPSession(page);
    // The typed methods of Playwright know no plain strings.
    const send = /** @type {import('./cdp-surface.mjs').Send} */ (
      /** @type {unknown} */ ((method, params) => session.send(/** @type {any} */ (method), params))
    );
    return Object.assign(new Handle(cdpSurface(send, () => page.close())), { page });
  };
  /** @param {(target: {type: string, url: string, targetId: string}) => boolean} which @param {number} [timeoutMs] */
  const hiddenHandle = async (which, timeoutMs) => {
    const { send, close } = await attach(running.session, which, timeoutMs);
    await send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: colorScheme }],
    }).catch(() => undefined);
    return new Handle(cdpSurface(send, close));
  };
  /** @param {import('playwright-core').Page} page */
  const targetIdOf = async (page) => {
    const session = await running.context.newCDPSession(page);
    const { targetInfo } = await session.send('Target.getTargetInfo');
    await session.detach();
    return targetInfo.targetId;
  };
  /** @param {import('playwright-core').Page} page */
  const tabOf = async (page) => {
    const tabs = async () =>
      (await running.session.send('Target.getTargets', { filter: [{ type: 'tab' }] })).targetInfos;
    const found = (await tabs()).filter((one) => one.url === page.url());
    if (found.length === 1 && found[0]) return found[0];
    // Several tabs show this address: ours is the one that answers to a new name.
    const title = await page.title();
    const name = `heddle ${String(Math.random())}`;
    await page.evaluate((text) => (document.title = text), name);
    const tab = await poll(async () => (await tabs()).find((one) => one.title === name), {
      what: `tab of ${page.url()}`,
    });
    await page.evaluate((text) => (document.title = text), title);
    return tab;
  };
  /** @returns {Promise<Set<string>>} targets that are tabs of Playwright, and so not the panel */
  const tabIds = async () => new Set(await Promise.all(running.context.pages().map(targetIdOf)));

  /** @type {Driver} */
  const driver = {
    browser: 'chromium',
    extensionId: id,
    extensionOrigin: `chrome-extension://${id}`,
    profileDir,
    downloadsDir,
    get pid() {
      return running.pid;
    },
    async openPage(url) {
      const empty = options.headed && running.context.pages().find((one) => one.url() === 'about:blank');
      const page = empty || (await running.context.newPage());
      await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
      return pageHandle(page);
    },
    async extensionPage(path) {
      const page = await running.context.newPage();
      await page.goto(`chrome-extension://${id}/${path}`, { timeout: 30_000 });
      return pageHandle(page);
    },
    async clickToolbar(handle) {
      const page = /** @type {{page?: import('playwright-core').Page}} */ (/** @type {unknown} */ (handle)).page;
      if (!page) throw new Error('Only a page of openPage has a toolbar');
      await page.bringToFront();
      const before = new Set((await running.session.send('Target.getTargets')).targetInfos.map((one) => one.targetId));
      const tab = await tabOf(page);
      await /** @type {any} */ (running.session).send('Extensions.triggerAction', { id, targetId: tab.targetId });
      return hiddenHandle(
        (one) => !before.has(one.targetId) && one.type === 'page' && one.url.startsWith(`chrome-extension://${id}/`),
      );
    },
    async sidePanel(path = 'sidepanel.html', timeoutMs) {
      const tabs = await tabIds();
      return hiddenHandle(
        (one) =>
          one.type === 'page' && one.url.startsWith(`chrome-extension://${id}/${path}`) && !tabs.has(one.targetId),
        timeoutMs,
      );
    },
    async closeSidePanel(path = 'sidepanel.html') {
      const tabs = await tabIds();
      const { targetInfos } = await running.session.send('Target.getTargets');
      for (const one of targetInfos) {
        if (one.url.startsWith(`chrome-extension://${id}/${path}`) && !tabs.has(one.targetId))
          await running.session.send('Target.closeTarget', { targetId: one.targetId });
      }
    },
    async grantHosts(patterns) {
      const page = await running.context.newPage();
      try {
        await page.goto(`chrome://extensions/?id=${id}`);
        await poll(
          () => page.evaluate(() => /** @type {any} */ (globalThis).chrome?.developerPrivate !== undefined || null),
          { what: 'chrome.developerPrivate' },
        );
        for (const pattern of patterns)
          await page.evaluate(
            ([one, which]) => /** @type {any} */ (globalThis).chrome.developerPrivate.addHostPermission(one, which),
            [id, pattern],
          );
      } finally {
        await page.close();
      }
    },
    async revokeHosts(patterns) {
      await driver.evaluateInBackground(`chrome.permissions.remove({ origins: ${JSON.stringify(patterns)} })`);
    },
    async killWorker() {
      const worker = (await running.session.send('Target.getTargets')).targetInfos.find(
        (one) => one.type === 'service_worker' && one.url.startsWith(`chrome-extension://${id}/`),
      );
      if (!worker) return false;
      // Its id outlives it: a worker that an event starts again at once is never seen to be absent.
      const { session } = running;
      let ended = false;
      /** @param {{targetId: string}} event */
      const onDestroyed = (event) => {
        ended ||= event.targetId === worker.targetId;
      };
      session.on('Target.targetDestroyed', onDestroyed);
      await session.send('Target.setDiscoverTargets', { discover: true });
      let askedAt = 0;
      await poll(
        async () => {
          // One that is just starting may ignore it.
          if (Date.now() - askedAt > 1000) {
            askedAt = Date.now();
            await session.send('Target.closeTarget', { targetId: worker.targetId }).catch(() => undefined);
          }
          const { targetInfos } = await session.send('Target.getTargets');
          return ended || !targetInfos.some((one) => one.targetId === worker.targetId);
        },
        { what: 'end of the worker' },
      ).finally(() => session.off('Target.targetDestroyed', onDestroyed));
      return true;
    },
    async killBrowser() {
      const { pid, context } = running;
      process.kill(pid, 'SIGKILL');
      await poll(() => !isAlive(pid), { what: 'end of Chromium' });
      kill(pid);
      await context.close().catch(() => undefined);
    },
    async relaunch() {
      if (isAlive(running.pid)) await driver.closeBrowser();
      running = await start();
    },
    async closeBrowser() {
      const { pid, context } = running;
      await context.close().catch(() => undefined);
      await poll(() => !isAlive(pid), { timeoutMs: 10_000, what: 'end of Chromium' }).catch(() => undefined);
      kill(pid);
    },
    async close() {
      await driver.closeBrowser();
      if (ownProfile) rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    async evaluateInBackground(code, ...args) {
      const isWorker = (/** @type {{type: string, url: string}} */ one) =>
        one.type === 'service_worker' && one.url.startsWith(`chrome-extension://${id}/`);
      const { send, detach } = await attach(running.session, isWorker);
      try {
        return await cdpSurface(send, async () => undefined).evaluate(expressionOf(code, args));
      } finally {
        await detach();
      }
    },
    async isWorkerAlive() {
      return (await running.session.send('Target.getTargets')).targetInfos.some(
        (one) => one.type === 'service_worker' && one.url.startsWith(`chrome-extension://${id}/`),
      );
    },
  };
  return driver;
}

/**
 * Chromium speaks a language only where it has that language's file, and Debian packs them apart. Extensions have their
 * own words, so English ones under another name do: a folder of links, with the program itself in it.
 * @param {string} locale
 */
function executableFor(locale) {
  const home = '/usr/lib/chromium';
  if (locale === 'en' || !existsSync(join(home, 'chromium')) || existsSync(join(home, 'locales', `${locale}.pak`))) {
    return '/usr/bin/chromium';
  }
  const folder = mkdtempSync(join(tmpdir(), 'heddle-chromium-home-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of readdirSync(home)) {
    if (name !== 'locales' && name !== 'chromium') symlinkSync(join(home, name), join(folder, name));
  }
  mkdirSync(join(folder, 'locales'));
  for (const name of ['en-US', locale])
    symlinkSync(join(home, 'locales', 'en-US.pak'), join(folder, 'locales', `${name}.pak`));
  // A link would be followed to the real folder.
  copyFileSync(join(home, 'chromium'), join(folder, 'chromium'), constants.COPYFILE_FICLONE);
  return join(folder, 'chromium');
}

/**
 * @param {string} profileDir
 * @param {string} downloadsDir
 * @param {string} id
 * @param {readonly string[]} apiPermissions
 */
function preparePreferences(profileDir, downloadsDir, id, apiPermissions) {
  const file = join(profileDir, 'Default', 'Preferences');
  if (existsSync(file)) return;
  mkdirSync(join(profileDir, 'Default'), { recursive: true });
  mkdirSync(downloadsDir, { recursive: true });
  const granted = { api: apiPermissions, explicit_host: [], manifest_permissions: [], scriptable_host: [] };
  const settings =
    apiPermissions.length > 0
      ? { settings: { [id]: { granted_permissions: granted, runtime_granted_permissions: granted } } }
      : {};
  writeFileSync(
    file,
    JSON.stringify({
      download: { default_directory: downloadsDir, prompt_for_download: false },
      // The button is in sight, and not behind the menu of all extensions.
      extensions: { pinned_extensions: [id], ...settings },
    }),
  );
}
