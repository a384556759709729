import { asFields, asList, asText, type Fields } from '../fields';
import { escapeHtml } from './body';

// Reddit's own form of rich text ("rtjson"), which pages of 2018 to 2024 keep instead of HTML.

/** Bits of a format, from the outermost mark inwards. */
const marks: readonly (readonly [bit: number, tag: string])[] = [
  [1, 'strong'],
  [2, 'em'],
  [8, 's'],
  [32, 'sup'],
  [64, 'code'],
];

const boxes: Readonly<Record<string, string>> = { par: 'p', li: 'li', blockquote: 'blockquote', table: 'table' };

/** As HTML; an explicit stack, since nobody vouches for its depth. */
export function richTextHtml(document: unknown): string {
  const html: string[] = [];
  const stack: unknown[] = [...asList(document)].reverse();
  const open = (inner: unknown, tag: string, attributes = ''): void => {
    html.push(`<${tag}${attributes}>`);
    stack.push(`</${tag}>`);
    const children = asList(inner);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]);
  };
  while (stack.length > 0) {
    const at = stack.pop();
    if (typeof at === 'string') {
      html.push(at);
      continue;
    }
    const node = asFields(at);
    if (!node) continue;
    const kind = asText(node['e']) ?? '';
    if (kind === 'code') html.push(codeHtml(node));
    else if (kind === 'list') open(node['c'], node['o'] === true ? 'ol' : 'ul');
    else if (kind === 'h') open(node['c'], `h${String(Math.min(6, Math.max(1, Number(node['l']) || 1)))}`);
    else if (kind === 'spoilertext') open(node['c'], 'span', ' class="md-spoiler-text"');
    else if (Object.hasOwn(boxes, kind)) open(node['c'], boxes[kind] ?? 'p');
    else html.push(leafHtml(kind, node));
  }
  return html.join('');
}

function codeHtml(node: Fields): string {
  const lines = asList(node['c']).map((line) => escapeHtml(asText(asFields(line)?.['t']) ?? ''));
  return `<pre><code>${lines.join('\n')}</code></pre>`;
}

function leafHtml(kind: string, node: Fields): string {
  const text = asText(node['t']) ?? '';
  switch (kind) {
    case 'br':
      return '<br>';
    case 'hr':
      return '<hr>';
    case 'link':
      return `<a href="${escapeHtml(asText(node['u']) ?? '')}">${formatted(text, node['f'])}</a>`;
    case 'r/':
    case 'u/':
      return escapeHtml(`${kind}${text}`);
    default:
      return formatted(text, node['f']);
  }
}

/** `f` lists ranges `[bits, start, length]` in characters; ranges do not overlap. */
function formatted(text: string, formats: unknown): string {
  const parts: string[] = [];
  let at = 0;
  for (const value of asList(formats)) {
    const [bits, start, length] = asList(value).map(Number);
    if (bits === undefined || start === undefined || length === undefined || start < at || !(length > 0)) continue;
    const tags = marks.filter(([bit]) => (bits & bit) !== 0).map(([, tag]) => tag);
    const inner = escapeHtml(text.slice(start, start + length));
    parts.push(escapeHtml(text.slice(at, start)));
    parts.push(
      tags.map((tag) => `<${tag}>`).join('') +
        inner +
        tags
          .reverse()
          .map((tag) => `</${tag}>`)
          .join(''),
    );
    at = start + length;
  }
  return parts.join('') + escapeHtml(text.slice(at));
}
