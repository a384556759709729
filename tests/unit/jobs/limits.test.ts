import { describe, expect, it } from 'vitest';
import { compilePattern, listingPastDate, threadFilter } from '../../../lib/jobs/limits';
import { AppError } from '../../../lib/model/error';
import { defaultLimits } from '../../../lib/model/job';
import type { Target, TargetHints } from '../../../lib/model/thread';

function target(title: string, hints: TargetHints = {}, url = 'https://forum.example.org/t/x/1'): Target {
  return {
    site: 'discourse',
    base: 'https://forum.example.org',
    kind: 'thread',
    key: '1',
    url,
    title,
    ordinal: 0,
    hints,
  };
}

describe('compilePattern', () => {
  it('takes globs in which a star crosses slashes', () => {
    expect(compilePattern('https://forum.example.org/t/*')('https://forum.example.org/t/x/1')).toBe(true);
    expect(compilePattern('*loom*')('My first loom, warped')).toBe(true);
    expect(compilePattern('*loom*')('Bread')).toBe(false);
  });

  it('takes regular expressions between slashes', () => {
    const match = compilePattern('/\\/t\\/[^/]+\\/[0-9]+$/');
    expect(match('https://forum.example.org/t/x/12')).toBe(true);
    expect(match('https://forum.example.org/t/x/12?page=2')).toBe(false);
    expect(compilePattern('/LOOM/i')('a loom')).toBe(true);
  });

  it('says which pattern is broken', () => {
    expect(() => compilePattern('/(/')).toThrow(AppError);
  });
});

describe('threadFilter', () => {
  it('leaves nothing out by default', () => {
    expect(threadFilter(defaultLimits)(target('x'))).toBe(true);
  });

  it('filters by replies, score, date, title and address; unknown facts pass', () => {
    const limits = { ...defaultLimits, minReplies: 2, minScore: 3, newerThan: 1000, titleExclude: ['*meta*'] };
    const wanted = threadFilter(limits);
    expect(wanted(target('x', { replies: 2, score: 3, bumpedAt: 1000 }))).toBe(true);
    expect(wanted(target('x', { replies: 1 }))).toBe(false);
    expect(wanted(target('x', { score: 2 }))).toBe(false);
    expect(wanted(target('x', { bumpedAt: 999 }))).toBe(false);
    expect(wanted(target('about meta things'))).toBe(false);
    expect(wanted(target('x'))).toBe(true);
    expect(threadFilter({ ...defaultLimits, urlInclude: ['*/t/*'] })(target('x'))).toBe(true);
    expect(threadFilter({ ...defaultLimits, urlExclude: ['*/t/*'] })(target('x'))).toBe(false);
  });
});

describe('listingPastDate', () => {
  const limits = { ...defaultLimits, newerThan: 100 };
  it('stops only where the listing is in order of activity', () => {
    expect(listingPastDate(limits, [target('a', { bumpedAt: 200 }), target('b', { bumpedAt: 50 })])).toBe(true);
    expect(listingPastDate(limits, [target('a', { bumpedAt: 50 }), target('b', { bumpedAt: 200 })])).toBe(false);
    expect(listingPastDate(limits, [target('a', { bumpedAt: 200 })])).toBe(false);
    const pinned = target('p', { bumpedAt: 1, pinned: true });
    expect(listingPastDate(limits, [pinned, target('a', { bumpedAt: 200 })])).toBe(false);
  });
});
