import { attr, byTag, find, findAll, textOf, type Parent } from '../base/html';
import { parseXml } from '../base/xml';
import { decodeMarkup } from './decode';
import { docBroken } from './refusal';
import type { ZipArchive } from './zip-archive';

// What documents made of XML files in an archive have in common.

/** An XML file of an archive; null: there is none of this name. */
export async function xmlIn(archive: ZipArchive, path: string): Promise<Parent | null> {
  const bytes = await archive.read(path);
  return bytes && parseXml(decodeMarkup(bytes));
}

/** An XML file that must be there. @throws AppError `docBroken` */
export async function neededXml(archive: ZipArchive, path: string, name: string): Promise<Parent> {
  const xml = await xmlIn(archive, path);
  if (!xml) throw docBroken(name, new Error(`${path} is missing`));
  return xml;
}

/** The title in a file of Dublin Core terms, as OOXML, ODF and EPUB have them. */
export function titleIn(xml: Parent | null): string {
  const title = xml && find(xml, byTag('title'));
  return title ? textOf(title).trim() : '';
}

/**
 * A path inside an archive, as a link in one of its files means it.
 * @param from path of the file that the link is in
 */
export function pathFrom(from: string, link: string): string {
  const bare = link.replace(/[?#].*$/s, '');
  const parts = bare.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of decoded(bare).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Text with percent signs as it was meant; one that means nothing stays. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface Relation {
  /** The last word of its type: `slide`, `notesSlide`, `officeDocument`. */
  readonly type: string;
  readonly path: string;
}

/** What a part of an OOXML file points to, by id (ECMA-376, part 2, section 9.3). */
export async function relationsOf(archive: ZipArchive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const cut = part.lastIndexOf('/') + 1;
  const xml = await xmlIn(archive, `${part.slice(0, cut)}_rels/${part.slice(cut)}.rels`);
  const relations = new Map<string, Relation>();
  if (!xml) return relations;
  for (const one of findAll(xml, byTag('Relationship'))) {
    if (attr(one, 'TargetMode') === 'External') continue;
    const type = (attr(one, 'Type') ?? '').split('/').at(-1) ?? '';
    relations.set(attr(one, 'Id') ?? '', { type, path: pathFrom(part, attr(one, 'Target') ?? '') });
  }
  return relations;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as content of HTML or XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => escapes[char] ?? char);
}
