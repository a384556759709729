import { Marked, type TokenizerExtension, type RendererExtension } from 'marked';
import type { DocText } from '../model/doc';
import { decodeText } from './decode';
import { docText } from './doc-text';
import { addHtml } from './html-sections';
import { pieceOf } from './html-tree';
import { maxMarkupBytes } from './limits';
import { escaped } from './packages';
import type { ReadContext } from './reader';
import { docTooLarge } from './refusal';
import { sectionBuilder } from './section-builder';
import { addPlainText } from './text';

type Extension = TokenizerExtension & RendererExtension;

/** Formulas stay as they are written: their underscores and backslashes are no Markdown. */
const mathInline: Extension = {
  name: 'mathInline',
  level: 'inline',
  start: (text) => /\$|\\\(|\\\[/.exec(text)?.index,
  tokenizer(text) {
    const raw =
      /^(?:\$\$[^$]{1,5000}\$\$|\$(?![\s\d])[^$\n]{0,500}[^$\s\\]\$(?!\d)|\\\([^\n]{1,2000}?\\\)|\\\[[^]{1,5000}?\\\])/.exec(
        text,
      );
    return raw ? { type: 'mathInline', raw: raw[0] } : undefined;
  },
  renderer: ({ raw }) => escaped(raw),
};
/** Nothing else stands in its own way of writing a note: `[^1]: text`. */
const marked = new Marked({ gfm: true, extensions: [mathInline] });

/** Reads Markdown; what front matter names as the title is the title. */
export async function readMarkdown(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  if (file.size > maxMarkupBytes) throw docTooLarge(name, maxMarkupBytes);
  const source = decodeText(new Uint8Array(await file.arrayBuffer())).replace(/\r\n?/g, '\n');
  const front = /^---\n([^]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source.slice(0, 20_000));
  const text = front && /^[\w-]+[ \t]*:/m.test(front[1] ?? '') ? source.slice(front[0].length) : source;
  const to = sectionBuilder();
  const html = htmlOf(text);
  signal.throwIfAborted();
  onProgress(0.5);
  if (html === null) addPlainText(text, to);
  else addHtml(pieceOf(html), to);
  const sections = to.finish();
  onProgress(1);
  const named = /^title[ \t]*:[ \t]*(["']?)(.+?)\1[ \t]*$/m.exec(front?.[1] ?? '')?.[2];
  const first = sections.find(({ headings }) => headings.length > 0)?.headings[0];
  return docText({ name, title: named ?? first ?? '', sections });
}

/** null: nested so deep that marked's recursion ends. */
function htmlOf(text: string): string | null {
  try {
    return marked.parse(text, { async: false });
  } catch {
    return null;
  }
}
