import type { Attribution, Style } from './style';
import { fenced } from './style';

const attribution = ({ name, title }: Attribution): string | null => name ?? title;

/** Text without markup: what the post says, in lines. */
export const plainStyle: Style = {
  mark: () => null,
  tag: () => null,
  text: (pieces) => pieces.map((piece) => piece.text).join(''),
  codeSpan: (code) => code,
  codeBlock: (code) => code,
  link: () => null,
  bareLink: (url) => url,
  preview: (url, title) => title || url,
  image: (url) => `[img ${url}]`,
  math: (tex, display) => (display ? `$$\n${tex.trim()}\n$$` : `$${tex}$`),
  checkbox: (checked) => (checked ? '[x]' : '[ ]'),
  footnoteRef: (id) => `[${id}]`,
  footnote: (id, body) => `[${id}] ${body}`,
  heading: (_level, text) => text,
  rule: '',
  looseLists: false,
  quote(body, from) {
    const who = from && attribution(from);
    return who ? (body ? `${who}:\n${body}` : `${who}:`) : body;
  },
  item: (body) => body,
  definition: (body) => body,
  details: (summary, body) => `${summary}\n${body}`,
  spoiler: (body) => body,
  poll: (body) => body,
  table: ({ head, rows }) =>
    [head, ...rows]
      .map((cells) => cells.join('\t').trim())
      .filter(Boolean)
      .join('\n'),
  cell: (text) => text.replace(/\n+/g, ' '),
};

/** Text of the transcript format: the marks of the reference crawler for images, links and quotes, code in fences. */
export const transcriptStyle: Style = {
  ...plainStyle,
  codeBlock: fenced,
  link: (url) => ({ open: '', close: ` [link ${url}]`, splits: false }),
  bareLink: (url) => `[link ${url}]`,
  preview: (url, title) => `${title} [link ${url}]`.trim(),
  quote(body, from) {
    const who = from && attribution(from);
    // A fence needs a line of its own.
    const before = body.startsWith('```') ? '\n' : who ? ' ' : '';
    const after = body.endsWith('```') ? '\n' : '';
    return `Quote:"${who ? `${who}:` : ''}${before}${body}${after}"`;
  },
};
