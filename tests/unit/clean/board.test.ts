import { describe, expect, it } from 'vitest';
import { clean } from '../../../lib/clean';

const faithful = (html: string): string => clean(html, 'faithful', { baseUrl: '', site: 'fourchan' });
const plain = (html: string): string => clean(html, 'plain', { baseUrl: '', site: 'fourchan' });
const to = (no: number): string => `<a href="#p${no}" class="quotelink">&gt;&gt;${no}</a>`;
const green = (text: string): string => `<span class="quote">&gt;${text}</span>`;

describe('references', () => {
  it('F1: a reply on the line of its reference stays', () => {
    expect(faithful(`${to(1)} no, use rsync`)).toBe('no, use rsync');
    expect(faithful(`${to(1)}<br>no, use rsync`)).toBe('no, use rsync');
  });

  it('are left out with the line they have for themselves', () => {
    expect(faithful(`one<br>${to(1)}<br>two`)).toBe('one\ntwo');
    expect(faithful(`one<br><br>${to(1)}<br>${to(2)}<br>two`)).toBe('one\n\ntwo');
    expect(faithful(to(1))).toBe('');
  });

  it('are words inside of a sentence', () => {
    expect(faithful(`as ${to(5)} said`)).toBe('as >>5 said');
    expect(plain(`one<br>as ${to(5)} said`)).toBe('one\nas >>5 said');
  });

  it('to dead posts and other threads are treated alike; those to boards are their text', () => {
    expect(faithful('<span class="deadlink">&gt;&gt;7</span><br>gone')).toBe('gone');
    expect(faithful('see <span class="deadlink">&gt;&gt;7</span>')).toBe('see >>7');
    expect(faithful('<a href="/zz/thread/9#p9" class="quotelink" rel="nofollow ugc">&gt;&gt;9</a> too')).toBe('too');
    expect(faithful('ask in <a href="//boards.example.org/zz/" class="quotelink">&gt;&gt;&gt;/zz/</a> instead')).toBe(
      'ask in >>>/zz/ instead',
    );
  });

  it('are known without a class, and within greentext as archives have them', () => {
    expect(faithful(`<a onclick="highlightReply('5', event);" href="/b/res/1.html#5">&gt;&gt;5</a><br/>yes`)).toBe(
      'yes',
    );
    const archived =
      '<span class="greentext"><a href="/zz/thread/1/#5" class="backlink" data-post="5">&gt;&gt;5</a></span>';
    expect(faithful(`${archived}<br>yes`)).toBe('yes');
  });
});

describe('greentext', () => {
  it('F2: lines that belong together are one quote', () => {
    expect(faithful(`${green('be me')}<br>${green('compile kernel')}<br>it worked`)).toBe(
      '> be me\n> compile kernel\n\nit worked',
    );
  });

  it('may stand anywhere, and a blank line parts it', () => {
    expect(faithful(`so<br>${green('one')}<br><br>${green(' two')}<br>then`)).toBe('so\n\n> one\n\n> two\n\nthen');
    expect(faithful(`${to(1)}<br>${green('muh tea')}<br>no`)).toBe('> muh tea\n\nno');
    expect(plain(`${green('one')}<br>two`)).toBe('one\n\ntwo');
  });

  it('comes with a break inside from other software', () => {
    expect(faithful('first<br/><span class="quote"><br/>&gt;Elm</span><br/>is nice')).toBe('first\n\n> Elm\n\nis nice');
    expect(faithful('<span class="greenText">&gt;a</span>\r<br>b')).toBe('> a\n\nb');
  });

  it('is no quote where the text does not begin so, or in the middle of a line', () => {
    expect(faithful('he said <span class="quote">well</span> and left')).toBe('he said well and left');
    expect(faithful(`well ${green('x')}`)).toBe('well >x');
  });
});

describe('text', () => {
  it('F3: code keeps its lines', () => {
    expect(faithful('<pre class="prettyprint">if (x &lt; 3)<br>    y();<br>else<br>    z();</pre>')).toBe(
      '```\nif (x < 3)\n    y();\nelse\n    z();\n```',
    );
    expect(faithful('<pre class="prettyprint">long_<wbr>name = {&quot;<wbr>File&quot;}<br></pre>')).toBe(
      '```\nlong_name = {"File"}\n```',
    );
  });

  it('F4: paragraphs stay', () => {
    expect(faithful('first point.<br><br>second point.')).toBe('first point.\n\nsecond point.');
    expect(faithful('<b>one</b><br>\n<br>\n<i>two</i>')).toBe('**one**\n\n*two*');
  });

  it('F5: an address stays, with what stands around it', () => {
    expect(faithful('see (https://e.com/f), then run it')).toBe('see (https://e.com/f), then run it');
    expect(faithful('https://e.com/_a_/b*c*_long<wbr>er?x=1&amp;y=2')).toBe('https://e.com/_a_/b*c*_longer?x=1&y=2');
    expect(faithful('*so* https://e.com/a_b_ *there*')).toBe('\\*so\\* https://e.com/a_b_ \\*there\\*');
  });

  it('hides what was hidden, strikes where others strike', () => {
    expect(faithful('<s>he did it</s>, they say')).toBe('[spoiler]he did it[/spoiler], they say');
    expect(clean('<s>he did it</s>', 'faithful', { baseUrl: '' })).toBe('~~he did it~~');
  });

  it('keeps formulas as formulas, but not in code', () => {
    expect(faithful('so [math]x_1^2 &lt;<wbr> y[/math] holds')).toBe('so $x_1^2 < y$ holds');
    expect(faithful('so<br>[eqn]a<br>b[/eqn]<br>holds')).toBe('so\n\n$$\na\nb\n$$\n\nholds');
    expect(faithful('<pre class="prettyprint">[math]x[/math]</pre>[math]y[/math]')).toBe(
      '```\n[math]x[/math]\n```\n\n$y$',
    );
    expect(faithful('[math] never closed')).toBe('[math] never closed');
  });

  it('keeps drawings in their lines and leaves out what the software put in', () => {
    expect(faithful('<span class="sjis">  ∧∧<br> (ﾟДﾟ)</span>')).toBe('```\n  ∧∧\n (ﾟДﾟ)\n```');
    expect(
      faithful(
        'nice<br><br><span class="abbr">[EXIF data available]</span><br><table class="exif"><tr><td>f</td></tr></table>',
      ),
    ).toBe('nice');
    expect(faithful('roll<span class="fortune" style="color:red"><br><br><b>Your fortune: Tea</b></span>')).toBe(
      'roll',
    );
  });

  it('takes time in proportion to the text', () => {
    for (const piece of ['[math]', green('x'), '<span class="quote"></span>', to(1), 'https://']) {
      const began = performance.now();
      faithful(piece.repeat(50_000));
      expect(performance.now() - began, piece).toBeLessThan(5000);
    }
  });
});

it('leaves out greentext that copies what was said before, when told so, and no other', () => {
  const html = `${to(1)}<br>${green('boil it first')}<br>${green('be me')}<br>Why?`;
  const saidBefore = (line: string): boolean => line === 'boil it first';
  expect(clean(html, 'faithful', { baseUrl: '', site: 'fourchan', saidBefore })).toBe('> be me\n\nWhy?');
  expect(faithful(html)).toBe('> boil it first\n> be me\n\nWhy?');
  expect(clean(green('boil it first'), 'faithful', { baseUrl: '', site: 'fourchan', saidBefore })).toBe('');
});
