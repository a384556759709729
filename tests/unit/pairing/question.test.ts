import { expect, test } from 'vitest';
import { holdsQuestion } from '../../../lib/pairing/question';

test.each([
  'Does it work?',
  'It fails. Why',
  'how do I install it',
  'I tried it.\n\n- what is the next step',
  '> Is there a way to do this',
  '1. Where is the file',
  '**What** happened',
  'Can anyone help me',
  'Did you read https://example.org/faq?',
  '会发生什么？',
  '请问怎么安装',
  '这样可以吗',
  'Really?!',
  'كيف؟',
  '`code` and then?',
])('asks: %j', (text) => {
  expect(holdsQuestion(text)).toBe(true);
});

test.each([
  '',
  'Nice weather. It is sunny',
  'See https://example.org/page?id=1 and www.example.org/?q=x for more.',
  'See [the docs](https://example.org/a?b) and [these](/c?d=1).',
  'Use `a ? b : c` here.',
  '```js\nconst a = b ? c : d;\n// why?\n```',
  '~~~\nwhat is it?\n~~~',
  'Do not do that. Have fun. Are.',
  'What a day.',
  'call page.php?id=1 now',
  'somehow it works',
])('asks nothing: %j', (text) => {
  expect(holdsQuestion(text)).toBe(false);
});

test('hostile text takes linear time', () => {
  const start = performance.now();
  for (const piece of ['](', '`', '?(', '> ', '1. ', 'https://', '*', '. ', "?'", 'www.', '```\n']) {
    holdsQuestion(piece.repeat(500_000));
  }
  expect(performance.now() - start).toBeLessThan(10_000);
});
