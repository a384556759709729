import { describe, expect, it } from 'vitest';
import { webLlmError, type FailedModel } from '../../../lib/engines/webllm-errors';
import type { RawFailure } from '../../../lib/engines/webllm-messages';
import { replies } from '../../e2e/engines/webllm-replies';
import chinese from '../../../public/_locales/zh_CN/messages.json';
import english from '../../../public/_locales/en/messages.json';

const model: FailedModel = {
  id: 'some-model',
  name: 'Some model',
  library: 'lib.wasm',
  memoryBytes: 2_400_000_000,
  contextTokens: 1024,
};

/** Cause → reason and parameters. */
const table: Readonly<Record<keyof typeof replies, readonly [reason: string, ...params: string[]]>> = {
  'no WebGPU': ['webgpuMissing'],
  'no adapter': ['webgpuNoAdapter'],
  'f16 missing, told by the record': ['gpuNoF16', 'Some model'],
  'f16 missing, found by the driver': ['gpuNoF16', 'Some model'],
  'buffer too small': ['gpuLimits', 'maxBufferSize', '134217728', '268435456'],
  'workgroup storage too small': ['gpuLimits', 'maxComputeWorkgroupStorageSize', '16384', '32768'],
  'library of an older version': ['libIncompatible', 'lib.wasm'],
  'library of a newer version': ['libIncompatible', 'lib.wasm'],
  quota: ['storageFull'],
  'short shard, 0.2.79': ['modelDamaged', 'Some model', 'Program terminated with exit(1)'],
  'short shard, 0.2.86': ['modelDamaged', 'Some model', 'Tensor-cache record range [0, 4096) exceeds shard size 1024'],
  'device lost while loading': ['gpuOutOfMemory', 'Some model', '2.4'],
  'device lost while loading, named': ['gpuOutOfMemory', 'Some model', '2.4'],
  'device lost while generating': ['gpuOutOfMemory', 'Some model', '2.4'],
  'prompt too long': ['contextOverflow', '6034', '1024'],
  'unknown id': ['modelUnknown', 'some-model'],
  'anything else': ['engineFailed', 'RuntimeError: Aborted(). Build with -sASSERTIONS for more info.'],
};

describe('what web-llm was seen to say', () => {
  it.each(Object.keys(replies))('%s', (cause) => {
    const { info } = webLlmError(replies[cause]!, model);
    const [reason, ...params] = table[cause]!;
    expect([info.reason, ...(info.params ?? [])]).toEqual([reason, ...params]);
    expect(info.code).toBe(reason === 'storageFull' ? 'storage-full' : 'engine');
    for (const words of [english, chinese] as Readonly<Record<string, { message: string }>>[]) {
      const { message } = words[`error_${reason}`]!;
      // Every parameter is said, and there is one for each place.
      expect([...message.matchAll(/\$\d/g)].map(String).sort()).toEqual(params.map((_, n) => `$${n + 1}`));
    }
    // The sentence of the locale file is the one that is logged.
    const sentence = (english as Readonly<Record<string, { message: string }>>)[`error_${reason}`]!.message;
    expect(info.message).toBe(sentence.replace(/\$(\d)/g, (_, n) => params[Number(n) - 1]!));
  });

  it.each<[string, Partial<RawFailure>, string]>([
    ['Firefox words', { name: 'LinkError', message: 'import object field "TVM" is not a Function' }, 'libIncompatible'],
    ['not WebAssembly', { name: 'CompileError', message: 'expected magic word 00 61 73 6d' }, 'libIncompatible'],
    ['other weights', { message: 'Cannot find parameter in cache: lm_head.q_weight' }, 'libIncompatible'],
    [
      'a tokenizer that panics',
      { name: 'RuntimeError', message: 'unreachable', log: ["panicked at 'x'"] },
      'modelDamaged',
    ],
    ['a broken index', { name: 'SyntaxError', message: 'Unexpected token' }, 'modelDamaged'],
    ['a reply that is no JSON is no damage', { stage: 'complete', name: 'SyntaxError', message: 'x' }, 'engineFailed'],
    [
      'a device that the console told of',
      { message: 'x', log: ['Device was lost. This can happen'] },
      'gpuOutOfMemory',
    ],
    ['a pipeline for another reason', { name: 'GPUPipelineError', message: 'too many bindings' }, 'engineFailed'],
    ['overflow without numbers', { name: 'ContextWindowSizeExceededError', message: '' }, 'contextOverflow'],
  ])('%s', (_, failure, reason) => {
    const whole = { stage: 'load', name: 'Error', message: '', log: [], ...failure } as const;
    expect(webLlmError(whole, model).info.reason).toBe(reason);
  });

  it('keeps a hostile text short', () => {
    const failure: RawFailure = { stage: 'load', name: 'Error', message: 'x'.repeat(1e6), log: ['y'.repeat(1e6)] };
    const { info } = webLlmError(failure, model);
    expect(JSON.stringify(info).length).toBeLessThan(1500);
  });
});
