import assert from 'node:assert/strict';
import { boardHosts, createBoards, pagesOf, quote } from '../../replay/fourchan/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { count, logText, openPopup, readStore, showTab, waitRequests } from '../panel.mjs';
import { exportZip, openOptions, startFromPanel, testId, waitStatus, withSites } from '../steps.mjs';

/** @typedef {import('../steps.mjs').Place} Place */
/** @typedef {import('../steps.mjs').Handle} Handle */
/** @typedef {import('../../replay/fourchan/world.mjs').Boards} Boards */
/** @typedef {import('../../replay/fourchan/world.mjs').Thread} Thread */
/** @typedef {Awaited<ReturnType<typeof import('../../replay/index.mjs').startReplay>>} Replay */

const BOARDS = 'https://boards.4chan.org';
const grants = [BOARDS, 'https://a.4cdn.org', 'https://i.4cdn.org'];
const small = {
  boards: [
    { board: 'zt', title: 'Tea &amp; Kettles', threads: 4 },
    { board: 'zk', title: 'Knots', threads: 4 },
    { board: 'ze', title: 'Empty', threads: 0 },
  ],
};

/** @param {Thread} thread */
const urlOf = (thread) => `${BOARDS}/${thread.board}/thread/${String(thread.posts[0]?.no)}`;
/** @param {import('../../replay/log.mjs').LogEntry} entry */
const isApi = (entry) => entry.host === 'a.4cdn.org' && entry.path !== '/boards.json';
/** @param {Thread} thread */
const asksFor = (thread) => (/** @type {import('../../replay/log.mjs').LogEntry} */ entry) =>
  isApi(entry) && entry.path === `/${thread.board}/thread/${String(thread.posts[0]?.no)}.json`;

/** Requests of the API are a second apart, whatever the person wished, and robots.txt is not its rule. @param {Replay} replay */
function assertPolite(replay) {
  assert.ok(replay.log.leastSpacing(isApi) >= 1000, `${replay.log.leastSpacing(isApi).toFixed(1)} ms apart`);
  assert.deepEqual(
    replay.log.of((entry) => entry.path === '/robots.txt').map((entry) => entry.host),
    [],
  );
}

/**
 * Every post of these threads, its edges and the names of its pictures.
 * @param {import('../archive.mjs').Archive} archive
 * @param {readonly Thread[]} threads
 */
function compare(archive, threads) {
  assert.deepEqual(archive.sources.map(({ url }) => url).sort(), threads.map(urlOf).sort());
  for (const thread of threads) {
    const source = archive.sources.find(({ url }) => url === urlOf(thread));
    assert.deepEqual(
      source.posts.map((/** @type {any} */ { id }) => Number(id)),
      thread.posts.map(({ no }) => no),
    );
    for (const [i, post] of thread.posts.entries()) {
      const found = source.posts[i];
      const edges = [...post.com.matchAll(/href="#p(\d+)"/g)].map((match) => match[1]);
      assert.deepEqual(found.replyTo, [...new Set(edges)], `edges of ${String(post.no)}`);
      const name =
        post.file && post.file !== 'deleted' ? post.file.filename.replace('&amp;', '&') + post.file.ext : null;
      assert.deepEqual(Object.values(found.imageNames ?? {}), name === null ? [] : [name]);
      assert.equal(found.details?.posterId, post.id);
    }
  }
}

/** A post that answers two posts is two answers, each to its own. @param {import('../archive.mjs').Archive} archive */
function assertParts({ records }) {
  const outputs = records.map(({ output }) => String(output));
  assert.ok(
    outputs.some((text) => /^And to you: yes, \d+ times\.$/.test(text)),
    'the second part alone',
  );
  assert.ok(!outputs.some((text) => /\(\d+\)\n+And to you/.test(text)), 'and never with the first');
  for (const text of outputs) assert.doesNotMatch(text, /^>>\d/m);
}

/** Chooses boards in the form for jobs without a page. @param {Handle} panel @param {string[]} boards @param {string} threads */
async function chooseBoards(panel, boards, threads) {
  await panel.click(testId('source-fourchan'));
  await panel.waitForText(testId('start-hint'), 'Select at least one board');
  await panel.click(testId('option-boards-refresh'));
  await panel.waitForText(testId('option-boards-count'), '0 of 3 chosen');
  await panel.click(testId('option-boards-all'));
  await panel.waitForText(testId('option-boards-count'), '3 of 3 chosen');
  await panel.fill(testId('option-threadsPerBoard'), threads);
  await panel.waitForText(testId('start-hint'), 'Idle');
  assert.equal(boards.length, 3);
}

/** @param {Place} place */
async function chromium(place) {
  const world = createBoards(small);
  await withSites(place, { hosts: boardHosts(world, { scripts: 'native' }), grants }, async ({ driver, replay }) => {
    // The popup on a thread that scripts have changed: what it is, and one request for it.
    const [, one] = world.threads;
    assert.ok(one);
    const tab = await driver.openPage(`${urlOf(one)}/some-words`);
    const popup = await openPopup(driver, tab);
    assert.match(await popup.text(testId('sighted')), /Thread “On ropes, part 1”/);
    await popup.click(testId('scrape'));
    const panel = await driver.sidePanel();
    await waitStatus(panel, 'Completed', 30_000);
    assert.deepEqual(
      replay.log.of(isApi).map(({ path, status }) => [path, status]),
      [[`/zt/thread/${String(one.posts[0]?.no)}.json`, 200]],
    );

    // Again: asked with its date, and answered with nothing.
    await showTab(panel, 'job');
    await panel.click(testId('again'));
    await panel.waitForText('.panel', 'Run 2');
    await waitStatus(panel, 'Completed', 30_000);
    const [, second, ...others] = replay.log.of(isApi);
    assert.deepEqual([second?.status, others.length], [304, 0]);
    assert.equal(second?.headers['if-modified-since'], new Date(one.modified * 1000).toUTCString());
    assert.match(await logText(panel), /Unchanged|unchanged/);

    // Three boards at once: one of them empty, a thread that goes meanwhile, a limit, and the worker killed.
    replay.log.clear();
    await panel.click(testId('new-job-button'));
    await chooseBoards(panel, ['zt', 'zk', 'ze'], '2');
    const chosen = ['zt', 'zk'].flatMap((board) => pagesOf(world, board).flatMap((page) => page.slice(0, 1)));
    assert.equal(chosen.length, 4);
    const [gone, ...kept] = chosen;
    assert.ok(gone && kept[0]);
    replay.faults.add({
      kind: 'status',
      status: 404,
      host: 'a.4cdn.org',
      path: `/zt/thread/${String(gone.posts[0]?.no)}`,
    });
    replay.faults.add({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '3' },
      host: 'a.4cdn.org',
      path: `/zk/thread/${String(kept[1]?.posts[0]?.no)}`,
    });
    await panel.click(testId('start'));
    // Past the one that is gone: an answer that is not noted yet when the worker is killed is asked for again.
    await waitRequests(replay, 5, isApi);
    const stopped = await driver.killWorker();
    const page = await driver.extensionPage('sidepanel.html');
    await page.waitFor(testId('status'));
    await page.close();
    await panel.waitForText(testId('wait'), /waiting \d s, as asked/, 30_000);
    await panel.click(testId('held-allow'));
    await waitStatus(panel, 'Completed', 60_000);
    await showTab(panel, 'job');
    assert.equal(replay.faults.pending, 0);
    const words = await logText(panel);
    assert.match(words, /The board \/ze\/ has no threads at present\./);
    assert.match(words, /This thread is gone: deleted, or dropped as newer ones came\./);
    assert.match(words, /Asked to wait 3 s/);
    assertPolite(replay);
    const asked = replay.log.counts(isApi);
    assert.deepEqual(
      [...asked.keys()].sort(),
      [
        ...['zt', 'zk', 'ze'].map((board) => `/${board}/catalog.json`),
        ...chosen.map((thread) => `/${thread.board}/thread/${String(thread.posts[0]?.no)}.json`),
      ].sort(),
    );
    // One a thread; the refused one came again, and what was in flight when the worker died.
    assert.ok(replay.log.repeats(isApi) <= 1 + Number(stopped));
    const archive = await openArchive(await exportZip(driver, panel));
    compare(archive, kept);
    assertParts(archive);
    assert.equal([...archive.files.keys()].filter((name) => name.startsWith('images/')).length, 6);
  });
}

/** @param {Place} place */
async function firefox(place) {
  const world = createBoards(small);
  await withSites(place, { hosts: boardHosts(world), grants }, async ({ driver, replay }) => {
    const tab = await driver.openPage(`${BOARDS}/zt/`);
    const [gone, kept] = pagesOf(world, 'zt').flatMap((page) => page.slice(0, 1));
    assert.ok(gone && kept);
    replay.faults.add({
      kind: 'status',
      status: 404,
      host: 'a.4cdn.org',
      path: `/zt/thread/${String(gone.posts[0]?.no)}`,
    });
    const set = { 'option-threadsPerBoard': '2', 'images-enabled': false };
    const panel = await startFromPanel(driver, tab, { set });
    await waitStatus(panel, 'Completed', 40_000);
    await showTab(panel, 'job');
    assert.match(await logText(panel), /This thread is gone/);
    assert.equal(replay.log.repeats(isApi), 0);
    assertPolite(replay);
    const store = await readStore(driver);
    const posts = (store['posts'] ?? []).map(({ id }) => Number(id));
    assert.deepEqual(posts.sort(), kept.posts.map(({ no }) => no).sort());
  });
}

/** A thread watched until it is archived; a post that is deleted meanwhile stays, marked. @param {Place} place */
async function watched(place) {
  if (place.browser === 'firefox') return;
  const world = createBoards(small);
  await withSites(place, { hosts: boardHosts(world, { scripts: 'x' }), grants }, async ({ driver, replay }) => {
    const [, thread] = world.threads;
    const victim = thread?.posts[3];
    assert.ok(thread && victim);
    const tab = await driver.openPage(urlOf(thread));
    const panel = await startFromPanel(driver, tab, { set: { 'option-watch': true, 'images-enabled': false } });
    await panel.waitForText(testId('wait'), /watching for news; next look in \d+ s/, 30_000);
    // It is paired without waiting for its end.
    await poll(async () => (await count(panel, 'pairs')) > 0, { what: 'pairs while it is watched' });
    world.remove(thread, victim.no);
    const news = world.say(thread, `${quote(thread.posts[0]?.no ?? 0)}<br>I only came for the kettle.`);
    await waitRequests(replay, 2, asksFor(thread));
    world.archive(thread);
    await waitStatus(panel, 'Completed', 40_000);
    await showTab(panel, 'job');
    assert.match(await logText(panel), /“On ropes, part 1” was archived; it is watched no more\./);
    const looks = replay.log.of(asksFor(thread));
    assert.deepEqual(
      looks.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.ok(replay.log.leastSpacing(asksFor(thread)) >= 10_000, 'ten seconds between two looks');
    assertPolite(replay);

    const archive = await openArchive(await exportZip(driver, panel));
    const [source] = archive.sources;
    assert.match(source.notice, /^Archived on /);
    const byId = new Map(source.posts.map((/** @type {any} */ post) => [post.id, post]));
    assert.equal(byId.size, thread.posts.length + 1);
    assert.equal(byId.get(String(victim.no))?.missing, true);
    assert.equal(byId.get(String(news.no))?.missing, undefined);
    assert.ok(archive.records.some(({ output }) => output === 'I only came for the kettle.'));
    assertParts(archive);
  });
}

export const boards = {
  name: 'boards: a thread, three boards, 429, gone, killed',
  run: (/** @type {Place} */ place) => (place.browser === 'chromium' ? chromium(place) : firefox(place)),
};
export const watchedThread = { name: 'boards: a thread watched until it is archived', run: watched };
