// Draws every state of the interface with made-up data and takes its picture, to be looked at by a person.
// node scripts/screens.mjs [--out DIR] [--only PART] [--themes light,dark] [--widths 320,360,500] [--lang en|zh] [--tall]
import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string', default: '' },
    themes: { type: 'string', default: 'light' },
    widths: { type: 'string', default: '360' },
    lang: { type: 'string', default: 'en' },
    // The whole of a long form at once.
    tall: { type: 'boolean', default: false },
  },
});
const work = await mkdtemp(join(tmpdir(), 'heddle-screens-'));
const out = values.out ?? join(tmpdir(), 'heddle-screens');
await mkdir(out, { recursive: true });

await build({
  entryPoints: { gallery: 'tests/screens/gallery.tsx' },
  bundle: true,
  format: 'esm',
  outdir: work,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
});
const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8' };
const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/gallery.css"><div id="root"></div><script type="module" src="/gallery.js"></script>`;
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  response.setHeader('content-type', types[extname(path)] ?? types['.html']);
  if (path === '/') response.end(page);
  else
    readFile(join(work, path)).then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.HEDDLE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
const problems = [];
try {
  const tab = await browser.newPage();
  tab.on('pageerror', (error) => problems.push(String(error)));
  tab.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await tab.goto(origin);
  await tab.waitForFunction(() => document.title !== '');
  const scenes = (await tab.title()).split(' ').filter((name) => name.includes(values.only));
  for (const scene of scenes) {
    const popup = scene.startsWith('popup');
    for (const width of popup ? ['360'] : values.widths.split(',')) {
      for (const theme of values.themes.split(',')) {
        await tab.setViewportSize({ width: Number(width), height: popup ? 560 : 760 });
        await tab.goto(`${origin}/?scene=${scene}&theme=${theme}&lang=${values.lang}`);
        await tab.waitForSelector('#root > *', { timeout: 60_000 });
        await tab.waitForFunction(() => document.title === 'drawn', null, { timeout: 120_000 });
        await tab.waitForTimeout(500);
        if (values.tall) await tab.setViewportSize({ width: Number(width), height: 2200 });
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) problems.push(`${scene} at ${width}: ${wide} px too wide`);
        await tab.screenshot({ path: join(out, `${scene}-${width}-${theme}-${values.lang}.png`) });
      }
    }
  }
  console.log(`${scenes.length} scenes in ${out}`);
} finally {
  await browser.close();
  server.close();
  await rm(work, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
