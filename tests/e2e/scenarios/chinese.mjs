import assert from 'node:assert/strict';
import { openPopup, showTab } from '../panel.mjs';
import { FORUM, startFromPanel, testId, waitStatus, withForum } from '../steps.mjs';

/** The same in Chinese. @param {import('../steps.mjs').Place} place */
async function run(place) {
  await withForum(place, { grants: [FORUM], launch: { locale: 'zh-CN' } }, async ({ driver }) => {
    const tab = await driver.openPage(`${FORUM}/latest`);
    const popup = await openPopup(driver, tab);
    await popup.waitFor(testId('scrape'));
    const words = await popup.text('body');
    assert.match(words, /\p{Script=Han}{4}/u);
    assert.doesNotMatch(words, /Scrape this forum|not signed in|Pairs/);
    const panel = await startFromPanel(driver, tab, { threads: '2', set: { 'images-enabled': false } });
    await waitStatus(panel, '完成');
    await showTab(panel, 'export');
    assert.equal(await panel.evaluate(() => document.documentElement.lang.slice(0, 2)), 'zh');
    await panel.waitFor(testId('export-form'));
    const shown = await panel.text('body');
    assert.match(shown, /\p{Script=Han}{4}/u);
    assert.doesNotMatch(shown, /Save ZIP|Format|Name|pairs|Exports/);
  });
}

export const chinese = { name: 'Chinese', run };
