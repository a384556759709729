import { describe, expect, it } from 'vitest';
import { same } from '../../../components/use-live';

describe('what a query gives', () => {
  it('is drawn again where it changed, in whatever it is kept', () => {
    const row = (state: string): object => ({ job: { id: 'a', state } });
    expect(same(row('running'), row('running'))).toBe(true);
    expect(same(row('running'), row('paused'))).toBe(false);
    expect(same(new Map([['a', row('running')]]), new Map([['a', row('running')]]))).toBe(true);
    expect(same(new Map([['a', row('running')]]), new Map([['a', row('paused')]]))).toBe(false);
    expect(same(new Map(), new Map([['a', row('running')]]))).toBe(false);
    expect(same({ found: new Set([1]) }, { found: new Set([2]) })).toBe(false);
    expect(same(undefined, new Map())).toBe(false);
  });
});
