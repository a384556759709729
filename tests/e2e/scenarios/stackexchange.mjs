import assert from 'node:assert/strict';
import { answerApi, answerPage, challengePage, createSite, edit } from '../../replay/stackexchange/index.mjs';
import { openArchive } from '../archive.mjs';
import { poll } from '../drivers/poll.mjs';
import { count, logText, openPopup, showTab } from '../panel.mjs';
import { exportZip, openOptions, startFromPanel, stayOnJob, testId, waitStatus, withSites } from '../steps.mjs';

/** @typedef {import('../steps.mjs').Place} Place */
/** @typedef {import('../steps.mjs').Handle} Handle */
/** @typedef {import('../../replay/stackexchange/site.mjs').Site} Site */
/** @typedef {import('../../replay/log.mjs').LogEntry} LogEntry */
/** @typedef {Awaited<ReturnType<typeof import('../../replay/index.mjs').startReplay>>} Replay */

const SITE = 'https://stackoverflow.com';
const API = 'https://api.stackexchange.com';
const grants = [SITE, API];
const noImages = { 'images-enabled': false };

/** @param {Site} site */
const hostsOf = (site) => ({
  'stackoverflow.com': (/** @type {{path: string}} */ request) => answerPage(site, request),
  'api.stackexchange.com': (/** @type {{path: string}} */ request) => answerApi(site, request),
});

/** @param {LogEntry} entry */
const isApi = (entry) => entry.host === 'api.stackexchange.com';
/** @param {LogEntry} entry */
const isList = (entry) => isApi(entry) && entry.pathname === '/2.3/search/advanced';
/** Pages of the site that the extension asked for. @param {LogEntry} entry */
const isPage = (entry) => entry.host === 'stackoverflow.com' && entry.headers['sec-fetch-dest'] === 'empty';

/** @param {Site} site @param {number} n */
const urlOf = (site, n) => {
  const question = site.questions[n];
  assert.ok(question);
  return `${SITE}/questions/${String(question.id)}/${question.slug}`;
};

/**
 * Every question with its answers, scores and authors, and a pair of each with an accepted answer.
 * @param {import('../archive.mjs').Archive} archive
 * @param {readonly import('../../replay/stackexchange/site.mjs').Question[]} questions
 */
function compare(archive, questions) {
  assert.equal(archive.sources.length, questions.length);
  const byUrl = new Map(archive.sources.map((source) => [source.url, source]));
  for (const question of questions) {
    const source = byUrl.get(`${SITE}/questions/${String(question.id)}/${question.slug}`);
    assert.ok(source, question.title);
    assert.equal(source.title, question.title);
    const posts = new Map(source.posts.map((/** @type {any} */ post) => [post.id, post]));
    assert.deepEqual([...posts.keys()].sort(), [question, ...question.answers].map(({ id }) => String(id)).sort());
    for (const one of [question, ...question.answers]) {
      const found = /** @type {any} */ (posts.get(String(one.id)));
      assert.equal(found.author, one.owner.name);
      assert.equal(found.score, one.score);
      assert.equal(found.license, 'CC BY-SA 4.0');
      assert.deepEqual(found.replyTo, one === question ? [] : [String(question.id)]);
    }
  }
  assert.equal(archive.records.length, questions.length);
  for (const record of archive.records) {
    assert.match(record.input, /^How do I mend a "\w+" <T> & co, part \d+\?\n\n/);
    assert.match(record.input, /```cpp\n#include <stdio\.h>\n\n\nint n\d+ = a < b && c > d;\n```/);
    assert.match(
      record.output,
      /^(?:Answer \d to question \d+: use `std::vector<int>`\.\n\n- first \d+\n- then \d|Mended)/,
    );
  }
}

/** The popup on a live page, and one request for the question. @param {import('../steps.mjs').Driver} driver @param {Replay} replay @param {Site} site */
async function oneQuestion(driver, replay, site) {
  const tab = await driver.openPage(urlOf(site, 4));
  const popup = await openPopup(driver, tab);
  assert.match(await popup.text(testId('sighted')), /How do I mend a "bellows|How do I mend a "/);
  await popup.click(testId('scrape'));
  const panel = await driver.sidePanel();
  await waitStatus(panel, 'Completed', 30_000);
  assert.deepEqual(
    replay.log.of(isApi).map(({ pathname }) => pathname),
    ['/2.3/filters/create', `/2.3/questions/${String(site.questions[4]?.id)}`],
  );
}

/** @param {import('../steps.mjs').Driver} driver */
async function wake(driver) {
  const page = await driver.extensionPage('sidepanel.html');
  await page.waitFor(testId('status'));
  await page.close();
}

/** @param {Place} place */
async function chromium(place) {
  const site = createSite({ questions: 130 });
  await withSites(place, { hosts: hostsOf(site), grants }, async ({ driver, replay }) => {
    await oneQuestion(driver, replay, site);

    // A list: 429, then a wish to wait, and the worker killed while it waits.
    const tab = await driver.openPage(`${SITE}/questions`);
    replay.log.clear();
    replay.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '2' }, host: 'api.stackexchange.com' });
    site.backoff = 3;
    const panel = await startFromPanel(driver, tab, { pairs: '', set: noImages });
    await poll(async () => (await count(panel, 'threads')) >= 100, { timeoutMs: 30_000, what: 'the first hundred' });
    assert.ok(await driver.killWorker());
    await wake(driver);
    await waitStatus(panel, 'Completed', 60_000);
    await showTab(panel, 'job');
    assert.match(await logText(panel), /Asked to wait 2 s/);
    const asked = replay.log.of(isList);
    // Two pages; the refused one came again, and maybe what was in flight when the worker died.
    assert.ok(asked.length >= 3 && asked.length <= 4, `${String(asked.length)} requests`);
    assert.deepEqual(
      asked.slice(0, 2).map(({ status }) => status),
      [429, 200],
    );
    assert.equal(replay.log.of(isApi).length, asked.length, 'the filter was kept, and nothing else was asked');
    assert.equal(replay.log.of(isPage).length, 0, 'no page, and no robots.txt for the interface');
    const answered = asked.filter(({ status }) => status === 200);
    assert.ok((answered[0]?.at ?? 0) - (asked[0]?.at ?? 0) >= 2000, 'Retry-After is kept');
    assert.ok((answered[1]?.at ?? 0) - (answered[0]?.at ?? 0) >= 3000, 'backoff is kept');
    assert.equal(await count(panel, 'threads'), 130);

    // Somebody edits an answer; run again, and the new text is there.
    const edited = site.questions.find(({ acceptedId, answers }) => answers[0]?.id === acceptedId);
    assert.ok(edited?.acceptedId);
    edit(site, edited.acceptedId, '<p>Mended with <code>a &lt; b</code>.</p>');
    await panel.click(testId('again'));
    await panel.waitForText('.panel', 'Run 2', 60_000);
    await waitStatus(panel, 'Completed', 60_000);
    const archive = await openArchive(await exportZip(driver, panel));
    compare(archive, site.questions);
    assert.equal(archive.records.filter(({ output }) => output === 'Mended with `a < b`.').length, 1);

    await quotaEnd(driver, replay, site, tab);
    await throughPages(driver, replay, site, tab);
  });
}

/**
 * The last request of the day, then a refused one; each says when to go on, and that a key helps.
 * @param {import('../steps.mjs').Driver} driver @param {Replay} replay @param {Site} site @param {Handle} tab
 */
async function quotaEnd(driver, replay, site, tab) {
  site.quota = 1;
  replay.log.clear();
  const panel = await startFromPanel(driver, tab, { pairs: '', set: noImages });
  await waitStatus(panel, 'Waiting for you');
  await panel.waitForText(testId('job-problem'), /allows in a day \(300\) are used up.*With a key/);
  assert.equal(replay.log.of(isApi).length, 1, 'the last one was not followed by another');
  await panel.click(testId('resume'));
  await panel.waitForText(testId('job-problem'), /it will again in 18 h 40 min.*enter a key/);
  assert.equal(replay.log.of(isApi).length, 2);
  site.quota = 300;
  await panel.click(testId('resume'));
  await waitStatus(panel, 'Completed', 60_000);
  await showTab(panel, 'job');
  assert.equal(await count(panel, 'threads'), 130, 'nothing was lost by the pauses');
  assert.equal(replay.log.of(isApi).length, 3);
}

const deletedPage = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><title>Page not found - Stack Overflow</title><h1>Page not found</h1>',
};

/**
 * Without the interface: pages, until Cloudflare stands before them.
 * @param {import('../steps.mjs').Driver} driver @param {Replay} replay @param {Site} site @param {Handle} tab
 */
async function throughPages(driver, replay, site, tab) {
  const { status, headers, body } = challengePage();
  const fault = { kind: /** @type {const} */ ('status'), status, headers, body, host: 'stackoverflow.com' };
  replay.log.clear();
  replay.faults.add({ ...fault, path: `/questions/${String(site.questions.at(-2)?.id)}/` });
  // Deleted between the list and its turn.
  replay.faults.add({ ...fault, ...deletedPage, path: `/questions/${String(site.questions.at(-3)?.id)}/` });
  const form = await openOptions(driver, tab);
  await form.select(testId('option-route'), 'pages');
  await form.fill(testId('limit-threads'), '3');
  await form.fill(testId('images-enabled'), false);
  await form.click(testId('start'));
  await stayOnJob(form);
  await waitStatus(form, 'Waiting for you');
  await form.waitForText(testId('job-problem'), 'The site wants to check that you are a person.');
  await form.click(testId('resume'));
  await waitStatus(form, 'Completed', 30_000);
  assert.match(await logText(form), /Skipped: /);
  assert.equal(replay.log.of(isApi).length, 0, 'none of the quota');
  assert.deepEqual(
    replay.log.of(isPage).map(({ pathname }) => pathname.split('/').slice(1, 3).join('/')),
    ['robots.txt', 'questions', ...[-1, -2, -2, -3].map((n) => `questions/${String(site.questions.at(n)?.id)}`)],
  );
}

/** @param {Place} place */
async function firefox(place) {
  const site = createSite({ questions: 130 });
  await withSites(place, { hosts: hostsOf(site), grants }, async ({ driver, replay }) => {
    const tab = await driver.openPage(`${SITE}/questions`);
    replay.log.clear();
    // The filter, and the first page of two: then the day's requests are used up.
    site.quota = 2;
    const panel = await startFromPanel(driver, tab, { pairs: '', set: noImages });
    await waitStatus(panel, 'Waiting for you');
    await panel.waitForText(testId('job-problem'), /are used up.*With a key/);
    assert.equal(replay.log.of(isApi).length, 2);
    site.quota = 300;
    await panel.click(testId('resume'));
    await waitStatus(panel, 'Completed', 40_000);
    assert.equal(replay.log.of(isApi).length, 3);
    compare(await openArchive(await exportZip(driver, panel)), site.questions);
  });
}

export const stackexchange = {
  name: 'stack exchange: question, list, kill, 429, backoff, edit, quota, challenge',
  run: (/** @type {Place} */ place) => (place.browser === 'chromium' ? chromium(place) : firefox(place)),
};
