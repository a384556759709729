import { AppError } from '../../model/error';
import type { Target } from '../../model/thread';
import type { Reply } from '../adapter';

// What replies that are not the data asked for mean.

/** The check is passed by opening the refused address itself: each host has its own. */
export function challenged(url: string): AppError {
  const { host } = new URL(url);
  return new AppError({
    code: 'blocked',
    reason: 'challenge',
    params: [host],
    url,
    message: `${host} wants to see that you are human. Open it, pass the check, then press Resume.`,
  });
}

export function threadGone(url: string): AppError {
  return new AppError({
    code: 'gone',
    reason: 'threadPruned',
    url,
    message: 'This thread is gone: deleted, or dropped as newer ones came.',
  });
}

export function boardGone({ url, title }: Target): AppError {
  return new AppError({
    code: 'gone',
    reason: 'boardNotFound',
    params: [title],
    url,
    message: `There is no board ${title} here. Check its name.`,
  });
}

export function forbidden(url: string): AppError {
  const { host } = new URL(url);
  return new AppError({
    code: 'forbidden',
    reason: 'refusedBySite',
    params: [host, '403', ''],
    url,
    message: `${host} refused the request (403).`,
  });
}

export function refused(reply: Reply): AppError {
  const { host } = new URL(reply.url);
  return malformed('refusedBySite', `${host} refused the request (${String(reply.status)}).`, reply.body, [
    host,
    String(reply.status),
    '',
  ]);
}

export function trouble(reply: Reply): AppError {
  const { host } = new URL(reply.url);
  return new AppError({
    code: 'network',
    reason: 'siteTrouble',
    params: [host, String(reply.status)],
    message: `${host} has trouble answering (${String(reply.status)}).`,
  });
}

export function banned(url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'bannedAtSite',
    url,
    message: 'The site shows its page for those it has banned. Open it to read why.',
  });
}

export function malformed(reason: string, message: string, body: string, params: readonly string[] = []): AppError {
  return new AppError({ code: 'malformed', reason, params, message, detail: body.slice(0, 500) });
}

export function brokenJson(body: string): AppError {
  return malformed('brokenJson', 'The forum sent data that cannot be read.', body);
}

export function unexpected(body: string): AppError {
  return malformed('unexpectedShape', 'The forum sent something other than what was asked for.', body);
}

const challengeTitles = /<title>\s{0,20}(just a moment|attention required! \| cloudflare|ddos-guard|making sure you)/i;

/** A page that guards the site instead of being of it. */
export function isChallenge(reply: Pick<Reply, 'headers' | 'body'>): boolean {
  if (reply.headers['cf-mitigated'] !== undefined) return true;
  const start = reply.body.slice(0, 30_000);
  return looksLikeHtml(start) && (challengeTitles.test(start) || /\b_cf_chl_opt\b|id="anubis_challenge"/.test(start));
}

export function looksLikeHtml(text: string): boolean {
  return /^[\s\ufeff]{0,100}<(!doctype|html|head|body|!--|\w)/i.test(text.slice(0, 300));
}

/** `waitMs` of the adapter. */
export function waitMs(reply: Reply, now: number): number | null {
  const header = reply.headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = header.length < 60 && /\d\d:\d\d/.test(header) ? Date.parse(header) : NaN;
  return Number.isFinite(date) ? Math.max(0, date - now) : null;
}
