import { attr, byTag, elementsOutside, find, findAll, textOf, type Element, type Parent } from '../base/html';
import { parseXml } from '../base/xml';
import type { DocText } from '../model/doc';
import { decodeMarkup } from './decode';
import { docText } from './doc-text';
import { addHtml, type TocHeading } from './html-sections';
import { pageOf } from './html-tree';
import { decoded, neededXml, pathFrom, titleIn, xmlIn } from './packages';
import type { ReadContext } from './reader';
import { docBroken, docEncrypted } from './refusal';
import { sectionBuilder } from './section-builder';
import { openZip, type ZipArchive } from './zip-archive';

// EPUB 2 and 3 (W3C, EPUB 3.3): the package document names the files and their order, a table of contents their titles.

/** Fonts may be garbled without the book being locked (EPUB 3.3, 4.4; Adobe's older way). */
const fontOnly = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);

/** Reads an EPUB in the order of its spine. The page that lists the contents is left out. */
export async function readEpub(file: Blob, context: ReadContext): Promise<DocText> {
  const { name, signal, onProgress } = context;
  const archive = await openZip(file, name, signal);
  await refuseLocked(archive, name);
  const container = await neededXml(archive, 'META-INF/container.xml', name);
  const root = find(container, byTag('rootfile'));
  const opfPath = decoded((root && attr(root, 'full-path')) ?? '');
  const opf = await neededXml(archive, opfPath, name);

  const items = new Map(findAll(opf, byTag('item')).map((item) => [attr(item, 'id') ?? '', item]));
  const pathOf = (item: Element): string => pathFrom(opfPath, attr(item, 'href') ?? '');
  const nav = [...items.values()].find((item) => /(?:^|\s)nav(?:\s|$)/.test(attr(item, 'properties') ?? ''));
  const navPath = nav ? pathOf(nav) : null;
  const toc = await contentsOf(archive, navPath, [...items.values()], pathOf);

  const spine = findAll(opf, byTag('itemref')).flatMap((ref) => items.get(attr(ref, 'idref') ?? '') ?? []);
  const paths = [...new Set(spine.map(pathOf))].filter((path) => path !== navPath);
  if (paths.length === 0) throw docBroken(name, new Error('the spine is empty'));
  const to = sectionBuilder();
  const missing: string[] = [];
  for (const [i, path] of paths.entries()) {
    const bytes = await archive.read(path);
    if (bytes) addChapter(decodeMarkup(bytes), toc.get(path) ?? new Map<string, TocHeading>(), to);
    else missing.push(path);
    onProgress((i + 1) / paths.length);
  }
  if (missing.length === paths.length) throw docBroken(name, new Error(`${missing[0] ?? ''} is missing`));
  const remarks =
    missing.length > 0
      ? [`The book names ${missing.length} files that it does not contain; the others were read.`]
      : [];
  const metadata = find(opf, byTag('metadata'));
  return docText({ name, title: titleIn(metadata), sections: to.finish(), remarks });
}

async function refuseLocked(archive: ZipArchive, name: string): Promise<void> {
  const encryption = await xmlIn(archive, 'META-INF/encryption.xml');
  if (!encryption) return;
  for (const data of findAll(encryption, byTag('EncryptedData'))) {
    const method = find(data, byTag('EncryptionMethod'));
    if (!fontOnly.has((method && attr(method, 'Algorithm')) ?? '')) throw docEncrypted(name);
  }
}

/** Titles by file and by the id in it; '' for its beginning. */
type Contents = ReadonlyMap<string, ReadonlyMap<string, TocHeading>>;

/** The table of contents: `nav` of EPUB 3, else the NCX of EPUB 2. */
async function contentsOf(
  archive: ZipArchive,
  navPath: string | null,
  items: readonly Element[],
  pathOf: (item: Element) => string,
): Promise<Contents> {
  const contents = new Map<string, Map<string, TocHeading>>();
  const add = (from: string, link: string, heading: TocHeading): void => {
    const path = pathFrom(from, link);
    const places = contents.get(path) ?? new Map<string, TocHeading>();
    contents.set(path, places);
    const id = decoded(/#(.*)$/s.exec(link)?.[1] ?? '');
    if (heading.text && !places.has(id)) places.set(id, heading);
  };
  const navigation = navPath === null ? null : await xmlIn(archive, navPath);
  const lists = navigation ? findAll(navigation, byTag('nav')) : [];
  const list = lists.find((one) => /(?:^|\s)toc(?:\s|$)/.test(attr(one, 'epub:type') ?? '')) ?? lists[0];
  if (navPath !== null && list) {
    for (const { element, depth } of nested(list, 'ol')) {
      if (element.tagName !== 'a') continue;
      add(navPath, attr(element, 'href') ?? '', { level: Math.max(1, depth), text: textOf(element).trim() });
    }
    return contents;
  }
  const ncx = items.find((item) => attr(item, 'media-type') === 'application/x-dtbncx+xml');
  const ncxPath = ncx ? pathOf(ncx) : '';
  const map = await xmlIn(archive, ncxPath);
  for (const { element, depth } of map ? nested(map, 'navPoint') : []) {
    if (element.tagName !== 'navPoint') continue;
    const inner = [...elementsOutside(element, byTag('navPoint'))];
    const label = inner.find(byTag('navLabel'));
    const link = inner.find(byTag('content'));
    const text = label ? textOf(label).trim() : '';
    add(ncxPath, (link && attr(link, 'src')) ?? '', { level: depth + 1, text });
  }
  return contents;
}

/** Elements below in order, each with how many elements of a tag are around it. */
function* nested(root: Parent, tag: string): Generator<{ readonly element: Element; readonly depth: number }> {
  const depths = new Map<Element, number>();
  for (const element of elementsOutside(root, () => false)) {
    const parent = element.parentNode;
    const around = parent && 'tagName' in parent ? parent : null;
    const depth = around ? (depths.get(around) ?? 0) + (around.tagName === tag ? 1 : 0) : 0;
    depths.set(element, depth);
    yield { element, depth };
  }
}

/** XHTML is XML: `<title/>` is closed there, and HTML would take all that follows as the title. */
function addChapter(
  markup: string,
  titles: ReadonlyMap<string, TocHeading>,
  to: ReturnType<typeof sectionBuilder>,
): void {
  const asXml = parseXml(markup);
  const page = find(asXml, byTag('body')) ? asXml : pageOf(markup);
  const body = find(page, byTag('body')) ?? page;
  const hasHeadings = find(body, ({ tagName }) => /^h[1-6]$/.test(tagName)) !== null;
  const start = titles.get('');
  if (hasHeadings || titles.size === 0) addHtml(body, to);
  else {
    if (start) to.heading(start.level, start.text);
    addHtml(body, to, { headings: titles, ...(start ? { said: start.text } : {}) });
  }
}
