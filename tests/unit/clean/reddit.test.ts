import { describe, expect, it } from 'vitest';
import { clean } from '../../../lib/clean';

const context = { baseUrl: 'https://www.reddit.com/r/looms/comments/abc/title/', image: (url: string) => `[${url}]` };
const wrap = (html: string) => `<!-- SC_OFF --><div class="md">${html}\n</div><!-- SC_ON -->`;
const faithful = (html: string) => clean(wrap(html), 'faithful', context);
const plain = (html: string) => clean(wrap(html), 'plain', context);

describe('bodies of Reddit', () => {
  it('R1: signs are signs', () => {
    expect(plain('<p>a &lt; b &amp;&amp; c &gt; d</p>')).toBe('a < b && c > d');
  });

  it('R2: a link is a link', () => {
    expect(faithful('<p>see <a href="https://e.com/a_b">the docs</a> for it</p>')).toBe(
      'see [the docs](https://e.com/a_b) for it',
    );
  });

  it('R3: code and paragraphs stand', () => {
    const html = '<p>Try:</p>\n\n<pre><code>for x in y:\n    print(x)\n</code></pre>\n\n<p>ok</p>';
    expect(faithful(html)).toBe('Try:\n\n```\nfor x in y:\n    print(x)\n```\n\nok');
    expect(plain(html)).toContain('for x in y:\n    print(x)');
  });

  it('links within the site are whole', () => {
    expect(faithful('<p><a href="/r/wool/wiki/dyes">dyes</a> by <a href="/u/anwen">u/anwen</a></p>')).toBe(
      '[dyes](https://www.reddit.com/r/wool/wiki/dyes) by [u/anwen](https://www.reddit.com/u/anwen)',
    );
  });

  it('spoilers are marked, not lost', () => {
    const html = '<p>It ends: <span class="md-spoiler-text">the loom burns</span>.</p>';
    expect(faithful(html)).toBe(
      clean('<p>It ends: <span class="spoiler">the loom burns</span>.</p>', 'faithful', context),
    );
    expect(faithful(html)).not.toBe('It ends: the loom burns.');
    expect(plain(html)).toContain('the loom burns');
  });

  it('powers and strikes', () => {
    expect(faithful('<p>m<sup>2</sup> <del>old</del> <strong>b</strong> <em>i</em></p>')).toBe(
      'm<sup>2</sup> ~~old~~ **b** *i*',
    );
    expect(plain('<p><del>old</del> <strong>b</strong> <em>i</em></p>')).toBe('old b i');
  });

  it('tables keep their columns', () => {
    const html =
      '<table><thead>\n<tr>\n<th>yarn</th>\n<th align="right">sett</th>\n</tr>\n</thead><tbody>\n<tr>\n<td>8/2</td>\n<td align="right">20</td>\n</tr>\n</tbody></table>';
    expect(
      faithful(html)
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ')),
    ).toEqual(['| yarn | sett |', expect.stringMatching(/^\| ?:?-+:? ?\| ?-+: ?\|$/), '| 8/2 | 20 |']);
  });

  it('quotes, lists and rules', () => {
    expect(
      faithful(
        '<blockquote>\n<p>said before</p>\n</blockquote>\n\n<ul>\n<li>one</li>\n<li><p>two</p></li>\n</ul>\n\n<hr/>',
      ),
    ).toMatch(/^> said before\n\n- one\n(\n)?- two\n\n(---|\*\*\*)$/);
  });

  it('pictures by their originals, emotes by nothing that is not there', () => {
    expect(faithful('<p>look</p><p><img src="https://i.redd.it/abc.png" alt="my loom"></p>')).toContain(
      '[https://i.redd.it/abc.png]',
    );
    expect(faithful('<p>ha <img class="emoji" src="https://www.redditstatic.com/x.gif" alt=":joy:"> yes</p>')).toMatch(
      /^ha .*yes$/,
    );
  });

  it('words of the new pages, with the tags around them', () => {
    expect(
      faithful(
        '<p>the <search-telemetry-tracker><search-telemetry-tracker><span>linen<span></span></span></search-telemetry-tracker></search-telemetry-tracker> warp</p>',
      ),
    ).toBe('the linen warp');
  });
});
