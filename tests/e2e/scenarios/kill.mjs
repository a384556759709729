import assert from 'node:assert/strict';
import { fingerprint, openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { CDN, exportZip, FORUM, PICS, signIn, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

const options = { forum: { topics: 30, longTopicPosts: 300 }, grants: [FORUM, CDN, PICS] };
const wish = { strategy: 'reply-chain', threads: '', pairs: '', set: {} };

/** Random numbers that a failure can be repeated with. @param {number} seed */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * @param {import('../steps.mjs').Place} place
 * @returns {Promise<string>} the archive of a crawl that nobody disturbs
 */
async function undisturbed(place) {
  let print = '';
  await withForum(place, options, async ({ driver }) => {
    await signIn(driver);
    const tab = await driver.openPage(`${FORUM}/latest`);
    await grantAll(driver);
    const panel = await startFromPanel(driver, tab, wish);
    await waitStatus(panel, /completed/i, 120_000);
    print = fingerprint(await openArchive(await exportZip(driver, panel)));
  });
  return print;
}

/**
 * Grants all hosts through a page of the product, so that no image waits.
 * @param {import('../drivers/driver.mjs').Driver} driver
 */
async function grantAll(driver) {
  const page = await driver.extensionPage('sidepanel.html');
  await page.evaluate(
    (/** @type {string[]} */ origins) => {
      const button = document.createElement('button');
      button.id = 'grant-all';
      button.style.cssText = 'position:fixed;top:0;left:0;z-index:9';
      button.textContent = 'Grant';
      const api = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
      button.onclick = () => api.permissions.request({ origins }).then(() => button.remove());
      document.body.append(button);
    },
    options.grants.map((origin) => `${origin}/*`),
  );
  await page.click('#grant-all');
  await page.waitFor(() => !document.querySelector('#grant-all'));
  await page.close();
}

/** @param {import('../steps.mjs').Place} place */
async function chromium(place) {
  const expected = await undisturbed(place);
  await withForum(place, options, async ({ driver, replay }) => {
    await signIn(driver);
    const tab = await driver.openPage(`${FORUM}/latest`);
    await grantAll(driver);
    const panel = await startFromPanel(driver, tab, wish);
    await panel.click(testId('pause'));
    await waitStatus(panel, /paused/i);
    // The browser writes cookies and grants late: closed once as a person closes it.
    await driver.closeBrowser();
    await driver.relaunch();
    const again = await driver.extensionPage('sidepanel.html');
    await again.click(testId('resume'));
    await again.close();

    const random = generator(7);
    let stops = 0;
    for (let kills = 0; kills < 3; kills++) {
      for (let n = 0; n < 7; n++) {
        await moreRequests(replay, 1 + Math.floor(random() * 2));
        if (await driver.killWorker()) stops++;
        if (kills === 1 && n === 0) await recoveredByAlarm(driver, replay);
        else await wake(driver);
      }
      await moreRequests(replay, 1);
      await driver.killBrowser();
      await driver.relaunch();
    }
    assert.ok(stops >= 20, `${stops} stops`);
    const page = await driver.extensionPage('sidepanel.html');
    await waitStatus(page, /completed/i, 120_000);
    assert.equal(fingerprint(await openArchive(await exportZip(driver, page))), expected);
    checkRepeats(replay, stops + 4);
  });
}

/** @param {import('../steps.mjs').Place} place */
async function firefox(place) {
  const expected = await undisturbed(place);
  await withForum(place, options, async ({ driver, replay }) => {
    await signIn(driver);
    const tab = await driver.openPage(`${FORUM}/latest`);
    await grantAll(driver);
    await startFromPanel(driver, tab, wish);
    const random = generator(11);
    let stops = 0;
    for (let n = 0; n < 6; n++) {
      await moreRequests(replay, 1 + Math.floor(random() * 4));
      if (await driver.killWorker()) stops++;
      await wake(driver);
    }
    assert.ok(stops >= 5, `${stops} stops`);
    const page = await driver.extensionPage('sidepanel.html');
    await waitStatus(page, /completed/i, 120_000);
    assert.equal(fingerprint(await openArchive(await exportZip(driver, page))), expected);
    checkRepeats(replay, stops);
  });
}

/** @typedef {Awaited<ReturnType<typeof import('../../replay/index.mjs').startReplay>>} Replay */

/** Requests of the extension, not of pages. @param {import('../../replay/log.mjs').LogEntry} entry */
const isOurs = (entry) => entry.headers['sec-fetch-dest'] === 'empty';

/** @param {Replay} replay @param {number} count */
function moreRequests(replay, count) {
  const before = replay.log.of(isOurs).length;
  return poll(() => replay.log.of(isOurs).length >= before + count || null, { timeoutMs: 60_000, what: 'requests' });
}

/** As a person who looks at the panel. @param {import('../drivers/driver.mjs').Driver} driver */
async function wake(driver) {
  const page = await driver.extensionPage('sidepanel.html');
  await page.waitFor(testId('status'));
  await page.close();
}

/** Nothing of ours is open: only the alarm can do it. @param {import('../drivers/driver.mjs').Driver} driver @param {Replay} replay */
async function recoveredByAlarm(driver, replay) {
  assert.equal(await driver.isWorkerAlive(), false);
  await moreRequests(replay, 1);
}

/** @param {Replay} replay @param {number} kills */
function checkRepeats(replay, kills) {
  for (const host of options.grants.map((origin) => new URL(origin).host)) {
    const own = replay.log.of((entry) => entry.host === host && isOurs(entry));
    const repeats = own.length - new Set(own.map((entry) => entry.path)).size;
    assert.ok(repeats <= kills, `${repeats} repeated requests to ${host} after ${kills} kills`);
    for (let n = 1; n < own.length; n++) {
      if (Math.floor((own[n - 1]?.status ?? 0) / 100) === 3) continue;
      const gap = (own[n]?.at ?? 0) - (own[n - 1]?.at ?? 0);
      assert.ok(gap >= 200, `${gap.toFixed(1)} ms between ${own[n - 1]?.path} and ${own[n]?.path}`);
    }
  }
}

export const kill = {
  name: 'killed again and again',
  run: (/** @type {import('../steps.mjs').Place} */ place) =>
    place.browser === 'chromium' ? chromium(place) : firefox(place),
};
