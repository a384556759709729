import assert from 'node:assert/strict';
import { compareWithForum, openArchive } from '../archive.mjs';
import { assertSpacing, FORUM_HOST, logText, topicUrl, unfold } from '../panel.mjs';
import { exportZip, FORUM, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** A site that limits, fails, cuts and answers nonsense in the middle of a crawl. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    const topic = (/** @type {string} */ key) => ({
      host: FORUM_HOST,
      path: new RegExp(`/t/${topicUrl(forum, key).split('/').at(-1) ?? ''}\\.json`),
    });
    replay.faults.addRateLimit({ retryAfter: 4, ...topic('welcome') });
    replay.faults.add({ kind: 'status', status: 503, body: 'busy', ...topic('first-loom') });
    replay.faults.add({ kind: 'html', ...topic('selvedge') });
    replay.faults.add({ kind: 'cut', ...topic('rye-poll') });
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, {
      strategy: 'adjacent',
      threads: '',
      pairs: '',
      set: { 'images-enabled': false },
    });

    await panel.waitForText(testId('wait'), /waiting \d s, as asked/, 30_000);
    await panel.waitForText(testId('wait'), /waiting \d s: the last request failed/, 30_000);
    // The page in place of data fails alone, and is named.
    await waitStatus(panel, 'Completed, 1 failed');
    assert.equal(replay.faults.pending, 0);
    await unfold(panel, 'failures');
    await panel.waitForText(testId('failures'), 'The forum sent a page where data was asked for.');
    await panel.waitForText(testId('failures'), topicUrl(forum, 'selvedge'));
    const log = await logText(panel);
    assert.match(log, /Asked to wait 4 s/);
    assert.match(log, /A request failed; next try in 5 s/);
    assertSpacing(replay, 200);
    const limited = replay.log.entries.findIndex((entry) => entry.status === 429);
    const after = replay.log.entries.slice(limited + 1).find((entry) => entry.host === FORUM_HOST);
    assert.ok((after?.at ?? 0) - (replay.log.entries[limited]?.at ?? 0) >= 4000, 'Retry-After is kept');

    // Nothing is missing once the failed ones were tried again.
    await panel.click(testId('retry'));
    await panel.waitFor(() => !document.querySelector('[data-testid="failures"]')?.textContent.includes('asked for'));
    await waitStatus(panel, /completed/i);
    const archive = await openArchive(await exportZip(driver, panel));
    const { cdnOrigin, picsOrigin, elsewhereOrigin } = forum.options;
    compareWithForum(archive, forum, {
      signedIn: false,
      withoutHosts: [FORUM, cdnOrigin, picsOrigin, elsewhereOrigin],
    });
  });
}

export const trouble = { name: 'trouble: 429, 5xx, cut, a page for data', run };
