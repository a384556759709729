// How well the `forum` adapter reads pages of forums: npm run bench:forum [-- --per-engine] [--per-doc] [--errors N]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/machine.mjs';
import { bundle } from './place.mjs';

const corpus = join(root, '..', 'shared', 'corpus', 'forum52');
if (!existsSync(corpus)) {
  console.log('The recorded pages (../shared/corpus/forum52) are not beside the project: nothing to measure.');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'heddle-forum-'));
try {
  const code = join(folder, 'forum.mjs');
  writeFileSync(code, await bundle('forum-pages.ts', { platform: 'node', format: 'esm', target: 'node20' }));
  /** @type {typeof import('./forum-pages.ts')} */
  const { readRecorded } = await import(pathToFileURL(code).href);
  const passed = process.argv.slice(2);
  console.log('reference tool            post F1 .923, perfect .79, author end to end .770, date end to end .587');
  console.log('goals                     post F1 .960,              author end to end .930, date end to end .800');
  for (const engines of [true, false]) {
    const readings = readRecorded(join(corpus, 'dev'), { engines });
    const predictions = Object.fromEntries(readings.map(({ id, posts }) => [id, { posts }]));
    const file = join(folder, 'predictions.json');
    writeFileSync(file, JSON.stringify(predictions));
    const ms = readings.reduce((sum, reading) => sum + reading.ms, 0) / readings.length;
    console.log(`\n${engines ? 'all evidence' : 'structure alone, no engine known'} (${ms.toFixed(0)} ms a page)`);
    if (passed.includes('--basis'))
      for (const at of readings) console.log(at.id.slice(0, 50), '|', at.engine, '|', at.basis);
    const args = [join(corpus, 'score.mjs'), file, join(corpus, 'dev'), ...passed.filter((arg) => arg !== '--basis')];
    console.log(execFileSync(process.execPath, args, { encoding: 'utf8' }).trimEnd());
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
