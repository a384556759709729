// npm start: from a fresh clone to a browser with the extension before a forum. Only `node:` imports here, since this
// runs before anything is installed; what needs packages is imported once they are there.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, installPackages, needBrowser, root, run } from './machine.mjs';

const help = `npm start -- [options]
Builds the extension and opens a browser with it, before a demo forum that runs on this machine only.

  --headless      no window: does the whole job by itself, by a person's clicks, and says where the ZIP is
                  (the default where there is no display)
  --firefox       in Firefox instead of Chromium
  --url URL       before this forum instead of the demo
  --out DIR       where the ZIP goes (default: .cache/start, which git ignores)
  --pictures DIR  with --headless: pictures of popup, panel, preview and export
  --help          this text

HEDDLE_CHROMIUM and HEDDLE_FIREFOX name a browser's program where it is not found by itself.
`;

/** @typedef {ReturnType<typeof readWish>} Wish */

function readWish() {
  const { values } = parseArgs({
    options: {
      headless: { type: 'boolean' },
      firefox: { type: 'boolean', default: false },
      url: { type: 'string' },
      out: { type: 'string' },
      pictures: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.url !== undefined && !(/^https?:/i.test(values.url) && URL.canParse(values.url))) {
    throw new Error(`--url wants an http or https address, not ${values.url}`);
  }
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return {
    browser: /** @type {'chromium' | 'firefox'} */ (values.firefox ? 'firefox' : 'chromium'),
    headless: values.headless ?? !hasDisplay,
    url: values.url ?? null,
    out: resolve(values.out ?? join(root, '.cache', 'start')),
    pictures: values.pictures === undefined ? null : resolve(values.pictures),
    help: values.help,
  };
}

/** @param {Wish} wish */
async function start(wish) {
  installPackages();
  const executablePath = needBrowser(wish.browser);
  const target = wish.browser === 'chromium' ? ['chrome'] : ['firefox', '--mv3'];
  if (!run('npx', ['--no-install', 'wxt', 'build', '-b', ...target])) giveUp('The build failed; see above.');

  const { startDemoForum } = await import('./demo-forum/index.mjs');
  const { launchBrowser } = await import('../tests/e2e/drivers/driver.mjs');
  const demo = wish.url === null ? await startDemoForum() : null;
  mkdirSync(wish.out, { recursive: true });
  const profileDir = mkdtempSync(join(tmpdir(), 'heddle-start-'));
  const driver = await launchBrowser(wish.browser, {
    extensionDir: join(root, '.output', wish.browser === 'chromium' ? 'chrome-mv3' : 'firefox-mv3'),
    replay: null,
    executablePath,
    profileDir,
    downloadsDir: wish.out,
    headed: !wish.headless,
    // Root cannot have Chromium's sandbox, nor can most containers; the demo alone needs none.
    sandbox: process.getuid?.() !== 0 && (!wish.headless || demo === null),
    apiPermissions: wish.headless ? ['downloads'] : [],
  }).finally(() => {
    // After the launch, so that at Ctrl-C the browser has ended before its profile goes.
    process.once('exit', () => rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  });
  try {
    if (wish.headless) {
      const { scrapeAlone } = await import('./start-alone.mjs');
      await scrapeAlone({ driver, demo, url: wish.url, pictures: wish.pictures });
    } else await waitForPerson(driver, demo, wish);
  } finally {
    await driver.close();
    await demo?.close();
  }
}

/**
 * @param {import('../tests/e2e/drivers/driver.mjs').Driver} driver
 * @param {{url: string} | null} demo
 * @param {Wish} wish
 */
async function waitForPerson(driver, demo, wish) {
  const { poll, isAlive } = await import('../tests/e2e/drivers/poll.mjs');
  await driver.openPage(demo?.url ?? wish.url ?? '');
  console.log(`
Press the Heddle button in the toolbar, then "Scrape this forum".
${demo ? 'Sign in as mira with the password weave to see the private category as well.\n' : ''}\
Files are saved to ${relative(process.cwd(), wish.out) || '.'}. Close the browser or press Ctrl-C to end.`);
  await poll(() => !isAlive(driver.pid), { timeoutMs: Infinity, everyMs: 500 });
}

/** @type {Wish | undefined} */
let wish;
try {
  wish = readWish();
} catch (error) {
  giveUp(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
}
if (wish?.help) console.log(help);
else if (wish) {
  await start(wish).catch((error) => giveUp(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  process.exit(0);
}
