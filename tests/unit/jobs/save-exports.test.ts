import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newJob } from '../../../lib/jobs/plan';
import { exportSaver, type SavePorts } from '../../../lib/jobs/save-exports';
import type { ExportSpec } from '../../../lib/model/job';
import { HeddleDb } from '../../../lib/store/db';

type State = 'running' | 'complete' | 'lost' | 'refused';

describe('saving exports', () => {
  let db: HeddleDb;
  let downloads: { name: string; state: State }[];
  let granted: boolean;
  let urls: Set<string>;
  let ports: SavePorts;

  beforeEach(async () => {
    db = new HeddleDb('save-test');
    downloads = [];
    granted = true;
    urls = new Set();
    ports = {
      db,
      downloads: {
        isGranted: () => granted,
        start(url, name) {
          expect(urls.has(url)).toBe(true);
          return Promise.resolve(downloads.push({ name, state: 'running' }) - 1);
        },
        state: (id) => Promise.resolve(downloads[id]!.state),
      },
      url(jobId, name) {
        urls.add(`blob:${jobId}/${name}`);
        return Promise.resolve(`blob:${jobId}/${name}`);
      },
      revoke(jobId, name) {
        urls.delete(`blob:${jobId}/${name}`);
        return Promise.resolve();
      },
    };
    await order('download');
  });
  afterEach(() => db.delete());

  async function order(save: ExportSpec['save']): Promise<void> {
    const options = { format: 'standard', container: 'jsonl', images: true } as const;
    const spec: ExportSpec = { kind: 'export', ofJobId: 'x', name: 'set', options, save, capturedAt: 1 };
    await db.jobs.put({ ...newJob('e', 'Export', spec, 1), state: 'done' });
    const file = { bytes: 1, sha256: '', saved: false, downloadId: null };
    const files = ['set-001.zip', 'set-002.zip'].map((name) => ({ ...file, name }));
    await db.exports.put({ jobId: 'e', recordsDone: 1, recordsTotal: 1, bytesDone: 2, files });
  }
  const saved = async (): Promise<boolean[]> => (await db.exports.get('e'))!.files.map((file) => file.saved);

  it('saves one file after the other, over restarts of the background', async () => {
    await exportSaver(ports)();
    await exportSaver(ports)();
    expect(downloads.map((d) => d.name)).toEqual(['set-001.zip']);
    downloads[0]!.state = 'complete';
    await exportSaver(ports)();
    expect(await saved()).toEqual([true, false]);
    expect(downloads.map((d) => d.name)).toEqual(['set-001.zip', 'set-002.zip']);
    downloads[1]!.state = 'complete';
    await exportSaver(ports)();
    expect(await saved()).toEqual([true, true]);
    expect(urls.size).toBe(0);
    await exportSaver(ports)();
    expect(downloads).toHaveLength(2);
  });

  it('starts no file twice when called many times at once', async () => {
    const save = exportSaver(ports);
    await Promise.all([save(), save(), save()]);
    expect(downloads).toHaveLength(1);
  });

  it('starts again what the end of the browser cut off, but nothing the person cancelled', async () => {
    await exportSaver(ports)();
    downloads[0]!.state = 'lost';
    await exportSaver(ports)();
    expect(downloads).toHaveLength(2);
    downloads[1]!.state = 'refused';
    await exportSaver(ports)();
    await exportSaver(ports)();
    expect(downloads).toHaveLength(2);
    expect(await saved()).toEqual([false, false]);
    expect(urls.size).toBe(0);
  });

  it('does nothing where saving is not granted or the panel saves', async () => {
    granted = false;
    await exportSaver(ports)();
    expect(await saved()).toEqual([false, false]);
    granted = true;
    await order('page');
    await exportSaver(ports)();
    expect(downloads).toEqual([]);
  });
});
