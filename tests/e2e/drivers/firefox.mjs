import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConnectProxy } from '../../replay/proxy.mjs';
import * as inside from './firefox-code.mjs';
import { Handle } from './handle.mjs';
import { connectMarionette } from './marionette.mjs';
import { endWithUs, expressionOf, isAlive, kill, poll } from './poll.mjs';

/** @typedef {import('./driver.mjs').LaunchOptions} LaunchOptions */
/** @typedef {import('./driver.mjs').Driver} Driver */

const UUID = '11111111-2222-4333-8444-555555555555';

/**
 * @param {LaunchOptions} options
 * @returns {Promise<Driver>}
 */
export async function launch(options) {
  const { extensionDir, replay, locale = 'en', colorScheme = 'light' } = options;
  const ownProfile = options.profileDir === undefined;
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'heddle-firefox-'));
  const downloadsDir = options.downloadsDir ?? join(profileDir, 'heddle-downloads');
  mkdirSync(downloadsDir, { recursive: true });
  const id = JSON.parse(readFileSync(join(extensionDir, 'manifest.json'), 'utf8')).browser_specific_settings.gecko.id;
  const proxy = replay ? await startConnectProxy(replay.port) : null;
  const preferences = {
    ...PREFERENCES,
    ...(proxy ? proxyPreferences(proxy.port) : {}),
    'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
    'browser.download.dir': downloadsDir,
    'extensions.webextOptionalPermissionPrompts': options.headed ?? false,
    'ui.systemUsesDarkTheme': colorScheme === 'dark' ? 1 : 0,
    'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
  };
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profileDir, 'user.js'), lines.join('\n'));

  const start = async () => {
    const portFile = join(profileDir, 'MarionetteActivePort');
    rmSync(portFile, { force: true });
    const args = [
      '--no-remote',
      '--profile',
      profileDir,
      '--marionette',
      '--remote-allow-system-access',
      ...(options.headed ? [] : ['--headless']),
    ];
    const size = options.viewport ?? { width: 1400, height: 900 };
    const child = spawn(options.executablePath ?? 'firefox-esr', args, {
      detached: true,
      stdio: 'ignore',
      env: {
        ...process.env,
        MOZ_REMOTE_SETTINGS_DEVTOOLS: '1',
        MOZ_CRASHREPORTER_DISABLE: '1',
        MOZ_HEADLESS_WIDTH: String(size.width),
        MOZ_HEADLESS_HEIGHT: String(size.height),
      },
    });
    const pid = child.pid ?? 0;
    endWithUs(pid);
    const port = await poll(() => existsSync(portFile) && Number(readFileSync(portFile, 'utf8')), {
      timeoutMs: 60_000,
      what: 'Firefox',
    });
    const client = await poll(() => connectMarionette(port), { timeoutMs: 20_000, what: 'Marionette' });
    await client.command('WebDriver:NewSession', { acceptInsecureCerts: true });
    await client.command('Marionette:SetContext', { value: 'chrome' });
    await client.chrome(inside.prepare, id, inside.SCRIPT, locale, colorScheme);
    await client.command('Addon:Install', { path: extensionDir, temporary: true });
    await poll(async () => (await client.chrome(inside.backgroundState)) !== 'none', { what: 'extension' });
    return { client, pid, child };
  };
  let running = await start().catch(async (error) => {
    await proxy?.close();
    if (ownProfile) rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    throw error;
  });

  /** @param {string} key @returns {Handle & {key: string}} */
  const handleOf = (key) => {
    /** @param {string} kind @param {unknown} input */
    const ask = (kind, input) => running.client.chrome(inside.ask, key, kind, input);
    const handle = new Handle({
      evaluate: (expression) => ask('evaluate', expression),
      look: (expression) => ask('look', expression),
      clickAt: (x, y) => ask('click', { x, y }),
      press: (name) => ask('press', name),
      screenshot: async (path) =>
        writeFileSync(path, Buffer.from(await running.client.chrome(inside.snapshot, key), 'base64')),
      close: () => running.client.chrome(inside.closeTab, key),
    });
    return Object.assign(handle, { key });
  };
  /** @param {string} url */
  const open = async (url) => {
    const key = await running.client.chrome(inside.openTab, url);
    const handle = handleOf(key);
    await poll(
      async () => {
        const { url: now, busy } = await running.client.chrome(inside.tabAddress, key);
        return !busy && now !== 'about:blank' && (await handle.evaluate('document.readyState')) === 'complete';
      },
      { timeoutMs: 30_000, what: url },
    );
    return handle;
  };

  /** @type {Driver} */
  const driver = {
    browser: 'firefox',
    extensionId: id,
    extensionOrigin: `moz-extension://${UUID}`,
    profileDir,
    downloadsDir,
    get pid() {
      return running.pid;
    },
    openPage: open,
    extensionPage: (path) => open(`moz-extension://${UUID}/${path}`),
    async clickToolbar(handle) {
      const { client } = running;
      await client.chrome(inside.selectTab, /** @type {any} */ (handle).key);
      // A click while the popup is open closes it.
      if (await client.chrome(inside.hasPopup)) {
        await client.chrome(inside.trigger);
        await poll(async () => !(await client.chrome(inside.hasPopup)), { what: 'end of the popup' });
      }
      await client.chrome(inside.trigger);
      const popup = handleOf(await poll(() => client.chrome(inside.keepPopup), { what: 'popup' }));
      await popup.waitFor(() => document.readyState === 'complete');
      return popup;
    },
    async sidePanel(path = 'sidepanel.html', timeoutMs) {
      const panel = handleOf(
        await poll(() => running.client.chrome(inside.keepSidebar, path), {
          timeoutMs: timeoutMs ?? 10_000,
          what: 'sidebar',
        }),
      );
      await panel.waitFor(() => document.readyState === 'complete');
      return panel;
    },
    closeSidePanel: () => running.client.chrome(inside.hideSidebar),
    // Prompts are off in this profile: every request is granted once the product makes it.
    grantHosts: async () => undefined,
    revokeHosts: (patterns) => running.client.chrome(inside.revoke, patterns, id),
    async killWorker() {
      if (!(await driver.isWorkerAlive())) return false;
      await running.client.chrome(inside.terminate);
      await poll(async () => !(await driver.isWorkerAlive()), { what: 'end of the event page' });
      return true;
    },
    isWorkerAlive: async () => ['running', 'starting'].includes(await running.client.chrome(inside.backgroundState)),
    async killBrowser() {
      const { pid, child, client } = running;
      process.kill(pid, 'SIGKILL');
      await poll(() => child.exitCode !== null || child.signalCode !== null, { what: 'end of Firefox' });
      kill(pid);
      client.close();
    },
    async relaunch() {
      if (isAlive(running.pid)) await driver.closeBrowser();
      running = await start();
    },
    async closeBrowser() {
      const { pid, child, client } = running;
      const ended = () => child.exitCode !== null || child.signalCode !== null;
      if (!ended()) {
        client.command('Marionette:Quit', { flags: ['eAttemptQuit'] }).catch(() => undefined);
        await poll(ended, { timeoutMs: 10_000, what: 'end of Firefox' }).catch(() => undefined);
      }
      client.close();
      kill(pid);
    },
    async close() {
      await driver.closeBrowser();
      await proxy?.close();
      if (ownProfile) rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    evaluateInBackground: (code, ...args) =>
      running.client.chrome(inside.ask, 'background', 'evaluate', expressionOf(code, args)),
  };
  return driver;
}

/** @param {number} port */
function proxyPreferences(port) {
  return {
    'network.proxy.type': 1,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': port,
    'network.proxy.no_proxies_on': 'localhost, 127.0.0.1',
  };
}

/** A quiet browser that asks nothing. */
const PREFERENCES = {
  // Any free port, so that two Firefoxes can run at once.
  'marionette.port': 0,
  // Otherwise clicks right after a page came are thrown away.
  'dom.input_events.security.minNumTicks': 0,
  'dom.input_events.security.minTimeElapsedInMS': 0,
  'security.notification_enable_delay': 0,
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
  'browser.download.folderList': 2,
  'browser.download.useDownloadDir': true,
  'browser.download.alwaysOpenPanel': false,
  'browser.aboutwelcome.enabled': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.shell.checkDefaultBrowser': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.region.network.url': '',
  'browser.newtabpage.enabled': false,
  'app.update.enabled': false,
  'app.normandy.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'toolkit.startup.max_resumed_crashes': -1,
};
