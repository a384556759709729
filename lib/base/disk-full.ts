/** How deep an error is looked into: Dexie wraps what the browser threw, and may be wrapped itself. */
const mostWraps = 5;

/**
 * Whether a write failed because nothing more fits. `QuotaExceededError` is what the standards say; on a disk that was
 * really full (Chromium 156, Firefox 153; `tests/e2e/scenarios/full-disk.mjs`) these were seen as well:
 * - Chromium, IndexedDB: the transaction ends with `UnknownError`, whose text has `FILE_ERROR_NO_SPACE`, or with
 *   `DataError: Failed to write blobs (IOError)`; what comes out of Dexie is an `AbortError` around it;
 * - Firefox, Cache API: `NS_ERROR_FILE_NO_DEVICE_SPACE`, which is no `Error`.
 *
 * Chromium's Cache API and Firefox's file system say only `UnknownError`: see `lib/store/opfs.ts`.
 */
export function isDiskFull(thrown: unknown): boolean {
  let current: unknown = thrown;
  for (let depth = 0; depth < mostWraps && typeof current === 'object' && current !== null; depth++) {
    const [name, message] = [textOf(current, 'name'), textOf(current, 'message')];
    if (name === 'QuotaExceededError' || name === 'NS_ERROR_FILE_NO_DEVICE_SPACE') return true;
    if (message.includes('FILE_ERROR_NO_SPACE')) return true;
    if (name === 'DataError' && message.startsWith('Failed to write blobs')) return true;
    current = innerOf(current);
  }
  return false;
}

/** Dexie calls the wrapped error `inner`, and has those of many writes at once in a list. */
function innerOf(value: object): unknown {
  if ('inner' in value && value.inner) return value.inner;
  if ('failures' in value && Array.isArray(value.failures)) return value.failures[0];
  return 'cause' in value ? value.cause : null;
}

function textOf(value: object, key: 'name' | 'message'): string {
  const text: unknown = key in value ? (value as Readonly<Record<string, unknown>>)[key] : null;
  return typeof text === 'string' ? text : '';
}
