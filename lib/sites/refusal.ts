import { AppError } from '../model/error';
import type { Reply } from './adapter';

// Refusals that mean the same on every site, in the sentences a person reads, and how they are told.

export function challenged(host: string, url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'challenge',
    params: [host],
    url,
    message: `${host} wants to see that you are human. Open it, pass the check, then press Resume.`,
  });
}

export function loginRequired(host: string, url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'loginRequired',
    params: [host],
    url,
    message: `${host} shows this only to people who are signed in. Sign in there, then press Resume.`,
  });
}

export function sessionLost(host: string, url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'sessionLost',
    params: [host],
    url,
    message: `You are no longer signed in at ${host}. Sign in again, then press Resume.`,
  });
}

export function rateLimited(host: string): AppError {
  return new AppError({
    code: 'rate-limited',
    reason: 'rateLimited',
    params: [host],
    message: `${host} asks for a slower pace.`,
  });
}

/** @param status what the server, or an error it sent, calls its trouble */
export function trouble(host: string, status: number): AppError {
  return new AppError({
    code: 'network',
    reason: 'siteTrouble',
    params: [host, String(status)],
    message: `${host} has trouble answering (${String(status)}).`,
  });
}

/** Not for the account that asks. */
export function forbidden(url: string): AppError {
  return new AppError({
    code: 'forbidden',
    reason: 'forbiddenAtSite',
    url,
    message: 'The forum does not let this account see it.',
  });
}

export function deleted(url: string): AppError {
  return new AppError({ code: 'gone', reason: 'deletedAtSite', url, message: 'This was deleted at the forum.' });
}

/** @param reason the name of its sentence; @param body of the reply, the beginning of which is kept for whoever looks into it */
export function malformed(reason: string, message: string, body: string, params: readonly string[] = []): AppError {
  return new AppError({ code: 'malformed', reason, params, message, detail: body.slice(0, 500) });
}

const challengeTitles = /<title>\s{0,20}(just a moment|attention required! \| cloudflare|ddos-guard|making sure you)/i;

/** A page that guards the site instead of being of it. Normal pages carry Cloudflare's scripts too. */
export function isChallenge(reply: Pick<Reply, 'headers' | 'body'>): boolean {
  if (reply.headers['cf-mitigated'] !== undefined) return true;
  const start = reply.body.slice(0, 30_000);
  return looksLikeHtml(start) && (challengeTitles.test(start) || /\b_cf_chl_opt\b|id="anubis_challenge"/.test(start));
}

export function looksLikeHtml(text: string): boolean {
  return /^[\s\ufeff]{0,100}<(?:!doctype|html|head|body|!--|\w)/i.test(text.slice(0, 300));
}

/** What `Retry-After` asks for, in seconds or as a date; null: nothing. */
export function retryAfterMs({ headers }: Pick<Reply, 'headers'>, now: number): number | null {
  const header = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = header.length < 60 && /\d\d:\d\d/.test(header) ? Date.parse(header) : NaN;
  return Number.isFinite(date) ? Math.max(0, date - now) : null;
}
