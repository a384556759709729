import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/model/error';
import type { Harvest } from '../../../../lib/model/thread';
import { discourse } from '../../../../lib/sites/discourse';
import { base, bootPage, crawlerPage, glimmerPage, jsonPost, jsonTopic, topicUrl, widgetPage } from './pages';

function read(text: string): Harvest | null {
  try {
    return discourse.readFile({ url: topicUrl, text });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Values of every type in place of every value. */
const lies: readonly unknown[] = [
  null,
  -1,
  1.5,
  1e300,
  '',
  'x',
  '42',
  [],
  {},
  [[]],
  true,
  'javascript:alert(1)',
  '../..',
];

describe('data of the wrong type', () => {
  const topic = jsonTopic(3, { accepted_answer: { post_number: 2 } });
  it.each(Object.keys(topic))('in a topic: %s', (name) => {
    for (const lie of lies) {
      const harvest = read(JSON.stringify({ ...topic, [name]: lie }));
      for (const thread of harvest?.threads ?? []) expect(thread.url.startsWith(`${base}/t/`)).toBe(true);
    }
  });

  it.each(Object.keys(jsonPost(1)))('in a post: %s', (name) => {
    for (const lie of lies) {
      const posts = [{ ...jsonPost(1), [name]: lie }, jsonPost(2, { replyTo: 1 })];
      const found = read(JSON.stringify(jsonTopic(2, { post_stream: { posts, stream: lies } })))?.posts ?? [];
      expect(found.some((post) => post.id === '2')).toBe(true);
      for (const post of found) {
        expect(post.url.startsWith(`${base}/t/`)).toBe(true);
        expect(post.position).toBeGreaterThan(0);
        expect(typeof post.author.name).toBe('string');
        expect(typeof post.html).toBe('string');
      }
    }
  });

  it('in a list', () => {
    for (const lie of lies) {
      const topics = [
        { id: lie, title: lie, slug: lie, like_count: lie },
        { id: 5, title: 'ok', slug: '../../evil?x#' },
      ];
      const found = read(JSON.stringify({ topic_list: { topics, more_topics_url: lie } }))?.targets ?? [];
      expect(found.at(-1)?.url).toBe(`${base}/t/5`);
    }
  });

  it('as sent along with a page', () => {
    for (const lie of lies) {
      expect(read(bootPage({ topic_42: lie, site: lie, siteSettings: lie, currentUser: lie }))?.posts).toHaveLength(3);
      expect(read(bootPage(JSON.stringify(lie)))?.posts).toHaveLength(3);
    }
  });
});

describe('lying ids', () => {
  it('posts of another topic, twice the same number, and ids not asked for are left out', () => {
    const posts = [jsonPost(1), jsonPost(2, { topicId: 43 }), jsonPost(3), jsonPost(3)];
    const [request] = discourse.plan({
      site: 'discourse',
      base,
      kind: 'thread',
      key: '42',
      url: '',
      title: '',
      ordinal: 0,
    });
    if (!request) throw new Error('nothing planned');
    const reply = (body: unknown) => ({ url: request.url, status: 200, headers: {}, body: JSON.stringify(body) });
    const topic = jsonTopic(1, { post_stream: { posts, stream: [901, 903, 903, 'x', -4, 905] } });
    const harvest = discourse.parse(request, reply(topic), { signedIn: false });
    expect(harvest.posts?.map((post) => post.id)).toEqual(['1', '3']);
    expect(harvest.presentSiteIds).toEqual(['901', '903', '905']);
    const [batch] = harvest.next ?? [];
    if (!batch) throw new Error('no batch');
    expect(new URL(batch.url).searchParams.getAll('post_ids[]')).toEqual(['905']);
    const more = { post_stream: { posts: [jsonPost(5), jsonPost(6)] } };
    expect(discourse.parse(batch, reply(more), { signedIn: false }).posts?.map((post) => post.id)).toEqual(['5']);
  });
});

describe('size', () => {
  const deep = '<div><b>'.repeat(25_000);
  const wide = '<img src="/a.png"><aside class="quote" data-post="1"><p>x</p></aside>'.repeat(15_000);
  it.each([
    [
      'deep JSON',
      () => JSON.stringify(jsonTopic(1, { post_stream: { posts: [jsonPost(2, { html: deep })], stream: [] } })),
    ],
    [
      'wide JSON',
      () => JSON.stringify(jsonTopic(1, { post_stream: { posts: [jsonPost(2, { html: wide })], stream: [] } })),
    ],
    ['a nested value', () => `{"post_stream":{"posts":${'['.repeat(200_000)}${']'.repeat(200_000)}},"id":42}`],
    ['a deep page', () => glimmerPage([{ number: 2, author: 'otto', html: deep }])],
    ['a wide page', () => widgetPage([{ number: 2, author: 'otto', html: wide }])],
    ['a wide crawler page', () => crawlerPage([{ number: 2, author: 'otto', html: wide }])],
    [
      'many posts',
      () => glimmerPage(Array.from({ length: 1500 }, (_, i) => ({ number: i + 1, author: 'a', html: '<p>x</p>' }))),
    ],
    [
      'many crawler posts',
      () => crawlerPage(Array.from({ length: 1500 }, (_, i) => ({ number: i + 1, author: 'a', html: 'x' }))),
    ],
    [
      'a flat row of posts',
      () => crawlerPage([]).replace('</body>', `${'<div class="post">x</div>'.repeat(20_000)}</body>`),
    ],
    ['a long word', () => `<html class="${'x'.repeat(5_000_000)}"><meta name="generator" content="Discourse">`],
    [
      'unclosed articles',
      () => glimmerPage([]).replace('</section>', '<article id="post_1" data-post-id="1">'.repeat(20_000)),
    ],
  ])('%s is read in good time', (_, make) => {
    const text = make();
    // Processor time: the machine may have other work.
    const before = process.cpuUsage();
    read(text);
    discourse.detect({ url: topicUrl, html: text });
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(5000);
  });
});
