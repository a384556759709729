import type { MachineFacts, ModelEffects } from '../../components/effects';
import { findOffered, gpuHere, packagedLibraries, probeGpu, webLlmNeeds } from '../../lib/engines/index';
import { threadsHere } from '../../lib/engines/threads';
import type { ModelLibrary } from '../../lib/model/installed-model';
import type { HeddleDb } from '../../lib/store/db';

// What the workbench does with the files of models. Importing is the page's, since only the page has the files.

const asset = (path: string): string => new URL(`/${path}`, location.href).href;

export function modelEffects(db: HeddleDb): ModelEffects {
  return {
    async importModel(picked, onProgress, signal) {
      const [{ importModel }, { modelFiles }, { ggufFacts }, libraries] = await Promise.all([
        import('../../lib/store/model-import'),
        import('../../lib/store/models'),
        import('../../lib/jobs/gguf-facts'),
        packagedLibraries(asset),
      ]);
      const packagedLibrary = (modelId: string): ModelLibrary | null => {
        const wanted = findOffered(modelId)?.library;
        const found = libraries.find(({ name }) => name === wanted);
        return found ? { name: found.name, sha256: found.sha256, from: 'packaged' } : null;
      };
      return withoutLeaving(() =>
        importModel(
          { db, files: modelFiles(), now: () => Date.now(), checkGguf: ggufFacts, packagedLibrary },
          picked,
          onProgress,
          signal,
        ),
      );
    },
    async verifyModel(id, onProgress, signal) {
      const { modelFiles, verifyModel } = await import('../../lib/store/models');
      return verifyModel(db, modelFiles(), id, onProgress, signal);
    },
    machine: machineHere,
  };
}

async function machineHere(): Promise<MachineFacts> {
  const [gpu, libraries] = await Promise.all([probeGpu(gpuHere(), webLlmNeeds), packagedLibraries(asset)]);
  // In GiB, rounded to a power of two; browsers other than Chromium do not tell.
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return {
    gpu,
    libraries: libraries.map(({ name }) => name),
    memoryBytes: deviceMemory === undefined ? null : deviceMemory * 1024 ** 3,
    threads: threadsHere(),
  };
}

/** The browser asks before it closes a page whose work would be lost with it. */
async function withoutLeaving<T>(work: () => Promise<T>): Promise<T> {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  try {
    return await work();
  } finally {
    window.removeEventListener('beforeunload', ask);
  }
}
