import { EngineRunner } from '../../lib/jobs/engine-runner';
import { engineTasks } from '../../lib/jobs/engine-tasks';
import { answerBackground, tellBackground } from '../../lib/platform/engine-page';
import { sleep } from '../../lib/platform/sleep';
import { HeddleDb } from '../../lib/store/db';
import { opfsExports } from '../../lib/store/export-files';
import { enginePorts } from './ports';
import type { WorkerOrder, WorkerNews } from './export.worker';

/** Idle for this long, the page asks to be closed. */
const idleMs = 30_000;
/** Firefox unloads its background after 30 s without news, and this page with it. */
const pingMs = 20_000;
/** A URL nobody revoked is not needed any more after this. */
const urlMs = 60 * 60_000;

const exports = opfsExports();
const urls = new Map<string, string>();
/** Who is at work: the worker that writes exports, the runner of documents and models. */
const working = { exports: false, models: false };
let usedAt = Date.now();

const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' });
const order = (message: WorkerOrder): void => worker.postMessage(message);

worker.addEventListener('message', ({ data }: MessageEvent<WorkerNews>) => {
  working.exports = data === 'working';
  usedAt = Date.now();
  if (data === 'settled') void tellBackground('settled');
});
// It holds nothing that matters: the page is closed, and opened anew for what is left. Not at once, since the cause
// may last.
const closeSoon = (): void => void setTimeout(() => void tellBackground('idle'), pingMs);
worker.addEventListener('error', closeSoon);

const db = new HeddleDb();
// A newer version of the extension opens the store: what is going on here begins anew in it.
db.on('versionchange', () => db.close());
const ports = enginePorts(db);
const runner = new EngineRunner({
  db,
  now: ports.now,
  sleep,
  perform: engineTasks(ports),
  onSettled: () => void tellBackground('settled'),
});
let serving = false;
let wake: () => void = () => undefined;

/** Works for life inside the runner's lock: an active task of its kinds belonged to one that died. */
async function serve(): Promise<void> {
  await navigator.locks.request('runner:models', async () => {
    await runner.recover();
    for (;;) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      working.models = true;
      await runner.run();
      working.models = false;
      usedAt = Date.now();
      // Files that are offered may keep the page for an hour: a model would keep gigabytes for nobody.
      const rest = setTimeout(() => void ports.use.release(), idleMs);
      await woken;
      clearTimeout(rest);
    }
  });
}

function wakeRunner(): void {
  wake();
  runner.wake();
  if (serving) return;
  serving = true;
  serve().catch((thrown: unknown) => {
    console.error('The engine page stopped:', thrown);
    closeSoon();
  });
}

answerBackground(async (request) => {
  usedAt = Date.now();
  if (request.op === 'wake') {
    order(request);
    wakeRunner();
    return null;
  }
  const key = `${request.jobId}/${request.name}`;
  const old = urls.get(key);
  if (old !== undefined) URL.revokeObjectURL(old);
  urls.delete(key);
  if (request.op === 'revoke') return null;
  const file = await exports.open(request.jobId, request.name);
  if (!file) return null;
  const url = URL.createObjectURL(file);
  urls.set(key, url);
  return url;
});

setInterval(() => {
  const quietMs = Date.now() - usedAt;
  const busy = working.exports || working.models;
  const needed = busy || (urls.size > 0 && quietMs < urlMs);
  if (needed) void tellBackground('ping');
  else if (quietMs > idleMs) void tellBackground('idle');
}, pingMs);
