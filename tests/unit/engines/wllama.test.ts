import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grammarOf } from '../../../lib/engines/gbnf';
import { engineLog, isFatal, nameFailure, nameRefusal } from '../../../lib/engines/wllama-errors';
import { openGguf } from '../../../lib/engines/wllama-files';
import { optionsOf } from '../../../lib/engines/wllama-model';
import { withPackagedWorker } from '../../../lib/engines/wllama-worker';
import type { AppError } from '../../../lib/model/error';
import type { InstalledModel, ModelAccess } from '../../../lib/model/installed-model';
import { makeGguf } from '../../fixtures/models/tiny-gguf.mjs';

const keys = new Set(
  Object.keys(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../public/_locales/en/messages.json'), 'utf8')) as object,
  ),
);

function named(thrown: unknown, ...lines: string[]): AppError {
  const log = engineLog();
  for (const line of lines) log.add(line);
  return nameFailure(thrown, log, 'tiny');
}
const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('what wllama says when it fails', () => {
  it('names an overflow with both numbers, and the engine goes on', () => {
    const raw = failure(
      'Error',
      'request (9015 tokens) exceeds the available context size (2048 tokens), try increasing it',
    );
    expect(named(raw).info).toMatchObject({ code: 'engine', reason: 'contextOverflow', params: ['9015', '2048'] });
    expect(isFatal(raw)).toBe(false);
  });

  it('knows who stopped it', () => {
    expect(named(failure('AbortError', 'Operation aborted')).code).toBe('aborted');
    expect(isFatal(failure('AbortError', 'Operation aborted'))).toBe(false);
  });

  it.each([
    ['RuntimeError', '(ABORT) ', 'engineFailed'],
    ['RuntimeError', 'Invalid typed array length: 1163217991', 'engineFailed'],
    ['RuntimeError', 'Out of memory', 'modelMemory'],
    ['RuntimeError', 'std::bad_alloc', 'modelMemory'],
    ['RuntimeError', 'File read failed: NotReadableError', 'modelDamaged'],
    ['RuntimeError', 'A valid external Instance reference no longer exists. GPUDevice was lost', 'gpuLost'],
  ])('%s: %s is the end, as %s', (name, message, reason) => {
    const raw = failure(name, message);
    const { info } = named(raw);
    expect(info).toMatchObject({ code: 'engine', reason });
    expect(keys).toContain(`error_${reason}`);
    expect(isFatal(raw)).toBe(true);
  });

  it('finds the reason in the log where the error has none', () => {
    const { info } = named(failure('RuntimeError', '(ABORT) '), 'failed to allocate buffer of size 3221225472');
    expect(info.reason).toBe('modelMemory');
  });

  it('says why a model was turned down', () => {
    const log = engineLog();
    log.add('llama_model_load: error loading model: unknown model architecture: ‘nonesuch’');
    log.add('srv    load_model: failed to load model');
    expect(nameRefusal('tiny', log).info).toMatchObject({
      reason: 'modelUnsupported',
      params: ['tiny', 'unknown model architecture: ‘nonesuch’'],
    });
  });

  it('keeps the log short, and the lines on the device', () => {
    const log = engineLog();
    log.add('llama: using device WebGPU', { not: 'text' });
    for (let n = 0; n < 1000; n++) log.add('x'.repeat(5000));
    expect(log.lines.length).toBeLessThan(100);
    expect(log.lines.every((line) => line.length <= 300)).toBe(true);
    expect(log.deviceLines).toEqual(['llama: using device WebGPU']);
  });
});

describe('grammars of our schemas', () => {
  const schema = (properties: Record<string, unknown>): Record<string, unknown> => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });

  it('allow one blank where people write one, in the order of the schema', () => {
    const grammar = grammarOf(schema({ question: { type: 'string' }, mark: { type: 'integer', enum: [0, 1, 2] } }));
    expect(grammar?.split('\n')[0]).toBe(String.raw`root ::= "{\"question\": " v0 ", \"mark\": " v1 "}"`);
    expect(grammar).toContain('v1 ::= "0" | "1" | "2"');
    expect(grammar).not.toContain('space');
  });

  it('hold lengths without a repetition of 2000 or more', () => {
    for (const maxLength of [1, 999, 1000, 1001, 1999, 2000, 2500, 6000]) {
      const grammar = grammarOf(schema({ a: { type: 'string', minLength: 1, maxLength } })) ?? '';
      const counts = [...grammar.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) => Number(most || least));
      expect(Math.max(...counts.filter((count) => count !== 3))).toBeLessThanOrEqual(1000);
      // All blocks together.
      const last = /char\{0,(\d+)\}|char\{1,(\d+)\}/.exec(
        grammar.split('\n').findLast((l) => l.startsWith('v0-')) ?? '',
      );
      const blocks = [...grammar.matchAll(/^v0-\d+ ::=/gm)].length - 1;
      expect(blocks * 1000 + Number(last?.[1] ?? last?.[2])).toBe(maxLength);
    }
  });

  it('leave what they do not know to the engine', () => {
    expect(grammarOf({ type: 'array' })).toBeNull();
    expect(grammarOf(schema({ a: { type: 'object' } }))).toBeNull();
    expect(grammarOf({ ...schema({ a: { type: 'string' } }), required: [] })).toBeNull();
    expect(
      optionsOf({
        messages: [],
        schema: { name: 'odd', schema: { type: 'array' } },
        maxTokens: 1,
        temperature: 0,
        topP: 1,
        seed: 0,
      })['response_format'],
    ).toMatchObject({ type: 'json_schema' });
  });
});

describe('a request', () => {
  const request = { messages: [], schema: null, maxTokens: 5, temperature: 0.7, topP: 0.95, seed: 0 };
  it('takes any whole number as a seed, and none means any', () => {
    for (const seed of [0, -1, 2 ** 32 - 1, 2 ** 40 + 7, Number.MIN_SAFE_INTEGER]) {
      const given = optionsOf({ ...request, seed })['seed'] as number;
      expect(given).toBeGreaterThanOrEqual(0);
      expect(given).toBeLessThan(0xffff_ffff);
    }
  });
  it('has no half of a surrogate pair in it', () => {
    const messages = [{ role: 'user', content: 'a\ud800b😀' }] as const;
    expect(optionsOf({ ...request, messages })['messages']).toEqual([{ role: 'user', content: 'a\ufffdb😀' }]);
  });
});

describe('the packaged worker', () => {
  class Fake extends EventTarget {
    static made: Fake[] = [];
    readonly sent: unknown[] = [];
    readonly address: string;
    constructor(address: string) {
      super();
      this.address = address;
      Fake.made.push(this);
    }
    postMessage(message: unknown): void {
      this.sent.push(message);
    }
  }

  it('stands in for one worker from a blob, and gives the constructor back', async () => {
    const scope = { Worker: Fake as unknown as typeof Worker };
    const read: number[] = [];
    const errors: string[] = [];
    const load = async (): Promise<void> => {
      await Promise.resolve();
      const worker = new scope.Worker('blob:x');
      worker.postMessage({ verb: 'module.init', args: [{}, true] });
      worker.dispatchEvent(new MessageEvent('message', { data: { verb: 'fs.read_req', args: ['m', 0, 77] } }));
      worker.dispatchEvent(new Event('error'));
      new scope.Worker('blob:other');
    };
    await withPackagedWorker(
      {
        asset: (path) => `ext://${path}`,
        threads: 2,
        cpuOnly: true,
        onRead: (bytes) => read.push(bytes),
        onError: (message) => errors.push(message),
        onStarted: () => undefined,
      },
      load,
      scope,
    );
    const [packaged, other] = Fake.made;
    const address = new URL(packaged!.address);
    expect(address.href).toContain('ext://wllama/wllama-worker.js?o=');
    expect(JSON.parse(address.searchParams.get('o')!)).toEqual({
      pathConfig: { 'wllama.wasm': 'ext://wllama/wllama.wasm' },
      nbThread: 2,
      compat: false,
      cpuOnly: true,
    });
    expect(packaged!.sent).toEqual([{ verb: 'module.init', args: ['ext://wllama/wllama-module.js', true] }]);
    expect(read).toEqual([77]);
    expect(errors).toHaveLength(1);
    expect(other!.address).toBe('blob:other');
    expect(scope.Worker).toBe(Fake);
  });

  it('gives the constructor back where the load fails before', async () => {
    const scope = { Worker: Fake as unknown as typeof Worker };
    const options = {
      asset: (path: string) => path,
      threads: 1,
      cpuOnly: true,
      onRead: () => undefined,
      onError: () => undefined,
      onStarted: () => undefined,
    };
    await expect(withPackagedWorker(options, () => Promise.reject(new Error('no')), scope)).rejects.toThrow('no');
    expect(scope.Worker).toBe(Fake);
  });
});

describe('files before they are loaded', () => {
  const whole = makeGguf({ kind: 'random', text: 'the loom and the heddle', merges: 20 });
  const accessTo = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): ModelAccess => ({
    model: {
      name: 'tiny',
      files: Object.keys(files).map((path) => ({ path, bytes: 0, done: 0, sha256: null, url: null })),
    } as unknown as InstalledModel,
    open: (path) => Promise.resolve(new File([files[path]!], path)),
  });
  const reasonFor = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Promise<unknown> =>
    openGguf(accessTo(files)).then(
      () => null,
      (error: unknown) => (error as AppError).info.reason,
    );

  it('are read: size, context, and the token to count by', async () => {
    const { bytes, contextTokens, endToken, files } = await openGguf(accessTo({ 'm.gguf': whole, LICENSE: whole }));
    expect({ bytes, contextTokens, endToken }).toEqual({
      bytes: whole.length,
      contextTokens: 8192,
      endToken: '<|im_end|>',
    });
    expect(files).toHaveLength(1);
  });

  it('are refused by what is wrong with them', async () => {
    expect(await reasonFor({ 'm.gguf': whole.slice(0, whole.length / 2) })).toBe('modelCut');
    expect(await reasonFor({ 'm.gguf': new TextEncoder().encode('no model at all, just words') })).toBe('modelNotGguf');
    expect(await reasonFor({ 'a.gguf': whole, 'b.gguf': whole })).toBe('modelFilesMissing');
    expect(await reasonFor({ 'readme.txt': whole })).toBe('modelFilesMissing');
  });
});
