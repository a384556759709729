import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../../../lib/model/thread';
import { reddit } from '../../../../lib/sites/reddit';
import { targetAt } from './crawler';

const url = new URL('https://www.reddit.com/comments/abc.json?raw_json=1');
const list = (children: readonly unknown[]) => ({ kind: 'Listing', data: { children } });
const root = { kind: 't3', data: { id: 'abc', name: 't3_abc', title: 'T', author: 'a', selftext: '', is_self: true } };
const thread = targetAt('/comments/abc/');
const read = (body: string, request = reddit.plan(thread)[0] as FetchRequest) =>
  reddit.parse(request, { url: request.url, status: 200, headers: {}, body }, { signedIn: false });

describe('hostile answers', () => {
  it('comments 5,000 deep', () => {
    let body = '""';
    for (let n = 5000; n > 0; n--) {
      const id = (100_000 + n).toString(36);
      const parent = n === 1 ? 't3_abc' : `t1_${(100_000 + n - 1).toString(36)}`;
      body = `{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"${id}","parent_id":"${parent}","author":"a","body":"x","replies":${body}}}]}}`;
    }
    const harvest = reddit.readFile({ url, text: `[${JSON.stringify(list([root]))},${body}]` });
    expect(harvest?.posts).toHaveLength(5001);
  });

  it.each([
    [
      'a page',
      (html: string) =>
        `<shreddit-app></shreddit-app><shreddit-post id="t3_abc" post-title="T"></shreddit-post><shreddit-comment thingid="t1_c" postid="t3_abc" depth="0"><div slot="comment">${html}</div></shreddit-comment>`,
    ],
    [
      'an old page',
      (html: string) =>
        `<div class="thing link" data-fullname="t3_abc"><a class="title">T</a></div><div class="thing comment" data-fullname="t1_c"><div class="md">${html}</div></div>`,
    ],
    [
      'data',
      (html: string) =>
        JSON.stringify([
          list([root]),
          list([
            {
              kind: 't1',
              data: {
                id: 'c',
                parent_id: 't3_abc',
                body_html: `<div class="md">${html}<img src="https://preview.redd.it/a.png"></div>`,
              },
            },
          ]),
        ]),
    ],
  ])('a body 25,000 deep, in %s', (_where, make) => {
    const started = performance.now();
    const harvest = reddit.readFile({ url, text: make('<div><b>'.repeat(25_000)) });
    expect(harvest?.posts?.map((post) => post.id)).toContain('t1_c');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('comments that answer one another, or themselves, and names that are none', () => {
    const comment = (id: unknown, parent: unknown) => ({
      kind: 't1',
      data: { id, parent_id: parent, author: 5, body: {}, replies: 'x', created_utc: 'now', score: '9e9', edited: {} },
    });
    const body = JSON.stringify([
      list([root]),
      list([
        comment('a', 't1_b'),
        comment('b', 't1_a'),
        comment('c', 't1_c'),
        comment('../x', 't3_abc'),
        comment(null, null),
        comment('ok', 't3_abc'),
        comment('ok', 't3_abc'),
        null,
        7,
        {},
      ]),
    ]);
    const posts = read(body).posts ?? [];
    expect(posts.map((post) => post.id)).toEqual(['t3_abc', 't1_ok']);
    expect(posts[1]).toMatchObject({ author: { name: '' }, score: null, postedAt: null, editedAt: null });
  });

  it('stubs of everything lead nowhere for ever', () => {
    const more = (children: readonly unknown[]) => ({
      kind: 'more',
      data: { id: 'x', name: 't1_x', parent_id: 't3_abc', children, count: 1e9 },
    });
    let request = reddit.plan(thread)[0];
    let requests = 0;
    while (request) {
      requests += 1;
      // Always the same stub, and never a comment.
      const body: string = request.form
        ? JSON.stringify({ json: { data: { things: [more(['d1', 'd2', 'no!', 3])] } } })
        : JSON.stringify([list([root]), list([more(['d1', 'd2'])])]);
      const harvest = read(body, request);
      request = harvest.next?.[0];
      if (!request) expect(harvest.unfetched).toEqual(['t1_d1', 't1_d2']);
    }
    expect(requests).toBe(2);
  });

  it('a list that leads to itself ends', () => {
    let request = reddit.plan(targetAt('/r/looms/'))[0];
    let requests = 0;
    while (request && requests < 200) {
      requests += 1;
      const body = JSON.stringify({ kind: 'Listing', data: { after: 't3_abc', children: [root] } });
      request = read(body, request).next?.[0];
    }
    expect(requests).toBe(2);
    const first = reddit.plan(targetAt('/r/looms/'))[0] as FetchRequest;
    const away = JSON.stringify({
      kind: 'Listing',
      data: { after: 't3_abc&x=https://evil.example/', children: [root] },
    });
    expect(read(away, first).next).toBeUndefined();
  });

  it('no address of an answer leads to another host', () => {
    const page = (src: string) =>
      `<shreddit-app></shreddit-app><shreddit-post id="t3_abc" post-title="T"></shreddit-post><shreddit-comment-tree><faceplate-partial src="${src}"><input name="cursor" value="x"></faceplate-partial></shreddit-comment-tree>`;
    const request = reddit.plan(thread, undefined, { options: { route: 'pages' } })[0] as FetchRequest;
    for (const src of [
      'https://evil.example/svc/shreddit/more-comments/x/t3_abc',
      '//evil.example/svc/shreddit/more-comments/x',
      '/svc/shreddit/../../x',
      '/svc/shreddit/comments@evil.example/',
    ]) {
      for (const next of read(page(src), request).next ?? [])
        expect(new URL(next.url).origin).toBe('https://www.reddit.com');
    }
    const posts =
      read(JSON.stringify([list([{ ...root, data: { ...root.data, permalink: '//evil.example/x' } }]), list([])]))
        .posts ?? [];
    expect(posts[0]?.url).toBe('https://www.reddit.com/comments/abc/');
  });
});
