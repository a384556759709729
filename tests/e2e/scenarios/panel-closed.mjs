import assert from 'node:assert/strict';
import { fingerprint, openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { emptyDownloads, isTopic, openPanel, readStore, showTab, waitRequests } from '../panel.mjs';
import { exportZip, FORUM, savedFiles, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

const wish = { strategy: 'adjacent', threads: '8', pairs: '', set: { 'title-out': 'Some pictures*' } };

/** The panel is closed during the crawl and during the export, and nothing changes. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    await startFromPanel(driver, tab, wish);
    await waitRequests(replay, 2, isTopic);
    await driver.closeSidePanel();
    assert.ok(replay.log.of(isTopic).length < 8, 'closed in the middle of the crawl');
    await waitJob(driver, 'scrape');

    // The engine page is kept waiting until the panel is gone, so that the export surely is not done before.
    const keeper = await driver.extensionPage('popup.html');
    await keeper.evaluate(() => {
      const page = /** @type {any} */ (window);
      return new Promise((held) => {
        void navigator.locks.request('runner:engine', () => {
          held(true);
          return new Promise((release) => (page.releaseEngine = () => release(true)));
        });
      });
    });
    let panel = await openPanel(driver, tab);
    await waitStatus(panel, /completed/i);
    await showTab(panel, 'export');
    await panel.fill(testId('export-name'), 'dataset');
    await panel.click(testId('save'));
    await panel.waitForText(testId('export-state'), 'Writing the ZIP');
    await driver.closeSidePanel();
    await keeper.evaluate('window.releaseEngine()');
    const closed = await openArchive(await savedFiles(driver, 'dataset'));
    await keeper.close();
    emptyDownloads(driver);

    panel = await startFromPanel(driver, tab, wish);
    await waitStatus(panel, 'Completed');
    const open = await openArchive(await exportZip(driver, panel));
    assert.ok(open.records.length > 0);
    assert.equal(fingerprint(closed), fingerprint(open));
  });
}

/**
 * Waits until the newest job of a kind is done, with no panel to tell.
 * @param {import('../steps.mjs').Driver} driver
 * @param {string} kind
 */
function waitJob(driver, kind) {
  return poll(
    async () => {
      const jobs = (await readStore(driver))['jobs']?.filter((job) => job.kind === kind) ?? [];
      return jobs.length > 0 && jobs.every((job) => job.state === 'done');
    },
    { timeoutMs: 60_000, everyMs: 300, what: `end of the ${kind}` },
  );
}

export const panelClosed = { name: 'panel closed during crawl and export', run };
