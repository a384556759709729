import { AppError, type ErrorInfo } from '../../model/error';
import type { Target } from '../../model/thread';
import type { Reply } from '../adapter';
import { asCount, asFields, asText, parseJson } from '../fields';
import { looksLikeHtml, malformed, rateLimited, retryAfterMs, trouble } from '../refusal';
import { apiHost } from './hosts';

// What replies that are not the data asked for mean. The sentences here are those a person reads.

export function failure(info: ErrorInfo): AppError {
  return new AppError(info);
}

export function gone(url: string, kind: Target['kind']): AppError {
  const thread = kind === 'thread';
  return failure({
    code: 'gone',
    reason: thread ? 'questionGone' : 'listNotFoundOrPrivate',
    url,
    message: thread ? 'This question was deleted, or never was.' : 'This list was not found, or needs signing in.',
  });
}

export function unsupported(reason: string, message: string): AppError {
  return failure({ code: 'unsupported', reason, message });
}

const titles =
  /<title>\s{0,20}(?:just a moment|attention required! \| cloudflare|please wait\.\.\. \| cloudflare|access denied \|)/i;
const parts =
  /\b_cf_chl_opt\b|challenges\.cloudflare\.com|jschl[-_]answer|cf-browser-verification|name="captcha-bypass"|cf-error-details/;
const ownCheck = /<title>\s{0,20}human verification\b/i;

/**
 * A page that guards the site instead of being of it: Cloudflare's of all years, and the network's own "Human
 * verification".
 */
export function isChallenge(reply: Pick<Reply, 'headers' | 'body' | 'url'>): boolean {
  if (reply.headers['cf-mitigated'] !== undefined) return true;
  if (/^https?:\/\/[^/]{1,200}\/nocaptcha\b/.test(reply.url)) return true;
  const start = reply.body.slice(0, 60_000);
  if (!looksLikeHtml(start)) return false;
  // A page of the network may load a Cloudflare script and still be itself.
  return titles.test(start) || ownCheck.test(start) || (parts.test(start) && !/sstatic\.net\//.test(start));
}

/** An error as the API says it (https://api.stackexchange.com/docs/error-handling). */
export interface ApiError {
  readonly id: number;
  /** `throttle_violation`, `bad_parameter`, `access_denied`, … */
  readonly name: string;
  readonly message: string;
  /** Of a throttle: seconds until more requests are allowed; they stand in the message alone. */
  readonly waitSeconds: number | null;
}

export function readApiError(value: unknown): ApiError | null {
  const data = asFields(value);
  const id = asCount(data?.['error_id'], 1);
  if (!data || id === null) return null;
  const message = (asText(data['error_message']) ?? '').slice(0, 300);
  const seconds = /available in (\d{1,7}) seconds?/i.exec(message)?.[1];
  return {
    id,
    name: (asText(data['error_name']) ?? '').slice(0, 60),
    message,
    waitSeconds: seconds === undefined ? null : Number(seconds),
  };
}

/** Waits up to this are waited for; beyond it a person should know, and may have a key. */
const shortWaitSeconds = 600;

/** What an error of the API means for the job. */
export function apiFailure(error: ApiError, status: number, body: string, keyed: boolean): AppError {
  if (error.name === 'throttle_violation' || error.id === 502) {
    const seconds = error.waitSeconds;
    if (seconds === null || seconds <= shortWaitSeconds) return rateLimited(apiHost);
    return quotaUsed(seconds, keyed);
  }
  if (
    error.name === 'temporarily_unavailable' ||
    error.name === 'internal_error' ||
    error.id === 503 ||
    error.id === 500
  ) {
    return trouble(apiHost, error.id);
  }
  if (keyed && /\bkey\b/i.test(error.message) && !/\bpage\b/i.test(error.message)) {
    return failure({
      code: 'blocked',
      reason: 'apiKeyRefused',
      params: [error.message],
      url: 'https://stackapps.com/apps/oauth',
      message: `The Stack Exchange API does not accept the key from the settings: ${error.message}. Correct or remove it, then press Resume.`,
    });
  }
  const said = error.message || error.name;
  const message = `${apiHost} refused the request (${String(status)}): ${said}`;
  return malformed('refusedBySite', message, body, [apiHost, String(status), said]);
}

function quotaUsed(seconds: number, keyed: boolean): AppError {
  const hours = String(Math.floor(seconds / 3600));
  const minutes = String(Math.ceil((seconds % 3600) / 60));
  const after = `The Stack Exchange API allows no more requests today; it will again in ${hours} h ${minutes} min.`;
  return failure({
    code: 'blocked',
    reason: keyed ? 'apiQuotaUsedKeyed' : 'apiQuotaUsed',
    params: [hours, minutes],
    url: 'https://stackapps.com/apps/oauth/register',
    message: keyed
      ? `${after} Press Resume then.`
      : `${after} Press Resume then, or enter a key in the settings (free, 10,000 requests a day) and press Resume.`,
  });
}

/** The reply that used up the quota does not say when there will be more: it is counted over 24 hours. */
export function quotaEnd(quotaMax: number | null, keyed: boolean): ErrorInfo {
  const most = String(quotaMax ?? '?');
  const used = `The requests the Stack Exchange API allows in a day (${most}) are used up. It allows more within 24 hours: press Resume then.`;
  return {
    code: 'blocked',
    reason: keyed ? 'apiQuotaEndKeyed' : 'apiQuotaEnd',
    params: [most],
    url: 'https://stackapps.com/apps/oauth/register',
    message: keyed ? used : `${used} With a key in the settings (free) it allows 10,000 a day.`,
  };
}

/** `waitMs` of the adapter: `backoff`, the seconds of a throttle, `Retry-After`. */
export function waitMs(reply: Reply, now: number): number | null {
  const asked = retryAfterMs(reply, now);
  if (asked !== null) return asked;
  if (!reply.url.startsWith(`https://${apiHost}/`)) return null;
  const seconds = backoffOf(reply.body) ?? errorWait(reply);
  return seconds === null ? null : seconds * 1000;
}

/** Replies are large, and the field stands at their end or start: both are searched before the whole is parsed. */
function backoffOf(body: string): number | null {
  if (!body.includes('"backoff"')) return null;
  return asCount(asFields(parseJson(body))?.['backoff']);
}

function errorWait(reply: Reply): number | null {
  if (reply.status < 400 || reply.body.length > 100_000) return null;
  const seconds = readApiError(parseJson(reply.body))?.waitSeconds ?? null;
  return seconds !== null && seconds <= shortWaitSeconds ? seconds : null;
}
