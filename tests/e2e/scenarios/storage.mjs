import assert from 'node:assert/strict';
import { compareWithForum, openArchive } from '../archive.mjs';
import { count, isTopic, ownRequests } from '../panel.mjs';
import { exportZip, FORUM, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** A disk that is full in the middle of a crawl. @param {import('../steps.mjs').Place} place */
async function full(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    // The browser's own limit does not bind an extension with unlimited storage: the write of the fourth topic fails.
    await driver.evaluateInBackground(() => {
      // Firefox evaluates beside the page's own global.
      const page = /** @type {any} */ (globalThis.window ?? globalThis);
      const put = IDBObjectStore.prototype.put;
      page.puts = 0;
      page.restorePut = () => (IDBObjectStore.prototype.put = put);
      IDBObjectStore.prototype.put = function (...args) {
        if (this.name === 'posts' && ++page.puts > 20) throw new DOMException('No room', 'QuotaExceededError');
        return put.apply(this, args);
      };
    });
    const panel = await startFromPanel(driver, tab, {
      strategy: 'adjacent',
      threads: '',
      pairs: '',
      set: { 'images-enabled': false },
    });
    await waitStatus(panel, 'No room left', 30_000);
    await panel.waitForText(
      testId('job-problem'),
      'The browser has no room left. Delete jobs you no longer need or free disk space, then press Resume.',
    );
    const threads = await count(panel, 'threads');
    assert.ok(threads > 0 && threads < 21);
    const asked = ownRequests(replay).length;
    await driver.evaluateInBackground('(globalThis.window ?? globalThis).restorePut()');
    assert.equal(ownRequests(replay).length, asked, 'paused, it asks for nothing');
    await panel.click(testId('resume'));
    await waitStatus(panel, /completed/i);
    assert.ok(replay.log.repeats(isTopic) <= 1, 'at most the reply that found no room is asked for again');
    const archive = await openArchive(await exportZip(driver, panel));
    const { cdnOrigin, picsOrigin, elsewhereOrigin } = forum.options;
    compareWithForum(archive, forum, {
      signedIn: false,
      withoutHosts: [FORUM, cdnOrigin, picsOrigin, elsewhereOrigin],
    });
  });
}

export const storageFull = { name: 'storage full', run: full };
