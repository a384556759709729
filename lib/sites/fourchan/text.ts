import { parsePiece, textOf } from '../../base/html';

/** What a field that is sent as HTML says: a name, a subject, a file's name. */
export function plainText(html: string): string {
  const text = /[<&]/.test(html) ? textOf(parsePiece(html)) : html;
  return text.replace(/\s+/g, ' ').trim();
}

const teaserChars = 80;

/** How a post begins, for a thread that has no subject. */
export function teaserOf(html: string): string {
  const start = html.slice(0, 2000).replace(/<(?:br|p|div)\b/gi, ' $&');
  const text = plainText(start.replace(/<[^>]{0,200}$/, ''))
    .replace(/>>\d+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length <= teaserChars) return text;
  const cut = text.slice(0, teaserChars);
  const space = cut.lastIndexOf(' ');
  return `${(space > teaserChars / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
