import { AppError, toErrorInfo } from '../../model/error';
import type { Task } from '../../model/job';
import type { Ocr } from '../../readers/reader';
import { ocrFailed } from '../../readers/refusal';
import type { HeddleDb } from '../../store/db';
import type { FileStore } from '../../store/files';

export interface OcrPorts {
  readonly db: HeddleDb;
  readonly files: FileStore;
  /** Opens the recognition of text in these languages (`eng`); null where there is none. */
  readonly openOcr: (languages: readonly string[]) => Ocr | null;
  /** The languages in which images are read. */
  readonly imageLanguages: () => Promise<readonly string[]>;
}

/**
 * Reads the words of a stored image. Writes nothing.
 * @returns null where they are known already, or the image is gone
 * @throws AppError `unsupported`: `ocrLanguageMissing`, `ocrFailed`, `ocrPictureTooLarge`
 */
export async function executeOcr(ports: OcrPorts, task: Task, signal: AbortSignal): Promise<string | null> {
  const { db, files } = ports;
  if (task.payload?.kind !== 'ocr') throw new AppError({ code: 'bug', message: 'An ocr task without an image.' });
  const { hash } = task.payload;
  const [row, known] = await Promise.all([db.files.get(hash), db.imageTexts.get(hash)]);
  if (!row || known) return null;
  const bytes = await files.readFile(hash);
  if (bytes?.byteLength !== row.bytes) {
    throw new AppError({
      code: 'unsupported',
      reason: 'fileLost',
      message: 'The stored file was lost. Fetch it again.',
    });
  }
  const ocr = ports.openOcr(await ports.imageLanguages());
  if (!ocr) return null;
  try {
    return await ocr.read(new Blob([bytes], { type: row.mediaType }), signal);
  } catch (thrown) {
    // Whatever a picture of a stranger makes a library stumble over: that task fails, and the job goes on.
    throw signal.aborted || toErrorInfo(thrown).code !== 'bug' ? thrown : ocrFailed(thrown);
  }
}
