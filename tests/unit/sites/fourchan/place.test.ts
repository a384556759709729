import { describe, expect, it } from 'vitest';
import { addressOf, boardsOf, boardsTarget, isBoard, locate, yotsubaBase } from '../../../../lib/sites/fourchan/place';

const at = (text: string) => addressOf(new URL(text));

describe('addresses', () => {
  it.each([
    ['https://boards.4chan.org/zz/thread/12345', 'zz', 12345, null],
    ['https://boards.4chan.org/zz/thread/12345/a-thread-about-tea#p12350', 'zz', 12345, 12350],
    ['https://boards.4channel.org/zz/thread/12345/', 'zz', 12345, null],
    ['https://a.4cdn.org/zz/thread/12345.json', 'zz', 12345, null],
    ['https://a.4cdn.org/zz/catalog.json', 'zz', null, null],
    ['https://boards.4chan.org/zz/', 'zz', null, null],
    ['https://boards.4chan.org/zz/2', 'zz', null, null],
    ['https://boards.4chan.org/zz/catalog#s=tea', 'zz', null, null],
  ])('%s', (text, board, thread, post) => {
    expect(at(text)).toMatchObject({ place: { base: yotsubaBase, dialect: 'yotsuba', board }, thread, post });
  });

  it.each([
    ['https://board.example.org/λ/res/77.html#80', 'https://board.example.org', 'vichan', 'λ', 77],
    ['https://board.example.org/old/place/b/res/77.json', 'https://board.example.org/old/place', 'vichan', 'b', 77],
    ['https://archive.example.org/zz/thread/77/#80', 'https://archive.example.org', 'fool', 'zz', 77],
  ])('%s', (text, base, dialect, board, thread) => {
    expect(at(text)).toMatchObject({ place: { base, dialect, board }, thread });
  });

  it.each([
    'https://boards.4chan.org/',
    'https://boards.4chan.org/a/b/c/d',
    'mailto:a@b.example',
    'ftp://x.example/b/',
  ])('names nothing: %s', (text) => {
    expect(at(text)).toBeNull();
  });

  it('knows the installation it is asked for, and no other', () => {
    const url = new URL('https://boards.4channel.org/zz/thread/5');
    expect(locate(url, yotsubaBase)).toMatchObject({ kind: 'thread', key: 'zz/5', origins: ['https://a.4cdn.org/*'] });
    expect(locate(url, 'https://board.example.org')).toBeNull();
    expect(locate(new URL('https://board.example.org/zz/catalog.html'), 'https://board.example.org')).toMatchObject({
      kind: 'listing',
      key: 'zz',
      url: 'https://board.example.org/zz/catalog.html',
    });
  });
});

it('names several boards, and archives, by one key', () => {
  const target = boardsTarget({ base: yotsubaBase, dialect: 'yotsuba' }, ['aa', 'bb'], true);
  expect(target.key).toBe('aa/archive,bb/archive');
  expect(boardsOf(target)).toEqual([
    { board: 'aa', archive: true },
    { board: 'bb', archive: true },
  ]);
  expect(boardsOf({ key: 'aa,../x,b b,λ' })).toEqual([
    { board: 'aa', archive: false },
    { board: 'λ', archive: false },
  ]);
});

it.each(['', 'a/b', '..', 'a b', 'a?b', 'a,b', '<x>', 'x'.repeat(41)])('“%s” is no board', (name) => {
  expect(isBoard(name)).toBe(false);
});
