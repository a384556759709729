// Makes one file of the command line and the code it uses. Needs esbuild; everything else is Node's.
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'scripts', 'heddle.ts');
const bundle = join(root, '.cache', 'heddle', 'heddle.mjs');

/**
 * Bundles when there is no bundle, or a source is newer.
 * @returns {Promise<string>} the path of the bundle
 */
export async function bundleHeddle() {
  const made = await changedAt(bundle);
  if (made !== null && made >= (await newestSource())) return bundle;
  const startedAt = new Date();
  const esbuild = await import('esbuild').catch(() => null);
  if (!esbuild) {
    if (made !== null) return bundle;
    throw new Error('The command line is not built yet, and esbuild is missing. Run "npm install" first.');
  }
  const result = await esbuild.build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  await mkdir(dirname(bundle), { recursive: true });
  // Two commands may bundle at once: each writes a file of its own, and the last one to finish gives the bundle.
  const own = `${bundle}.${process.pid}`;
  try {
    await writeFile(own, result.outputFiles[0].contents);
    // As old as its sources, so that a source saved while bundling is seen as newer.
    await utimes(own, startedAt, startedAt);
    await rename(own, bundle);
  } finally {
    await rm(own, { force: true });
  }
  return bundle;
}

/** @param {string} path */
async function changedAt(path) {
  const found = await stat(path).catch(() => null);
  return found && found.mtimeMs;
}

async function newestSource() {
  const found = await readdir(join(root, 'lib'), { recursive: true, withFileTypes: true });
  const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name));
  const times = await Promise.all([entry, ...paths].map(changedAt));
  return Math.max(...times.map((time) => time ?? 0));
}
