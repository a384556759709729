import { resolve } from 'node:path';

// web-llm carries two WebAssembly runtimes (its tokenizer, and the grammar compiler) as base64 text inside its one
// script, 6 MB of it. Mozilla's linter refuses scripts above 5 MB, and text is a third larger than the bytes and has to
// be decoded at each start. This takes them out at build time: each becomes a file of the package, fetched from there.

/** How Emscripten writes it (SINGLE_FILE), up to the base64 text. */
const before = 'wasmBinaryFile="data:application/octet-stream;base64,';
/** What follows the text: an address that is not data would be taken for a relative path. */
const after = '";if(!isDataURI(wasmBinaryFile)){wasmBinaryFile=locateFile(wasmBinaryFile);}';
/** Where the text is decoded; asynchronous already, and called nowhere else. */
const decoding = 'return Promise.resolve().then(()=>getBinarySync(binaryFile))';
const fetching = 'return fetch(binaryFile).then((reply)=>reply.arrayBuffer())';

/**
 * @param {{ package: string, runtimes: number }} expected the package's name, and how many runtimes it carries: any other
 *   number is a package that we do not know, and ends the build
 * @returns {import('vite').Plugin}
 */
export function wasmStrings(expected) {
  return {
    name: 'heddle:wasm-strings',
    enforce: 'pre',
    transform: {
      filter: { code: before },
      handler(code, id) {
        const moved = moveOut(code, (bytes) => {
          const ref = this.emitFile({ type: 'asset', name: 'runtime.wasm', source: bytes });
          return `import.meta.ROLLUP_FILE_URL_${ref}`;
        });
        if (moved.count !== expected.runtimes) {
          this.error(
            `${expected.package} has ${String(moved.count)} embedded WebAssembly runtimes where ${String(expected.runtimes)} are known (${id}). Look at scripts/vite-wasm-strings.mjs.`,
          );
        }
        return { code: moved.code, map: null };
      },
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        // Told by its size: this is what the plugin is for.
        if (file.type === 'chunk' && file.code.length > 4_500_000) {
          this.error(`${file.fileName} has ${String(file.code.length)} bytes; no script may have more than 4.5 MB.`);
        }
      }
    },
  };
}

/**
 * @param {string} code
 * @param {(bytes: Uint8Array) => string} emit takes a runtime, answers with an expression that is its address
 * @throws where a runtime is embedded in another way than is known
 */
export function moveOut(code, emit) {
  let [result, at, count] = ['', 0, 0];
  for (;;) {
    const start = code.indexOf(before, at);
    if (start < 0) break;
    const text = start + before.length;
    const end = code.indexOf('"', text);
    if (!code.startsWith(after, end)) throw new Error('An embedded runtime is followed by unknown code.');
    const bytes = Buffer.from(code.slice(text, end), 'base64');
    if (bytes.readUInt32BE(0) !== 0x0061736d) throw new Error('An embedded runtime is no WebAssembly.');
    result += `${code.slice(at, start)}wasmBinaryFile=${emit(bytes)};`;
    at = end + after.length;
    const decode = code.indexOf(decoding, at);
    if (decode < 0) throw new Error('An embedded runtime is decoded in an unknown way.');
    result += code.slice(at, decode) + fetching;
    at = decode + decoding.length;
    count += 1;
  }
  return { code: result + code.slice(at), count };
}

/**
 * Another copy of web-llm in place of the installed one, to run with libraries of another version.
 * @param {string | undefined} path of the package's folder
 * @returns {Record<string, string>} for Vite's `resolve.alias`
 */
export function webLlmAlias(path) {
  return path ? { '@mlc-ai/web-llm': resolve(path) } : {};
}
