import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { Completion, CompletionRequest, Engine, Model } from '../../../lib/engines/engine';
import { engineError } from '../../../lib/engines/engine-error';
import { judgeTemplate } from '../../../lib/curate';
import { defaultGeneration } from '../../../lib/generate';
import { Commands, type CommandPorts } from '../../../lib/jobs/commands';
import { EngineRunner } from '../../../lib/jobs/engine-runner';
import { engineTasks } from '../../../lib/jobs/engine-tasks';
import { GenerateCommands } from '../../../lib/jobs/generate-commands';
import { ModelUse } from '../../../lib/jobs/model-use';
import type { Runner } from '../../../lib/jobs/runner';
import type { Section } from '../../../lib/model/doc';
import type { GenerateSpec, GenerationOptions } from '../../../lib/model/generate';
import { HeddleDb } from '../../../lib/store/db';
import { addReadDoc, newDoc } from '../../../lib/store/docs';
import { memoryFiles } from '../../../lib/store/files';

// A world in which a scripted model makes pairs: everything but the model is the product's.

export interface Call {
  readonly request: CompletionRequest;
  readonly loads: number;
}

/** What a model says; a string is a reply that it ended itself, `never` is none at all. */
export type Script = (request: CompletionRequest, call: number) => string | Partial<Completion> | Error;

const context = 4096;

/** The text a prompt is about: what stands between its marks. */
export function textIn({ messages }: CompletionRequest): string {
  const user = messages.find(({ role }) => role === 'user')?.content ?? '';
  return /the text begins\]\n([\s\S]*?)\n\[\w+ the text ends\]/.exec(user)?.[1] ?? '';
}

/** A model that quotes: each call takes another sentence of the text, by its seed. */
export const quoting: Script = (request) => {
  if (request.schema?.name === 'judge') {
    return JSON.stringify({ accuracy: 3, relevance: 2, clarity: request.seed % 3, usefulness: request.seed % 4 });
  }
  const sentences = textIn(request).match(/[^.]+\./g) ?? ['nothing.'];
  const evidence = (sentences[request.seed % sentences.length] ?? '').trim();
  return JSON.stringify({ evidence, question: `What of ${evidence.slice(0, 60)} ${request.seed}?`, answer: evidence });
};

export class WriterWorld {
  readonly factory = new IDBFactory();
  readonly files = memoryFiles(() => 0);
  readonly calls: Call[] = [];
  script: Script = quoting;
  loads = 0;
  unloads = 0;
  contextTokens = context;
  db = this.open();
  #ids = 0;

  open(): HeddleDb {
    return new HeddleDb('heddle', { indexedDB: this.factory, IDBKeyRange });
  }

  now = (): number => 1_700_000_000_000 + Math.round(performance.now());

  get engine(): Engine {
    const load = (): Promise<Model> => {
      this.loads++;
      return Promise.resolve({
        contextTokens: this.contextTokens,
        device: 'script',
        countTokens: (text: string) => Promise.resolve({ tokens: Math.ceil(text.length / 4), exact: true }),
        complete: (request: CompletionRequest, onText: (piece: string) => void, signal: AbortSignal) =>
          this.#complete(request, onText, signal),
        unload: () => {
          this.unloads++;
          return Promise.resolve();
        },
      });
    };
    const probe = { usable: true, reason: null, gpu: false, f16: false, maxBufferBytes: 0, threads: 1 };
    return { id: 'wllama', label: 'script', probe: () => Promise.resolve(probe), load };
  }

  async #complete(
    request: CompletionRequest,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Completion> {
    const said = this.script(request, this.calls.length);
    this.calls.push({ request, loads: this.loads });
    await Promise.resolve();
    signal.throwIfAborted();
    if (said instanceof Error) throw said;
    if (said === 'never') {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    }
    const text = typeof said === 'string' ? said : (said.text ?? '');
    onText(text);
    const usage = { promptTokens: 100, outputTokens: 20, ms: 5 };
    return { text, finish: 'stop', ...usage, ...(typeof said === 'string' ? {} : said) };
  }

  /** A runner as the engine page has it, on a connection of its own: closing that is its death. */
  runner(db = this.db): EngineRunner {
    const { now } = this;
    const use = new ModelUse({
      db,
      now,
      engineById: () => this.engine,
      openModel: async (id) => {
        const model = await db.models.get(id);
        if (!model) throw engineError('modelUnknown', [id], 'gone');
        return { model, open: () => Promise.reject(new Error('not opened')) };
      },
      keyOf: () => Promise.resolve(undefined),
    });
    const perform = engineTasks({
      db,
      files: this.files,
      now,
      use,
      asset: (path) => path,
      readDoc: () => Promise.reject(new Error('nothing to read here')),
      openOcr: () => null,
      imageLanguages: () => Promise.resolve(['eng']),
      download: () => Promise.reject(new Error('nothing to fetch here')),
      counterOf: () => Promise.resolve({ exact: true, count: (text) => Math.ceil(text.length / 4) }),
    });
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, 50));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    return new EngineRunner({ db, now, sleep, perform, onSettled: () => undefined });
  }

  async work(): Promise<void> {
    const runner = this.runner();
    await runner.recover();
    await runner.run();
  }

  get ports(): CommandPorts {
    const never = (): never => {
      throw new Error('no network here');
    };
    return {
      db: this.db,
      http: never,
      tabHttp: never,
      files: this.files,
      now: this.now,
      sleep: () => Promise.resolve(),
      random: () => 0,
      online: () => true,
      granted: () => Promise.resolve(false),
      lock: (_, body) => body(),
      pair: () => [],
      newId: () => `id-${++this.#ids}`,
      deleteExports: () => Promise.resolve(),
    };
  }

  get commands(): Commands {
    return new Commands(this.ports, { wake: () => undefined, abort: () => undefined } as unknown as Runner);
  }

  get generation(): GenerateCommands {
    return new GenerateCommands(this.ports);
  }

  async addModel(id = 'tiny'): Promise<void> {
    await this.db.models.put({
      id,
      name: 'Tiny',
      engine: 'wllama',
      state: 'ready',
      origin: 'imported',
      license: '',
      files: [],
      library: null,
      contextTokens: this.contextTokens,
      memoryBytes: null,
      requires: [],
      problem: null,
      addedAt: 1,
    });
  }

  async addDoc(id: string, sections: readonly Section[]): Promise<void> {
    const doc = newDoc({
      id,
      jobId: 'import',
      name: `${id}.txt`,
      origin: 'file',
      url: null,
      mediaType: 'text/plain',
      bytes: 1,
      hash: null,
      createdAt: 1,
    });
    await addReadDoc(this.db, doc, 'text', { title: id, sections, pages: null, scannedPages: [], remarks: [] });
  }
}

/** Sentences that differ: `count` of them, each a paragraph. */
export function prose(topic: string, count: number): readonly Section[] {
  const lines = Array.from({ length: count }, (_, n) => {
    const made = Math.abs(Math.imul(n + 7, 2654435761) % 9973);
    return `The ${topic} numbered ${n} was woven of ${made} threads and dyed in vat ${(made * 31) % 977} at noon.`;
  });
  return [{ headings: [topic], page: null, text: lines.join('\n\n') }];
}

export function specOf(
  docIds: readonly string[],
  change: Partial<GenerationOptions> = {},
  judged = false,
): GenerateSpec {
  const choice = { engine: 'wllama', model: 'tiny' } as const;
  return {
    kind: 'generate',
    docIds,
    choice,
    generation: { ...defaultGeneration('qa'), pairsPerChunk: 4, chunkTokens: 300, overlapTokens: 20, ...change },
    judge: judged ? { choice, template: judgeTemplate, threshold: 7.5 } : null,
  };
}
