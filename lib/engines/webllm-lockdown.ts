import { missingFile } from './webllm-messages';

// The worker of web-llm never reaches the network. The library fetches what it does not find; here nothing is fetched
// but the extension's own files (the runtimes inside the package) and the one address the model's library goes by.

export interface Lockdown {
  /** Gives these bytes, once, to whoever fetches the address it answers with (a path from the origin's root). */
  serve(bytes: ArrayBuffer): string;
}

interface Scope {
  readonly location: { readonly origin: string };
  fetch: typeof fetch;
  readonly Cache?: { readonly prototype: { add: unknown; addAll: unknown } };
}

/** Ways out of a worker besides `fetch`. */
const doors = [
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'WebTransport',
  'Worker',
  'SharedWorker',
];

/** Call before anything else of the worker runs. */
export function lockDown(scope: Scope): Lockdown {
  const origin = `${scope.location.origin}/`;
  const ownFetch = scope.fetch.bind(scope);
  const held = new Map<string, ArrayBuffer>();

  scope.fetch = async (input, init) => {
    const url = addressOf(input, origin);
    const bytes = held.get(url);
    if (bytes) {
      held.delete(url);
      return new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
    }
    if (!url.startsWith(origin)) throw refusal(url);
    return ownFetch(input, { ...init, redirect: 'error' });
  };

  if (scope.Cache) {
    // The library asks the cache to fetch what is not in it.
    const refuse = (input: RequestInfo | URL | readonly unknown[]): Promise<never> =>
      Promise.reject(refusal(input instanceof Array ? 'files' : addressOf(input, origin)));
    scope.Cache.prototype.add = refuse;
    scope.Cache.prototype.addAll = refuse;
  }
  for (const door of doors) Object.defineProperty(scope, door, { value: undefined });

  let served = 0;
  return {
    serve: (bytes) => {
      served += 1;
      const path = `model-library-${String(served)}.wasm`;
      held.set(origin + path, bytes);
      // Not `http…`: the library fetches such an address and does not cache it.
      return `/${path}`;
    },
  };
}

function addressOf(input: RequestInfo | URL, base: string): string {
  const text = input instanceof Request ? input.url : String(input);
  return URL.canParse(text, base) ? new URL(text, base).href : text;
}

function refusal(url: string): Error {
  const error = new Error(fileName(url));
  error.name = missingFile;
  return error;
}

/** The last part of an address, for a person; the whole of one that is not a model's. */
function fileName(url: string): string {
  const [, name] = /^https:\/\/model\.invalid\/(?:.*\/)?([^/]+)$/.exec(url) ?? [];
  return (name ? decodeURIComponent(name) : url).slice(0, 200);
}
