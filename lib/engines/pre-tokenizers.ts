// How byte-level BPE vocabularies part a text before merging, by the names that GGUF files use (`tokenizer.ggml.pre`).
// The expressions are the models' own (their `tokenizer.json`), and which name means which is llama.cpp's table:
// https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp. Here they are put together from their parts.

export interface PreTokenizer {
  /** Applied one after the other; what an expression does not match stays as it is between its matches. */
  readonly patterns: readonly RegExp[];
  /** A part that is a token already is not merged. */
  readonly wholeWords: boolean;
}

const join = (...parts: string[]): string => parts.join('|');
const endings = "'(?:s|t|re|ve|m|ll|d)";
const endingsOfAnyCase = "'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])";
const spaces = join('\\s+(?!\\S)', '\\s+');
const lines = '\\s*[\\r\\n]+';
const word = '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+';
const signs = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*';
const digits = (most: number): string => (most === 1 ? '\\p{N}' : `\\p{N}{1,${String(most)}}`);

/** GPT-2's: a space belongs to the word after it. */
const first = join(endings, ' ?\\p{L}+', ' ?\\p{N}+', ' ?[^\\s\\p{L}\\p{N}]+', spaces);
/** GPT-4's, which most models of today took over with groups of one or three digits. */
const second = (most: number): string => join(endingsOfAnyCase, word, digits(most), signs, lines, spaces);
/** GPT-4o's and Mistral's: a word also ends where small letters are followed by capitals. */
const third = (most: number, ending: string): string => {
  const lead = '[^\\r\\n\\p{L}\\p{N}]?';
  const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
  const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
  return join(
    `${lead}${upper}*${lower}+${ending}`,
    `${lead}${upper}+${lower}*${ending}`,
    digits(most),
    ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*',
    lines,
    spaces,
  );
};
/** DeepSeek's since version 3. */
const deepseek = [
  digits(3),
  '[\\u4e00-\\u9fa5\\u3040-\\u309f\\u30a0-\\u30ff]+',
  join(
    '[!-\\/:-@\\[-`{-~][A-Za-z]+',
    '[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+',
    ' ?[\\p{P}\\p{S}]+[\\r\\n]*',
    lines,
    spaces,
  ),
];
const deepseekCoder = [
  '[\\r\\n]',
  '\\s?\\p{L}+',
  '\\s?\\p{P}+',
  '[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+',
  digits(1),
];

const kinds: readonly (readonly [patterns: readonly string[], wholeWords: boolean, names: string])[] = [
  [[first], false, 'gpt-2 phi-2 mpt olmo jais trillion granite-docling gigachat a.x-4.0 mellum modern-bert exaone4'],
  [[digits(1), first], false, 'starcoder refact command-r smollm codeshell exaone minerva-7b mellum2'],
  [[second(3)], true, 'llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2'],
  [[second(3)], false, 'dbrx smaug-bpe chatglm-bpe glm4'],
  [[second(1)], false, 'qwen2 deepseek-r1-qwen megrez stablelm2 hunyuan grok-2 solar-open kormo'],
  [
    [
      join(
        endingsOfAnyCase,
        '[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+',
        digits(1),
        ' ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*',
        lines,
        spaces,
      ),
    ],
    false,
    'qwen35',
  ],
  [[third(3, `(?:${endingsOfAnyCase})?`)], false, 'gpt-4o llama4 kanana2 minimax-m2'],
  [[third(1, '')], true, 'tekken'],
  [deepseek, false, 'deepseek-v3 hunyuan-dense joyai-llm'],
  [deepseekCoder, false, 'deepseek-coder'],
  [['[\\p{P}\\$+<=>^~|`]+', first, '[0-9][0-9][0-9]'], false, 'falcon'],
  [['[\\p{P}\\$+<=>^~|]+', first, '\\p{N}+', '[0-9][0-9][0-9]'], false, 'default'],
];

const table: ReadonlyMap<string, PreTokenizer> = new Map(
  kinds.flatMap(([patterns, wholeWords, names]) => {
    const kind = { patterns: patterns.map((pattern) => new RegExp(pattern, 'gu')), wholeWords };
    return names.split(' ').map((name) => [name, kind] as const);
  }),
);

/** @returns null for a name this program does not know; '' is what old files have, and means `default` */
export function preTokenizerOf(name: string): PreTokenizer | null {
  return table.get(name === '' ? 'default' : name) ?? null;
}

/** The parts of a text, in order; together they are the text. */
export function partsOf(text: string, { patterns }: PreTokenizer): string[] {
  let parts = [text];
  for (const pattern of patterns) {
    const next: string[] = [];
    for (const part of parts) {
      let done = 0;
      for (const match of part.matchAll(pattern)) {
        if (match.index > done) next.push(part.slice(done, match.index));
        if (match[0] !== '') next.push(match[0]);
        done = match.index + match[0].length;
      }
      if (done < part.length) next.push(part.slice(done));
    }
    parts = next;
  }
  return parts;
}
