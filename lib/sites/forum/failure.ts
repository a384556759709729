import { AppError } from '../../model/error';
import type { Target } from '../../model/thread';

// What replies that are not the page asked for mean. The sentences here are those a person reads.

export function hostOf(target: Pick<Target, 'base'>): string {
  return new URL(target.base).host;
}

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

export function gone(url: string): AppError {
  return new AppError({ code: 'gone', reason: 'deletedAtSite', url, message: 'This was deleted at the forum.' });
}

export function notFound(url: string): AppError {
  return new AppError({
    code: 'gone',
    reason: 'notFoundOrPrivate',
    url,
    message: 'This was not found, or needs signing in.',
  });
}

export function forbidden(url: string): AppError {
  return new AppError({
    code: 'forbidden',
    reason: 'forbiddenAtSite',
    url,
    message: 'The forum does not let this account see it.',
  });
}

export function trouble(host: string, status: number): AppError {
  return new AppError({
    code: 'network',
    reason: 'siteTrouble',
    params: [host, String(status)],
    message: `${host} has trouble answering (${String(status)}).`,
  });
}

export function unreadable(url: string, detail: string): AppError {
  return new AppError({
    code: 'malformed',
    reason: 'pageWithoutPosts',
    url,
    message: 'This page holds no posts that could be found.',
    detail: detail.slice(0, 500),
  });
}
