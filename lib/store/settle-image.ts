import type { Task } from '../model/job';
import type { HeddleDb } from './db';
import { finish, follow, log, settle, type Settlement } from './ledger';
import { imageTextTask, restLane } from './tasks';

export interface StoredImage {
  readonly hash: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly extension: string;
  /** The bytes themselves. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Saves that an image's bytes lie in the file store; each image of a job counts as one reference. */
export function settleImage(db: HeddleDb, task: Task, image: StoredImage, now: number): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const url = task.payload?.kind === 'image' ? task.payload.url : '';
    const row = await db.assets.get([task.jobId, url]);
    ledger.counters.requests++;
    if (row && row.state !== 'stored') {
      const { hash, bytes, extension, mediaType } = image;
      await db.assets.put({ ...row, state: 'stored', hash, bytes, extension, problem: null });
      const file = await db.files.get(hash);
      await db.files.put({ hash, bytes, mediaType, refs: (file?.refs ?? 0) + 1 });
      ledger.counters.imagesStored++;
      if (!file) ledger.counters.bytesStored += bytes;
      const { spec } = ledger.job;
      const wanted = spec.kind === 'scrape' && spec.images.ocr && isReadable(mediaType);
      // Another job, or another address of the same picture, may have had it read.
      if (wanted && !(await db.imageTexts.get(hash))) await follow(ledger, [imageTextTask(hash, url)]);
    }
    await finish(ledger, 'done');
    await restLane(db, task.lane, 0, 'delay', 'reset');
  });
}

/** Drawings by lines and letters (SVG) are no pictures of text: their words stand in them. */
function isReadable(mediaType: string): boolean {
  return mediaType !== 'image/svg+xml';
}

/**
 * Saves the words of an image.
 * @param text null: they were known already, or the image is gone
 */
export function settleImageText(
  db: HeddleDb,
  task: Task,
  text: string | null,
  now: number,
): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const hash = task.payload?.kind === 'ocr' ? task.payload.hash : '';
    // The words of an image that was deleted meanwhile would be nobody's.
    if (text === null || !(await db.files.get(hash))) {
      await finish(ledger, 'skipped');
      return;
    }
    await db.imageTexts.put({ hash, text });
    if (text !== '') await log(ledger, 'imageRead', [text.length], 'info', task.url);
    await finish(ledger, 'done');
  });
}

/** Saves that an image's host is not granted: it waits for the person and blocks nothing. */
export function settleHeldImage(db: HeddleDb, task: Task, now: number): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const url = task.payload?.kind === 'image' ? task.payload.url : '';
    const row = await db.assets.get([task.jobId, url]);
    if (row) await db.assets.put({ ...row, state: 'held' });
    await db.tasks.put({ ...task, state: 'held', held: 'permission', claims: 0 });
    ledger.counters.imagesHeld++;
  });
}
