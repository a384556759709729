import { AppError, toErrorInfo } from '../model/error';
import type { Job, Task } from '../model/job';
import { settleRead } from '../store/docs';
import { saveLog, settleChunk, settleChunks, settleJudged } from '../store/generated';
import { finish, settle, type Settlement } from '../store/ledger';
import { settleImageText } from '../store/settle-image';
import type { Perform } from './engine-runner';
import { executeChunk, type ChunkPorts } from './executors/chunk';
import { executeGenerate, type Books, type GeneratePorts } from './executors/generate';
import { executeJudge } from './executors/judge';
import { executeOcr, type OcrPorts } from './executors/ocr';
import { executeRead, type ReadPorts } from './executors/read';

export interface EngineTaskPorts extends ReadPorts, OcrPorts, ChunkPorts, GeneratePorts {
  /** Fetches and checks a file of a model. */
  readonly download: (modelId: string, path: string, signal: AbortSignal) => Promise<void>;
}

/** Times a server is tried again, after waits that double, before the job pauses. */
const triesToReach = 2;

/** What the engine page's runner does with a task: an executor turns it into an outcome, which is saved here. */
export function engineTasks(ports: EngineTaskPorts): Perform {
  const { db, now } = ports;
  const books: Books = new Map();
  return async (task, job, signal) => {
    const { payload } = task;
    switch (payload?.kind) {
      case 'read': {
        const read = await executeRead(ports, task, job, signal);
        return read ? settleRead(db, task, payload.docId, read, now()) : skip(ports, task);
      }
      case 'ocr':
        return settleImageText(db, task, await executeOcr(ports, task, signal), now());
      case 'chunk':
        return chunkTask(ports, task, job);
      case 'generate':
        try {
          await executeGenerate(ports, task, job, books, signal);
        } catch (thrown) {
          // What was said and not saved must not count as said; where a chunk gave nothing, nothing was said.
          if (toErrorInfo(thrown).code !== 'malformed') books.delete(job.id);
          throw awayForGood(thrown, task);
        }
        return settleChunk(db, task, now());
      case 'judge':
        try {
          await executeJudge(ports, task, job, signal);
        } catch (thrown) {
          throw awayForGood(thrown, task);
        }
        return settleJudged(db, task, now());
      case 'download':
        if (job.spec.kind === 'download') await ports.download(job.spec.modelId, payload.path, signal);
        return settle(db, task, now(), (ledger) => finish(ledger, 'done'));
      default:
        throw new AppError({ code: 'bug', message: `The engine page knows no ${task.kind} task.` });
    }
  };
}

/**
 * A server that is being started is waited for. One that stays away would fail all other chunks as well, so the person is
 * asked.
 */
function awayForGood(thrown: unknown, task: Task): unknown {
  const info = toErrorInfo(thrown);
  if (info.reason !== 'serverUnreachable' || task.attempts < triesToReach) return thrown;
  return new AppError({ ...info, code: 'engine' }, { cause: thrown });
}

async function chunkTask(ports: EngineTaskPorts, task: Task, job: Job): Promise<Settlement | null> {
  const { db, now } = ports;
  const cut = await executeChunk(ports, task, job);
  if (!cut) {
    return settle(db, task, now(), (ledger) => {
      // Deleted since: nothing more is to be expected of it.
      ledger.counters.docsDone++;
      return finish(ledger, 'skipped');
    });
  }
  if (cut.chunks.length === 0) {
    throw new AppError({
      code: 'unsupported',
      reason: 'docEmpty',
      params: [cut.name],
      message: `“${cut.name}” holds no text.`,
    });
  }
  if (!cut.exact && job.spec.kind === 'generate') {
    await saveLog(db, task, 'tokensEstimated', [job.spec.choice.model], now());
  }
  return settleChunks(db, task, cut, cut.chunks, now());
}

function skip({ db, now }: EngineTaskPorts, task: Task): Promise<Settlement | null> {
  return settle(db, task, now(), (ledger) => finish(ledger, 'skipped'));
}
