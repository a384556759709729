import { AppError } from '../model/error';
import { packagedOcrLanguage, type OcrLanguage } from '../model/ocr-language';
import type { HeddleDb } from './db';
import { orFull, orNull, writeWhole } from './opfs';

// Languages for OCR that the person imported. Their data lies unpacked in the origin private file system under
// `ocr/<language>`; the rows are the setting `ocrLanguages`.

type Bytes = Uint8Array<ArrayBuffer>;

export interface LanguageFiles {
  write(language: string, bytes: Bytes): Promise<void>;
  /** null where it is not there. */
  read(language: string): Promise<Bytes | null>;
  delete(language: string): Promise<void>;
}

const setting = 'ocrLanguages';
/** The largest published data, unpacked, is about 40 MB. */
const mostBytes = 150_000_000;
/** `tessdatamanager.h` of Tesseract 5: the kinds of components, and those without which nothing is recognised. */
const kinds = 24;
const lstm = 17;
const lstmUnicharset = 21;
const lstmRecoder = 22;

/** The real one; works in pages and workers. */
export function opfsLanguages(): LanguageFiles {
  const folder = async (): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle('ocr', { create: true });
  return {
    async write(language, bytes) {
      await writeWhole(await orFull(folder), language, bytes);
    },
    async read(language) {
      const file = await orNull(async () => (await (await folder()).getFileHandle(language)).getFile());
      return file && new Uint8Array(await file.arrayBuffer());
    },
    async delete(language) {
      await orNull(async () => (await folder()).removeEntry(language));
    },
  };
}

/** Imported languages in order of their names. */
export async function listOcrLanguages(db: HeddleDb): Promise<readonly OcrLanguage[]> {
  const row = await db.settings.get(setting);
  return (row?.value as readonly OcrLanguage[] | undefined) ?? [];
}

/** The languages in which images are read, English among them: all there are. */
export async function imageLanguages(db: HeddleDb): Promise<readonly string[]> {
  const own = await listOcrLanguages(db);
  return [packagedOcrLanguage, ...own.map(({ language }) => language).filter((one) => one !== packagedOcrLanguage)];
}

/** The data of a language; null where it was not imported, or its file is not whole. */
export async function ocrLanguageData(db: HeddleDb, files: LanguageFiles, language: string): Promise<Bytes | null> {
  const row = (await listOcrLanguages(db)).find((one) => one.language === language);
  if (!row) return null;
  const bytes = await files.read(language);
  return bytes?.byteLength === row.bytes ? bytes : null;
}

/**
 * Takes in a file `<language>.traineddata`, packed by gzip or not.
 * @param now epoch ms
 * @throws AppError `unsupported` `ocrDataBad` with the file's name
 */
export async function importOcrLanguage(
  db: HeddleDb,
  files: LanguageFiles,
  file: File,
  now: number,
): Promise<OcrLanguage> {
  const language = /^([A-Za-z][A-Za-z0-9_]{1,40}?)(?: ?\(\d+\))?\.traineddata(?:\.gz)?$/.exec(file.name)?.[1];
  if (language === undefined || file.size > mostBytes) throw bad(file.name);
  const bytes = await unpacked(file);
  if (!isOcrData(bytes)) throw bad(file.name);
  await files.write(language, bytes);
  const row: OcrLanguage = { language, bytes: bytes.byteLength, addedAt: now };
  await change(db, (rows) => [...rows.filter((one) => one.language !== language), row]);
  return row;
}

export async function deleteOcrLanguage(db: HeddleDb, files: LanguageFiles, language: string): Promise<void> {
  await change(db, (rows) => rows.filter((one) => one.language !== language));
  await files.delete(language);
}

async function change(db: HeddleDb, to: (rows: readonly OcrLanguage[]) => readonly OcrLanguage[]): Promise<void> {
  await db.transaction('rw', db.settings, async () => {
    const value = [...to(await listOcrLanguages(db))].sort((a, b) => (a.language < b.language ? -1 : 1));
    await db.settings.put({ key: setting, value });
  });
}

async function unpacked(file: File): Promise<Bytes> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b) return new Uint8Array(await file.arrayBuffer());
  const parts: Bytes[] = [];
  let size = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      // A bomb is not unpacked to its end.
      if (size > mostBytes) throw bad(file.name);
      parts.push(value);
    }
  } catch (thrown) {
    await reader.cancel().catch(() => undefined);
    throw thrown instanceof AppError ? thrown : bad(file.name, thrown);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/**
 * Whether it is data for Tesseract's neural recogniser: a count of components, where each begins (−1: it is not there),
 * in order, then the components themselves.
 */
export function isOcrData(bytes: Bytes): boolean {
  if (bytes.byteLength < 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getInt32(0, true);
  const start = 4 + 8 * count;
  if (count <= lstmRecoder || count > 2 * kinds || bytes.byteLength < start) return false;
  const offsets = Array.from({ length: count }, (_, i) => Number(view.getBigInt64(4 + 8 * i, true)));
  let last = start - 1;
  for (const at of offsets) {
    if (at === -1) continue;
    if (at <= last || at >= bytes.byteLength) return false;
    last = at;
  }
  return [lstm, lstmUnicharset, lstmRecoder].every((kind) => offsets[kind] !== -1);
}

function bad(name: string, cause?: unknown): AppError {
  const message = `“${name}” is not recognition data. It must be a whole file of Tesseract 4 or 5 for its neural recogniser, named by its language: deu.traineddata or deu.traineddata.gz.`;
  return new AppError(
    { code: 'unsupported', reason: 'ocrDataBad', params: [name], message },
    cause === undefined ? undefined : { cause },
  );
}
