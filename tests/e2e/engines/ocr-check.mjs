// OCR in real browsers: scanned PDFs through the built extension, its engine page and its packaged files alone.
//   node tests/e2e/engines/ocr-check.mjs [chromium] [firefox]
// HEDDLE_OUTPUT names another folder than .output. It ends with the figures that docs/benchmarks.md has.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../../scripts/machine.mjs';
import { launchBrowser } from '../drivers/driver.mjs';

const named = process.argv.slice(2);
const browsers = /** @type {('chromium' | 'firefox')[]} */ (named.length > 0 ? named : ['chromium', 'firefox']);
let failed = 0;

/** @param {string} name @param {boolean} holds @param {unknown} [seen] */
function check(name, holds, seen) {
  if (!holds) failed += 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}${holds ? '' : `: ${JSON.stringify(seen)?.slice(0, 1500)}`}`);
}

/** The fixtures, built to where packages are found. */
async function fixtures() {
  const folder = join(root, '.cache/ocr-check');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'fixtures.mjs');
  const of = (/** @type {string} */ name) => JSON.stringify(join(root, 'tests/fixtures/documents', name));
  await build({
    stdin: {
      contents: `export { columnsPdf } from ${of('pdf-articles.ts')};
        export { scannedCopy } from ${of('scan.ts')};
        export { wordScore } from ${of('word-score.ts')};`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'node20',
    logLevel: 'warning',
  });
  const { columnsPdf, scannedCopy, wordScore } = await import(pathToFileURL(outfile).href);
  /** @type {{name: string, bytes: Uint8Array, known: string}[]} */
  const scans = [];
  for (const columns of [1, 2]) {
    const { bytes, known } = await columnsPdf(columns);
    scans.push({ name: `scan-${String(columns)}.pdf`, bytes: await scannedCopy(bytes, 150), known });
  }
  return { scans, score: /** @type {(known: string, read: string) => number} */ (wordScore) };
}

/** @param {string} built @param {string} folder @param {{name: string, bytes: Uint8Array}[]} scans */
async function prepare(built, folder, scans) {
  if (!existsSync(join(built, 'manifest.json'))) throw new Error('Build the extension first: npm run build');
  cpSync(built, folder, { recursive: true });
  await build({
    entryPoints: { 'ocr-page': join(root, 'tests/e2e/engines/ocr-page.ts') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  writeFileSync(
    join(folder, 'ocr-page.html'),
    '<!doctype html><meta charset="utf-8"><title>check</title><script type="module" src="ocr-page.js"></script>',
  );
  mkdirSync(join(folder, 'check'));
  for (const { name, bytes } of scans) writeFileSync(join(folder, 'check', name), bytes);
}

/** Where every address leads. The first bytes of a connection name the host, encrypted or not. */
async function nowhere() {
  /** @type {string[]} */
  const heads = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      heads.push(bytes.toString('latin1'));
      socket.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, heads, close: () => server.close() };
}

const { scans, score } = await fixtures();
for (const browser of browsers) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-ocr-'));
  const extensionDir = join(folder, 'extension');
  const output = process.env['HEDDLE_OUTPUT'] ?? join(root, '.output');
  await prepare(join(output, browser === 'chromium' ? 'chrome-mv3' : 'firefox-mv3'), extensionDir, scans);
  const sink = await nowhere();
  const driver = await launchBrowser(browser, { extensionDir, replay: { port: sink.port } });
  try {
    const page = await driver.extensionPage('ocr-page.html');
    /** @param {string} op @param {...unknown} args @returns {Promise<any>} */
    const ask = (op, ...args) =>
      page.evaluate(
        (/** @type {string} */ name, /** @type {unknown[]} */ given) =>
          /** @type {any} */ (globalThis).trial[name](...given),
        op,
        args,
      );
    /** @param {string} path @param {string[]} languages */
    const read = async (path, languages) => {
      const id = await ask('add', path, languages);
      const startedAt = Date.now();
      for (;;) {
        const doc = await ask('look', id);
        const seconds = (Date.now() - startedAt) / 1000;
        if (doc && doc.state !== 'pending') return { doc, seconds };
        if (seconds > 100) throw new Error(`${path}: no end after 100 s`);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    };
    const lines = ['Press any key to continue', 'Error 404: lantern not found'];
    for (const [type, pixels] of [
      ['image/png', 12],
      ['image/png', 16],
      ['image/webp', 14],
      ['image/jpeg', 14],
    ]) {
      const { text, seconds } = await ask('picture', lines, type, pixels);
      check(
        `${browser}: a screenshot, ${type}, text of ${pixels} px`,
        text.replace(/\s+/g, ' ') === lines.join(' '),
        text,
      );
      console.log(`     ${seconds.toFixed(1)} s`);
    }
    const failures = await ask('failures');
    check(`${browser}: stopped; no picture`, failures.join() === 'AbortError,ocrFailed', failures);
    for (const { name, known } of scans) {
      const { doc, seconds } = await read(`check/${name}`, ['eng']);
      const text = doc.sections.map((/** @type {{text: string}} */ section) => section.text).join('\n\n');
      const right = doc.state === 'done' ? score(known, text) : 0;
      check(`${browser}: ${name}, words in order ${right.toFixed(4)}`, right >= 0.95, doc);
      check(
        `${browser}: ${name}, every section marked`,
        doc.ocrPages === doc.pages && doc.scannedPages.length === 0,
        doc,
      );
      console.log(`     ${(seconds / doc.pages).toFixed(1)} s a page, ${String(doc.pages)} pages`);
    }
    const missing = await read('check/scan-1.pdf', ['deu']);
    check(
      `${browser}: a language that is not there`,
      missing.doc.problem?.reason === 'ocrLanguageMissing',
      missing.doc,
    );
    const language = await ask('importLanguage', 'tesseract/eng.traineddata.gz', 'deu.traineddata.gz');
    check(`${browser}: a language is imported`, language.language === 'deu' && language.bytes > 3_000_000, language);
    const own = await read('check/scan-1.pdf', ['deu']);
    check(`${browser}: and read in`, own.doc.state === 'done' && own.doc.ocrPages === 2, own.doc);
    // The browser looks for updates of its own; tesseract.js would look here for its parts.
    const asked = sink.heads.filter((head) => /jsdelivr|unpkg|tesseract|traineddata|naptha/i.test(head));
    check(`${browser}: nothing was looked for elsewhere`, asked.length === 0, asked);
  } finally {
    await driver.close();
    sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed > 0 ? 1 : 0;
