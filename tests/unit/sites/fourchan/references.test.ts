import { describe, expect, it } from 'vitest';
import { referencesOf } from '../../../../lib/sites/fourchan/references';

const place = { base: 'https://boards.4chan.org', dialect: 'yotsuba', board: 'zz' } as const;
const of = (html: string) => referencesOf(html, { place, thread: 1, no: 90 });
const to = (no: number): string => `<a href="#p${no}" class="quotelink">&gt;&gt;${no}</a>`;
const dead = '<span class="deadlink">&gt;&gt;77</span>';
const thread = '<a href="/zz/thread/500#p501" rel="nofollow ugc" class="quotelink">&gt;&gt;501</a>';
const board = '<a href="//boards.4chan.org/yy/" class="quotelink">&gt;&gt;&gt;/yy/</a>';
const parts = (html: string) => of(html).segments?.map(({ replyTo, html: part }) => [replyTo.join(), part]);

describe('references', () => {
  it('are told apart by where they lead', () => {
    const { all, replyTo } = of(`${to(5)}<br>a<br>${dead}<br>b<br>${thread}<br>c<br>${board}<br>d`);
    expect(all.map(({ kind, no }) => [kind, no])).toEqual([
      ['post', 5],
      ['dead', 77],
      ['thread', 501],
      ['board', null],
    ]);
    expect(replyTo).toEqual(['5']);
  });

  it('with the address of the same thread are of it, from any page', () => {
    expect(of(`<a href="/zz/thread/1#p5" class="quotelink">&gt;&gt;5</a> yes`).replyTo).toEqual(['5']);
    expect(of(`<a href="/zz/thread/1/some-words#p5" class="quotelink">x</a> yes`).replyTo).toEqual(['5']);
    expect(of(`<a href="/yy/thread/1#p5" class="quotelink">&gt;&gt;5</a> yes`).replyTo).toEqual([]);
  });

  it('that begin a line are more direct than those a sentence speaks of', () => {
    expect(of(`as ${to(7)} said<br>${to(5)}<br>yes`).replyTo).toEqual(['5', '7']);
  });

  it('count once, and never forward or to the post itself', () => {
    expect(of(`${to(5)}${to(5)}<br>a ${to(90)} ${to(91)}`).replyTo).toEqual(['5']);
  });

  it('inside of code are code', () => {
    expect(of(`<pre class="prettyprint">${to(5)}</pre>`).replyTo).toEqual([]);
  });

  it('do not depend on their text', () => {
    expect(of('<a class="quotelink" href="#p5">whatever (You)</a> yes').replyTo).toEqual(['5']);
  });
});

describe('parts', () => {
  it('F6: are what follows each reference', () => {
    expect(parts(`${to(1)}<br>do a1<br>${to(2)}<br>do b1`)).toEqual([
      ['1', '<br>do a1<br>'],
      ['2', '<br>do b1'],
    ]);
  });

  it('may stand on the line of their reference', () => {
    expect(parts(`${to(1)} one<br>${to(2)} two`)).toEqual([
      ['1', ' one<br>'],
      ['2', ' two'],
    ]);
  });

  it('answer all references that stand together', () => {
    expect(parts(`${to(1)}<br>${to(2)} ${to(3)}<br>all of you<br>${to(4)}<br>and you`)).toEqual([
      ['1,2,3', '<br> <br>all of you<br>'],
      ['4', '<br>and you'],
    ]);
    expect(parts(`${to(1)}<br>${to(2)}<br>both`)).toBeUndefined();
  });

  it('before the first reference answer nobody', () => {
    expect(parts(`hello<br>${to(1)}<br>one<br>${to(2)}<br>two`)).toEqual([
      ['', 'hello<br>'],
      ['1', '<br>one<br>'],
      ['2', '<br>two'],
    ]);
    expect(parts(`hello<br>${to(1)}<br>one`)).toBeUndefined();
  });

  it('that end in references answer these as well', () => {
    expect(parts(`${to(1)}<br>one<br>${to(2)}<br>this<br>${to(3)}`)).toEqual([
      ['1', '<br>one<br>'],
      ['2,3', '<br>this<br>'],
    ]);
  });

  it('keep what answers a dead post or another thread from the others', () => {
    expect(parts(`${dead}<br>gone<br>${to(2)}<br>two`)).toEqual([
      ['', '<br>gone<br>'],
      ['2', '<br>two'],
    ]);
    expect(parts(`${to(2)}<br>two<br>${thread}<br>there`)).toEqual([
      ['2', '<br>two<br>'],
      ['', '<br>there'],
    ]);
  });

  it('are one where the same post is answered twice', () => {
    expect(parts(`${to(1)}<br>one<br>${to(1)}<br>two`)).toBeUndefined();
  });

  it('do not cut a sentence or an element', () => {
    expect(parts(`${to(1)}<br>as ${to(2)} said, no`)).toBeUndefined();
    expect(parts(`${to(1)}<br><s>one<br>${to(2)}<br>two</s>`)).toBeUndefined();
  });

  it('begin before an element that holds the reference alone', () => {
    const link = (no: number): string =>
      `<span class="greentext"><a href="https://x.example/zz/thread/1/#${no}" class="backlink" data-post="${no}">&gt;&gt;${no}</a></span>`;
    expect(parts(`${link(1)}<br>one<br>${link(2)}<br>two`)).toEqual([
      ['1', '<span class="greentext"></span><br>one<br>'],
      ['2', '<span class="greentext"></span><br>two'],
    ]);
  });
});

it('takes time in proportion to the post', () => {
  const pieces = [
    `${to(5)}<br>x<br>`,
    '<a class="quotelink" href="#p5">',
    '<',
    '<a "',
    "<span class='deadlink'>",
    '<!--',
    '</s>',
  ];
  for (const piece of pieces) {
    const html = 'quotelink'.concat(piece.repeat(100_000));
    const began = performance.now();
    of(html);
    expect(performance.now() - began, piece).toBeLessThan(3000);
  }
});
