import { describe, expect, it } from 'vitest';
import { clean } from '../../../../lib/clean';
import { forum } from '../../../../lib/sites/forum';
import { engines } from '../../../../lib/sites/forum/engines';
import { readPage } from '../../../../lib/sites/forum/page';
import { sourceParts } from '../../../../lib/sites/forum/engine';
import { selector } from '../../../../lib/sites/forum/selector';
import { days, enginePages, people, words } from './engine-pages';

describe.each(enginePages)('$engine (untried on recorded pages: $untried)', ({ engine, url, html, ids, next }) => {
  const page = { url: new URL(url), html };
  const { posts = [], threads = [] } = forum.read(page);

  it('is recognised by its markup, and sure', () => {
    const sighting = forum.detect(page);
    expect(sighting?.guess).toMatchObject({ basis: 'engine', engine, authors: 3, dates: 3 });
    expect(sighting?.guess?.certainty).toBeGreaterThan(0.9);
    expect(sighting?.target?.kind).toBe('thread');
    expect(sighting?.postsShown).toBe(3);
  });

  it('gives posts with numbers, authors and dates', () => {
    expect(threads[0]?.title).toBe('Rain barrel');
    expect(posts.map((post) => post.id)).toEqual(ids);
    expect(posts.map((post) => post.author.name)).toEqual(people);
    expect(posts.map((post) => new Date(post.postedAt ?? 0).toISOString().slice(0, 16))).toEqual(
      days.map((day) => `${day}T10:20`),
    );
    for (const post of posts) expect(post.url).not.toMatch(/sid=/);
  });

  it('gives what the author wrote and nothing else', () => {
    for (const [i, post] of posts.entries()) {
      const text = clean(post.html, 'plain', { baseUrl: post.url });
      expect(text).toContain(words[i]?.slice(0, 40));
      expect(post.html).not.toMatch(/Grow what you eat|Click to expand|Last edited|>reply</i);
    }
  });

  it('knows the post that is answered', () => {
    expect(posts.map((post) => post.replyTo)).toEqual([[], [], [ids[1]]]);
  });

  it('knows the next page, and no other thread', () => {
    const [request] = forum.plan({
      site: 'forum',
      base: page.url.origin,
      kind: 'thread',
      key: 'k',
      url,
      title: '',
      ordinal: 0,
    });
    if (!request) throw new Error('no request');
    const harvest = forum.parse(request, { url, status: 200, headers: {}, body: html }, { signedIn: false });
    expect(harvest.next?.map((at) => at.url.replace(/[?&]sid=\w+/, ''))).toEqual(next === null ? [] : [next]);
  });

  it('is read by its structure alone as well', () => {
    const reading = readPage(page, { engines: false });
    expect(reading.posts?.posts.length).toBe(3);
  });
});

describe('descriptions of engines', () => {
  it('use only selectors that are understood, and no address of a host', () => {
    const sources: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value === 'string') sources.push(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
    };
    for (const { name, ...rest } of engines) {
      expect(name).not.toBe('');
      walk(rest);
    }
    expect(sources.length).toBeGreaterThan(200);
    for (const source of sources) expect(() => selector(sourceParts(source).selector)).not.toThrow();
  });

  it('have distinct names', () => {
    expect(new Set(engines.map(({ name }) => name)).size).toBe(engines.length);
  });
});
