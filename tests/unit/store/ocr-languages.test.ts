import { gunzipSync, gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, it } from 'vitest';
import { HeddleDb } from '../../../lib/store/db';
import {
  deleteOcrLanguage,
  imageLanguages,
  importOcrLanguage,
  isOcrData,
  listOcrLanguages,
  ocrLanguageData,
  type LanguageFiles,
} from '../../../lib/store/ocr-languages';
import { ocrAssetInNode } from '../../fixtures/documents/scan';

let db: HeddleDb;
let stored: Map<string, Uint8Array<ArrayBuffer>>;
const files: LanguageFiles = {
  write: (language, bytes) => Promise.resolve(void stored.set(language, bytes)),
  read: (language) => Promise.resolve(stored.get(language) ?? null),
  delete: (language) => Promise.resolve(void stored.delete(language)),
};

beforeEach(() => {
  db = new HeddleDb('heddle', { indexedDB: new IDBFactory(), IDBKeyRange });
  stored = new Map();
});

/** A file with so many components, of which some are there. */
function made(present: readonly number[], count = 24): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 8 * count + 10 * present.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, count, true);
  for (let i = 0; i < count; i++) {
    const place = present.indexOf(i);
    view.setBigInt64(4 + 8 * i, place < 0 ? -1n : BigInt(4 + 8 * count + 10 * place), true);
  }
  return bytes;
}

const named = (name: string, bytes: Uint8Array): File => new File([new Uint8Array(bytes)], name);
const neural = made([17, 21, 22]);

it('takes data packed and unpacked, lists it, gives it, deletes it', async () => {
  await importOcrLanguage(db, files, named('deu.traineddata.gz', gzipSync(neural)), 5);
  await importOcrLanguage(db, files, named('chi_sim (1).traineddata', neural), 6);
  await importOcrLanguage(db, files, named('deu.traineddata', neural), 7);
  expect(await listOcrLanguages(db)).toEqual([
    { language: 'chi_sim', bytes: neural.byteLength, addedAt: 6 },
    { language: 'deu', bytes: neural.byteLength, addedAt: 7 },
  ]);
  expect(await imageLanguages(db)).toEqual(['eng', 'chi_sim', 'deu']);
  expect(await ocrLanguageData(db, files, 'deu')).toEqual(neural);
  expect(await ocrLanguageData(db, files, 'fra')).toBeNull();
  stored.set('deu', neural.slice(1));
  expect(await ocrLanguageData(db, files, 'deu')).toBeNull();
  await deleteOcrLanguage(db, files, 'deu');
  expect([...stored.keys()]).toEqual(['chi_sim']);
  expect(await imageLanguages(db)).toEqual(['eng', 'chi_sim']);
});

it.each([
  ['a name that says no language', named('data.bin', neural)],
  ['a name that climbs', named('../deu.traineddata', neural)],
  ['no data', named('deu.traineddata', new TextEncoder().encode('<html>Not found</html>'))],
  ['nothing', named('deu.traineddata', new Uint8Array())],
  ['data of the old recogniser alone', named('deu.traineddata', made([1, 3, 4]))],
  ['a file that is cut short', named('deu.traineddata', neural.slice(0, neural.byteLength - 25))],
  ['a packed file that is cut short', named('deu.traineddata.gz', gzipSync(neural).subarray(0, 30))],
  ['a bomb', named('deu.traineddata.gz', gzipSync(Buffer.alloc(160_000_000)))],
])('refuses %s', async (_, file) => {
  await expect(importOcrLanguage(db, files, file, 1)).rejects.toMatchObject({
    info: { code: 'unsupported', reason: 'ocrDataBad', params: [file.name] },
  });
  expect(stored.size).toBe(0);
  expect(await listOcrLanguages(db)).toEqual([]);
});

it('knows real data', () => {
  const bytes = gunzipSync(readFileSync(ocrAssetInNode('tesseract/eng.traineddata.gz')));
  expect(isOcrData(new Uint8Array(bytes))).toBe(true);
});
