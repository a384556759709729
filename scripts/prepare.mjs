// npm prepare, after every install: WXT's generated types, and the command line in one file. Installed without
// development packages there is nothing to prepare, and that is no failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleHeddle } from './heddle-bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wxt = join(root, 'node_modules', 'wxt', 'bin', 'wxt.mjs');

if (existsSync(wxt)) {
  const { status } = spawnSync(process.execPath, [wxt, 'prepare'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.warn('"wxt prepare" failed; run it again to see why.');
}
if (existsSync(join(root, 'node_modules', 'esbuild'))) {
  await bundleHeddle().catch((error) => console.warn(`The command line could not be built: ${String(error)}`));
}
