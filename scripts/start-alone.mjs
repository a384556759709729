// The whole job without a person, by the same clicks: from the toolbar's button to a checked ZIP.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithForum, openArchive } from '../tests/e2e/archive.mjs';
import { exportZip, signIn, startFromPanel, stayOnJob, testId } from '../tests/e2e/steps.mjs';

/** @typedef {import('../tests/e2e/drivers/handle.mjs').Handle} Handle */
/** @typedef {import('../tests/e2e/drivers/driver.mjs').Driver} Driver */
/** @typedef {Awaited<ReturnType<typeof import('./demo-forum/index.mjs').startDemoForum>>} Demo */

const HOUR = 3_600_000;
const COUNTS = ['threads', 'posts', 'pairs', 'images', 'failed'];

/**
 * @param {{driver: Driver, demo: Demo | null, url: string | null, pictures: string | null}} world
 * @returns {Promise<string[]>} the saved archives
 */
export async function scrapeAlone({ driver, demo, url, pictures }) {
  if (pictures) mkdirSync(pictures, { recursive: true });
  /** @param {string} name @param {Handle} handle */
  const shoot = async (name, handle) => {
    if (!pictures) return;
    await pause(600); // Until what moves has come to rest.
    await handle.screenshot(join(pictures, `${name}.png`));
  };

  const address = demo ? `${demo.origin}/latest` : (url ?? '');
  await driver.grantHosts([pattern(address)]);
  if (demo) {
    await signIn(driver, demo.origin);
    console.log('Signed in as mira.');
  }
  const tab = await driver.openPage(address);
  const panel = demo
    ? await startFromPanel(driver, tab, { threads: '', pairs: '', look: (popup) => shoot('popup', popup) })
    : await startFromPopup(driver, tab, (popup) => shoot('popup', popup));
  let shot = pictures === null;
  await untilDone(panel, async (counts) => {
    if (shot || (counts['images'] ?? 0) < 4) return;
    shot = true;
    await shoot('panel', panel);
  });
  await allowHeldImages(driver, panel);
  const counts = await readCounts(panel);

  await panel.click(testId('tab-preview'));
  await panel.waitFor(testId('pair'));
  await shoot('preview', panel);
  const name = `${demo ? 'heddle-demo' : new URL(address).hostname}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const paths = await exportZip(driver, panel, { name, timeoutMs: HOUR });
  await shoot('export', panel);

  const archive = await openArchive(paths);
  if (archive.records.length === 0) throw new Error('The archive holds no pairs.');
  console.log(say(counts));
  if (demo) {
    compareWithForum(archive, demo.forum, { signedIn: true });
    console.log('Compared with the forum: every thread, post, reply and image is there.');
  }
  for (const path of paths) console.log(`ZIP: ${path}`);
  return paths;
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the extension asks the browser for. @param {string} address */
function pattern(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

/**
 * @param {Driver} driver
 * @param {Handle} tab
 * @param {(popup: Handle) => Promise<void>} look
 */
async function startFromPopup(driver, tab, look) {
  const popup = await driver.clickToolbar(tab);
  await popup.waitFor(testId('sighted')).catch(async () => {
    throw new Error(`Heddle finds no forum there. The popup says:\n${await popup.text('body')}`);
  });
  await look(popup);
  await popup.click(testId('scrape'));
  const panel = await driver.sidePanel();
  await stayOnJob(panel);
  return panel;
}

/**
 * @param {Handle} panel
 * @param {(counts: Record<string, number>) => Promise<void>} [look] now and then
 */
async function untilDone(panel, look) {
  const started = Date.now();
  let toldAt = started;
  let workedAt = started;
  for (;;) {
    const status = await panel.text(testId('status'));
    if (status.startsWith('Completed')) return;
    const counts = await readCounts(panel);
    await look?.(counts);
    if (/^(Scraping|Reading|Making)/.test(status)) workedAt = Date.now();
    // A job is born waiting for access, and goes on a moment later.
    else if (Date.now() - workedAt > 10_000) {
      const problem = await panel.text(testId('job-problem')).catch(() => '');
      throw new Error(`The job does not go on. The panel says: ${status}\n${problem}`);
    }
    if (Date.now() - toldAt > 10_000) {
      toldAt = Date.now();
      console.log(`… ${say(counts)}`);
    }
    if (Date.now() - started > HOUR) throw new Error('Not done within an hour.');
    await pause(500);
  }
}

/** Allows the images of other hosts, and waits for them. @param {Driver} driver @param {Handle} panel */
async function allowHeldImages(driver, panel) {
  const hosts = await panel.evaluate(() =>
    [...document.querySelectorAll('[data-testid="held-images"] bdi')].map((one) => one.textContent ?? ''),
  );
  if (hosts.length === 0) return;
  console.log(`Allowing images of ${hosts.join(', ')}.`);
  await driver.grantHosts(
    hosts.flatMap((/** @type {string} */ host) => ['http', 'https'].map((p) => pattern(`${p}://${host}/`))),
  );
  await panel.click(testId('held-allow'));
  await panel.waitFor(() => !document.querySelector('[data-testid="held-images"]'));
  await pause(1500); // Until the panel has seen that the job goes on.
  await untilDone(panel);
}

/** @param {Handle} panel @returns {Promise<Record<string, number>>} */
function readCounts(panel) {
  return panel.evaluate(
    (/** @type {string[]} */ names) =>
      Object.fromEntries(
        names.map((name) => {
          const shown = document.querySelector(`[data-testid="count-${name}"]`)?.getAttribute('title') ?? '0';
          return [name, Number(shown.replace(/\D/g, ''))];
        }),
      ),
    COUNTS,
  );
}

/** @param {Record<string, number>} counts */
function say(counts) {
  return COUNTS.map((name) => `${String(counts[name] ?? 0)} ${name}`).join(', ');
}
