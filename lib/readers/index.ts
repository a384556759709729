import type { DocKind, DocText } from '../model/doc';
import { isArchive, isLockedOffice, kindOf, kindOfArchive, type FileKind } from './kind';
import { headBytes, maxFileBytes } from './limits';
import { pdf } from './pdf';
import type { DocReader, ReadContext } from './reader';
import { docBroken, docEmpty, docEncrypted, docKind, docTooLarge } from './refusal';

export type { DocReader, Ocr, ReadContext } from './reader';

const ooxml = 'application/vnd.openxmlformats-officedocument';

/** All readers. What does the work is loaded when a file is read. */
export const readers: readonly DocReader[] = [
  pdf,
  {
    id: 'docx',
    label: 'Word (DOCX)',
    extensions: ['docx', 'docm', 'dotx', 'dotm'],
    mediaTypes: [`${ooxml}.wordprocessingml.document`, `${ooxml}.wordprocessingml.template`],
    read: async (file, context) => (await import('./docx')).readDocx(file, context),
  },
  {
    id: 'pptx',
    label: 'PowerPoint (PPTX)',
    extensions: ['pptx', 'pptm', 'ppsx', 'ppsm', 'potx'],
    mediaTypes: [`${ooxml}.presentationml.presentation`, `${ooxml}.presentationml.slideshow`],
    read: async (file, context) => (await import('./pptx')).readPptx(file, context),
  },
  {
    id: 'odt',
    label: 'OpenDocument text (ODT)',
    extensions: ['odt', 'ott'],
    mediaTypes: ['application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text-template'],
    read: async (file, context) => (await import('./odt')).readOdt(file, context),
  },
  {
    id: 'epub',
    label: 'EPUB',
    extensions: ['epub'],
    mediaTypes: ['application/epub+zip'],
    read: async (file, context) => (await import('./epub')).readEpub(file, context),
  },
  {
    id: 'html',
    label: 'Web page (HTML)',
    extensions: ['html', 'htm', 'xhtml', 'xht'],
    mediaTypes: ['text/html', 'application/xhtml+xml'],
    read: async (file, context) => (await import('./html')).readHtml(file, context),
  },
  {
    id: 'markdown',
    label: 'Markdown',
    extensions: ['md', 'markdown', 'mdown', 'mkd', 'mdx', 'rmd', 'qmd'],
    mediaTypes: ['text/markdown', 'text/x-markdown'],
    read: async (file, context) => (await import('./markdown')).readMarkdown(file, context),
  },
  {
    id: 'csv',
    label: 'Table (CSV)',
    extensions: ['csv', 'tsv', 'tab'],
    mediaTypes: ['text/csv', 'text/tab-separated-values'],
    read: async (file, context) => (await import('./csv')).readCsv(file, context),
  },
  {
    id: 'text',
    label: 'Plain text',
    extensions: [
      'txt',
      'text',
      'log',
      'rst',
      'org',
      'adoc',
      'tex',
      'srt',
      'vtt',
      'json',
      'jsonl',
      'xml',
      'yaml',
      'yml',
    ],
    mediaTypes: ['text/plain'],
    read: async (file, context) => (await import('./text')).readText(file, context),
  },
];

const byId = (id: DocKind): DocReader | null => readers.find((reader) => reader.id === id) ?? null;

/** Readers of kinds that are told by name alone: their bytes are just text. */
const told: ReadonlySet<DocKind> = new Set(['html', 'markdown', 'csv', 'text']);

/**
 * The reader for a file: by what its bytes are, else by its name, else by its media type. Text of any other name is
 * plain text.
 * @param firstBytes its beginning, 64 KB or all of it
 * @returns null: no kind of file that can be read
 */
export function readerFor(name: string, mediaType: string, firstBytes: Uint8Array): DocReader | null {
  return choose(kindOf(firstBytes), name, mediaType, isArchive(firstBytes));
}

function choose(kind: FileKind, name: string, mediaType: string, isZip: boolean): DocReader | null {
  if (kind === 'office' || kind === 'other') return null;
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const named =
    readers.find(({ extensions }) => extensions.includes(extension)) ??
    readers.find(({ mediaTypes }) => mediaTypes.includes(type));
  const isTold = named !== undefined && told.has(named.id);
  if (kind === 'unknown') {
    if (isZip) return named && !isTold ? named : null;
    return isTold ? named : byId('text');
  }
  // Markdown and plain text may begin with HTML, as many a README does.
  if (kind === 'html' && (named?.id === 'markdown' || named?.id === 'text')) return named;
  return byId(kind);
}

/** What a file picker may offer: media types and extensions. */
export const acceptedFiles: readonly string[] = readers.flatMap(({ extensions, mediaTypes }) => [
  ...mediaTypes,
  ...extensions.map((extension) => `.${extension}`),
]);

/**
 * Reads a document of any kind.
 * @throws AppError `unsupported`: `docTooLarge` above 200 MB, `docEmpty`, `docEncrypted`, `docKind`, `docBroken`,
 *   `docBomb`; what the signal says where it is aborted
 */
export async function readDoc(file: Blob, context: ReadContext): Promise<{ readonly kind: DocKind } & DocText> {
  const { name, signal } = context;
  signal.throwIfAborted();
  if (file.size === 0) throw docEmpty(name);
  if (file.size > maxFileBytes) throw docTooLarge(name, maxFileBytes);
  const first = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const kind = isArchive(first) ? await kindInside(file, context) : kindOf(first);
  const reader = choose(kind, name, file.type, isArchive(first));
  if (!reader) {
    if (kind === 'office' && (await isLockedOffice(file))) throw docEncrypted(name);
    throw docKind(name);
  }
  try {
    return { kind: reader.id, ...(await reader.read(file, context)) };
  } catch (thrown) {
    // Readers recurse only inside libraries; a document that nests so deep was made to do harm.
    if (thrown instanceof RangeError) throw docBroken(name, thrown);
    throw thrown;
  }
}

async function kindInside(file: Blob, { name, signal }: ReadContext): Promise<FileKind> {
  const { openZip } = await import('./zip-archive');
  const archive = await openZip(file, name, signal);
  const type = archive.has('mimetype') ? await archive.read('mimetype') : null;
  return kindOfArchive(archive.names, type ? new TextDecoder().decode(type.subarray(0, 200)) : '');
}
