import { AppError } from '../../model/error';
import type { Target } from '../../model/thread';
import type { Reply } from '../adapter';
import { malformed } from '../refusal';

// What replies that are not the data asked for mean.

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

export function banned(url: string): AppError {
  return new AppError({
    code: 'blocked',
    reason: 'bannedAtSite',
    url,
    message: 'The site shows its page for those it has banned. Open it to read why.',
  });
}

export function brokenJson(body: string): AppError {
  return malformed('brokenJson', 'The forum sent data that cannot be read.', body);
}

export function unexpected(body: string): AppError {
  return malformed('unexpectedShape', 'The forum sent something other than what was asked for.', body);
}
