import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { decodeEntities, Markdown, safeLink } from '../../../components/ui/Markdown';

const html = (text: string): string =>
  renderToString(<Markdown text={text} image={(key, alt) => <b data-key={key}>{alt}</b>} />);

describe('Markdown', () => {
  it('shows what the cleaner writes', () => {
    expect(html('a **b** *c* `d`')).toContain('<p>a <strong>b</strong> <em>c</em> <code>d</code></p>');
    expect(html('```js\nlet a = "<b>";\n```')).toContain('<code>let a = &quot;&lt;b>&quot;;</code>');
    expect(html('> quoted\n\n1. one\n2. two')).toMatch(/<blockquote><p>quoted<\/p><\/blockquote>.*<ol start="1">/s);
    expect(html('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<td>1</td><td>2</td>');
    expect(html('- [x] done\n- [ ] open')).toMatch(/☑ .*done.*☐ .*open/s);
    expect(html('1 &lt; 2 \\* 3')).toContain('1 &lt; 2 * 3');
  });

  const hostile = [
    '<script>alert(1)</script>',
    'text <img src=x onerror=alert(1)> text',
    '<svg/onload=alert(1)>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](//evil.example "onmouseover=alert(1)")',
    '![x](https://tracker.example/p.gif)',
    '![x](javascript:alert(1))',
    '![x](heddle-image:zz" onerror="alert(1))',
    '<https://ok.example/" onclick="alert(1)>',
    '<style>body{display:none}</style>',
    '| <img src=x onerror=alert(1)> |\n|---|\n| <script>1</script> |',
    '&#60;script&#62;alert(1)&#60;/script&#62;',
    '```"><script>alert(1)</script>\ncode\n```',
  ];

  it.each(hostile)('keeps it text: %s', (text) => {
    const tags = [...html(text).matchAll(/<([a-z]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
    for (const [, name, attributes] of tags) {
      expect(['div', 'p', 'a', 'span', 'pre', 'code', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'em']).toContain(
        name,
      );
      const names = [...attributes!.matchAll(/\s([a-z-]+)=/gi)].map(([, attribute]) => attribute);
      for (const attribute of names) {
        expect(['class', 'dir', 'title', 'href', 'target', 'rel', 'tabindex']).toContain(attribute!.toLowerCase());
      }
      const href = /href="([^"]*)"/.exec(attributes!)?.[1];
      if (href !== undefined) expect(href).toMatch(/^https?:\/\//);
    }
    expect(html(text)).not.toMatch(/<(script|img|svg|iframe|style)\b/i);
  });

  it('opens links elsewhere, without a way back', () => {
    expect(html('[x](https://a.example/b)')).toContain(
      '<a href="https://a.example/b" title="https://a.example/b" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
    expect(safeLink('/relative')).toBeNull();
    expect(safeLink('https://a.example')).toBe('https://a.example/');
  });

  it('hands stored images to the caller, and no others', () => {
    expect(html('![fall](heddle-image:0123456789abcd)')).toContain(
      '<b data-key="heddle-image:0123456789abcd">fall</b>',
    );
    expect(html('![fall](heddle-image:0123456789abcde)')).not.toContain('data-key');
  });

  it('bears depth and length', () => {
    const begun = performance.now();
    for (const text of [
      '>'.repeat(20_000),
      '> '.repeat(10_000),
      '['.repeat(20_000),
      '*'.repeat(20_000),
      '- '.repeat(3000),
      '`'.repeat(20_000),
      '![a]('.repeat(4000),
      '_a'.repeat(10_000),
      '<'.repeat(20_000),
    ]) {
      expect(html(text)).toContain('class="markdown"');
    }
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('decodes a reference once', () => {
    expect(decodeEntities('&amp;lt; &#x41; &#0; &#1114112; &bogus;')).toBe('&lt; A &#0; &#1114112; &bogus;');
  });
});
