import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { describe, expect, it } from 'vitest';
import { isDiskFull } from '../../../lib/base/disk-full';
import { toErrorInfo } from '../../../lib/model/error';
import { HeddleDb } from '../../../lib/store/db';

// What Chromium 156 and Firefox 153 threw on a disk that was full.

const noSpace = new DOMException(
  'Connection is closing because of: IO error: .../x.indexeddb.leveldb/000003.log: FILE_ERROR_NO_SPACE (ChromeMethodBFE: 3::WritableFileAppend::8)',
  'UnknownError',
);

const full: readonly (readonly [string, unknown])[] = [
  ['both, files', new DOMException('The operation failed because it would cause …', 'QuotaExceededError')],
  ['Chromium, IndexedDB', noSpace],
  ['Chromium, IndexedDB through Dexie', Object.assign(new Dexie.AbortError('Aborted'), { inner: noSpace })],
  ['Chromium, IndexedDB with large rows', new DOMException('Failed to write blobs (IOError)', 'DataError')],
  ['Firefox, Cache API', { name: 'NS_ERROR_FILE_NO_DEVICE_SPACE', message: '' }],
  ['many rows through Dexie', Object.assign(new Error('Bulk'), { name: 'BulkError', failures: [noSpace] })],
  ['wrapped twice', new Error('a', { cause: new Error('b', { cause: noSpace }) })],
];

const other: readonly unknown[] = [
  new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError'),
  new DOMException('Data provided to an operation does not meet requirements.', 'DataError'),
  new DOMException('Stopped', 'AbortError'),
  new Error('FILE_ERROR'),
  'QuotaExceededError',
  null,
];

describe('a full disk', () => {
  it.each(full)('is known as it is met: %s', (_, thrown) => {
    expect(isDiskFull(thrown)).toBe(true);
    expect(toErrorInfo(thrown)).toMatchObject({ code: 'storage-full', reason: 'storageFull' });
  });

  it('is not what anything else is called', () => {
    for (const thrown of other) expect(isDiskFull(thrown)).toBe(false);
    const round: { name: string; cause?: unknown } = { name: 'Round' };
    round.cause = round;
    expect(isDiskFull(round)).toBe(false);
  });
});

describe('the store on a full disk', () => {
  it('is opened again once it can be', async () => {
    const factory = new IDBFactory();
    const open = factory.open.bind(factory);
    let isFull = true;
    factory.open = (...args) => {
      if (isFull) throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');
      return open(...args);
    };
    const db = new HeddleDb('full', { indexedDB: factory, IDBKeyRange });
    await expect(db.jobs.count()).rejects.toThrow('backing store');
    isFull = false;
    await expect.poll(() => db.jobs.count().catch(() => null), { timeout: 5000 }).toBe(0);
    db.close();
  });

  it('stays closed where it was closed', async () => {
    const factory = new IDBFactory();
    factory.open = () => {
      throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');
    };
    const db = new HeddleDb('full', { indexedDB: factory, IDBKeyRange });
    await expect(db.jobs.count()).rejects.toThrow('backing store');
    db.close();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(db.hasBeenClosed()).toBe(true);
  });
});
