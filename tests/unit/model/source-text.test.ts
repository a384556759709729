import { expect, test } from 'vitest';
import { sourceText } from '../../../lib/model/source-text';
import { pairs, sides } from '../pairing/sample';

const markdown = (text: string) => ({ kind: 'markdown', text }) as const;

test('the text of a post without HTML is what its author typed', () => {
  expect(sourceText({ html: '', source: markdown(' a &lt; b &amp;&amp; c\r\n\r\n    x ') })).toBe(
    'a < b && c\n\n    x',
  );
  expect(sourceText({ html: '', source: { kind: 'text', text: 'a &lt; b' } })).toBe('a &lt; b');
  expect(sourceText({ html: '<p>a</p>', source: markdown('*a*') })).toBeNull();
  expect(sourceText({ html: '' })).toBeNull();
});

test('such posts are paired', () => {
  const more = { source: markdown('see [it](https://e.example/a_b)') };
  expect(sides(pairs([{ says: 'where?' }, { says: '', to: [1], more }], { strategy: 'parent-child' }))).toEqual([
    ['where?', 'see [it](https://e.example/a_b)'],
  ]);
});
