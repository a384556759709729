import { collapse, splitLines, strip, withoutAddresses } from './python-text';
import { unescapeHtml } from './unescape';

const breaks = /<br(?: ?\/)?>/g;
const quoteNumbers = />>\p{Nd}+/gu;
const references = /(?:>>|&gt;&gt;)(\p{Nd}+)/gu;

/** Tags go, then entities are read, then every line that begins with `>` goes, then numbers quoted and addresses. */
export function cleanFourchan(html: string): string {
  if (html === '') return '';
  let text = html;
  if (text.includes('<')) text = withoutTags(text.replace(breaks, '\n'));
  text = unescapeHtml(text);
  if (text.includes('>')) {
    const lines = splitLines(text).filter((line) => !strip(line).startsWith('>'));
    text = lines.join('\n').replace(quoteNumbers, '');
  }
  return collapse(withoutAddresses(text));
}

/** Takes out `<`, one or more characters that are no `>`, and `>`. By hand, so that `<<<<` takes no square of time. */
function withoutTags(text: string): string {
  let kept = '';
  let from = 0;
  let open = text.indexOf('<');
  while (open >= 0) {
    if (text[open + 1] === '>') {
      open = text.indexOf('<', open + 1);
      continue;
    }
    const close = text.indexOf('>', open + 1);
    if (close < 0) break;
    kept += text.slice(from, open);
    from = close + 1;
    open = text.indexOf('<', from);
  }
  return from === 0 ? text : kept + text.slice(from);
}

/** Numbers of posts quoted, in order, as they are written in ASCII digits without leading zeros. */
export function fourchanReferences(html: string): readonly string[] {
  // Most posts quote nobody: whatever becomes two `>` has one of these.
  if (!html.includes('&') && !html.includes('>>')) return [];
  return Array.from(unescapeHtml(html).matchAll(references), ([, digits = '']) => decimal(digits));
}

const plainNumber = /^(?:0|[1-9][0-9]*)$/;

function decimal(digits: string): string {
  if (plainNumber.test(digits)) return digits;
  const ascii = Array.from(digits, (digit) => String(digitValue(digit.codePointAt(0) ?? 0))).join('');
  return ascii.replace(/^0+(?=.)/, '');
}

/** Decimal digits stand in rows of ten, from nought to nine, and rows may follow one another. */
function digitValue(code: number): number {
  let first = code;
  while (first > 0 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}
