// What a person reads and presses in the popup and in the panel, beyond one straight job.
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isTopicRequest } from '../replay/index.mjs';
import { poll } from './drivers/poll.mjs';
import { FORUM, testId } from './steps.mjs';

/** @typedef {import('./drivers/driver.mjs').Driver} Driver */
/** @typedef {import('./drivers/handle.mjs').Handle} Handle */
/** @typedef {Awaited<ReturnType<typeof import('../replay/index.mjs').startReplay>>} Replay */
/** @typedef {import('../../scripts/demo-forum/forum.mjs').Forum} Forum */

export const FORUM_HOST = new URL(FORUM).host;

/** @param {Forum} forum @param {string} key */
export function topicUrl(forum, key) {
  const topic = forum.topics.find((one) => one.key === key);
  if (!topic) throw new Error(`No topic ${key}`);
  return `${FORUM}/t/${topic.slug}/${String(topic.id)}`;
}

/**
 * Opens the popup on a page once it knows what the page is.
 * @param {Driver} driver
 * @param {Handle} tab
 */
export async function openPopup(driver, tab) {
  const popup = await driver.clickToolbar(tab);
  await popup.waitFor(testId('sighted'));
  return popup;
}

/**
 * The panel, opened by the popup's button where it is not open.
 * @param {Driver} driver
 * @param {Handle} tab
 */
export async function openPanel(driver, tab) {
  const popup = await driver.clickToolbar(tab);
  await popup.click(testId('open-panel'));
  return driver.sidePanel();
}

/** @param {Handle} panel @param {'job' | 'preview' | 'export'} tab */
export const showTab = (panel, tab) => panel.click(testId(`tab-${tab}`));

/** @param {Handle} panel @param {string} id a section that opens, by its test id */
export async function unfold(panel, id) {
  await panel.waitFor(testId(id));
  await panel.evaluate((selector) => {
    const found = document.querySelector(selector)?.closest('details');
    if (found) found.open = true;
  }, testId(id));
}

/** Goes back to the job where its rows have shown by themselves. @param {Handle} panel */
async function showJobTab(panel) {
  if (await panel.evaluate((selector) => !document.querySelector(selector), testId('job-status'))) {
    await showTab(panel, 'job');
    await panel.waitFor(testId('job-status'));
  }
}

/** A number among the job's counters as it is shown. @param {Handle} panel @param {string} id */
export async function count(panel, id) {
  await showJobTab(panel);
  const text = await panel.evaluate(
    (selector) => document.querySelector(selector)?.getAttribute('title') ?? '',
    testId(`count-${id}`),
  );
  return Number(text.replace(/\D/g, ''));
}

/** All lines of the shown job's log. @param {Handle} panel */
export async function logText(panel) {
  await showJobTab(panel);
  await unfold(panel, 'log');
  await panel.waitFor(testId('log-lines'));
  return panel.text(testId('log-lines'));
}

/** Reads and asserts what the first pair in the preview shows. @param {Handle} panel */
export async function firstPair(panel) {
  await showTab(panel, 'preview');
  await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`);
  return panel.text(`${testId('pairs')} .pair`);
}

/** Requests of the extension for the forum's data, in order. @param {Replay} replay */
export function ownRequests(replay) {
  return replay.log.of((entry) => entry.host === FORUM_HOST && entry.headers['sec-fetch-dest'] === 'empty');
}

/** Hosts that browsers talk to on their own account: sign-in of the browser, its updates, its lists. */
const makers = /(^|\.)(google|googleapis|gstatic|gvt1|mozilla|firefox)\.(com|org|net)$/;

/** All that was asked, but for what browsers ask their makers; that is not ours to stop. @param {Replay} replay */
export function siteRequests(replay) {
  return replay.log.of(({ host }) => !makers.test(host));
}

/**
 * No two requests of the extension to the forum are closer than this.
 * @param {Replay} replay
 * @param {number} leastMs
 */
export function assertSpacing(replay, leastMs) {
  const own = ownRequests(replay);
  for (let n = 1; n < own.length; n++) {
    // A redirect is followed by the browser at the server's own word.
    if (Math.floor((own[n - 1]?.status ?? 0) / 100) === 3) continue;
    const gap = (own[n]?.at ?? 0) - (own[n - 1]?.at ?? 0);
    assert.ok(gap >= leastMs, `${gap.toFixed(1)} ms between ${own[n - 1]?.path} and ${own[n]?.path}`);
  }
}

/** Waits until the server was asked this often. @param {Replay} replay @param {number} wanted @param {(entry: any) => boolean} which */
export function waitRequests(replay, wanted, which) {
  return poll(() => replay.log.of(which).length >= wanted, { timeoutMs: 30_000, what: `${String(wanted)} requests` });
}

/**
 * What the store holds, by table.
 * @param {Driver} driver
 * @returns {Promise<Record<string, any[]>>}
 */
export function readStore(driver) {
  return driver.evaluateInBackground(async () => {
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open('heddle');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const names = [...db.objectStoreNames];
    const all = await Promise.all(
      names.map(
        (name) =>
          new Promise((resolve, reject) => {
            const request = db.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          }),
      ),
    );
    db.close();
    return Object.fromEntries(names.map((name, n) => [name, all[n]]));
  });
}

/** Names of all stored files. @param {Driver} driver @returns {Promise<string[]>} */
export function readFiles(driver) {
  return driver.evaluateInBackground(async () => {
    const names = /** @type {string[]} */ ([]);
    const waiting = [await navigator.storage.getDirectory()];
    for (;;) {
      const folder = waiting.pop();
      if (!folder) return names;
      for await (const entry of /** @type {any} */ (folder).values()) {
        if (entry.kind === 'directory') waiting.push(entry);
        else names.push(entry.name);
      }
    }
  });
}

/** Forgets saved archives, so that the next one gets the plain name. @param {Driver} driver */
export function emptyDownloads(driver) {
  for (const name of readdirSync(driver.downloadsDir)) rmSync(join(driver.downloadsDir, name));
}

/** @param {import('../replay/log.mjs').LogEntry} entry a request of the extension for a topic or a batch of its posts */
export const isTopic = (entry) => isTopicRequest(entry) && entry.headers['sec-fetch-dest'] === 'empty';

/** The panel's jobs as it lists them. @param {Handle} panel @returns {Promise<{value: string, text: string, shown: boolean}[]>} */
function listedJobs(panel) {
  return panel.evaluate((selector) => {
    const select = /** @type {HTMLSelectElement | null} */ (document.querySelector(selector));
    return [...(select?.options ?? [])].map((one) => ({ value: one.value, text: one.text, shown: one.selected }));
  }, testId('job-select'));
}

/** Waits until the panel shows the job with these words in its name. @param {Handle} panel @param {string} words */
export function waitShownJob(panel, words) {
  return poll(async () => (await listedJobs(panel)).some((job) => job.shown && job.text.includes(words)), {
    what: `job ${words} in the panel`,
  });
}

/** Chooses the job with these words in its name. @param {Handle} panel @param {string} words */
export async function showJob(panel, words) {
  const job = (await listedJobs(panel)).find((one) => one.text.includes(words));
  if (!job) throw new Error(`No job ${words} in the panel`);
  await panel.select(testId('job-select'), job.value);
}
