import { describe, expect, it } from 'vitest';
import { discourse } from '../../../../lib/sites/discourse';
import { guessBase } from '../../../../lib/sites/discourse/address';

const base = 'https://talk.example.org/en/garden';

describe('locate', () => {
  it.each([
    ['/t/ferns/42', '42'],
    ['/t/ferns/42/7?u=rosa', '42'],
    ['/t/42', '42'],
    ['/t/42/7.json', '42'],
    ['/t/ferns/42.html', '42'],
    ['/t/-/42', '42'],
    ['/n/ferns/42', '42'],
    ['/n/ferns/42/9?context=1', '42'],
  ])('%s is a topic', (path, key) => {
    expect(discourse.locate(new URL(base + path), base)).toMatchObject({ kind: 'thread', key, ordinal: 0 });
  });

  it.each([
    ['', '/latest'],
    ['/', '/latest'],
    ['/latest.json?page=3&no_definitions=true', '/latest'],
    ['/latest?order=likes&utm_source=x', '/latest?order=likes'],
    ['/c/%E6%A4%8D%E7%89%A9/7', '/c/%E6%A4%8D%E7%89%A9/7'],
    ['/en/garden/c/plants', '/c/plants'],
    ['/users/rosa/summary', '/u/rosa'],
  ])('%s is a list', (path, key) => {
    expect(discourse.locate(new URL(base + path), base)).toMatchObject({ kind: 'listing', key, url: base + key });
  });

  it.each(['/t/ferns', '/about', '/admin/users', '/c', '/tag', '/search', '/posts/5', '/uploads/x.png', '/login'])(
    '%s is neither',
    (path) => {
      expect(discourse.locate(new URL(base + path), base)).toBeNull();
    },
  );

  it.each([
    'https://talk.example.org/t/ferns/42',
    'https://other.example/en/garden/t/ferns/42',
    'https://talk.example.org/en/gardening/t/ferns/42',
    'ftp://talk.example.org/en/garden/t/ferns/42',
    'javascript:alert(1)',
  ])('%s is not of this forum', (url) => {
    expect(discourse.locate(new URL(url), base)).toBeNull();
  });

  it('makes clean addresses', () => {
    const target = discourse.locate(new URL(`${base}/t/ferns/42/7?u=rosa#x`), base);
    expect(target).toMatchObject({ url: `${base}/t/ferns/42`, title: 'ferns', base });
  });
});

it.each([
  ['https://a.example/t/x/1.json', 'https://a.example'],
  ['https://a.example/en/wow/t/x/1', 'https://a.example/en/wow'],
  ['https://a.example/forum/latest.json', 'https://a.example/forum'],
  ['https://a.example/somewhere.json', 'https://a.example'],
])('%s has base %s', (url, found) => {
  expect(guessBase(new URL(url))).toBe(found);
});
