import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { Tokenizer } from '@huggingface/tokenizers';
import { partsOf, preTokenizerOf } from '../../../lib/engines/pre-tokenizers';
import { counterOf, estimateCounter, openGgufTokenizer, openTokenizerJson } from '../../../lib/engines/tokenizer';
import type { ModelAccess } from '../../../lib/model/installed-model';
import { type Value, ggufSample, learnVocabulary } from './gguf-sample';

const texts = (value: readonly string[]): Value => ({ kind: 'texts', value });
const t = (value: string): Value => ({ kind: 'text', value });

const prose = `The loom stands by the window, and what's woven on it is sold in 1998 or 2001. They'll say it's fine;
they always said so! "Twelve threads," she wrote, "and not one more." 织布机在窗边。Ткацкий станок стоит у окна.
\tif (threads > 12) { return threads[0] ?? null; }   // end\n\n\n  * a list, 12345 items\n`.repeat(3);
const { tokens, merges } = learnVocabulary(prose, 260);
const specials = ['<|end|>', '<|im_start|>'];
const all = [...tokens, ...specials];
const odd = [
  '',
  ' ',
  '\n\n \n',
  "it's IT'S We'Ll",
  '1234567',
  '  x  y',
  '😀 한국어 العربية',
  'a<|im_start|>user\nb<|end|>',
  '\0\x7f\ufeff',
];

function gguf(pre: string): File {
  return ggufSample({
    fields: [
      ['tokenizer.ggml.model', t('gpt2')],
      ['tokenizer.ggml.pre', t(pre)],
      ['tokenizer.ggml.tokens', texts(all)],
      [
        'tokenizer.ggml.token_type',
        { kind: 'numbers', of: 'i32', value: all.map((_, id) => (id < tokens.length ? 1 : 3)) },
      ],
      ['tokenizer.ggml.merges', texts(merges)],
    ],
  });
}

/** The same vocabulary as models publish it, with the expression of their own `tokenizer.json`. */
function json(pattern: string | null, wholeWords: boolean): object {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: pattern === null };
  const split = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
  return {
    version: '1.0',
    added_tokens: specials.map((content, n) => ({ id: tokens.length + n, content, special: true, normalized: false })),
    normalizer: null,
    pre_tokenizer: pattern === null ? byteLevel : { type: 'Sequence', pretokenizers: [split, byteLevel] },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
      ignore_merges: wholeWords,
    },
  };
}

// As published with Llama 3 and Qwen 2.
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const qwen2 = llama3.replace('\\p{N}{1,3}', '\\p{N}');

describe('byte-level vocabularies', () => {
  test.each([
    ['gpt-2', null, false],
    ['llama-bpe', llama3, true],
    ['qwen2', qwen2, false],
  ])('a GGUF of kind %s counts as the tokenizer.json of such a model does', async (pre, pattern, wholeWords) => {
    const own = await openGgufTokenizer(gguf(pre));
    const other = new Tokenizer(json(pattern, wholeWords), {});
    expect(own?.exact).toBe(true);
    const published = await openTokenizerJson(JSON.stringify(json(pattern, wholeWords)));
    for (const text of [prose, ...odd]) {
      expect(own?.count(text), text).toBe(other.tokenize(text).length);
      expect(published?.count(text), text).toBe(other.tokenize(text).length);
    }
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.lorem()), (text) => {
        expect(own?.count(text)).toBe(other.tokenize(text).length);
        expect(published?.count(text)).toBe(other.tokenize(text).length);
      }),
    );
    const words = Array.from({ length: 200 }, (_, n) => prose.slice(n * 7, n * 7 + 31));
    for (const text of words) expect(own?.count(text)).toBe(other.tokenize(text).length);
  });

  test('known counts', async () => {
    const counter = await openGgufTokenizer(
      ggufSample({
        fields: [
          ['tokenizer.ggml.model', t('gpt2')],
          ['tokenizer.ggml.pre', t('gpt-2')],
          ['tokenizer.ggml.tokens', texts([...tokens.slice(0, 256), 'lo', 'om', 'loom', 'Ġloom', 'Ġlo'])],
          ['tokenizer.ggml.merges', texts(['l o', 'o m', 'lo om', 'Ġ loom'])],
        ],
      }),
    );
    // Worked out by hand: lo|om joined to loom, then Ġ with loom; "looms" keeps its s; é has two bytes.
    expect(counter?.count('loom loom')).toBe(2);
    expect(counter?.count('looms')).toBe(2);
    expect(counter?.count('é')).toBe(2);
    expect(counter?.count('lom')).toBe(2);
  });

  test('text is parted as the names say, and nothing of it is lost', () => {
    const parts = (name: string, text: string): string[] => partsOf(text, preTokenizerOf(name)!);
    expect(parts('gpt-2', "don't  12345")).toEqual(['don', "'t", ' ', ' 12345']);
    expect(parts('llama-bpe', "DON'T 12345!\n\n x")).toEqual(['DON', "'T", ' ', '123', '45', '!\n\n', ' x']);
    expect(parts('qwen2', 'a 12')).toEqual(['a', ' ', '1', '2']);
    expect(parts('smollm', 'a 12')).toEqual(['a', ' ', '1', '2']);
    expect(parts('gpt-4o', "camelCase's")).toEqual(['camel', "Case's"]);
    expect(parts('deepseek-v3', 'x 1234字字!')).toEqual(['x', ' ', '123', '4', '字字', '!']);
    expect(preTokenizerOf('what-comes-next-year')).toBeNull();
    for (const name of ['gpt-2', 'default', 'llama-bpe', 'qwen2', 'tekken', 'deepseek-coder', 'falcon', 'qwen35']) {
      expect(parts(name, prose).join('')).toBe(prose);
    }
  });
});

describe('SentencePiece vocabularies', () => {
  const own = ['<unk>', '▁', 'a', 'b', 'c', 'ab', '▁a', 'bc', '▁ab', 'abc', '▁▁', '字', 'aa', 'aab'];
  const ownScores = [0, -9, -8, -8, -8, -2, -3, -1, -4, -5, -6, -7, -2, -2.5];
  const vocabulary = (across: boolean): { pieces: string[]; scores: number[]; file: File } => {
    const pieces = across ? [...own, 'b▁', 'b▁a'] : own;
    const scores = across ? [...ownScores, -1.5, -1.2] : ownScores;
    const file = ggufSample({
      fields: [
        ['tokenizer.ggml.model', t('llama')],
        ['tokenizer.ggml.tokens', texts(pieces)],
        ['tokenizer.ggml.scores', { kind: 'numbers', of: 'f32', value: scores }],
      ],
    });
    return { pieces, scores, file };
  };

  /** The rule itself: the best pair of the whole text, again and again. */
  function slowly(text: string, { pieces, scores }: ReturnType<typeof vocabulary>): number {
    const known = new Map(pieces.map((piece, n) => [piece, scores[n]!]));
    if (text === '') return 0;
    const symbols = Array.from('▁' + text.replaceAll(' ', '▁'));
    for (;;) {
      let best = -1;
      let score = -Infinity;
      for (let n = 0; n + 1 < symbols.length; n++) {
        const own = known.get(symbols[n]! + symbols[n + 1]!);
        if (own !== undefined && own > score) [best, score] = [n, own];
      }
      if (best < 0) break;
      symbols.splice(best, 2, symbols[best]! + symbols[best + 1]!);
    }
    return symbols.reduce((sum, symbol) => sum + (known.has(symbol) ? 1 : Buffer.byteLength(symbol)), 0);
  }

  test.each([false, true])('counts as the rule says, step by step (tokens across words: %s)', async (across) => {
    const sample = vocabulary(across);
    const counter = await openGgufTokenizer(sample.file);
    // ▁ a b c: bc joins first (-1), then ▁a (-3): two tokens. 字 is one, é is two bytes.
    expect(counter?.count('abc')).toBe(2);
    expect(counter?.count('ab 字é')).toBe(1 + 1 + 1 + 2);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '字', '😀'), maxLength: 40 }), (text) => {
        expect(counter?.count(text)).toBe(slowly(text, sample));
      }),
      { numRuns: 500 },
    );
  });

  test('100,000 characters without a space take no second', async () => {
    const counter = await openGgufTokenizer(vocabulary(false).file);
    const began = performance.now();
    expect(counter?.count('aab'.repeat(33_000))).toBeGreaterThan(30_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('counterOf', () => {
  const access = (files: Record<string, Blob>): ModelAccess => ({
    model: {
      id: 'm',
      name: 'm',
      engine: 'wllama',
      state: 'ready',
      origin: 'imported',
      license: '',
      files: Object.entries(files).map(([path, { size }]) => ({
        path,
        bytes: size,
        sha256: null,
        url: null,
        done: size,
      })),
      library: null,
      contextTokens: null,
      memoryBytes: null,
      requires: [],
      problem: null,
      addedAt: 0,
    },
    open: (path) => Promise.resolve(new File([files[path]!], path)),
  });

  test('takes tokenizer.json, then the first GGUF, then an estimate', async () => {
    const tokenizer = new Blob([JSON.stringify(json(llama3, true))]);
    const exact = await counterOf(access({ 'params_shard_0.bin': new Blob(['x']), 'tokenizer.json': tokenizer }));
    expect(exact.exact).toBe(true);
    const parts = { 'm-00002-of-00002.gguf': ggufSample(), 'm-00001-of-00002.gguf': gguf('llama-bpe') };
    const fromGguf = await counterOf(access(parts));
    expect(fromGguf.exact).toBe(true);
    expect(fromGguf.count(prose)).toBe(exact.count(prose));
    expect((await counterOf(access({ 'm.gguf': gguf('not-known') }))).exact).toBe(false);
    expect((await counterOf(access({ 'm.gguf': new Blob(['no model']) }))).exact).toBe(false);
    expect((await counterOf(access({}))).exact).toBe(false);
  });

  test.each(['', '{', '[]', '{}', '{"model":{"type":"Odd"}}', '{"__proto__":1}', 'null'])(
    'a tokenizer.json that says %j gives no counter',
    async (content) => {
      expect(await openTokenizerJson(content)).toBeNull();
    },
  );
});

describe('estimateCounter', () => {
  test('starts at 3.5 letters a token, one ideograph a token', () => {
    const counter = estimateCounter();
    expect(counter.exact).toBe(false);
    expect(counter.count('')).toBe(0);
    expect(counter.count('the loom stands by the window '.repeat(35))).toBe(300);
    expect(counter.count('织布机在窗边'.repeat(10))).toBe(60);
  });

  test('learns from what prompts had: up at once, down bit by bit', () => {
    const counter = estimateCounter();
    const text = 'woven words '.repeat(350); // 1,200 by the start value
    counter.calibrate(1800, text);
    expect(counter.count(text)).toBe(1800);
    counter.calibrate(1000, text);
    expect(counter.count(text)).toBe(1600);
    for (let n = 0; n < 40; n++) counter.calibrate(1000, text);
    expect(counter.count(text)).toBeLessThan(1005);
    counter.calibrate(NaN, text);
    counter.calibrate(1e9, 'short');
    expect(counter.count(text)).toBeLessThan(1005);
  });
});
