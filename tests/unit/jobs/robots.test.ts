import { describe, expect, it } from 'vitest';
import { robotsAllow } from '../../../lib/jobs/robots';

describe('robotsAllow', () => {
  it('allows everything where there is no file or no group for us', () => {
    expect(robotsAllow('', '/t/1.json')).toBe(true);
    expect(robotsAllow('User-agent: Other\nDisallow: /', '/t/1')).toBe(true);
  });

  it('obeys the group of everybody', () => {
    const text = 'User-agent: *\nDisallow: /search\nDisallow: /u/\n';
    expect(robotsAllow(text, '/search?q=x')).toBe(false);
    expect(robotsAllow(text, '/u/sam')).toBe(false);
    expect(robotsAllow(text, '/t/x/1')).toBe(true);
  });

  it('takes our own group instead of everybody’s, whatever its order', () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Heddle/1.0\nDisallow: /private\n';
    expect(robotsAllow(text, '/t/1')).toBe(true);
    expect(robotsAllow(text, '/private/1')).toBe(false);
  });

  it('joins groups and reads several agents over one group', () => {
    const text = 'User-agent: a\nUser-agent: heddle\nDisallow: /a\n\nUser-agent: HEDDLE\nDisallow: /b\n';
    expect(robotsAllow(text, '/a')).toBe(false);
    expect(robotsAllow(text, '/b')).toBe(false);
  });

  it('lets the longest rule win, and allow on a tie', () => {
    const text = 'User-agent: *\nDisallow: /t/\nAllow: /t/open\nDisallow: /same\nAllow: /same\n';
    expect(robotsAllow(text, '/t/1')).toBe(false);
    expect(robotsAllow(text, '/t/open/1')).toBe(true);
    expect(robotsAllow(text, '/same')).toBe(true);
  });

  it('knows stars and the end anchor', () => {
    const text = 'User-agent: *\nDisallow: /t/*/*.rss\nDisallow: /*.php$\n';
    expect(robotsAllow(text, '/t/slug/1.rss')).toBe(false);
    expect(robotsAllow(text, '/t/slug/1.json')).toBe(true);
    expect(robotsAllow(text, '/x.php')).toBe(false);
    expect(robotsAllow(text, '/x.php?a')).toBe(true);
  });

  it('compares escaped and plain characters alike', () => {
    expect(robotsAllow('User-agent: *\nDisallow: /%7Ejoe\n', '/~joe/x')).toBe(false);
  });

  it('reads hostile patterns in linear time', () => {
    const text = `User-agent: *\nDisallow: /${'*a'.repeat(5000)}$\n`;
    const start = performance.now();
    robotsAllow(text, `/${'a'.repeat(100_000)}b`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
