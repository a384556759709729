import type { DocKind, DocText } from '../model/doc';
import { sectionGap } from '../model/doc';
import type { Job, Task, TaskDraft } from '../model/job';
import type { DocRow, DocTextRow, HeddleDb } from './db';
import { create, finish, follow, log, settle, type Settlement } from './ledger';

// Imported documents. They are kept by themselves, not by job: generation copies the chunks it takes.

/** What a document queues on. */
export const readerLane = 'reader';

/** The task that reads a document. */
export function readTask(docId: string): TaskDraft {
  return {
    kind: 'read',
    key: `read:${docId}`,
    group: docId,
    lane: readerLane,
    payload: { kind: 'read', docId },
    url: null,
  };
}

/** A document before anything of it was read. */
export function newDoc(
  of: Pick<DocRow, 'id' | 'jobId' | 'name' | 'origin' | 'url' | 'mediaType' | 'bytes' | 'hash' | 'createdAt'>,
): DocRow {
  return {
    ...of,
    kind: null,
    state: 'pending',
    problem: null,
    progress: null,
    title: '',
    pages: null,
    chars: 0,
    scannedPages: [],
    ocrPages: 0,
    remarks: [],
  };
}

/** Saves documents and the job that reads them. Their files are in the file store already. */
export function createImport(db: HeddleDb, job: Job, docs: readonly DocRow[], now: number): Promise<void> {
  return create(db, job, now, async (ledger) => {
    await log(ledger, 'jobStarted', [job.name]);
    for (const doc of docs) {
      await db.docs.add(doc);
      await holdFile(db, doc);
      ledger.counters.docsFound++;
    }
    await follow(
      ledger,
      docs.filter((doc) => doc.state === 'pending').map((doc) => readTask(doc.id)),
    );
  });
}

/** Saves a document whose text is known already, such as a scraped thread's. */
export async function addReadDoc(db: HeddleDb, doc: DocRow, kind: DocKind, text: DocText): Promise<void> {
  await db.transaction('rw', [db.docs, db.docTexts], async () => {
    await db.docs.add({ ...doc, ...factsOf(kind, text) });
    await db.docTexts.put({ docId: doc.id, sections: text.sections });
  });
}

/** Saves what a reader made of a document. */
export function settleRead(
  db: HeddleDb,
  task: Task,
  docId: string,
  read: DocText & { readonly kind: DocKind },
  now: number,
): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const doc = await db.docs.get(docId);
    if (!doc) {
      await finish(ledger, 'skipped');
      return;
    }
    await db.docs.put({ ...doc, ...factsOf(read.kind, read) });
    const text: DocTextRow = { docId, sections: read.sections };
    await db.docTexts.put(text);
    ledger.counters.docsDone++;
    await log(ledger, 'docRead', [doc.name, read.sections.length]);
    for (const remark of read.remarks) await log(ledger, 'docRemark', [doc.name, remark], 'warn');
    await finish(ledger, 'done');
  });
}

function factsOf(kind: DocKind, text: DocText): Partial<DocRow> {
  const chars = text.sections.reduce((sum, section) => sum + section.text.length, 0);
  const ocrPages = new Set(text.sections.filter(({ ocr }) => ocr).map(({ page }) => page)).size;
  return {
    kind,
    state: 'done',
    problem: null,
    progress: 1,
    title: text.title,
    pages: text.pages,
    chars: chars + sectionGap.length * Math.max(0, text.sections.length - 1),
    scannedPages: text.scannedPages,
    ocrPages,
    remarks: text.remarks,
  };
}

async function holdFile(db: HeddleDb, { hash, bytes, mediaType }: DocRow): Promise<void> {
  if (hash === null) return;
  const file = await db.files.get(hash);
  await db.files.put({ hash, bytes, mediaType, refs: (file?.refs ?? 0) + 1 });
}

/**
 * Deletes a document; jobs made from it keep what they took.
 * @param deleteBytes deletes a file of the file store that nobody refers to any more
 */
export async function deleteDoc(
  db: HeddleDb,
  docId: string,
  deleteBytes: (hash: string) => Promise<void>,
): Promise<void> {
  const unused = await db.transaction('rw', [db.docs, db.docTexts, db.files, db.tasks], async () => {
    const doc = await db.docs.get(docId);
    if (!doc) return null;
    await db.docs.delete(docId);
    await db.docTexts.delete(docId);
    await db.tasks.where('[jobId+group+state]').between([doc.jobId, docId], [doc.jobId, docId, []]).delete();
    const file = doc.hash === null ? undefined : await db.files.get(doc.hash);
    if (!file) return null;
    if (file.refs > 1) {
      await db.files.put({ ...file, refs: file.refs - 1 });
      return null;
    }
    await db.files.delete(file.hash);
    return file.hash;
  });
  if (unused !== null && !(await db.files.get(unused))) await deleteBytes(unused);
}
