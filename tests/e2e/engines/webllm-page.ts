import { trial, type Outcome, type TrialModel } from './webllm-trial';

// What webllm-check.mjs drives.

/** The same from inside a worker, where the product's engines are: the library's worker is a worker's worker then. */
async function nested(model: TrialModel): Promise<Outcome> {
  const worker = new Worker(new URL('./webllm-nested.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Outcome>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(model);
    });
  } finally {
    worker.terminate();
  }
}

Object.assign(globalThis, { trial: { ...trial, nested } });
