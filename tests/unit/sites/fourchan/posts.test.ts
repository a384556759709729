import { describe, expect, it } from 'vitest';
import { fourchan } from '../../../../lib/sites/fourchan';
import type { Post } from '../../../../lib/model/thread';

const url = new URL('https://a.4cdn.org/zz/thread/10.json');
const read = (posts: readonly object[], at = url) => fourchan.readFile({ url: at, text: JSON.stringify({ posts }) });
const one = (fields: object): Post => {
  const post = read([{ no: 10, resto: 0, time: 1_700_000_000, ...fields }])?.posts?.[0];
  if (!post) throw new Error('no post');
  return post;
};

describe('authors', () => {
  it.each([
    [{ name: 'Anonymous' }, '', 'Anonymous'],
    [{}, '', null],
    [{ name: 'Mira &amp; Co' }, 'Mira & Co', 'Mira & Co'],
    [{ name: 'Mira', trip: '!!aBc' }, 'Mira!!aBc', 'Mira !!aBc'],
    [{ trip: '!aBc' }, '!aBc', '!aBc'],
    [{ name: 'Anonymous', id: 'Ab/+12Xy' }, 'id:Ab/+12Xy', 'Anonymous'],
    [{ name: 'Anonymous', id: 'Heaven' }, '', 'Anonymous'],
    [{ name: 'Anonymous', capcode: 'mod' }, '', 'Anonymous ## Mod'],
    [{ name: 'Anonymous', id: 'Mod', capcode: 'admin_highlight' }, '', 'Anonymous ## Admin highlight'],
  ])('%j', (fields, name, displayName) => {
    expect(one(fields).author).toEqual({ name, displayName });
  });

  it('are not told by names that other software draws for them', () => {
    const at = new URL('https://board.example.org/b/res/10.json');
    const [a, b] =
      read(
        [
          { no: 10, name: 'Torvalds' },
          { no: 11, name: 'Torvalds', trip: '!x', resto: 10 },
        ],
        at,
      )?.posts ?? [];
    expect(a?.author).toEqual({ name: '', displayName: 'Torvalds' });
    expect(b?.author.name).toBe('Torvalds!x');
  });
});

it('keeps facts of the site by their names, the raw poster id among them', () => {
  const post = one({
    id: 'Ab12',
    capcode: 'verified',
    trip: '!t',
    country: 'NZ',
    country_name: 'New &lt;Zealand&gt;',
    board_flag: 'TEA',
    flag_name: 'Tea',
    since4pass: 2019,
    sub: 'A &quot;sub&quot;',
    email: 'sage',
  });
  expect(post.details).toEqual({
    posterId: 'Ab12',
    capcode: 'verified',
    trip: '!t',
    country: 'NZ',
    countryName: 'New <Zealand>',
    boardFlag: 'TEA',
    flagName: 'Tea',
    since4pass: '2019',
    sub: 'A "sub"',
    email: 'sage',
  });
  expect(post.flags).toEqual(['verified']);
  expect(one({}).details).toBeUndefined();
});

describe('files', () => {
  it('are the original, with the name their owner gave', () => {
    const file = {
      tim: 1_700_000_000_123_456,
      ext: '.png',
      filename: 'tea &amp; &#039;cake&#039;',
      w: 640,
      h: 480,
      spoiler: 1,
    };
    const post = one(file);
    expect(post.images).toEqual([
      { url: 'https://i.4cdn.org/zz/1700000000123456.png', alt: '', width: 640, height: 480, name: "tea & 'cake'.png" },
    ]);
    expect(post.flags).toEqual(['spoiler']);
  });

  it('that are gone or no images are none', () => {
    expect(one({ filedeleted: 1, tim: 5, ext: '.png' })).toMatchObject({ images: [], flags: ['file-deleted'] });
    expect(one({ tim: 5, ext: '.webm', filename: 'film' })).toMatchObject({
      images: [],
      details: { file: 'film.webm' },
    });
    for (const tim of ['../x', 'a/b', 1.5, -1, null]) expect(one({ tim, ext: '.png' }).images).toEqual([]);
    expect(one({ tim: 5, ext: '.png/../../x' }).images).toEqual([]);
  });

  it('of vichan may be several', () => {
    const at = new URL('https://board.example.org/b/res/10.json');
    const post = read(
      [
        {
          no: 10,
          tim: '17-0',
          ext: '.png',
          filename: 'a',
          extra_files: [{ tim: '17-1', ext: '.jpg', filename: 'b' }, { ext: 'deleted' }],
        },
      ],
      at,
    )?.posts?.[0];
    expect(post?.images.map(({ url, name }) => [url, name])).toEqual([
      ['https://board.example.org/b/src/17-0.png', 'a.png'],
      ['https://board.example.org/b/src/17-1.jpg', 'b.jpg'],
    ]);
  });
});

describe('threads', () => {
  it('are called by their subject, or by nothing', () => {
    expect(read([{ no: 10, sub: 'Tea &amp; more', com: 'x' }])?.threads?.[0]?.title).toBe('Tea & more');
    expect(read([{ no: 10, com: 'x' }])?.threads?.[0]?.title).toBe('');
  });

  it('say that they are closed or archived', () => {
    expect(read([{ no: 10 }])?.threads?.[0]).toMatchObject({ closed: false, unaddressed: 'none', postsCount: 1 });
    expect(read([{ no: 10, closed: 1 }])?.threads?.[0]).toMatchObject({ closed: true, notice: 'Closed to replies.' });
    const archived = { closed: 1, archived: 1, archived_on: 1_700_000_000, replies: 7 };
    expect(read([{ no: 10, ...archived }])?.threads?.[0]).toMatchObject({
      closed: true,
      notice: 'Archived on 2023-11-14.',
      postsCount: 8,
    });
  });

  it('may come without their first post', () => {
    const harvest = read([{ no: 12, resto: 10, com: 'x' }]);
    expect(harvest?.threads?.[0]).toMatchObject({
      id: 'fourchan:boards.4chan.org:zz/10',
      postsCount: null,
      postedAt: null,
    });
    expect(harvest?.posts?.[0]?.kind).toBe('reply');
    expect(harvest?.presentSiteIds).toBeUndefined();
  });

  it('are read from bare posts, and from a place that is nowhere', () => {
    const trap = [
      { no: 1, sub: 'What laptop for Linux?', tim: 1 },
      { no: 2, com: 'hello all' },
    ];
    expect(read(trap)?.posts?.map(({ id, kind, images }) => [id, kind, images])).toEqual([
      ['1', 'root', []],
      ['2', 'reply', []],
    ]);
    expect(read([{ no: 1, com: 'x', now: '01/01/20' }], new URL('https://x.example.org/f'))?.threads?.[0]?.id).toBe(
      'fourchan:boards.4chan.org:/1',
    );
  });
});
