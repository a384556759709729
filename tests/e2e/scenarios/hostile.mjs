import assert from 'node:assert/strict';
import { openArchive } from '../archive.mjs';
import { openPopup, ownRequests, showTab, topicUrl, unfold } from '../panel.mjs';
import { exportZip, FORUM, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

const STRANGER = 'tracker.example.net';
// Firefox evaluates beside the page's own global.
const pwned = '(globalThis.window ?? globalThis).__heddlePwned ?? null';

/** A topic by somebody who means harm. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, { forum: { hostile: true }, grants: [FORUM] }, async ({ driver, replay, forum }) => {
    // A list shows its title; the topic's own page would run its scripts by itself, as any browser does.
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const popup = await openPopup(driver, tab);
    assert.equal(await popup.evaluate(pwned), null);
    await driver.evaluateInBackground(() => {
      const page = /** @type {any} */ (globalThis.window ?? globalThis);
      let last = Date.now();
      page.longestMs = 0;
      setInterval(() => {
        page.longestMs = Math.max(page.longestMs, Date.now() - last);
        last = Date.now();
      }, 20);
    });
    const panel = await startFromPanel(driver, tab, {
      strategy: 'adjacent',
      minLength: '0',
      pairs: '',
      set: { 'title-in': '*hostile*' },
    });
    await waitStatus(panel, /completed/i);
    // Ten megabytes in one post take seconds; browsers end a background that is away for half a minute.
    const longestMs = await driver.evaluateInBackground('(globalThis.window ?? globalThis).longestMs');
    assert.ok(longestMs > 0 && longestMs < 15_000, `the background was away for ${String(longestMs)} ms`);
    await panel.waitForText(testId('held-images'), STRANGER);

    // The preview shows its posts; nothing of them runs, and nothing is loaded.
    await showTab(panel, 'preview');
    await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`);
    await unfold(panel, 'preview-controls');
    for (const strategy of ['cumulative', 'transcript', 'parent-child', 'adjacent']) {
      await panel.select(testId('strategy'), strategy);
      await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`, 30_000);
      await panel.evaluate((selector) => {
        const list = document.querySelector(selector);
        if (list) list.scrollTop = list.scrollHeight;
      }, testId('pairs'));
      await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`);
    }
    const links = await panel.evaluate(() =>
      [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? ''),
    );
    assert.deepEqual(
      links.filter((/** @type {string} */ href) => !/^https?:/.test(href)),
      [],
    );
    assert.equal(
      await panel.evaluate(
        () => document.querySelectorAll('main script, main iframe, main object, main form[action], main style').length,
      ),
      0,
    );
    const archive = await openArchive(await exportZip(driver, panel));
    const url = topicUrl(forum, 'hostile');
    assert.deepEqual(
      archive.sources.map((source) => source.url),
      [url],
    );
    assert.equal(archive.sources[0].posts.length, 10);
    for (const name of archive.files.keys()) assert.match(name, /^(images\/[0-9a-f]{64}\.\w+|[a-z]+\.jsonl?)$/);
    assert.ok(archive.records.some((record) => record.output.length > 5_000_000));

    for (const page of [panel, tab]) assert.equal(await page.evaluate(pwned), null);
    assert.equal(await driver.evaluateInBackground(pwned), null);
    assert.equal(replay.log.of(STRANGER).length, 0);
    assert.ok(ownRequests(replay).length > 2);
  });
}

export const hostile = { name: 'hostile topic', run };
