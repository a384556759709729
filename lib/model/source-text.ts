import type { Post } from './thread';

const signs: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * The text of a post that came without HTML, as some replies of data routes do: what its author typed. Reddit escapes
 * three signs in it (unless asked with `raw_json`), and where it does not, they mean the same in Markdown.
 *
 * @returns null for a post that has HTML, or nothing
 */
export function sourceText(post: Pick<Post, 'html' | 'source'>): string | null {
  if (!post.source || post.html !== '') return null;
  const { kind, text } = post.source;
  const plain = kind === 'markdown' ? text.replace(/&(?:lt|gt|amp);/g, (sign) => signs[sign] ?? sign) : text;
  return plain.replace(/\r\n?/g, '\n').trim();
}
