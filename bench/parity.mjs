// Speed of --preset reference, beside the reference tool's own code where HEDDLE_REFERENCE names a checkout of it.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../scripts/machine.mjs';
import { median, printTable, runs, withModule } from './place.mjs';

/** @param {boolean} small */
export async function benchParity(small) {
  await withModule('parity.ts', async (ours) => {
    await compare(ours, small);
    growth(ours, small);
  });
}

/** @param {any} ours @param {boolean} small */
async function compare(ours, small) {
  const recorded = recordedThreads();
  const threads = recorded.length > 0 ? recorded : [ours.generatedThread(300)];
  const posts = threads.reduce((sum, thread) => sum + thread.posts.length, 0);
  // The tool makes some 40,000 posts/s, we more: about half a second of each mode.
  const rounds = Math.max(1, Math.round((small ? 300 : 15_000) / posts));
  const tool = startTool(threads);
  try {
    /** @type {number[][]} */
    const [mine, theirs] = [[], []];
    for (let run = 0; run <= runs; run++) {
      const own = ours.timeModes(threads, rounds);
      const its = tool ? await tool.time(rounds) : [];
      // The first run warms up.
      if (run === 0) continue;
      mine.push(own);
      theirs.push(its);
    }
    const perSecond = (/** @type {number} */ ms) => Math.round((posts * rounds * 1000) / ms).toLocaleString('en');
    printTable(
      `--preset reference, ${recorded.length > 0 ? `${String(threads.length)} recorded 4chan threads` : 'a generated thread'} of ${String(posts)} posts, cleaning and pairing, median of ${String(runs)} runs that take turns`,
      ['mode', 'posts/s', 'the tool’s own code, posts/s', 'times as fast'],
      ours.modes.map((/** @type {[string]} */ [name], /** @type {number} */ mode) => {
        const own = median(mine.map((run) => run[mode] ?? NaN));
        const its = median(theirs.map((run) => run[mode] ?? NaN));
        return [name, perSecond(own), ...(tool ? [perSecond(its), (its / own).toFixed(1)] : ['not measured', ''])];
      }),
    );
  } finally {
    tool?.end();
  }
}

/** @param {any} ours @param {boolean} small */
function growth(ours, small) {
  const sizes = small ? [100, 1000] : [1000, 10_000, 100_000];
  const tables = sizes.map((size) => {
    const threads = [ours.generatedThread(size)];
    // Short work runs often enough to be timed.
    const rounds = Math.max(1, Math.round((sizes.at(-1) ?? size) / size / 10));
    const times = Array.from({ length: 6 }, () => ours.timeModes(threads, rounds)).slice(1);
    return ours.modes.map((/** @type {unknown} */ _, /** @type {number} */ mode) =>
      median(times.map((run) => (run[mode] ?? NaN) / rounds)),
    );
  });
  printTable(
    '--preset reference, one generated thread, ms',
    ['mode', ...sizes.map((size) => `${size.toLocaleString('en')} posts`), 'longest ÷ shortest'],
    ours.modes.map((/** @type {[string]} */ [name], /** @type {number} */ mode) => {
      const times = tables.map((table) => table[mode]);
      return [name, ...times.map((ms) => ms.toFixed(1)), (times.at(-1) / times[0]).toFixed(1)];
    }),
  );
}

/** The recorded threads beside the project; none where they are not there. */
function recordedThreads() {
  const folder = join(root, '..', 'shared', 'corpus', 'fourchan');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^thread-.*\.json$/.test(name));
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** @param {readonly unknown[]} threads */
function startTool(threads) {
  const checkout = process.env['HEDDLE_REFERENCE'];
  if (!checkout) return null;
  const child = spawn('python3', [join(root, 'bench', 'reference-tool.py'), checkout], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(`${JSON.stringify(threads)}\n`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** @param {number} rounds */
    async time(rounds) {
      child.stdin.write(`${String(rounds)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The reference tool’s own code could not be run');
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}
