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
    name: 'marks',
    html: '<p>a<b> bold </b>b <i></i> <strong>x</strong><strong>y</strong> <em><em>n</em></em> <b>one<br><br>two</b></p>',
    faithful: 'a **bold** b **xy** *n* **one**\n\n**two**',
    plain: 'a bold b xy n one\n\ntwo',
    transcript: 'a bold b xy n one\n\ntwo',
  },
  {
    name: 'block in inline',
    html: '<b><p>one</p><p>two</p></b><span>three<div>four</div></span>',
    faithful: 'one\n\ntwo\n\nthree\n\nfour',
    plain: 'one\n\ntwo\n\nthree\n\nfour',
    transcript: 'one\n\ntwo\n\nthree\n\nfour',
  },
  {
    name: 'escapes',
    html: '<p># no<br>- no<br>1. no<br>&gt; no<br>*a* _b_ `c` `d` [x](y) &lt;b&gt; &amp;amp; \\* ~~s~~</p><h2>1. Intro</h2>',
    faithful:
      '\\# no\n\\- no\n1\\. no\n\\> no\n\\*a\\* \\_b\\_ \\`c\\` \\`d\\` [x\\](y) \\<b> \\&amp; \\\\\\* \\~\\~s\\~\\~\n\n## 1. Intro',
    plain: '# no\n- no\n1. no\n> no\n*a* _b_ `c` `d` [x](y) <b> &amp; \\* ~~s~~\n\n1. Intro',
    transcript: '# no\n- no\n1. no\n> no\n*a* _b_ `c` `d` [x](y) <b> &amp; \\* ~~s~~\n\n1. Intro',
  },
  {
    name: 'prose',
    html: '<p>I think 2 * 3, a_b, [sic], 5 > 4, a < b & c, C:\\dir, #3 - fine.</p>',
    faithful: 'I think 2 * 3, a_b, [sic], 5 > 4, a < b & c, C:\\dir, #3 - fine.',
    plain: 'I think 2 * 3, a_b, [sic], 5 > 4, a < b & c, C:\\dir, #3 - fine.',
    transcript: 'I think 2 * 3, a_b, [sic], 5 > 4, a < b & c, C:\\dir, #3 - fine.',
  },
  {
    name: 'nul',
    html: '<p>a\u0000b\ud800c \u202e x\u0007</p>',
    faithful: 'a�b�c \u202e x\u0007',
    plain: 'a�b�c \u202e x\u0007',
    transcript: 'a�b�c \u202e x\u0007',
  },
  {
    name: 'brbr',
    html: '<p>a<br><br><br>b<br> c</p>',
    faithful: 'a\n\nb\nc',
    plain: 'a\n\nb\nc',
    transcript: 'a\n\nb\nc',
  },
  {
    name: 'html5',
    html: '<h1>T</h1><hr><p>x<sup>2</sup> <kbd>K</kbd> <u>u</u> <mark class="highlighted">hit</mark></p><script>alert(1)</script><style>p{}</style><!-- c -->',
    faithful: '# T\n\n---\n\nx<sup>2</sup> <kbd>K</kbd> <u>u</u> hit',
    plain: 'T\n\nx2 K u hit',
    transcript: 'T\n\nx2 K u hit',
  },
  {
    name: 'emoji',
    html: '<p>hi <img class="emoji" alt=":smile:" title=":smile:" src="/images/emoji/x/smile.png"> <img class="emoji" alt="🎉"> <img class="emoji" alt=":my_custom:"> <img class="emoji" alt=":wave:t3:"></p>',
    faithful: 'hi 😄 🎉 :my_custom: 👋🏼',
    plain: 'hi 😄 🎉 :my_custom: 👋🏼',
    transcript: 'hi 😄 🎉 :my_custom: 👋🏼',
  },
  {
    name: 'lists',
    html: '<ol start="3"><li>a</li><li value="7">b<ul><li>c</li></ul></li></ol><ol><li>next</li></ol><ul><li><p>p</p><p>q</p></li></ul>',
    faithful: '3. a\n7. b\n   - c\n\n1) next\n\n- p\n\n  q',
    plain: 'a\nb\nc\n\nnext\n\np\n\nq',
    transcript: 'a\nb\nc\n\nnext\n\np\n\nq',
  },
  {
    name: 'terms',
    html: '<dl><dt>T</dt><dd>meaning</dd></dl>',
    faithful: 'T\n: meaning',
    plain: 'T\nmeaning',
    transcript: 'T\nmeaning',
  },
  {
    name: 'table',
    html: '<table><tr><td>a|b</td><td>x<br>y</td></tr><tr><td><code>p|q</code></td></tr></table>',
    faithful: '|  |  |\n| --- | --- |\n| a\\|b | x<br>y |\n| `p\\|q` |',
    plain: 'a|b\tx y\np|q',
    transcript: 'a|b\tx y\np|q',
  },
  {
    name: 'layout table',
    html: '<table><tr><td><table><tr><td>in</td></tr></table></td><td>side</td></tr></table>',
    faithful: '|  |\n| --- |\n| in |\n\nside',
    plain: 'in\n\nside',
    transcript: 'in\n\nside',
  },
  {
    name: 'nested quote',
    html: '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>',
    faithful: '> a\n>\n> > b',
    plain: 'a\n\nb',
    transcript: 'Quote:"a\n\nQuote:"b""',
  },
  {
    name: 'code',
    html: '<pre class="codeblock-buttons" data-code-wrap="js"><div class="codeblock-button-wrapper"><button>copy</button></div><code class="lang-js hljs language-javascript"><span class="hljs-keyword">let</span> a;\n\n\n  b &amp;&amp; c\n</code></pre>',
    faithful: '```js\nlet a;\n\n\n  b && c\n```',
    plain: 'let a;\n\n\n  b && c',
    transcript: '```js\nlet a;\n\n\n  b && c\n```',
  },
  {
    name: 'math',
    html: '<p>so <span class="math">a_1 &lt; b*c*d</span> and $x_{1} * y$ costs $5 and *not*</p><div class="math">\\sum_i a_i</div>',
    faithful: 'so $a_1 < b*c*d$ and $x_{1} * y$ costs $5 and \\*not\\*\n\n$$\n\\sum_i a_i\n$$',
    plain: 'so $a_1 < b*c*d$ and $x_{1} * y$ costs $5 and *not*\n\n$$\n\\sum_i a_i\n$$',
    transcript: 'so $a_1 < b*c*d$ and $x_{1} * y$ costs $5 and *not*\n\n$$\n\\sum_i a_i\n$$',
  },
  {
    name: 'mathjax',
    html: '<p>Let <span class="math-container"><span class="MathJax_Preview">x</span><span class="MathJax">\ud835�</span><script type="math/tex">x^2</script></span> and <script type="math/tex; mode=display">y</script></p>',
    faithful: 'Let $x^2$ and $$y$$',
    plain: 'Let $x^2$ and $$y$$',
    transcript: 'Let $x^2$ and $$y$$',
  },
  {
    name: 'katex',
    html: '<p><span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow><annotation encoding="application/x-tex">x_1</annotation></semantics></math></span><span class="katex-html">x1</span></span></p>',
    faithful: '$x_1$',
    plain: '$x_1$',
    transcript: '$x_1$',
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
