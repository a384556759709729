// Documents to chunks: cutting alone, and counting tokens with each kind of counter.
import { estimateCounter, openGgufTokenizer, openTokenizerJson } from '../lib/engines/tokenizer';
import { type Section, type TokenCounter, textOf } from '../lib/model/doc';
import { cutChunks } from '../lib/readers/chunk';
import { ggufSample, learnVocabulary } from '../tests/unit/engines/gguf-sample';
import { type Random, randomOf } from './texts';

const random = randomOf(4);
const syllables = 'wo lo shut tle thre ad war pe fte her dle rin cas mo ter nal vi sta que bor in der ex un'.split(' ');
/** 20,000 words, so that what counters remember of words is not all there is. */
const lexicon = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 1 + Math.floor(random() * 4) }, () => syllables[Math.floor(random() * syllables.length)]).join(
    '',
  ),
);

/** Few words are common and most are rare, as in every language. */
function sentence(drawn: Random): string {
  const text = Array.from(
    { length: 6 + Math.floor(drawn() * 24) },
    () => lexicon[Math.floor(lexicon.length * drawn() ** 4)],
  ).join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** @param megabytes of text, in sections of two to three pages under headings */
export function documentOf(megabytes: number): readonly Section[] {
  const drawn = randomOf(9);
  const sections: Section[] = [];
  for (let size = 0; size < megabytes * 1e6; size += (sections.at(-1)?.text.length ?? 0) + 2) {
    const n = sections.length;
    const paragraphs = Array.from({ length: 8 }, () => Array.from({ length: 6 }, () => sentence(drawn)).join(' '));
    sections.push({ headings: [`Chapter ${n >> 4}`, `Part ${n}`], page: n + 1, text: paragraphs.join('\n\n') });
  }
  return sections;
}

/** As published with Llama 3. */
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** A byte-level vocabulary learnt from such text, as both kinds of files have it. */
export async function counters(): Promise<readonly (readonly [name: string, counter: TokenCounter])[]> {
  const { tokens, merges } = learnVocabulary(textOf(documentOf(0.02)), 1200);
  const gguf = ggufSample({
    fields: [
      ['tokenizer.ggml.model', { kind: 'text', value: 'gpt2' }],
      ['tokenizer.ggml.pre', { kind: 'text', value: 'llama-bpe' }],
      ['tokenizer.ggml.tokens', { kind: 'texts', value: tokens }],
      ['tokenizer.ggml.merges', { kind: 'texts', value: merges }],
    ],
  });
  const pieces = tokens.map((token) => token.replace('Ġ', '▁'));
  const sentencePiece = ggufSample({
    fields: [
      ['tokenizer.ggml.model', { kind: 'text', value: 'llama' }],
      ['tokenizer.ggml.tokens', { kind: 'texts', value: pieces }],
      ['tokenizer.ggml.scores', { kind: 'numbers', of: 'f32', value: pieces.map((_, id) => -id) }],
    ],
  });
  const json = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: llama3 }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: null,
    model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
  };
  const known = [
    ['GGUF, byte-level BPE', await openGgufTokenizer(gguf)],
    ['GGUF, SentencePiece', await openGgufTokenizer(sentencePiece)],
    ['tokenizer.json', await openTokenizerJson(JSON.stringify(json))],
  ] as const;
  return [
    ['estimate', estimateCounter()],
    ...known.flatMap(([name, counter]) => (counter ? [[name, counter] as const] : [])),
  ];
}

export interface Timing {
  readonly countMs: number;
  readonly cutMs: number;
  readonly chunks: number;
  /** Mean filling of the budget. */
  readonly filled: number;
}

const budgetTokens = 1500;

export function time(sections: readonly Section[], counter: TokenCounter): Timing {
  const began = performance.now();
  for (const { text } of sections) counter.count(text);
  const counted = performance.now();
  const chunks = cutChunks(sections, { budgetTokens, overlapTokens: 150, counter });
  const cut = performance.now();
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  return {
    countMs: counted - began,
    cutMs: cut - counted,
    chunks: chunks.length,
    filled: tokens / chunks.length / budgetTokens,
  };
}

export const sizeOf = (sections: readonly Section[]): number => textOf(sections).length;
