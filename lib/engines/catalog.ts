import type { EngineId } from '../model/generate';
import type { GpuProbe } from './gpu';

// The models we offer: those that are small enough for a browser, tell what licence they have, and follow a schema. The
// figures of web-llm's are those of its own list; a test compares this table with the installed package.

/** A file that is known beforehand. */
export interface OfferedFile {
  readonly path: string;
  readonly url: string;
  /** null where the publisher's figure could not be confirmed. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

export interface OfferedModel {
  readonly id: string;
  /** As shown. */
  readonly name: string;
  /** What the weights are: `Llama-3.2-3B-Instruct`; offers with the same are forms of one model. */
  readonly family: string;
  readonly engine: Exclude<EngineId, 'server'>;
  /** How its weights are stored, as the publisher calls it. */
  readonly quantization: string;
  /** SPDX id, or the licence's name where it has none. */
  readonly license: string;
  readonly licenseUrl: string;
  /** Page of the model at the hub. */
  readonly repository: string;
  /** `webllm`: weights and context in GPU memory; `wllama`: the file, and a fifth for context and buffers. */
  readonly memoryBytes: number;
  readonly contextTokens: number;
  /** WebGPU features that it cannot do without. */
  readonly requires: readonly string[];
  /** `webllm`: file name of the library it runs with. */
  readonly library: string | null;
  /** `wllama`: its files. `webllm`: null, the index in the repository lists them. */
  readonly files: readonly OfferedFile[] | null;
}

interface Family {
  readonly family: string;
  readonly license: string;
  readonly licenseUrl: string;
  /** Stem of the library's name: models of one architecture and size share one. */
  readonly library: string;
  /** MB with 16-bit and with 32-bit arithmetic, as web-llm's list states them. */
  readonly memoryMb: readonly [q4f16: number, q4f32: number];
}

const apache = { license: 'Apache-2.0', licenseUrl: 'https://www.apache.org/licenses/LICENSE-2.0' };
const llama32 = {
  license: 'Llama 3.2 Community License',
  licenseUrl: 'https://www.llama.com/llama3_2/license/',
};

/** First the one that is proposed, then by memory. */
const families: readonly Family[] = [
  {
    family: 'Llama-3.2-3B-Instruct',
    ...llama32,
    library: 'Llama-3.2-3B-Instruct',
    memoryMb: [2263.69, 2951.51],
  },
  {
    family: 'SmolLM2-1.7B-Instruct',
    ...apache,
    library: 'SmolLM2-1.7B-Instruct',
    memoryMb: [1774.19, 2692.38],
  },
  {
    family: 'Qwen2.5-1.5B-Instruct',
    ...apache,
    library: 'Qwen2-1.5B-Instruct',
    memoryMb: [1629.75, 1888.97],
  },
  {
    family: 'Qwen2.5-0.5B-Instruct',
    ...apache,
    library: 'Qwen2-0.5B-Instruct',
    memoryMb: [944.62, 1060.2],
  },
  {
    family: 'Llama-3.2-1B-Instruct',
    ...llama32,
    library: 'Llama-3.2-1B-Instruct',
    memoryMb: [879.04, 1128.82],
  },
  {
    family: 'SmolLM2-360M-Instruct',
    ...apache,
    library: 'SmolLM2-360M-Instruct',
    memoryMb: [376.06, 579.61],
  },
];

/** Context that web-llm's memory figures are for, and its libraries are made for. */
const mlcContextTokens = 4096;

function mlc(of: Family, quantization: 'q4f16_1' | 'q4f32_1'): OfferedModel {
  const id = `${of.family}-${quantization}-MLC`;
  const sixteen = quantization === 'q4f16_1';
  return {
    id,
    name: `${of.family.replaceAll('-', ' ')} (${quantization})`,
    family: of.family,
    engine: 'webllm',
    quantization,
    license: of.license,
    licenseUrl: of.licenseUrl,
    repository: `https://huggingface.co/mlc-ai/${id}`,
    memoryBytes: Math.round(of.memoryMb[sixteen ? 0 : 1] * 1024 * 1024),
    contextTokens: mlcContextTokens,
    // Not all of web-llm's records say so. Without it, the failure comes after the whole load.
    requires: sixteen ? ['shader-f16'] : [],
    library: `${of.library}-${quantization}_cs1k-webgpu.wasm`,
    files: null,
  };
}

interface Gguf {
  readonly family: string;
  /** Owner and name at the hub. */
  readonly repository: string;
  readonly file: string;
  readonly quantization: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contextTokens: number;
}

/** Names, sizes and hashes as several independent programs that fetch these files have them pinned. */
const ggufs: readonly Gguf[] = [
  {
    family: 'Llama-3.2-3B-Instruct',
    repository: 'bartowski/Llama-3.2-3B-Instruct-GGUF',
    file: 'Llama-3.2-3B-Instruct-Q4_K_M.gguf',
    quantization: 'Q4_K_M',
    bytes: 2_019_377_696,
    sha256: '6c1a2b41161032677be168d354123594c0e6e67d2b9227c84f296ad037c728ff',
    contextTokens: 131_072,
  },
  {
    family: 'Qwen2.5-1.5B-Instruct',
    repository: 'Qwen/Qwen2.5-1.5B-Instruct-GGUF',
    file: 'qwen2.5-1.5b-instruct-q4_k_m.gguf',
    quantization: 'Q4_K_M',
    bytes: 1_117_320_736,
    sha256: '6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e',
    contextTokens: 32_768,
  },
  {
    family: 'Llama-3.2-1B-Instruct',
    repository: 'bartowski/Llama-3.2-1B-Instruct-GGUF',
    file: 'Llama-3.2-1B-Instruct-Q4_K_M.gguf',
    quantization: 'Q4_K_M',
    bytes: 807_694_464,
    sha256: '6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83',
    contextTokens: 131_072,
  },
  {
    family: 'Qwen2.5-0.5B-Instruct',
    repository: 'Qwen/Qwen2.5-0.5B-Instruct-GGUF',
    file: 'qwen2.5-0.5b-instruct-q4_k_m.gguf',
    quantization: 'Q4_K_M',
    bytes: 491_400_032,
    sha256: '74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db',
    contextTokens: 32_768,
  },
];

function gguf(of: Gguf): OfferedModel {
  const { license, licenseUrl } = families.find(({ family }) => family === of.family) ?? apache;
  const repository = `https://huggingface.co/${of.repository}`;
  return {
    id: `${of.family}-${of.quantization}-GGUF`,
    name: `${of.family.replaceAll('-', ' ')} (GGUF ${of.quantization})`,
    family: of.family,
    engine: 'wllama',
    quantization: of.quantization,
    license,
    licenseUrl,
    repository,
    memoryBytes: Math.round(of.bytes * 1.2),
    contextTokens: of.contextTokens,
    requires: [],
    library: null,
    files: [{ path: of.file, url: `${repository}/resolve/main/${of.file}`, bytes: of.bytes, sha256: of.sha256 }],
  };
}

/** In the order they are shown: the first is the default. */
export const offeredModels: readonly OfferedModel[] = [
  ...families.flatMap((family) => [mlc(family, 'q4f16_1'), mlc(family, 'q4f32_1')]),
  ...ggufs.map(gguf),
];

/** Publishers whose copy of a model's weights goes by its plain name. */
const publishers = /^(unsloth|meta-llama|mlc-ai|qwen|huggingfacetb|bartowski)\//;

/**
 * The offer that a name stands for: its id, or the plain name of the weights (then the first form of them), with or
 * without a publisher: `unsloth/Llama-3.2-3B-Instruct`. Case does not matter. null: none.
 */
export function findOffered(name: string): OfferedModel | null {
  const plain = name.trim().toLowerCase().replace(publishers, '');
  return (
    offeredModels.find(({ id }) => id.toLowerCase() === plain) ??
    offeredModels.find(({ family }) => family.toLowerCase() === plain) ??
    null
  );
}

/** How a model and this machine suit each other. */
export interface Fit {
  readonly fits: boolean;
  /** Locale key `fit_<reason>` with its parameters. */
  readonly reason: FitReason;
  readonly params: readonly string[];
}

export type FitReason =
  | 'gpu' // runs on the GPU; needs $1 GB of its memory, which no browser tells
  | 'cpu' // runs on the processor; needs $1 GB
  | 'noWebgpu'
  | 'noAdapter'
  | 'gpuTooSmall'
  | 'noF16'
  | 'noLibrary' // this build has no library for it
  | 'memory'; // needs $1 GB, and the machine has $2

export interface Machine {
  readonly gpu: GpuProbe;
  /** Working memory, as `navigator.deviceMemory` tells it (rounded, and capped by the browser); null: not told. */
  readonly memoryBytes: number | null;
  /** File names of the libraries in this build. */
  readonly libraries: readonly string[];
}

/** What `navigator.deviceMemory` says at the most on browsers that cap it low: more may be there. */
const cappedBytes = 8 * 1024 ** 3;

/**
 * Says before anything is downloaded or loaded whether a model can run here, and why not.
 * @param offer or an installed model: its `library` is the one it wants of the package, `memoryBytes` null where not known
 */
export function offerFits(
  offer: Pick<OfferedModel, 'engine' | 'requires' | 'library'> & { readonly memoryBytes: number | null },
  { gpu, memoryBytes, libraries }: Machine,
): Fit {
  const needs = offer.memoryBytes === null ? '?' : gigabytes(offer.memoryBytes);
  const no = (reason: FitReason, ...params: string[]): Fit => ({ fits: false, reason, params });
  if (offer.engine === 'webllm') {
    if (!('f16' in gpu)) return no(gpu.reason === 'webgpuMissing' ? 'noWebgpu' : 'noAdapter');
    if (gpu.lacks) return no('gpuTooSmall', gpu.lacks[0], String(gpu.lacks[1]), String(gpu.lacks[2]));
    if (offer.requires.includes('shader-f16') && !gpu.f16) return no('noF16');
    if (offer.library !== null && !libraries.includes(offer.library)) return no('noLibrary', offer.library);
  }
  // Of GPU memory nothing is told; a graphics processor without its own uses this.
  if (memoryBytes !== null && memoryBytes < cappedBytes && memoryBytes < (offer.memoryBytes ?? 0)) {
    return no('memory', needs, gigabytes(memoryBytes));
  }
  return { fits: true, reason: offer.engine === 'webllm' ? 'gpu' : 'cpu', params: [needs] };
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
