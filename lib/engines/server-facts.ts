import { readJson, rootOf, send, type Connection } from './server-http';
import { isRecord, modelUnknown, notAnApi } from './server-refusal';

// What a server tells of itself. The list of models is part of the API; the rest is asked in the ways of the three
// programs that tell more, and a server that does not know them is none the worse.

export interface ServerModel {
  readonly id: string;
  /** Who answers, as far as the list shows. */
  readonly program: 'llamacpp' | 'vllm' | null;
  /** Context it has been given, in tokens; null: not told. */
  readonly contextTokens: number | null;
}

export interface ServerFacts {
  readonly contextTokens: number | null;
  /** Counts tokens exactly; null: it has no way to ask. */
  readonly count: ((text: string, signal: AbortSignal) => Promise<number | null>) | null;
}

const mostModels = 2000;
const listMs = 30_000;
const factMs = 5000;

/** @throws AppError `engine` (`serverNotApi`, `serverKeyRefused`, …), `network`, `rate-limited`, `aborted` */
export async function listModels(connection: Connection, signal: AbortSignal): Promise<readonly ServerModel[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(listMs)]);
  const response = await send(connection, `${connection.base}/models`, undefined, 'application/json', limited);
  const json = await readJson(connection, response, limited);
  const data = isRecord(json) ? json['data'] : null;
  // Ollama says null where it has no model at all.
  if (data === null && isRecord(json) && 'data' in json) return [];
  if (!Array.isArray(data)) throw notAnApi(connection.base, '');
  const models: ServerModel[] = [];
  for (const entry of data.slice(0, mostModels) as readonly unknown[]) {
    if (!isRecord(entry) || typeof entry['id'] !== 'string' || entry['id'].length > 500) continue;
    const owner = entry['owned_by'];
    const program = owner === 'llamacpp' || owner === 'vllm' ? owner : null;
    models.push({ id: entry['id'], program, contextTokens: positive(entry['max_model_len']) });
  }
  return models;
}

/** The model by its name; Ollama's `llama3.2` means `llama3.2:latest`. @throws AppError `engine` `serverModelUnknown` */
export function findModel(models: readonly ServerModel[], name: string, base: string): ServerModel {
  const found = models.find(({ id }) => id === name) ?? models.find(({ id }) => id === `${name}:latest`);
  if (!found) {
    throw modelUnknown(
      name.slice(0, 200),
      base,
      models.map(({ id }) => id.slice(0, 100)),
    );
  }
  return found;
}

/** @throws AppError `aborted` only: what is not known is null */
export async function askFacts(connection: Connection, model: ServerModel, signal: AbortSignal): Promise<ServerFacts> {
  const root = rootOf(connection.base);
  if (model.program === 'llamacpp') {
    const props = await tryJson(connection, `${root}/props`, undefined, signal, factMs);
    const settings = isRecord(props) ? props['default_generation_settings'] : null;
    return {
      contextTokens: isRecord(settings) ? positive(settings['n_ctx']) : null,
      count: async (content, until) => {
        const json = await tryJson(connection, `${root}/tokenize`, { content, add_special: false }, until, listMs);
        return isRecord(json) && Array.isArray(json['tokens']) ? json['tokens'].length : null;
      },
    };
  }
  if (model.program === 'vllm') {
    return {
      contextTokens: model.contextTokens,
      count: async (prompt, until) => {
        const body = { model: model.id, prompt, add_special_tokens: false };
        const json = await tryJson(connection, `${root}/tokenize`, body, until, listMs);
        return isRecord(json) && typeof json['count'] === 'number' ? json['count'] : null;
      },
    };
  }
  if (root === connection.base) return { contextTokens: model.contextTokens, count: null };
  return { contextTokens: model.contextTokens ?? (await ollamaContext(connection, model.id, signal)), count: null };
}

/**
 * Ollama cuts a prompt that does not fit, without a word, to a context that the API cannot set; so it must be known. It
 * is told of models in memory only, and a call without a prompt brings one there.
 */
async function ollamaContext(connection: Connection, model: string, signal: AbortSignal): Promise<number | null> {
  const root = rootOf(connection.base);
  const loaded = async (): Promise<{ readonly ollama: boolean; readonly contextTokens: number | null }> => {
    const json = await tryJson(connection, `${root}/api/ps`, undefined, signal, factMs);
    const models = isRecord(json) ? json['models'] : null;
    if (!Array.isArray(models)) return { ollama: false, contextTokens: null };
    const entry = (models as readonly unknown[]).find((one) => isRecord(one) && one['name'] === model);
    return { ollama: true, contextTokens: isRecord(entry) ? positive(entry['context_length']) : null };
  };
  const before = await loaded();
  if (!before.ollama || before.contextTokens !== null) return before.contextTokens;
  await tryJson(connection, `${root}/api/generate`, { model, stream: false }, signal, null);
  return (await loaded()).contextTokens;
}

async function tryJson(
  connection: Connection,
  url: string,
  body: unknown,
  signal: AbortSignal,
  limitMs: number | null,
): Promise<unknown> {
  const limited = limitMs === null ? signal : AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    const response = await send(connection, url, body, 'application/json', limited);
    return await readJson(connection, response, limited);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return null;
  }
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
