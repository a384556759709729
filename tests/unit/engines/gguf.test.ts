import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readGguf } from '../../../lib/engines/gguf';
import { toErrorInfo } from '../../../lib/model/error';
import { type Sample, type Value, concat, ggufSample, text, u32, u64 } from './gguf-sample';

const t = (value: string): Value => ({ kind: 'text', value });
const whole: Sample = {
  fields: [
    ['general.architecture', t('llama')],
    ['general.name', t('Small Ünicode')],
    ['general.license', t('apache-2.0')],
    ['llama.context_length', { kind: 'u32', value: 8192 }],
    ['llama.rope.freq_base', { kind: 'f32', value: 0.5 }],
    ['tokenizer.ggml.model', t('gpt2')],
    ['tokenizer.ggml.pre', t('llama-bpe')],
    ['tokenizer.ggml.tokens', { kind: 'texts', value: ['a', 'b', '<end>'] }],
    ['tokenizer.ggml.scores', { kind: 'numbers', of: 'f32', value: [0, -1, -2] }],
    ['tokenizer.ggml.token_type', { kind: 'numbers', of: 'i32', value: [1, 1, 3] }],
    ['tokenizer.ggml.add_bos_token', { kind: 'bool', value: false }],
    ['tokenizer.chat_template', t('{{ messages }}')],
    ['split.no', { kind: 'u16', value: 1 }],
    ['split.count', { kind: 'u16', value: 3 }],
  ],
  tensors: [
    { name: 'token_embd.weight', dims: [64, 3], type: 0, offset: 0 },
    { name: 'blk.0.attn_q.weight', dims: [64, 2], type: 8, offset: 768 },
  ],
  data: 768 + 136,
};

async function reasonOf(file: Blob): Promise<string | undefined> {
  try {
    await readGguf(file);
    return 'fine';
  } catch (error) {
    const info = toErrorInfo(error);
    if (info.code === 'bug') throw error;
    expect(info.code).toBe('engine');
    return info.reason;
  }
}

describe('readGguf', () => {
  test('reads what a file says of itself', async () => {
    const header = await readGguf(ggufSample(whole), { vocabulary: true });
    expect(header).toMatchObject({
      version: 3,
      architecture: 'llama',
      name: 'Small Ünicode',
      license: 'apache-2.0',
      contextTokens: 8192,
      chatTemplate: '{{ messages }}',
      alignment: 32,
      split: { no: 1, count: 3 },
      tensorBytes: 904,
      vocabulary: {
        model: 'gpt2',
        pre: 'llama-bpe',
        size: 3,
        addBos: false,
        addSpacePrefix: null,
        tokens: ['a', 'b', '<end>'],
        scores: [0, -1, -2],
        types: [1, 1, 3],
        merges: [],
      },
    });
    expect(header.tensors.map(({ name, bytes, start }) => [name, bytes, start - header.dataStart])).toEqual([
      ['token_embd.weight', 768, 0],
      ['blk.0.attn_q.weight', 136, 768],
    ]);
    expect(header.fields.get('llama.rope.freq_base')).toBe(0.5);
  });

  test('leaves the words of the vocabulary where they are unless asked', async () => {
    const { vocabulary } = await readGguf(ggufSample(whole));
    expect(vocabulary).toMatchObject({ size: 3, tokens: [], scores: [] });
  });

  test('reads version 2 and a wider alignment', async () => {
    const header = await readGguf(
      ggufSample({ version: 2, fields: [['general.alignment', { kind: 'u32', value: 64 }]], data: 64 }),
    );
    expect(header).toMatchObject({ version: 2, alignment: 64, architecture: '', contextTokens: null, split: null });
    expect(header.dataStart % 64).toBe(0);
  });

  test('a header longer than one window of the file', async () => {
    const tokens = Array.from({ length: 60_000 }, (_, n) => `token number ${n} ${'x'.repeat(n % 40)}`);
    const file = ggufSample({
      fields: [
        ['tokenizer.ggml.tokens', { kind: 'texts', value: tokens }],
        ['general.name', t('after them')],
      ],
    });
    expect(file.size).toBeGreaterThan(2 << 20);
    expect((await readGguf(file, { vocabulary: true })).vocabulary.tokens).toEqual(tokens);
    expect(await readGguf(file)).toMatchObject({ name: 'after them', vocabulary: { size: 60_000 } });
  });

  test.each<[string, Blob, string]>([
    ['nothing', new Blob([]), 'modelNotGguf'],
    ['a picture', new Blob(['\x89PNG\r\n\x1a\n and more of it, enough for a header']), 'modelNotGguf'],
    ['version 1', ggufSample({ version: 1 }), 'modelNotGguf'],
    ['the other byte order', ggufSample({ version: 0x03000000 }), 'modelNotGguf'],
    ['too many fields', ggufSample({ claimedFields: 2 ** 40 }), 'modelDamaged'],
    ['too many tensors', ggufSample({ claimedTensors: 2 ** 40 }), 'modelDamaged'],
    ['fields that are not there', ggufSample({ claimedFields: 3 }), 'modelCut'],
    [
      'a key twice',
      ggufSample({
        fields: [
          ['a', t('1')],
          ['a', t('2')],
        ],
      }),
      'modelDamaged',
    ],
    ['an unknown type', ggufSample({ fields: [['a', { kind: 'raw', type: 77, value: u32(1) }]] }), 'modelDamaged'],
    [
      'a text without end',
      ggufSample({ fields: [['a', { kind: 'raw', type: 8, value: u64(2 ** 50) }]] }),
      'modelDamaged',
    ],
    [
      'a list without end',
      ggufSample({ fields: [['a', { kind: 'raw', type: 9, value: concat([u32(8), u64(2 ** 45)]) }]] }),
      'modelDamaged',
    ],
    [
      'a list that leads beyond the file',
      ggufSample({ fields: [['a', { kind: 'raw', type: 9, value: concat([u32(12), u64(4_000_000)]) }]] }),
      'modelCut',
    ],
    [
      'lists in lists in lists',
      ggufSample({
        fields: [
          ['a', { kind: 'raw', type: 9, value: concat(Array.from({ length: 9 }, () => concat([u32(9), u64(1)]))) }],
        ],
      }),
      'modelDamaged',
    ],
    ['alignment 0', ggufSample({ fields: [['general.alignment', { kind: 'u32', value: 0 }]] }), 'modelDamaged'],
    [
      'a tensor out of line',
      ggufSample({ tensors: [{ name: 'a', dims: [8], type: 0, offset: 5 }], data: 64 }),
      'modelDamaged',
    ],
    [
      'a tensor of half a block',
      ggufSample({ tensors: [{ name: 'a', dims: [16], type: 8, offset: 0 }], data: 64 }),
      'modelDamaged',
    ],
    [
      'dimensions beyond all numbers',
      ggufSample({ tensors: [{ name: 'a', dims: [2 ** 40, 2 ** 40], type: 0, offset: 0 }], data: 64 }),
      'modelDamaged',
    ],
    [
      'a tensor twice',
      ggufSample({ tensors: Array(2).fill({ name: 'a', dims: [1], type: 0, offset: 0 }), data: 64 }),
      'modelDamaged',
    ],
    ['weights that end too soon', ggufSample({ ...whole, data: 903 }), 'modelCut'],
    [
      'an unknown type of weights beyond the end',
      ggufSample({ tensors: [{ name: 'a', dims: [1], type: 99, offset: 320 }] }),
      'modelCut',
    ],
  ])('refuses %s', async (_, file, reason) => {
    expect(await reasonOf(file)).toBe(reason);
  });

  test('a file cut anywhere is cut, and nothing else', async () => {
    const file = ggufSample(whole);
    for (let size = 4; size < file.size; size += 7) {
      expect(await reasonOf(file.slice(0, size)), `${size} bytes`).toBe('modelCut');
    }
  });

  test('any byte may be wrong: it is refused with words or read', async () => {
    const sound = new Uint8Array(await ggufSample(whole).arrayBuffer());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 905), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const broken = sound.slice();
          for (const [at, byte] of changes) broken[at] = byte;
          expect(['fine', 'modelNotGguf', 'modelCut', 'modelDamaged']).toContain(await reasonOf(new Blob([broken])));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('its sentence names the file', async () => {
    const error = await readGguf(new File(['GIF89a no model at all'], 'cat.gguf')).catch(toErrorInfo);
    expect(error).toMatchObject({ reason: 'modelNotGguf', params: ['cat.gguf'] });
    expect(text('x')).toHaveLength(9);
  });
});
