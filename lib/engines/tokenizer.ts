import {
  BPE,
  MetaspacePreTokenizer,
  type PreTokenizer,
  SequencePreTokenizer,
  Tokenizer,
} from '@huggingface/tokenizers';
import type { TokenCounter } from '../model/doc';
import { AppError } from '../model/error';
import type { ModelAccess } from '../model/installed-model';
import { estimateCounter } from './estimate';
import { readGguf } from './gguf';
import type { GgufVocabulary } from './gguf-types';
import { partsOf, preTokenizerOf } from './pre-tokenizers';
import { countSentencePieces, withMarkedSpaces } from './sentence-piece';

export { estimateCounter, type EstimatingCounter } from './estimate';

// Counts with a model's own vocabulary, its weights left where they are. A file of a kind that is not known, or that is
// broken, gives null: the number is estimated then, and what is wrong with the model is said when it is loaded.

const mostJsonBytes = 64 << 20;
/** Words whose count is remembered; text repeats its words. */
const mostWords = 50_000;
const longestWord = 64;
/** Types of tokens that stand in a text as they are: control and user-defined (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const asTheyAre = new Set([3, 4]);

/**
 * The counter of a model: exact where its files hold a vocabulary that is understood, else estimated. Takes up to a
 * second, so keep it.
 *
 * @throws AppError of `access.open`, where a file is not there whole
 */
export async function counterOf({ model, open }: ModelAccess): Promise<TokenCounter> {
  const paths = model.files.map(({ path }) => path);
  const json = named(paths, 'tokenizer.json');
  if (json !== undefined) {
    const config = named(paths, 'tokenizer_config.json');
    const counter = await openTokenizerJson(await open(json), config === undefined ? undefined : await open(config));
    return counter ?? estimateCounter();
  }
  // The first part of a split model has the vocabulary, and the lowest number.
  const gguf = paths.filter((path) => path.toLowerCase().endsWith('.gguf')).sort()[0];
  return (gguf === undefined ? null : await openGgufTokenizer(await open(gguf))) ?? estimateCounter();
}

function named(paths: readonly string[], name: string): string | undefined {
  return paths.find((path) => path === name || path.endsWith(`/${name}`));
}

/**
 * @param json content of `tokenizer.json`
 * @param config content of `tokenizer_config.json`, where there is one
 * @returns null where it cannot be used
 */
export async function openTokenizerJson(json: Blob | string, config?: Blob | string): Promise<TokenCounter | null> {
  const parsed = await parse(json);
  if (parsed === null) return null;
  try {
    const options = (config === undefined ? null : await parse(config)) ?? {};
    const tokenizer = new Tokenizer(parsed, options);
    const counter = countByParts(tokenizer, options) ?? {
      exact: true,
      count: (text: string): number => tokenizer.tokenize(text).length,
    };
    counter.count('An example.');
    return counter;
  } catch {
    return null;
  }
}

/**
 * Most tokenizers part a text in steps, and the last of them looks at each part alone, as merging does. Then what it
 * makes of a part can be remembered, which counts ten times as fast as the library alone.
 *
 * @returns null for a tokenizer that works otherwise
 */
function countByParts(tokenizer: Tokenizer, options: object): TokenCounter | null {
  // These change a text before it is parted, unseen from here.
  if ('remove_space' in options || 'do_lowercase_and_remove_accent' in options) return null;
  const { pre_tokenizer: steps, normalizer, model } = tokenizer;
  if (!(steps instanceof SequencePreTokenizer) || !model || model.fuse_unk) return null;
  const [last, ...others] = steps.tokenizers.toReversed();
  const added = Array.from(tokenizer.get_added_tokens_decoder().values());
  // This one asks whether a part is the first of the text.
  if (steps.tokenizers.some((step) => step instanceof MetaspacePreTokenizer)) return null;
  if (!last || added.some(({ lstrip, rstrip, normalized }) => lstrip || rstrip || (normalized && normalizer)))
    return null;
  const before = others.reverse().filter((step): step is PreTokenizer => step !== null);
  const countPart = remembered((part) => model.encode(last.pre_tokenize(part)).length);
  return counterAround(
    added.map(({ content }) => content),
    (text) => {
      let parts = [normalizer ? normalizer.normalize(text) : text];
      for (const step of before) parts = step.pre_tokenize(parts);
      return parts.reduce((sum, part) => sum + countPart(part), 0);
    },
  );
}

/** Keeps what short texts had. */
function remembered(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length > longestWord) return count(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const tokens = count(text);
    if (known.size >= mostWords) known.clear();
    known.set(text, tokens);
    return tokens;
  };
}

async function parse(json: Blob | string): Promise<object | null> {
  if (typeof json !== 'string' && json.size > mostJsonBytes) return null;
  try {
    const value: unknown = JSON.parse(typeof json === 'string' ? json : await json.text());
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** Reads the header of a GGUF file and counts with its vocabulary. @returns null where that is not possible */
export async function openGgufTokenizer(file: Blob): Promise<TokenCounter | null> {
  try {
    const { vocabulary } = await readGguf(file, { vocabulary: true });
    if (vocabulary.tokens.length === 0) return null;
    if (vocabulary.model === 'gpt2') return byteLevelCounter(vocabulary);
    if (vocabulary.model === 'llama') return sentencePieceCounter(vocabulary);
    return null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Every byte is shown as a character: printable ones as themselves, the others from U+0100 on (GPT-2's table). */
const shownBytes: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(printable ? byte : next++);
  });
})();
const encoder = new TextEncoder();

function byteLevelCounter(vocabulary: GgufVocabulary): TokenCounter | null {
  const pre = preTokenizerOf(vocabulary.pre);
  if (!pre) return null;
  // No prototype: a token may be called `__proto__`.
  const ids = Object.create(null) as Record<string, number>;
  for (const [id, token] of vocabulary.tokens.entries()) ids[token] ??= id;
  const merges = vocabulary.merges.flatMap((merge) => {
    const gap = merge.indexOf(' ', 1);
    return gap < 0 ? [] : [[merge.slice(0, gap), merge.slice(gap + 1)] as [string, string]];
  });
  const bpe = new BPE({
    type: 'BPE',
    vocab: ids,
    merges,
    ignore_merges: pre.wholeWords,
    // Only for what no token stands for, which a byte-level vocabulary seldom has.
    unk_token: vocabulary.tokens[0] ?? '',
  });
  const countWord = remembered((word) => {
    let shown = '';
    for (const byte of encoder.encode(word)) shown += shownBytes[byte] ?? '';
    return bpe.encode([shown]).length;
  });
  return counterAround(specialsOf(vocabulary), (text) => {
    let tokens = 0;
    for (const part of partsOf(text, pre)) tokens += countWord(part);
    return tokens;
  });
}

function sentencePieceCounter(vocabulary: GgufVocabulary): TokenCounter | null {
  if (vocabulary.scores.length !== vocabulary.tokens.length) return null;
  const scores = new Map<string, number>();
  for (const [id, token] of vocabulary.tokens.entries()) scores.set(token, vocabulary.scores[id] ?? 0);
  const prefix = vocabulary.addSpacePrefix ?? true;
  const countPart = remembered((part) => countSentencePieces(part, { scores }));
  // Where no token has a space after a letter, nothing is joined across the beginning of a word.
  const byWords = !vocabulary.tokens.some((token) => /[^▁]▁/.test(token));
  return counterAround(specialsOf(vocabulary), (text) => {
    const marked = withMarkedSpaces(text, prefix);
    const parts = byWords ? (marked.match(/▁*[^▁]+|▁+/g) ?? []) : [marked];
    return parts.reduce((sum, part) => sum + countPart(part), 0);
  });
}

function specialsOf({ tokens, types }: GgufVocabulary): string[] {
  return tokens.filter((token, id) => token !== '' && asTheyAre.has(types[id] ?? 1));
}

/** A template's `<|im_end|>` is one token, in a document too: engines look for such words in the whole prompt. */
function counterAround(specials: readonly string[], countPlain: (text: string) => number): TokenCounter {
  const all = new Set(specials);
  // By first unit the lengths there are, longest first: a file may claim any number of specials.
  const lengths = new Map<number, number[]>();
  for (const special of all) {
    const known = lengths.get(special.charCodeAt(0)) ?? [];
    if (!known.includes(special.length)) known.push(special.length);
    lengths.set(special.charCodeAt(0), known);
  }
  for (const known of lengths.values()) known.sort((a, b) => b - a);
  const specialAt = (text: string, at: number): number =>
    lengths.get(text.charCodeAt(at))?.find((length) => all.has(text.slice(at, at + length))) ?? 0;
  return {
    exact: true,
    count(text) {
      let tokens = 0;
      let done = 0;
      for (let at = 0; at < text.length; at++) {
        const length = specialAt(text, at);
        if (length === 0) continue;
        if (at > done) tokens += countPlain(text.slice(done, at));
        tokens++;
        done = at + length;
        at = done - 1;
      }
      return done < text.length ? tokens + countPlain(text.slice(done)) : tokens;
    },
  };
}
