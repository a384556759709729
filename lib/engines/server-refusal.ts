import { AppError } from '../model/error';
import { contextOverflow, engineError } from './engine-error';

/** The model that was asked. */
export interface Asked {
  readonly name: string;
  readonly contextTokens: number;
}

/** What is known where a refusal is named. */
export interface RefusalContext {
  /** Base address, as shown. */
  readonly base: string;
  /** null where no model is asked. */
  readonly model: Asked | null;
  readonly key: string | undefined;
  /** Epoch ms. */
  readonly now: number;
}

export interface Refusal {
  readonly status: number;
  /** Beginning of the body. */
  readonly body: string;
  /** Value of the header `retry-after`; null: none. */
  readonly retryAfter: string | null;
}

/** Without a Retry-After: long enough for most limits by the minute. */
const waitMs = 30_000;
/** Nobody means to wait longer for one reply. */
const longestWaitMs = 3_600_000;

const contextWords =
  /context[ _-]?(length|size|window)|exceeds?\b.{0,60}\bcontext|maximum context|context.{0,40}overflow|prompt is too long|n_ctx\b/i;
const modelWords = /model\b.{0,200}\b(not found|does not exist|not exist|unknown|not loaded|try pulling)/is;

/** Names a reply whose status is not 2xx. */
export function nameRefusal({ status, body, retryAfter }: Refusal, context: RefusalContext): AppError {
  const { base, model, key } = context;
  const said = messageIn(body);
  const detail = detailOf(status, said, key);
  if (status === 401 && !key) {
    return engineError('serverKeyMissing', [base], `The server at ${base} wants a key. Enter it in the settings.`);
  }
  if (status === 401) {
    // Its words are left out: services repeat a part of the key in them.
    return keyRefused(base);
  }
  if (status === 403) return nameForbidden(said, context);
  if (contextWords.test(said)) return contextOverflow(promptTokensIn(body), model?.contextTokens ?? 0);
  if (status === 429) {
    return new AppError({
      code: 'rate-limited',
      reason: 'serverBusy',
      params: [base],
      message: `The server at ${base} asked to wait.`,
      dueAt: dueAt(retryAfter, context.now),
      ...(detail === '' ? {} : { detail }),
    });
  }
  if (model && (status === 404 || modelWords.test(said))) return modelUnknown(model.name, base, []);
  if (status === 404 || status === 405) return notAnApi(base, detail);
  if (status >= 500 || status === 408) {
    return new AppError({
      code: 'network',
      reason: 'serverTrouble',
      params: [base, String(status)],
      message: `The server at ${base} answered with error ${status}.`,
      ...(detail === '' ? {} : { detail }),
    });
  }
  return serverReply(context, said, status);
}

/** Ollama answers 403 without a word to an origin it was not told of; services say what the key may not. */
function nameForbidden(said: string, { base, key }: RefusalContext): AppError {
  if (key && said !== '') {
    return keyRefused(base);
  }
  return engineError(
    'serverOriginRefused',
    [base],
    `The server at ${base} refuses requests of browser extensions. For Ollama, set the environment variable ` +
      'OLLAMA_ORIGINS=chrome-extension://*,moz-extension://* and start it again; other servers have a setting for CORS.',
  );
}

/** Names an error that came inside a stream, or with status 200. */
export function nameStreamError(error: unknown, context: RefusalContext): AppError {
  const status = numberIn(error, 'code') ?? numberIn(error, 'status') ?? 500;
  const body = typeof error === 'string' ? error : JSON.stringify({ error });
  return nameRefusal({ status: status >= 400 && status < 600 ? status : 500, body, retryAfter: null }, context);
}

export function keyRefused(base: string): AppError {
  return engineError(
    'serverKeyRefused',
    [base],
    `The server at ${base} does not accept the key. Check it in the settings.`,
  );
}

export function modelUnknown(model: string, base: string, others: readonly string[]): AppError {
  const shown = others.slice(0, 5).join(', ');
  if (shown === '') {
    return engineError(
      'serverModelUnknown',
      [model, base],
      `The server at ${base} has no model “${model}”. Choose one that it has, or load it there first.`,
    );
  }
  return engineError(
    'serverModelUnknownList',
    [model, base, shown],
    `The server at ${base} has no model “${model}”. It has: ${shown}.`,
  );
}

export function notAnApi(base: string, detail: string): AppError {
  return engineError(
    'serverNotApi',
    [base],
    `There is no OpenAI-compatible API at ${base}. Check the address; it mostly ends with /v1.`,
    detail,
  );
}

/** @param status of the reply; 0: it was fine, what came with it was not */
export function serverReply({ base, key }: Pick<RefusalContext, 'base' | 'key'>, said: string, status = 0): AppError {
  return engineError(
    'serverReply',
    [base],
    `The server at ${base} did not answer as an OpenAI-compatible server does. The log has what it said.`,
    detailOf(status, said, key),
  );
}

export function unreachable(base: string, thrown: unknown): AppError {
  return new AppError(
    {
      code: 'network',
      reason: 'serverUnreachable',
      params: [base],
      message: `The server at ${base} cannot be reached. Is it running, and is its address granted to Heddle?`,
      detail: String(thrown).slice(0, 200),
    },
    { cause: thrown },
  );
}

export function cutOff(base: string, detail: string): AppError {
  const message = `The connection to the server at ${base} broke in the middle of a reply.`;
  return new AppError({ code: 'network', reason: 'serverCut', params: [base], message, detail: detail.slice(0, 200) });
}

/** What a server said, without the key that it may have repeated; at most 500 characters. */
function detailOf(status: number, said: string, key: string | undefined): string {
  const text = key ? said.split(key).join('•••') : said;
  return (status === 0 ? text : `${status} ${text}`).trim().slice(0, 500);
}

/** The message in an error's body: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`, or the body itself. */
function messageIn(body: string): string {
  const text = body.trim();
  if (!text.startsWith('{')) return text;
  try {
    const json: unknown = JSON.parse(text);
    const error = isRecord(json) ? (json['error'] ?? json) : json;
    if (typeof error === 'string') return error;
    if (!isRecord(error)) return text;
    const parts = [error['type'], error['code'], error['message'] ?? error['detail'] ?? text];
    return (
      parts
        .map((part) => (typeof part === 'string' ? part : ''))
        .filter(Boolean)
        .join(' ') || text
    );
  } catch {
    return text;
  }
}

/** llama.cpp says how long the prompt was. */
function promptTokensIn(body: string): number | null {
  const found = /"n_prompt_tokens":\s*(\d{1,9})/.exec(body)?.[1];
  return found === undefined ? null : Number(found);
}

/** Seconds or a date, as RFC 9110 section 10.2.3 has it. */
function dueAt(retryAfter: string | null, now: number): number {
  const value = retryAfter?.trim() ?? '';
  const asked = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  const wait = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), longestWaitMs) : waitMs;
  return now + Math.ceil(wait);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberIn(value: unknown, field: string): number | null {
  const found = isRecord(value) ? value[field] : null;
  return typeof found === 'number' ? found : null;
}
