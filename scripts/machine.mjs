// What a fresh machine lacks, and how to get it. `node:` imports only: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} sentence */
export function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {boolean} whether it ended well
 */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

/** Installs the packages of the lock file when they are missing or older than it. */
export function installPackages() {
  const lock = join(root, 'package-lock.json');
  const mark = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  console.log('Installing packages …');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])) giveUp('npm ci failed; see above.');
}

/** @param {string} name */
function inPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':')) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
  }
  return null;
}

const wellKnown = {
  chromium: {
    variable: 'HEDDLE_CHROMIUM',
    commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    paths: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    debian: 'chromium',
  },
  firefox: {
    variable: 'HEDDLE_FIREFOX',
    commands: ['firefox-esr', 'firefox'],
    paths: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    debian: 'firefox-esr',
  },
};

/** @param {'chromium' | 'firefox'} kind */
function findBrowser(kind) {
  const { variable, commands, paths } = wellKnown[kind];
  const named = process.env[variable];
  if (named && !existsSync(named)) giveUp(`${variable} names ${named}, which is not there.`);
  if (named) return named;
  for (const command of commands) {
    const path = inPath(command);
    if (path) return path;
  }
  return paths.find((path) => existsSync(path)) ?? null;
}

/**
 * Installs Debian packages when we are root, else says how.
 * @param {readonly string[]} packages
 * @returns {boolean}
 */
export function installDebian(packages) {
  if (packages.length === 0) return true;
  const isRoot = process.getuid?.() === 0;
  if (!inPath('apt-get') || !isRoot) return false;
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: /** @type {const} */ (['ignore', 'ignore', 'inherit']) };
  run('apt-get', ['update', '-qq'], { ...quiet, stdio: 'ignore' });
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
}

/**
 * The path of a browser, installed if need be; ends the program with a hint when there is none to be had.
 * @param {'chromium' | 'firefox'} kind
 * @returns {string}
 */
export function needBrowser(kind) {
  const found = findBrowser(kind) ?? (installDebian([wellKnown[kind].debian]) ? findBrowser(kind) : null);
  if (found) return found;
  const hint = inPath('apt-get') ? `sudo apt-get install -y ${wellKnown[kind].debian}` : `install ${kind}`;
  return /** @type {never} */ (
    giveUp(`No ${kind} found. Run: ${hint} (or set ${wellKnown[kind].variable} to its path), then start again.`)
  );
}

/** Makes sure of a command that a Debian package of the same name brings. @param {string} name */
export function needCommand(name) {
  if (inPath(name)) return;
  if (!installDebian([name]) || !inPath(name)) giveUp(`The command ${name} is missing. Install it and start again.`);
}
