import type { CacheEntry, ModelRecord } from '../model/webllm-cache';
import type { CompletionRequest } from './engine';
import { loadPhase } from './webllm-progress';
import {
  foreignLibrary,
  missingFile,
  type ContextOverride,
  type LoadOrder,
  type News,
  type Order,
  type RawFailure,
} from './webllm-messages';

// What the worker does with web-llm, apart from the library itself: it is given as `HostPorts.makeEngine`.

/** A piece of a streamed reply, as far as it is read. */
export interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string | null };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

export interface ChatRequest {
  readonly messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  readonly max_tokens: number;
  readonly temperature: number;
  readonly top_p: number;
  readonly seed: number;
  readonly response_format?: { type: 'json_object'; schema: string };
}

/** The part of web-llm's `MLCEngine` that is used; the same in 0.2.79 and 0.2.86. */
export interface HostEngine {
  reload(modelId: string, override: ContextOverride): Promise<void>;
  interrupt(): void;
  stream(request: ChatRequest): Promise<AsyncIterable<Chunk>>;
}

export interface HostPorts {
  readonly post: (news: News) => void;
  readonly makeEngine: (record: ModelRecord, onProgress: (text: string) => void) => HostEngine;
  /** Makes bytes fetchable once; says where. */
  readonly serve: (bytes: ArrayBuffer) => string;
  /** SHA-256 in hex. */
  readonly digest: (bytes: ArrayBuffer) => Promise<string>;
  /** Whether a cache entry is there. */
  readonly isThere: (entry: CacheEntry) => Promise<boolean>;
  /** The last lines of the console. */
  readonly log: () => readonly string[];
}

/** @returns what to do with each order of the page side; never throws, failures are posted */
export function webLlmHost(ports: HostPorts): (order: Order) => void {
  let engine: HostEngine | null = null;
  let interrupted: number | null = null;

  async function load({ record, override, library, entries }: LoadOrder): Promise<void> {
    for (const entry of entries) if (!(await ports.isThere(entry))) throw failure(missingFile, entry.path);
    // The library is code. What is hashed here is what is run: the same bytes, of which the page keeps none.
    if ((await ports.digest(library.bytes)) !== library.sha256) throw failure(foreignLibrary, library.name);
    const loading = ports.makeEngine({ ...record, model_lib: ports.serve(library.bytes) }, (text) => {
      const progress = loadPhase(text);
      if (progress) ports.post({ op: 'progress', ...progress });
    });
    await loading.reload(record.model_id, override);
    engine = loading;
    ports.post({ op: 'loaded' });
  }

  async function complete(id: number, request: CompletionRequest): Promise<void> {
    if (!engine) throw failure('Error', 'No model is loaded.');
    let [finish, usage, pieces]: [string | null, Chunk['usage'], number] = [null, null, 0];
    // Always streamed: up to 0.2.79, a call that is not returns nothing after an interrupted one.
    for await (const chunk of await engine.stream(chatRequest(request))) {
      const [choice] = chunk.choices;
      const piece = choice?.delta.content ?? '';
      if (piece) {
        pieces += 1;
        ports.post({ op: 'text', id, piece });
      }
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
      // Again with each piece: the library forgets an interrupt that came before it began.
      if (interrupted === id) engine.interrupt();
    }
    const outputTokens = usage?.completion_tokens ?? pieces;
    ports.post({ op: 'done', id, finish, promptTokens: usage?.prompt_tokens ?? null, outputTokens });
  }

  return (order) => {
    if (order.op === 'interrupt') {
      interrupted = order.id;
      engine?.interrupt();
      return;
    }
    const done = order.op === 'load' ? load(order) : complete(order.id, order.request);
    done.catch((thrown: unknown) => {
      ports.post({ op: 'failed', failure: rawFailure(order.op, thrown, ports.log()) });
    });
  };
}

function chatRequest({ messages, schema, ...options }: CompletionRequest): ChatRequest {
  return {
    // All of them each time: the library begins anew where they do not go on from the last call.
    messages: messages.map(({ role, content }) => ({ role, content })),
    max_tokens: options.maxTokens,
    temperature: options.temperature,
    top_p: options.topP,
    seed: options.seed,
    // The compiled grammar is kept as long as the text is the same, byte for byte.
    ...(schema ? { response_format: { type: 'json_object', schema: JSON.stringify(schema.schema) } } : {}),
  };
}

function failure(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

function rawFailure(stage: RawFailure['stage'], thrown: unknown, log: readonly string[]): RawFailure {
  // Emscripten throws objects that are no errors (`ExitStatus`); WebGPU's errors may be no `Error` either.
  const { name, message } = Object(thrown) as { name?: unknown; message?: unknown };
  return {
    stage,
    name: typeof name === 'string' ? name : 'Error',
    message: messageOf(thrown, message).slice(0, 2000),
    log: log.slice(-10),
  };
}

function messageOf(thrown: unknown, message: unknown): string {
  if (typeof message === 'string') return message;
  return typeof thrown === 'string' ? thrown : 'no reason given';
}
