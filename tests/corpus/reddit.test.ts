import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/model/error';
import type { FetchRequest, Post, Target } from '../../lib/model/thread';
import { siteById } from '../../lib/sites';
import {
  countTargets,
  rawFeed,
  rawJson,
  rawNewPage,
  rawOldPage,
  rawRedesign,
  thingsOf,
  type Exchange,
  type RawThread,
} from './reddit-raw';
import { corpus, recorded } from './recorded';
import { blockFiles, bundleFiles, errorExchanges, listFiles, threadFiles } from './reddit-table';

const folder = `${corpus}/reddit`;
const { there, textOf, read } = recorded('reddit', (stated) => {
  const address = stated.replace(/^[A-Za-z]{3,4} (?=http)/, '').replace(/ \(.*$/, '');
  return new URL(URL.canParse(address) ? address : 'https://www.reddit.com/');
});

function raw(file: string): RawThread {
  const text = textOf(file);
  if (file.endsWith('.xml')) return rawFeed(text);
  if (file.startsWith('old-')) return rawOldPage(text);
  if (file.startsWith('shreddit-')) return rawNewPage(text);
  return file.startsWith('redesign-') ? rawRedesign(text) : rawJson(text);
}

interface Counts {
  readonly posts: number;
  readonly authors: number;
  readonly edges: number;
  readonly images: number;
  readonly deleted: number;
  readonly score: number;
  readonly unfetched: number;
}

function countsOfRaw({ posts, unfetched }: RawThread): Counts {
  return {
    posts: posts.length,
    authors: new Set(posts.map((post) => post.author)).size,
    edges: posts.filter((post) => post.parent !== null).length,
    images: posts.reduce((sum, post) => sum + post.images, 0),
    deleted: posts.filter((post) => post.deleted).length,
    score: posts.reduce((sum, post) => sum + (post.score ?? 0), 0),
    unfetched,
  };
}

function countsOf(posts: readonly Post[], unfetched: readonly string[]): Counts {
  return {
    posts: posts.length,
    authors: new Set(posts.map((post) => post.author.name)).size,
    edges: posts.reduce((sum, post) => sum + post.replyTo.length, 0),
    images: posts.reduce((sum, post) => sum + post.images.length, 0),
    deleted: posts.filter((post) => post.state === 'deleted').length,
    score: posts.reduce((sum, post) => sum + (post.score ?? 0), 0),
    unfetched: new Set(unfetched).size,
  };
}

function problemOf(make: () => unknown): string {
  try {
    make();
    return 'read';
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.info.reason ?? ''}`;
    throw error;
  }
}

describe.skipIf(!there)('recorded Reddit files', () => {
  it('are all in the table', () => {
    const named = [...threadFiles, ...listFiles, ...blockFiles].map(([file]) => file);
    expect([...named, ...bundleFiles].toSorted()).toEqual(readdirSync(folder).toSorted());
  });

  it.each(threadFiles)('%s', (file, posts, authors, edges, images, deleted, score, unfetched) => {
    const counts = { posts, authors, edges, images, deleted, score, unfetched };
    const truth = raw(file);
    expect(countsOfRaw(truth)).toEqual(counts);
    const harvest = read(file);
    const found = harvest?.posts ?? [];
    expect(countsOf(found, harvest?.unfetched ?? [])).toEqual(counts);
    const byId = new Map(truth.posts.map((post) => [post.id, post]));
    for (const post of found) {
      const wanted = byId.get(post.id);
      expect([post.id, post.author.name, post.replyTo[0] ?? null, post.score, post.state === 'deleted']).toEqual([
        post.id,
        wanted?.author,
        wanted?.parent,
        wanted?.score,
        wanted?.deleted,
      ]);
    }
    // Parents come before what answers them, so no edge is lost; and no two posts share a place.
    const places = new Map(found.map((post) => [post.id, post.position]));
    for (const post of found) {
      for (const parent of post.replyTo) expect(places.get(parent) ?? -1).toBeLessThan(post.position);
    }
    if (!file.startsWith('items-')) expect(new Set(places.values()).size).toBe(found.length);
  });

  it.each(threadFiles.filter(([file]) => /^(comments|post|poll|thread)-/.test(file)))(
    '%s: what was sent is kept',
    (file) => {
      const data = JSON.parse(textOf(file)) as Parameters<typeof thingsOf>[0];
      const bodies = new Map(
        (thingsOf(data, 't1') as readonly { readonly id: string; readonly body: string }[]).map((comment) => [
          `t1_${comment.id}`,
          comment.body,
        ]),
      );
      const [root, ...comments] = read(file)?.posts ?? [];
      const [post] = thingsOf(data, 't3') as readonly { readonly title: string; readonly selftext: string }[];
      expect(root?.details?.['rawTitle']).toBe(post?.title);
      expect(root?.source?.text).toBe(post?.selftext);
      expect(comments.map((comment) => comment.source?.text)).toEqual(
        comments.map((comment) => bodies.get(comment.id)),
      );
      // In the order the reply had them.
      expect(comments.map((comment) => comment.id)).toEqual([...bodies.keys()]);
    },
  );

  it.each(listFiles)('%s: %i targets', (file, targets) => {
    const text = textOf(file);
    const independent = file.endsWith('.json')
      ? countTargets(text)
      : (file.startsWith('old-') ? rawOldPage(text) : rawNewPage(text)).posts.length;
    expect(independent).toBe(targets);
    const found = read(file)?.targets ?? [];
    expect(found).toHaveLength(targets);
    expect(new Set(found.map((target) => target.key)).size).toBe(targets);
    expect(found.map((target) => target.ordinal)).toEqual(found.map((_, index) => index));
    expect(
      found.every((target) => target.kind === 'thread' && target.title !== '' && target.hints?.replies !== undefined),
    ).toBe(true);
  });

  it.each(blockFiles)('%s is %s', (file, problem) => {
    expect(problemOf(() => read(file))).toBe(problem);
  });
});

const reddit = siteById('reddit');
const bundle = (file: string): readonly Exchange[] => JSON.parse(textOf(file)) as readonly Exchange[];

function listing(path: string): Target {
  const target = reddit.locate(new URL(path, 'https://www.reddit.com'), 'https://www.reddit.com');
  if (!target) throw new Error(`no target: ${path}`);
  return target;
}

describe.skipIf(!there)('recorded exchanges with Reddit', () => {
  it.each(errorExchanges)('error %i: %i is %s', (index, status, problem) => {
    const exchange = bundle('errors-http.json')[index];
    expect(exchange?.status).toBe(status);
    const request = reddit.plan(listing('/r/books/'))[0] as FetchRequest;
    const reply = { url: request.url, status, headers: exchange?.headers ?? {}, body: exchange?.body ?? '' };
    expect(problemOf(() => reddit.parse(request, reply, { signedIn: false }))).toBe(problem);
  });

  it('are told apart to the last', () => {
    expect(bundle('errors-http.json')).toHaveLength(errorExchanges.length);
  });

  it('lists 1,001 entries over eleven pages, each thread once, and says that the list ends there', () => {
    const pages = bundle('paging-user-spez-raw.json');
    let request: FetchRequest | undefined = reddit.plan(listing('/user/spez/?sort=top&t=all'))[0];
    const targets: Target[] = [];
    const events: string[] = [];
    for (const page of pages) {
      if (!request) break;
      const after = new URL(page.url).searchParams.get('after');
      expect(new URL(request.url).searchParams.get('after')).toBe(after);
      const harvest = reddit.parse(request, { ...page, url: request.url }, { signedIn: false });
      targets.push(...(harvest.targets ?? []));
      events.push(...(harvest.remarks ?? []).map((remark) => `${remark.event} ${remark.params.join(' ')}`));
      request = harvest.next?.[0];
    }
    const links = pages.flatMap((page) =>
      (
        JSON.parse(page.body) as { data: { children: { kind: string; data: { name: string; link_id?: string } }[] } }
      ).data.children.map(({ data }) => data.link_id ?? data.name),
    );
    expect(links).toHaveLength(1001);
    expect(request).toBeUndefined();
    expect(targets.map((target) => `t3_${target.key}`)).toEqual([...new Set(links)]);
    expect(targets.map((target) => target.ordinal)).toEqual(targets.map((_, index) => index));
    expect(events).toEqual(['redditListEnds 1001']);
  });

  it('reads a thread whole from what a crawl of it recorded', () => {
    const exchanges = bundle('crawl-announcements-n49rw-raw.json');
    type Thing = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };
    const all = new Map<string, Thing>();
    for (const { body } of exchanges) {
      for (const data of thingsOf(JSON.parse(body) as Parameters<typeof thingsOf>[0], 't1')) {
        const comment = data as unknown as Thing['data'];
        const id = String(comment['id']);
        if (!all.has(id)) all.set(id, { kind: 't1', data: { ...comment, replies: '' } });
      }
    }
    const children = (name: string): string[] =>
      [...all.values()].filter(({ data }) => data['parent_id'] === name).map(({ data }) => String(data['id']));
    const target = listing('/comments/n49rw/');
    const posts = new Map<string, Post>();
    const unfetched = new Set<string>();
    const queue = [...reddit.plan(target)];
    let requests = 0;
    for (let request = queue.shift(); request; request = queue.shift()) {
      requests += 1;
      expect(requests).toBeLessThan(200);
      const harvest = reddit.parse(
        request,
        { url: request.url, status: 200, headers: {}, body: answer(request) },
        { signedIn: false },
      );
      for (const post of harvest.posts ?? []) {
        expect(posts.has(post.id)).toBe(false);
        posts.set(post.id, post);
      }
      for (const id of harvest.unfetched ?? []) unfetched.add(id);
      queue.push(...(harvest.next ?? []));
    }
    const reachable = new Set([...all.keys()].map((id) => `t1_${id}`));
    expect(all.size).toBeGreaterThan(1300);
    expect(new Set([...posts.keys()].filter((id) => id.startsWith('t1_')))).toEqual(reachable);
    const places = new Map([...posts.values()].map((post) => [post.id, post.position]));
    expect(new Set(places.values()).size).toBe(posts.size);
    for (const post of posts.values())
      for (const parent of post.replyTo) expect(places.get(parent)).toBeLessThan(post.position);
    // The ids that Reddit never gave out, though its first answer names them.
    for (const id of unfetched) expect(reachable.has(id)).toBe(false);

    /** The first page as recorded; of what is asked for by name at most a hundred comments, the rest as new stubs. */
    function answer(request: FetchRequest): string {
      if (!request.form) {
        const deep = /\/_\/([0-9a-z]+)\//.exec(request.url)?.[1];
        const at = exchanges.find(({ url }) =>
          deep === undefined ? /\/n49rw\/\?/.test(url) : url.includes(`/_/${deep}?`),
        );
        if (at) return at.body;
        throw new Error(`not recorded: ${request.url}`);
      }
      const asked = (request.form['children'] ?? '').split(',');
      expect(asked.length).toBeLessThanOrEqual(100);
      const things: Thing[] = asked.flatMap((id) => all.get(id) ?? []);
      const stubs = things.flatMap(({ data }): Thing[] => {
        const below = children(`t1_${String(data['id'])}`);
        const more = {
          id: below[0],
          name: `t1_${below[0] ?? ''}`,
          parent_id: `t1_${String(data['id'])}`,
          count: below.length,
          children: below,
        };
        return below.length > 0 ? [{ kind: 'more', data: more }] : [];
      });
      return JSON.stringify({ json: { errors: [], data: { things: [...things, ...stubs] } } });
    }
  });
});
