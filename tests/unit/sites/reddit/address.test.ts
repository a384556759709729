import { describe, expect, it } from 'vitest';
import { reddit } from '../../../../lib/sites/reddit';

const base = 'https://www.reddit.com';
const at = (address: string) => reddit.locate(new URL(address, base), base);

describe('addresses', () => {
  it.each([
    ['/r/looms/comments/abc123/some_title/', 'abc123', `${base}/r/looms/comments/abc123/some_title/`],
    [
      '/r/looms/comments/ABC123/some_title/?sort=top&utm_source=x',
      'abc123',
      `${base}/r/looms/comments/abc123/some_title/?sort=top`,
    ],
    ['/r/looms/comments/abc123/some_title/def456/?context=3', 'abc123', `${base}/r/looms/comments/abc123/some_title/`],
    ['/r/looms/comments/abc123/comment/def456/', 'abc123', `${base}/r/looms/comments/abc123/`],
    ['/comments/abc123.json', 'abc123', `${base}/comments/abc123/`],
    ['/user/anwen/comments/abc123/my_own/', 'abc123', `${base}/user/anwen/comments/abc123/my_own/`],
    ['/r/reddit.com/comments/87/x/', '87', `${base}/r/reddit.com/comments/87/x/`],
    ['/gallery/abc123', 'abc123', `${base}/comments/abc123/`],
    ['https://redd.it/abc123', 'abc123', `${base}/comments/abc123/`],
    ['https://old.reddit.com/r/looms/comments/abc123/t/', 'abc123', `${base}/r/looms/comments/abc123/t/`],
    ['https://oauth.reddit.com/comments/abc123/_/def456?raw_json=1', 'abc123', `${base}/comments/abc123/_/`],
  ])('%s is the thread %s', (address, key, url) => {
    expect(at(address)).toMatchObject({ site: 'reddit', base, kind: 'thread', key, url });
  });

  it.each([
    ['/', '/'],
    ['/r/looms', '/r/looms'],
    ['/r/looms/.json?limit=3', '/r/looms'],
    ['/r/looms+wool/new/', '/r/looms+wool/new'],
    ['/r/looms/top/?t=week&after=t3_x', '/r/looms/top?t=week'],
    ['/r/looms/?sort=top&t=all', '/r/looms/top?t=all'],
    ['/r/looms/search?q=warp&sort=new', '/r/looms/search?q=warp&sort=new&restrict_sr=on'],
    ['/search/?q=warp%20weft', '/search?q=warp+weft'],
    ['/user/anwen', '/user/anwen'],
    ['/u/anwen/comments/?sort=top', '/user/anwen/comments?sort=top'],
    ['/user/anwen/saved/', '/user/anwen/saved'],
    ['/user/anwen/m/weaving/new', '/user/anwen/m/weaving/new'],
    ['/me/m/weaving', '/me/m/weaving'],
    ['/r/looms/comments', '/r/looms/comments'],
    ['/domain/example.org/new', '/domain/example.org/new'],
    ['/r/looms/s/AbC123', '/r/looms/s/AbC123'],
  ])('%s is the list %s', (address, key) => {
    expect(at(address)).toMatchObject({ kind: 'listing', key });
  });

  it.each([
    'https://www.example.com/r/looms/',
    'https://reddit.com.example.org/r/looms/',
    'https://redd.it/',
    '/r/looms/wiki/index',
    '/r/looms/about',
    '/search/',
    '/settings/profile',
    '/message/inbox',
    '/user/anwen/friends',
    '/r/looms/comments/not-a-number!/',
    '/r/looms/s/',
  ])('%s is neither', (address) => {
    expect(at(address)).toBeNull();
  });
});

describe('the form without an open page', () => {
  const find = (values: Record<string, string>) => reddit.source?.locate(values)?.target.url;

  it.each([
    ['https://www.reddit.com/r/LocalLLaMA/', `${base}/r/LocalLLaMA/`],
    ['r/LocalLLaMA', `${base}/r/LocalLLaMA/`],
    ['/r/LocalLLaMA/', `${base}/r/LocalLLaMA/`],
    ['LocalLLaMA', `${base}/r/LocalLLaMA/`],
    ['u/anwen', `${base}/user/anwen/`],
    ['reddit.com/r/looms/top?t=year', `${base}/r/looms/top/?t=year`],
    ['old.reddit.com/r/looms', 'https://old.reddit.com/r/looms/'],
    ['https://redd.it/abc123', `${base}/comments/abc123/`],
    ['https://www.reddit.com/r/looms/s/AbC123', `${base}/r/looms/s/AbC123`],
  ])('takes %s', (url, target) => {
    expect(find({ url })).toBe(target);
  });

  it('takes a sort and a time along', () => {
    expect(find({ url: 'r/looms', sort: 'top', time: 'month' })).toBe(`${base}/r/looms/top/?t=month`);
    expect(find({ url: 'r/looms', sort: 'new', time: 'month' })).toBe(`${base}/r/looms/new/`);
    expect(find({ url: 'u/anwen', sort: 'top', time: 'all' })).toBe(`${base}/user/anwen/?sort=top&t=all`);
    expect(find({ url: 'r/looms', sort: 'page', time: 'page' })).toBe(`${base}/r/looms/`);
  });

  it.each(['', '   ', 'https://example.org/r/looms', 'https://', 'a b c', 'https://www.reddit.com/settings'])(
    'takes nothing for “%s”',
    (url) => {
      expect(find({ url })).toBeUndefined();
    },
  );

  it('starts as the reference tool does', () => {
    expect(reddit.source?.fields[0]?.default).toBe('https://www.reddit.com/r/LocalLLaMA/');
    expect(reddit.defaults).toMatchObject({
      limits: { threads: 30 },
      delayMs: 1000,
      pairing: { strategy: 'parent-child', minLength: 1 },
    });
  });
});
