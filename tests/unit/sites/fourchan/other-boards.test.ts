import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import type { FetchRequest, Harvest } from '../../../../lib/model/thread';
import { detect } from '../../../../lib/sites';
import { fourchan } from '../../../../lib/sites/fourchan';

// Boards whose software has the same interface, or one like it. Pages after the templates of vichan 5; the JSON of
// lynxchan and FoolFuuka in the shape they send.

const base = 'https://board.example.org';
const json = (value: unknown, path: string) =>
  fourchan.readFile({ url: new URL(base + path), text: JSON.stringify(value) });
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'fine';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.info.reason ?? ''}`;
    throw error;
  }
};

const intro = (no: number, more = ''): string =>
  `<p class="intro" id="${no}"><input type="checkbox" class="delete"><label>${more}<span class="name">Anonymous</span> <time datetime="2024-02-0${no % 9 || 1}T10:00:00Z">then</time></label> <a class="post_no" href="/b/res/7.html#q${no}">${no}</a></p>`;
const file = (no: number, name: string): string =>
  `<div class="files"><div class="file"><p class="fileinfo"><span>File: <a href="/b/src/17-${no}.png">17-${no}.png</a></span> <span class="unimportant">(12 KB, 640x480, <span class="postfilename" title="${name}.png">${name.slice(0, 3)}…png</span>)</span></p><a href="/b/src/17-${no}.png"><img class="post-image" src="/b/thumb/17-${no}.jpg"></a></div></div>`;
const threadHtml = `<div class="thread" id="thread_7" data-board="b">${file(7, 'a lemon')}<div class="post op" id="op_7">${intro(7, '<span class="subject">On lemons</span> <i class="fa fa-lock"></i>')}<div class="body"><p class="body-line">How much water?</p></div></div>
<div class="post reply" id="reply_8">${intro(8)}${file(8, 'my tree')}<div class="body"><a onclick="highlightReply('7', event);" href="/b/res/7.html#7">&gt;&gt;7</a><br/>A cup a day.</div></div>
<div class="post reply" id="reply_9">${intro(9, '<span class="trip">!tRiP</span> <span class="poster_id">ab12cd</span>')}<div class="body"><a onclick="highlightReply('8', event);" href="/b/res/7.html#8">&gt;&gt;8</a> less<br/><a onclick="highlightReply('7', event);" href="/b/res/7.html#7">&gt;&gt;7</a> more</div></div></div>`;
const page = (inner: string, hidden: string): string =>
  `<!doctype html><body class="8chan vichan"><header><h1>/b/ - Balcony</h1></header><form name="post"><input type="hidden" name="board" value="b">${hidden}</form><form name="postcontrols">${inner}</form></body>`;
const threadPage = page(threadHtml, '<input type="hidden" name="thread" value="7">');

describe('vichan', () => {
  it('pages give posts, edges, files and facts', () => {
    const url = new URL(`${base}/b/res/7.html`);
    const { threads, posts } = fourchan.read({ url, html: threadPage });
    expect(threads?.[0]).toMatchObject({
      id: 'fourchan:board.example.org:b/7',
      title: 'On lemons',
      category: '/b/',
      closed: true,
      url: url.href,
    });
    expect(posts?.map(({ id, kind, replyTo, author }) => [id, kind, replyTo, author.name])).toEqual([
      ['7', 'root', [], ''],
      ['8', 'reply', ['7'], ''],
      ['9', 'reply', ['8', '7'], 'id:ab12cd'],
    ]);
    expect(posts?.[2]?.segments?.map(({ replyTo }) => replyTo)).toEqual([['8'], ['7']]);
    expect(posts?.flatMap(({ images }) => images)).toEqual([
      { url: `${base}/b/src/17-7.png`, alt: '', width: 640, height: 480, name: 'a lemon.png' },
      { url: `${base}/b/src/17-8.png`, alt: '', width: 640, height: 480, name: 'my tree.png' },
    ]);
    expect(posts?.[0]?.postedAt).toBe(Date.parse('2024-02-07T10:00:00Z'));
    expect(detect({ url, html: threadPage })).toMatchObject({
      site: 'fourchan',
      base,
      siteName: 'board.example.org',
      postsShown: 3,
      target: { kind: 'thread', key: 'b/7', title: 'On lemons' },
      wider: [{ target: { kind: 'listing', key: 'b', url: `${base}/b/catalog.html` } }],
    });
  });

  it('pages list threads: an index, and a catalog of cards', () => {
    const index = page(threadHtml + threadHtml.replaceAll('7', '17'), '');
    const url = new URL(`${base}/b/index.html`);
    expect(detect({ url, html: index })).toMatchObject({ listing: 'category', threadsShown: 2, target: { key: 'b' } });
    const card = (no: number): string =>
      `<div class="mix mix_all" data-reply="4" data-bump="1700000100" data-time="1700000000" data-id="${no}" data-sticky="${no === 7}"><div class="thread grid-li"><a href="/b/res/${no}.html"></a><div class="replies"><p class="intro"><span class="subject">On ${no}</span></p></div></div></div>`;
    const catalog = page(card(7) + card(17), '');
    const targets = fourchan.read({ url: new URL(`${base}/b/catalog.html`), html: catalog }).targets;
    expect(targets?.map(({ key, title, hints }) => [key, title, hints?.replies, hints?.pinned ?? false])).toEqual([
      ['b/7', 'On 7', 4, true],
      ['b/17', 'On 17', 4, false],
    ]);
  });

  const target = fourchan.locate(new URL(`${base}/b/res/7.html`), base)!;
  const parse = (request: FetchRequest, status: number, body: string): Harvest =>
    fourchan.parse(request, { url: request.url, status, headers: {}, body }, { signedIn: false });

  it('threads are asked for as data, once, by the rules of their site', () => {
    const [request, ...more] = fourchan.plan(target);
    expect(request).toMatchObject({ url: `${base}/b/res/7.json`, as: 'json' });
    expect(request?.api).toBeUndefined();
    expect(more).toEqual([]);
    const body = JSON.stringify({
      posts: [
        { no: 7, sub: 'x', com: 'a' },
        { no: 8, resto: 7, com: 'b' },
      ],
    });
    expect(parse(request!, 200, body).posts).toHaveLength(2);
  });

  it('threads of a host without data come from the page, and only then are believed to be gone', () => {
    const [request] = fourchan.plan(target);
    const next = parse(request!, 404, 'none').next ?? [];
    expect(next).toMatchObject([{ url: `${base}/b/res/7.html`, as: 'html' }]);
    expect(parse(next[0]!, 200, threadPage).posts).toHaveLength(3);
    expect(codeOf(() => parse(next[0]!, 404, 'none'))).toBe('gone threadPruned');
    expect(codeOf(() => parse(next[0]!, 200, '<p>Maintenance'))).toBe('malformed unexpectedShape');
  });

  it('lists too', () => {
    const listing = fourchan.locate(new URL(`${base}/b/catalog.html`), base)!;
    const [request] = fourchan.plan(listing);
    expect(request?.url).toBe(`${base}/b/catalog.json`);
    const next = parse(request!, 404, '').next ?? [];
    expect(next).toMatchObject([{ url: `${base}/b/catalog.html`, as: 'html' }]);
    expect(parse(next[0]!, 200, page(threadHtml, '')).targets?.map(({ key }) => key)).toEqual(['b/7']);
  });
});

it('lynxchan: a thread is its first post', () => {
  const thread = {
    threadId: 7,
    boardUri: 'b',
    subject: 'On &amp; on',
    markdown: 'How much water?',
    message: 'How much water?',
    creation: '2024-02-07T10:00:00.000Z',
    name: 'Bernd',
    id: null,
    locked: true,
    archived: false,
    files: [{ originalName: 'a lemon.png', path: '/.media/abc.png', mime: 'image/png', width: 10, height: 20 }],
    posts: [
      {
        postId: 8,
        name: 'Bernd',
        id: 'f00ba4',
        creation: '2024-02-07T11:00:00.000Z',
        markdown:
          '<a class="quoteLink" href="/b/res/7.html#7">&gt;&gt;7</a>\r<br>A cup.<br><span class="greenText">&gt;a day</span>',
        files: [
          { originalName: 'x', path: 'https://elsewhere.example/y.png', mime: 'image/png' },
          { path: 'javascript:1', mime: 'image/png' },
        ],
      },
    ],
  };
  const harvest = json(thread, '/b/res/7.json');
  expect(harvest?.threads?.[0]).toMatchObject({
    title: 'On & on',
    closed: true,
    postsCount: 2,
    url: `${base}/b/res/7.html`,
  });
  expect(harvest?.posts?.map(({ id, replyTo, author }) => [id, replyTo, author.name])).toEqual([
    ['7', [], ''],
    ['8', ['7'], 'id:f00ba4'],
  ]);
  expect(harvest?.posts?.flatMap(({ images }) => images.map(({ url, name }) => [url, name]))).toEqual([
    [`${base}/.media/abc.png`, 'a lemon.png'],
    ['https://elsewhere.example/y.png', 'x'],
  ]);
  const catalog = [
    { threadId: 7, subject: null, markdown: 'How much water?', postCount: 4, lastBump: '2024-02-07T11:00:00.000Z' },
  ];
  expect(json(catalog, '/b/catalog.json')?.targets?.[0]).toMatchObject({
    key: 'b/7',
    title: 'How much water?',
    hints: { replies: 4, bumpedAt: Date.parse('2024-02-07T11:00:00.000Z') },
  });
});

describe('FoolFuuka', () => {
  const post = (num: string, more: object) => ({
    num,
    subnum: '0',
    thread_num: '7',
    timestamp: 1_700_000_000,
    name: 'Anonymous',
    capcode: 'N',
    deleted: '0',
    comment_processed: 'text',
    board: { shortname: 'b' },
    ...more,
  });
  const thread = {
    '7': {
      op: post('7', {
        title: 'On lemons',
        locked: '1',
        media: { media_link: 'https://img.example/b/1.png', media_filename: 'a.png', media_w: '10', media_h: '20' },
      }),
      posts: {
        '8': post('8', {
          deleted: '1',
          comment_processed: `<span class="greentext"><a href="${base}/b/thread/7/#7" class="backlink" data-board="b" data-post="7">&gt;&gt;7</a></span><br />\nA cup.`,
        }),
        '8,1': post('8', { subnum: '1' }),
      },
    },
  };

  it('threads have numbers as text, and posts that were deleted at their source', () => {
    const harvest = json(thread, '/_/api/chan/thread/?board=b&num=7');
    expect(harvest?.threads?.[0]).toMatchObject({
      title: 'On lemons',
      closed: true,
      notice: 'Archived.',
      url: `${base}/b/thread/7/`,
    });
    expect(harvest?.posts?.map(({ id, replyTo, flags }) => [id, replyTo, flags])).toEqual([
      ['7', [], []],
      ['8', ['7'], ['deleted']],
    ]);
    expect(harvest?.posts?.[0]?.images[0]).toEqual({
      url: 'https://img.example/b/1.png',
      alt: '',
      width: 10,
      height: 20,
      name: 'a.png',
    });
  });

  it('is asked by number, and page after page of its index', () => {
    const target = fourchan.locate(new URL(`${base}/b/thread/7/`), base)!;
    const [request] = fourchan.plan(target);
    expect(request?.url).toBe(`${base}/_/api/chan/thread/?board=b&num=7`);
    const answer = (asked: FetchRequest, body: unknown, options = {}): Harvest =>
      fourchan.parse(
        asked,
        { url: asked.url, status: 200, headers: {}, body: JSON.stringify(body) },
        { signedIn: false, options },
      );
    expect(answer(request!, thread).posts).toHaveLength(2);
    expect(codeOf(() => answer(request!, { error: 'Thread not found.' }))).toBe('gone threadPruned');
    const [first] = fourchan.plan(fourchan.locate(new URL(`${base}/b/`), base)!);
    const index = { '7': thread['7'], '9': { ...thread['7'], op: post('9', {}) } };
    const harvest = answer(first!, index, { threadsPerBoard: 3 });
    expect(harvest.targets?.map(({ key, ordinal }) => [key, ordinal])).toEqual([
      ['b/7', 0],
      ['b/9', 1],
    ]);
    const [second] = harvest.next ?? [];
    expect(second).toMatchObject({ url: `${base}/_/api/chan/index/?board=b&page=2`, note: { page: 1, first: 2 } });
    const last = answer(second!, { '11': thread['7'], '12': thread['7'] }, { threadsPerBoard: 3 });
    expect(last.targets?.map(({ ordinal }) => ordinal)).toEqual([2]);
    expect(last.next).toEqual([]);
    expect(answer(second!, {}, {})).toEqual({});
  });
});
