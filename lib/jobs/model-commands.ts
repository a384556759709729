import type { AssetUrl } from '../engines/engine';
import { findOffered } from '../engines/catalog';
import { packagedLibraries } from '../engines/model-libs';
import { AppError } from '../model/error';
import type { Job, TaskDraft } from '../model/job';
import type { ModelLibrary } from '../model/installed-model';
import * as jobs from '../store/jobs';
import type { ModelFiles } from '../store/model-files';
import { deleteModel } from '../store/models';
import { modelExists } from '../store/model-refusals';
import type { CommandPorts } from './commands';
import { planDownload } from './hub';
import { refuseOffline } from './offline';
import { newJob } from './plan';

/** What downloads queue on: one file at a time. */
export const downloadLane = 'download';

export interface ModelCommandPorts extends CommandPorts {
  readonly modelFiles: ModelFiles;
  readonly asset: AssetUrl;
}

/** Libraries of this build as models name them. */
export async function libraries(asset: AssetUrl): Promise<readonly ModelLibrary[]> {
  return (await packagedLibraries(asset)).map(({ name, sha256 }) => ({ name, sha256, from: 'packaged' }));
}

/** What a person does with models; importing one is the page's, which has the files. */
export class ModelCommands {
  readonly #ports: ModelCommandPorts;

  constructor(ports: ModelCommandPorts) {
    this.#ports = ports;
  }

  /**
   * Downloads an offered model, or what is missing of it.
   * @throws AppError `blocked` in offline mode, `unsupported` where it is here already, and whatever asking the hub ends with
   */
  async download(offerId: string): Promise<{ readonly jobId: string }> {
    const { db, http, now, newId, asset } = this.#ports;
    await refuseOffline(db);
    const offer = findOffered(offerId);
    if (!offer) {
      throw new AppError({
        code: 'engine',
        reason: 'modelUnknown',
        params: [offerId],
        message: `There is no model “${offerId}” here. Choose one on the Models page, or download or import it.`,
      });
    }
    const known = await db.models.get(offer.id);
    // Whoever uses it would find it incomplete; and an imported one has other files.
    if (known?.state === 'ready') throw modelExists(known.name);
    const packaged = await libraries(asset);
    const ports = { http, now, packagedLibraries: () => packaged };
    // What was begun goes on with the files of its own commit.
    const model =
      known?.state === 'partial' && known.origin === 'downloaded'
        ? known
        : await planDownload(offer, ports, new AbortController().signal);
    // Looked at after the hub has answered: who presses twice means one download.
    const open = await this.#open(offer.id);
    const running = open.find(({ state }) => state === 'running');
    if (running) return { jobId: running.id };
    if (model !== known) await db.models.put(model);
    // One that waits would ask for the same files once more when it is resumed.
    for (const { id } of open) await jobs.stop(db, id, now());
    const missing = model.files.filter((file) => file.done < file.bytes);
    const job = newJob(newId(), model.name, { kind: 'download', modelId: model.id }, now());
    await jobs.createJob(
      db,
      job,
      missing.map(({ path }) => downloadTask(path)),
      [],
      now(),
    );
    return { jobId: job.id };
  }

  /** Deletes a model, and stops what fetches it or waits to. */
  async delete(modelId: string): Promise<void> {
    const { db, modelFiles, now } = this.#ports;
    for (const { id } of await this.#open(modelId)) await jobs.stop(db, id, now());
    await deleteModel(db, modelFiles, modelId);
  }

  /** Deletes all of them. */
  async clear(): Promise<void> {
    for (const id of await this.#ports.db.models.toCollection().primaryKeys()) await this.delete(id);
  }

  /** Jobs that fetch a model, or wait for the person. */
  async #open(modelId: string): Promise<readonly Job[]> {
    const all = await this.#ports.db.jobs.where('state').anyOf('running', 'paused').toArray();
    return all.filter(({ spec }) => spec.kind === 'download' && spec.modelId === modelId);
  }
}

function downloadTask(path: string): TaskDraft {
  return {
    kind: 'download',
    key: `download:${path}`,
    group: '',
    lane: downloadLane,
    payload: { kind: 'download', path },
    url: null,
  };
}
