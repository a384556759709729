import { describe, expect, it } from 'vitest';
import { contentImages } from '../../../lib/base/content-image';
import { parsePiece } from '../../../lib/base/html';
import { clean, toMarkdown } from '../../../lib/clean';

const baseUrl = 'https://f.e.org/t/x/7';
const quote = (post: string, topic: string | null): string =>
  `<aside class="quote" data-username="alice" data-post="${post}"${topic ? ` data-topic="${topic}"` : ''}>` +
  '<div class="title">alice:</div><blockquote><p>quoted</p></blockquote></aside><p>mine</p>';

describe('images', () => {
  const html =
    '<a class="lightbox" href="/o/1.png"><img src="/t/1.png" alt="one"></a><img src="//cdn.e.org/2.png">' +
    '<img class="emoji" src="/e.png" alt=":x:"><aside class="onebox"><img class="thumbnail" src="/th.png"></aside>';

  it('go through the context by the address that adapters list', () => {
    const seen: string[] = [];
    const text = clean(html, 'plain', {
      baseUrl,
      image: (url) => {
        seen.push(url);
        return `image-${String(seen.length)}`;
      },
    });
    expect(text).toContain('[img image-1]');
    expect(text).toContain('[img image-2]');
    expect(seen).toEqual(contentImages(parsePiece(html), baseUrl).map(({ url }) => url));
    expect(seen).toEqual(['https://f.e.org/o/1.png', 'https://cdn.e.org/2.png']);
  });

  it('keep relative addresses where no base is known', () => {
    expect(toMarkdown('<p><img src="/a.png" alt="a"> <a href="/u/bob">b</a></p>')).toBe('![a](/a.png) [b](/u/bob)');
  });
});

describe('quotes of posts that are known', () => {
  const known = { baseUrl, topicId: '7', dropQuotesOf: new Set(['3']) };

  it('are left out when they are of this thread', () => {
    expect(clean(quote('3', null), 'faithful', known)).toBe('mine');
    expect(clean(quote('3', '7'), 'transcript', known)).toBe('mine');
  });

  it('stay when they are of another thread, or of another post', () => {
    expect(clean(quote('3', '8'), 'plain', known)).toContain('quoted');
    expect(clean(quote('4', '7'), 'plain', known)).toContain('quoted');
  });

  it('name the thread only when it is another one', () => {
    expect(clean(quote('3', '7'), 'faithful', { baseUrl, topicId: '7' })).toContain('> **alice** (post 3):');
    expect(clean(quote('3', '8'), 'faithful', { baseUrl, topicId: '7' })).toContain('> **alice** (post 3, topic 8):');
  });
});

describe('a quote unfolded in the live page', () => {
  const unfolded = '<div class="expanded-quote"><p>all <span class="highlighted">the part</span> of it</p></div>';
  const aside = (inner: string): string =>
    `<aside class="quote" data-username="a"><div class="title">a:</div><blockquote>${inner}</blockquote></aside>`;

  it('is what was quoted', () => {
    expect(clean(aside(unfolded), 'plain', { baseUrl })).toBe('a:\nthe part');
    expect(clean(aside(`<p>own</p>${unfolded}`), 'plain', { baseUrl })).toBe('a:\nown');
  });
});
