import { AppError } from '../model/error';
import { stopped } from './engine-error';
import {
  keyRefused,
  nameRefusal,
  notAnApi,
  serverReply,
  unreachable,
  type Asked,
  type RefusalContext,
} from './server-refusal';

/** How a server is talked to; the key is here and goes nowhere but into one header. */
export interface Connection {
  readonly fetchIt: typeof fetch;
  readonly base: string;
  readonly key: string | undefined;
  readonly now: () => number;
}

/** Lists, errors and facts; a reply of a model has its own limit. */
const mostBytes = 2_000_000;
const errorBytes = 64_000;

/** Where the server itself answers, beside the API: `/v1` is cut off. */
export function rootOf(base: string): string {
  return base.replace(/\/v1$/, '');
}

export function refusalContext({ base, key, now }: Connection, model: Asked | null): RefusalContext {
  return { base, model, key, now: now() };
}

/**
 * Sends a request; GET without a body.
 * @returns whatever came, of any status but a redirect
 * @throws AppError `aborted`, `network`, `engine` (`serverNotApi` where it redirects)
 */
export async function send(
  connection: Connection,
  url: string,
  body: unknown,
  accept: string,
  signal: AbortSignal,
): Promise<Response> {
  const { fetchIt, key, base } = connection;
  // No header takes such a key, and what fetch throws for it repeats it.
  if (key && !/^[\x20-\x7e]*$/.test(key.trim())) throw keyRefused(base);
  try {
    const response = await fetchIt(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      // The person named this address and no other: neither prompts nor the key follow a redirect.
      redirect: 'manual',
      signal,
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      throw notAnApi(base, 'It redirects elsewhere.');
    }
    return response;
  } catch (thrown) {
    throw named(thrown, base, signal);
  }
}

/** @throws AppError, whatever went wrong while talking to the server */
export function named(thrown: unknown, base: string, signal: AbortSignal): AppError {
  // An abort first: what it breaks on the way looks like a lost connection.
  if (signal.aborted && !isTimeout(signal.reason)) return stopped();
  return thrown instanceof AppError ? thrown : unreachable(base, thrown);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** @throws AppError where the status is not 2xx, or what came is not JSON */
export async function readJson(connection: Connection, response: Response, signal: AbortSignal): Promise<unknown> {
  const text = await readText(connection, response, mostBytes, signal);
  if (!response.ok) throw refusalOf(connection, response, text.slice(0, errorBytes), null);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw serverReply(connection, text);
  }
}

export function refusalOf(connection: Connection, response: Response, body: string, model: Asked | null): AppError {
  const retryAfter = response.headers.get('retry-after');
  return nameRefusal({ status: response.status, body, retryAfter }, refusalContext(connection, model));
}

/** The beginning of an error's body. */
export function readError(connection: Connection, response: Response, signal: AbortSignal): Promise<string> {
  return readText(connection, response, errorBytes, signal).catch(() => '');
}

export async function readText(
  connection: Connection,
  response: Response,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      length += value.byteLength;
      text += decoder.decode(value, { stream: true });
      if (length > limit) throw serverReply(connection, text);
    }
  } catch (thrown) {
    throw named(thrown, connection.base, signal);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
