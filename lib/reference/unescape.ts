import { decodeHTML } from 'entities';

// Python's html.unescape: HTML5's names, those of old also without their semicolon and at the beginning of a longer
// word; numbers by HTML5's table, except that what is no character vanishes.
// Facts: Python 3 library reference, html.unescape; HTML Living Standard, 13.2.5.80 and 13.5.

const reference = /&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/y;

/** What most texts hold, and nothing else. */
const common: readonly (readonly [written: string, sign: string])[] = [
  ['&gt;', '>'],
  ['&#039;', "'"],
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
];

export function unescapeHtml(text: string): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let plain = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf('&', Math.max(from, at + 1))) {
    const [written, character] = characterAt(text, at);
    if (written === 0) continue;
    plain += text.slice(from, at) + character;
    from = at + written;
  }
  return from === 0 ? text : plain + text.slice(from);
}

/** How long the reference at an ampersand is, and what it stands for; no length: there is none. */
function characterAt(text: string, at: number): readonly [written: number, character: string] {
  for (const [written, sign] of common) if (text.startsWith(written, at)) return [written.length, sign];
  reference.lastIndex = at;
  const [found] = reference.exec(text) ?? [];
  if (found === undefined) return [0, ''];
  return [found.length, found.startsWith('&#') ? numbered(found) : decodeHTML(found)];
}

/** U+0080 … U+009F as Windows-1252 has them; U+FFFD stands for those it has not, which stay themselves. */
const windows1252 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

function numbered(found: string): string {
  const code = /^&#[xX]/.test(found) ? parseInt(found.slice(3), 16) : parseInt(found.slice(2), 10);
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
