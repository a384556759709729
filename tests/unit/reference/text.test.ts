import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cleanFourchan, fourchanReferences } from '../../../lib/reference/fourchan-text';
import { hasLength, lastOf, looksLikeQuestion, splitLines, strip } from '../../../lib/reference/python-text';
import { cleanReddit, redditAsks } from '../../../lib/reference/reddit-text';
import { cleanStackExchange } from '../../../lib/reference/stackexchange-text';
import { unescapeHtml } from '../../../lib/reference/unescape';

// Every expectation here is what Python 3 answers.

describe('text as Python sees it', () => {
  it('has white space of its own', () => {
    expect(strip('\x1c\x1f\x85\xa0\u2029 a b\u3000')).toBe('a b');
    expect(strip('\ufeffa\u200b')).toBe('\ufeffa\u200b');
  });

  it('ends lines at ten kinds of line end, and not at U+001F', () => {
    expect(splitLines('a\r\nb\vc\fd\x1ce\x1df\x1eg\x85h\u2028i\u2029j\x1fk\n')).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
      'h',
      'i',
      'j\x1fk',
    ]);
    expect(splitLines('')).toEqual([]);
    expect(splitLines('a\n\n')).toEqual(['a', '']);
  });

  it('counts and cuts in code points', () => {
    expect([hasLength('😀😀', 2), hasLength('😀😀', 3), hasLength('', 0), hasLength('\ud83d', 1)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect([lastOf('a😀b😀', 3), lastOf('a😀', 9), lastOf('😀😀', 1)]).toEqual(['😀b😀', 'a😀', '😀']);
  });

  it('agrees with a list of code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(12), (text, n) => {
        const points = Array.from(text);
        expect(hasLength(text, n)).toBe(points.length >= n);
        expect(lastOf(text, n)).toBe(points.slice(Math.max(0, points.length - n)).join(''));
      }),
    );
  });

  it.each([
    ['this is a statement', true],
    ['thıs ıs odd', true],
    ['ſhould I', true],
    ['İS it', true],
    ['island', false],
    ['éis', false],
    ['is\u0301', true],
    ['٣is', false],
    ['a_is', false],
    ['no words? ', true],
  ])('asks by a word of its list: %s', (text, asks) => {
    expect(looksLikeQuestion(text)).toBe(asks);
  });
});

describe('html.unescape', () => {
  it.each([
    ['&lt;&gt&amp;amp;&quot;', '<>&amp;"'],
    ['&notit;&notin;&notinx', '¬it;∉¬inx'],
    ['&copyright &hellip &unknown; &', '©right &hellip &unknown; &'],
    ['&#62;&#x3E&#X3e;&#62a', '>>>>a'],
    ['&#0;&#xD800;&#1114112;&#99999999999999999999;', '\ufffd\ufffd\ufffd\ufffd'],
    ['&#13;&#128;&#x81;&#159;', '\r€\x81Ÿ'],
    ['&#1;&#11;&#127;&#xfdd0;&#xFFFE;&#x1ffff;|&#9;&#10;&#12;', '|\t\n\f'],
    ['&NotEqualTilde;&ThickSpace;', '≂̸\u205f\u200a'],
    ['&CounterClockwiseContourIntegral;&CounterClockwiseContourIntegralx;', '∳&CounterClockwiseContourIntegralx;'],
    ['&#;&#x;&;&&lt;', '&#;&#x;&;&<'],
  ])('%s', (text, plain) => {
    expect(unescapeHtml(text)).toBe(plain);
  });
});

test('4chan: tags go, then entities are read, then lines with > and numbers quoted', () => {
  expect(cleanFourchan('')).toBe('');
  expect(cleanFourchan('a<br>b<br />c<BR>d')).toBe('a b cd');
  expect(cleanFourchan('<a class="quotelink">&gt;&gt;1</a> same line<br>kept &gt;&gt;٣٤ too')).toBe('kept too');
  expect(cleanFourchan('a <> b < c')).toBe('a <> b < c');
  expect(cleanFourchan('see (https://e.example/f), then')).toBe('see ( then');
  expect(cleanFourchan('&lt;b&gt; stays')).toBe('<b> stays');
});

test('4chan: references, in digits of any script', () => {
  expect(fourchanReferences('&gt;&gt;12<br>>>٣٤ &amp;gt;&amp;gt;007 &gt;&gt;&gt;5 &gt;&gt;x')).toEqual([
    '12',
    '34',
    '7',
    '5',
  ]);
  expect(fourchanReferences('>>123456789012345678901234567890')).toEqual(['123456789012345678901234567890']);
  expect(fourchanReferences('>>000 >>𝟗𝟎')).toEqual(['0', '90']);
});

test('Reddit: addresses go, the rest of the Markdown stays', () => {
  expect(cleanReddit('see [docs](https://e.example/a_b) &amp;\r\nmore')).toBe('see [docs]( &amp; more');
  expect(redditAsks(`is ${'x'.repeat(300)}`)).toBe(false);
  expect(redditAsks(`is ${'😀'.repeat(297)}`)).toBe(true);
});

test('Stack Exchange: what entities stand for is taken for tags', () => {
  expect(cleanStackExchange('<p>a &lt; b &amp;&amp; c &gt; d</p>')).toBe('a  d');
  expect(cleanStackExchange('<PRE><code>\n x\n\n\n y \n</code></PRE><pre class="k"><code>z</code></pre>')).toBe(
    '```\nx\n\n y\n```\nz',
  );
  expect(cleanStackExchange('a<br>b<br/>c<br />d<p>e <> f')).toBe('a\nb\ncd\n\ne  f');
});

test('hostile text takes time in line with its length', () => {
  // Each of these took the square of its length by the tool's own patterns: minutes, and the test's time ends before.
  const n = 2_000_000;
  expect(cleanFourchan('<'.repeat(n))).toHaveLength(n);
  expect(cleanFourchan('<>'.repeat(n))).toHaveLength(2 * n);
  expect(cleanStackExchange('<pre><code>'.repeat(n / 10))).toBe('');
  expect(cleanStackExchange('<'.repeat(n))).toHaveLength(n);
  expect(unescapeHtml('&'.repeat(n))).toHaveLength(n);
  expect(cleanReddit(`a${' '.repeat(n)}b`)).toBe('a b');
  expect(fourchanReferences('>'.repeat(n))).toEqual([]);
});
