import { describe, expect, it } from 'vitest';
import { dateToMs, delayOf, msToDate, perMinute, scopesOf, sitemapTarget } from '../../../components/crawl/spec';
import { startJob } from '../../../components/crawl/start';
import type { App } from '../../../components/effects';
import { defaultName, isFileName } from '../../../components/export/name';
import { splitLines } from '../../../components/ui/Field';
import { parseNumber } from '../../../components/ui/NumberField';
import { list, sighting, spec } from '../../screens/data';

describe('scopes', () => {
  it('go from narrow to wide', () => {
    expect(scopesOf(sighting({})).map((scope) => scope.role)).toEqual(['thread', 'category', 'forum']);
    expect(scopesOf(sighting({ target: null, wider: [] }))).toEqual([]);
  });

  it('are told apart where a page has several of a kind', () => {
    const wider = ['wool', 'silk'].map((title) => ({ role: 'tag' as const, target: { ...list, key: title, title } }));
    expect(scopesOf(sighting({ wider })).map((scope) => scope.id)).toEqual(['thread', 'tag', 'tag-2']);
  });
});

describe('a sitemap', () => {
  it('must be of the same host', () => {
    expect(sitemapTarget('https://forum.loomworks.example/sitemap.xml#x', list, 'Sitemap')).toMatchObject({
      kind: 'listing',
      key: '/sitemap.xml',
      url: 'https://forum.loomworks.example/sitemap.xml',
    });
    expect(sitemapTarget('https://other.example/sitemap.xml', list, 'Sitemap')).toBeNull();
    expect(sitemapTarget('nonsense', list, 'Sitemap')).toBeNull();
  });
});

describe('fields', () => {
  it('say a delay in two ways', () => {
    expect(perMinute(1000)).toBe(60);
    expect(delayOf(30)).toBe(2000);
    expect(delayOf(100_000)).toBe(200);
    expect(delayOf(0.1)).toBe(60_000);
  });

  it('take dates of this place', () => {
    expect(msToDate(dateToMs('2026-03-01'))).toBe('2026-03-01');
    expect(dateToMs('')).toBeNull();
    expect(msToDate(null)).toBe('');
  });

  it('take numbers, and say what is none', () => {
    const range = { min: 0.2, max: 60 };
    expect(parseNumber('0,5', range)).toBe(0.5);
    expect(parseNumber(' 12 ', range)).toBe(12);
    expect(parseNumber('', range)).toBeNull();
    expect(parseNumber('-5', { min: -50, max: 50 })).toBe(-5);
    expect(parseNumber('-51', { min: -50, max: 50 })).toBeUndefined();
    for (const text of ['x', '-1', '1e3', '61', '0.1', '1 000']) expect(parseNumber(text, range)).toBeUndefined();
  });

  it('split lines', () => {
    expect(splitLines(' a \n\nb\n')).toEqual(['a', 'b']);
  });

  it('name files that every system takes', () => {
    expect(defaultName('Loomworks: Forum / Help')).toBe('Loomworks-Forum-Help');
    expect(defaultName('论坛')).toBe('论坛');
    expect(defaultName('../..')).toBe('heddle');
    for (const bad of ['', ' ', 'a/b', 'a\\b', '.a', 'a.', 'a\u0000b', 'x'.repeat(101)])
      expect(isFileName(bad)).toBe(false);
    expect(isFileName(defaultName('../../etc/passwd'))).toBe(true);
  });
});

describe('starting', () => {
  const app = (granted: boolean, calls: string[]) =>
    ({
      send: (name: string) => {
        calls.push(name);
        return Promise.resolve({ jobId: 'a' });
      },
      effects: {
        originPattern: () => 'https://forum.loomworks.example/*',
        requestOrigins: (origins: readonly string[]) => {
          calls.push(`ask ${origins.join()}`);
          return Promise.resolve(granted);
        },
      },
    }) as unknown as App;

  it('saves the job and asks for the host in the click itself', async () => {
    const calls: string[] = [];
    const started = startJob(app(true, calls), spec);
    expect(calls).toEqual(['job.start', 'ask https://forum.loomworks.example/*']);
    expect(await started).toEqual({ jobId: 'a', granted: true });
    expect(calls).toEqual(['job.start', 'ask https://forum.loomworks.example/*', 'wake']);
  });

  it('leaves the job waiting when access is refused', async () => {
    const calls: string[] = [];
    expect(await startJob(app(false, calls), spec)).toEqual({ jobId: 'a', granted: false });
    expect(calls).not.toContain('wake');
  });
});
