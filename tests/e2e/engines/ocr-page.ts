import { send } from '../../../lib/messaging/messenger';
import { AppError } from '../../../lib/model/error';
import { openOcr } from '../../../lib/readers/ocr';
import { HeddleDb } from '../../../lib/store/db';
import { opfsFiles } from '../../../lib/store/files';
import { importOcrLanguage, opfsLanguages } from '../../../lib/store/ocr-languages';

// A page beside the extension's own: does what the workbench does with files, and looks at what came of it.

const db = new HeddleDb();

async function fetched(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
}

/** Text as on a screen, on nothing. */
async function screenshot(lines: readonly string[], type: string, pixels: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(560, 40 + lines.length * pixels * 2);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  if (type === 'image/jpeg') {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.fillStyle = '#222';
  context.font = `${String(pixels)}px sans-serif`;
  for (const [i, line] of lines.entries()) context.fillText(line, 20, 30 + i * pixels * 1.5);
  return canvas.convertToBlob({ type });
}

const ocr = openOcr((path) => new URL(`/${path}`, location.href).href, ['eng']);
const { signal } = new AbortController();

const trial = {
  /** Reads a picture of these lines as a scraped image is read. */
  async picture(lines: readonly string[], type: string, pixels: number): Promise<unknown> {
    const startedAt = performance.now();
    const text = await ocr.read(await screenshot(lines, type, pixels), signal);
    return { text, seconds: (performance.now() - startedAt) / 1000 };
  },
  /** A picture that is none, and one that is stopped. */
  async failures(): Promise<readonly unknown[]> {
    const none = new Blob(['no picture'], { type: 'image/png' });
    const stop = new AbortController();
    const lines = Array.from({ length: 60 }, () => 'Words enough to be at work for a while');
    const long = ocr.read(await screenshot(lines, 'image/png', 14), stop.signal);
    setTimeout(() => stop.abort(), 400);
    const settled = await Promise.allSettled([long, ocr.read(none, signal)]);
    return settled.map((one) => {
      const reason: unknown = one.status === 'rejected' ? one.reason : null;
      if (reason instanceof AppError) return reason.info.reason ?? reason.code;
      return reason instanceof Error ? reason.name : reason;
    });
  },
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
};

Object.assign(globalThis, { trial });
