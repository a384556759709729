import { escapeMarkdown } from './escape';
import type { Mark } from './inline-text';
import { fenced, fenceFor, prefixLines, type Attribution, type MarkName, type Style } from './style';

const marks: Readonly<Record<MarkName, Mark>> = {
  strong: { open: '**', close: '**', splits: true },
  emphasis: { open: '*', close: '*', splits: true },
  strike: { open: '~~', close: '~~', splits: true },
  spoiler: { open: '[spoiler]', close: '[/spoiler]', splits: false },
};

const tags = new Map<string, Mark>(
  ['kbd', 'sup', 'sub', 'u', 'ins', 'mark', 'small', 'big'].map((name) => [
    name,
    { open: `<${name}>`, close: `</${name}>`, splits: true },
  ]),
);

/** An address as the target of a link: no spaces, no brackets that do not pair up. */
function target(url: string): string {
  const safe = url.replace(/\s/g, '%20').replace(/</g, '%3C').replace(/>/g, '%3E');
  let depth = 0;
  for (const char of safe) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) break;
  }
  return depth === 0 ? safe : safe.replace(/\(/g, '%28').replace(/\)/g, '%29');
}

/** Text of one line that is not the author's prose: a name, a title, an alternative text. */
const label = (text: string): string => text.replace(/\s+/g, ' ').replace(/[[\]]/g, '\\$&');

function attribution({ name, post, topic, title, url }: Attribution): string {
  const who = name === null ? '' : `**${escapeMarkdown([{ text: name, kind: 'literal' }], false)}**`;
  const place = title && (url ? `[${label(title)}](${target(url)})` : label(title));
  const source = place ? [place] : [post && `post ${post}`, topic && `topic ${topic}`].filter(Boolean);
  if (!who) return `${source.join(', ')}:`;
  return source.length > 0 ? `${who} (${source.join(', ')}):` : `${who}:`;
}

/** Code stays verbatim in a quote with a source, without a mark before each line; so the quote gets marks around it. */
function around(body: string, { name, post, topic }: Attribution): string {
  const source = [name ?? '', post && `post:${post}`, topic && `topic:${topic}`].filter(Boolean).join(', ');
  return `[quote="${source.replace(/"/g, "'")}"]\n\n${body}\n\n[/quote]`;
}

/** Markdown (CommonMark with tables, footnotes and strike-through). A line break is a line break, as forums read it. */
export const markdownStyle: Style = {
  mark: (name) => marks[name],
  tag: (name) => tags.get(name) ?? null,
  text: escapeMarkdown,
  codeSpan(code) {
    const text = code.replace(/\n/g, ' ');
    const fence = fenceFor(text, '`', 1);
    const pad = /^`|`$|^ .* $/.test(text) ? ' ' : '';
    return `${fence}${pad}${text}${pad}${fence}`;
  },
  codeBlock: fenced,
  link: (url) => ({ open: '[', close: `](${target(url)})`, splits: false }),
  bareLink: (url) => url,
  // The author wrote the address; what it shows is the software's.
  preview: (url) => url,
  image: (url, alt) => `![${label(alt)}](${target(url)})`,
  math: (tex, display) => (display ? `$$\n${tex.trim()}\n$$` : `$${tex}$`),
  checkbox: (checked) => (checked ? '[x]' : '[ ]'),
  footnoteRef: (id) => `[^${id}]`,
  footnote: (id, body) => prefixLines(body, `[^${id}]: `, '    ', ''),
  heading: (level, text) => `${'#'.repeat(level)} ${text}`,
  rule: '---',
  looseLists: true,
  quote(body, from) {
    if (from && /^`{3}/m.test(body)) return around(body, from);
    const text = from ? [attribution(from), body].filter(Boolean).join('\n\n') : body;
    return prefixLines(text, '> ', '> ', '>');
  },
  item(body, number, second) {
    const marker = number === null ? (second ? '* ' : '- ') : `${String(number)}${second ? ')' : '.'} `;
    return prefixLines(body, marker, ' '.repeat(marker.length), '');
  },
  definition: (body) => prefixLines(body, ': ', '  ', ''),
  details: (summary, body) => `<details>\n<summary>${summary}</summary>\n\n${body ? `${body}\n\n` : ''}</details>`,
  spoiler: (body) => `[spoiler]\n${body}\n[/spoiler]`,
  poll: (body) => `[poll]\n${body}\n[/poll]`,
  table({ head, rows, align }) {
    const rules = align.map((side) => (side === 'right' ? '--:' : side === 'center' ? ':-:' : side ? ':--' : '---'));
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    return [line(head), line(rules), ...rows.map(line)].join('\n');
  },
  cell: (text) => text.replace(/\|/g, '\\|').replace(/\n+/g, '<br>'),
};
