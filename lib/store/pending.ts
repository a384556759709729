import type { HeddleDb } from './db';

/** Whether any task of the crawl is waiting or being done, held ones not counted. */
export async function hasWork(db: HeddleDb): Promise<boolean> {
  for (const state of ['pending', 'active']) {
    if (await db.tasks.where('[state+lane+dueAt]').between([state], [state, []]).first()) return true;
  }
  return false;
}

/** Whether an export waits for the engine page. */
export async function hasExportWork(db: HeddleDb): Promise<boolean> {
  for (const state of ['pending', 'active']) {
    if (await db.tasks.where('[state+lane+dueAt]').between([state, 'export'], [state, 'export', []]).first())
      return true;
  }
  return false;
}
