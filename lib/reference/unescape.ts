import { decodeHTML } from 'entities';

// Python's html.unescape: HTML5's names, those of old also without their semicolon and at the beginning of a longer
// word; numbers by HTML5's table, except that what is no character vanishes.
// Facts: Python 3 library reference, html.unescape; HTML Living Standard, 13.2.5.80 and 13.5.

const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

/** U+0080 … U+009F as Windows-1252 has them; U+FFFD stands for those it has not, which stay themselves. */
const windows1252 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

export function unescapeHtml(text: string): string {
  return text.includes('&') ? text.replace(reference, character) : text;
}

function character(whole: string, body: string): string {
  switch (body) {
    case 'gt;':
      return '>';
    case 'lt;':
      return '<';
    case 'amp;':
      return '&';
    case 'quot;':
      return '"';
  }
  if (!body.startsWith('#')) return decodeHTML(whole);
  return numbered(/^#[xX]/.test(body) ? parseInt(body.slice(2), 16) : parseInt(body.slice(1), 10));
}

function numbered(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  if (code === 0x0d) return '\r';
  if (code >= 0x80 && code <= 0x9f) {
    const mapped = windows1252[code - 0x80] ?? '\ufffd';
    return mapped === '\ufffd' ? String.fromCharCode(code) : mapped;
  }
  const isControl = (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c) || code === 0x7f;
  const isNoCharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return isControl || isNoCharacter ? '' : String.fromCodePoint(code);
}
