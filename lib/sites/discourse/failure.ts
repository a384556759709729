import { AppError, type ErrorInfo } from '../../model/error';
import type { Target } from '../../model/thread';
import type { Reply } from '../adapter';
import { asCount, asFields, asList, asText, asWords, parseJson, type Fields } from '../fields';
import { looksLikeHtml, retryAfterMs } from '../refusal';

// What replies that are not the data asked for mean. The sentences here are those a person reads.

/** Makes the one error of the program; `reason` names its translated sentence. */
export function failure(info: ErrorInfo): AppError {
  return new AppError(info);
}

export function hostOf(target: Target): string {
  return new URL(target.base).host;
}

export function notFound(url: string, kind: Target['kind']): AppError {
  const thread = kind === 'thread';
  return failure({
    code: 'gone',
    reason: thread ? 'notFoundOrPrivate' : 'listNotFoundOrPrivate',
    url,
    message: thread
      ? 'This topic was not found, or needs signing in.'
      : 'This list was not found, or needs signing in.',
  });
}

/** What an error of the site means, as its JSON says. null: the data is no error. */
export function readError(value: unknown): SiteError | null {
  const data = asFields(value);
  const type = asWords(data?.['error_type']);
  if (!data || (type === null && !isBareError(data))) return null;
  const messages = asList(data['errors']).map(asWords);
  return {
    type: type ?? '',
    message: (messages.find((message) => message !== null) ?? asWords(data['error']) ?? '').slice(0, 200),
    waitSeconds: asCount(asFields(data['extras'])?.['wait_seconds']),
  };
}

export interface SiteError {
  /** `not_found`, `invalid_access`, `not_logged_in`, `rate_limit`, `read_only`, …; '' when not stated. */
  readonly type: string;
  readonly message: string;
  readonly waitSeconds: number | null;
}

/** Old forums send `{"errors":["…"]}` alone. */
function isBareError(data: Fields): boolean {
  const names = Object.keys(data);
  const errors = asList(data['errors']);
  return (
    errors.length > 0 &&
    errors.every((error) => asText(error) !== null) &&
    names.every((name) => ['errors', 'extras', 'failed', 'action'].includes(name))
  );
}

/** The plain-text 429 of Discourse's outermost layer. */
export function isSlowDown(text: string): boolean {
  const start = text.slice(0, 500);
  return /^\s{0,20}(slow down\b|too many (crawling )?requests)/i.test(start) && /\b(again|requests)\b/i.test(start);
}

/** The page on which a forum asks for a password. */
export function isLoginPage(reply: Pick<Reply, 'url' | 'body'>): boolean {
  if (/\/login(\.html)?\/?$/.test(pathOf(reply.url))) return true;
  const body = reply.body.slice(0, 2_000_000);
  return (
    looksLikeHtml(body) && /class=["'][^"']{0,200}\blogin-(welcome|fullpage|form)\b|id=["']login-form["']/.test(body)
  );
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}

/** `waitMs` of the adapter. */
export function waitMs(reply: Reply, now: number): number | null {
  const asked = retryAfterMs(reply, now);
  if (asked !== null) return asked;
  if (reply.status < 400 || reply.body.length > 100_000) return null;
  const seconds = readError(parseJson(reply.body))?.waitSeconds ?? secondsOf(reply.body);
  return seconds === null ? null : seconds * 1000;
}

function secondsOf(body: string): number | null {
  const match = isSlowDown(body) ? /again in (\d{1,7}) second/i.exec(body.slice(0, 500)) : null;
  return match ? Number(match[1]) : null;
}
