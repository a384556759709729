import { describe, expect, it } from 'vitest';
import { clean } from '../../../lib/clean';

const md = (html: string, dropQuotesOf?: ReadonlySet<string>): string =>
  clean(html, 'faithful', { baseUrl: 'https://garden.example/t/9', ...(dropQuotesOf ? { dropQuotesOf } : {}) });

const quotes: readonly (readonly [string, string])[] = [
  [
    'XenForo 2',
    '<blockquote data-quote="otto.k" data-source="post: 412" class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote"><div class="bbCodeBlock-title"><a href="/goto/post?id=412" class="bbCodeBlock-sourceJump">otto.k said:</a></div><div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">Leave the lid off.</div><div class="bbCodeBlock-expandLink"><a>Click to expand...</a></div></div></blockquote>',
  ],
  [
    'XenForo 1',
    '<div class="bbCodeBlock bbCodeQuote" data-author="otto.k"><aside><div class="attribution type">otto.k said: <a href="goto/post?id=412#post-412" class="AttributionLink">&uarr;</a></div><blockquote class="quoteContainer"><div class="quote">Leave the lid off.</div><div class="quoteExpand">Click to expand...</div></blockquote></aside></div>',
  ],
  [
    'phpBB 3',
    '<blockquote><div><cite><a href="./memberlist.php?u=1">otto.k</a> wrote: <a href="./viewtopic.php?p=412#p412" data-post-id="412">↑</a><span class="responsive-hide">Fri Mar 05, 2021</span></cite>Leave the lid off.</div></blockquote>',
  ],
  [
    'vBulletin 4',
    '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div><div class="bbcode_postedby"><img src="q.png" alt=""> Originally Posted by <strong>otto.k</strong> <a href="showthread.php?p=412#post412"><img src="v.png" alt=""></a></div><div class="message">Leave the lid off.</div></div></div></div>',
  ],
  [
    'MyBB',
    '<blockquote class="mycode_quote"><cite><span> (03-05-2021, 10:20 AM)</span>otto.k Wrote:  <a href="showthread.php?pid=412#pid412" class="quick_jump"></a></cite>Leave the lid off.</blockquote>',
  ],
  [
    'SMF 2',
    '<blockquote class="bbc_standard_quote"><cite><a href="index.php?msg=412">Quote from: otto.k on March 05, 2021, 10:20:00 AM</a></cite>Leave the lid off.</blockquote>',
  ],
  [
    'Invision',
    '<blockquote class="ipsQuote" data-ipsquote="" data-ipsquote-contentcommentid="412" data-ipsquote-username="otto.k"><div class="ipsQuote_citation">On 3/5/2021 at 10:20 AM, otto.k said:</div><div class="ipsQuote_contents"><p>Leave the lid off.</p></div></blockquote>',
  ],
  [
    'WoltLab',
    '<blockquote class="quoteBox" cite="/thread/9/?postID=412#post412"><div class="quoteBoxIcon"></div><div class="quoteBoxTitle"><a href="/thread/9/?postID=412#post412">Zitat von otto.k</a></div><div class="quoteBoxContent"><p>Leave the lid off.</p></div></blockquote>',
  ],
  [
    'FluxBB, without a number',
    '<div class="quotebox"><cite>otto.k wrote:</cite><blockquote><div><p>Leave the lid off.</p></div></blockquote></div>',
  ],
];

describe('quotes of forums', () => {
  it.each(quotes)('%s', (name, html) => {
    const text = md(`${html}It helped.`);
    expect(text).toMatch(
      name.includes('without') ? /^> \*\*otto\.k\*\*:\n>\n> Leave/ : /^> \*\*otto\.k\*\* \(post 412\):\n>\n> Leave/,
    );
    expect(text).toContain('Leave the lid off.');
    expect(text).not.toMatch(/said|wrote|posted by|Click to|Zitat|March|AM/i);
    expect(text.split('\n').at(-1)).toBe('It helped.');
  });

  it.each(quotes.filter(([name]) => !name.includes('without')))(
    '%s: left out where its post stands already',
    (_, html) => {
      expect(md(`${html}It helped.`, new Set(['412']))).toBe('It helped.');
      expect(md(`${html}It helped.`, new Set(['413']))).toContain('Leave the lid off.');
    },
  );

  it('a quote of nobody stays a quote', () => {
    expect(md('<blockquote class="uncited"><div>Leave it.</div></blockquote>')).toBe('> Leave it.');
    expect(md('<div class="quotebox"><blockquote><p>Leave it.</p></blockquote></div>')).toBe('> Leave it.');
  });

  it('quotes in quotes', () => {
    const inner = '<blockquote class="mycode_quote"><cite>fenna Wrote:</cite>Why?</blockquote>';
    const text = md(`<blockquote class="mycode_quote"><cite>otto Wrote:</cite>${inner}Because.</blockquote>`);
    expect(text).toContain('> **otto**:');
    expect(text).toContain('> > **fenna**:');
    expect(text.indexOf('Why?')).toBeLessThan(text.indexOf('Because.'));
  });

  it('nests a thousand deep without harm', () => {
    const html = '<blockquote class="mycode_quote"><cite>otto Wrote:</cite>'.repeat(2000);
    expect(() => md(`${html}Enough.`)).not.toThrow();
  });
});

describe('code of forums', () => {
  const code = 'if (a < b) {\n  open("tap");\n}';
  const escaped = 'if (a &lt; b) {\n  open("tap");\n}';
  const broken = 'if (a &lt; b) {<br>&nbsp; open("tap");<br>}';

  it.each([
    [
      'XenForo 2',
      `<div class="bbCodeBlock bbCodeBlock--screenLimited bbCodeBlock--code"><div class="bbCodeBlock-title">C:</div><div class="bbCodeBlock-content"><pre class="bbCodeCode" data-lang="c"><code>${escaped}</code></pre></div></div>`,
      code,
    ],
    [
      'phpBB 3.2',
      `<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>${escaped}</code></pre></div>`,
      code,
    ],
    [
      'phpBB 3.0',
      `<dl class="codebox"><dt>Code: <a href="#">Select all</a></dt><dd><code>${broken}</code></dd></dl>`,
      code,
    ],
    [
      'vBulletin',
      `<div class="bbcode_container"><div class="bbcode_description">Code:</div><pre class="bbcode_code">${escaped}</pre></div>`,
      code,
    ],
    [
      'MyBB',
      `<div class="codeblock"><div class="title">Code:</div><div class="body" dir="ltr"><code>${broken}</code></div></div>`,
      code,
    ],
    [
      'SMF',
      `<div class="codeheader"><span class="code">Code</span> <a class="codeoperation">Select</a></div><code class="bbc_code">${broken}</code>`,
      code,
    ],
    ['FluxBB', `<div class="codebox"><pre><code>${escaped}</code></pre></div>`, code],
    [
      'lines numbered in a table',
      `<div class="codebox"><table><tbody><tr><td class="gutter"><pre>1\n2\n3</pre></td><td class="code"><pre>${escaped}</pre></td></tr></tbody></table></div>`,
      code,
    ],
  ])('%s', (_, html, wanted) => {
    const text = md(`<p>Like so:</p>${html}`).replaceAll('\u00a0', ' ');
    expect(text).toMatch(/^Like so:\n\n```/);
    expect(text).toContain(`\n${wanted}\n`);
    expect(text).not.toMatch(/Select|Code:|\n1\n/);
  });
});

describe('spoilers of forums', () => {
  it.each([
    [
      'XenForo',
      '<div class="bbCodeSpoiler"><button type="button">Spoiler</button><div class="bbCodeSpoiler-content"><div class="bbCodeBlock"><div class="bbCodeBlock-content">It bursts.</div></div></div></div>',
    ],
    [
      'Invision',
      '<div class="ipsSpoiler"><div class="ipsSpoiler_header"><span>Reveal hidden contents</span></div><div class="ipsSpoiler_contents">It bursts.</div></div>',
    ],
    ['phpBB', '<div class="spoiler">It bursts.</div>'],
  ])('%s', (_, html) => {
    const text = md(html);
    expect(text).toContain('It bursts.');
    expect(text).not.toContain('Reveal');
    expect(text).toMatch(/spoiler|\|\||>!/i);
  });
});
