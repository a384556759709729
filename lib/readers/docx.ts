import { strToU8, zipSync, type Zippable } from 'fflate';
import mammoth from 'mammoth';
import { attr, byTag, childrenOf, find, findAll, isElement, textOf, type Element, type Parent } from '../base/html';
import type { DocText } from '../model/doc';
import { AppError } from '../model/error';
import { decodeMarkup } from './decode';
import { docText } from './doc-text';
import { addHtml } from './html-sections';
import { pieceOf } from './html-tree';
import { maxWordBytes } from './limits';
import { titleIn, xmlIn } from './packages';
import type { ReadContext } from './reader';
import { docBroken, docTooLarge } from './refusal';
import { sectionBuilder } from './section-builder';
import { openZip, type ZipArchive } from './zip-archive';

/** Styles that mammoth does not know by itself. */
const styleMap = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  ...['toc heading', ...Array.from({ length: 9 }, (_, i) => `toc ${i + 1}`)].map(
    (name) => `p[style-name='${name}'] => !`,
  ),
];

/** Reads a DOCX. Heads and feet of pages, comments and deleted text are left out. */
export async function readDocx(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  const archive = await openZip(file, name, signal);
  const remarks: string[] = [];
  const bytes = await wordsOnly(archive, remarks, name);
  onProgress(0.3);
  const html = await toHtml(bytes, headingStyles(await xmlIn(archive, 'word/styles.xml')), name);
  signal.throwIfAborted();
  onProgress(0.8);

  const root = pieceOf(html);
  const to = sectionBuilder();
  const notes = new Set(
    findAll(root, byTag('ol')).filter((list) => {
      const first = childrenOf(list).find(isElement);
      return /^(?:foot|end)note-/.test((first && attr(first, 'id')) ?? '');
    }),
  );
  addHtml(root, to, { isDropped: (element) => notes.has(element) });
  // They belong to the whole document and not to its last heading.
  if (notes.size > 0) to.top();
  for (const list of notes) addHtml({ ...list, nodeName: 'body', tagName: 'body', childNodes: [list] }, to);

  const named = titleIn(await xmlIn(archive, 'docProps/core.xml'));
  const styled = find(root, (element) => attr(element, 'class') === 'title');
  onProgress(1);
  return docText({ name, title: named || (styled ? textOf(styled) : ''), sections: to.finish(), remarks });
}

/**
 * An archive of the XML files alone, each inflated by us and within limits, since mammoth's own opener has none.
 * Pictures stay outside: their descriptions are in the XML.
 */
async function wordsOnly(archive: ZipArchive, remarks: string[], name: string): Promise<Uint8Array> {
  const files: Zippable = {};
  for (const path of archive.names) {
    if (!/\.(?:xml|rels)$/i.test(path) || /^customXml\//i.test(path)) continue;
    const bytes = await archive.read(path);
    if (!bytes) continue;
    if (bytes.length > maxWordBytes) throw docTooLarge(name, maxWordBytes);
    files[path] = /^word\/(?:document|footnotes|endnotes)\d*\.xml$/.test(path) ? withFormulas(bytes, remarks) : bytes;
  }
  return zipSync(files, { level: 0 });
}

const formula = /<m:oMath(?:\s[^>]*)?>([\s\S]*?)<\/m:oMath>/g;
/** What is around a formula on a line of its own. */
const display = /<m:oMathParaPr(?:\s[^>]*)?(?:\/>|>[\s\S]*?<\/m:oMathParaPr>)|<\/?m:oMathPara(?:\s[^>]*)?>/g;
const symbols = /<m:t(?:\s[^>]*)?>([^<]*)<\/m:t>/g;

/** Formulas as runs of their symbols: mammoth leaves them out. */
function withFormulas(bytes: Uint8Array, remarks: string[]): Uint8Array {
  const xml = decodeMarkup(bytes);
  if (!xml.includes('<m:oMath')) return bytes;
  const remark = 'Formulas are kept as a row of their symbols.';
  if (!remarks.includes(remark)) remarks.push(remark);
  return strToU8(
    xml.replace(display, '').replace(formula, (_, inner: string) => {
      const text = [...inner.matchAll(symbols)].map(([, symbol]) => symbol).join('');
      return `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
    }),
  );
}

/** A style may be based on one that is based on another; those of Word are three deep. */
const maxBases = 10;

/** Styles of paragraphs that have a place in the outline, their own or that of the style they are based on. */
function headingStyles(styles: Parent | null): readonly string[] {
  const all = styles ? findAll(styles, byTag('style')) : [];
  const byId = new Map(all.map((style) => [attr(style, 'w:styleId') ?? '', style]));
  const valueOf = (style: Element, tag: string): string | null => {
    const element = find(style, byTag(tag));
    return element && attr(element, 'w:val');
  };
  return all.flatMap((style) => {
    let level: string | null = null;
    let base: Element | undefined = style;
    for (let i = 0; base && level === null && i < maxBases; i++) {
      level = valueOf(base, 'outlineLvl');
      base = byId.get(valueOf(base, 'basedOn') ?? '');
    }
    const name = valueOf(style, 'name');
    const isHeading = level !== null && /^[0-5]$/.test(level) && attr(style, 'w:type') === 'paragraph';
    if (!isHeading || !name || /['\\\n]/.test(name)) return [];
    return [`p[style-name='${name}'] => h${Number(level) + 1}:fresh`];
  });
}

async function toHtml(bytes: Uint8Array, headings: readonly string[], name: string): Promise<string> {
  const arrayBuffer = bytes.slice().buffer;
  try {
    // The build for browsers takes `arrayBuffer`, the one for Node `buffer`.
    const input = { arrayBuffer, buffer: arrayBuffer };
    const { value } = await mammoth.convertToHtml(input, {
      styleMap: [...styleMap, ...headings],
      ignoreEmptyParagraphs: true,
      // It would be the document that says what its styles are.
      includeEmbeddedStyleMap: false,
      externalFileAccess: false,
      convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
    });
    return value;
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : docBroken(name, thrown);
  }
}
