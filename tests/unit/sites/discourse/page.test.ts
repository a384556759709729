import { describe, expect, it } from 'vitest';
import type { Harvest, Sighting } from '../../../../lib/model/thread';
import { discourse } from '../../../../lib/sites/discourse';
import {
  base,
  bootPage,
  crawlerBody,
  crawlerPage,
  glimmerPage,
  jsonTopic,
  oldCrawlerPage,
  page,
  postedAt,
  posts,
  signedInHeader,
  topicUrl,
  widgetPage,
} from './pages';

function see(html: string, path = topicUrl.href): Sighting | null {
  return discourse.detect({ url: new URL(path, `${base}/`), html });
}

function read(html: string, path = topicUrl.href): Harvest {
  return discourse.read({ url: new URL(path, `${base}/`), html });
}

describe('detect', () => {
  it('knows a topic in a subfolder, a theme and a language', () => {
    expect(see(glimmerPage(posts))).toMatchObject({
      base,
      siteName: 'Garden talk',
      target: { kind: 'thread', key: '42', title: 'Watering ferns', url: `${base}/t/watering-ferns/42` },
      signedIn: false,
      userName: null,
      postsShown: 3,
      postsTotal: 1234,
      imagesShown: 1,
      wall: null,
      wider: [
        { role: 'category', target: { key: '/c/plants/7', title: 'Plants' } },
        { role: 'forum', target: { key: '/latest' } },
      ],
    });
  });

  it('sees who is signed in', () => {
    const html = widgetPage(posts, { html: '', header: signedInHeader });
    expect(see(html)).toMatchObject({ signedIn: true, userName: 'rosa' });
    expect(see(bootPage({ currentUser: { username: 'otto' } }))).toMatchObject({ signedIn: true, userName: 'otto' });
    expect(see(crawlerPage(posts))).toMatchObject({ signedIn: null, userName: null });
  });

  it.each([
    ['latest', 'latest', '/latest'],
    ['', 'latest', '/latest'],
    ['top?period=weekly', 'top', '/top?period=weekly'],
    ['c/plants/7', 'category', '/c/plants/7'],
    ['c/plants/ferns/9/l/top', 'category', '/c/plants/ferns/9/l/top'],
    ['tag/water', 'tag', '/tag/water'],
    ['search?q=fern%20water&page=3', 'search', '/search?q=fern+water'],
    ['u/rosa/activity/topics', 'user', '/u/rosa'],
    ['g/keepers', 'group', '/g/keepers'],
    ['g/keepers/activity/posts', 'group', '/g/keepers/activity/posts'],
    ['categories', 'categories', '/categories'],
  ])('says what list /%s is', (path, listing, key) => {
    const row = `<tr class="topic-list-item pinned" data-topic-id="42"><td><a class="title raw-topic-link" href="/en/garden/t/watering-ferns/42">Watering ferns</a></td>
      <td class="posts"><span class="number posts">8</span></td><td class="activity"><span class="relative-date" data-time="${postedAt}"></span></td></tr>`;
    const html = page(
      `<section id="main" class="ember-application"><table class="topic-list">${row}</table></section>`,
    );
    const sighting = see(html, `${base}/${path}`);
    expect(sighting).toMatchObject({ listing, target: { kind: 'listing', key }, threadsShown: 1 });
    expect(read(html, `${base}/${path}`).targets).toMatchObject([
      { key: '42', title: 'Watering ferns', ordinal: 0, hints: { replies: 8, bumpedAt: postedAt, pinned: true } },
    ]);
  });

  it('reads a list sent along with the page, unless the application has moved on', () => {
    const sent = {
      topic_list: { topic_list: { topics: [{ id: 42, title: 'Watering ferns', slug: 'watering-ferns' }] } },
    };
    expect(read(bootPage(sent), `${base}/latest`).targets).toMatchObject([{ key: '42', title: 'Watering ferns' }]);
    const moved = bootPage(sent).replace('<section id="main">', '<section id="main" class="ember-application">');
    expect(read(moved, `${base}/latest`)).toEqual({});
  });

  it('sees a login wall and an error page', () => {
    expect(see(page('<div class="login-fullpage"></div>'), 'login')).toMatchObject({ wall: 'login', target: null });
    expect(see(page('<div class="login-welcome">hello</div>'), '')).toMatchObject({ wall: 'login' });
    const lost = page('<div id="main-outlet"><div class="page-not-found"><h1>Hoppla</h1></div></div>');
    expect(see(lost)).toMatchObject({ wall: 'error', target: null, postsShown: 0 });
    expect(read(lost)).toEqual({});
  });

  it('leaves pages of other software alone', () => {
    expect(see('<html><body><a href="https://discourse.org">We love Discourse</a></body></html>')).toBeNull();
    expect(see('<meta name="generator" content="WordPress"><p>discourse</p>')).toBeNull();
  });
});

describe.each([
  ['as rendered today', glimmerPage],
  ['as rendered by widgets', widgetPage],
])('a topic %s', (_, make) => {
  it('gives the posts shown, and no text of others', () => {
    const { threads, posts: found } = read(make(posts));
    expect(threads).toMatchObject([
      {
        id: 'discourse:talk.example.org/en/garden:42',
        title: 'Watering ferns',
        category: 'Plants',
        tags: ['water'],
        acceptedPostId: '2',
      },
    ]);
    expect(found?.map((post) => [post.id, post.siteId, post.author.name, post.kind, post.score])).toEqual([
      ['1', '901', 'rosa', 'root', 3],
      ['2', '902', 'otto', 'reply', 0],
      ['3', '903', 'rosa', 'reply', 0],
    ]);
    expect(found?.map((post) => post.html)).toEqual(posts.map((post) => post.html));
    expect(found?.[0]).toMatchObject({
      author: { displayName: 'Rosa Lind' },
      postedAt: postedAt + 1,
      url: `${topicUrl.href}/1`,
    });
    expect(found?.[1]).toMatchObject({ author: { displayName: null }, replyTo: ['1'], flags: ['accepted'] });
    expect(found?.[2]?.images).toEqual([
      { url: 'https://talk.example.org/uploads/fern.jpg', alt: 'fern', width: 300, height: 200 },
    ]);
  });

  it('tells hidden, deleted and staff posts apart', () => {
    const states = ['post-hidden', 'deleted', 'whisper'].map((classes, index) => ({
      number: index + 1,
      author: 'otto',
      html: '<p>x</p>',
      classes,
    }));
    expect(read(make(states)).posts?.map((post) => post.state)).toEqual(['hidden', 'deleted', 'whisper']);
  });

  it('takes nothing from a page left behind by the application', () => {
    const left = make(posts, { after: `<noscript>${crawlerBody(posts)}</noscript>` });
    expect(read(left, `${base}/t/roses/43`)).toEqual({});
  });
});

describe('a topic as the server writes it', () => {
  it.each([
    ['now', crawlerPage],
    ['before 2018', oldCrawlerPage],
  ])('for crawlers %s', (_, make) => {
    const { threads, posts: found } = read(make(posts));
    expect(threads).toMatchObject([{ title: 'Watering ferns' }]);
    expect(found?.map((post) => [post.id, post.author.name, post.html])).toEqual(
      posts.map((post) => [String(post.number), post.author, expect.stringContaining(post.html.slice(0, 20))]),
    );
    expect(found?.[1]?.replyTo).toEqual(['1']);
  });

  it('gives names, likes and the category', () => {
    const { threads, posts: found } = read(crawlerPage(posts));
    expect(threads).toMatchObject([{ category: 'Plants' }]);
    expect(found?.[0]).toMatchObject({ author: { name: 'rosa', displayName: 'Rosa Lind' }, score: 3, siteId: null });
  });

  it('prefers what is sent along, and has the category by name', () => {
    const site = { categories: [{ id: 7, name: 'Plants', slug: 'plants' }] };
    const html = bootPage({ site, siteSettings: {}, topic_42: jsonTopic(5) });
    expect(read(html).posts).toHaveLength(5);
    expect(read(html).threads).toMatchObject([{ category: 'Plants', tags: ['water', 'shade'], postsCount: 5 }]);
    expect(see(html)).toMatchObject({
      signedIn: false,
      postsTotal: 5,
      wider: [{ target: { key: '/c/plants/7' } }, {}],
    });
  });

  it('falls back to the crawler part when the data is broken', () => {
    expect(read(bootPage('{"topic_42":"{\\"post_stream')).posts).toHaveLength(3);
  });

  it('makes addresses relative to the saved page absolute', () => {
    const html = crawlerPage([
      { number: 1, author: 'a', html: '<img src="../../uploads/x.png"><a href="43.html">b</a>' },
    ]);
    const found = read(html, 'https://talk.example.org/en/garden/t/x/42.html').posts;
    expect(found?.[0]?.html).toContain('src="https://talk.example.org/en/garden/uploads/x.png"');
    expect(found?.[0]?.html).toContain('href="https://talk.example.org/en/garden/t/x/43.html"');
  });
});

it('reads the nested view, with its replies by their place', () => {
  const post = (number: number, below = '') =>
    `<div class="nested-post"><div class="nested-post__main"><article class="nested-post__article boxed" data-post-id="${900 + number}" data-post-number="${number}">
     <header><span class="username">otto</span></header><div class="cooked"><p>${number}</p></div></article>
     <div class="nested-post-children">${below}</div></div></div>`;
  const html =
    page(`<section class="ember-application"><article class="nested-view__op-article" data-post-id="901" data-post-number="1">
    <span class="username">rosa</span><div class="cooked">Q</div></article>${post(4, post(6) + post(9))}</section>`);
  const found = read(html, `${base}/n/watering-ferns/42`);
  expect(found.posts?.map((at) => [at.id, at.author.name, at.replyTo])).toEqual([
    ['1', 'rosa', []],
    ['4', 'otto', []],
    ['6', 'otto', ['4']],
    ['9', 'otto', ['4']],
  ]);
  expect(see(html, `${base}/n/watering-ferns/42`)?.target).toMatchObject({ kind: 'thread', key: '42' });
});
