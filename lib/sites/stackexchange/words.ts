import { parsePiece, textOf } from '../../base/html';

// Titles and names come escaped for HTML from the API.

/** Plain text of an escaped one; a bare `<` stays as it is. */
export function unescaped(text: string): string {
  return text.includes('&') ? textOf(parsePiece(text.replace(/</g, '&lt;'))) : text;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
