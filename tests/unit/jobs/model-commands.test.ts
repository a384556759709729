import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelCommands, type ModelCommandPorts } from '../../../lib/jobs/model-commands';
import * as jobs from '../../../lib/store/jobs';
import { finish, settle } from '../../../lib/store/ledger';
import { HeddleDb } from '../../../lib/store/db';
import { listDownloads } from '../../../lib/store/queries';
import { FakeDisk } from '../store/fake-storage';
import { mlcModel } from '../../screens/model-scenes';

let db: HeddleDb;
let models: ModelCommands;
let ids: number;

beforeEach(() => {
  db = new HeddleDb('model-commands', { indexedDB: new IDBFactory(), IDBKeyRange });
  ids = 0;
  models = new ModelCommands({
    db,
    http: () => Promise.reject(new Error('Nothing is to be asked of the hub')),
    now: () => 1000 + ids,
    newId: () => `job-${++ids}`,
    asset: (path: string) => `asset:${path}`,
    modelFiles: new FakeDisk().files(1024),
  } as unknown as ModelCommandPorts);
});

const states = async (): Promise<readonly string[]> =>
  (await db.jobs.orderBy('createdAt').toArray()).map(({ state }) => state);

describe('a download', () => {
  beforeEach(() => db.models.put(mlcModel));

  it('that runs is the one', async () => {
    const { jobId } = await models.download(mlcModel.id);
    expect(await models.download(mlcModel.id)).toEqual({ jobId });
    expect(await states()).toEqual(['running']);
    expect(await db.tasks.toArray()).toMatchObject([{ key: 'download:params_shard_1.bin' }]);
  });

  it('that waits for the person gives way to a new one', async () => {
    const { jobId } = await models.download(mlcModel.id);
    await jobs.pause(db, jobId, 2000);
    const next = await models.download(mlcModel.id);
    expect(next.jobId).not.toBe(jobId);
    expect(await states()).toEqual(['cancelled', 'running']);
  });

  it('goes with its model, also where it waits', async () => {
    const { jobId } = await models.download(mlcModel.id);
    await jobs.pause(db, jobId, 2000);
    await models.delete(mlcModel.id);
    expect(await states()).toEqual(['cancelled']);
    expect(await db.models.count()).toBe(0);
  });

  it('that is done says which model is here', async () => {
    const { jobId } = await models.download(mlcModel.id);
    for (const task of await db.tasks.where({ jobId }).toArray()) {
      const active = { ...task, state: 'active' as const };
      await db.tasks.put(active);
      await settle(db, active, 3000, (ledger) => finish(ledger, 'done'));
    }
    expect(await states()).toEqual(['done']);
    const lines = await db.logs.where({ jobId }).toArray();
    expect(lines.at(-1)).toMatchObject({ event: 'downloadDone', params: [mlcModel.name] });
  });

  it('is listed as the last one of its model', async () => {
    const first = await models.download(mlcModel.id);
    await jobs.stop(db, first.jobId, 2000);
    const second = await models.download(mlcModel.id);
    const found = await listDownloads(db);
    expect([...found.keys()]).toEqual([mlcModel.id]);
    expect(found.get(mlcModel.id)?.job.id).toBe(second.jobId);
    expect(found.get(mlcModel.id)?.failure).toBeNull();
  });
});

describe('clearing', () => {
  it('leaves no model', async () => {
    await db.models.bulkPut([mlcModel, { ...mlcModel, id: 'other' }]);
    await models.clear();
    expect(await db.models.count()).toBe(0);
  });
});
