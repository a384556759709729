// Fetches the model libraries that web-llm needs for the offered models, for a build that is to have them: they are
// code, which a browser's store wants inside the package, and they are not in npm.
//   npm run model-libs                       all that are missing
//   npm run model-libs -- --from <address>   out of another place, where they lie by their names
// HEDDLE_WEBLLM=<package folder> takes the list of another version of web-llm.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
/** A library has 3 to 6 MB. */
const mostBytes = 64_000_000;
const timeoutMs = 120_000;

/**
 * @typedef {{ sha256: string, bytes: number }} Pin
 * @typedef {{ id: string, library: string, url: string }} Wanted
 */

/**
 * The libraries of the offered models, at the addresses that the package's own list has.
 * @param {string} packageFolder of web-llm
 * @returns {Promise<Wanted[]>}
 */
export async function wantedLibraries(packageFolder) {
  const { main } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const { prebuiltAppConfig } = await import(pathToFileURL(join(packageFolder, main)).href);
  /** @type {{ model_id: string, model_lib: string }[]} */
  const records = prebuiltAppConfig.model_list;
  return (await offeredIds()).flatMap((id) => {
    const record = records.find(({ model_id }) => model_id === id);
    if (!record) return [];
    return [{ id, library: new URL(record.model_lib).pathname.split('/').at(-1) ?? '', url: record.model_lib }];
  });
}

async function offeredIds() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'lib/engines/catalog.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { offeredModels } = await import(`data:text/javascript;base64,${source}`);
  return /** @type {{ id: string, engine: string }[]} */ (offeredModels)
    .filter(({ engine }) => engine === 'webllm')
    .map(({ id }) => id);
}

/**
 * @param {{ wanted: readonly Wanted[], folder: string, pinsFile: string, from?: string | undefined, say?: (line: string) => void }} options
 * @returns {Promise<{ fetched: string[], failed: { library: string, why: string }[] }>}
 */
export async function fetchLibraries({ wanted, folder, pinsFile, from, say = () => undefined }) {
  const pins = readPins(pinsFile);
  mkdirSync(folder, { recursive: true });
  const addresses = new Map(wanted.map(({ library, url }) => [library, url]));
  /** @type {string[]} */
  const fetched = [];
  /** @type {{ library: string, why: string }[]} */
  const failed = [];
  for (const [library, url] of addresses) {
    const path = join(folder, library);
    const pin = pins[library];
    try {
      if (existsSync(path) && pin && isPinned(readFileSync(path), pin)) continue;
      const bytes = await fetchLibrary(from ? new URL(library, from.endsWith('/') ? from : `${from}/`).href : url);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (pin && !isPinned(bytes, pin)) {
        throw new Error(`is not the pinned file: SHA-256 ${sha256} in place of ${pin.sha256}`);
      }
      if (!pin) say(`${library}: first seen, pinned as ${sha256}; commit model-libs.json once you trust it.`);
      pins[library] = { sha256, bytes: bytes.length };
      writeFileSync(path, bytes);
      fetched.push(library);
    } catch (error) {
      failed.push({ library, why: error instanceof Error ? error.message : String(error) });
    }
  }
  writeFileSync(pinsFile, `${JSON.stringify({ libraries: sorted(pins) }, null, 2)}\n`);
  const here = Object.entries(pins).filter(([library, pin]) => {
    const path = join(folder, library);
    return addresses.has(library) && existsSync(path) && isPinned(readFileSync(path), pin);
  });
  writeFileSync(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ libraries: sorted(Object.fromEntries(here)) }, null, 2)}\n`,
  );
  return { fetched, failed };
}

/**
 * The offered models that a build with this folder cannot run.
 * @param {readonly Pick<Wanted, 'id' | 'library'>[]} wanted
 * @param {string} folder
 */
export function leftOut(wanted, folder) {
  const { libraries } = readPinned(join(folder, 'manifest.json'));
  return wanted.filter(({ library }) => !Object.hasOwn(libraries, library)).map(({ id }) => id);
}

/** @param {string} url @returns {Promise<Buffer>} */
async function fetchLibrary(url) {
  const reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!reply.ok) throw new Error(`${url} answers with ${String(reply.status)}`);
  if (Number(reply.headers.get('content-length') ?? 0) > mostBytes) throw new Error(`${url} is far too large`);
  const bytes = Buffer.from(await reply.arrayBuffer());
  if (bytes.length > mostBytes) throw new Error(`${url} is far too large`);
  if (!WebAssembly.validate(bytes)) throw new Error(`${url} is no WebAssembly`);
  return bytes;
}

/** @param {Uint8Array} bytes @param {Pin} pin */
function isPinned(bytes, pin) {
  return bytes.length === pin.bytes && createHash('sha256').update(bytes).digest('hex') === pin.sha256;
}

/** @param {string} file @returns {Record<string, Pin>} */
function readPins(file) {
  return { ...readPinned(file).libraries };
}

/** @param {string} file @returns {{ libraries: Record<string, Pin> }} */
function readPinned(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { libraries: {} };
}

/** @param {Record<string, Pin>} pins */
function sorted(pins) {
  return Object.fromEntries(Object.entries(pins).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The folder of web-llm that a build uses. */
export function webLlmFolder() {
  return resolve(process.env['HEDDLE_WEBLLM'] ?? join(root, 'node_modules/@mlc-ai/web-llm'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { from: { type: 'string' } } });
  const wanted = await wantedLibraries(webLlmFolder());
  const folder = join(root, 'public/model-libs');
  const pinsFile = join(root, 'model-libs.json');
  const { fetched, failed } = await fetchLibraries({ wanted, folder, pinsFile, from: values.from, say: console.log });
  for (const { library, why } of failed) console.error(`${library}: ${why}`);
  const without = leftOut(wanted, folder);
  console.log(`${String(fetched.length)} fetched, ${String(failed.length)} failed.`);
  if (without.length > 0) console.log(`A build now leaves out: ${without.join(', ')}.`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
