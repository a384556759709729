// The worker of wllama as files of the extension. The package starts its worker from a blob: address, which the
// content security policy of extensions forbids in Firefox (worker-src); the same code as packaged files is allowed
// everywhere. What these files hold is put together from strings inside the published package, so the version is
// pinned, and a package that looks different fails the build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const wllamaVersion = '3.8.1';

/** A query parameter of the worker's address: what it would have been told by text put into it. */
export const optionsParameter = 'o';

/**
 * @param {string} packageDir folder of the npm package `@wllama/wllama`
 * @returns {{ path: string, contents: string }[]} paths are relative to the extension
 * @throws {Error} where the package is of another version, or does not hold what is looked for
 */
export function wllamaAssets(packageDir) {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  if (version !== wllamaVersion) {
    throw new Error(
      `@wllama/wllama is ${version}, and its worker is known as of ${wllamaVersion}: see scripts/wllama-assets.mjs`,
    );
  }
  const generated = readFileSync(join(packageDir, 'src/workers-code/generated.ts'), 'utf8');
  const proxy = readFileSync(join(packageDir, 'src/worker.ts'), 'utf8');
  const runtime = stringConstant(generated, 'WLLAMA_EMSCRIPTEN_CODE');
  const loop = stringConstant(generated, 'LLAMA_CPP_WORKER_CODE');
  const stub = templateConstant(proxy, 'JSPI_STUB');
  const module = `${stub}\n${runtime}`;

  expect(module, 'var Module', 'the variable of the runtime');
  expect(loop, 'RUN_OPTIONS.nbThread', 'the options of the worker');
  expect(loop, 'RUN_OPTIONS.pathConfig', 'the options of the worker');
  expect(loop, "'module.init'", 'the first order to the worker');
  expect(proxy, "verb: 'module.init'", 'the first order to the worker');
  expect(proxy, "FILE_READ_REQ_EVENT = 'fs.read_req'", 'the request for a piece of the file');
  expect(runtime, 'mainScriptUrlOrBlob', 'the address of the threads');

  // Inside a function, its own variable hides the one of the loop around it, which the function is to set.
  const inner = module.replace('var Module', 'var ___Module');
  const worker = [
    `const RUN_OPTIONS = JSON.parse(new URL(self.location.href).searchParams.get('${optionsParameter}'));`,
    withoutGpu,
    `function wModuleInit() {\n${inner};\nreturn Module;\n}`,
    loop,
  ].join('\n');
  return [
    { path: 'wllama/wllama-module.js', contents: module },
    { path: 'wllama/wllama-worker.js', contents: worker },
  ];
}

/** On the processor alone, no adapter is asked for: that takes a second, and a GPU that other programs may want. */
const withoutGpu = `if (RUN_OPTIONS.cpuOnly && 'gpu' in navigator) {
  Object.defineProperty(Object.getPrototypeOf(navigator), 'gpu', { get: () => ({ requestAdapter: async () => null }) });
}`;

/** @param {string} source @param {string} name */
function stringConstant(source, name) {
  const literal = new RegExp(`^export const ${name} =\\s*("(?:[^"\\\\\\n]|\\\\.)*");`, 'm').exec(source)?.[1];
  if (literal === undefined) throw new Error(`@wllama/wllama: no ${name} in its published files`);
  return /** @type {string} */ (JSON.parse(literal));
}

/** @param {string} source @param {string} name */
function templateConstant(source, name) {
  const text = new RegExp('^const ' + name + ' = `([^`]*)`;', 'm').exec(source)?.[1];
  if (text === undefined || /[\\]|\$\{/.test(text)) {
    throw new Error(`@wllama/wllama: no plain ${name} in its published files`);
  }
  return text;
}

/** @param {string} text @param {string} wanted @param {string} what */
function expect(text, wanted, what) {
  if (!text.includes(wanted)) throw new Error(`@wllama/wllama: ${what} is not where it was (${wanted})`);
}
