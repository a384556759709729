import type { DocKind } from '../model/doc';
import { markedEncoding, unmarkedUtf16 } from './decode';

// What a file is, by its bytes. Names and media types are only asked where the bytes leave it open.

/** `office`: Microsoft's older container, in which locked files of today come as well. `other`: known, and not ours. */
export type FileKind = DocKind | 'office' | 'other' | 'unknown';

/** Letters of Latin stand for themselves; what else the bytes are does not matter here. */
const ascii = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes);

/** Text by its bytes, and yet no words: RTF, PostScript, web pages saved as mail. */
const others = ['{\\rtf', '%!PS', 'From: <Saved by '];

/** @param head the file's beginning; 64 KB say most */
export function kindOf(head: Uint8Array): FileKind {
  const start = ascii(head.subarray(0, 1_024));
  // Some bytes may stand before it (ISO 32000-1, annex H, note 13).
  if (start.includes('%PDF-')) return 'pdf';
  if (officeMark.every((byte, i) => head[i] === byte)) return 'office';
  if (isArchive(head)) return archiveKind(head);
  return others.some((mark) => start.startsWith(mark)) || !isText(head) ? 'other' : textKind(head);
}

const officeMark = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** Whether it is a ZIP, as DOCX, PPTX, ODT and EPUB are. */
export function isArchive(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** The file of an archive that tells its kind; of several, that which comes first. */
const telling: readonly (readonly [name: string, kind: FileKind])[] = [
  ['word/document', 'docx'],
  ['ppt/presentation', 'pptx'],
  ['ppt/slides/', 'pptx'],
  ['META-INF/container.xml', 'epub'],
  ['xl/workbook', 'other'],
];

const typePrefix = 'application/vnd.oasis.opendocument.';

function kindOfType(type: string): FileKind {
  if (type.startsWith('application/epub+zip')) return 'epub';
  if (type.startsWith(`${typePrefix}text`)) return 'odt';
  return type.startsWith(typePrefix) ? 'other' : 'unknown';
}

/** By what its first bytes show, without its directory. */
function archiveKind(head: Uint8Array): FileKind {
  const text = ascii(head);
  // The type stands first and unpacked (OpenDocument 1.3, part 2, 3.3; EPUB 3.3, 4.2.5), behind 30 bytes.
  if (text.startsWith('mimetype', 30)) return kindOfType(text.slice(38, 138));
  const found = telling.flatMap(([name, kind]) => {
    const at = text.indexOf(name);
    return at < 0 ? [] : [{ at, kind }];
  });
  return found.sort((a, b) => a.at - b.at)[0]?.kind ?? 'unknown';
}

/** By what is in it. @param type what its file `mimetype` says */
export function kindOfArchive(names: readonly string[], type: string): FileKind {
  const byType = kindOfType(type.trim());
  if (byType !== 'unknown') return byType;
  const found = telling.find(([start]) => names.some((name) => name.startsWith(start)));
  return found?.[1] ?? (names.includes('content.xml') ? 'odt' : 'unknown');
}

/** Text has no zeros and few controls. */
function isText(head: Uint8Array): boolean {
  if (markedEncoding(head) ?? unmarkedUtf16(head)) return true;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  }
  return controls <= head.length / 100;
}

function textKind(head: Uint8Array): FileKind {
  const label = markedEncoding(head) ?? unmarkedUtf16(head) ?? 'utf-8';
  const text = new TextDecoder(label).decode(head).trimStart().slice(0, 4_096);
  // Comments and an XML declaration may stand before.
  const bare = text.replace(/^(?:<\?xml[^>]*\?>|<!--[^]*?-->|\s)+/, '');
  return /^<(?:!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|table|article|section|main)[\s>]/i.test(bare)
    ? 'html'
    : 'unknown';
}

/** Names of streams of old Word, PowerPoint and Excel files, and of files locked by a password ([MS-OFFCRYPTO] 2.3). */
export async function isLockedOffice(file: Blob): Promise<boolean> {
  const mark = 'EncryptedPackage'.replace(/./g, '$&\0');
  const step = 4_194_304;
  for (let at = 0; at < file.size; at += step) {
    const part = new Uint8Array(await file.slice(at, at + step + mark.length).arrayBuffer());
    if (ascii(part).includes(mark)) return true;
  }
  return false;
}
