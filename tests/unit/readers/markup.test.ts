import fc from 'fast-check';
import { DOMParser as StandIn } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { textOf as textBelow } from '../../../lib/base/html';
import { textOf } from '../../../lib/model/doc';
import { readDoc } from '../../../lib/readers';
import { addHtml } from '../../../lib/readers/html-sections';
import { pieceOf } from '../../../lib/readers/html-tree';
import { sectionBuilder } from '../../../lib/readers/section-builder';
import { arabic, chinese, english, japanese, persian } from '../../fixtures/documents/words';
import { wordScore } from '../../fixtures/documents/word-score';
import { readContext, reasonOf } from './context';

const read = (text: string | Uint8Array<ArrayBuffer>, name: string, url: string | null = null) =>
  readDoc(new Blob([text]), readContext(name, { url }));
const [first, second] = english.paragraphs;
const table = english.table.flat().join(' ').replace('|', '\\|');

const handlers: string[] = [];
// Node has no DOMParser. This one leaves out the rules that put badly nested markup right.
class DomParser {
  parseFromString(html: string): unknown {
    handlers.push(...(html.match(/\son\w+=/g) ?? []));
    return new StandIn().parseFromString(html, 'text/html');
  }
}
beforeAll(() => void vi.stubGlobal('DOMParser', DomParser));
afterAll(() => void vi.unstubAllGlobals());

const article = `<h1>${english.title}</h1><p>${first.replace('Alder Lane', '<a href="/lane">Alder <b>Lane</b></a>')}</p>
  <h2>${english.heading}</h2><p>${second.replace('&', '&amp;')}</p>
  <ul>${english.list.map((item) => `<li><p>${item}</p></li>`).join('\n')}</ul>
  <table><tr>${english.table.map((row) => row.map((cell) => `<td>${cell}</td>`).join('')).join('</tr><tr>')}</tr></table>
  <pre><code class="language-py">def fill():\n    return 1</code></pre>
  <p>${english.note} ${first} ${second}</p>`.replace('&amp;amp;', '&amp;');
const said = [
  ...[english.title, first, english.heading, second, ...english.list, table],
  ...['```py def fill(): return 1', english.note, first, second],
].join(' ');
const around = (
  body: string,
  head = '',
): string => `<!doctype html><html><head><title>${english.title} | Clocks</title>${head}</head><body>
  <nav><ul><li><a href="/">Home</a></li><li><a href="/a">Archive</a></li></ul></nav>
  <div class="sidebar"><h3>Popular</h3><ul><li><a href="/1">Ten sundials</a></li><li><a href="/2">Sand glasses</a></li></ul></div>
  <article onclick="x()">${body}<img src=y onerror="x()"></article><script>track('Home')</script>
  <footer class="footer"><p>Imprint, privacy, newsletter</p></footer></body></html>`;

describe('HTML', () => {
  it('of the web is the article alone', async () => {
    const doc = await read(around(article), 'page', 'https://clocks.example/water');
    const text = textOf(doc.sections);
    expect(doc.kind).toBe('html');
    expect(wordScore(said, text)).toBeGreaterThanOrEqual(0.99);
    expect(text).not.toMatch(/Home|Archive|sundials|newsletter/);
    expect(text).toContain('```py\ndef fill():\n    return 1\n```');
    expect(text).toContain('| --- | --- | --- |');
    expect(doc.title).toBe(english.title);
  });

  it('reaches a document without its handlers', async () => {
    await read(around(article), 'page', 'https://clocks.example/water');
    expect(handlers).toEqual([]);
  });

  it('saved from the web is known by its marks', async () => {
    const html = around(article, '<link rel="canonical" href="https://clocks.example/water">');
    expect(textOf((await read(html, 'saved.html')).sections)).not.toMatch(/sundials|newsletter/);
  });

  it('that somebody wrote is read whole, without navigation and scripts', async () => {
    const body = `<nav>Menu</nav>${article}<h1 dir="rtl">${arabic.heading}</h1><p>${arabic.paragraph}<p>${persian}<h1>${chinese.heading}</h1><p>${chinese.paragraph}<p>${japanese}<footer>Signed, the miller</footer>`;
    const doc = await read(`<title>Clocks</title><body>${body}`, 'own.html');
    const rest = [arabic.heading, arabic.paragraph, persian, chinese.heading, chinese.paragraph, japanese];
    expect(wordScore([said, ...rest, 'Signed, the miller'].join(' '), textOf(doc.sections))).toBeGreaterThanOrEqual(
      0.99,
    );
    expect(doc.title).toBe('Clocks');
    expect(doc.sections.map(({ headings }) => headings)).toEqual([
      [english.title],
      [english.title, english.heading],
      [arabic.heading],
      [chinese.heading],
    ]);
  });

  it('in which Readability finds too little is read whole', async () => {
    const cards = Array.from(
      { length: 40 },
      (_, i) => `<li><a href="/${i}">Sundial number ${i} of the town hall</a></li>`,
    );
    const doc = await read(`<body><ul>${cards.join('')}</ul></body>`, 'list', 'https://clocks.example/');
    expect(textOf(doc.sections)).toContain('Sundial number 39');
  });

  it('is decoded as it says', async () => {
    const latin = new Uint8Array([...new TextEncoder().encode('<meta charset="iso-8859-2"><p>'), 0xb3, 0xb9]);
    expect(textOf((await read(latin, 'x.html')).sections)).toBe('łš');
    const served = new Blob([new Uint8Array([0x3c, 0x70, 0x3e, 0xb3, 0xb9])], {
      type: 'text/html; charset=iso-8859-2',
    });
    expect(textOf((await readDoc(served, readContext('x'))).sections)).toBe('łš');
  });
});

describe('blocks of HTML', () => {
  const blocks = (html: string): string => {
    const to = sectionBuilder();
    addHtml(pieceOf(html), to);
    return textOf(to.finish());
  };
  it.each([
    ['lists in lists', '<ul><li>a<ul><li>b<li>c</ul><li>d</ul>', '- a\n  - b\n  - c\n- d'],
    ['numbers', '<ol start="3"><li>a<li value="7">b<li><p>c<p>d</ol>', '3. a\n7. b\n8. c\n   d'],
    ['two lists', '<ul><li>a</ul><ol><li>b</ol>', '- a\n\n1. b'],
    ['quotes', '<blockquote><p>a<p>b</blockquote>c', '> a\n\n> b\n\nc'],
    ['terms', '<dl><dt>a<dd>b</dl>', 'a\n: b'],
    ['line breaks', 'a<br>b  <i>c</i> &nbsp;d', 'a\nb c d'],
    ['code in lists', '<ul><li>a<pre>x\n  y</pre></ul>', '- a\n  ```\n  x\n    y\n  ```'],
    ['code with fences', '<pre>```\nx\n```</pre>', '````\n```\nx\n```\n````'],
    ['inline code', 'a <code>b  c</code> <code>d`e</code>', 'a `b c` `` d`e ``'],
    [
      'spans of cells',
      '<table><tr><th>a<th colspan=2>b<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>',
      '| a | b |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 | 5 |',
    ],
    ['tables of one column', '<table><tr><td>a<tr><td>b</table>', 'a\n\nb'],
    [
      'tables in tables',
      '<table><tr><td>x<table><tr><td>a<td>b</table><td>y</table>',
      'x\n\n| a | b |\n| --- | --- |\n\ny',
    ],
    ['captions', '<table><caption>T</caption><tr><td>a<td>b</table>', 'T\n\n| a | b |\n| --- | --- |'],
    [
      'pictures',
      '<figure><img src="x.png" alt="A clock"><figcaption>Fig. 1</figcaption></figure>',
      '![A clock]\n\nFig. 1',
    ],
    [
      'what is not shown',
      'a<span hidden>b</span><span style="display:none">c</span><script>d</script><svg>e</svg><template>f</template>',
      'a',
    ],
    ['formulas', '<math><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></math>', '$x^2$'],
    ['marks beside headings', '<h2>A <a href="#a">¶</a></h2>b', '# A\n\nb'],
    ['boxes to tick', '<ul><li><input type=checkbox checked> a</ul>', '- [x] a'],
    ['ruby', '<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字', '漢字'],
    ['soft hyphens', 'wa&shy;ter', 'water'],
  ])('%s', (_, html, text) => {
    expect(blocks(html)).toBe(text);
  });
});

describe('any nonsense of tags', () => {
  const tags = 'p div ul ol li table tr td th pre code h1 h3 blockquote a b br span dl dt dd section math'.split(' ');
  const piece = fc.oneof(
    fc.constantFrom(...tags).map((tag) => `<${tag}>`),
    fc.constantFrom(...tags).map((tag) => `</${tag}>`),
    fc.constant(' w '),
    fc.constant('w\nw'),
  );
  it('keeps every word, in order and once', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        let count = 0;
        const html = pieces.join('').replace(/(?<![</a-z])w(?![a-z>])/g, () => `w${count++}x`);
        const root = pieceOf(html);
        const to = sectionBuilder();
        addHtml(root, to);
        const said = wordsIn(textOf(to.finish()));
        expect(said).toEqual(wordsIn(textBelow(root)));
        expect(said).toHaveLength(count);
      }),
      { numRuns: 2_000 },
    );
  });
  const wordsIn = (text: string): readonly string[] => text.match(/w\d+x/g) ?? [];
});

describe('Markdown', () => {
  const source = [
    ...[
      '---',
      'title: "Clocks of water"',
      'tags: [a]',
      '---',
      '',
      `# ${english.title}`,
      '',
      first.replace('hours', '**hours**'),
    ],
    ...['', english.heading, '---', '', second, '', ...english.list.map((item) => `- ${item}`), ''],
    ...['| Month | Drift in minutes | Remedy |', '|---|---|---|', '| January | 14 | Open the tap by a quarter |'],
    ...['| July | 3 | None \\| leave it |', '', '```py', '# no heading', 'x = 1', '```', ''],
    ...['With [a link](https://x.example "t"), `code_with_marks`, $a_{1} * b_{2} * c$ and \\(\\alpha\\).', ''],
    ...[
      `# ${chinese.heading}`,
      '',
      chinese.paragraph,
      '',
      arabic.paragraph,
      '',
      '<div align="center"><b>Bold</b> HTML</div>',
    ],
  ].join('\r\n');

  it('has all words in order, formulas as written, and the title of its front matter', async () => {
    const doc = await read(source, 'clock.md');
    const text = textOf(doc.sections);
    const expected = [
      ...[english.title, first, english.heading, second, ...english.list, table, '```py # no heading x = 1'],
      ...['With a link, `code_with_marks`, $a_{1} * b_{2} * c$ and \\(\\alpha\\).'],
      ...[chinese.heading, chinese.paragraph, arabic.paragraph, 'Bold HTML'],
    ].join(' ');
    expect(wordScore(expected, text)).toBeGreaterThanOrEqual(0.99);
    expect(doc).toMatchObject({ kind: 'markdown', title: 'Clocks of water' });
    expect(doc.sections.map(({ headings }) => headings)).toEqual([
      [english.title],
      [english.title, english.heading],
      [chinese.heading],
    ]);
    expect(text).toContain('$a_{1} * b_{2} * c$ and \\(\\alpha\\)');
    expect(text).toContain('```py\n# no heading\nx = 1\n```');
    expect(text).not.toContain('tags');
  });

  it('that begins with HTML is still Markdown', async () => {
    const doc = await read('<html>\n\n# A\n\nb', 'README.md');
    expect(doc.kind).toBe('markdown');
    expect(await reasonOf(read('<!-- nothing -->', 'x.md'))).toBe('docEmpty');
  });
});
