// npm test: everything, from a fresh clone on. Ends with one line, `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, needBrowser, needCommand, root, run } from './machine.mjs';

let passed = 0;
let failed = 0;
const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));

/**
 * @param {string} name
 * @param {() => boolean | Promise<boolean>} body
 */
async function step(name, body) {
  const start = Date.now();
  console.log(`\n── ${name}`);
  const ok = await body();
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${Math.round((Date.now() - start) / 1000)} s)`);
  return ok;
}

function finish() {
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

/** @param {readonly string[]} args */
const npx = (...args) => run('npx', ['--no-install', ...args]);

/** Unit and corpus tests; each counts by itself. */
function unit() {
  const report = join(folder, 'unit.json');
  run('npx', ['--no-install', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  return count(report);
}

/** @param {string} report a file with `{numPassedTests, numFailedTests}` */
function count(report) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites = 0 } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests;
    return numPassedTests > 0 && numFailedTests === 0 && numFailedTestSuites === 0;
  } catch {
    return false; // no report: it died
  }
}

/**
 * @param {'chromium' | 'firefox'} browser
 * @returns {Promise<boolean>}
 */
function e2e(browser) {
  const report = join(folder, `e2e-${browser}.json`);
  const path = needBrowser(browser);
  const variable = browser === 'chromium' ? 'HEDDLE_CHROMIUM' : 'HEDDLE_FIREFOX';
  const suite = spawn(process.execPath, ['tests/e2e/run.mjs', browser, '--report', report], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [variable]: path },
    timeout: 900_000,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    suite.once('close', () => resolve(count(report)));
    suite.once('error', () => resolve(false));
  });
}

installPackages();
needCommand('openssl');
(await step('wxt prepare', () => npx('wxt', 'prepare'))) || finish();
await step('types', () => npx('tsc', '--noEmit'));
await step('lint', () => npx('eslint', '.'));
await step('format', () => npx('prettier', '--check', '--log-level', 'warn', '.'));
const chrome = await step('build for Chromium', () => npx('wxt', 'build', '-b', 'chrome'));
const firefox = await step('build for Firefox', () => npx('wxt', 'build', '-b', 'firefox', '--mv3'));
// After the builds: the manifests are tested too.
await step('unit', unit);
// Side by side: browsers wait for each other's sites more than they compute, and so both take little longer than one.
await Promise.all([
  chrome ? step('e2e in Chromium', () => e2e('chromium')) : null,
  firefox ? step('e2e in Firefox', () => e2e('firefox')) : null,
]);
finish();
