import { serverAddress } from '../engines/server-address';
import { AppError } from '../model/error';
import type { GenerateSpec, ModelChoice } from '../model/generate';
import { chunkTask } from '../store/generated';
import * as jobs from '../store/jobs';
import type { CommandPorts } from './commands';
import { refuseOffline } from './offline';
import { newJob } from './plan';

/** Starts making pairs from documents. */
export class GenerateCommands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /**
   * @throws AppError `unsupported` where no document is read, a model is not there or an address is none, `blocked` for a server
   *   elsewhere in offline mode
   */
  async start(spec: GenerateSpec, name = ''): Promise<{ readonly jobId: string }> {
    const { db, newId, now } = this.#ports;
    const docs = (await db.docs.bulkGet([...spec.docIds])).filter((doc) => doc?.state === 'done');
    const first = docs[0];
    if (!first) {
      throw new AppError({
        code: 'unsupported',
        reason: 'noDocuments',
        message: 'Choose at least one document that has been read.',
      });
    }
    const docIds = spec.docIds.filter((id) => docs.some((doc) => doc?.id === id));
    const choice = await this.#checked(spec.choice);
    const judge = spec.judge && { ...spec.judge, choice: await this.#checked(spec.judge.choice) };
    const more = docs.length > 1 ? ` +${docs.length - 1}` : '';
    const title = name.trim() || `${first.title || first.name}${more}`;
    const job = newJob(newId(), title, { ...spec, choice, judge, docIds }, now());
    await jobs.createJob(db, job, docIds.map(chunkTask), [], now());
    return { jobId: job.id };
  }

  async setThreshold(jobId: string, threshold: number | null): Promise<void> {
    const { db, now } = this.#ports;
    await jobs.setThreshold(db, jobId, threshold, now());
  }

  /** The choice as it is stored: an address as it is meant, without what has no place in one. */
  async #checked(choice: ModelChoice): Promise<ModelChoice> {
    const { db } = this.#ports;
    const { engine, model } = choice;
    if (engine === 'server') {
      const { url, loopback } = serverAddress(choice.url ?? '');
      if (!loopback) await refuseOffline(db);
      return { ...choice, url };
    }
    const installed = await db.models.get(model);
    if (installed?.state === 'ready' && installed.engine === engine) return choice;
    throw new AppError({
      code: 'unsupported',
      reason: 'modelNotReady',
      params: [installed?.name ?? model],
      message: `${installed?.name ?? model} is not on this machine. Download or import it on the Models page.`,
    });
  }
}
