import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { isTopic, openPopup, ownRequests, readStore, showTab, unfold, waitRequests, waitShownJob } from '../panel.mjs';
import { exportZip, FORUM, openOptions, savedFiles, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** @typedef {import('../steps.mjs').Handle} Handle */

const boards = [
  { board: 'zt', title: 'Ropes &amp; knots' },
  { board: 'zw', title: 'Weaving' },
];
const refusal = 'Offline mode is enabled. Only the Synthetic data source can be used.';

/** @param {Handle} panel @param {string} id @returns {Promise<string>} what a field holds */
const valueOf = (panel, id) => panel.evaluate((selector) => document.querySelector(selector)?.value ?? '', testId(id));

/** @param {Handle} panel @param {string} id @returns {Promise<boolean>} */
const isDisabled = (panel, id) =>
  panel.evaluate((selector) => document.querySelector(selector)?.disabled ?? false, testId(id));

/** A dataset with a name: reset, rows by themselves, the log as a file, the name in the export. @param {import('../steps.mjs').Place} place */
async function named(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    const panel = await openOptions(driver, tab);
    await panel.waitForText(testId('start-hint'), 'Idle');

    // What was typed is gone after *Reset*, and the defaults are back.
    await panel.fill(testId('limit-threads'), '3');
    await panel.fill(testId('limit-pairs'), '');
    await panel.fill(testId('title-in'), 'Looms*');
    await panel.select(testId('strategy'), 'adjacent');
    await panel.fill(testId('dataset-name'), 'For nothing');
    await panel.click(testId('reset'));
    await panel.waitFor(() => document.querySelector('[data-testid="limit-threads"]')?.value === '50');
    const back = { 'limit-pairs': '5000', 'title-in': '', strategy: 'reply-chain', 'dataset-name': '', delay: '1' };
    for (const [id, value] of Object.entries(back)) assert.equal(await valueOf(panel, id), value, id);

    await panel.fill(testId('dataset-name'), 'Looms & weavers');
    await panel.fill(testId('limit-threads'), '3');
    await panel.fill(testId('delay'), '0.2');
    await panel.select(testId('strategy'), 'adjacent');
    await panel.click(testId('start'));
    // No tab was chosen: the rows come by themselves, with how it ended beside them.
    await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`, 60_000);
    await waitStatus(panel, 'Completed');
    await waitShownJob(panel, 'Looms & weavers');

    // The whole log, whatever is shown of it.
    await showTab(panel, 'job');
    await unfold(panel, 'log');
    await panel.waitFor(testId('log-lines'));
    await panel.select(testId('log-level'), 'error');
    const earliest = Math.floor(Date.now() / 1000);
    await panel.click(testId('log-download'));
    const name = await poll(() => readdirSync(driver.downloadsDir).find((file) => file.endsWith('.log')) ?? null, {
      what: 'the saved log',
    });
    const second = Number(/^scrape-(\d+)\.log$/.exec(name)?.[1]);
    assert.ok(second >= earliest && second <= Date.now() / 1000, name);
    const lines = readFileSync(join(driver.downloadsDir, name), 'utf8').trimEnd().split('\n');
    const stored = (await readStore(driver))['logs'] ?? [];
    assert.equal(lines.length, stored.length + 1, 'every event, and the day');
    for (const line of lines) assert.match(line, /^\d\d:\d\d:\d\d /);
    assert.match(lines[1] ?? '', /Started: Looms & weavers/);
    assert.match(lines.at(-1) ?? '', /Completed: 3 threads/);

    // Another name, here and in what is exported from now on.
    await panel.click(testId('rename'));
    await panel.fill(testId('rename-input'), 'Weavers, again');
    await panel.click(testId('rename-save'));
    await waitShownJob(panel, 'Weavers, again');
    await showTab(panel, 'export');
    await panel.waitFor(testId('export-form'));
    assert.equal(await valueOf(panel, 'export-name'), 'Weavers-again');
    await panel.click(testId('save'));
    const archive = await openArchive(await savedFiles(driver, 'Weavers-again'));
    assert.equal(archive.manifest.name, 'Weavers, again');
    assert.equal(archive.sources.length, 3);
  });
}

/** Nothing leaves in offline mode, whoever asks. @param {import('../steps.mjs').Place} place */
async function offline(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const wish = { strategy: 'adjacent', threads: '6', pairs: '', set: { 'images-enabled': false } };
    const panel = await startFromPanel(driver, tab, wish);
    await waitRequests(replay, 2, isTopic);

    // In the middle of a crawl: it pauses, and says why.
    await panel.click(testId('settings-button'));
    await panel.click(testId('offline'));
    await panel.waitForText(testId('offline-banner'), 'nothing is fetched from any site');
    await panel.click(testId('settings-close'));
    await waitStatus(panel, 'Paused: offline mode', 30_000);
    assert.ok(await isDisabled(panel, 'resume'));
    const asked = ownRequests(replay).length;

    // All sources but documents are shut, with the reason beside them.
    await panel.click(testId('new-job-button'));
    await panel.waitFor(testId('generate-form'));
    for (const source of ['page', 'stackexchange', 'reddit', 'fourchan']) {
      assert.ok(await isDisabled(panel, `source-${source}`), source);
    }
    assert.ok(await panel.evaluate(() => document.querySelector('[data-testid="source-documents"]')?.checked));
    assert.ok(await isDisabled(panel, 'start'));
    assert.match(await panel.text('.radios'), /This page\s+offline mode/);
    await panel.waitForText(testId('start-hint'), 'Choose a document');
    await panel.click(`${testId('more-ways')} summary`);
    await panel.waitFor(`${testId('doc-url')}:disabled`);
    await panel.waitForText(testId('url-offline'), 'addresses are not fetched');

    // A form that was open before, and a page that asks behind the interface's back, are refused as well.
    await panel.select(testId('job-select'), await jobId(driver));
    await panel.click(testId('copy-settings'));
    await panel.click(testId('start'));
    await panel.waitForText('.sticky-actions', refusal);
    const answer = await panel.evaluate(
      (spec) => {
        const api = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
        return api.runtime.sendMessage({ heddle: 'command', name: 'job.start', input: { spec } });
      },
      (await readStore(driver))['jobs']?.[0].spec,
    );
    assert.equal(answer.ok, false);
    assert.equal(answer.problem.message, refusal);
    const popup = await openPopup(driver, tab);
    await popup.waitForText(testId('popup-offline'), 'Only the Synthetic data source can be used.');
    await popup.click(testId('another'));
    await popup.waitFor(`${testId('scrape')}:disabled`);
    assert.equal((await readStore(driver))['jobs']?.length, 1);
    assert.equal(ownRequests(replay).length, asked, 'no request left');

    // Switched off, the job goes on and misses nothing.
    await panel.click(testId('offline-off'));
    await panel.select(testId('job-select'), await jobId(driver));
    await showTab(panel, 'job');
    await waitStatus(panel, 'Completed');
    assert.equal(replay.log.repeats(isTopic), 0, 'nothing was asked twice');
    const archive = await openArchive(await exportZip(driver, panel));
    assert.equal(archive.sources.length, 6);
  });
}

/** @param {import('../steps.mjs').Driver} driver @returns {Promise<string>} the one job's */
async function jobId(driver) {
  return (await readStore(driver))['jobs']?.[0].id;
}

/** Sources without a page: what is missing is said, and chosen boards make a target. @param {import('../steps.mjs').Place} place */
async function chooser(place) {
  const hosts = {
    'a.4cdn.org': (/** @type {{path: string}} */ { path }) =>
      path === '/boards.json'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ boards }) }
        : { status: 404, headers: {}, body: '' },
  };
  await withForum(place, { hosts, grants: ['https://a.4cdn.org'] }, async ({ driver, replay }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await openOptions(driver, tab);
    assert.ok(!(await isDisabled(panel, 'source-documents')));

    await panel.click(testId('source-fourchan'));
    await panel.waitForText(testId('start-hint'), 'Select at least one board');
    assert.ok(await isDisabled(panel, 'start'));
    await panel.fill(testId('option-boards-filter'), 'sci');
    await panel.click(testId('option-boards-all'));
    await panel.waitForText(testId('option-boards-count'), /^1 of \d+ chosen$/);
    await panel.waitForText(testId('start-hint'), 'Idle');
    assert.ok(!(await isDisabled(panel, 'start')));
    await panel.click(testId('option-boards-clear'));
    await panel.waitForText(testId('start-hint'), 'Select at least one board');

    assert.equal(replay.log.of('a.4cdn.org').length, 0, 'looking at boards asks nobody');
    await panel.fill(testId('option-boards-filter'), 'rop');
    await panel.click(testId('option-boards-refresh'));
    await panel.waitForText(testId('option-boards'), '/zt/ – Ropes & knots');
    await panel.waitForText(testId('option-boards-count'), '0 of 2 chosen');
    assert.equal(replay.log.of('a.4cdn.org').length, 1);

    // A key is saved at once, and nowhere but in the settings.
    await panel.click(testId('source-stackexchange'));
    await panel.waitForText(testId('key-stackexchange'), 'Without a key');
    await panel.fill(testId('key-input-stackexchange'), 'a-secret-key');
    await panel.click(testId('key-save-stackexchange'));
    await panel.waitForText(testId('key-stackexchange'), 'A key is saved on this machine.');
    assert.doesNotMatch(await panel.evaluate(() => document.documentElement.outerHTML), /a-secret-key/);
    const { settings = [], ...rest } = await readStore(driver);
    assert.equal(settings.find((row) => row.key === 'key:stackexchange')?.value, 'a-secret-key');
    assert.doesNotMatch(JSON.stringify(rest), /a-secret-key/);
    await panel.click(testId('key-remove-stackexchange'));
    await panel.waitForText(testId('key-stackexchange'), 'Without a key');
    assert.equal(ownRequests(replay).length, 0, 'looking at sources asks nobody');
  });
}

export const namedDataset = { name: 'sources: a name, reset, the log, rows by themselves', run: named };
export const offlineMode = { name: 'sources: offline mode', run: offline };
export const sourceChooser = { name: 'sources: chosen without a page', run: chooser };
