import { describe, expect, it } from 'vitest';
import type { SiteOptions } from '../../../../lib/model/job';
import { stackexchange } from '../../../../lib/sites/stackexchange';
import { apiSite, baseOfApiSite, baseOfHost } from '../../../../lib/sites/stackexchange/hosts';
import { licenseOf } from '../../../../lib/sites/stackexchange/license';

describe('sites of the network', () => {
  it.each([
    ['stackoverflow.com', 'stackoverflow'],
    ['math.stackexchange.com', 'math'],
    ['math.meta.stackexchange.com', 'math.meta'],
    ['meta.stackexchange.com', 'meta'],
    ['pt.stackoverflow.com', 'pt.stackoverflow'],
    ['pt.meta.stackoverflow.com', 'pt.meta.stackoverflow'],
    ['meta.stackoverflow.com', 'meta.stackoverflow'],
    ['superuser.com', 'superuser'],
    ['meta.superuser.com', 'meta.superuser'],
    ['askubuntu.com', 'askubuntu'],
    ['serverfault.com', 'serverfault'],
    ['stackapps.com', 'stackapps'],
    ['mathoverflow.net', 'mathoverflow.net'],
    ['meta.mathoverflow.net', 'meta.mathoverflow.net'],
  ])('%s is %s to the API, both ways', (host, name) => {
    expect(apiSite(`https://${host}`)).toBe(name);
    expect(baseOfApiSite(name)).toBe(`https://${host}`);
    expect(baseOfApiSite(host)).toBe(`https://${host}`);
  });

  it('knows old addresses of metas, and hosts that are none', () => {
    expect(baseOfHost('meta.math.stackexchange.com')).toBe('https://math.meta.stackexchange.com');
    expect(baseOfHost('WWW.stackoverflow.com')).toBe('https://stackoverflow.com');
    for (const host of ['api.stackexchange.com', 'chat.stackoverflow.com', 'notstackoverflow.com', 'a.b.superuser.com'])
      expect(baseOfHost(host), host).toBe(null);
    for (const host of [
      'stackoverflow.com.evil.example',
      'data.stackexchange.com',
      'stackexchange.com',
      'x.y.z.stackexchange.com',
    ])
      expect(baseOfHost(host), host).toBe(null);
  });
});

describe('locate', () => {
  const base = 'https://stackoverflow.com';
  it.each([
    ['/questions/12/how-to-x', 'thread', '12'],
    ['/questions/12/how-to-x/34#34', 'thread', '12'],
    ['/questions/12/34', 'thread', '12'],
    ['/q/12/99', 'thread', '12'],
    ['/questions', 'listing', '/questions'],
    ['/questions?tab=Votes&page=4&pagesize=50', 'listing', '/questions?tab=Votes'],
    ['/', 'listing', '/'],
    ['/questions/tagged/c%2b%2b+linux', 'listing', '/questions/tagged/c%2b%2b+linux'],
    ['/search?q=a+b&page=2', 'listing', '/search?q=a+b'],
    ['/unanswered', 'listing', '/unanswered'],
    ['/unanswered/tagged/perl?tab=noanswers', 'listing', '/unanswered/tagged/perl?tab=noanswers'],
    ['/users/77/some-name?tab=questions', 'listing', '/users/77?tab=questions'],
  ])('%s is the %s %s', (path, kind, key) => {
    const target = stackexchange.locate(new URL(path, base), base);
    expect(target).toMatchObject({ kind, key, base, origins: ['https://api.stackexchange.com/*'] });
  });

  it.each(['/tags', '/users', '/search', '/questions/ask', '/help/x', '/a/12', '/questions/tagged', '/posts/12/edit'])(
    '%s is neither',
    (path) => expect(stackexchange.locate(new URL(path, base), base)).toBe(null),
  );

  it('is of one site only, whatever its scheme', () => {
    expect(stackexchange.locate(new URL('http://stackoverflow.com/questions/5/x'), base)?.url).toBe(
      `${base}/questions/5/x`,
    );
    expect(stackexchange.locate(new URL('https://superuser.com/questions/5/x'), base)).toBe(null);
    expect(stackexchange.locate(new URL('ftp://stackoverflow.com/questions/5'), base)).toBe(null);
  });
});

describe('the form', () => {
  const locate = (values: SiteOptions) => stackexchange.source!.locate(values);
  it.each([
    [{}, 'https://stackoverflow.com/questions'],
    [
      { site: 'pt.stackoverflow', listing: 'tagged', tags: 'c++ linux' },
      'https://pt.stackoverflow.com/questions/tagged/c%2B%2B+linux',
    ],
    [
      { site: 'https://math.stackexchange.com/questions/1', listing: 'unanswered' },
      'https://math.stackexchange.com/unanswered',
    ],
    [
      { site: 'superuser', listing: 'search', query: 'disk full', tags: 'zfs' },
      'https://superuser.com/search?q=%5Bzfs%5D+disk+full',
    ],
    [
      { site: 'askubuntu', listing: 'user', user: 'https://askubuntu.com/users/42/x' },
      'https://askubuntu.com/users/42',
    ],
  ])('%j is %s', (values, url) => expect(locate(values)?.target.url).toBe(url));

  it.each([
    { site: 'no such/site' },
    { listing: 'tagged' },
    { listing: 'search' },
    { listing: 'user', user: 'me' },
    { site: 'evil.example' },
  ])('%j names nothing yet', (values) => expect(locate(values)).toBe(null));

  it('asks the API for all sites', () => {
    const { choices } = stackexchange.source!;
    const items = [
      { api_site_parameter: 'stackoverflow', name: 'Stack Overflow', site_url: 'https://stackoverflow.com' },
      { api_site_parameter: 'meta.math', name: 'Maths &amp; Meta', site_url: 'http://meta.math.stackexchange.com' },
      { api_site_parameter: 'x', name: 'Elsewhere', site_url: 'https://evil.example' },
    ];
    const reply = { url: choices!.url, status: 200, headers: {}, body: JSON.stringify({ items, has_more: false }) };
    expect(choices!.parse(reply)).toEqual([
      { value: 'stackoverflow', label: 'Stack Overflow' },
      { value: 'math.meta', label: 'Maths & Meta' },
    ]);
    expect(() => choices!.parse({ ...reply, body: '<html>' })).toThrow();
  });
});

describe('licence', () => {
  it.each([
    ['CC BY-SA 2.5', Date.UTC(2020, 1), null, 'CC BY-SA 2.5'],
    [null, Date.UTC(2011, 3, 8) - 1, null, 'CC BY-SA 2.5'],
    [null, Date.UTC(2011, 3, 8), null, 'CC BY-SA 3.0'],
    [null, Date.UTC(2018, 4, 2) - 1, null, 'CC BY-SA 3.0'],
    [null, Date.UTC(2018, 4, 2), null, 'CC BY-SA 4.0'],
    [null, Date.UTC(2010, 1), Date.UTC(2019, 1), 'CC BY-SA 4.0'],
    [null, null, null, null],
    ['all rights reserved', Date.UTC(2019, 1), null, 'CC BY-SA 4.0'],
  ])('stated %s, of %s, edited %s: %s', (stated, postedAt, editedAt, expected) =>
    expect(licenseOf(stated, postedAt, editedAt)).toBe(expected),
  );
});
