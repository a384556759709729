import { isLoopback, isPrivate } from '../base/origin';
import { AppError } from '../model/error';

export interface ServerAddress {
  /** Base of the API, without a slash at its end: `http://localhost:11434/v1`. */
  readonly url: string;
  /** This machine: offline mode lets it through. */
  readonly loopback: boolean;
  /** Locale key `error_<reason>` of what a person should know before using it; null: nothing. */
  readonly warning: 'serverPlainHttp' | null;
}

const longest = 2000;

/**
 * The address a person typed, as base of an OpenAI-compatible API. `/v1` is put where there is no path, and a path that
 * was copied with the call (`/chat/completions`, `/models`) loses that.
 * @throws AppError `unsupported` (reason `serverAddress`, `serverHttpPublic`)
 */
export function serverAddress(text: string): ServerAddress {
  const typed = text.trim();
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`);
  if (typed === '' || typed.length > longest || !url || !/^https?:$/.test(url.protocol)) throw notAnAddress();
  // An address is shown and logged: a key has no place in it.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw notAnAddress();
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|models)$/, '');
  const base = `${url.origin}${path === '' ? '/v1' : path}`;
  const loopback = isLoopback(base);
  if (url.protocol === 'https:' || loopback) return { url: base, loopback, warning: null };
  if (isPrivate(base)) return { url: base, loopback, warning: 'serverPlainHttp' };
  throw new AppError({
    code: 'unsupported',
    reason: 'serverHttpPublic',
    params: [url.host],
    message: `${url.host} is on the internet, and plain http would show it to everybody on the way. Use an https address.`,
  });
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function notAnAddress(): AppError {
  return new AppError({
    code: 'unsupported',
    reason: 'serverAddress',
    message:
      'This is not the address of a server. It looks like http://localhost:11434/v1; a key goes into its own field.',
  });
}
