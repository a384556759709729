import type { DocKind, DocText } from '../model/doc';
import { sectionGap } from '../model/doc';
import type { Job, Task, TaskDraft } from '../model/job';
import type { DocRow, DocTextRow, HeddleDb } from './db';
import { change, create, finish, follow, log, settle, tablesOf, type Settlement } from './ledger';

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

/** Has a document read once more, by a job of its own; its file stays where it is. */
export function readAgain(db: HeddleDb, job: Job, docId: string, now: number): Promise<void> {
  return create(db, job, now, async (ledger) => {
    const doc = await db.docs.get(docId);
    if (!doc) return;
    await log(ledger, 'jobStarted', [job.name]);
    await leaveJob(db, doc, now);
    await db.docs.put(newDoc({ ...doc, jobId: job.id }));
    ledger.counters.docsFound++;
    await follow(ledger, [readTask(docId)]);
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

/** Takes a document out of the job that reads it, which ends where it was the last one. */
function leaveJob(db: HeddleDb, { id, jobId }: Pick<DocRow, 'id' | 'jobId'>, now: number): Promise<void> {
  return change(db, jobId, now, async (ledger) => {
    const { counters } = ledger;
    const ofDoc = await db.tasks.where('[jobId+group+state]').between([jobId, id], [jobId, id, []]).toArray();
    await db.tasks.bulkDelete(ofDoc.map((task) => task.id));
    for (const { state } of ofDoc) {
      if (state === 'done') continue;
      counters.docsFound--;
      counters.tasksTotal--;
      if (state === 'failed') counters.docsFailed--;
      if (state === 'failed' || state === 'skipped') counters.tasksDone--;
    }
    const left = await db.tasks.where('[jobId+state]').equals([jobId, 'held']).first();
    if (ledger.job.state === 'paused' && !left) {
      ledger.job = { ...ledger.job, state: 'running', pause: null, problem: null };
    }
  });
}

/**
 * Deletes a document; jobs made from it keep what they took.
 * @param deleteBytes deletes a file of the file store that nobody refers to any more
 */
export async function deleteDoc(
  db: HeddleDb,
  docId: string,
  now: number,
  deleteBytes: (hash: string) => Promise<void>,
): Promise<void> {
  const unused = await db.transaction('rw', tablesOf(db), async () => {
    const doc = await db.docs.get(docId);
    if (!doc) return null;
    await db.docs.delete(docId);
    await db.docTexts.delete(docId);
    await leaveJob(db, doc, now);
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
