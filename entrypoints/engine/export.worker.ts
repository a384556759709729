import { recoverExports, runExports } from '../../lib/jobs/export-runner';
import { HeddleDb } from '../../lib/store/db';
import { opfsExports } from '../../lib/store/export-files';
import { opfsFiles } from '../../lib/store/files';

// The runner of the engine page. In a worker, since only there files can be written synchronously, which is twice as
// fast, and since packing must not block the page that answers the background.

export interface WorkerOrder {
  readonly op: 'wake';
  readonly version: string;
}

/** `settled`: exports were written; the others say what it does from now on. */
export type WorkerNews = 'working' | 'settled' | 'waiting';

const worker = self as unknown as DedicatedWorkerGlobalScope;
const tell = (news: WorkerNews): void => worker.postMessage(news);

let ring: (order: WorkerOrder) => void = () => undefined;
let rung = new Promise<WorkerOrder>((resolve) => (ring = resolve));

worker.addEventListener('message', ({ data }: MessageEvent<WorkerOrder>) => ring(data));

/** Waits for the next order; those that come while we work count as one. */
async function nextOrder(): Promise<WorkerOrder> {
  const order = await rung;
  rung = new Promise((resolve) => (ring = resolve));
  return order;
}

async function run(): Promise<void> {
  const { version } = await nextOrder();
  // Held for life: two runners can never work at once, and a task that is active here belonged to one that died.
  await navigator.locks.request('runner:engine', async () => {
    const db = new HeddleDb();
    const ports = { db, version, files: opfsFiles(), exports: opfsExports(), now: () => Date.now() };
    await recoverExports(ports);
    for (;;) {
      tell('working');
      const performed = await runExports(ports);
      if (performed > 0) tell('settled');
      tell('waiting');
      await nextOrder();
    }
  });
}

run().catch((thrown: unknown) => {
  // Becomes an `error` event in the page, which asks to be closed.
  setTimeout(() => {
    throw thrown;
  });
});
