// A post's HTML as a row of tags and texts, in one pass and without a tree: enough to find references and to cut a post
// where they stand. Post bodies are small pieces of generated markup; what does not fit counts as text.

export type Token =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | { readonly kind: 'open' | 'close'; readonly name: string; readonly from: number; readonly to: number };

const nameChars = /[a-z][a-z\d]*/iy;

export function* tokensOf(html: string): Generator<Token> {
  let text = 0;
  let at = html.indexOf('<');
  while (at >= 0) {
    const end = tagEnd(html, at);
    if (end < 0) break;
    const closing = html.charAt(at + 1) === '/';
    nameChars.lastIndex = at + (closing ? 2 : 1);
    const name = nameChars.exec(html)?.[0].toLowerCase();
    if (text < at) yield { kind: 'text', from: text, to: at };
    if (name) yield { kind: closing ? 'close' : 'open', name, from: at, to: end };
    text = end;
    at = html.indexOf('<', end);
  }
  if (text < html.length) yield { kind: 'text', from: text, to: html.length };
}

/** Where the tag or comment that begins here ends; a `<` that begins none is passed over. -1: nothing follows. */
function tagEnd(html: string, at: number): number {
  if (html.startsWith('<!--', at)) {
    const end = html.indexOf('-->', at + 4);
    return end < 0 ? -1 : end + 3;
  }
  let quote = '';
  for (let i = at + 1; i < html.length; i++) {
    const char = html.charAt(i);
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '>') return i + 1;
    else if ((char === '"' || char === "'") && html.charAt(i - 1) === '=') quote = char;
  }
  return -1;
}

const patterns = new Map<string, RegExp>();

function patternOf(name: string): RegExp {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`[\\s"']${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i');
    patterns.set(name, pattern);
  }
  return pattern;
}

/** The value of an attribute in the text of a tag; entities stay as they are but for `&amp;`. */
export function attributeIn(tag: string, name: string): string | null {
  const match = patternOf(name).exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  if (value === undefined) return null;
  return value.includes('&') ? value.replace(/&amp;/g, '&').replace(/&#0?39;/g, "'") : value;
}

const empty: ReadonlySet<string> = new Set(['br', 'wbr', 'img', 'hr', 'input', 'meta', 'link', 'source', 'embed']);

/** Tags that have no end tag. */
export function isVoid(name: string): boolean {
  return empty.has(name);
}
