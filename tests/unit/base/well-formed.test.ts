import fc from 'fast-check';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { parsePiece, textOf } from '../../../lib/base/html';
import { readWellFormed } from '../../../lib/base/well-formed';
import { outlineOf } from './outline';

const treeOf = (html: string): string => outlineOf(parseFragment(html));

const plain: readonly (readonly [name: string, html: string])[] = [
  [
    'paragraphs',
    '<p>One &amp; <b>two <i>three</i></b>.</p>\n<p>Four&hellip; <a href="/x?a=1&amp;b=2" title="&quot;">x</a></p>',
  ],
  ['text alone', 'Nothing but words &lt;b&gt; &#x41;&#0;&notit;'],
  ['breaks and pictures', 'a<br>b<br/>c<hr><img src="a.png" alt=\'it\'><wbr>'],
  ['code', '<pre class="lang-c"><code>\n#include &lt;stdio.h&gt;\n\n</code></pre><pre>\n\nx</pre>'],
  ['lists', '<ul>\n<li>a<ol><li>b</li></ol></li>\n</ul><dl><dt>t</dt><dd>d</dd></dl>'],
  [
    'a table',
    '<table>\n<thead><tr><th>a</th></tr></thead>\n<tbody><tr><td><p>b</p><a href="x">c</a></td></tr></tbody></table>',
  ],
  ['comments', '<!-- SC_OFF --><div class="md"><p>x</p></div><!-- SC_ON -->'],
  [
    'a drawing',
    '<a class="lightbox"><svg class="i" viewBox="0 0 1 1"><use xlink:href="#i"></use><path d="M0"/></svg></a>',
  ],
  ['an empty frame', '<iframe src="https://video.example/1" width="1"></iframe>'],
  ['carriage returns', '<p>a\r\nb\rc&#13;d</p>'],
  ['a block in a paragraph', '<p>a<div class="lightbox-wrapper">b</div>c</p>d'],
  ['paragraphs that end by themselves', 'a<p>b<p>c <i>d</i><ul><li>e</li></ul>'],
  ['an end tag of what has none', '<video><source src="a.mp4"></source><a href="a.mp4">a</a></video>'],
  ['what is left open', '<blockquote><p>a <b>b'],
  ['emoji', '<p>\u{1f600} \u{1f1e9}\u{1f1ea}</p>'],
];

const odd: readonly (readonly [name: string, html: string, text: string])[] = [
  ['formatting that overlaps', '<b>a<i>b</b>c</i>d', 'abcd'],
  ['formatting around blocks', '<b>a<p>b</b>c</p>d', 'abcd'],
  ['a link in a link', '<a href="1">a<a href="2">b</a></a>', 'ab'],
  ['a link in a link, deeper', '<a href="1"><div>a<a href="2">b</a></div></a>', 'ab'],
  ['formatting that outlives a paragraph', '<p><b>a<p>b', 'ab'],
  ['a paragraph in formatting in a paragraph', '<p>a<b>b<div>c</div>d</b></p>', 'abcd'],
  ['items without ends', '<ul><li>a<li>b<li>c</ul>', 'abc'],
  ['an item outside of lists', 'a<li>b</li>', 'ab'],
  ['headings in headings', '<h1>a<h2>b</h2></h1>', 'ab'],
  ['text in a table', '<table>a<tr><td>b</table>c', 'abc'],
  ['text in a table after white space', '<table> &amp;<tr></tr></table>', ' &'],
  ['a block in a row', '<table><tr><div>a</div><td>b</td></tr></table>', 'ab'],
  ['rows without a body', '<table><tr><td>a</td></tr></table>', 'a'],
  ['cells without a table', '<td>a</td><tr><td>b</td></tr>', 'ab'],
  ['plain text to the end', 'a<plaintext><b>b</b></plaintext>', 'a<b>b</b></plaintext>'],
  ['CDATA', 'a<![CDATA[b]]>c', 'ac'],
  ['CDATA in a drawing', '<svg><![CDATA[a<b>]]></svg>', 'a<b>'],
  ['NUL', 'a\0b<i>c\0</i>', 'abc'],
  ['entities in attributes', '<a title="&copy=1&copy;&ampx&lt">a</a>', 'a'],
  ['entities without an end', 'a &ampb &copy &amp', 'a &b © &'],
  ['a comment that never ends', 'a<!-- b', 'a'],
  ['odd comments', 'a<!-->b<!--->c<!-- d --!>e<!-- f -- g -->h<!x>i<?y?>j</ z>k', 'abcehijk'],
  ['a tag that never ends', 'a<b class="c', 'a'],
  ['the start of a tag at the end', 'a<x', 'a'],
  ['an end tag with an attribute', '<b>a</b title=">">b', 'ab'],
  ['upper case', '<P>a<BR>b</P>', 'ab'],
  ['attributes twice', '<a href="1" href="2">a</a>', 'a'],
  ['attributes without quotes', '<a href=x/>a</a>', 'a'],
  ['odd names of attributes', '<a "b" =c d\'e>a</a>', 'a'],
  ['tags nobody knows', '<x-y>a</x-y><nobr>b<nobr>c', 'abc'],
  ['an element that was renamed', '<image src="x">a', 'a'],
  ['end tags of nothing', '</p>a</div></br>b</p>', 'ab'],
  ['a frame with something in it', '<iframe><b>a</b></iframe>b', '<b>a</b>b'],
  ['a script', 'a<script>b</script><style>c</style>d', 'ad'],
  ['a template', 'a<template><p>b</template>c', 'abc'],
  ['a form in a form', '<form>a<form>b</form>c</form>', 'abc'],
  ['MathML', '<math><mi>x</mi><annotation-xml encoding="text/html"><p>a</annotation-xml></math>', 'xa'],
  ['HTML in a drawing', '<svg><p>a</p></svg><svg viewbox="0"><title>b</title></svg>', 'ab'],
  ['a self-closing block', '<div/>a<p/>b', 'ab'],
  ['a byte order mark', '\ufeffa', '\ufeffa'],
  ['a line break after an end tag in code', '<pre></img>\na</pre>', '\na'],
  ['a line break as a reference in code', '<pre>&#10;a</pre>', 'a'],
];

describe('HTML that needs no mending', () => {
  it.each(plain)('%s: is read the quick way, as parse5 reads it', (_name, html) => {
    const tree = readWellFormed(html);
    expect(tree && outlineOf(tree)).toBe(treeOf(html));
  });

  it('is read in time for its length', () => {
    const deep = 100_000;
    const html = `${'<div><!-- a --> '.repeat(deep)}a &amp; b${'</div>'.repeat(deep)}`;
    const start = performance.now();
    expect(readWellFormed(html)).not.toBeNull();
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('HTML that needs mending', () => {
  it.each(odd)('%s: has the tree of parse5 and all its text', (_name, html, text) => {
    const tree = parsePiece(html);
    expect(outlineOf(tree)).toBe(treeOf(html));
    expect(textOf(tree)).toBe(text);
  });
});

// Trees of known tags, with now and then a piece of nonsense between them.
const tags =
  'p p p div span b i a em strong ul ol li li dl dt dd table thead tbody tr td th pre code h1 h2 blockquote br hr img wbr ' +
  'input source video iframe svg use path details section center font u sub x-y nobr form select button option';
const noise = [...plain, ...odd].map(([, html]) => html).filter((html) => html.length < 40);
const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...tags.split(' ')).map((tag) => `<${tag}>`) },
  { weight: 7, arbitrary: fc.constant('close') },
  { weight: 6, arbitrary: fc.constantFrom('x', 'y z', ' ', '\n', '&amp;', '&lt;b&gt;', '&nbsp;') },
  { weight: 1, arbitrary: fc.constantFrom(...noise) },
);
const htmlOf = (pieces: readonly string[]): string => {
  const open: string[] = [];
  let html = '';
  for (const one of pieces) {
    const tag = /^<([a-z\d-]+)>$/.exec(one)?.[1];
    if (tag && !/^(br|hr|img|wbr|input|source)$/.test(tag)) open.push(tag);
    html += one === 'close' ? open.splice(-1).map((last) => `</${last}>`).join('') : one; // prettier-ignore
  }
  return html + open.reverse().map((tag) => `</${tag}>`).join(''); // prettier-ignore
};

describe('any HTML', () => {
  it('is read alike by both parsers, or by parse5 alone', () => {
    let quick = 0;
    const runs = 3000;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }).map(htmlOf), (html) => {
        const tree = readWellFormed(html);
        if (tree) {
          quick++;
          expect(outlineOf(tree)).toBe(treeOf(html));
        }
      }),
      { numRuns: runs },
    );
    expect(quick).toBeGreaterThan(runs / 10);
  });
});
