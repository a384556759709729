import type { Completion, CompletionRequest, Engine, EngineTarget, LoadOptions, Model } from './engine';
import { stopped } from './engine-error';
import { estimateCounter } from './estimate';
import { serverAddress } from './server-address';
import { askFacts, findModel, listModels, type ServerFacts } from './server-facts';
import { named, readError, refusalOf, send, type Connection } from './server-http';
import type { Asked } from './server-refusal';
import { readReply } from './server-reply';

export { serverAddress, type ServerAddress } from './server-address';

/**
 * Any server that speaks the OpenAI-style API: Ollama, llama.cpp, LM Studio, vLLM, or a service.
 * @param fetchIt guarded by whoever gives it: in offline mode nothing but loopback addresses is let through
 */
export function serverEngine(fetchIt: typeof fetch, now: () => number = Date.now): Engine {
  return {
    id: 'server',
    label: 'Server',
    probe: () => Promise.resolve({ usable: true, reason: null, gpu: false, f16: false, maxBufferBytes: 0, threads: 0 }),
    async load({ choice, key }: EngineTarget, { signal, onProgress, contextTokens }: LoadOptions) {
      const connection: Connection = { fetchIt, base: serverAddress(choice.url ?? '').url, key, now };
      const model = findModel(await listModels(connection, signal), choice.model, connection.base);
      onProgress({ phase: 'weights', fraction: null });
      const facts = await askFacts(connection, model, signal);
      onProgress({ phase: 'weights', fraction: 1 });
      return new ServerModel(connection, model.id, facts, contextTokens);
    },
  };
}

/**
 * Names of the models a server has, for the person to choose from.
 * @param text the address as typed
 * @throws AppError `unsupported` (the address), `engine`, `network`, `rate-limited`, `aborted`
 */
export async function serverModels(
  fetchIt: typeof fetch,
  text: string,
  key: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const connection: Connection = { fetchIt, base: serverAddress(text).url, key, now: Date.now };
  return (await listModels(connection, signal)).map(({ id }) => id);
}

/** What a server of this kind takes; learnt from what it refuses. */
interface Dialect {
  /** `schema`: the reply is decoded by the schema; `object`: any JSON, the schema stands in the prompt only. */
  json: 'schema' | 'object';
  usage: boolean;
}

const schemaWords = /response_format|json_schema|grammar|guided|structured|schema/i;
const usageWords = /stream_options|include_usage/i;

class ServerModel implements Model {
  readonly contextTokens: number;
  readonly #gone = new AbortController();
  readonly #estimate = estimateCounter();
  readonly #dialect: Dialect = { json: 'schema', usage: true };

  readonly #connection: Connection;
  readonly #asked: Asked;
  readonly #facts: ServerFacts;

  constructor(connection: Connection, name: string, facts: ServerFacts, wantedTokens: number) {
    this.#connection = connection;
    this.#facts = facts;
    this.contextTokens = Math.min(facts.contextTokens ?? wantedTokens, wantedTokens);
    this.#asked = { name, contextTokens: this.contextTokens };
  }

  /** The address; and that replies are not held to their schema, once the server has refused to. */
  get device(): string {
    return this.#dialect.json === 'schema'
      ? this.#connection.base
      : `${this.#connection.base} (schema in the prompt only)`;
  }

  async countTokens(text: string): Promise<{ readonly tokens: number; readonly exact: boolean }> {
    const tokens = (await this.#facts.count?.(text, this.#gone.signal)) ?? null;
    return tokens === null ? { tokens: this.#estimate.count(text), exact: false } : { tokens, exact: true };
  }

  async complete(
    request: CompletionRequest,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Completion> {
    const until = AbortSignal.any([signal, this.#gone.signal]);
    const startedAt = performance.now();
    const response = await this.#ask(request, until);
    const reply = await readReply(this.#connection, this.#asked, response, onText, until);
    const prompt = request.messages.map(({ content }) => content).join('\n');
    if (reply.promptTokens !== null) this.#estimate.calibrate(reply.promptTokens, prompt);
    return {
      text: reply.text,
      finish: reply.finish,
      promptTokens: reply.promptTokens ?? this.#estimate.count(prompt),
      outputTokens: reply.outputTokens ?? Math.max(reply.pieces, 1),
      ms: performance.now() - startedAt,
    };
  }

  unload(): Promise<void> {
    this.#gone.abort(stopped());
    return Promise.resolve();
  }

  /** Asks, and once more in a simpler way for each thing that the server says it does not know. */
  async #ask(request: CompletionRequest, signal: AbortSignal): Promise<Response> {
    for (;;) {
      const { json, usage } = this.#dialect;
      const url = `${this.#connection.base}/chat/completions`;
      const body = bodyOf(this.#asked.name, request, this.#dialect);
      const response = await send(this.#connection, url, body, 'text/event-stream', signal);
      if (response.ok) return response;
      const said = await readError(this.#connection, response, signal);
      if (signal.aborted) throw named(null, this.#connection.base, signal);
      const refusal = refusalOf(this.#connection, response, said, this.#asked);
      const unknown = refusal.info.reason === 'serverReply' || response.status === 500 || response.status === 501;
      if (unknown && usage && usageWords.test(said)) this.#dialect.usage = false;
      else if (unknown && request.schema && json === 'schema' && schemaWords.test(said)) this.#dialect.json = 'object';
      else throw refusal;
    }
  }
}

function bodyOf(model: string, request: CompletionRequest, dialect: Dialect): unknown {
  const { schema, messages, maxTokens, temperature, topP, seed } = request;
  const inPrompt = schema !== null && dialect.json === 'object';
  return {
    model,
    messages: inPrompt ? withSchema(messages, JSON.stringify(schema.schema)) : messages,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    seed,
    stream: true,
    ...(dialect.usage ? { stream_options: { include_usage: true } } : {}),
    ...(schema === null ? {} : { response_format: formatOf(schema, dialect) }),
  };
}

function formatOf(schema: NonNullable<CompletionRequest['schema']>, dialect: Dialect): unknown {
  if (dialect.json === 'object') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: schema.name, strict: true, schema: schema.schema } };
}

function withSchema(messages: CompletionRequest['messages'], schema: string): CompletionRequest['messages'] {
  const words = `Answer with one JSON object that fits this JSON schema, and with nothing else:\n${schema}`;
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: words }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${words}` }, ...rest];
}
