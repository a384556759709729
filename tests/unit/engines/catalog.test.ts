import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import { describe, expect, it } from 'vitest';
import { findOffered, offeredModels, offerFits, type Machine } from '../../../lib/engines/catalog';
import type { GpuProbe } from '../../../lib/engines/gpu';
import english from '../../../public/_locales/en/messages.json';

const webLlm = offeredModels.filter(({ engine }) => engine === 'webllm');
const ggufs = offeredModels.filter(({ engine }) => engine === 'wllama');

describe('the offered models', () => {
  it('are those of the installed web-llm, with its figures', () => {
    expect(webLlm.length).toBeGreaterThan(8);
    for (const offer of webLlm) {
      const record = prebuiltAppConfig.model_list.find(({ model_id }) => model_id === offer.id);
      expect(record, offer.id).toBeDefined();
      expect(offer.memoryBytes).toBe(Math.round((record?.vram_required_MB ?? 0) * 1024 * 1024));
      expect(offer.repository).toBe(record?.model);
      expect(offer.library).toBe(record?.model_lib.split('/').at(-1));
      expect(offer.contextTokens).toBe(record?.overrides?.context_window_size);
      for (const feature of record?.required_features ?? []) expect(offer.requires).toContain(feature);
      expect(offer.requires.includes('shader-f16')).toBe(offer.id.includes('q4f16'));
    }
  });

  it('begin with Llama-3.2-3B-Instruct, and have names, licences and files', () => {
    expect(offeredModels[0]?.id).toBe('Llama-3.2-3B-Instruct-q4f16_1-MLC');
    expect(new Set(offeredModels.map(({ id }) => id)).size).toBe(offeredModels.length);
    for (const { license, licenseUrl, name } of offeredModels) {
      expect(license).not.toBe('');
      expect(licenseUrl).toMatch(/^https:\/\//);
      expect(name).not.toBe('');
    }
    for (const { files, repository } of ggufs) {
      for (const file of files ?? []) {
        expect(file.url).toBe(`${repository}/resolve/main/${file.path}`);
        expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(files?.length).toBe(1);
    }
  });

  it('are found by their ids and by the names that people know', () => {
    const first = 'Llama-3.2-3B-Instruct-q4f16_1-MLC';
    for (const name of [
      first,
      'Llama-3.2-3B-Instruct',
      'unsloth/Llama-3.2-3B-Instruct',
      ' meta-llama/llama-3.2-3b-instruct ',
    ]) {
      expect(findOffered(name)?.id, name).toBe(first);
    }
    expect(findOffered('Llama-3.2-1B-Instruct-q4f32_1-MLC')?.quantization).toBe('q4f32_1');
    expect(findOffered('Qwen2.5-0.5B-Instruct-Q4_K_M-GGUF')?.engine).toBe('wllama');
    for (const name of ['', 'unsloth/', 'Llama', 'someone/Llama-3.2-3B-Instruct']) expect(findOffered(name)).toBeNull();
  });
});

describe('offerFits', () => {
  const adapter: GpuProbe = { usable: true, reason: null, lacks: null, f16: true, maxBufferBytes: 1 << 30, label: '' };
  const all = webLlm.map(({ library }) => library ?? '');
  const machine = (over: Partial<Machine> = {}): Machine => ({
    gpu: adapter,
    memoryBytes: 8 * 1024 ** 3,
    libraries: all,
    ...over,
  });
  const big = findOffered('Llama-3.2-3B-Instruct-q4f16_1-MLC') ?? webLlm[0]!;
  const gguf = ggufs[0]!;

  it.each([
    ['a good machine', big, machine(), true, 'gpu', ['2.4']],
    ['no WebGPU', big, machine({ gpu: { usable: false, reason: 'webgpuMissing' } }), false, 'noWebgpu', []],
    ['no adapter', big, machine({ gpu: { usable: false, reason: 'webgpuNoAdapter' } }), false, 'noAdapter', []],
    ['no f16', big, machine({ gpu: { ...adapter, f16: false } }), false, 'noF16', []],
    [
      'a small GPU',
      big,
      machine({ gpu: { ...adapter, usable: false, reason: 'gpuLimits', lacks: ['maxBufferSize', 1, 2] } }),
      false,
      'gpuTooSmall',
      ['maxBufferSize', '1', '2'],
    ],
    ['no library', big, machine({ libraries: [] }), false, 'noLibrary', [big.library]],
    ['little memory', big, machine({ memoryBytes: 2 * 1024 ** 3 }), false, 'memory', ['2.4', '2.1']],
    ['need not known', { ...gguf, memoryBytes: null }, machine({ memoryBytes: 1 }), true, 'cpu', ['?']],
    ['memory not told', big, machine({ memoryBytes: null }), true, 'gpu', ['2.4']],
    ['GGUF without WebGPU', gguf, machine({ gpu: { usable: false, reason: 'webgpuMissing' } }), true, 'cpu', ['2.4']],
    ['GGUF with little memory', gguf, machine({ memoryBytes: 1024 ** 3 }), false, 'memory', ['2.4', '1.1']],
  ])('%s', (_, offer, where, fits, reason, params) => {
    expect(offerFits(offer, where)).toEqual({ fits, reason, params });
    expect(english).toHaveProperty([`fit_${reason}`]);
  });

  it('offers the 32-bit form where the 16-bit one does not run', () => {
    const other = webLlm.find(({ family, quantization }) => family === big.family && quantization === 'q4f32_1');
    expect(other && offerFits(other, machine({ gpu: { ...adapter, f16: false } })).fits).toBe(true);
  });
});
