import { Lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import './markdown.css';

/** Shows an image of the store by what stands for it in the text; anything else is never loaded. */
export type ImageView = (key: string, alt: string) => VNode;

export interface MarkdownProps {
  readonly text: string;
  readonly image: ImageView;
}

/** Quotes in quotes in lists: deeper than this is shown as it is written. */
const deepest = 16;

/**
 * Markdown as elements. The text is hostile: tokens become elements by the table below, HTML in it stays text, and
 * nothing is ever loaded.
 */
export function Markdown({ text, image }: MarkdownProps) {
  const tokens = useMemo(() => lex(text), [text]);
  return (
    <div class="markdown" dir="auto">
      {tokens === null ? <p class="verbatim">{text}</p> : render(tokens, image, 0)}
    </div>
  );
}

function lex(text: string): readonly Token[] | null {
  if (nesting(text) > 100) return null;
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(text);
  } catch {
    return null; // the lexer recurses and has its limits; the words are still shown
  }
}

/** The longest run of quote marks: the lexer reads each level anew. */
function nesting(text: string): number {
  let longest = 0;
  let run = 0;
  for (const char of text) {
    if (char === '>') longest = Math.max(longest, ++run);
    else if (char !== ' ' && char !== '\t') run = 0;
  }
  return longest;
}

function render(tokens: readonly Token[] | undefined, image: ImageView, depth: number): ComponentChildren {
  if (!tokens) return null;
  if (depth > deepest) return tokens.map((token) => token.raw).join('');
  return tokens.map((token) => element(token as KnownToken, image, depth + 1));
}

// marked's own union ends in a token of any shape, which would switch type checking off.
type KnownToken =
  | Tokens.Space
  | Tokens.Code
  | Tokens.Heading
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.HTML
  | Tokens.Def
  | Tokens.Paragraph
  | Tokens.Text
  | Tokens.Tag
  | Tokens.Escape
  | Tokens.Link
  | Tokens.Image
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Codespan
  | Tokens.Br
  | Tokens.Del;

function element(token: KnownToken, image: ImageView, depth: number): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return <p class={`heading heading-${token.depth}`}>{render(token.tokens, image, depth)}</p>;
    case 'paragraph':
      return <p>{render(token.tokens, image, depth)}</p>;
    case 'blockquote':
      return <blockquote>{render(token.tokens, image, depth)}</blockquote>;
    case 'code':
      return (
        <pre tabIndex={0} {...(token.lang ? { title: token.lang } : {})}>
          <code>{token.text}</code>
        </pre>
      );
    case 'list':
      return list(token, image, depth);
    case 'table':
      return table(token, image, depth);
    case 'hr':
      return <hr />;
    case 'html':
      return <span class="verbatim">{token.raw}</span>;
    case 'text':
      return words(token, image, depth);
    case 'escape':
      return decodeEntities(token.text);
    case 'strong':
      return <strong>{render(token.tokens, image, depth)}</strong>;
    case 'em':
      return <em>{render(token.tokens, image, depth)}</em>;
    case 'del':
      return <del>{render(token.tokens, image, depth)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return link(token, render(token.tokens, image, depth));
    case 'image':
      return picture(token, image);
    default:
      return null; // the box of a task: `list` shows it
  }
}

interface Words {
  readonly text: string;
  readonly tokens?: readonly Token[] | undefined;
}

function words(token: Words, image: ImageView, depth: number): ComponentChildren {
  return token.tokens ? render(token.tokens, image, depth) : decodeEntities(token.text);
}

function list(token: Tokens.List, image: ImageView, depth: number) {
  const items = token.items.map((item) => (
    <li>
      {item.task && (item.checked ? '☑ ' : '☐ ')}
      {render(item.tokens, image, depth)}
    </li>
  ));
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function table(token: Tokens.Table, image: ImageView, depth: number) {
  return (
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {token.header.map((cell) => (
              <th>{render(cell.tokens, image, depth)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((cells) => (
            <tr>
              {cells.map((cell) => (
                <td>{render(cell.tokens, image, depth)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An address that may become a link: absolute, http or https. */
export function safeLink(href: string): string | null {
  try {
    const url = new URL(decodeEntities(href));
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

function link(token: Tokens.Link, children: ComponentChildren) {
  const href = safeLink(token.href);
  if (href === null) return <span title={token.href}>{children}</span>;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function picture(token: Tokens.Image, image: ImageView) {
  const alt = decodeEntities(token.text);
  if (/^heddle-image:[0-9a-f]{14}$/.test(token.href)) return image(token.href, alt);
  return (
    <span class="picture-gone" title={token.href}>
      {alt === '' ? token.href : alt}
    </span>
  );
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The few character references that Markdown needs; the rest stay as written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,4}));/g,
    (whole, dec: string, hex: string, name: string) => {
      if (name) return named[name] ?? whole;
      const code = dec ? Number(dec) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
