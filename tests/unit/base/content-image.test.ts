import { describe, expect, it } from 'vitest';
import { contentImages } from '../../../lib/base/content-image';
import { parsePiece } from '../../../lib/base/html';

const imagesOf = (html: string) => contentImages(parsePiece(html), 'https://f.e.org/t/x/7');

describe('content images', () => {
  it('have the address and the size of the original', () => {
    const html =
      '<a class="lightbox" href="/o/1.png"><img src="/t/1_2_690x388.png" alt="shot" width="690" height="388">' +
      '<div class="meta"><span class="filename">1.png</span><span class="informations">1600×900 85.2 KB</span></div></a>';
    expect(imagesOf(html)).toEqual([{ url: 'https://f.e.org/o/1.png', alt: 'shot', width: 1600, height: 900 }]);
  });

  it('have the size shown where there is no lightbox', () => {
    expect(imagesOf('<img src="//cdn.e.org/2.png" width="30" height="20px">')).toEqual([
      { url: 'https://cdn.e.org/2.png', alt: '', width: 30, height: 20 },
    ]);
  });

  it('are listed once each, in order', () => {
    const urls = imagesOf('<img src="/b.png"><img src="/a.png"><img src="/b.png">').map(({ url }) => url);
    expect(urls).toEqual(['https://f.e.org/b.png', 'https://f.e.org/a.png']);
  });

  it('are found behind lazy loading', () => {
    expect(imagesOf('<img src="data:image/gif;base64,R0" data-src="/a.png">')).toHaveLength(1);
  });

  it.each([
    ['emoji', '<img class="emoji only-emoji" src="/e.png">'],
    ['avatars', '<img class="avatar" src="/a.png">'],
    ['site icons', '<img class="site-icon" src="/i.png">'],
    ['pictures of link previews', '<aside class="onebox"><div><img src="/th.png"></div></aside>'],
    ['thumbnails of players', '<div class="lazy-video-container"><a href="/v"><img src="/th.png"></a></div>'],
    ['tracking pixels', '<img src="/p.gif" width="1" height="1">'],
    ['data addresses', '<img src="data:image/png;base64,AA">'],
    ['images without address', '<img alt="x">'],
  ])('are not %s', (_name, html) => {
    expect(imagesOf(html)).toEqual([]);
  });

  it('include an image that a bare link shows', () => {
    expect(imagesOf('<a class="onebox" href="https://e.org/i.png"><img src="https://e.org/i.png"></a>')).toHaveLength(
      1,
    );
  });
});
