// Tries every function of both drivers with a tiny extension: node tests/e2e/drivers/smoke.mjs [chromium|firefox]
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createForum, sessionToken } from '../../../scripts/demo-forum/index.mjs';
import { startReplay } from '../../replay/index.mjs';
import { launchBrowser, refusePermissions } from './driver.mjs';
import { poll } from './poll.mjs';

const FORUM = 'https://forum.heddle-demo.org';

const POPUP = `
const api = globalThis.browser ?? globalThis.chrome;
const say = (text) => (document.querySelector('#out').textContent = text);
let windowId = null;
api.windows.getCurrent().then((one) => (windowId = one.id));
document.querySelector('#inject').onclick = async () => {
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  try {
    const [{ result }] = await api.scripting.executeScript({ target: { tabId: tab.id }, func: () => document.title });
    say('title: ' + result);
  } catch (error) { say('failed: ' + error.message); }
};
document.querySelector('#grant').onclick = () => {
  api.permissions.request({ origins: ['https://forum.heddle-demo.org/*'] }).then((got) => say('hosts: ' + got), (error) => say('failed: ' + error.message));
};
document.querySelector('#panel').onclick = () => {
  (api.sidePanel ? api.sidePanel.open({ windowId }) : api.sidebarAction.open()).then(() => say('panel'), (error) => say('failed: ' + error.message));
};
document.querySelector('#downloads').onclick = () => {
  api.permissions.request({ permissions: ['downloads'] }).then((got) => say('downloads: ' + got), (error) => say('failed: ' + error.message));
};`;
const BACKGROUND = `
const api = globalThis.browser ?? globalThis.chrome;
const opened = new Promise((resolve) => {
  const request = indexedDB.open('smoke', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('rows', { autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
});
globalThis.addRow = async (row) => { const db = await opened; await new Promise((done) => { const t = db.transaction('rows', 'readwrite', { durability: 'strict' }); t.objectStore('rows').add(row); t.oncomplete = done; }); };
globalThis.rows = async () => { const db = await opened; return new Promise((done) => { const r = db.transaction('rows').objectStore('rows').getAll(); r.onsuccess = () => done(r.result); }); };
globalThis.get = async (url) => (await fetch(url, { cache: 'no-store' })).status;
api.runtime.onMessage.addListener((message, sender, answer) => { answer('awake'); return false; });
api.alarms.create('wake', { periodInMinutes: 10 });`;
const PANEL = `document.querySelector('#save').onclick = () => {
  const url = URL.createObjectURL(new Blob(['saved'], { type: 'application/zip' }));
  (globalThis.browser ?? globalThis.chrome).downloads.download({ url, filename: 'smoke dir/export-1.zip' }).then((id) => (document.querySelector('#out').textContent = 'saved ' + id));
};`;
const page = (/** @type {string} */ ids, /** @type {string} */ script) =>
  `<!DOCTYPE html><meta charset="utf-8"><body style="width:320px">${ids
    .split(' ')
    .map((id) => `<button id="${id}">${id}</button>`)
    .join('')}<input id="field"><p id="out"></p><script src="${script}"></script>`;

/** @param {'chromium' | 'firefox'} browser */
function writeExtension(browser) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-smoke-'));
  const files = {
    'manifest.json': JSON.stringify({
      manifest_version: 3,
      name: 'Smoke',
      version: '1',
      permissions: [
        'activeTab',
        'scripting',
        'alarms',
        'unlimitedStorage',
        ...(browser === 'chromium' ? ['sidePanel'] : []),
      ],
      optional_permissions: ['downloads'],
      optional_host_permissions: ['*://*/*'],
      action: { default_popup: 'popup.html' },
      ...(browser === 'chromium'
        ? { background: { service_worker: 'background.js' }, side_panel: { default_path: 'sidepanel.html' } }
        : {
            background: { scripts: ['background.js'] },
            sidebar_action: { default_panel: 'sidepanel.html', open_at_install: false },
            browser_specific_settings: { gecko: { id: 'heddle@heddle.example' } },
          }),
    }),
    'popup.html': page('inject grant panel downloads', 'popup.js'),
    'popup.js': POPUP,
    'sidepanel.html': page('save', 'sidepanel.js'),
    'sidepanel.js': PANEL,
    'background.js': BACKGROUND,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** @param {'chromium' | 'firefox'} browser */
async function tryOut(browser) {
  const forum = createForum({ longTopicPosts: 30 });
  const replay = await startReplay({ forums: [forum] });
  const extensionDir = writeExtension(browser);
  const start = Date.now();
  const done = (/** @type {string} */ what) =>
    console.log(`${browser} ${String(Date.now() - start).padStart(6)} ms  ${what}`);
  const driver = await launchBrowser(browser, {
    extensionDir,
    replay,
    apiPermissions: ['downloads'],
    colorScheme: 'dark',
    locale: 'zh-CN',
  });
  try {
    done('launched');
    const tab = await driver.openPage(`${FORUM}/login`);
    await tab.fill('#login-account-name', 'mira');
    await tab.fill('#login-account-password', 'weave');
    await tab.click('#login-button');
    await tab.waitFor('#current-user');
    await poll(() => replay.log.entries.some((one) => one.cookie?.includes(sessionToken(forum, 'mira'))), {
      what: 'session cookie',
    });
    done('signed in through the form');

    let popup = await driver.clickToolbar(tab);
    await popup.click('#inject');
    await popup.waitForText('#out', 'title: Warp & Weft');
    done('toolbar click: popup injects with activeTab');

    await refusePermissions(popup);
    await popup.click('#grant');
    await popup.waitForText('#out', 'hosts: false');
    done('refused permission seen');

    await driver.grantHosts([`${FORUM}/*`]);
    await tab.evaluate('1');
    popup = await driver.clickToolbar(tab);
    assert.equal(
      await driver.evaluateInBackground(
        `(globalThis.browser ?? globalThis.chrome).permissions.contains({ origins: ['${FORUM}/*'] })`,
      ),
      false,
    );
    await popup.click('#grant');
    await popup.waitForText('#out', 'hosts: true');
    done('permission request of the popup resolves');
    await popup.click('#downloads');
    await popup.waitForText('#out', 'downloads: true');
    done('optional API permission resolves');

    await popup.click('#panel');
    let panel = await driver.sidePanel();
    await panel.waitFor('#save');
    await panel.fill('#field', 'typed');
    assert.equal(
      await panel.evaluate(() => /** @type {HTMLInputElement} */ (document.querySelector('#field')).value),
      'typed',
    );
    assert.equal(await panel.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), true);
    done(
      `interface language: ${String(await driver.evaluateInBackground('(globalThis.browser ?? globalThis.chrome).i18n.getUILanguage()'))}`,
    );
    const picture = join(driver.profileDir, 'panel.png');
    await panel.screenshot(picture);
    assert.ok(readFileSync(picture).length > 500);
    done('side panel opened by the popup, dark, Chinese, screenshot taken');

    await panel.click('#save');
    await poll(
      () => readdirSync(driver.downloadsDir, { recursive: true }).some((name) => String(name).endsWith('export-1.zip')),
      { what: 'download' },
    );
    done(`download landed: ${readdirSync(driver.downloadsDir, { recursive: true }).join(', ')}`);

    replay.log.clear();
    assert.equal(
      await driver.evaluateInBackground(
        (/** @type {string} */ url) => /** @type {any} */ (globalThis).get(url),
        `${FORUM}/session/current.json`,
      ),
      200,
    );
    assert.match(replay.log.of((one) => one.pathname === '/session/current.json').at(-1)?.cookie ?? '', /_t=mira/);
    done('background fetch goes with the session');

    await driver.evaluateInBackground('addRow(1)');
    assert.equal(await driver.killWorker(), true);
    assert.equal(await driver.isWorkerAlive(), false);
    done('worker killed');
    assert.equal(
      await panel.evaluate('(globalThis.browser ?? globalThis.chrome).runtime.sendMessage("wake")'),
      'awake',
    );
    assert.deepEqual(await driver.evaluateInBackground('rows()'), [1]);
    done('worker woken by a message');

    // Chromium writes cookies and grants late: it is closed once as a person closes it before it is killed.
    await driver.closeBrowser();
    await driver.relaunch();
    const again = await driver.openPage(`${FORUM}/`);
    await again.waitFor('#current-user');
    const granted = `(globalThis.browser ?? globalThis.chrome).permissions.contains({ origins: ['${FORUM}/*'] })`;
    done(
      `still signed in after a clean close; host still granted: ${String(await driver.evaluateInBackground(granted))}`,
    );

    await driver.evaluateInBackground('addRow(2)');
    await driver.killBrowser();
    done('browser killed');
    await driver.relaunch();
    const own = await driver.extensionPage('sidepanel.html');
    await own.evaluate('(globalThis.browser ?? globalThis.chrome).runtime.sendMessage("wake")');
    assert.deepEqual(await driver.evaluateInBackground('rows()'), [1, 2]);
    done(`relaunched, IndexedDB kept; host still granted: ${String(await driver.evaluateInBackground(granted))}`);
    await own.close();
    const last = await driver.openPage(`${FORUM}/`);
    await last.waitFor('.topic-list');
    done(
      `signed in after the kill: ${String(await last.evaluate("document.querySelector('#current-user') !== null"))}`,
    );
    await driver.openPage(`${FORUM}/`);
    popup = await driver.clickToolbar(last);
    await popup.click('#inject');
    await popup.waitForText('#out', 'title: Warp & Weft');
    await popup.click('#panel');
    panel = await driver.sidePanel();
    await panel.waitFor('#save');
    await driver.closeSidePanel();
    done('panel opened again and closed');
  } finally {
    await driver.close();
    await replay.close();
    rmSync(extensionDir, { recursive: true, force: true });
  }
  done('all well');
}

for (const browser of /** @type {const} */ (['chromium', 'firefox'])) {
  if (!process.argv[2] || process.argv[2] === browser) await tryOut(browser);
}
