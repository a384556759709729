// End-to-end tests in one real browser: node tests/e2e/run.mjs chromium|firefox [--only NAME] [--report FILE]
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

for (const browser of browsers) {
  const extensionDir = join(root, '.output', browser === 'chromium' ? 'chrome-mv3' : 'firefox-mv3');
  if (!existsSync(extensionDir)) throw new Error('Build the extension first: npm run build');
  for (const scenario of scenarios) {
    if (values.only && !scenario.name.includes(values.only)) continue;
    if (scenario.browsers && !scenario.browsers.includes(browser)) continue;
    const start = Date.now();
    const folder = mkdtempSync(join(tmpdir(), 'heddle-e2e-'));
    try {
      await scenario.run({ browser, extensionDir, folder, shots: values.shots ?? null });
      passed++;
      console.log(`ok   ${browser}: ${scenario.name} (${seconds(start)})`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${browser}: ${scenario.name} (${seconds(start)})`);
      console.log(error instanceof Error ? error.stack : error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (values.report) writeFileSync(values.report, JSON.stringify({ numPassedTests: passed, numFailedTests: failed }));
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** @param {number} start */
function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
