import type { ReadContext } from '../../../lib/readers/reader';
import { AppError } from '../../../lib/model/error';

/** What a reader gets of the world, in tests. */
export function readContext(name: string, more: Partial<ReadContext> = {}): ReadContext {
  return {
    name,
    url: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    asset: (path) => path,
    ocr: null,
    ...more,
  };
}

/** The reason of the AppError that a promise ends with; fails where it ends otherwise. */
export async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.info.params?.[0]) return thrown.info.reason ?? '';
    throw thrown;
  }
  throw new Error('It was read.');
}
