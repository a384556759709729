import assert from 'node:assert/strict';
import { isTopicRequest } from '../../replay/index.mjs';
import { compareWithForum, openArchive } from '../archive.mjs';
import { CDN, exportZip, FORUM, PICS, signIn, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** @param {import('../steps.mjs').Place} place */
async function run(place) {
  const forum = { topics: 46, longTopicPosts: 1000 };
  await withForum(place, { forum, grants: [FORUM, CDN] }, async ({ driver, replay, forum }) => {
    await signIn(driver);
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, {
      strategy: 'parent-child',
      threads: '',
      pairs: '',
      minLength: '1',
    });
    await waitStatus(panel, /completed/i, 180_000);

    // The stranger's images wait for a decision, with their number, and block nothing.
    await panel.waitForText(testId('held-images'), 'pics.example.net');
    await driver.grantHosts([`${PICS}/*`]);
    await panel.click(testId('held-allow-all'));
    await panel.waitFor(() => !document.querySelector('[data-testid="held-images"]'));
    await waitStatus(panel, /completed/i);

    const archive = await openArchive(await exportZip(driver, panel));
    compareWithForum(archive, forum, { signedIn: true, withoutHosts: ['https://elsewhere.example.net'] });
    assert.ok(archive.sources.length >= 30);
    assert.ok(archive.sources.some((source) => source.posts.length >= 1000));
    assert.ok(archive.records.every((record) => record.input.length > 0 && record.output.length > 0));
    checkRequests(replay, forum);
  });
}

/**
 * @param {Awaited<ReturnType<typeof import('../../replay/index.mjs').startReplay>>} replay
 * @param {import('../../../scripts/demo-forum/forum.mjs').Forum} forum
 */
function checkRequests(replay, forum) {
  const host = new URL(FORUM).host;
  const own = replay.log.of((entry) => entry.host === host && entry.headers['sec-fetch-dest'] === 'empty');
  assert.ok(own.length > 40);
  for (let n = 1; n < own.length; n++) {
    // A redirect is followed by the browser at the server's own word.
    if (Math.floor((own[n - 1]?.status ?? 0) / 100) === 3) continue;
    const gap = (own[n]?.at ?? 0) - (own[n - 1]?.at ?? 0);
    assert.ok(gap >= 200, `${gap.toFixed(1)} ms between ${own[n - 1]?.path} and ${own[n]?.path}`);
  }
  for (const topic of forum.topics) {
    const requests = own.filter((entry) => isTopicRequest(entry) && entry.path.includes(`/t/${topic.id}`)).length;
    assert.ok(
      requests <= 1 + Math.ceil(topic.posts.length / 20),
      `${requests} requests for ${topic.posts.length} posts`,
    );
  }
  assert.equal(
    replay.log.repeats((entry) => entry.host === host && isTopicRequest(entry)),
    0,
  );
}

export const wholeForum = { name: 'whole forum, signed in', run };
