import assert from 'node:assert/strict';
import { addComment, createReddit, pictureSite, rank, redditSite } from '../../replay/reddit/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { logText, showTab, unfold, waitRequests } from '../panel.mjs';
import { exportZip, openOptions, startFromPanel, testId, waitStatus, withSites } from '../steps.mjs';

/** @typedef {ReturnType<typeof createReddit>} Reddit */
/** @typedef {Awaited<ReturnType<typeof import('../../replay/index.mjs').startReplay>>} Replay */
/** @typedef {import('../drivers/driver.mjs').Driver} Driver */
/** @typedef {import('../drivers/handle.mjs').Handle} Handle */

const WWW = 'https://www.reddit.com';
const PICTURES = 'https://i.redd.it';

/**
 * A browser before a make-believe Reddit.
 * @param {import('../steps.mjs').Place} place
 * @param {Parameters<typeof createReddit>[0]} wish
 * @param {(world: {driver: Driver, replay: Replay, reddit: Reddit}) => Promise<void>} body
 */
async function withReddit(place, wish, body) {
  const reddit = createReddit(wish);
  const hosts = {
    'www.reddit.com': redditSite(reddit, 'www'),
    'old.reddit.com': redditSite(reddit, 'old'),
    'i.redd.it': pictureSite(reddit),
  };
  await withSites(place, { hosts, grants: [WWW] }, (world) => body({ ...world, reddit }));
}

/** Requests for data, which leave from a page of the site. @param {import('../../replay/log.mjs').LogEntry} entry */
const isData = (entry) =>
  entry.host === 'www.reddit.com' && entry.headers['sec-fetch-dest'] === 'empty' && entry.pathname !== '/robots.txt';

/** Data of the thread of 1,200 comments. @param {Reddit} reddit @param {Replay} replay */
function bigRequests(reddit, replay) {
  const own = replay.log.of(isData);
  const first = own.filter((entry) => entry.path.includes('/comments/bigone1/'));
  const more = own.filter((entry) => entry.pathname === '/api/morechildren.json');
  assert.ok((reddit.posts.get('bigone1')?.all.size ?? 0) >= 1000);
  return first.length + more.length;
}

/** Every comment of every thread with its author, what it answers and its score, and no other. @param {Reddit} reddit @param {any[]} sources @param {string[]} ids @param {boolean} [names] whether gaps have names, which the new pages' have not */
function compare(reddit, sources, ids, names = true) {
  assert.deepEqual(sources.map((source) => /\/comments\/(\w+)\//.exec(source.url)?.[1]).sort(), [...ids].sort());
  for (const source of sources) {
    const post = reddit.posts.get(/\/comments\/(\w+)\//.exec(source.url)?.[1] ?? '');
    assert.ok(post);
    assert.equal(source.title, post.title);
    const found = new Map(source.posts.map((/** @type {any} */ one) => [one.id, one]));
    const given = [...post.all.values()].filter((comment) => comment.state !== 'withheld');
    assert.deepEqual([...found.keys()].sort(), [`t3_${post.id}`, ...given.map((comment) => `t1_${comment.id}`)].sort());
    for (const comment of given) {
      const one = found.get(`t1_${comment.id}`);
      const there = comment.state === 'there';
      assert.deepEqual(
        [one.author, one.replyTo, one.score, one.state ?? 'visible'],
        [there ? comment.author : '', [comment.parent], comment.score, there ? 'visible' : 'deleted'],
        comment.id,
      );
    }
    if (!names) continue;
    const withheld = [...post.all.values()].filter((comment) => comment.state === 'withheld');
    assert.deepEqual([...(source.unfetched ?? [])].sort(), withheld.map((comment) => `t1_${comment.id}`).sort());
  }
}

/** @param {Reddit} reddit @param {string} place */
const idsIn = (reddit, place) =>
  [...reddit.posts.values()].filter((post) => post.place === place).map((post) => post.id);

const everyThread = { threads: '', pairs: '', set: { 'images-enabled': true } };

/** A live page, a crawl that is killed, another run after edits, and what Reddit refuses. @param {import('../steps.mjs').Place} place */
async function chromium(place) {
  await withReddit(place, {}, async ({ driver, replay, reddit }) => {
    // The popup on a thread: what it is, and what of it the page shows.
    const page = await driver.openPage(`${WWW}/r/looms/comments/small02/selvedges_curl_fray/`);
    const seen = await driver.clickToolbar(page);
    await seen.waitFor(testId('sighted'));
    assert.match(await seen.text(testId('sighted')), /Selvedges curl & fray/);
    assert.match(await seen.text(testId('sighted')), /Reddit/);
    await page.close();

    const tab = await driver.openPage(`${WWW}/r/looms/`);
    replay.log.clear();
    replay.faults.addRateLimit({ retryAfter: 2, host: new URL(WWW).host, path: /\/comments\/small02\/\.json/ });
    const panel = await startFromPanel(driver, tab, { ...everyThread, strategy: 'parent-child' });
    await waitRequests(replay, 6, isData);
    // It is deleted after the list was read and before its turn comes.
    const doomed = reddit.posts.get('doomed6');
    assert.ok(doomed);
    doomed.gone = true;
    assert.ok(await driver.killWorker());
    const wake = await driver.extensionPage('sidepanel.html');
    await wake.waitFor(testId('status'));
    await wake.close();
    await waitStatus(panel, /^Completed/);
    const own = replay.log.of(isData);
    assert.ok(
      own.every((entry) => entry.headers['sec-fetch-site'] === 'same-origin'),
      'all leave from a page of Reddit',
    );
    assert.ok(
      bigRequests(reddit, replay) <= 9 + 1,
      `${String(bigRequests(reddit, replay))} requests for 1,200 comments`,
    );
    // The pictures stand on a host of their own.
    await panel.waitForText(testId('held-images'), 'i.redd.it');
    await driver.grantHosts([`${PICTURES}/*`]);
    await panel.click(testId('held-allow'));
    await panel.waitFor(() => !document.querySelector('[data-testid="held-images"]'));
    await waitStatus(panel, /^Completed/);
    const log = await logText(panel);
    assert.match(log, /Asked to wait 2 s/);
    assert.match(log, /3 comments of this post were not fetched/);
    assert.match(log, /Skipped: “Soon deleted”\. This post is not on Reddit any more/);
    const kept = idsIn(reddit, 'looms').filter((id) => id !== 'doomed6');
    const archive = await openArchive(await exportZip(driver, panel, { name: 'first' }));
    compare(reddit, archive.sources, kept);
    assert.equal(
      [...archive.files.keys()].filter((name) => name.startsWith('images/')).length,
      1,
      'one picture, stored once',
    );
    // People repeat one another; what is said twice is one record.
    assert.ok(archive.records.length > 500);
    assert.doesNotMatch(JSON.stringify(archive.records), /performed automatically|\[deleted\]|\[removed\]/);

    // Another run: the edited post and the new comment are there, and other threads are not asked for.
    const small = reddit.posts.get('small02');
    const above = [...(small?.all.values() ?? [])].find((comment) => comment.state === 'there');
    assert.ok(small && above);
    small.text = 'They curl no more: edited between the runs.';
    small.editedAt = small.createdAt + 90_000;
    addComment(small, above, 'Good that you told us.', 'elif');
    rank(small);
    replay.log.clear();
    await showTab(panel, 'job');
    await panel.click(testId('again'));
    await waitStatus(panel, /^Completed/);
    await panel.waitForText('.panel', 'Run 2');
    const asked = replay.log.of(isData).flatMap((entry) => /\/comments\/(\w+)\//.exec(entry.path)?.[1] ?? []);
    assert.deepEqual([...new Set(asked)], ['small02']);
    const later = await openArchive(await exportZip(driver, panel, { name: 'second' }));
    compare(reddit, later.sources, kept);
    assert.match(JSON.stringify(later.records), /edited between the runs/);
    assert.match(JSON.stringify(later.records), /Good that you told us/);
  });
}

/** What Reddit does not give, each in words to act on. @param {import('../steps.mjs').Place} place */
async function refusals(place) {
  await withReddit(place, { bigComments: 20 }, async ({ driver, replay, reddit }) => {
    const tab = await driver.openPage(`${WWW}/r/looms/`);
    const panel = await openOptions(driver, tab);
    await fromName(panel, 'r/sealed');
    await panel.waitFor(testId('job-status'));
    await waitStatus(panel, 'Error', 30_000);
    await panel.waitForText(testId('job-problem'), 'r/sealed is private');
    await unfold(panel, 'failures');
    await panel.waitForText(testId('failures'), 'r/sealed is private: only its members can read it. It was left out.');
    if (place.browser === 'firefox') return;

    await panel.click(testId('new-job-button'));
    await fromName(panel, 'r/odd');
    await panel.waitForText(testId('job-problem'), 'Reddit asks for your consent before it shows r/odd.');
    // The person has opened it and agreed.
    delete reddit.closed['odd'];
    await panel.click(testId('resume'));
    await waitStatus(panel, /^Completed/, 30_000);
    compare(reddit, (await openArchive(await exportZip(driver, panel, { name: 'odd' }))).sources, idsIn(reddit, 'odd'));

    await showTab(panel, 'job');
    // A refusal that looks like an answer, in the middle of a crawl; then a login page in place of everything.
    await panel.click(testId('new-job-button'));
    replay.log.clear();
    await fromName(panel, 'r/looms');
    await waitRequests(replay, 4, isData);
    reddit.refusesAll = true;
    await panel.waitForText(testId('job-problem'), 'Reddit refuses requests from this browser or network.');
    reddit.refusesAll = false;
    reddit.asksLogin = true;
    await panel.click(testId('resume'));
    await panel.waitForText(testId('job-problem'), 'asks you to sign in. Sign in there');
    reddit.asksLogin = false;
    // The data stays shut: the pages are read instead, to the end.
    reddit.refusesData = true;
    await panel.click(testId('resume'));
    await waitStatus(panel, /^Completed/);
    await showTab(panel, 'job');
    assert.match(await logText(panel), /its pages are read instead/);
    const archive = await openArchive(await exportZip(driver, panel, { name: 'pages' }));
    compare(reddit, archive.sources, idsIn(reddit, 'looms'), false);
  });
}

/** Starts a job without a page, by a name as people write it. @param {Handle} panel @param {string} name */
async function fromName(panel, name) {
  await panel.waitFor(testId('source-reddit'));
  await panel.click(testId('source-reddit'));
  await panel.fill(testId('option-url'), name);
  await panel.waitForText(testId('source-target'), name);
  await panel.click(testId('start'));
}

/** One crawl and one refusal. @param {import('../steps.mjs').Place} place */
async function firefox(place) {
  await withReddit(place, { bigComments: 600 }, async ({ driver, replay, reddit }) => {
    const tab = await driver.openPage(`${WWW}/r/looms/comments/bigone1/`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, { pairs: '', set: { 'images-enabled': false } });
    await waitStatus(panel, /^Completed/);
    const own = replay.log.of(isData);
    assert.ok(own.length >= 2 && own.every((entry) => entry.headers['sec-fetch-site'] === 'same-origin'));
    const archive = await openArchive(await exportZip(driver, panel));
    compare(reddit, archive.sources, ['bigone1']);
  });
  await refusals(place);
}

export const reddit = {
  name: 'reddit: through a tab, killed, run again',
  run: (/** @type {import('../steps.mjs').Place} */ place) =>
    place.browser === 'chromium' ? chromium(place) : firefox(place),
};

export const redditRefusals = {
  name: 'reddit: what it refuses',
  // Firefox has its one refusal above.
  run: (/** @type {import('../steps.mjs').Place} */ place) =>
    place.browser === 'chromium' ? refusals(place) : Promise.resolve(),
};
