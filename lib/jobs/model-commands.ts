import type { AssetUrl } from '../engines/engine';
import { findOffered } from '../engines/catalog';
import { packagedLibraries } from '../engines/model-libs';
import { AppError } from '../model/error';
import type { TaskDraft } from '../model/job';
import type { ModelLibrary } from '../model/installed-model';
import * as jobs from '../store/jobs';
import type { ModelFiles } from '../store/model-files';
import { deleteModel } from '../store/models';
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
   * @throws AppError `blocked` in offline mode, and whatever asking the hub ends with
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
    const running = await this.#running(offer.id);
    if (running) return { jobId: running };
    const known = await db.models.get(offer.id);
    const packaged = await libraries(asset);
    const ports = { http, now, packagedLibraries: () => packaged };
    // What was begun goes on with the files of its own commit.
    const model =
      known?.state === 'partial' && known.origin === 'downloaded'
        ? known
        : await planDownload(offer, ports, new AbortController().signal);
    if (model !== known) await db.models.put(model);
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

  /** Deletes a model, and stops what fetches it. */
  async delete(modelId: string): Promise<void> {
    const { db, modelFiles, now } = this.#ports;
    const running = await this.#running(modelId);
    if (running) await jobs.stop(db, running, now());
    await deleteModel(db, modelFiles, modelId);
  }

  async #running(modelId: string): Promise<string | null> {
    const all = await this.#ports.db.jobs.where('state').anyOf('running', 'paused').toArray();
    const job = all.find(({ spec, state }) => {
      return spec.kind === 'download' && spec.modelId === modelId && state === 'running';
    });
    return job?.id ?? null;
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
