import { describe, expect, it } from 'vitest';
import type { Post } from '../../../../lib/model/thread';
import { createReddit } from '../../../replay/reddit/index.mjs';
import { crawl, expected, targetAt, type Crawled } from './crawler';

const big = '/r/looms/comments/bigone1/';
const comments = ({ posts }: Crawled): readonly Post[] => posts.filter((post) => post.kind !== 'root');

function whole(crawled: Crawled, truth: ReturnType<typeof expected>): void {
  const found = comments(crawled);
  expect(found.map((post) => post.id).toSorted()).toEqual([...truth.keys()].toSorted());
  for (const post of found) {
    expect([post.author.name, post.replyTo]).toEqual([truth.get(post.id)?.author, [truth.get(post.id)?.parent]]);
  }
  const places = new Map(crawled.posts.map((post) => [post.id, post.position]));
  expect(new Set(places.values()).size).toBe(crawled.posts.length);
  for (const post of found) for (const parent of post.replyTo) expect(places.get(parent)).toBeLessThan(post.position);
}

describe('a thread of 1,200 comments', () => {
  const site = createReddit();
  const truth = expected(site, 'bigone1');

  it('comes whole as data, in at most nine requests for each thousand comments', () => {
    const crawled = crawl(site, targetAt(big));
    whole(crawled, truth);
    expect(truth.size).toBe(1197);
    expect(crawled.requests.length).toBeLessThanOrEqual(Math.floor((9 * truth.size) / 1000));
    expect(crawled.requests.every((request) => request.via === 'tab')).toBe(true);
    expect(
      crawled.requests.slice(1).every((request) => (request.form?.['children'] ?? '').split(',').length <= 100),
    ).toBe(true);
    expect(crawled.threads).toHaveLength(1);
    expect(crawled.threads[0]).toMatchObject({
      id: 'reddit:www.reddit.com:bigone1',
      category: 'r/looms',
      tags: ['Question'],
      postsCount: 1201,
      unaddressed: 'none',
    });
  });

  it('names what Reddit never gave out, and asks for it once', () => {
    const crawled = crawl(site, targetAt(big));
    const held = [...(site.posts.get('bigone1')?.all.values() ?? [])].filter((comment) => comment.state === 'withheld');
    expect(held).toHaveLength(3);
    expect(crawled.unfetched.toSorted()).toEqual(held.map((comment) => `t1_${comment.id}`).toSorted());
    const asked = crawled.requests.flatMap((request) => (request.form?.['children'] ?? '').split(','));
    for (const comment of held) expect(asked.filter((id) => id === comment.id)).toHaveLength(1);
    expect(crawled.remarks).toEqual([{ event: 'redditUnfetched', params: ['3'] }]);
  });

  it('stands in the order of its tree, whatever comes first', () => {
    const first = crawl(site, targetAt(big));
    const last = crawl(site, targetAt(big), { order: 'last' });
    const order = (crawled: Crawled) =>
      crawled.posts.toSorted((a, b) => a.position - b.position).map((post) => post.id);
    expect(order(last)).toEqual(order(first));
    // Siblings stand as Reddit ranks them.
    const post = site.posts.get('bigone1');
    const top = post?.roots.filter((comment) => comment.state !== 'withheld').map((comment) => `t1_${comment.id}`);
    const places = new Map(first.posts.map((one) => [one.id, one.position]));
    expect(top?.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))).toEqual(top);
  });

  it('comes whole from the old pages, attributes only', () => {
    const crawled = crawl(site, targetAt(`https://old.reddit.com${big}`), { options: { route: 'pages' } });
    whole(crawled, truth);
    expect(crawled.unfetched).toHaveLength(3);
    const [, further] = crawled.requests;
    expect(further?.form).toMatchObject({ link_id: 't3_bigone1', renderstyle: 'html', r: 'looms' });
    expect(further?.headers).toEqual({ 'X-Requested-With': 'XMLHttpRequest' });
    expect(crawled.requests.length).toBeLessThanOrEqual(10);
  });

  it('comes whole from the new pages: page, part, and what their buttons bring', () => {
    const crawled = crawl(site, targetAt(big), { options: { route: 'pages', more: 2000 } });
    whole(crawled, truth);
    expect(crawled.requests.map((request) => new URL(request.url).pathname.split('/').slice(0, 4).join('/'))).toEqual(
      expect.arrayContaining(['/svc/shreddit/comments', '/svc/shreddit/more-comments']),
    );
    // A word made a link to the site's search is a word again.
    expect(crawled.posts.some((post) => post.html.includes('linen'))).toBe(true);
    expect(crawled.posts.every((post) => !/telemetry-tracker[^>]*><a|\/search\//.test(post.html))).toBe(true);
  });

  it('says alike from data, old and new pages', () => {
    const essence = ({ posts }: Crawled) =>
      posts
        .map((post) => [
          post.id,
          post.siteId,
          post.kind,
          post.state,
          post.replyTo[0],
          post.author.name,
          post.score,
          post.postedAt,
        ])
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
    const data = essence(crawl(site, targetAt(big)));
    expect(essence(crawl(site, targetAt(`https://old.reddit.com${big}`), { options: { route: 'pages' } }))).toEqual(
      data,
    );
    expect(essence(crawl(site, targetAt(big), { options: { route: 'pages', more: 2000 } }))).toEqual(data);
  });

  it('stops at the limits, and lists what was left out', () => {
    const capped = crawl(site, targetAt(big), { options: { more: 2 } });
    expect(capped.requests).toHaveLength(3);
    expect(comments(capped)).toHaveLength(700);
    expect(capped.unfetched.length).toBeGreaterThan(100);
    expect(capped.unfetched.every((id) => /^t1_\w{6}$/.test(id) && !capped.posts.some((post) => post.id === id))).toBe(
      true,
    );

    const folded = crawl(site, targetAt(big), { options: { comments: false } });
    expect(folded.requests).toHaveLength(1);
    expect(comments(folded)).toHaveLength(500);

    const flat = crawl(site, targetAt(big), { options: { depth: 1 } });
    expect(comments(flat).every((post) => post.replyTo[0] === 't3_bigone1')).toBe(true);
    expect(comments(flat)).toHaveLength(
      site.posts.get('bigone1')?.roots.filter((at) => at.state !== 'withheld').length ?? -1,
    );
    expect(flat.unfetched.length).toBeGreaterThan(0);

    const few = crawl(site, targetAt(big), { maxPosts: 50 });
    expect(few.posts).toHaveLength(50);
    expect(few.requests).toHaveLength(1);
    expect(new URL(few.requests[0]?.url ?? '').searchParams.get('limit')).toBe('50');
  });

  it('keeps comments of a low score, and takes them for no pair', () => {
    const crawled = crawl(site, targetAt(big), { options: { minScore: 100 } });
    const poor = comments(crawled).filter((post) => (post.score ?? 0) < 100);
    expect(poor.length).toBeGreaterThan(100);
    expect(poor.every((post) => post.state === 'hidden' && post.flags.includes('low-score'))).toBe(true);
    expect(
      comments(crawled)
        .filter((post) => (post.score ?? 0) >= 100)
        .every((post) => post.state === 'visible'),
    ).toBe(true);
  });
});

describe('a branch deeper than a reply', () => {
  const chain = '/r/looms/comments/chain04/';
  const site = createReddit({ bigComments: 1 });

  it.each([
    ['as data', `https://www.reddit.com${chain}`, 'json'],
    ['from the old pages', `https://old.reddit.com${chain}`, 'pages'],
    ['from the new pages', `https://www.reddit.com${chain}`, 'pages'],
  ])('is followed through the page of its last comment, %s', (_how, address, route) => {
    const crawled = crawl(site, targetAt(address), { options: { route } });
    whole(crawled, expected(site, 'chain04'));
    // 10 levels in the first reply, then 9 below the comment that each further one begins with.
    expect(crawled.requests).toHaveLength(3);
    expect(crawled.unfetched).toEqual([]);
    const talk = comments(crawled)
      .toSorted((a, b) => a.position - b.position)
      .filter((post) => post.html.includes('long talk'));
    expect(talk.map((post) => /Turn (\d+)/.exec(post.html)?.[1])).toEqual(
      Array.from({ length: 25 }, (_, n) => String(n + 1)),
    );
  });

  it('is left where the levels wanted end', () => {
    const crawled = crawl(site, targetAt(chain), { options: { depth: 10 } });
    expect(crawled.requests).toHaveLength(1);
    expect(comments(crawled).filter((post) => post.html.includes('long talk'))).toHaveLength(10);
  });
});

describe('another run', () => {
  it('marks what is gone, where all that is there is known', () => {
    const site = createReddit({ bigComments: 700 });
    const before = crawl(site, targetAt(big));
    const known = before.posts.map((post) => post.id);
    const post = site.posts.get('bigone1');
    const leaf = post?.roots.findLast((comment) => comment.children.length === 0 && comment.state === 'there');
    if (!post || !leaf) throw new Error('no leaf');
    post.roots.splice(post.roots.indexOf(leaf), 1);
    post.all.delete(leaf.id);
    const after = crawl(site, targetAt(big), { known });
    expect(known.filter((id) => !after.present?.includes(id))).toEqual([`t1_${leaf.id}`]);
    expect(crawl(site, targetAt(big), { known, options: { more: 0 } }).present?.length).toBeGreaterThan(500);
  });
});

describe('lists', () => {
  const site = createReddit({ bigComments: 30 });

  it.each([
    ['as data', 'https://www.reddit.com/r/looms/', 'json'],
    ['from the old pages', 'https://old.reddit.com/r/looms/', 'pages'],
    ['from the new pages, part by part', 'https://www.reddit.com/r/looms/', 'pages'],
  ])('bring every post once, without advertisements, %s', (_how, address, route) => {
    const { targets, requests } = crawl(site, targetAt(address), { options: { route } });
    expect(targets.map((target) => target.key)).toEqual(
      [...site.posts.values()].filter((post) => post.place === 'looms').map((post) => post.id),
    );
    expect(targets.map((target) => target.ordinal)).toEqual(targets.map((_, n) => n));
    expect(targets[1]).toMatchObject({
      title: 'What do you wish you had known about floor looms?',
      hints: { replies: 30, postsCount: 31, score: 812, postedAt: (site.posts.get('bigone1')?.createdAt ?? 0) * 1000 },
    });
    expect(targets[0]?.hints?.pinned).toBe(true);
    expect(requests.every((request) => request.via === 'tab' && typeof request.note?.['page'] === 'number')).toBe(true);
  });

  it('keep to the flair, the sort and the time that are wanted', () => {
    const asked = crawl(site, targetAt('/r/looms/'), { options: { flair: 'talk, show', sort: 'top', time: 'week' } });
    expect(asked.targets.map((target) => target.key)).toEqual(['pics003', 'chain04']);
    expect(asked.targets.map((target) => target.ordinal)).toEqual([0, 1]);
    expect(asked.requests[0]?.url).toBe('https://www.reddit.com/r/looms/top/.json?raw_json=1&limit=100&t=week');
  });

  it('follow a share link to its post', () => {
    const { targets } = crawl(site, targetAt('/r/looms/s/AbC123'));
    expect(targets).toMatchObject([{ kind: 'thread', key: 'bigone1' }]);
  });
});

describe('where the data is refused', () => {
  it('the pages are read instead, and asked first from then on', () => {
    const site = createReddit({ bigComments: 30 });
    site.refusesData = true;
    const list = crawl(site, targetAt('/r/looms/'));
    expect(list.targets).toHaveLength(6);
    expect(list.remarks).toEqual([{ event: 'redditPages', params: [] }]);
    expect(list.kept).toEqual({ route: 'pages' });
    const thread = crawl(site, targetAt(big), { kept: list.kept });
    whole(thread, expected(site, 'bigone1'));
    expect(thread.requests.every((request) => !request.url.includes('.json'))).toBe(true);
    site.refusesData = false;
    expect(crawl(site, targetAt('/r/looms/'), { kept: list.kept }).kept).toEqual({ route: 'json' });
  });

  it('a thread half read begins anew with its pages', () => {
    const site = createReddit({ bigComments: 30 });
    const target = targetAt('/r/looms/comments/chain04/');
    const shut = {
      ...site,
      get refusesData(): boolean {
        return this.quota < 900;
      },
    };
    const crawled = crawl(shut, target);
    expect(crawled.requests.map((request) => request.as)).toEqual(['json', 'json', 'html', 'html', 'html']);
    const found = new Map(crawled.posts.map((post) => [post.id, post]));
    expect(found.size).toBe(1 + expected(site, 'chain04').size);
    const places = [...found.values()].toSorted((a, b) => a.position - b.position);
    for (const post of places)
      for (const parent of post.replyTo) expect(found.get(parent)?.position).toBeLessThan(post.position);
  });
});
