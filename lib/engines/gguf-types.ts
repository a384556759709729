// What a GGUF file holds, as far as we need it. The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

/** Values that are no arrays; 64-bit numbers as numbers (beyond 2^53 they lose digits that nothing here needs). */
export type GgufScalar = number | boolean | string;

export interface GgufTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  /** Place in the file. */
  readonly start: number;
  /** null: a type this program does not know. */
  readonly bytes: number | null;
}

export interface GgufVocabulary {
  /** `tokenizer.ggml.model`: `gpt2` is byte-level BPE, `llama` SentencePiece; '' where the file does not say. */
  readonly model: string;
  /** `tokenizer.ggml.pre`: how text is parted before merging. */
  readonly pre: string;
  readonly size: number;
  readonly addBos: boolean | null;
  readonly addSpacePrefix: boolean | null;
  /** Empty unless asked for. */
  readonly tokens: readonly string[];
  readonly scores: readonly number[];
  /** 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
  readonly types: readonly number[];
  readonly merges: readonly string[];
}

export interface GgufHeader {
  readonly version: number;
  readonly architecture: string;
  /** `general.name`; '' where the file does not say. */
  readonly name: string;
  readonly license: string;
  /** Context the model was made for; null: not said. */
  readonly contextTokens: number | null;
  readonly vocabulary: GgufVocabulary;
  /** Jinja; null: none, so an engine would take one of its own. */
  readonly chatTemplate: string | null;
  readonly alignment: number;
  /** Where the first tensor may begin. */
  readonly dataStart: number;
  readonly tensors: readonly GgufTensor[];
  /** Bytes of all tensors whose type is known. */
  readonly tensorBytes: number;
  /** null: the model is one file. */
  readonly split: { readonly no: number; readonly count: number } | null;
  /** Everything that is no array, by key. */
  readonly fields: ReadonlyMap<string, GgufScalar>;
}

/** Elements and bytes of one block of each tensor type (https://github.com/ggml-org/ggml, `ggml_type`). */
export const blockSizes: ReadonlyMap<number, readonly [elements: number, bytes: number]> = new Map([
  [0, [1, 4]], // F32
  [1, [1, 2]], // F16
  [2, [32, 18]], // Q4_0
  [3, [32, 20]], // Q4_1
  [6, [32, 22]], // Q5_0
  [7, [32, 24]], // Q5_1
  [8, [32, 34]], // Q8_0
  [9, [32, 36]], // Q8_1
  [10, [256, 84]], // Q2_K
  [11, [256, 110]], // Q3_K
  [12, [256, 144]], // Q4_K
  [13, [256, 176]], // Q5_K
  [14, [256, 210]], // Q6_K
  [15, [256, 292]], // Q8_K
  [16, [256, 66]], // IQ2_XXS
  [17, [256, 74]], // IQ2_XS
  [18, [256, 98]], // IQ3_XXS
  [19, [256, 50]], // IQ1_S
  [20, [32, 18]], // IQ4_NL
  [21, [256, 110]], // IQ3_S
  [22, [256, 82]], // IQ2_S
  [23, [256, 136]], // IQ4_XS
  [24, [1, 1]], // I8
  [25, [1, 2]], // I16
  [26, [1, 4]], // I32
  [27, [1, 8]], // I64
  [28, [1, 8]], // F64
  [29, [256, 56]], // IQ1_M
  [30, [1, 2]], // BF16
  [34, [256, 54]], // TQ1_0
  [35, [256, 66]], // TQ2_0
  [39, [32, 17]], // MXFP4
  [40, [64, 36]], // NVFP4
]);
