import { createHash } from 'node:crypto';
import { madeBytes } from '../../replay/hub/index.mjs';

type Bytes = Uint8Array<ArrayBuffer>;

const text = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));
const md5 = (bytes: Bytes): string => createHash('md5').update(bytes).digest('hex');

export const sha256 = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex');

/** What begins as WebAssembly does, and is nothing more. */
export const wasm: Bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...madeBytes(500, 9)]);

/** The files of an MLC model, as they lie in a repository; its weights are noise. */
export function mlcFiles({
  shards = 3,
  shardBytes = 150_000,
  index = 'tensor-cache.json',
  withMd5 = true,
} = {}): Record<string, Bytes> {
  const weights = Array.from({ length: shards }, (_, n) => madeBytes(shardBytes + n, n + 1));
  const records = weights.map((bytes, n) => ({
    dataPath: `params_shard_${n}.bin`,
    format: 'raw-shard',
    nbytes: bytes.length,
    records: [],
    ...(withMd5 ? { md5sum: md5(bytes) } : {}),
  }));
  return {
    'mlc-chat-config.json': text({
      model_type: 'llama',
      quantization: 'q4f16_1',
      context_window_size: 131_072,
      model_config: { num_hidden_layers: 2, num_key_value_heads: 4, head_dim: 8 },
      tokenizer_files: ['tokenizer.json', 'tokenizer_config.json', 'missing.txt', '../escape.json'],
    }),
    [index]: text({ metadata: { ParamSize: shards }, records }),
    'tokenizer.json': text({ model: { type: 'BPE' } }),
    'tokenizer_config.json': text({}),
    'README.md': new TextEncoder().encode('# A model'),
    '.gitattributes': new TextEncoder().encode('* lfs'),
    ...Object.fromEntries(weights.map((bytes, n) => [`params_shard_${n}.bin`, bytes])),
  };
}

/** Files as a folder picker gives them. */
export function picked(files: Readonly<Record<string, Bytes>>, folder = ''): { path: string; file: File }[] {
  return Object.entries(files).map(([name, bytes]) => {
    const path = folder + name;
    return { path, file: new File([bytes], path.slice(path.lastIndexOf('/') + 1)) };
  });
}
