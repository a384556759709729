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

/** Whether anything waits for the engine page. */
export async function hasEngineWork(db: HeddleDb): Promise<boolean> {
  for (const state of ['pending', 'active']) {
    for (const lane of engineLanes) {
      if (await db.tasks.where('[state+lane+dueAt]').between([state, lane], [state, lane, []]).first()) return true;
    }
  }
  return false;
}
