import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offeredModels } from '../../../lib/engines/catalog';
import { downloadLane, ModelCommands } from '../../../lib/jobs/model-commands';
import { newJob } from '../../../lib/jobs/plan';
import type { InstalledModel } from '../../../lib/model/installed-model';
import * as jobs from '../../../lib/store/jobs';
import { FakeDisk } from '../store/fake-storage';
import { WriterWorld } from './writer';

let world: WriterWorld;
let commands: ModelCommands;
const offer = offeredModels.find(({ engine }) => engine === 'wllama')!;

beforeEach(() => {
  world = new WriterWorld();
  const modelFiles = new FakeDisk().files(1024);
  commands = new ModelCommands({ ...world.ports, modelFiles, asset: () => 'data:application/json,[]' });
});

afterEach(async () => {
  world.db.close();
  await world.db.delete();
});

async function put(state: InstalledModel['state']): Promise<void> {
  await world.addModel(offer.id);
  const file = { path: 'a.gguf', bytes: 10, sha256: null, url: 'https://hub.example/a.gguf', done: 5 };
  await world.db.models.update(offer.id, { state, origin: 'downloaded', files: [file] });
}

async function pausedDownload(): Promise<string> {
  const job = newJob('paused', 'a', { kind: 'download', modelId: offer.id }, 1);
  const payload = { kind: 'download', path: 'a.gguf' } as const;
  const task = { kind: 'download', key: 'download:a.gguf', group: '', lane: downloadLane, payload, url: null } as const;
  await jobs.createJob(world.db, job, [task], [], 1);
  await jobs.block(world.db, job.id, { code: 'storage-full', message: 'Full.' }, 1);
  return job.id;
}

describe('a download that is paused', () => {
  it('ends with its model', async () => {
    await put('partial');
    const jobId = await pausedDownload();
    await commands.delete(offer.id);
    expect((await world.db.jobs.get(jobId))?.state).toBe('cancelled');
    expect(await world.db.models.count()).toBe(0);
  });

  it('gives way to the one that is begun after it', async () => {
    await put('partial');
    const before = await pausedDownload();
    const { jobId } = await commands.download(offer.id);
    expect(jobId).not.toBe(before);
    expect((await world.db.jobs.get(before))?.state).toBe('cancelled');
    expect((await world.db.jobs.get(jobId))?.state).toBe('running');
    // Pressed twice, it is one.
    expect(await commands.download(offer.id)).toEqual({ jobId });
  });
});

describe('a model that is whole', () => {
  it('is not begun anew under the hands of whoever uses it', async () => {
    await put('ready');
    await expect(commands.download(offer.id)).rejects.toMatchObject({ info: { reason: 'modelExists' } });
    expect((await world.db.models.get(offer.id))?.state).toBe('ready');
  });
});
