import assert from 'node:assert/strict';
import { boardHost, createWorld, plainHost } from '../../replay/forum/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { count, logText, openPopup, readStore, showTab } from '../panel.mjs';
import { exportZip, startFromPanel, testId, waitStatus, withSites } from '../steps.mjs';

/** @typedef {import('../steps.mjs').Place} Place */
/** @typedef {import('../steps.mjs').Driver} Driver */
/** @typedef {import('../steps.mjs').Handle} Handle */
/** @typedef {import('../../replay/forum/world.mjs').World} World */
/** @typedef {import('../../replay/forum/world.mjs').Topic} Topic */
/** @typedef {import('../../replay/log.mjs').LogEntry} LogEntry */

const BOARD = 'https://board.garden-talk.org';
const PLAIN = 'https://www.spoke-talk.org';
/** Half a second is the least this source allows. */
const set = { 'images-enabled': false, delay: '0.5' };
const wish = { strategy: 'adjacent', threads: '', pairs: '', set };

/** Pages the extension asked for. @param {string} origin */
const asked = (origin) => (/** @type {LogEntry} */ entry) =>
  entry.host === new URL(origin).host &&
  entry.headers['sec-fetch-dest'] === 'empty' &&
  entry.pathname !== '/robots.txt';

/**
 * Every post of these threads, its author, its text and what it quotes.
 * @param {import('../archive.mjs').Archive} archive
 * @param {readonly Topic[]} topics
 * @param {boolean} quotes whether the pages show them
 */
function compare(archive, topics, quotes) {
  assert.deepEqual(archive.sources.map(({ title }) => title).sort(), topics.map(({ title }) => title).sort());
  for (const topic of topics) {
    const source = archive.sources.find(({ title }) => title === topic.title);
    assert.deepEqual(
      source.posts.map((/** @type {any} */ { id, author }) => [id, author]),
      topic.posts.map(({ id, name }) => [String(id), name]),
      topic.title,
    );
    for (const [i, post] of topic.posts.entries()) {
      assert.deepEqual(source.posts[i].replyTo, quotes && post.quotes !== null ? [String(post.quotes)] : []);
    }
  }
  const said = archive.records.map(({ output }) => String(output)).join('\n');
  for (const { posts } of topics) for (const { text } of posts.slice(1)) assert.ok(said.includes(text), text);
  assert.doesNotMatch(said, /Dig on|Joined:|written on/);
}

/** @param {Driver} driver */
async function wake(driver) {
  const page = await driver.extensionPage('sidepanel.html');
  await page.waitFor(testId('status'));
  await page.close();
}

/** What the popup says of a page before anything is stored. @param {Driver} driver @param {Handle} tab @param {readonly RegExp[]} words */
async function assertGuess(driver, tab, words) {
  const popup = await openPopup(driver, tab);
  await popup.waitFor(testId('guess'));
  const text = await popup.text(testId('guess'));
  for (const word of words) assert.match(text, word);
  const store = await readStore(driver);
  assert.deepEqual([store['jobs']?.length, store['threads']?.length, store['posts']?.length], [0, 0, 0]);
  await popup.close();
}

/** @param {Place} place */
async function chromium(place) {
  const garden = createWorld({ topics: 7, lengths: [12, 3, 6] });
  const spokes = createWorld({ topics: 5, lengths: [9, 3, 1] });
  const [long, gone, , closed] = garden.topics;
  assert.ok(long && gone && closed);
  const hosts = {
    'board.garden-talk.org': boardHost(garden, { closedTopic: closed.id }),
    'www.spoke-talk.org': plainHost(spokes),
  };
  await withSites(place, { hosts, grants: [BOARD, PLAIN] }, async ({ driver, replay }) => {
    // A thread of known software, and one of unknown: what was found, and how sure it is, before anything is stored.
    const thread = await driver.openPage(`${BOARD}/viewtopic.php?f=2&t=${String(long.id)}`);
    await assertGuess(driver, thread, [/Looks like phpBB/, /sure, 9\d %/, /5 of 5 with author/, /5 of 5 with date/]);
    const other = await driver.openPage(`${PLAIN}/forum/thread/40/how-do-i-mend-the-rain-barrel-`);
    await assertGuess(driver, other, [/structure alone/, /4 of 4 with author · 4 of 4 with date/, /Hedda Zaun/]);
    assert.equal(replay.log.of(asked(BOARD)).length + replay.log.of(asked(PLAIN)).length, 0);

    // The whole board: two pages of topics, topics of several pages, one deleted, one behind a password; killed meanwhile.
    gone.deleted = true;
    const tab = await driver.openPage(`${BOARD}/viewforum.php?f=2`);
    replay.faults.addRateLimit({ retryAfter: 2, host: new URL(BOARD).host, path: /viewforum\.php\?.*start=/ });
    const panel = await startFromPanel(driver, tab, wish);
    await poll(() => replay.log.of(asked(BOARD)).length >= 3, { timeoutMs: 30_000, what: 'three pages' });
    assert.ok(await driver.killWorker());
    await wake(driver);
    await waitStatus(panel, 'Waiting for you', 60_000);
    await panel.waitForText(testId('job-problem'), 'This forum asks you to sign in.');
    await signIn(driver);
    await panel.click(testId('resume'));
    await waitStatus(panel, /completed/i, 60_000);
    await showTab(panel, 'job');
    assert.match(await logText(panel), /not found, or needs signing in/);
    assert.match(await logText(panel), /Asked to wait 2 s/);
    const kept = garden.topics.filter((topic) => topic !== gone);
    compare(await openArchive(await exportZip(driver, panel, { name: 'first' })), kept, true);
    // Each page once, but for what the kill, the limit and the password cost.
    const paths = replay.log.of(asked(BOARD)).map(({ path }) => path);
    assert.ok(paths.length - new Set(paths).size <= 3, paths.join(' '));

    // Somebody edits a post and another answers: the thread is read again, the others are not.
    const [opening] = closed.posts;
    assert.ok(opening);
    const fresh = {
      id: garden.nextId(),
      name: 'klee',
      at: '2022-03-25T10:00:00.000Z',
      text: 'Late, but it works.',
      quotes: null,
    };
    closed.posts[1] = { ...(closed.posts[1] ?? fresh), text: 'On second thoughts: leave it as it is.' };
    closed.posts.push(fresh);
    replay.log.clear();
    await showTab(panel, 'job');
    await panel.click(testId('again'));
    await panel.waitForText('.panel', 'Run 2', 60_000);
    await waitStatus(panel, /completed/i, 60_000);
    compare(await openArchive(await exportZip(driver, panel, { name: 'second' })), kept, true);
    const again = replay.log.of(asked(BOARD)).map(({ path }) => path);
    assert.ok(
      again
        .filter((path) => path.startsWith('/viewtopic'))
        .every((path) => path.includes(`t=${String(closed.id)}`) || path.includes(`t=${String(gone.id)}`)),
      again.join(' '),
    );

    // The other one, read by what its pages repeat.
    const workshop = await driver.openPage(`${PLAIN}/forum/workshop`);
    const second = await startFromPanel(driver, workshop, wish);
    await waitStatus(second, 'Completed', 60_000);
    assert.equal(await count(second, 'threads'), 5);
    compare(await openArchive(await exportZip(driver, second, { name: 'third' })), spokes.topics, false);
  });
}

/** @param {Driver} driver */
async function signIn(driver) {
  const tab = await driver.openPage(`${BOARD}/ucp.php?mode=login`);
  await tab.fill('#username', 'hedda');
  await tab.fill('#password', 'spade');
  await tab.click('#sign-in');
  await tab.waitFor('.topiclist');
}

/** @param {Place} place */
async function firefox(place) {
  const garden = createWorld({ topics: 5, lengths: [8] });
  const [, gone, closed] = garden.topics;
  assert.ok(gone && closed);
  const hosts = { 'board.garden-talk.org': boardHost(garden, { closedTopic: closed.id }) };
  await withSites(place, { hosts, grants: [BOARD] }, async ({ driver }) => {
    const tab = await driver.openPage(`${BOARD}/viewforum.php?f=2`);
    gone.deleted = true;
    const panel = await startFromPanel(driver, tab, wish);
    await waitStatus(panel, 'Waiting for you', 40_000);
    await panel.waitForText(testId('job-problem'), 'This forum asks you to sign in.');
    await signIn(driver);
    await panel.click(testId('resume'));
    await waitStatus(panel, /completed/i, 40_000);
    const kept = garden.topics.filter((topic) => topic !== gone);
    compare(await openArchive(await exportZip(driver, panel)), kept, true);
  });
}

export const otherForum = {
  name: 'other forum: guess, board, kill, login wall, deleted, edited, unknown software',
  run: (/** @type {Place} */ place) => (place.browser === 'chromium' ? chromium(place) : firefox(place)),
};
