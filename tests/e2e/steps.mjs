// What a person does, step by step; scenarios are made of these.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createForum } from '../../scripts/demo-forum/index.mjs';
import { startReplay } from '../replay/index.mjs';
import { launchBrowser } from './drivers/driver.mjs';
import { poll } from './drivers/poll.mjs';

/** @typedef {import('./drivers/driver.mjs').Driver} Driver */
/** @typedef {import('./drivers/handle.mjs').Handle} Handle */
/** @typedef {{browser: 'chromium' | 'firefox', extensionDir: string, folder: string, shots: string | null}} Place */

export const FORUM = 'https://forum.heddle-demo.org';
export const CDN = 'https://cdn.heddle-demo.org';
export const PICS = 'https://pics.example.net';

/** @param {string} id */
export const testId = (id) => `[data-testid="${id}"]`;

/**
 * A browser with the extension before sites that the replay server answers for; both are gone at the end, whatever
 * happens.
 * @param {Place} place
 * @param {Parameters<typeof startReplay>[0] & {grants?: string[], launch?: object}} options grants: origins
 * @param {(world: {driver: Driver, replay: Awaited<ReturnType<typeof startReplay>>}) => Promise<void>} body
 */
export async function withSites(place, { grants = [], launch = {}, ...sites }, body) {
  const replay = await startReplay(sites);
  const driver = await launchBrowser(place.browser, {
    extensionDir: place.extensionDir,
    replay,
    apiPermissions: ['downloads'],
    ...launch,
  });
  try {
    if (grants.length) await driver.grantHosts(grants.map((origin) => `${origin}/*`));
    await body({ driver, replay });
  } catch (error) {
    if (place.shots) await shootAll(driver, place).catch(() => undefined);
    throw error;
  } finally {
    await driver.close();
    await replay.close();
  }
}

/**
 * The same before a demo forum.
 * @param {Place} place
 * @param {{forum?: Parameters<typeof createForum>[0], grants?: string[], launch?: object}} options
 * @param {(world: {driver: Driver, replay: Awaited<ReturnType<typeof startReplay>>, forum: ReturnType<typeof createForum>}) => Promise<void>} body
 */
export async function withForum(place, { forum: wish, ...options }, body) {
  const forum = createForum({ longTopicPosts: 45, topics: 8, ...wish });
  await withSites(place, { forums: [forum], ...options }, (world) => body({ ...world, forum }));
}

/** @param {Driver} driver @param {Place} place */
async function shootAll(driver, place) {
  const panel = await driver.sidePanel(undefined, 1000);
  await panel.screenshot(join(place.shots ?? '.', `failed-${place.browser}.png`));
  console.log(await panel.text('body'));
}

/** @param {Driver} driver @param {string} [origin] */
export async function signIn(driver, origin = FORUM) {
  const tab = await driver.openPage(`${origin}/login`);
  await tab.fill('#login-account-name', 'mira');
  await tab.fill('#login-account-password', 'weave');
  await tab.click('#login-button');
  await tab.waitFor('#current-user');
  return tab;
}

/**
 * Opens the popup on a page and from it the panel with all options.
 * @param {Driver} driver
 * @param {Handle} tab
 * @param {(popup: Handle) => Promise<void>} [look] at the popup before it goes on
 */
export async function openOptions(driver, tab, look) {
  const popup = await driver.clickToolbar(tab);
  await popup.waitFor(testId('sighted'));
  await look?.(popup);
  await popup.click(testId('more'));
  const panel = await driver.sidePanel();
  await panel.waitFor(testId('new-job'));
  return panel;
}

/**
 * Starts a job from the panel's form with the shortest delay.
 * @param {Driver} driver
 * @param {Handle} tab
 * @param {{strategy?: string, threads?: string, pairs?: string, minLength?: string, set?: Record<string, string | boolean>, look?: (popup: Handle) => Promise<void>}} [wish]
 *   an empty amount means no limit
 */
export async function startFromPanel(driver, tab, wish = {}) {
  const panel = await openOptions(driver, tab, wish.look);
  for (const group of ['group-what', 'group-pairs', 'group-politeness']) await openGroup(panel, group);
  await panel.fill(testId('delay'), '0.2');
  if (wish.strategy) await panel.select(testId('strategy'), wish.strategy);
  if (wish.threads !== undefined) await panel.fill(testId('limit-threads'), wish.threads);
  if (wish.pairs !== undefined) await panel.fill(testId('limit-pairs'), wish.pairs);
  if (wish.minLength !== undefined) await panel.fill(testId('min-length'), wish.minLength);
  for (const [id, value] of Object.entries(wish.set ?? {})) await panel.fill(testId(id), value);
  await panel.click(testId('start'));
  await stayOnJob(panel);
  return panel;
}

/**
 * Chooses the job's own tab for a job that was just started: a quick one may have ended, and its rows show by themselves.
 * @param {Handle} panel
 */
export async function stayOnJob(panel) {
  await panel.waitFor(`${testId('job-status')}, ${testId('preview-count')}`);
  await panel.click(testId('tab-job'));
  await panel.waitFor(testId('job-status'));
}

/** @param {Handle} panel @param {string} group a `<details>` */
async function openGroup(panel, group) {
  await panel.evaluate((selector) => {
    const details = document.querySelector(selector)?.closest('details');
    if (details) details.open = true;
  }, testId(group));
}

/** @param {Handle} panel @param {string | RegExp} text @param {number} [timeoutMs] */
export function waitStatus(panel, text, timeoutMs = 90_000) {
  return panel.waitForText(testId('status'), text, timeoutMs);
}

/**
 * Exports the shown job and waits for the files.
 * @param {Driver} driver
 * @param {Handle} panel
 * @param {{format?: string, container?: string, name?: string, timeoutMs?: number}} [wish]
 * @returns {Promise<string[]>} paths of the saved archives
 */
export async function exportZip(driver, panel, wish = {}) {
  await panel.click(testId('tab-export'));
  await panel.waitFor(testId('export-form'));
  if (wish.container) await panel.select(testId('container'), wish.container);
  if (wish.format) await panel.click(`input[value="${wish.format}"]`);
  const name = wish.name ?? 'dataset';
  await panel.fill(testId('export-name'), name);
  await panel.click(testId('save'));
  return savedFiles(driver, name, wish.timeoutMs);
}

/**
 * Waits until an export lies whole in the downloads folder.
 * @param {Driver} driver
 * @param {string} name
 * @param {number} [timeoutMs]
 */
export function savedFiles(driver, name, timeoutMs = 60_000) {
  return poll(
    () => {
      const names = readdirSync(driver.downloadsDir).filter((file) => file.startsWith(name));
      if (names.length === 0 || names.some((file) => !file.endsWith('.zip'))) return null;
      const paths = names.sort().map((file) => join(driver.downloadsDir, file));
      return paths.every((path) => statSync(path).size > 0) ? paths : null;
    },
    { timeoutMs, what: `saved archive ${name}` },
  );
}
