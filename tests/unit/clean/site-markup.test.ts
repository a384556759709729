import { describe, expect, it } from 'vitest';
import { clean } from '../../../lib/clean';

interface Case {
  readonly name: string;
  readonly html: string;
  readonly faithful: string;
  readonly plain: string;
  readonly transcript: string;
}

const context = { baseUrl: 'https://f.e.org/t/x/7', topicId: '7' };

const cases: readonly Case[] = [
  {
    name: 'link kinds',
    html: '<p><a href="/t/1">rel</a> <a href="javascript:alert(1)">js</a> <a href="http://www.example.org">www.example.org</a> <a href="https://e.org/a(b">par</a> <a href="https://e.org/x">a]b</a> <a href="mailto:me@e.org">me@e.org</a> wow!<a href="https://e.org/y">z</a> <a href="https://e.org/%E6%97%A5">日</a></p>',
    faithful:
      '[rel](https://f.e.org/t/1) js http://www.example.org [par](https://e.org/a%28b) [a\\]b](https://e.org/x) me@e.org wow\\![z](https://e.org/y) [日](https://e.org/%E6%97%A5)',
    plain: 'rel js http://www.example.org par a]b me@e.org wow!z 日',
    transcript:
      'rel [link https://f.e.org/t/1] js [link http://www.example.org] par [link https://e.org/a(b] a]b [link https://e.org/x] [link me@e.org] wow!z [link https://e.org/y] 日 [link https://e.org/%E6%97%A5]',
  },
  {
    name: 'image',
    html: '<p><img src="/uploads/a.png" alt="A [x]" width="10" height="20"> <a href="https://e.org"><img src="//cdn.e.org/b.png" alt=""></a> <img src="data:image/png;base64,xx" alt="d"> <img src="https://t.e.org/p.gif" width="1" height="1"> <img class="avatar" src="/av.png" alt="me"></p>',
    faithful: '![A \\[x\\]](https://f.e.org/uploads/a.png) [![](https://cdn.e.org/b.png)](https://e.org)',
    plain: '[img https://f.e.org/uploads/a.png] [img https://cdn.e.org/b.png]',
    transcript: '[img https://f.e.org/uploads/a.png] [img https://cdn.e.org/b.png] [link https://e.org]',
  },
  {
    name: 'lightbox',
    html: '<p>before</p><div class="lightbox-wrapper"><a class="lightbox" href="/o/1.png" title="t"><img src="/t/1_2_690x388.png" alt="shot" width="690" height="388"><div class="meta"><svg></svg><span class="filename">x.png</span><span class="informations">1600×900 85.2 KB</span></div></a></div>',
    faithful: 'before\n\n![shot](https://f.e.org/o/1.png)',
    plain: 'before\n\n[img https://f.e.org/o/1.png]',
    transcript: 'before\n\n[img https://f.e.org/o/1.png]',
  },
  {
    name: 'quote',
    html: '<aside class="quote no-group" data-username="alice" data-post="3" data-topic="7"><div class="title"><div class="quote-controls"><button>x</button></div><img class="avatar" src="/a.png"> alice:</div><blockquote><p>one</p><ul><li>two</li></ul></blockquote></aside><p>mine</p>',
    faithful: '> **alice** (post 3):\n>\n> one\n>\n> - two\n\nmine',
    plain: 'alice:\none\n\ntwo\n\nmine',
    transcript: 'Quote:"alice: one\n\ntwo"\n\nmine',
  },
  {
    name: 'quote code',
    html: '<aside class="quote" data-username="alice" data-post="3" data-topic="7"><div class="title">alice:</div><blockquote><pre><code class="lang-py">x = 1\n\ny\n</code></pre></blockquote></aside>',
    faithful: '[quote="alice, post:3"]\n\n```py\nx = 1\n\ny\n```\n\n[/quote]',
    plain: 'alice:\nx = 1\n\ny',
    transcript: 'Quote:"alice:\n```py\nx = 1\n\ny\n```\n"',
  },
  {
    name: 'quote other topic',
    html: '<aside class="quote" data-username="bob" data-post="2" data-topic="99"><div class="title"><div class="quote-controls"></div><img class="avatar" src="/a.png"><a href="/t/other/99/2">Other topic</a></div><blockquote><p>far</p></blockquote></aside>',
    faithful: '> **bob** ([Other topic](https://f.e.org/t/other/99/2)):\n>\n> far',
    plain: 'bob:\nfar',
    transcript: 'Quote:"bob: far"',
  },
  {
    name: 'topic preview',
    html: '<aside class="quote" data-post="1" data-topic="99"><div class="title"><img class="avatar" src="/a.png"><a href="/t/other/99">Other topic</a></div><blockquote>excerpt</blockquote></aside>',
    faithful: 'https://f.e.org/t/other/99',
    plain: 'Other topic',
    transcript: 'Other topic [link https://f.e.org/t/other/99]',
  },
  {
    name: 'anonymous quote',
    html: '<aside class="quote"><blockquote><p>x</p></blockquote></aside>',
    faithful: '> x',
    plain: 'x',
    transcript: 'Quote:"x"',
  },
  {
    name: 'onebox',
    html: '<aside class="onebox allowlistedgeneric" data-onebox-src="https://e.org/p"><header class="source"><img class="site-icon" src="/i.png"><a href="https://e.org/p">e.org</a></header><article class="onebox-body"><div class="aspect-image"><img class="thumbnail" src="/th.png"></div><h3><a href="https://e.org/p">The page</a></h3><p>Words of the page</p></article></aside>',
    faithful: 'https://e.org/p',
    plain: 'The page',
    transcript: 'The page [link https://e.org/p]',
  },
  {
    name: 'inline onebox',
    html: '<p>see <a class="inline-onebox" href="https://e.org/p">The page</a> and <a class="onebox" href="https://e.org/i.png"><img src="https://e.org/i.png" alt=""></a></p>',
    faithful: 'see https://e.org/p and ![](https://e.org/i.png)',
    plain: 'see The page and [img https://e.org/i.png]',
    transcript: 'see The page [link https://e.org/p] and [img https://e.org/i.png]',
  },
  {
    name: 'mention',
    html: '<p><a class="mention" href="/u/bob">@bob</a> <span class="mention">@nobody</span> <a class="hashtag-cooked" href="/c/x" data-type="category" data-slug="help" data-ref="help"><svg></svg><span>Help desk</span></a> <span class="hashtag-raw">#raw</span></p>',
    faithful: '@bob @nobody #help #raw',
    plain: '@bob @nobody #help #raw',
    transcript: '@bob @nobody #help #raw',
  },
  {
    name: 'details',
    html: '<details><summary>More</summary><p>hidden</p><pre><code>c\n</code></pre></details>',
    faithful: '<details>\n<summary>More</summary>\n\nhidden\n\n```\nc\n```\n\n</details>',
    plain: 'More\nhidden\n\nc',
    transcript: 'More\nhidden\n\n```\nc\n```',
  },
  {
    name: 'spoiler',
    html: '<p>a <span class="spoiler">secret</span></p><div class="spoiler"><p>big</p></div>',
    faithful: 'a [spoiler]secret[/spoiler]\n\n[spoiler]\nbig\n[/spoiler]',
    plain: 'a secret\n\nbig',
    transcript: 'a secret\n\nbig',
  },
  {
    name: 'poll',
    html: '<div class="poll" data-poll-name="p"><div class="poll-container"><div class="poll-title">Best?</div><ul><li data-poll-option-id="1">A</li><li data-poll-option-id="2"><button>B</button></li></ul></div><div class="poll-info"><span class="info-number">0</span> voters</div></div>',
    faithful: '[poll]\nBest?\n\n- A\n- B\n[/poll]',
    plain: 'Best?\n\nA\nB',
    transcript: 'Best?\n\nA\nB',
  },
  {
    name: 'footnotes',
    html: '<p>a<sup class="footnote-ref"><a href="#footnote-1-1" id="footnote-ref-1-1">[1]</a></sup><a class="expand-footnote" href="">...</a></p><hr class="footnotes-sep"><section class="footnotes"><ol class="footnotes-list"><li id="footnote-1-1" class="footnote-item"><p>note <a href="#footnote-ref-1-1" class="footnote-backref">↩</a></p></li></ol></section>',
    faithful: 'a[^1]\n\n[^1]: note',
    plain: 'a[1]\n\n[1] note',
    transcript: 'a[1]\n\n[1] note',
  },
  {
    name: 'date',
    html: '<p><span class="discourse-local-date" data-date="2025-08-05" data-time="07:03:16" data-timezone="UTC">today</span></p>',
    faithful: '2025-08-05 07:03:16 UTC',
    plain: '2025-08-05 07:03:16 UTC',
    transcript: '2025-08-05 07:03:16 UTC',
  },
  {
    name: 'checklist',
    html: '<ul><li><span class="chcklst-box checked fa fa-check-square-o"></span> done</li><li><span class="chcklst-box fa fa-square-o"></span> open</li></ul>',
    faithful: '- [x] done\n- [ ] open',
    plain: '[x] done\n[ ] open',
    transcript: '[x] done\n[ ] open',
  },
  {
    name: 'video',
    html: '<div class="lazy-video-container" data-video-id="abc" data-provider-name="youtube" data-video-title="Clip"><a href="https://www.youtube.com/watch?v=abc"><img class="youtube-thumbnail" src="/th.jpg"></a></div><p><video controls><source src="/v.mp4"></video></p>',
    faithful: 'https://www.youtube.com/watch?v=abc\n\nhttps://f.e.org/v.mp4',
    plain: 'Clip\n\nhttps://f.e.org/v.mp4',
    transcript: 'Clip [link https://www.youtube.com/watch?v=abc]\n\n[link https://f.e.org/v.mp4]',
  },
  {
    name: 'attachment',
    html: '<p><a class="attachment" href="/uploads/a.zip">a.zip</a> (3.5 KB)</p>',
    faithful: '[a.zip](https://f.e.org/uploads/a.zip) (3.5 KB)',
    plain: 'a.zip (3.5 KB)',
    transcript: 'a.zip [link https://f.e.org/uploads/a.zip] (3.5 KB)',
  },
  {
    name: 'clicks',
    html: '<p><a href="https://e.org/a">here <span class="badge badge-notification clicks" title="12 clicks">12</span></a>.</p>',
    faithful: '[here](https://e.org/a).',
    plain: 'here.',
    transcript: 'here [link https://e.org/a].',
  },
  {
    name: 'so notice',
    html: '<div><aside class="s-notice js-post-notice">dup</aside></div><p>q</p>',
    faithful: 'q',
    plain: 'q',
    transcript: 'q',
  },
];

describe.each(cases)('$name', ({ html, faithful, plain, transcript }) => {
  it('is Markdown', () => {
    expect(clean(html, 'faithful', context)).toBe(faithful);
  });
  it('is plain text', () => {
    expect(clean(html, 'plain', context)).toBe(plain);
  });
  it('is transcript text', () => {
    expect(clean(html, 'transcript', context)).toBe(transcript);
  });
});
