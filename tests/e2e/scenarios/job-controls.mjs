import assert from 'node:assert/strict';
import { edit, truth } from '../../../scripts/demo-forum/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import {
  assertSpacing,
  count,
  isTopic,
  logText,
  openPopup,
  ownRequests,
  readFiles,
  readStore,
  showJob,
  showTab,
  topicUrl,
  unfold,
  waitRequests,
  waitShownJob,
} from '../panel.mjs';
import { exportZip, FORUM, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

const noImages = { 'images-enabled': false };

/** Pause, resume, run again after the forum changed; then pairs made anew. @param {import('../steps.mjs').Place} place */
async function again(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, { strategy: 'adjacent', threads: '6', pairs: '', set: noImages });
    await waitRequests(replay, 2, isTopic);
    await panel.click(testId('pause'));
    await waitStatus(panel, 'Paused');
    const asked = ownRequests(replay).length;
    await panel.click(testId('resume'));
    await waitStatus(panel, 'Completed');
    assert.ok(ownRequests(replay).length > asked, 'it was paused in the middle');
    assert.equal(replay.log.repeats(isTopic), 0, 'nothing was asked twice');
    assert.match(await logText(panel), /Paused\.[^]*Resumed/);
    assert.equal(await count(panel, 'threads'), 6);

    // A reply, a new topic, a post that goes: only these are asked for.
    const [replied, shrunk] = truth(forum, { hash: false }).topics.slice(2, 4);
    assert.ok(replied && shrunk);
    const gone = shrunk.posts.at(-1);
    assert.ok(gone);
    const reply = edit.addReply(forum, replied.id, { text: 'A reply that came between the runs.' });
    const fresh = edit.newTopic(forum, {
      title: 'A topic that came between the runs',
      texts: ['Question?', 'Answer.'],
    });
    edit.deletePost(forum, shrunk.id, gone.number);
    edit.addReply(forum, shrunk.id, { text: 'Posted after a deletion.' });
    replay.log.clear();
    await panel.click(testId('again'));
    await waitStatus(panel, 'Completed');
    await panel.waitForText('.panel', 'Run 2');
    const topics = replay.log.of(isTopic).map((entry) => Number(/\/t\/(\d+)/.exec(entry.path)?.[1]));
    assert.deepEqual([...new Set(topics)].sort(), [replied.id, shrunk.id, fresh.id].sort());
    const archive = await openArchive(await exportZip(driver, panel));
    const source = (/** @type {number} */ id) => archive.sources.find((one) => one.url.endsWith(`/${String(id)}`));
    assert.ok(source(fresh.id));
    assert.ok(source(replied.id).posts.some((/** @type {any} */ post) => post.id === String(reply.number)));
    const marked = source(shrunk.id).posts.find((/** @type {any} */ post) => post.id === String(gone.number));
    assert.ok(marked, 'what is gone at the site stays');
    assert.notEqual(marked.missingSince ?? marked.missing, undefined, 'and is marked');

    // Another strategy: rows at once, and not one request.
    replay.log.clear();
    await showTab(panel, 'preview');
    await unfold(panel, 'preview-controls');
    await panel.waitFor(`${testId('pairs')} .pair:not(.pair-waiting)`);
    const before = await panel.text(testId('pairs'));
    await panel.select(testId('strategy'), 'cumulative');
    await panel.waitForText(testId('trial'), 'Trying it on the stored posts');
    await poll(async () => (await panel.text(testId('pairs'))) !== before, { what: 'rows of the trial' });
    await panel.select(testId('strategy'), 'transcript');
    await panel.waitForText(testId('pairs'), '<# ');
    await panel.click(testId('apply'));
    await panel.waitFor(() => !document.querySelector('[data-testid="trial"], [data-testid="applying"]'));
    await panel.waitForText(testId('pairs'), '<# ');
    await showTab(panel, 'job');
    await waitStatus(panel, 'Completed');
    assert.equal(await count(panel, 'pairs'), 7);
    const texts = await openArchive(await exportZip(driver, panel, { name: 'texts' }));
    assert.equal(texts.manifest.format, 'transcript');
    assert.equal(texts.records.length, 7);
    assert.ok(texts.records.every((record) => record.conversations.includes('<# ')));
    assert.equal(ownRequests(replay).length, 0);
  });
}

/** Two jobs on one host, one stopped; then everything deleted. @param {import('../steps.mjs').Place} place */
async function two(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    let tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, { strategy: 'adjacent', threads: '', pairs: '' });
    await waitRequests(replay, 2, isTopic);
    // The second one from the popup, which shows the first, and with its longer delay.
    tab = await driver.openPage(topicUrl(forum, 'journal'));
    const popup = await openPopup(driver, tab);
    await popup.waitFor(testId('job-glance'));
    await popup.click(testId('another'));
    await popup.click(testId('scrape'));
    await waitShownJob(panel, 'One line a day');
    await showJob(panel, 'Latest topics');
    await waitStatus(panel, 'Scraping');
    assertSpacing(replay, 200);
    replay.log.clear();
    await waitRequests(replay, 3, isTopic);
    assertSpacing(replay, 1000);
    await panel.click(testId('stop'));
    await waitStatus(panel, 'Stopped');

    // What was stored is kept, paired, and can be exported.
    await poll(
      async () =>
        (await count(panel, 'pairs')) > 0 &&
        !(await readStore(driver))['tasks']?.some((task) => task.state === 'pending'),
      { what: 'pairs of what was stored' },
    );
    const threads = await count(panel, 'threads');
    assert.ok(threads >= 2 && threads < 21);
    const archive = await openArchive(await exportZip(driver, panel));
    assert.ok(archive.sources.length >= threads && archive.records.length > 0);

    // The other one goes on alone.
    await showTab(panel, 'job');
    await showJob(panel, 'One line a day');
    await waitStatus(panel, 'Completed');
    assert.equal(await count(panel, 'posts'), 45);

    // Deleted one by one: nothing is left of them.
    await panel.click(testId('delete'));
    await panel.waitForText('.panel', 'Delete this job and its data?');
    await panel.click(testId('delete-yes'));
    await waitShownJob(panel, 'Latest topics');
    await waitStatus(panel, 'Stopped');
    await panel.click(testId('delete'));
    await panel.click(testId('delete-yes'));
    await panel.waitFor(() => !document.querySelector('[data-testid="job-select"]'));
    await poll(
      async () => {
        const store = await readStore(driver);
        const left = Object.entries(store).filter(
          ([table, rows]) => rows.length > 0 && !['lanes', 'robots', 'settings'].includes(table),
        );
        const files = await readFiles(driver);
        if (left.length === 0 && files.length === 0) return true;
        throw new Error(
          `left: ${left.map(([table, rows]) => `${String(rows.length)} ${table}`).join(', ')}; ${files.join(' ')}`,
        );
      },
      { what: 'an empty store' },
    );
  });
}

export const runAgain = { name: 'pause, run again, pair anew', run: again };
export const twoJobs = { name: 'two jobs on one host, stop, delete', run: two };
