import type { DocKind, DocText } from '../../model/doc';
import { AppError, toErrorInfo } from '../../model/error';
import type { Job, Task } from '../../model/job';
import type { ReadContext } from '../../readers/reader';
import { docBroken } from '../../readers/refusal';
import type { HeddleDb } from '../../store/db';
import type { FileStore } from '../../store/files';

export interface ReadPorts {
  readonly db: HeddleDb;
  readonly files: FileStore;
  readonly now: () => number;
  readonly asset: ReadContext['asset'];
  /** What the readers stage does: the kind is found by the content. */
  readonly readDoc: (file: Blob, context: ReadContext) => Promise<DocText & { readonly kind: DocKind }>;
  /** Opens the recognition of text in these languages (`eng`); null where there is none. */
  readonly openOcr: (languages: readonly string[]) => ReadContext['ocr'];
}

const progressMs = 500;

/**
 * Reads a document's file. Writes nothing but how far it is.
 * @returns null where the document was deleted
 */
export async function executeRead(
  ports: ReadPorts,
  task: Task,
  job: Job,
  signal: AbortSignal,
): Promise<(DocText & { readonly kind: DocKind }) | null> {
  const { db, files, now } = ports;
  if (task.payload?.kind !== 'read' || job.spec.kind !== 'import') {
    throw new AppError({ code: 'bug', message: 'A read task without a document.' });
  }
  const { docId } = task.payload;
  const doc = await db.docs.get(docId);
  if (!doc) return null;
  const bytes = doc.hash === null ? null : await files.readFile(doc.hash);
  if (bytes?.byteLength !== doc.bytes) {
    throw new AppError({
      code: 'unsupported',
      reason: 'docLost',
      params: [doc.name],
      message: `The stored file of ${doc.name} was lost. Add the document again.`,
    });
  }
  let shownAt = now();
  const context: ReadContext = {
    name: doc.name,
    url: doc.url,
    signal,
    onProgress(progress) {
      if (now() - shownAt < progressMs) return;
      shownAt = now();
      db.docs.update(docId, { progress }).catch(() => undefined);
    },
    asset: ports.asset,
    ocr: job.spec.ocr ? ports.openOcr(job.spec.ocrLanguages) : null,
  };
  try {
    return await ports.readDoc(new Blob([bytes], { type: doc.mediaType }), context);
  } catch (thrown) {
    // Whatever a library stumbles over in a file of a stranger: that document fails, and the others go on.
    throw signal.aborted || known(thrown) ? thrown : docBroken(doc.name, thrown);
  }
}

function known(thrown: unknown): boolean {
  return thrown instanceof AppError || toErrorInfo(thrown).code !== 'bug';
}
