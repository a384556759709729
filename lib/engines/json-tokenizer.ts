import type { TokenCounter } from '../model/doc';
import type { ModelAccess } from '../model/installed-model';

// Counting with a model's own `tokenizer.json`, without the model.

/** Above this it is no tokenizer: the largest known has 33 MB. */
const mostBytes = 128_000_000;
/** A guess for most of the world's text; the prompt's true count comes with each reply. */
const charsPerToken = 3.5;

const estimate: TokenCounter = { exact: false, count: (text) => Math.ceil(text.length / charsPerToken) };

/** Counts exactly where the model brings a `tokenizer.json` that can be read, and estimates elsewhere. Never throws. */
export async function tokenizerOf(access: ModelAccess): Promise<TokenCounter> {
  const files = new Set(access.model.files.map(({ path }) => path));
  if (!files.has('tokenizer.json')) return estimate;
  try {
    const tokenizer = await readJson(access, 'tokenizer.json');
    const config = files.has('tokenizer_config.json') ? await readJson(access, 'tokenizer_config.json') : {};
    const { Tokenizer } = await import('@huggingface/tokenizers');
    const encoder = new Tokenizer(tokenizer, config);
    // It fails here, and not in the middle of a document, where it cannot do this model's steps.
    encoder.encode('Heddle');
    return {
      exact: true,
      count: (text) => encoder.encode(text, { add_special_tokens: false }).ids.length,
    };
  } catch {
    return estimate;
  }
}

async function readJson(access: ModelAccess, path: string): Promise<object> {
  const file = await access.open(path);
  if (file.size > mostBytes) throw new RangeError(`${path} is too large`);
  const value: unknown = JSON.parse(await file.text());
  if (typeof value !== 'object' || value === null) throw new TypeError(`${path} is no object`);
  return value;
}
