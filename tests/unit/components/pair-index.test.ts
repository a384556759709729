import { beforeEach, describe, expect, it } from 'vitest';
import { makeIndex, readIndex, runsOf, totalOf } from '../../../components/pairs/pair-index';
import { HeddleDb } from '../../../lib/store/db';
import { fillPairs } from '../../screens/data';

describe('index of pairs', () => {
  const index = makeIndex([
    { ordinal: 0, pairs: 3 },
    { ordinal: 1, pairs: 0 },
    { ordinal: 4, pairs: 2 },
    { ordinal: 5, pairs: 1 },
  ]);

  it('knows how many there are', () => {
    expect(totalOf(index)).toBe(6);
    expect(totalOf(makeIndex([]))).toBe(0);
  });

  it('splits a range by thread', () => {
    expect(runsOf(index, 0, 6)).toEqual([
      { threadOrdinal: 0, n: 0, count: 3, at: 0 },
      { threadOrdinal: 4, n: 0, count: 2, at: 3 },
      { threadOrdinal: 5, n: 0, count: 1, at: 5 },
    ]);
    expect(runsOf(index, 2, 4)).toEqual([
      { threadOrdinal: 0, n: 2, count: 1, at: 2 },
      { threadOrdinal: 4, n: 0, count: 1, at: 3 },
    ]);
    expect(runsOf(index, 4, 99).map((run) => run.count)).toEqual([1, 1]);
    expect(runsOf(index, 6, 9)).toEqual([]);
    expect(runsOf(makeIndex([]), 0, 9)).toEqual([]);
  });
});

describe('reading the index', () => {
  let db: HeddleDb;
  beforeEach(async () => {
    db = new HeddleDb(`index-${Math.random()}`);
    await fillPairs(db, 1203, 1, 'pair');
  });

  it('reads all pages of threads', async () => {
    const index = await readIndex(db, 'job-1', 1);
    expect(totalOf(index)).toBe(1203);
    expect(index.ordinals.at(-1)).toBe(1202);
    expect(totalOf(await readIndex(db, 'job-1', 2))).toBe(0);
  });
});
