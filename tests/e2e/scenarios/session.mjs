import assert from 'node:assert/strict';
import { sessionToken, truth } from '../../../scripts/demo-forum/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { count, FORUM_HOST, logText, openPopup, ownRequests, topicUrl, waitShownJob } from '../panel.mjs';
import { exportZip, FORUM, signIn, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

const noImages = { 'images-enabled': false };

/** A login page where a topic should be, and a session that ends, both in the middle of a crawl. @param {import('../steps.mjs').Place} place */
async function lost(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    await signIn(driver);
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    // After the session, robots.txt and the listing.
    replay.faults.add({ kind: 'login', host: FORUM_HOST, path: /^\/t\/\d+\.json/, after: 2, location: '/login' });
    const panel = await startFromPanel(driver, tab, { strategy: 'adjacent', threads: '8', pairs: '', set: noImages });
    await waitStatus(panel, 'Waiting for you', 30_000);
    await panel.waitForText(testId('job-problem'), 'This forum asks you to sign in.');
    await panel.waitForText(testId('job-problem'), 'press Resume');
    await assertLink(panel);
    assert.equal(await count(panel, 'threads'), 2);
    await panel.click(testId('resume'));

    // Now the session is ended by somebody else.
    await panel.waitFor(
      () => Number(document.querySelector('[data-testid="count-threads"]')?.getAttribute('title')) > 2,
    );
    forum.endedSessions.add(sessionToken(forum, 'mira'));
    await waitStatus(panel, 'Waiting for you', 30_000);
    await panel.waitForText(testId('job-problem'), 'You are no longer signed in.');
    await assertLink(panel);
    const threads = await count(panel, 'threads');
    assert.ok(threads < 8);
    // Resumed without signing in, it asks once and waits again: nothing anonymous is stored.
    await panel.click(testId('resume'));
    await poll(async () => (await logText(panel)).split('Paused.').length === 4, { what: 'third pause' });
    await waitStatus(panel, 'Waiting for you');
    assert.equal(await count(panel, 'threads'), threads);

    await signIn(driver);
    await panel.click(testId('resume'));
    await waitStatus(panel, /completed/i);
    assert.equal(await count(panel, 'threads'), 8);
    const archive = await openArchive(await exportZip(driver, panel));
    const expected = truth(forum, { signedIn: true, hash: false }).topics.slice(0, 8);
    assert.ok(expected.some((topic) => topic.private));
    assert.deepEqual(
      archive.sources.map((source) => [source.url, source.posts.length]),
      expected.map((topic) => [topic.url, topic.posts.length]),
    );
    assert.equal(archive.manifest.session, 'signed in');
  });
}

/** @param {import('../drivers/handle.mjs').Handle} panel */
async function assertLink(panel) {
  const href = await panel.evaluate((selector) => document.querySelector(selector)?.href ?? '', testId('problem-link'));
  assert.ok(href.startsWith(`${FORUM}/`), `a link to the forum, not ${href}`);
}

/** Nobody is signed in. @param {import('../steps.mjs').Place} place */
async function none(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    const said = 'not signed in: private categories are not included';
    const secret = topicUrl(forum, 'workshop-plan');
    let tab = await driver.openPage(`${FORUM}/latest`);
    const popup = await openPopup(driver, tab);
    await popup.waitForText(testId('signed-out'), said);
    const panel = await startFromPanel(driver, tab, { strategy: 'adjacent', threads: '10', pairs: '', set: noImages });
    await panel.waitForText('body', said);
    await waitStatus(panel, /completed/i);
    const archive = await openArchive(await exportZip(driver, panel));
    assert.equal(archive.manifest.session, said);
    assert.equal(archive.sources.length, 10);
    assert.ok(!JSON.stringify([archive.sources, archive.records]).includes('Workshop:'));

    // Its address leads to a page that says no more than that.
    tab = await driver.openPage(secret);
    const wall = await openPopup(driver, tab);
    await wall.waitForText(testId('wall-error'), 'The forum shows an error page here.');

    // A topic that becomes private while it is open is started on its own address.
    tab = await driver.openPage(topicUrl(forum, 'selvedge'));
    const topic = forum.topics.find((one) => one.key === 'selvedge');
    const workshop = forum.categories.find((one) => one.restricted);
    assert.ok(topic && workshop);
    topic.category = workshop;
    replay.log.clear();
    await startFromPanel(driver, tab);
    await waitShownJob(panel, 'My edges look like a coastline');
    await panel.waitForText('.panel', 'Not found, or needs signing in.', 30_000);
    assert.equal(await count(panel, 'posts'), 0);
    assert.equal(ownRequests(replay).filter((entry) => entry.status === 200).length, 0);
  });
}

export const sessionLost = { name: 'session: login page and session lost in mid-crawl', run: lost };
export const signedOut = { name: 'session: signed out', run: none };
