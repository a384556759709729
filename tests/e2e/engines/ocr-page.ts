import { send } from '../../../lib/messaging/messenger';
import { HeddleDb } from '../../../lib/store/db';
import { opfsFiles } from '../../../lib/store/files';
import { importOcrLanguage, opfsLanguages } from '../../../lib/store/ocr-languages';

// A page beside the extension's own: does what the workbench does with files, and looks at what came of it.

const db = new HeddleDb();

async function fetched(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
}

const trial = {
  /** Adds a file of the extension as a document; its id. */
  async add(path: string, languages: readonly string[]): Promise<string> {
    const bytes = await fetched(path);
    const hash = await opfsFiles().putFile(bytes, 'application/pdf');
    const name = path.split('/').at(-1) ?? path;
    const file = { name, mediaType: 'application/pdf', bytes: bytes.byteLength, hash };
    const { docIds } = await send('docs.add', { files: [file], ocr: true, ocrLanguages: languages });
    return docIds[0] ?? '';
  },
  async look(docId: string): Promise<unknown> {
    const [row, text] = await Promise.all([db.docs.get(docId), db.docTexts.get(docId)]);
    return row && { ...row, sections: text?.sections ?? [] };
  },
  async importLanguage(path: string, name: string): Promise<unknown> {
    return importOcrLanguage(db, opfsLanguages(), new File([await fetched(path)], name), Date.now());
  },
  /** What the engine page loaded from elsewhere than the extension would be in here; it is asked in the background. */
  origin: location.origin,
};

Object.assign(globalThis, { trial });
