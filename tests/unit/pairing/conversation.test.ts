import { expect, test } from 'vitest';
import type { PairingOptions } from '../../../lib/model/pairing';
import type { Thread } from '../../../lib/model/thread';
import { pairs, type Said } from './sample';

function talk(said: readonly Said[], options: Partial<PairingOptions> = {}, thread: Partial<Thread> = {}): string[][] {
  return pairs(said, { strategy: 'conversation', minLength: 1, ...options }, thread).map((draft) =>
    draft.turns.map((turn) => `${turn.role === 'user' ? 'U' : 'A'} ${turn.text}`),
  );
}

const helped: readonly Said[] = [
  { by: 'op', says: 'help?' },
  { by: 'h', says: 'version?', to: [1] },
  { by: 'op', says: 'three', to: [2] },
  { by: 'h', says: 'do X', to: [3] },
  { by: 'op', says: 'thanks', to: [4] },
];

test('roles go by author, and the path ends with the last answer', () => {
  expect(talk(helped)).toEqual([['U help?', 'A version?', 'U three', 'A do X']]);
});

test('one conversation for each last answer', () => {
  const said: readonly Said[] = [...helped, { by: 'j', says: 'or Y', to: [3] }, { by: 'op', says: 'no', to: [2] }];
  expect(talk(said)).toEqual([
    ['U help?', 'A version?', 'U three', 'A do X'],
    ['U help?', 'A version?', 'U three', 'A or Y'],
  ]);
});

test('others than the beginner are one side; the beginner going on is one turn', () => {
  const said: readonly Said[] = [
    { by: 'op', says: 'q' },
    { by: 'op', says: 'more', to: [1] },
    { by: 'h', says: 'a1', to: [2] },
    { by: 'j', says: 'a2', to: [3] },
  ];
  expect(talk(said)).toEqual([['U q\n\nmore', 'A a1\n\na2']]);
});

test('k keeps the beginning and the last posts', () => {
  expect(talk(helped, { k: 3 })).toEqual([['U help?\n\nthree', 'A do X']]);
  expect(pairs(helped, { strategy: 'conversation', minLength: 1, k: 3 })[0]?.postIds).toEqual(['1', '3', '4']);
});

test('the budget drops the oldest turns and keeps the question', () => {
  expect(talk(helped, { maxInputChars: 13 })).toEqual([['U help?\n\nthree', 'A do X']]);
});

test('a path stops where the author is unknown, and none begins with an unknown one', () => {
  expect(
    talk([
      { by: 'op', says: 'q' },
      { says: 'who', to: [1] },
      { by: 'h', says: 'a', to: [2] },
    ]),
  ).toEqual([]);
  expect(talk([{ says: 'q' }, { by: 'h', says: 'a', to: [1] }])).toEqual([]);
});

test('an answer to a post that is gone begins nothing', () => {
  const said: readonly Said[] = [
    { by: 'op', says: 'q' },
    { by: 'x', says: 'gone', to: [1], more: { state: 'deleted' } },
    { by: 'y', says: 'to gone', to: [2] },
    { by: 'z', says: 'to that', to: [3] },
  ];
  expect(talk(said, {}, { unaddressed: 'root' })).toEqual([]);
});

test('by parity roles alternate, whoever writes, from the root on', () => {
  const said = ['a', 'b', 'c', 'd', 'e'].map((by, i) => ({ by, says: by, to: i > 0 ? [i] : [] }));
  expect(talk(said, { roles: 'parity' })).toEqual([['U a', 'A b', 'U c', 'A d']]);
  expect(talk(said, { roles: 'parity', k: 3 })).toEqual([['U a\n\nc', 'A d']]);
});

test('a quote of what is said already is left out', () => {
  const said: readonly Said[] = [
    { by: 'op', says: 'q' },
    { by: 'h', says: '<quote 1>q</quote>a', to: [1] },
  ];
  expect(talk(said)).toEqual([['U q', 'A a']]);
  expect(talk(said, { dropKnownQuotes: false })).toEqual([['U q', 'A > q\n\na']]);
});
