import type { Engine } from '../../lib/engines/engine';
import { serverEngine } from '../../lib/engines/server';
import { estimateCounter } from '../../lib/engines/estimate';
import { watched, type WatchLimits } from '../../lib/engines/watchdog';
import { webLlmEngine } from '../../lib/engines/webllm';
import { wllamaEngine } from '../../lib/engines/wllama';
import type { EngineTaskPorts } from '../../lib/jobs/engine-tasks';
import { downloadFile } from '../../lib/jobs/executors/download';
import { ggufFacts } from '../../lib/jobs/gguf-facts';
import { ModelUse } from '../../lib/jobs/model-use';
import { guardFetch } from '../../lib/jobs/offline';
import { serverKeys } from '../../lib/jobs/server-keys';
import type { TokenCounter } from '../../lib/model/doc';
import type { EngineId, ModelChoice } from '../../lib/model/generate';
import type { ModelAccess } from '../../lib/model/installed-model';
import type { LanguageData, OpenOcr } from '../../lib/readers/ocr';
import type { HeddleDb } from '../../lib/store/db';
import { opfsFiles } from '../../lib/store/files';
import { modelFiles, openModel } from '../../lib/store/models';
import { imageLanguages, ocrLanguageData, opfsLanguages } from '../../lib/store/ocr-languages';

const asset = (path: string): string => new URL(`/${path}`, location.href).href;
const now = (): number => Date.now();

const ocrIdleMs = 60_000;
/** A processor may think for long over a prompt; what gives no sign at all for these is gone. */
const limits: WatchLimits = { loadStallMs: 120_000, tokenStallMs: 60_000, promptStallMs: 600_000 };

/** What the engine page's tasks need of the world. */
export function enginePorts(db: HeddleDb): EngineTaskPorts {
  const files = modelFiles();
  const fetchIt = guardFetch(db, (input, init) => fetch(input, init));
  const engines = new Map<EngineId, Engine>();
  const makers: Readonly<Record<EngineId, () => Engine>> = {
    webllm: () => webLlmEngine({ asset }),
    wllama: () => wllamaEngine(asset),
    server: () => serverEngine(fetchIt),
  };
  const engineById = (id: EngineId): Engine => {
    const engine = engines.get(id) ?? watched(makers[id](), limits);
    engines.set(id, engine);
    return engine;
  };
  const open = (id: string) => openModel(db, files, id);
  const use = new ModelUse({ db, now, engineById, openModel: open, keyOf: serverKeys(db) });
  return {
    db,
    files: opfsFiles(),
    now,
    use,
    asset,
    readDoc: async (file, context) => {
      const { readDoc } = await import('../../lib/readers');
      return readDoc(file, context);
    },
    openOcr: keptOcr((language) => ocrLanguageData(db, opfsLanguages(), language)),
    imageLanguages: () => imageLanguages(db),
    counterOf: counters(open),
    async download(modelId, path, signal) {
      const ports = { db, files, fetchIt, now, checkGguf: ggufFacts };
      await downloadFile(ports, modelId, path, () => undefined, signal);
    },
  };
}

/** One worker for all pictures: it takes a second to start and 100 MB to keep, so an idle one is ended. */
function keptOcr(dataOf: LanguageData): EngineTaskPorts['openOcr'] {
  let last: { readonly name: string; readonly ocr: Promise<OpenOcr> } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = (): void => {
    last?.ocr.then((ocr) => ocr.close()).catch(() => undefined);
    last = null;
  };
  return (languages) => {
    const name = languages.join('+');
    if (last?.name !== name) {
      close();
      const open = async (): Promise<OpenOcr> => {
        const { openOcr } = await import('../../lib/readers/ocr');
        return openOcr(asset, languages, dataOf);
      };
      last = { name, ocr: open() };
    }
    const { ocr } = last;
    return {
      async read(picture, signal) {
        clearTimeout(timer);
        try {
          return await (await ocr).read(picture, signal);
        } finally {
          clearTimeout(timer);
          timer = setTimeout(close, ocrIdleMs);
        }
      },
    };
  };
}

/** One counter a model: reading a vocabulary takes a second. */
function counters(open: (id: string) => Promise<ModelAccess>): (choice: ModelChoice) => Promise<TokenCounter> {
  let last: { readonly id: string; readonly counter: Promise<TokenCounter> } | null = null;
  return async ({ engine, model }) => {
    if (engine === 'server') return estimateCounter();
    if (last?.id !== model) {
      const read = async (): Promise<TokenCounter> => {
        const { counterOf } = await import('../../lib/engines/tokenizer');
        return counterOf(await open(model));
      };
      last = { id: model, counter: read() };
    }
    const { counter } = last;
    // One that failed is tried again the next time.
    return counter.catch((thrown: unknown) => {
      last = null;
      throw thrown;
    });
  };
}
