import { describe, expect, it } from 'vitest';
import { reddit } from '../../../../lib/sites/reddit';
import { createReddit, redditSite, refusal } from '../../../replay/reddit/index.mjs';
import { problemOf } from './crawler';

const site = createReddit({ bigComments: 30 });

function shown(address: string) {
  const url = new URL(address);
  const face = url.host.startsWith('old.') ? 'old' : 'www';
  const { body } = redditSite(site, face)({ method: 'GET', path: url.pathname + url.search, headers: {}, body: '' });
  return { url, html: String(body) };
}

const faces = ['https://www.reddit.com', 'https://old.reddit.com'];

describe.each(faces)('a page at %s', (base) => {
  it('of a thread', () => {
    const page = shown(`${base}/r/looms/comments/small02/selvedges_curl_fray/?sort=top`);
    expect(reddit.detect(page)).toMatchObject({
      site: 'reddit',
      base,
      wall: null,
      target: {
        kind: 'thread',
        key: 'small02',
        title: 'Selvedges curl & fray',
        url: `${base}/r/looms/comments/small02/selvedges_curl_fray/?sort=top`,
      },
      wider: [{ role: 'category', target: { key: '/r/looms' } }],
      postsShown: 14,
      postsTotal: 14,
      signedIn: false,
      listing: null,
    });
    const { posts, threads } = reddit.read(page);
    expect(threads).toHaveLength(1);
    expect(posts).toHaveLength(14);
    expect(posts?.filter((post) => post.state === 'deleted')).toHaveLength(2);
    expect(posts?.find((post) => post.isBot)).toMatchObject({ author: { name: 'AutoModerator' } });
  });

  it('of pictures', () => {
    const page = shown(`${base}/r/looms/comments/pics003/x/`);
    expect(reddit.detect(page)?.imagesShown).toBe(2);
    expect(reddit.read(page).posts?.[0]?.images.map((image) => image.url)).toEqual([
      'https://i.redd.it/scarfone1.jpg',
      'https://i.redd.it/scarftwo2.png',
    ]);
  });

  it('of a community', () => {
    const page = shown(`${base}/r/looms/`);
    const sighting = reddit.detect(page);
    expect(sighting).toMatchObject({
      listing: 'category',
      target: { kind: 'listing', key: '/r/looms', title: 'r/looms' },
      wider: [],
      postsShown: 0,
    });
    expect(sighting?.threadsShown).toBe(base.includes('old.') ? 6 : 3);
    expect(reddit.read(page).targets).toHaveLength(sighting?.threadsShown ?? -1);
    expect(reddit.detect(shown(`${base}/r/looms/top/?t=week`))).toMatchObject({
      listing: 'top',
      target: { key: '/r/looms/top?t=week' },
    });
  });

  it('tells who is signed in', () => {
    site.user = 'anwen';
    expect(reddit.detect(shown(`${base}/r/looms/`))).toMatchObject({ signedIn: true, userName: 'anwen' });
    site.user = null;
    expect(reddit.detect(shown(`${base}/r/looms/`))).toMatchObject({ signedIn: false, userName: null });
  });

  it('is one of ours by its elements and its address, not by one of them', () => {
    const { html } = shown(`${base}/r/looms/comments/small02/x/`);
    expect(reddit.detect({ url: new URL('https://mirror.example.org/r/looms/comments/small02/x/'), html })).toBeNull();
    expect(
      reddit.detect({
        url: new URL(base),
        html: '<!doctype html><title>About</title><p>shreddit-post data-fullname="t3_x"</p>',
      }),
    ).toBeNull();
  });
});

describe('walls', () => {
  const wall = (html: string, address = 'https://www.reddit.com/r/looms/') =>
    reddit.detect({ url: new URL(address), html });

  it('are told apart', () => {
    expect(wall(refusal)).toMatchObject({ wall: 'challenge', target: null });
    expect(wall('<title>Reddit - Please wait for verification</title><form></form>')).toMatchObject({
      wall: 'challenge',
    });
    expect(wall('<title>reddit.com: over 18?</title>')).toMatchObject({ wall: 'login' });
    expect(wall('<html><body></body></html>', 'https://www.reddit.com/login/')).toMatchObject({ wall: 'login' });
    expect(wall('<img class="interstitial-image" src="//x/interstitial-image-private.png">')).toMatchObject({
      wall: 'error',
    });
  });

  it('in a template of a script are none', () => {
    const { html } = shown('https://old.reddit.com/r/looms/comments/small02/x/');
    const page = html.replace(
      '</body>',
      '<script type="text/template"><img class="interstitial-image" src="//x/interstitial-image-private.png"></script></body>',
    );
    expect(wall(page, 'https://old.reddit.com/r/looms/comments/small02/x/')).toMatchObject({
      wall: null,
      postsShown: 14,
    });
  });
});

describe('saved files', () => {
  it.each(faces)('of %s are read as the pages are', (base) => {
    const { url, html } = shown(`${base}/r/looms/comments/small02/x/`);
    expect(reddit.readFile({ url, text: html })?.posts).toEqual(reddit.read({ url, html }).posts);
    const list = shown(`${base}/r/looms/`);
    expect(reddit.readFile({ url: list.url, text: list.html })?.targets).toEqual(reddit.read(list).targets);
  });

  it('that are blocks say which', () => {
    const url = new URL('https://www.reddit.com/r/looms/');
    expect(problemOf(() => reddit.readFile({ url, text: refusal }))).toBe('blocked redditRefused');
    expect(problemOf(() => reddit.readFile({ url, text: '{"message": "Not Found", "error": 404}' }))).toBe(
      'gone redditListGone',
    );
    expect(problemOf(() => reddit.readFile({ url, text: '<shreddit-app></shreddit-app>' }))).toBe(
      'unsupported pageWithoutPosts',
    );
  });

  it('of others are not ours', () => {
    const url = new URL('https://forum.example.org/t/1');
    for (const text of [
      '',
      '{}',
      '[]',
      '{"message":"Not Found","error":404}',
      '{"kind":"book","data":{}}',
      '[{"kind":"t9","data":{}}]',
      '{"json":{"data":{"things":[]}}}',
      '<!doctype html><p>Hello</p>',
      'plain words',
    ]) {
      expect(reddit.readFile({ url, text })).toBeNull();
    }
  });
});
