import assert from 'node:assert/strict';
import { openArchive } from '../archive.mjs';
import { refusePermissions } from '../drivers/driver.mjs';
import { firstPair, openPopup, ownRequests, showTab, topicUrl, waitShownJob, siteRequests } from '../panel.mjs';
import { FORUM, savedFiles, testId, waitStatus, withForum } from '../steps.mjs';

/** The popup's own buttons, with access refused first. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, {}, async ({ driver, replay, forum }) => {
    const url = topicUrl(forum, 'twill-draft');
    let tab = await driver.openPage(url);
    const popup = await openPopup(driver, tab);
    assert.match(await popup.text(testId('sighted')), /Topic “Drawing a draft with a few lines of JavaScript”/);
    await popup.waitForText(testId('popup-note'), 'Will ask for access to this site.');
    await refusePermissions(popup);
    replay.log.clear();
    await popup.click(testId('scrape'));
    const panel = await driver.sidePanel();

    /** @param {string} name */
    const exportByLink = async (name) => {
      await showTab(panel, 'export');
      await panel.waitFor(testId('export-form'));
      await panel.fill(testId('export-name'), name);
      await panel.click(testId('save'));
      await panel.click(testId('save-file'));
      return savedFiles(driver, name);
    };

    // The job is there and says what to do; nothing was asked of the site.
    await waitStatus(panel, 'Waiting for access');
    await panel.waitForText(
      testId('job-problem'),
      'Heddle may not read forum.heddle-demo.org yet. Allow access and the job goes on.',
    );
    await refusePermissions(panel);
    await panel.click(testId('allow-access'));
    await panel.waitForText(testId('job-problem'), 'Access was refused.');
    assert.equal(ownRequests(replay).length, 0);

    // Allowed after all: here by the popup, which offers the same.
    await driver.grantHosts([`${FORUM}/*`]);
    const again = await openPopup(driver, tab);
    await again.waitFor(testId('job-glance'));
    await again.click(testId('allow-access'));
    await waitStatus(panel, /completed/i);
    assert.match(await firstPair(panel), /./);
    // Saving is refused as well in this panel: the person saves by link.
    const archive = await openArchive(await exportByLink('thread'));
    await panel.waitForText(testId('export-file'), 'Saved in your downloads');
    assert.deepEqual(
      archive.sources.map((source) => source.url),
      [url],
    );
    assert.ok(archive.records.length > 0);

    // *Keep this page*: what it shows, and not one request.
    tab = await driver.openPage(topicUrl(forum, 'selvedge'));
    const keeper = await openPopup(driver, tab);
    replay.log.clear();
    await keeper.click(testId('keep'));
    await showTab(panel, 'job');
    await waitShownJob(panel, 'My edges look like a coastline');
    await waitStatus(panel, /completed/i);
    await firstPair(panel);
    assert.deepEqual(
      siteRequests(replay).map((entry) => entry.path),
      [],
    );
    const kept = await openArchive(await exportByLink('kept'));
    assert.equal(kept.sources[0].posts.length, 7);
  });
}

export const popup = { name: 'popup: access refused, this thread, this page', run };
