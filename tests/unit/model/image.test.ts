import { marked } from 'marked';
import { expect, it } from 'vitest';
import { imageKey, showImages } from '../../../lib/model/image';

const key = imageKey('https://cdn.example.org/a.png');
const other = imageKey('https://cdn.example.org/b.png');
const shown = (text: string, words: string): string =>
  showImages(text, { name: (one) => (one === key ? 'images/a.png' : one), text: (one) => (one === key ? words : '') });

it('puts words behind the image they are in, on its line', () => {
  expect(shown(`See ![a](${key}) and ![b](${other}).`, 'Two\nlines\n\nof  text')).toBe(
    `See ![a](images/a.png) [Text in image: Two lines of text] and ![b](${other}).`,
  );
  expect(shown(`[img ${key}] [img ${other}]`, 'a_b *c* [d]')).toBe(
    `[img images/a.png] [Text in image: a_b *c* (d)] [img ${other}]`,
  );
  expect(shown(`bare ${key}`, '')).toBe('bare images/a.png');
  // Words that name a key are words.
  expect(shown(`![](${key})`, key)).toBe(`![](images/a.png) [Text in image: ${key}]`);
});

it('leaves tables, links, quotes and lists what they are', async () => {
  const words = '`code` *a* _b_ snake_case [x](y) <b>|</b>\n# no heading';
  for (const text of [
    `| a | b |\n| - | - |\n| ![](${key}) | c |`,
    `[![](${key})](https://example.org)`,
    `> - ![](${key})`,
  ]) {
    const html = await marked.parse(shown(text, words));
    expect(html).toContain('[Text in image: `code` *a* _b_ snake_case (x)(y) &lt;b&gt;|&lt;/b&gt; # no heading]');
    const count = (of: string): number => html.split(`<${of}`).length - 1;
    expect([count('td'), count('em'), count('code'), count('h1'), count('b>')]).toEqual([
      text.startsWith('|') ? 2 : 0,
      0,
      0,
      0,
      0,
    ]);
  }
});
