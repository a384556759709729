import { AppError } from './error';

// What a request and its reply are, for whoever sends them.

export interface HttpRequest {
  readonly url: string;
  readonly accept: string;
  /** Sent by POST, as a form; absent: GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** Further headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Third-party hosts never see the person's cookies. */
  readonly credentials: 'include' | 'omit';
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly redirect: 'follow' | 'manual';
}

export interface HttpReply {
  readonly url: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Only with `redirect: 'manual'`: it redirects, the browser does not say where to. */
  readonly redirects: boolean;
}

/** @throws AppError `network`, `malformed` (too large), `aborted` */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;

export function tooLarge(maxBytes: number): AppError {
  const limit = `${Math.round(maxBytes / 1_000_000)} MB`;
  return new AppError({
    code: 'forbidden',
    reason: 'tooLarge',
    params: [limit],
    message: `Larger than the limit of ${limit}.`,
  });
}
