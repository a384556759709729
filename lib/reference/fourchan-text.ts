import { collapse, isLineEnd, isSpace, withoutAddresses } from './python-text';
import { unescapeHtml } from './unescape';

const quoteNumbers = />>\p{Nd}+/gu;

/** Tags go, then entities are read, then every line that begins with `>` goes, then numbers quoted and addresses. */
export function cleanFourchan(html: string): string {
  let text = unescapeHtml(withoutTags(html));
  if (text.includes('>')) {
    text = withoutQuotedLines(text);
    if (text.includes('>>')) text = text.replace(quoteNumbers, '');
  }
  return collapse(withoutAddresses(text));
}

const breaks = /<br(?: ?\/)?>/g;

/**
 * Takes out `<`, one or more characters that are no `>`, and `>`; a `<br>` leaves a line end, and does so before. By
 * hand, so that `<<<<` takes no square of time.
 */
function withoutTags(text: string): string {
  let open = text.indexOf('<');
  if (open < 0) return text;
  let kept = '';
  let from = 0;
  while (open >= 0) {
    const close = text.indexOf('>', open + 1);
    if (close < 0) break;
    if (close === open + 1) {
      open = text.indexOf('<', close);
      continue;
    }
    const lineBreak = breakEndingAt(text, close);
    // A loose `<` before a `<br>` reaches beyond it.
    if (lineBreak > open) return withoutTags(text.replace(breaks, '\n'));
    kept += lineBreak === open ? text.slice(from, open) + '\n' : text.slice(from, open);
    from = close + 1;
    open = text.indexOf('<', from);
  }
  return from === 0 ? text : kept + text.slice(from);
}

/** Where the `<br>` begins that ends here; -1: none does. */
function breakEndingAt(text: string, close: number): number {
  if (text.startsWith('<br>', close - 3)) return close - 3;
  if (text.startsWith('<br/>', close - 4)) return close - 4;
  return text.startsWith('<br />', close - 5) ? close - 5 : -1;
}

/** Lines whose first sign that is no white space is `>`; their ends stay. */
function withoutQuotedLines(text: string): string {
  let kept = '';
  let from = 0;
  let at = text.indexOf('>');
  while (at >= 0) {
    let start = at;
    while (start > from && isSpace(text.charCodeAt(start - 1)) && !isLineEnd(text.charCodeAt(start - 1))) start--;
    if (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) {
      at = text.indexOf('>', at + 1);
      continue;
    }
    let end = at;
    while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
    kept += text.slice(from, start);
    from = end;
    at = text.indexOf('>', end);
  }
  return from === 0 ? text : kept + text.slice(from);
}

const references = /(?:>>|&gt;&gt;)(\p{Nd}+)/gu;
/** The same in escaped text, where nothing but `&gt;` becomes `>` or a part of a reference. */
const escapedReferences = /(?:>|&gt;){2}(\p{Nd}+)/gu;
const readsOtherwise = /&(?:amp|AMP|GT|gt(?!;)|#(?!039;))/;

/** Numbers of posts quoted, in order, as they are written in ASCII digits without leading zeros. */
export function fourchanReferences(html: string): readonly string[] {
  const isPlain = !readsOtherwise.test(html);
  if (isPlain && !html.includes('&gt;&gt;') && !html.includes('>>') && !html.includes('>&gt;')) return [];
  const found = isPlain ? html.matchAll(escapedReferences) : unescapeHtml(html).matchAll(references);
  return Array.from(found, ([, digits = '']) => decimal(digits));
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
