import { AppError } from '../model/error';
import { named, readText, refusalContext, type Connection } from './server-http';
import { cutOff, isRecord, nameStreamError, serverReply, type Asked } from './server-refusal';
import { readEvents } from './sse';

export interface ServerReply {
  readonly text: string;
  readonly finish: 'stop' | 'length';
  /** null: the server does not say. */
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  /** How many pieces it came in; with the servers at hand a piece is a token. */
  readonly pieces: number;
}

/** A reply of a model; the longest that are asked for are a hundredth of it. */
const mostChars = 4_000_000;
const mostEventChars = 1_000_000;

interface Growing {
  text: string;
  finish: 'stop' | 'length' | null;
  promptTokens: number | null;
  outputTokens: number | null;
  pieces: number;
}

/**
 * Reads the reply to a chat completion: a stream of events, or one JSON where a server does not stream.
 * @throws AppError `engine` (`contextOverflow`, `serverReply`, …), `network` where it breaks off, `aborted`
 */
export async function readReply(
  connection: Connection,
  model: Asked,
  response: Response,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<ServerReply> {
  const reply: Growing = { text: '', finish: null, promptTokens: null, outputTokens: null, pieces: 0 };
  const take = (json: unknown): void => takeJson(connection, model, reply, json, onText);
  const type = response.headers.get('content-type') ?? '';
  if (/\bjson\b/.test(type)) {
    const text = await readText(connection, response, mostChars, signal);
    take(parse(text) ?? fail(connection, text));
    return finished(connection, reply, '');
  }
  if (!response.body || /\bhtml\b/.test(type)) {
    throw serverReply(connection, (await readText(connection, response, mostChars, signal)).slice(0, 500));
  }
  let last = '';
  try {
    for await (const { event, data, whole } of readEvents(response.body, mostEventChars)) {
      if (signal.aborted) throw named(null, connection.base, signal);
      if (data.trim() === '[DONE]') return finished(connection, { ...reply, finish: reply.finish ?? 'stop' }, '');
      const json = parse(data);
      last = data.slice(0, 200);
      if (json === undefined && !whole) break;
      if (event === 'error') throw nameStreamError(isRecord(json) ? (json['error'] ?? json) : data, context());
      if (json === undefined) throw serverReply(connection, data.slice(0, 500));
      take(json);
    }
  } catch (thrown) {
    if (signal.aborted || thrown instanceof AppError) throw named(thrown, connection.base, signal);
    if (thrown instanceof RangeError) throw serverReply(connection, thrown.message);
    throw cutOff(connection.base, String(thrown));
  }
  if (signal.aborted) throw named(null, connection.base, signal);
  return finished(connection, reply, last);

  function context(): ReturnType<typeof refusalContext> {
    return refusalContext(connection, model);
  }
}

/** @param last what the stream ended with, for the log */
function finished(connection: Connection, reply: Growing, last: string): ServerReply {
  const { finish } = reply;
  if (finish === null) throw cutOff(connection.base, connection.key ? last.split(connection.key).join('•••') : last);
  return { ...reply, finish };
}

function takeJson(
  connection: Connection,
  model: Asked,
  reply: Growing,
  json: unknown,
  onText: (piece: string) => void,
): void {
  if (!isRecord(json)) fail(connection, JSON.stringify(json));
  else if (json['error'] !== undefined && json['error'] !== null) {
    throw nameStreamError(json['error'], refusalContext(connection, model));
  } else {
    const usage = json['usage'];
    if (isRecord(usage)) {
      reply.promptTokens = count(usage['prompt_tokens']) ?? reply.promptTokens;
      reply.outputTokens = count(usage['completion_tokens']) ?? reply.outputTokens;
    }
    const choices = json['choices'];
    // Azure-like servers send events without choices at the beginning, and all send the usage in one.
    if (!Array.isArray(choices)) {
      if (!isRecord(usage)) fail(connection, JSON.stringify(json));
      return;
    }
    const choice: unknown = choices[0];
    if (isRecord(choice)) takeChoice(connection, reply, choice, onText);
  }
}

function takeChoice(
  connection: Connection,
  reply: Growing,
  choice: Readonly<Record<string, unknown>>,
  onText: (piece: string) => void,
): void {
  const message = choice['delta'] ?? choice['message'];
  const piece = isRecord(message) ? message['content'] : null;
  if (typeof piece === 'string' && piece !== '') {
    reply.text += piece;
    reply.pieces++;
    if (reply.text.length > mostChars) fail(connection, `A reply of more than ${mostChars} characters`);
    onText(piece);
  } else if (isRecord(message) && (message['reasoning_content'] ?? message['reasoning'] ?? '') !== '') {
    // A model that thinks before it answers is at work, which the watchdog should hear of.
    reply.pieces++;
    onText('');
  }
  const reason = choice['finish_reason'];
  if (typeof reason === 'string' && reason !== '') reply.finish = reason === 'length' ? 'length' : 'stop';
}

function fail(connection: Connection, said: string): never {
  throw serverReply(connection, said.slice(0, 500));
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
