import type { HeddleDb } from './db';

/** Lanes of the engine page. */
const engineLanes = ['export', 'reader', 'model', 'download'] as const;

/** Whether any task is waiting or being done, held ones not counted. */
export async function hasWork(db: HeddleDb): Promise<boolean> {
  for (const state of ['pending', 'active']) {
    if (await db.tasks.where('[state+lane+dueAt]').between([state], [state, []]).first()) return true;
  }
  return false;
}

/**
 * Whether anything waits for the engine page.
 * @param dueBefore what is put off beyond this (epoch ms) is no work yet
 */
export async function hasEngineWork(db: HeddleDb, dueBefore: number): Promise<boolean> {
  for (const lane of engineLanes) {
    const due = db.tasks
      .where('[state+lane+dueAt]')
      .between(['pending', lane], ['pending', lane, dueBefore], true, true);
    const active = db.tasks.where('[state+lane+dueAt]').between(['active', lane], ['active', lane, []]);
    if ((await due.first()) ?? (await active.first())) return true;
  }
  return false;
}
