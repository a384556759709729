import { answerBackground, tellBackground } from '../../lib/platform/engine-page';
import { opfsExports } from '../../lib/store/export-files';
import type { WorkerOrder, WorkerNews } from './export.worker';

/** Idle for this long, the page asks to be closed. */
const idleMs = 30_000;
/** Firefox unloads its background after 30 s without news, and this page with it. */
const pingMs = 20_000;
/** A URL nobody revoked is not needed any more after this. */
const urlMs = 60 * 60_000;

const exports = opfsExports();
const urls = new Map<string, string>();
let working = false;
let usedAt = Date.now();

const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' });
const order = (message: WorkerOrder): void => worker.postMessage(message);

worker.addEventListener('message', ({ data }: MessageEvent<WorkerNews>) => {
  working = data === 'working';
  usedAt = Date.now();
  if (data === 'settled') void tellBackground('settled');
});
worker.addEventListener('error', () => {
  // It holds nothing that matters: the page is closed, and opened anew for what is left. Not at once, since the cause
  // may last.
  setTimeout(() => void tellBackground('idle'), pingMs);
});

answerBackground(async (request) => {
  usedAt = Date.now();
  if (request.op === 'wake') {
    order(request);
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
  const needed = working || (urls.size > 0 && quietMs < urlMs);
  if (needed) void tellBackground('ping');
  else if (quietMs > idleMs) void tellBackground('idle');
}, pingMs);
