import { describe, expect, it } from 'vitest';
import { contentImages } from '../../../lib/base/content-image';
import { parsePiece } from '../../../lib/base/html';
import { clean } from '../../../lib/clean';

const faithful = (html: string): string => clean(html, 'faithful', { baseUrl: 'https://stackoverflow.com/q/1' });

describe('markup of the Stack Exchange network', () => {
  it.each([
    [
      'code is sacred',
      '<p>Like:</p>\n\n<pre class="lang-c prettyprint-override"><code>#include &lt;stdio.h&gt;\n\n\nif (a &lt; b &amp;&amp; c &gt; d) {\n\tx[0] = &quot;*_`&quot;;\n}\n</code></pre>\n',
      'Like:\n\n```c\n#include <stdio.h>\n\n\nif (a < b && c > d) {\n\tx[0] = "*_`";\n}\n```',
    ],
    [
      'indentation of the first line is kept',
      '<pre class="lang-java prettyprint-override"><code>    List&lt;String&gt; xs;\nf();\n</code></pre>',
      '```java\n    List<String> xs;\nf();\n```',
    ],
    ['a language on the block', '<pre class="lang-cpp s-code-block"><code>x</code></pre>', '```cpp\nx\n```'],
    [
      'a highlighter says what the author said',
      '<pre class="lang-py s-code-block"><code class="hljs language-python"><span class="hljs-keyword">def</span> f</code></pre>',
      '```py\ndef f\n```',
    ],
    [
      'what a highlighter guessed is nobody’s word',
      '<pre class="default s-code-block"><code class="hljs language-php">x</code></pre>',
      '```\nx\n```',
    ],
    ['no language', '<pre class="lang-none s-code-block"><code>x</code></pre>', '```\nx\n```'],
    [
      'the older highlighter',
      '<pre class="lang-js prettyprint prettyprinted"><code><span class="kwd">var</span><span class="pln"> a </span><span class="pun">=</span><span class="pln"> </span><span class="lit">1</span><span class="pun">;</span></code></pre>',
      '```js\nvar a = 1;\n```',
    ],
    [
      'a snippet with its buttons',
      '<div class="snippet" data-lang="js"><div class="snippet-code"><pre class="snippet-code-js lang-js"><code>let a = b &lt; c;</code></pre><pre class="snippet-code-html lang-html"><code>&lt;p&gt;</code></pre><div class="snippet-result"><div class="snippet-ctas"><button>Run</button></div><iframe src="https://e.org"></iframe></div></div></div><p>end</p>',
      '```js\nlet a = b < c;\n```\n\n```html\n<p>\n```\n\nend',
    ],
    ['inline code', '<p>use <code>a &lt; b &amp;&amp; *c</code></p>', 'use `a < b && *c`'],
    [
      'a table in its frame',
      '<div class="s-table-container"><table class="s-table"><thead><tr><th>a</th><th style="text-align: right;">b</th></tr></thead><tbody><tr><td><code>x</code></td><td>2</td></tr></tbody></table></div>',
      '| a | b |\n| --- | --: |\n| `x` | 2 |',
    ],
    [
      'a spoiler',
      '<blockquote class="spoiler"><p>it was <b>you</b></p></blockquote>',
      '[spoiler]\nit was **you**\n[/spoiler]',
    ],
    ['keys', '<p><kbd>Ctrl</kbd>+<kbd>C</kbd></p>', '<kbd>Ctrl</kbd>+<kbd>C</kbd>'],
    [
      'formulas before they are rendered',
      '<p>If <span class="math-container">$a_1*b_2*c &lt; d$</span>, then <span class="math-container">$$x\\\\\\{y\\}$$</span></p>',
      'If $a_1*b_2*c < d$, then $$x\\\\\\{y\\}$$',
    ],
    [
      'formulas with other delimiters',
      '<p><span class="math-container">\\$10\\,\\Omega_a*b_c*\\$</span></p>',
      '\\$10\\,\\Omega_a*b_c*\\$',
    ],
    [
      'formulas once rendered',
      '<p>If <span class="math-container"><span class="MathJax_Preview"></span><span class="MathJax"><span class="math"><span class="mi">junk</span></span></span><script type="math/tex">a_1 < b</script></span> so</p>',
      'If $a_1 < b$ so',
    ],
    [
      'a notice is not the author’s',
      '<div><aside class="s-notice js-post-notice"><b>Closed.</b></aside></div><p>mine</p>',
      'mine',
    ],
    [
      'lists, quotes, links and pictures',
      '<ul><li>one</li><li>two</li></ul><blockquote><p>said</p></blockquote><p><a href="https://e.com/x">docs</a> <img src="https://e.com/i.png" alt="shot"></p>',
      '- one\n- two\n\n> said\n\n[docs](https://e.com/x) ![shot](https://e.com/i.png)',
    ],
    [
      'a small picture that leads to its original',
      '<p><a href="https://i.sstatic.net/Zx9qT.png" rel="nofollow"><img src="https://i.sstatic.net/Zx9qTm.png" alt="a"></a></p>',
      '[![a](https://i.sstatic.net/Zx9qT.png)](https://i.sstatic.net/Zx9qT.png)',
    ],
  ])('%s', (_, html, expected) => expect(faithful(html)).toBe(expected));

  it('takes only the original of the same picture', () => {
    const urlOf = (href: string, src: string): string | undefined =>
      contentImages(parsePiece(`<a href="${href}"><img src="${src}"></a>`), 'https://e.org')[0]?.url;
    expect(urlOf('https://i.e.org/Abc1x.png', 'https://i.e.org/Abc1xm.png')).toBe('https://i.e.org/Abc1x.png');
    for (const href of [
      'https://other.org/Abc1x.png',
      'https://i.e.org/Abc1x.html',
      'https://i.e.org/Abc1y.png',
      'https://i.e.org/',
    ])
      expect(urlOf(href, 'https://i.e.org/Abc1xm.png'), href).toBe('https://i.e.org/Abc1xm.png');
    expect(urlOf('https://i.e.org/Abc1x.png', 'https://i.e.org/Abc1xz.png')).toBe('https://i.e.org/Abc1xz.png');
  });
});
