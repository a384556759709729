// End-to-end tests in one real browser: node tests/e2e/run.mjs chromium|firefox [--only NAME] [--report FILE] [--shots DIR]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/machine.mjs';
import { scenarios } from './scenarios/index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, report: { type: 'string' }, shots: { type: 'string' } },
});
const browsers = /** @type {('chromium' | 'firefox')[]} */ (positionals.length ? positionals : ['chromium', 'firefox']);
// Each browser that is started listens for our end.
process.setMaxListeners(100);
let passed = 0;
let failed = 0;
let again = 0;
let skipped = 0;

/**
 * @param {(typeof scenarios)[number]} scenario
 * @param {'chromium' | 'firefox'} browser
 * @param {string} extensionDir
 * @returns {Promise<'passed' | 'failed' | 'skipped'>}
 */
async function attempt(scenario, browser, extensionDir) {
  const start = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'heddle-e2e-'));
  try {
    const lacking = await scenario.run({ browser, extensionDir, folder, shots: values.shots ?? null });
    if (lacking !== undefined) {
      console.log(`SKIP ${browser}: ${scenario.name}: ${lacking}`);
      return 'skipped';
    }
    console.log(`ok   ${browser}: ${scenario.name} (${seconds(start)})`);
    return 'passed';
  } catch (error) {
    console.log(`FAIL ${browser}: ${scenario.name} (${seconds(start)})`);
    console.log(error instanceof Error ? error.stack : error);
    return 'failed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const browser of browsers) {
  const extensionDir = join(root, '.output', browser === 'chromium' ? 'chrome-mv3' : 'firefox-mv3');
  if (!existsSync(extensionDir)) throw new Error('Build the extension first: npm run build');
  for (const scenario of scenarios) {
    if (values.only && !scenario.name.includes(values.only)) continue;
    let result = await attempt(scenario, browser, extensionDir);
    // A browser may fail to start or lose a click on a machine that is busy with something else; the product may not.
    // What fails twice has failed; what needed a second try is counted and said.
    if (result === 'failed') {
      again++;
      result = await attempt(scenario, browser, extensionDir);
    }
    if (result === 'passed') passed++;
    else if (result === 'skipped') skipped++;
    else failed++;
  }
}
if (again > 0) console.log(`${again} needed a second try`);
if (skipped > 0) console.log(`${skipped} skipped: this browser or this machine lacks what they need`);
console.log(`${passed} passed, ${failed} failed`);
if (values.report) writeFileSync(values.report, JSON.stringify({ numPassedTests: passed, numFailedTests: failed }));
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** @param {number} start */
function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
