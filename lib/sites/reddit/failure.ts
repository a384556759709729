import { AppError } from '../../model/error';
import type { Target } from '../../model/thread';
import type { Reply } from '../adapter';
import { asCount, asFields, asText, asWords } from '../fields';
import { challenged, loginRequired, retryAfterMs } from '../refusal';
import { placeIn } from './address';

// What replies that are not the data asked for mean. Blocks come with status 200 as well as 403, as data and as pages;
// so what came is read first, and only what cannot be read is judged here.

/** What a person is told the trouble is with: `r/books`, else the address. */
function subject(target: Pick<Target, 'url' | 'key' | 'kind'>): string {
  const place = placeIn(target.url) ?? /^\/((?:r|user)\/[\w+.:-]{1,60})/.exec(target.key)?.[1];
  return place ?? target.url;
}

/** The page for machines without a name, or for networks Reddit does not like. */
export function refused(url: string, detail = ''): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'redditRefused',
    url,
    message:
      'Reddit refuses requests from this browser or network. Open Reddit in a tab, sign in if it asks you to, reload the page, then press Resume.',
    ...(detail === '' ? {} : { detail: detail.slice(0, 500) }),
  });
}

function adultGate(url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'redditAdultGate',
    url,
    message: 'Reddit asks whether you are over 18. Open the page in a tab, answer it, then press Resume.',
  });
}

function quarantined(what: string, url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'redditQuarantined',
    params: [what],
    url,
    message: `Reddit asks for your consent before it shows ${what}. Open it in a tab, press Continue there, then press Resume.`,
  });
}

function closedTo(reason: 'redditPrivate' | 'redditBanned' | 'redditForbidden', what: string, url: string): AppError {
  const sentences = {
    redditPrivate: `${what} is private: only its members can read it. It was left out.`,
    redditBanned: `${what} was closed by Reddit. It was left out.`,
    redditForbidden: `Reddit does not let this account see ${what}. It was left out.`,
  };
  return new AppError({ code: 'forbidden', reason, params: [what], url, message: sentences[reason] });
}

export function notFound(target: Pick<Target, 'url' | 'kind'>): AppError {
  return target.kind === 'thread'
    ? new AppError({
        code: 'gone',
        reason: 'redditPostGone',
        url: target.url,
        message: 'This post is not on Reddit any more: it was deleted, or its address is wrong.',
      })
    : new AppError({
        code: 'gone',
        reason: 'redditListGone',
        url: target.url,
        message: 'There is no such community, person or list on Reddit.',
      });
}

export function rateLimited(): AppError {
  return new AppError({ code: 'rate-limited', reason: 'rateLimited', message: 'Reddit asks for a slower pace.' });
}

export function malformed(body: string): AppError {
  return new AppError({
    code: 'malformed',
    reason: 'unexpectedShape',
    message: 'Reddit sent something other than what was asked for.',
    detail: body.slice(0, 500),
  });
}

function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** An answer that is an error, as data. null: it is none. */
export function dataError(data: unknown, status: number, target: Target): AppError | null {
  const fields = asFields(data);
  if (!fields) return status >= 400 && data !== undefined ? malformed(String(status)) : null;
  const stated = asCount(fields['error']) ?? (asText(fields['error']) !== null && status >= 400 ? status : null);
  const reason = asWords(fields['reason'])?.toLowerCase() ?? null;
  const code = stated ?? (status >= 400 ? status : null) ?? (asWords(fields['message']) === 'Not Found' ? 404 : null);
  if (code === null) return null;
  const what = subject(target);
  if (reason === 'private' || reason === 'gold_only' || reason === 'employees_only') {
    return closedTo('redditPrivate', what, target.url);
  }
  if (reason === 'banned') return closedTo('redditBanned', what, target.url);
  if (reason === 'quarantined' || reason === 'gated') return quarantined(what, target.url);
  if (code === 401) return loginRequired(hostIn(target.url), target.url);
  if (code === 403) return closedTo('redditForbidden', what, target.url);
  if (code === 404 || code === 410) return notFound(target);
  if (code === 429) return rateLimited();
  return code >= 500
    ? new AppError({
        code: 'network',
        reason: 'serverError',
        params: [String(code)],
        message: `The server answered with an error (${String(code)}).`,
      })
    : malformed(JSON.stringify(fields));
}

export type PageBlock = 'refused' | 'challenge' | 'adult' | 'login' | 'quarantine' | 'private' | 'banned' | 'slow';

/** What a page that stands in place of the one asked for is. null: no such page. */
export function blockIn(text: string, address: string): PageBlock | null {
  const path = URL.canParse(address) ? new URL(address).pathname : '';
  if (/^\/(?:account\/)?login\b|^\/register\b/.test(path)) return 'login';
  if (/^\/over18\b/.test(path)) return 'adult';
  if (/^\/quarantine\b/.test(path)) return 'quarantine';
  // Words in posts are not the site's words: a page with posts is no block, whatever it says.
  if (/<shreddit-(?:post|comment|feed)\b|data-fullname="t[13]_/.test(text)) return null;
  const start = text.slice(0, 400_000);
  const title = /<title[^>]{0,200}>([^<]{0,300})/i.exec(start)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
  if (/please wait for verification/i.test(title)) return 'challenge';
  if (/^reddit\.com: over 18\?$/i.test(title) || /<link rel="canonical" href="[^"]{0,200}\/over18\//.test(start))
    return 'adult';
  if (/^too many requests$/i.test(title)) return 'slow';
  if (/^blocked$/i.test(title) || /blocked (?:due to a network policy|by network security)/i.test(start))
    return 'refused';
  const picture = /interstitial-image-(private|banned|quarantined?|over18)\b/.exec(withoutScripts(start))?.[1];
  if (picture === 'private' || picture === 'banned') return picture;
  if (picture === 'over18') return 'adult';
  if (picture !== undefined) return 'quarantine';
  return /<(?:auth-flow-app|auth-flow-manager)\b|<form[^>]{0,300}\bid="login-form"/i.test(start) ? 'login' : null;
}

/** Templates in scripts hold the pictures of every kind of block. */
function withoutScripts(text: string): string {
  const parts = text.split('<script');
  return (
    (parts[0] ?? '') +
    parts
      .slice(1)
      .map((part) => part.slice(Math.max(0, part.indexOf('</script'))))
      .join('')
  );
}

export function blockError(block: PageBlock, target: Target, body = ''): AppError {
  switch (block) {
    case 'refused':
      return refused(
        target.url,
        body
          .replace(/<[^>]{0,300}>/g, ' ')
          .replace(/\s+/g, ' ')
          .slice(0, 500),
      );
    case 'challenge':
      return challenged(hostIn(target.url), target.url);
    case 'adult':
      return adultGate(target.url);
    case 'login':
      return loginRequired(hostIn(target.url), target.url);
    case 'quarantine':
      return quarantined(subject(target), target.url);
    case 'private':
      return closedTo('redditPrivate', subject(target), target.url);
    case 'banned':
      return closedTo('redditBanned', subject(target), target.url);
    case 'slow':
      return rateLimited();
  }
}

/** A page that says no by its status alone. */
export function statusError(status: number, target: Target): AppError | null {
  if (status === 404 || status === 410) return notFound(target);
  if (status === 401) return loginRequired(hostIn(target.url), target.url);
  if (status === 403) return closedTo('redditForbidden', subject(target), target.url);
  return status >= 400 ? malformed(String(status)) : null;
}

/**
 * `waitMs` of the adapter: what a refusal asks for, else the rest of a quota window that is used up. The window is ten
 * minutes; a request is kept back for the person's own page.
 */
export function waitMs(reply: Reply, now: number): number | null {
  const asked = retryAfterMs(reply, now);
  if (asked !== null) return asked;
  // Written as a number with a fraction: `599.0`.
  const left = /^\d{1,9}(?:\.\d{1,9})?$/.test(reply.headers['x-ratelimit-remaining']?.trim() ?? '')
    ? Number(reply.headers['x-ratelimit-remaining'])
    : null;
  const reset = asCount(reply.headers['x-ratelimit-reset']?.trim());
  return left !== null && left < 2 && reset !== null ? Math.min(reset, 3600) * 1000 : null;
}
