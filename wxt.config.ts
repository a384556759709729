import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig, type ResolvedPublicFile } from 'wxt';
import { packagedAssets } from './packaged-assets';
import { wllamaAssets } from './scripts/wllama-assets.mjs';
import { leftOut, wantedLibraries, webLlmFolder } from './scripts/model-libs.mjs';
import { wasmStrings, webLlmAlias } from './scripts/vite-wasm-strings.mjs';

// Set by test builds only: a fixed key gives the extension a fixed id in Chromium.
const key = process.env['HEDDLE_KEY'];

const root = import.meta.dirname;

/** What goes into the extension beside what the bundler makes. */
function assets(): ResolvedPublicFile[] {
  const copies = packagedAssets.flatMap(({ from, to }) => {
    if (!from.endsWith('/')) return [{ absoluteSrc: join(root, from), relativeDest: to }];
    const entries = readdirSync(join(root, from), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const absoluteSrc = join(parentPath, name);
        return { absoluteSrc, relativeDest: to + absoluteSrc.slice(join(root, from).length).replaceAll('\\', '/') };
      });
  });
  const generated = wllamaAssets(join(root, 'node_modules/@wllama/wllama'));
  return [...copies, ...generated.map(({ path, contents }) => ({ contents, relativeDest: path }))];
}

/** Of web-llm: out of its script, into files. */
const runtimes = () => wasmStrings({ package: '@mlc-ai/web-llm', runtimes: 2 });

export default defineConfig({
  imports: false,
  vite: () => ({
    plugins: [preact(), runtimes()],
    resolve: { alias: webLlmAlias(process.env['HEDDLE_WEBLLM']) },
    // Workers load their heavy parts when they are needed, which only modules can.
    worker: { format: 'es', plugins: () => [runtimes()] },
    build: { target: 'es2022' },
  }),
  hooks: {
    'build:publicAssets': (_wxt, files) => void files.push(...assets()),
    'build:done': async ({ logger }) => {
      const without = leftOut(await wantedLibraries(webLlmFolder()), join(root, 'public/model-libs'));
      if (without.length === 0) return;
      logger.info(`Without a model library (npm run model-libs), this build leaves out: ${without.join(', ')}.`);
    },
  },
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    permissions: [
      'activeTab',
      'scripting',
      'alarms',
      'unlimitedStorage',
      ...(browser === 'firefox' ? [] : ['offscreen', 'sidePanel']),
    ],
    optional_permissions: ['downloads'],
    optional_host_permissions: ['*://*/*'],
    incognito: 'not_allowed',
    content_security_policy: {
      // Nothing remote in our pages: scraped text may name any address, none of it is ever loaded. Models and OCR are
      // WebAssembly, packaged with the extension.
      extension_pages:
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src *; worker-src 'self'; frame-src 'self'; font-src 'self'",
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'heddle@heddle.example',
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : {
          minimum_chrome_version: '123',
          ...(key ? { key } : {}),
          // Cross-origin isolation, which threads of WebAssembly need (SharedArrayBuffer). Firefox knows neither key.
          cross_origin_embedder_policy: { value: 'require-corp' },
          cross_origin_opener_policy: { value: 'same-origin' },
        }),
    action: { default_title: '__MSG_extensionName__' },
  }),
});
