import { describe, expect, it } from 'vitest';
import { fourchan } from '../../../../lib/sites/fourchan';

const url = new URL('https://boards.4chan.org/zz/thread/5');
const page = (inner: string): string =>
  `<body class="is_thread board_zz"><div class="board"><div class="thread" id="t5">${inner}</div></div></body>`;
const post = (no: string, message: string): string =>
  `<div class="postContainer"><div class="post reply" id="p${no}"><div class="postInfo desktop"><span class="dateTime" data-utc="1"></span></div><blockquote class="postMessage">${message}</blockquote></div></div>`;
const read = (value: unknown) =>
  fourchan.readFile({ url: new URL('https://a.4cdn.org/zz/thread/5.json'), text: JSON.stringify(value) });

function within<T>(limitMs: number, act: () => T): T {
  const began = performance.now();
  const result = act();
  expect(performance.now() - began).toBeLessThan(limitMs);
  return result;
}

describe('hostile pages', () => {
  it('may nest as deep as they like', () => {
    const deep = '<b>'.repeat(50_000);
    const { posts } = within(10_000, () => fourchan.read({ url, html: page(post('6', `${deep}x`)) }));
    expect(posts?.[0]?.html.length).toBeGreaterThan(300_000);
    within(10_000, () => fourchan.detect({ url, html: page('<div class="post" id="p7">'.repeat(20_000)) }));
    within(10_000, () =>
      fourchan.detect({ url, html: page(`<div class="file">${'<div class="fileText">'.repeat(20_000)}`) }),
    );
  });

  it('may lie about numbers', () => {
    const html = page(post('6', 'a') + post('6', 'twice') + post('999999999999999999', 'b') + post('0', 'c'));
    expect(fourchan.read({ url, html }).posts?.map(({ id }) => id)).toEqual(['6']);
    expect(fourchan.detect({ url, html: html.replaceAll('t5', 'tfive') })).not.toMatchObject({
      target: { kind: 'thread' },
    });
  });

  it('may have catalogs without an end', () => {
    for (const catalog of [
      '{',
      '{"threads":',
      `{"threads":{"5":${'['.repeat(100_000)}`,
      '{"threads":{"x":{},"5":null,"6":{"r":-1}}};',
    ]) {
      const html = `<body class="is_catalog board_zz">postContainer<script>var catalog = ${catalog}</script></body>`;
      const targets = within(
        3000,
        () => fourchan.read({ url: new URL('https://boards.4chan.org/zz/catalog'), html }).targets ?? [],
      );
      expect(targets.every(({ key }) => key === 'zz/6')).toBe(true);
    }
  });

  it('lead nowhere', () => {
    const file = '<div class="file"><div class="fileText"><a href="javascript:alert(1)">x.png</a></div></div>';
    const html = page(
      post('6', '<a href="https://evil.example/zz/thread/5#p3" class="quotelink">&gt;&gt;3</a> x').replace(
        '<blockquote',
        `${file}<blockquote`,
      ),
    );
    expect(fourchan.read({ url, html }).posts?.[0]?.images).toEqual([]);
  });
});

describe('hostile data', () => {
  it('of other types is nothing', () => {
    const value = {
      no: 5,
      com: 7,
      name: {},
      time: 'now',
      id: [],
      trip: null,
      sub: 3,
      tim: {},
      ext: [],
      replies: -4,
      extra_files: 'x',
    };
    expect(read({ posts: [value] })?.posts?.[0]).toMatchObject({
      html: '',
      author: { name: '' },
      postedAt: null,
      images: [],
    });
    for (const posts of [[], [null], [{ no: -1 }], [{ no: 1.5 }], 'x', { no: 1 }]) expect(read({ posts })).toBeNull();
  });

  it('cannot make numbers meet', () => {
    const posts = [{ no: 5 }, { no: 5, com: 'again' }, { no: 4, com: '<a href="#p5" class="quotelink">&gt;&gt;5</a>' }];
    expect(read({ posts })?.posts?.map(({ id, replyTo }) => [id, replyTo])).toEqual([
      ['5', []],
      ['4', []],
    ]);
  });

  it('is read in proportion to its size', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      no: i + 5,
      com: `<a href="#p${i}" class="quotelink">&gt;&gt;${i}</a> x`,
      resto: 5,
    }));
    expect(within(10_000, () => read({ posts: many })?.posts)).toHaveLength(20_000);
    const pages = Array.from({ length: 20_000 }, (_, i) => ({
      page: i,
      threads: i ? [] : Array.from({ length: 20_000 }, (_, no) => ({ no: no + 1 })),
    }));
    const [request] = fourchan.plan(fourchan.source!.locate({ boards: 'zz' })!.target);
    const reply = { url: request!.url, status: 200, headers: {}, body: JSON.stringify(pages) };
    const context = { signedIn: false, options: { threadsPerBoard: null } };
    expect(within(5000, () => fourchan.parse(request!, reply, context).targets)).toHaveLength(20_000);
  });
});
