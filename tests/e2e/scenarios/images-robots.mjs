import assert from 'node:assert/strict';
import { handle } from '../../../scripts/demo-forum/index.mjs';
import { openArchive } from '../archive.mjs';
import { refusePermissions } from '../drivers/driver.mjs';
import { count, FORUM_HOST, logText, openPopup, ownRequests, unfold } from '../panel.mjs';
import { exportZip, FORUM, PICS, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** robots.txt in the way, then images that cannot be had. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, { grants: [FORUM] }, async ({ driver, replay, forum }) => {
    replay.setHost(FORUM_HOST, ({ method, path, headers, body }) => {
      const reply = handle(forum, { method, origin: FORUM, url: path, headers, body });
      return path === '/robots.txt' ? { ...reply, body: 'User-agent: *\nDisallow: /latest\n' } : reply;
    });
    const tab = await driver.openPage(`${FORUM}/latest`);
    replay.log.clear();
    const panel = await startFromPanel(driver, tab, {
      strategy: 'adjacent',
      set: { 'title-in': 'Some pictures*\nDyeing*' },
    });
    await waitStatus(panel, 'Waiting for you', 30_000);
    await panel.waitForText(
      testId('job-problem'),
      /The site asks programs not to fetch this \(robots\.txt\): https:\/\/forum\.heddle-demo\.org\/latest/,
    );
    assert.deepEqual(
      ownRequests(replay).map((entry) => entry.pathname),
      ['/session/current.json', '/robots.txt'],
    );
    // The popup says it up front.
    const popup = await openPopup(driver, tab);
    await popup.waitForText(testId('job-glance'), 'robots.txt');
    await popup.click(testId('another'));
    await popup.waitForText(testId('robots-notice'), 'The robots.txt of this site does not allow this page.');

    await panel.click(testId('ignore-robots'));
    await panel.waitForText(testId('job-problem'), 'Go on only if you may: you answer for it.');
    assert.equal(ownRequests(replay).length, 2);
    await panel.click(testId('ignore-robots-yes'));
    await waitStatus(panel, /Completed, 4 failed/);
    assert.match(await logText(panel), /robots\.txt is ignored, as you chose/);

    // What a server refuses fails alone and is named.
    await unfold(panel, 'failures');
    const failures = await panel.text(testId('failures'));
    const broken =
      forum.topics.find((topic) => topic.key === 'pictures-gone')?.posts.flatMap((post) => post.images) ?? [];
    const bad = broken.filter((image) => image.outcome !== 'ok');
    assert.equal(bad.length, 4);
    for (const image of bad) assert.ok(failures.includes(image.url), image.url);
    for (const words of ['The server does not give out this image (403).', 'The image is no longer there.'])
      assert.ok(failures.includes(words), words);
    for (const words of ['Images of this type are not kept.', 'leads on to another host that Heddle may not read'])
      assert.ok(failures.includes(words), words);

    // A host refused stays held; skipped, it is out of the way.
    await panel.waitForText(testId('held-images'), 'pics.example.net');
    await refusePermissions(panel);
    await panel.click(testId('held-allow'));
    await panel.waitForText(testId('held-images'), 'Access was refused.');
    await panel.click(testId('held-skip'));
    await panel.waitFor(() => !document.querySelector('[data-testid="held-images"]'));
    assert.equal(
      replay.log.of(new URL(PICS).host).filter((entry) => entry.headers['sec-fetch-dest'] === 'empty').length,
      0,
    );

    // The forum gives out three of them after all.
    const forbidden = bad.find((image) => image.host === 'forbidden');
    assert.ok(forbidden);
    for (const image of bad) if (image.host !== 'missing') Object.assign(image, { host: 'here' });
    const stored = await count(panel, 'images');
    await panel.click(testId('retry'));
    await waitStatus(panel, 'Completed, 1 failed');
    assert.equal(await count(panel, 'images'), stored + 3);
    assert.ok(!(await panel.text(testId('failures'))).includes(forbidden.url));
  });
}

export const imagesAndRobots = { name: 'robots.txt, images refused', run };
