import type { EngineTaskPorts } from '../../lib/jobs/engine-tasks';
import type { HeddleDb } from '../../lib/store/db';
import { opfsFiles } from '../../lib/store/files';

/** What the engine page's tasks need of the world. */
export function enginePorts(db: HeddleDb): EngineTaskPorts {
  return {
    db,
    files: opfsFiles(),
    now: () => Date.now(),
    asset: (path) => new URL(`/${path}`, location.href).href,
    readDoc: async (file, context) => {
      const { readDoc } = await import('../../lib/readers');
      return readDoc(file, context);
    },
    openOcr: () => null,
  };
}
