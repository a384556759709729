import { describe, expect, it } from 'vitest';
import { clean, type RenderProfile } from '../../../lib/clean';

const context = { baseUrl: 'https://f.e.org/' };
const profiles: readonly RenderProfile[] = ['faithful', 'plain', 'transcript'];
const deep = 100_000;

/** Generous, since machines are shared: a quadratic walk would take minutes. */
const limitMs = 10_000;

const inputs: readonly (readonly [name: string, html: string, keeps: string])[] = [
  ['nested quotes', '<blockquote>'.repeat(deep) + 'end', 'end'],
  ['nested quotes with text', '<blockquote><p>a</p>'.repeat(deep), 'a'],
  ['nested lists', '<ul><li>'.repeat(deep) + 'end', 'end'],
  ['nested spans', '<span>'.repeat(deep) + 'end', 'end'],
  ['nested bold', '<b>'.repeat(deep) + 'end', 'end'],
  ['nested code', '<pre>'.repeat(deep) + 'end', 'end'],
  ['nested tables', '<table><tr><td>'.repeat(20_000) + 'end', 'end'],
  ['nested details', '<details><summary>s</summary>'.repeat(deep) + 'end', 'end'],
  ['stars', `<p>${'*a '.repeat(300_000)}`, '*a'],
  ['brackets', `<p>${'[a]('.repeat(300_000)}`, 'a'],
  ['dollars', `<p>${'$a '.repeat(300_000)}`, '$a'],
  ['backticks in code', `<pre><code>${'`'.repeat(300_000)}end`, 'end'],
  ['white space', `<p>${' '.repeat(3_000_000)}end`, 'end'],
  ['line breaks', `<p>${'a<br>'.repeat(100_000)}`, 'a\na'],
  ['wide tables', `<table><tr>${'<td>x'.repeat(30_000)}<tr><td>end${'<tr><td>y'.repeat(30_000)}`, 'end'],
  ['images in one lightbox', `<a class=lightbox href=/o.png>${'<img src=/a.png>'.repeat(30_000)}`, '/o.png'],
];

describe.each(inputs)('%s', (_name, html, keeps) => {
  it.each(profiles)('ends soon as %s', (profile) => {
    const start = performance.now();
    expect(clean(html, profile, context)).toContain(keeps);
    expect(performance.now() - start).toBeLessThan(limitMs);
  });
});

describe('a post of 10 MB', () => {
  it('is cleaned in linear time', () => {
    const start = performance.now();
    const text = 'Some words of a long post, and then more of them. ';
    expect(clean(`<p>${text.repeat(200_000)}</p>`, 'faithful', context)).toHaveLength(text.length * 200_000 - 1);
    expect(performance.now() - start).toBeLessThan(limitMs);
  });
});

describe('what could run or call home', () => {
  const html =
    '<script>alert(1)</script><img src=x onerror="alert(1)"><a href="javascript:alert(1)">go</a>' +
    '<iframe srcdoc="<script>1</script>"></iframe><svg><script>alert(2)</script></svg><style>p{}</style>' +
    '<a href="https://user:secret@e.org/">in</a><img src="data:image/png;base64,AAAA"><object data="x"></object>';

  it.each(profiles)('is no part of %s', (profile) => {
    const text = clean(html, profile, context);
    expect(text).toContain('go');
    expect(text).not.toMatch(/alert|javascript:|data:|secret|onerror|<script|<style|srcdoc/);
  });

  it('literal tags stay text', () => {
    expect(clean('<p>&lt;img src=x onerror=alert(1)&gt;</p>', 'faithful', context)).toBe(
      '\\<img src=x onerror=alert(1)>',
    );
    expect(clean('<p>&lt;b&gt;</p>', 'plain', context)).toBe('<b>');
  });

  it('a language name cannot break out of the fence', () => {
    const html = '<pre data-code-wrap="a`b"><code class="lang-x`y">1\n</code></pre>';
    expect(clean(html, 'faithful', context)).toBe('```\n1\n```');
  });
});
