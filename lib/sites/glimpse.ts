import { parsePiece, textOf } from '../base/html';
import type { Glimpse } from '../model/job';
import type { Post } from '../model/thread';

const posts = 3;
const lineChars = 160;
/** Of a post's HTML, what is looked at for its first line. */
const htmlChars = 20_000;

/** How the first posts begin: enough for a person to see whether a guess read the page right. */
export function glimpses(all: readonly Post[]): readonly Glimpse[] {
  return all.slice(0, posts).map(({ author, postedAt, html }) => ({
    author: author.displayName ?? author.name,
    postedAt,
    line: firstLine(html),
  }));
}

function firstLine(html: string): string {
  // Blocks and breaks end a line; the rest of the markup does not matter here.
  const broken = html.slice(0, htmlChars).replace(/<(?:br|\/p|\/div|\/li|\/blockquote)\b/gi, '\n$&');
  const line = textOf(parsePiece(broken))
    .split('\n')
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .find((text) => text !== '');
  if (line === undefined) return '';
  const chars = Array.from(line);
  return chars.length > lineChars
    ? `${chars
        .slice(0, lineChars - 1)
        .join('')
        .trimEnd()}…`
    : line;
}
