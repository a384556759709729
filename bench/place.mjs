// What the benchmarks share: builds, tables, the machine, the memory of processes.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../scripts/machine.mjs';

/**
 * One of our TypeScript files with all it imports.
 * @param {string} name in this folder
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundle(name, options) {
  const entryPoints = [join(root, 'bench', name)];
  const result = await build({ entryPoints, bundle: true, write: false, logLevel: 'error', ...options });
  return result.outputFiles?.[0]?.text ?? '';
}

/** Runs that a median is of; one more before them warms up. */
export const runs = 7;

/**
 * Runs one of our TypeScript files in this process.
 * @param {string} name in this folder
 * @param {(exported: any) => void | Promise<void>} body
 * @param {import('esbuild').BuildOptions} [options]
 */
export async function withModule(name, body, options = {}) {
  // Beside node_modules, where its imports are found.
  const folder = join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${String(process.pid)}.mjs`);
  try {
    writeFileSync(file, await bundle(name, { format: 'esm', platform: 'node', ...options }));
    await body(await import(pathToFileURL(file).href));
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * A copy of the built extension, so that a build while we measure changes nothing.
 * @param {string} folder
 */
export function copyExtension(folder) {
  const built = process.env['HEDDLE_BENCH_EXTENSION'] ?? join(root, '.output', 'chrome-mv3');
  if (!existsSync(built)) throw new Error('Build the extension first: npm run build:chrome');
  const copy = join(folder, 'extension');
  if (!existsSync(copy)) cpSync(built, copy, { recursive: true });
  return copy;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** @param {number} count @param {number} ms */
export const perSecond = (count, ms) => Math.round((count / ms) * 1000).toLocaleString('en');

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** @param {string} title @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows */
export function printTable(title, head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.join(' | ')} |`;
  console.log(`\n${title}\n\n${[head, head.map(() => '---'), ...rows].map(line).join('\n')}`);
}

export function describeMachine() {
  const chromium = version(process.env['HEDDLE_CHROMIUM'] ?? 'chromium');
  const [cpu] = cpus();
  const load = loadavg().map((one) => one.toFixed(1));
  return `${String(cpus().length)} × ${cpu?.model.trim() ?? 'CPU'}, Linux ${release()}, Node ${process.version}, ${chromium}, load ${load.join(' ')}`;
}

/** @param {string} command */
function version(command) {
  try {
    return execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split(' built')[0];
  } catch {
    return 'no Chromium';
  }
}

/** @typedef {'browser' | 'extension renderer' | 'renderer' | 'other'} Role */

/**
 * Processes of a browser.
 * @param {number} browser process id
 * @returns {Map<number, Role>}
 */
export function processesOf(browser) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  /** @type {Map<number, Role>} */
  const found = new Map([[browser, 'browser']]);
  for (const pid of found.keys()) for (const child of children.get(pid) ?? []) found.set(child, roleOf(child));
  return found;
}

/** @param {number} pid @returns {Role} */
function roleOf(pid) {
  const command = read(`/proc/${String(pid)}/cmdline`);
  if (!command.includes('--type=renderer')) return 'other';
  return command.includes('--extension-process') ? 'extension renderer' : 'renderer';
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Anonymous resident memory in bytes. @param {number} pid */
export function anonymousBytes(pid) {
  return 1024 * Number(/RssAnon:\s+(\d+)/.exec(read(`/proc/${String(pid)}/status`))?.[1] ?? 0);
}

/**
 * Watches the anonymous memory of a browser's processes, by role: where there are several of a role, their sum.
 * @param {number} browser process id
 */
export function watchMemory(browser) {
  const now = () => {
    /** @type {Map<Role, number>} */
    const sums = new Map();
    for (const [pid, role] of processesOf(browser)) sums.set(role, (sums.get(role) ?? 0) + anonymousBytes(pid));
    return sums;
  };
  const start = now();
  const peak = new Map(start);
  const timer = setInterval(() => {
    for (const [role, bytes] of now()) if (bytes > (peak.get(role) ?? 0)) peak.set(role, bytes);
  }, 40);
  return {
    /** @returns {{role: Role, start: number, peak: number, end: number}[]} */
    stop() {
      clearInterval(timer);
      const end = now();
      return [...peak].map(([role, bytes]) => ({
        role,
        start: start.get(role) ?? 0,
        peak: bytes,
        end: end.get(role) ?? 0,
      }));
    },
  };
}
