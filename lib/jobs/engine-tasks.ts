import { AppError } from '../model/error';
import { finish, settle } from '../store/ledger';
import { settleRead } from '../store/docs';
import { executeRead, type ReadPorts } from './executors/read';
import type { Perform } from './engine-runner';

export type EngineTaskPorts = ReadPorts;

/** What the engine page's runner does with a task: an executor turns it into an outcome, which is saved here. */
export function engineTasks(ports: EngineTaskPorts): Perform {
  const { db, now } = ports;
  return async (task, job, signal) => {
    const { payload } = task;
    switch (payload?.kind) {
      case 'read': {
        const read = await executeRead(ports, task, job, signal);
        if (!read) return settle(db, task, now(), (ledger) => finish(ledger, 'skipped'));
        return settleRead(db, task, payload.docId, read, now());
      }
      default:
        throw new AppError({ code: 'bug', message: `The engine page knows no ${task.kind} task.` });
    }
  };
}
