import { AppError } from '../../model/error';
import type { Target } from '../../model/thread';

// What replies that are not the page asked for mean. The sentences here are those a person reads.

export function hostOf(target: Pick<Target, 'base'>): string {
  return new URL(target.base).host;
}

export function notFound(url: string): AppError {
  return new AppError({
    code: 'gone',
    reason: 'notFoundOrPrivate',
    url,
    message: 'This was not found, or needs signing in.',
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
