import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoints, cutText } from '../../../lib/pairing/length';

test('code points are counted as strings are walked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(codePoints(text)).toBe(Array.from(text).length);
    }),
  );
  expect(codePoints('a\ud800b')).toBe(3);
});

test('a text is cut after a paragraph, else a sentence or line, else a word, else anywhere', () => {
  expect(cutText('First one here.\n\nSecond one', 20)).toBe('First one here.');
  expect(cutText('First one here. Second one', 20)).toBe('First one here.');
  expect(cutText('First one here\nSecond one', 20)).toBe('First one here');
  expect(cutText('First one, second one', 16)).toBe('First one,');
  expect(cutText('第一句话。第二句话', 7)).toBe('第一句话。');
  expect(cutText('a'.repeat(30), 20)).toBe('a'.repeat(20));
  expect(cutText('exactly', 7)).toBe('exactly');
});

test('no character is cut in two, and the length is kept', () => {
  expect(cutText('😀'.repeat(10), 3)).toBe('😀'.repeat(3));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat(90), (text, max) => {
      const cut = cutText(text, max);
      expect(codePoints(cut)).toBeLessThanOrEqual(max);
      expect(/\p{Surrogate}/u.test(cut)).toBe(false);
    }),
  );
});

test('a code fence that the cut leaves open is closed', () => {
  const cut = cutText('Look:\n\n```js\nlet a = 1;\nlet b = 2;\nlet c = 3;\n```\nand more text after it', 40);
  expect(cut).toBe('Look:\n\n```js\nlet a = 1;\nlet b = 2;\n```');
});
