import { shortHash } from '../base/hash';

/**
 * What stands for an image in a pair's text: an address of our own scheme, made from the image's address alone, so that
 * pairing never waits for images. Export puts `images/<sha256>.<ext>` in its place, or the address.
 */
export function imageKey(url: string): string {
  return `heddle-image:${shortHash(url)}`;
}

/** Finds image keys in text. */
export const imageKeyPattern = /heddle-image:[0-9a-f]{14}/g;

/** With the brackets that Markdown or plain text puts around them. */
const placed = /(\]\()?(heddle-image:[0-9a-f]{14})([)\]]?)/g;

export interface ImageWords {
  /** What is written for a key. */
  readonly name: (key: string) => string;
  /** The words in the image, '' where there are none or they are not known. */
  readonly text: (key: string) => string;
}

/**
 * Puts names for keys, and behind each image what is written in it: `![alt](name) [Text in image: …]`. It is all on the
 * image's line, so it is right in a quote, a list, a table and a link too.
 */
export function showImages(text: string, { name, text: wordsOf }: ImageWords): string {
  return text.replace(placed, (_, open: string | undefined, key: string, close: string) => {
    const words = wordsOf(key);
    const image = `${open ?? ''}${name(key)}${close}`;
    return words === '' ? image : `${image} [Text in image: ${marked(words, open !== undefined)}]`;
  });
}

/** What Markdown would read; an underscore inside a word it does not. */
const special = /[\\`*<|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** One line; square brackets become round ones, so that the mark ends where it ends. */
function marked(words: string, isMarkdown: boolean): string {
  const line = words.replace(/\s+/g, ' ').trim().replaceAll('[', '(').replaceAll(']', ')');
  return isMarkdown ? line.replace(special, '\\$&') : line;
}
