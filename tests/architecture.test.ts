import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { formats } from '../lib/export';
import { strategies } from '../lib/pairing';
import { sites } from '../lib/sites';

const root = join(import.meta.dirname, '..');

/** Rules that fire for a line of code, were it in this file. */
async function rulesFor(file: string, code: string): Promise<readonly string[]> {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, 'eslint.config.js') });
  const config = (await eslint.calculateConfigForFile(join(root, file))) as {
    rules: Record<string, [number, ...unknown[]]>;
  };
  const wanted = ['no-restricted-imports', 'no-restricted-globals', 'no-restricted-syntax'];
  const rules = Object.fromEntries(wanted.map((name) => [name, config.rules[name] ?? [0]]));
  const bare = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*'], rules: rules as never }],
  });
  const [result] = await bare.lintText(code, { filePath: join(root, 'scratch.js') });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

describe('the direction of dependencies', () => {
  const forbidden: readonly (readonly [file: string, code: string])[] = [
    ['lib/model/thread.ts', "import '../clean/index';"],
    ['lib/clean/index.ts', "import '../pairing/index';"],
    ['lib/pairing/index.ts', "import '../clean';"],
    ['lib/reference/thread.ts', "import '../sites';"],
    ['lib/reference/thread.ts', "import '../pairing/length';"],
    ['lib/pairing/index.ts', "import '../reference';"],
    ['lib/reference/thread.ts', 'document.title;'],
    ['lib/sites/discourse/api.ts', "import '../../store/db';"],
    ['lib/export/index.ts', "import '../jobs/runner';"],
    ['lib/store/db.ts', "import '../sites';"],
    ['lib/jobs/runner.ts', "import '../messaging/protocol';"],
    ['lib/jobs/runner.ts', "import 'webextension-polyfill';"],
    ['lib/clean/index.ts', "import 'dexie';"],
    ['lib/sites/index.ts', "import 'parse5';"],
    ['lib/readers/odt.ts', "import 'htmlparser2';"],
    ['lib/readers/html.ts', 'new DOMParser();'],
    ['lib/readers/readable.ts', 'document.title;'],
    ['lib/sites/discourse/page.ts', 'document.title;'],
    ['lib/pairing/index.ts', "fetch('https://x.example');"],
    ['components/jobs/JobCard.tsx', "import '../../lib/jobs/runner';"],
    ['components/jobs/JobCard.tsx', "import '../../lib/store/settle';"],
    ['components/jobs/JobCard.tsx', "import '../../lib/pairing/adjacent';"],
    ['components/jobs/JobCard.tsx', "import 'webextension-polyfill';"],
    ['components/jobs/JobCard.tsx', 'x.innerHTML = y;'],
    ['scripts/heddle.ts', "import '../lib/store/db';"],
    ['scripts/heddle-options.ts', "import '../lib/jobs/runner';"],
  ];
  it.each(forbidden)('%s may not: %s', async (file, code) => {
    expect(await rulesFor(file, code)).not.toEqual([]);
  });

  const allowed: readonly (readonly [file: string, code: string])[] = [
    ['lib/jobs/runner.ts', "import '../sites';"],
    ['lib/sites/discourse/page.ts', "import '../../model/thread';"],
    ['lib/reference/thread.ts', "import '../model/thread';"],
    ['scripts/heddle.ts', "import '../lib/reference';"],
    ['components/jobs/JobCard.tsx', "import '../../lib/store/queries';"],
    ['components/jobs/JobCard.tsx', "import '../../lib/pairing/index';"],
    ['lib/platform/page-reader.ts', "import 'webextension-polyfill';"],
    ['lib/readers/readable.ts', 'new DOMParser();'],
    ['lib/base/xml.ts', "import 'htmlparser2';"],
  ];
  it.each(allowed)('%s may: %s', async (file, code) => {
    expect(await rulesFor(file, code)).toEqual([]);
  });
});

describe('every extension point is complete', () => {
  it('has one folder, one registry line, fixtures and a row in the docs for each site', () => {
    const folders = readdirSync(join(root, 'lib/sites'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(names.sort()).toEqual(sites.map((site) => site.id).sort());
    for (const name of names) {
      expect(existsSync(join(root, 'tests/unit/sites', name)), name).toBe(true);
      expect(readFileSync(join(root, 'docs/adding-a-site.md'), 'utf8')).toContain(name);
    }
  });

  it('has distinct ids and labels for strategies and formats', () => {
    for (const things of [strategies, formats]) {
      expect(new Set(things.map((thing) => thing.id)).size).toBe(things.length);
      expect(things.every((thing) => thing.label.length > 0)).toBe(true);
    }
  });
});

describe('the notices', () => {
  it('name what is packaged, each with a licence that may be', () => {
    const check = spawnSync(process.execPath, ['scripts/notices.mjs', '--check'], { cwd: root, encoding: 'utf8' });
    expect(check.stderr).toBe('');
    expect(check.status).toBe(0);
  });
});

describe('the manifests', () => {
  const folders = { chrome: '.output/chrome-mv3', firefox: '.output/firefox-mv3' } as const;
  const install = ['activeTab', 'alarms', 'scripting', 'unlimitedStorage'];
  const pathOf = (browser: keyof typeof folders): string => join(root, folders[browser], 'manifest.json');
  // `npm test` builds first; a unit run alone may not have.
  const isBuilt = existsSync(pathOf('chrome')) && existsSync(pathOf('firefox'));
  it.skipIf(!isBuilt).each([
    ['chrome', [...install, 'offscreen', 'sidePanel'].sort()],
    ['firefox', install],
  ] as const)('%s asks for nothing more than said', (browser, permissions) => {
    const path = pathOf(browser);
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect([...(manifest['permissions'] as string[])].sort()).toEqual(permissions);
    expect(manifest['host_permissions']).toBeUndefined();
    expect(manifest['optional_permissions']).toEqual(['downloads']);
    expect(manifest['optional_host_permissions']).toEqual(['*://*/*']);
    expect(manifest['content_scripts']).toBeUndefined();
    // WebAssembly from the package runs; nothing else is allowed that a default page is not.
    const { extension_pages: policy } = manifest['content_security_policy'] as { extension_pages: string };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      'connect-src *',
      "worker-src 'self'",
      "frame-src 'self'",
      "font-src 'self'",
    ]);
    // Threads of WebAssembly want isolation; Firefox knows no such keys.
    const isolation = [manifest['cross_origin_embedder_policy'], manifest['cross_origin_opener_policy']];
    expect(isolation).toEqual(
      browser === 'chrome' ? [{ value: 'require-corp' }, { value: 'same-origin' }] : [undefined, undefined],
    );
  });
});

describe('the popup', () => {
  const folder = join(root, '.output/chrome-mv3');
  it.skipIf(!existsSync(join(folder, 'popup.html')))('opens fast: it loads no reader of a site, and no parser', () => {
    const html = readFileSync(join(folder, 'popup.html'), 'utf8');
    const scripts = [...html.matchAll(/(?:src|href)="(\/chunks\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(1);
    const bytes = scripts.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    // 212,000 when this was written; the adapters with their parser are 570,000.
    expect(bytes).toBeLessThan(260_000);
  });
});

describe('the package', () => {
  // Mozilla's linter refuses scripts over 5 MB; WebAssembly and language data are no scripts.
  const folder = join(root, '.output/firefox-mv3');
  it.skipIf(!existsSync(folder))('holds no large file but WebAssembly and language data', () => {
    const large = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => statSync(path).size > 4_500_000 && !/\.(wasm|traineddata(\.gz)?)$/.test(path));
    expect(large).toEqual([]);
  });

  // What reads documents and runs models is loaded when it is used: PDF, OCR, DOCX, engines, tokenizers.
  it.skipIf(!existsSync(folder)).each(['sidepanel.html', 'workbench.html', 'engine.html'])(
    '%s begins without heavy parts',
    (page) => {
      const html = readFileSync(join(folder, page), 'utf8');
      const scripts = [...html.matchAll(/(?:src|href)="(\/chunks\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
      expect(scripts.length).toBeGreaterThan(1);
      const text = scripts.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
      // Words of the libraries themselves, which minifying leaves: PDF, DOCX, Readability, OCR, wllama, tokenizers.
      const all = readdirSync(join(folder, 'chunks')).map((name) => readFileSync(join(folder, 'chunks', name), 'utf8'));
      const words = ['PDFWorker', 'w:pPr', 'unlikelyCandidates', 'createWorker', 'loadModelFromHF', 'BPEDecoder'];
      for (const word of words) {
        expect(
          all.some((chunk) => chunk.includes(word)),
          `${word} is still what that library says`,
        ).toBe(true);
        expect(text.includes(word), word).toBe(false);
      }
    },
  );
});
