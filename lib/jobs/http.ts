import { AppError } from '../model/error';
import { tooLarge, type Http, type HttpReply, type HttpRequest } from '../model/http';

// The only network code. It names errors and keeps limits; who may be asked and when is the runner's business.

/** Requests through the browser, with its cookies where asked. */
export function browserHttp(fetchIt: typeof fetch): Http {
  return async (request, signal) => {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    try {
      const response = await fetchIt(request.url, {
        credentials: request.credentials,
        redirect: request.redirect,
        // A crawl wants what the site says now; Firefox answers from its cache on Last-Modified alone.
        cache: 'no-store',
        ...(request.form ? { method: 'POST', body: new URLSearchParams(request.form) } : {}),
        headers: { ...request.headers, accept: request.accept },
        signal: AbortSignal.any([signal, timeout]),
      });
      const redirects = response.type === 'opaqueredirect';
      return {
        url: response.url || request.url,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        bytes: redirects ? new Uint8Array() : await readBody(response, request.maxBytes),
        redirects,
      };
    } catch (thrown) {
      throw nameError(thrown, signal, timeout, request);
    }
  };
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(maxBytes);
  }
  if (!response.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function nameError(thrown: unknown, signal: AbortSignal, timeout: AbortSignal, request: HttpRequest): AppError {
  if (thrown instanceof AppError) return thrown;
  if (signal.aborted) return new AppError({ code: 'aborted', message: 'Stopped.' });
  if (timeout.aborted) {
    const seconds = String(Math.round(request.timeoutMs / 1000));
    return new AppError({
      code: 'network',
      reason: 'timeout',
      params: [seconds],
      message: `No answer within ${seconds} seconds.`,
    });
  }
  return new AppError(
    { code: 'network', reason: 'network', message: 'The connection failed.', detail: String(thrown).slice(0, 200) },
    { cause: thrown },
  );
}

/** UTF-8, as all JSON and nearly all pages are; a page that says otherwise is decoded as it says. */
export function decodeBody(reply: HttpReply): string {
  const charset = /charset=["']?([\w-]+)/i.exec(reply.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(reply.bytes);
  } catch {
    return new TextDecoder().decode(reply.bytes);
  }
}
