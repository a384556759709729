import { describe, expect, it } from 'vitest';
import { detect } from '../../../../lib/sites';
import { fourchan } from '../../../../lib/sites/fourchan';
import { catalogPage, createBoards, indexPage, threadJson, threadPage } from '../../../replay/fourchan/index.mjs';

const world = createBoards();
const url = (path: string) => new URL(`https://boards.4chan.org${path}`);
const fromJson = (thread: (typeof world.threads)[number]) => {
  const no = String(thread.posts[0]?.no);
  const text = JSON.stringify(threadJson(thread));
  return fourchan.readFile({ url: new URL(`https://a.4cdn.org/${thread.board}/thread/${no}.json`), text });
};

describe('a thread page', () => {
  const threads = world.threads.map(
    (thread) => [`/${thread.board}/thread/${String(thread.posts[0]?.no)}`, thread] as const,
  );

  it.each(threads)('%s gives what the API gives, whatever scripts did to it', (path, thread) => {
    const api = fromJson(thread);
    expect(api?.posts).toHaveLength(thread.posts.length);
    for (const scripts of [null, 'native', 'x'] as const) {
      const page = { url: url(path), html: threadPage(thread, scripts) };
      const { threads, posts } = fourchan.read(page);
      expect(posts?.map((post) => post.id)).toEqual(api?.posts?.map((post) => post.id));
      for (const [i, post] of (posts ?? []).entries()) expect([scripts, post]).toEqual([scripts, api?.posts?.[i]]);
      expect(threads?.[0]).toEqual({
        ...api?.threads?.[0],
        // The page does not say when.
        ...(thread.archived ? { notice: 'Archived.' } : {}),
      });
    }
  });

  it('is seen for what it is', () => {
    const [, thread] = world.threads;
    const sighting = detect({ url: url('/zt/thread/1027/slug'), html: threadPage(thread!, 'native') });
    expect(sighting).toMatchObject({
      site: 'fourchan',
      siteName: '4chan',
      signedIn: null,
      wall: null,
      postsShown: thread!.posts.length,
      postsTotal: thread!.posts.length,
      imagesShown: 2,
      target: { kind: 'thread', base: 'https://boards.4chan.org', origins: ['https://a.4cdn.org/*'] },
      wider: [{ role: 'category', target: { kind: 'listing', key: 'zt', title: '/zt/ - Made up' } }],
    });
    expect(sighting?.target?.title).toBe('On ropes, part 1');
  });

  it('without a subject is called by how it begins', () => {
    const [thread] = world.threads;
    const page = { url: url('/zt/thread/1003'), html: threadPage(thread!) };
    expect(detect(page)?.target?.title).toBe('How do you keep a kettle from scaling up?');
    expect(fourchan.read(page).threads?.[0]?.title).toBe('');
  });
});

describe('lists', () => {
  const live = world.threads.filter((thread) => thread.board === 'zt' && !thread.archived);

  it('of the catalog page are in its script', () => {
    const page = { url: url('/zt/catalog'), html: catalogPage(world, 'zt') };
    const targets = fourchan.read(page).targets ?? [];
    expect(targets).toHaveLength(live.length);
    expect(targets[0]).toMatchObject({ key: `zt/${String(live[0]?.posts[0]?.no)}`, hints: { pinned: true } });
    expect(targets.map(({ key }) => key).slice(1)).toEqual(
      live
        .slice(1)
        .toReversed()
        .map((thread) => `zt/${String(thread.posts[0]?.no)}`),
    );
    expect(detect(page)).toMatchObject({ listing: 'category', threadsShown: live.length, target: { key: 'zt' } });
  });

  it('of an index page count what is left out', () => {
    const page = { url: url('/zt/'), html: indexPage(world, 'zt') };
    const targets = fourchan.read(page).targets ?? [];
    expect(targets.map((target) => target.hints?.replies).toSorted()).toEqual(
      live.map((thread) => thread.posts.length - 1).toSorted(),
    );
    expect(detect(page)).toMatchObject({ listing: 'category', threadsShown: live.length });
  });

  it('of an empty board are empty', () => {
    const page = { url: url('/ze/catalog'), html: catalogPage(world, 'ze') };
    expect(fourchan.read(page)).toEqual({});
    expect(detect(page)).toMatchObject({ target: { key: 'ze' }, threadsShown: 0, wall: null });
  });

  it('of the archive page are rows', () => {
    const rows = [1003, 1027].map((no) => `<tr><td>${no}</td><td class="teaser-col"><b>On</b> ropes</td></tr>`);
    const html = `<body class="is_arclist board_zt"><table id="arc-list"><thead><tr><td>No.</td></tr></thead><tbody>${rows.join('')}</tbody></table></body>`;
    expect(detect({ url: url('/zt/archive'), html })).toMatchObject({
      listing: 'other',
      threadsShown: 2,
      target: { key: 'zt/archive' },
    });
  });
});

describe('what is not read', () => {
  it.each([
    ['/zt/thread/9', '<title>4chan - 404 Not Found</title>', 'error'],
    ['/zt/', '<body class="is_index board_zt"><span id="errmsg">Error: Board is closed.</span></body>', 'error'],
    ['/zt/', '<title>Just a moment...</title>', 'challenge'],
  ])('%s: %s is a wall', (path, html, wall) => {
    expect(detect({ url: url(path), html })).toMatchObject({ site: 'fourchan', target: null, wall });
  });

  it('are pages that speak of boards', () => {
    const html =
      '<p class="intro">postContainer is_thread board_zt var catalog = {</p><div class="thread" id="t5"></div>';
    expect(fourchan.detect({ url: new URL('https://blog.example.org/'), html })).toBeNull();
    expect(
      fourchan.detect({ url: new URL('https://forum.example.org/'), html: '<div class="post">postContainer</div>' }),
    ).toBeNull();
    expect(fourchan.readFile({ url: new URL('https://x.example.org/'), text: '[1,2,3]' })).toBeNull();
    expect(fourchan.readFile({ url: new URL('https://x.example.org/'), text: '{"posts":[{"id":1}]}' })).toBeNull();
    expect(fourchan.readFile({ url: new URL('https://x.example.org/'), text: '[]' })).toBeNull();
  });
});
