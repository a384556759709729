// A crawl of one long topic in real Chromium: what it leaves in the background's heap.
import { FORUM, startFromPanel, waitStatus, withForum } from '../tests/e2e/steps.mjs';
import { browserSession, heapOf, isWorker } from './cdp.mjs';
import { copyExtension, megabytes, printTable, watchMemory } from './place.mjs';

/** @param {string} folder @param {number} posts */
export async function benchCrawl(folder, posts) {
  const place = {
    browser: /** @type {const} */ ('chromium'),
    extensionDir: copyExtension(folder),
    folder,
    shots: null,
  };
  const options = { forum: { topics: 1, longTopicPosts: posts }, grants: [FORUM] };
  await withForum(place, options, async ({ driver, forum }) => {
    const topic = forum.topics.find((one) => one.key === 'journal');
    if (!topic) throw new Error('No journal');
    const tab = await driver.openPage(`${FORUM}/t/${topic.slug}/${String(topic.id)}`);
    const session = await browserSession(tab);
    const before = await heapOf(session, isWorker);
    const memory = watchMemory(driver.pid);
    let highest = 0;
    const timer = setInterval(() => {
      heapOf(session, isWorker, false).then(
        (bytes) => (highest = Math.max(highest, bytes)),
        () => undefined,
      );
    }, 1000);
    const start = Date.now();
    try {
      const panel = await startFromPanel(driver, tab, { pairs: '' });
      await waitStatus(panel, /completed/i, 900_000);
    } finally {
      clearInterval(timer);
    }
    const ms = Date.now() - start;
    const after = await heapOf(session, isWorker);
    await driver.closeSidePanel();
    const report = memory.stop();
    const stored = await driver.evaluateInBackground(`new Promise((resolve) => {
      const request = indexedDB.open('heddle');
      request.onsuccess = () => {
        const counters = request.result.transaction('counters').objectStore('counters').getAll();
        counters.onsuccess = () => { request.result.close(); resolve(counters.result[0]); };
      };
    })`);
    printTable(
      `Crawl of a topic of ${String(topic.posts.length)} posts, delay 0.2 s (the limit is 150 MB of heap after it)`,
      ['what', 'figure'],
      [
        ['posts and pairs stored', `${String(stored.posts)}, ${String(stored.pairs)}`],
        ['requests of the job', stored.requests],
        ['time', `${(ms / 1000).toFixed(0)} s (least by the delay: ${String(Math.round(stored.requests * 0.2))} s)`],
        ['service worker heap before, after garbage collection', megabytes(before)],
        ['service worker heap during, highest seen, with garbage', megabytes(highest)],
        ['service worker heap after, after garbage collection', megabytes(after)],
        ...report
          .filter(({ role }) => role === 'extension renderer')
          .map(({ start: s, peak, end }) => [
            'renderer of worker and panel, anonymous memory: start, peak, end',
            [s, peak, end].map(megabytes).join(', '),
          ]),
      ],
    );
  });
}
