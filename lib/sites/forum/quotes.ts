import type { Element } from '../../base/html';
import type { FoundPost, Look } from './found';
import { rangeOf, wordsIn } from './outline';
import { select } from './selector';
import { lastNumber, valueOf } from './source';

// Which post a post quotes: by the number the markup carries, else by the words.

/** Boxes of quotes in software that is not known. */
const anyQuote = 'blockquote, .quote, .quotebox, .bbcode_quote, .bbCodeQuote, .quoteheader, .forumQuote, .bbcode-quote';
/** A page with more of them is hostile. */
const mostQuotes = 2000;
const mostEarlier = 60;
/** Letters of a quote that must stand in the quoted post. */
const enoughLetters = 24;

/** Indexes of the posts each post quotes, or numbers of posts that are not on this page; in order. */
export interface Quoted {
  readonly indexes: readonly number[];
  readonly numbers: readonly string[];
}

export function quotesOf(look: Look, posts: readonly FoundPost[]): readonly Quoted[] {
  const { outline } = look;
  const byNumber = new Map(posts.map(({ number }, i) => [number, i]));
  const letters: string[] = [];
  let left = mostQuotes;
  return posts.map((post, index) => {
    const indexes: number[] = [];
    const numbers: string[] = [];
    for (const box of left > 0 ? boxesIn(look, post) : []) {
      if (--left < 0) break;
      const range = rangeOf(outline, box);
      if (!range) continue;
      const markup = look.engine?.thread?.quote;
      const number = lastNumber(valueOf(outline, markup?.id, range, box));
      const known = number === null ? undefined : byNumber.get(number);
      if (known !== undefined) {
        if (known !== index) indexes.push(known);
        continue;
      }
      const stated = valueOf(outline, markup?.name, range, box);
      const found = byWords(look, posts, letters, index, { text: wordsIn(outline, range, 3000), name: stated });
      if (found !== null) indexes.push(found);
      else if (number !== null) numbers.push(number);
    }
    letters.push(lettersOf(post.body.map((node) => textOfNode(look, node)).join(' ')));
    return { indexes: [...new Set(indexes)], numbers: [...new Set(numbers)] };
  });
}

function textOfNode(look: Look, node: FoundPost['body'][number]): string {
  const start = look.outline.places.get(node);
  if (start === undefined) return '';
  return wordsIn(look.outline, { start, end: look.outline.ends[start] ?? start + 1 }, 8000);
}

/** Quotes of a post that do not stand in another quote. */
function boxesIn(look: Look, post: FoundPost): readonly Element[] {
  const { outline } = look;
  const wanted = look.engine?.thread?.quote?.box ?? anyQuote;
  const boxes: Element[] = [];
  for (const root of post.body) {
    const start = outline.places.get(root);
    if (start === undefined) continue;
    const end = Math.min(outline.ends[start] ?? start + 1, post.block.end);
    let until = -1;
    for (const box of select(outline, wanted, { start: start + 1, end })) {
      const place = outline.places.get(box) ?? 0;
      if (place < until) continue;
      until = outline.ends[place] ?? place + 1;
      boxes.push(box);
    }
  }
  return boxes;
}

function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The nearest earlier post that has the quote's words; of the person named, where one is. */
function byWords(
  look: Look,
  posts: readonly FoundPost[],
  letters: readonly string[],
  index: number,
  quote: { readonly text: string; readonly name: string | null },
): number | null {
  const words = lettersOf(quote.text);
  const name = quote.name ?? quote.text.slice(0, 120);
  const said = lettersOf(name);
  for (let i = index - 1, looked = 0; i >= 0 && looked < mostEarlier; i--, looked++) {
    const author = lettersOf(posts[i]?.author ?? '');
    const named = author.length > 1 && said.includes(author);
    const there = letters[i] ?? '';
    if (!there) continue;
    // The header comes first, and a quote may be cut: a piece from its middle and one from its end are looked for.
    const pieces = [words.slice(-enoughLetters), words.slice(-enoughLetters * 3, -enoughLetters * 2)];
    const long = pieces.some((piece) => piece.length >= enoughLetters && there.includes(piece));
    const short = named && words.length < enoughLetters * 3 && words.endsWith(there) && there.length > 1;
    if (long || short) return i;
  }
  return null;
}
