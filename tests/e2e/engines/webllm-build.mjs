import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { webLlmAlias, wasmStrings } from '../../../scripts/vite-wasm-strings.mjs';

const here = import.meta.dirname;
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; worker-src 'self'";

/** What the page under test may touch of the package's inside, named by how the package itself calls it. */
const openUp = {
  name: 'trial:open-up',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!/web-llm|package\/lib\/index\.js$/.test(id) || !code.includes('MLCEngine')) return null;
    const tokenizers = /([\w$.]+)\.Tokenizer\.fromJSON\(/.exec(code)?.[1];
    const grammars = /([\w$.]+)\.GrammarCompiler\.createGrammarCompiler\(/.exec(
      code.slice(code.indexOf('class LLMChatPipeline')),
    )?.[1];
    return {
      code: `${code}
export const trialTokenizer = (json) => ${String(tokenizers)}.Tokenizer.fromJSON(json);
export const trialGrammar = async (schema) => {
  const info = await ${String(grammars)}.TokenizerInfo.createTokenizerInfo(['a', 'b', '"'], 'raw', false);
  const compiler = await ${String(grammars)}.GrammarCompiler.createGrammarCompiler(info);
  const compiled = await compiler.compileJSONSchema(schema);
  return typeof compiled;
};`,
      map: null,
    };
  },
};

/**
 * Builds the page of webllm-page.ts as an extension, with the plugins of the product's build.
 * @param {string} folder where to
 * @returns {Promise<{path: string, bytes: number}[]>} its files
 */
export async function buildTrial(folder) {
  const alias = webLlmAlias(process.env['HEDDLE_WEBLLM']);
  const runtimes = () => wasmStrings({ package: '@mlc-ai/web-llm', runtimes: 2 });
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    base: '/',
    plugins: [runtimes(), openUp],
    worker: { format: 'es', plugins: () => [runtimes()] },
    build: {
      target: 'es2022',
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { input: join(here, 'webllm-page.html') },
    },
  });
  const manifest = {
    manifest_version: 3,
    name: 'web-llm trial',
    version: '1.0',
    content_security_policy: { extension_pages: policy },
    background: { service_worker: 'background.js' },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'background.js'), '');
  mkdirSync(join(folder, 'model-libs'), { recursive: true });
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, bytes: statSync(join(folder, path)).size }))
    .filter(({ path }) => /\.(js|wasm)$/.test(path));
}
