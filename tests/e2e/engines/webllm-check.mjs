// The real web-llm in a real Chromium: its page side, its worker, and everything that goes wrong before a model runs.
// SwiftShader is the GPU. What cannot be had here (a lost device, a short shard …) is replayed, and named so.
//   node tests/e2e/engines/webllm-check.mjs          HEDDLE_WEBLLM=<package folder> for another version
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { buildTrial } from './webllm-build.mjs';

/** What gives an adapter without a graphics processor; without them there is none. */
const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** @typedef {(name: string, holds: boolean, seen: unknown) => void} Check */
/** @typedef {{error: {code: string, reason?: string, params?: string[]} | null}} Outcome */
/** @typedef {(name: string, outcome: Outcome, reason: string, param?: string) => void} Refused */
/** @typedef {{check: Check, refused: Refused}} Tally */
/** @typedef {Awaited<ReturnType<typeof startWorld>>} World */

/**
 * @param {Check} check
 * @returns {Tally}
 */
const tallyOf = (check) => ({
  check,
  refused: (name, outcome, reason, param) => {
    const { error } = outcome;
    check(
      `${name} → ${reason}`,
      (error?.reason ?? error?.code) === reason && (!param || !!error?.params?.includes(param)),
      outcome,
    );
  },
});

/** @param {number[]} bytes */
const hexOf = (bytes) => Buffer.from(bytes).toString('hex');
/** @param {string} hex */
const hashOf = (hex) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
/** @param {string} text */
const named = (text) => [text.length, ...Buffer.from(text)];
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const imports = [1, ...named('env'), ...named('made_by_nobody'), 0, 0];
/** WebAssembly that wants a function which no version of the runtime has. */
const strangeLibrary = hexOf([...header, 1, 4, 1, 0x60, 0, 0, 2, imports.length, ...imports]);

const config = JSON.stringify({ context_window_size: 4096, tokenizer_files: ['tokenizer.json'], vocab_size: 8 });
const index = JSON.stringify({ records: [{ dataPath: 'params_shard_0.bin', nbytes: 4, records: [] }] });
const whole = {
  'mlc-chat-config.json': config,
  'tensor-cache.json': index,
  'tokenizer.json': '{}',
  'params_shard_0.bin': 'abcd',
};

/**
 * @param {Record<string, string>} stored
 * @param {{library?: string, sha256?: string, from?: string, requires?: string[]}} [options]
 */
function trialModel(
  stored,
  { library = strangeLibrary, sha256 = hashOf(library), from = 'imported', requires = [] } = {},
) {
  const paths = [...Object.keys(whole), ...(from === 'imported' ? ['trial.wasm'] : [])];
  return {
    model: {
      id: 'trial',
      name: 'Trial',
      engine: 'webllm',
      state: 'ready',
      origin: 'imported',
      license: '',
      files: paths.map((path) => ({ path, bytes: 4, sha256: null, url: null, done: 4 })),
      library: { name: 'trial.wasm', sha256, from },
      contextTokens: null,
      memoryBytes: 2_000_000_000,
      requires,
      problem: null,
      addedAt: 0,
    },
    stored: from === 'imported' ? { ...stored, 'trial.wasm': library } : stored,
  };
}

/** @param {Record<string, string>} files @param {string} path */
const without = (files, path) => Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

/** Browsers with the page, and a server that has the same page where WebGPU is not: at an address that is not secure. */
async function startWorld() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-webllm-')));
  const profiles = mkdtempSync(join(tmpdir(), 'heddle-webllm-profiles-'));
  /** What else was asked of the server. @type {string[]} */
  const stray = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1);
    const host = request.headers.host ?? '';
    // The browser's own: its updater, and the icon of a page.
    const own = host === 'update.googleapis.com' || path === 'favicon.ico';
    if (!own && !/^(webllm-page\.html|assets\/[\w.-]+)$/.test(path)) stray.push(`${host} ${path}`);
    try {
      const body = readFileSync(join(folder, path));
      const type = { '.html': 'text/html', '.js': 'text/javascript' }[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  /** @type {string[]} */
  const outside = [];
  /** @param {string[]} flags @param {string} [address] */
  async function open(flags, address) {
    const context = await chromium.launchPersistentContext(mkdtempSync(join(profiles, 'p-')), {
      executablePath: process.env['HEDDLE_CHROMIUM'] ?? '/usr/bin/chromium',
      headless: false,
      chromiumSandbox: false,
      ignoreDefaultArgs: ['--disable-extensions'],
      args: [
        '--headless=new',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        `--disable-extensions-except=${folder}`,
        `--load-extension=${folder}`,
        `--host-resolver-rules=MAP * 127.0.0.1:${String(port)}, EXCLUDE 127.0.0.1`,
        ...flags,
      ],
    });
    const page = await context.newPage();
    context.on('request', (request) => {
      if (!/^(chrome-extension|blob|data):/.test(request.url()) && !address) outside.push(request.url());
    });
    const id = [...createHash('sha256').update(folder).digest('hex').slice(0, 32)]
      .map((digit) => String.fromCharCode(97 + parseInt(digit, 16)))
      .join('');
    await page.goto(address ?? `chrome-extension://${id}/webllm-page.html`);
    /** @param {string} name @param {unknown[]} args @returns {Promise<any>} */
    const call = (name, ...args) =>
      page.evaluate(
        ([of, given]) => /** @type {any} */ (globalThis).trial[of](...given),
        /** @type {[string, any[]]} */ ([name, args]),
      );
    return { call, close: () => context.close() };
  }

  /** @param {object} manifest @param {string | null} library hex */
  function packageLibrary(manifest, library) {
    writeFileSync(join(folder, 'model-libs/manifest.json'), JSON.stringify(manifest));
    if (library === null) rmSync(join(folder, 'model-libs/trial.wasm'), { force: true });
    else writeFileSync(join(folder, 'model-libs/trial.wasm'), Buffer.from(library, 'hex'));
  }

  return {
    folder,
    port,
    stray,
    outside,
    open,
    packageLibrary,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
      rmSync(profiles, { recursive: true, force: true });
    },
  };
}

/**
 * @param {World} world
 * @param {Tally} tally
 */
async function checkBuild({ folder }, { check }) {
  const files = await buildTrial(folder);
  const scripts = files.filter(({ path }) => path.endsWith('.js'));
  const largest = Math.max(...scripts.map(({ bytes }) => bytes));
  check(`no script above 4.5 MB (largest ${String(largest)} bytes)`, largest < 4_500_000, scripts);
  check('both runtimes are files', files.filter(({ path }) => path.endsWith('.wasm')).length === 2, files);
}

/** Browsers without a graphics processor, and without WebGPU. @param {World} world @param {Tally} tally */
async function checkWithout({ open }, { check, refused }) {
  const none = await open([]);
  check(
    'no adapter: the probe says so',
    (await none.call('probe')).reason === 'webgpuNoAdapter',
    await none.call('probe'),
  );
  refused('no adapter', await none.call('attempt', trialModel(whole), null, null), 'webgpuNoAdapter');
  await none.close();

  const insecure = await open([], 'http://heddle.test/webllm-page.html');
  const missing = await insecure.call('probe');
  check('no WebGPU: the probe says so', missing.reason === 'webgpuMissing' && !missing.usable, missing);
  refused('no WebGPU', await insecure.call('loadOnly', trialModel(whole)), 'webgpuMissing');
  await insecure.close();
}

/** @typedef {(name: string, ...args: unknown[]) => Promise<any>} Call */

/** Models that are refused before a model runs. @param {Call} call @param {World} world @param {Tally} tally */
async function checkModels(call, { packageLibrary }, { check, refused }) {
  const probe = await call('probe');
  check('SwiftShader: usable, without f16', probe.usable && probe.gpu && !probe.f16, probe);
  refused(
    'a model of 16-bit arithmetic',
    await call('attempt', trialModel(whole, { requires: ['shader-f16'] }), null, null),
    'gpuNoF16',
    'Trial',
  );
  check('… before any worker was started', (await call('workers')) === 0, await call('workers'));

  refused(
    'no configuration',
    await call('attempt', trialModel(without(whole, 'mlc-chat-config.json')), null, null),
    'modelDamaged',
    'mlc-chat-config.json',
  );
  refused(
    'a configuration that is no JSON',
    await call('attempt', trialModel({ ...whole, 'mlc-chat-config.json': '{"context' }), null, null),
    'modelDamaged',
  );
  for (const path of ['params_shard_0.bin', 'tokenizer.json', 'tensor-cache.json']) {
    refused(
      `${path} missing`,
      await call('attempt', trialModel(without(whole, path)), null, null),
      'modelDamaged',
      path,
    );
  }
  refused(
    'a library that is not the pinned one',
    await call('attempt', trialModel(whole, { sha256: '0'.repeat(64) }), null, null),
    'libChanged',
    'trial.wasm',
  );
  refused(
    'a library of another version (LinkError of the real package)',
    await call('attempt', trialModel(whole), null, null),
    'libIncompatible',
    'trial.wasm',
  );
  refused('the same in a worker’s worker', await call('nested', trialModel(whole)), 'libIncompatible', 'trial.wasm');
  const text = Buffer.from('<!doctype html>').toString('hex');
  refused(
    'a library that is no WebAssembly',
    await call('attempt', trialModel(whole, { library: text }), null, null),
    'libIncompatible',
  );

  const packaged = trialModel(whole, { from: 'packaged' });
  refused('a packaged library that this build has not', await call('attempt', packaged, null, null), 'libMissing');
  const pin = { libraries: { 'trial.wasm': { sha256: hashOf(strangeLibrary), bytes: 40 } } };
  packageLibrary(pin, strangeLibrary);
  refused(
    'a packaged library, verified and given to the package',
    await call('attempt', packaged, null, null),
    'libIncompatible',
  );
  packageLibrary(pin, hexOf([...header, 0, 1, 0]));
  refused('a packaged library that was changed', await call('attempt', packaged, null, null), 'libChanged');
}

/** @param {Call} call @param {World} world @param {Tally} tally */
async function checkLibrary(call, { port }, { check }) {
  // Past the page's checks: what the library itself does with what is not there.
  /** @param {object} record @param {Record<string, string>} stored */
  const raw = async (record, stored) => {
    await call('store', trialModel(stored));
    const base = 'https://model.invalid/m-trial/resolve/main/';
    return call('raw', {
      op: 'load',
      record: { model: base, model_id: 'trial', model_lib: '', required_features: [], ...record },
      override: { context_window_size: 2048, sliding_window_size: -1 },
      library: { name: 'trial.wasm', hex: strangeLibrary, sha256: hashOf(strangeLibrary) },
      entries: [],
    });
  };
  const unsaid = await raw({}, {});
  check(
    'the library asks for a missing file and is refused',
    unsaid.failure?.name === 'MissingFileError' && unsaid.failure.message === 'mlc-chat-config.json',
    unsaid,
  );
  const lured = await raw({ model: `http://127.0.0.1:${String(port)}/evil/resolve/main/` }, {});
  check('a model at a real address is not fetched', lured.failure?.name === 'MissingFileError', lured);
  const broken = await raw({}, { ...whole, 'mlc-chat-config.json': 'no' });
  check('the library says SyntaxError to a broken configuration', broken.failure?.name === 'SyntaxError', broken);

  const unknown = await call('unknownModel');
  check('an unknown id: ModelNotFoundError of the real package', unknown.name === 'ModelNotFoundError', unknown);

  const model = {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: { a: 0, b: 1, ab: 2 },
    merges: ['a b'],
  };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model,
  };
  const worked = await call(
    'runtimes',
    JSON.stringify(tokenizer),
    '{"type":"object","properties":{},"additionalProperties":false}',
  );
  check('the runtimes work out of their files', worked.ids.join() === '2,0' && worked.grammar === 'object', worked);
}

/** What cannot be had here. @param {Call} call @param {Tally} tally */
async function checkReplays(call, { check, refused }) {
  const expected = {
    'no WebGPU': 'webgpuMissing',
    'no adapter': 'webgpuNoAdapter',
    'f16 missing, told by the record': 'gpuNoF16',
    'f16 missing, found by the driver': 'gpuNoF16',
    'buffer too small': 'gpuLimits',
    'workgroup storage too small': 'gpuLimits',
    'library of an older version': 'libIncompatible',
    'library of a newer version': 'libIncompatible',
    quota: 'storageFull',
    'short shard, 0.2.79': 'modelDamaged',
    'short shard, 0.2.86': 'modelDamaged',
    'device lost while loading': 'gpuOutOfMemory',
    'device lost while loading, named': 'gpuOutOfMemory',
    'device lost while generating': 'gpuOutOfMemory',
    'prompt too long': 'contextOverflow',
    'unknown id': 'modelUnknown',
    'anything else': 'engineFailed',
  };
  for (const [script, reason] of Object.entries(expected)) {
    refused(`replayed: ${script}`, await call('attempt', trialModel(whole), script, null), reason);
  }
  const stalled = await call('attempt', trialModel(whole), 'silent', null);
  refused('replayed: no sign of life', stalled, 'engineStalled');
  check('… is ended in time', stalled.ms > 1400 && stalled.ms < 3500, stalled);
  const stopped = await call('attempt', trialModel(whole), 'silent', 200);
  refused('stopped while loading', stopped, 'aborted');
  check('… at once', stopped.ms < 1200, stopped);
}

/**
 * All of it.
 * @param {Check} check told of everything that was looked at
 */
export async function checkWebLlm(check) {
  const tally = tallyOf(check);
  const world = await startWorld();
  try {
    await checkBuild(world, tally);
    await checkWithout(world, tally);
    const { call, close } = await world.open(softwareGpu);
    await checkModels(call, world, tally);
    await checkLibrary(call, world, tally);
    await checkReplays(call, tally);
    await close();
    const { stray, outside } = world;
    check('nothing was asked of the network', stray.length === 0 && outside.length === 0, { stray, outside });
  } finally {
    world.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  let [passed, failed] = [0, 0];
  await checkWebLlm((name, holds, seen) => {
    if (holds) passed += 1;
    else failed += 1;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}${holds ? '' : `: ${JSON.stringify(seen)}`}`);
  });
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed ? 1 : 0;
}
