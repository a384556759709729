import { describe, expect, it } from 'vitest';
import { textOf, parsePiece } from '../../../../lib/base/html';
import { forum } from '../../../../lib/sites/forum';
import { leastCertainty } from '../../../../lib/sites/forum/certainty';
import * as shapes from './shapes';

const url = new URL('https://spokes.example/forum/thread/5/chain-jumps');
const read = (html: string) => forum.read({ url, html }).posts ?? [];
const shown = (html: string): string => textOf(parsePiece(html)).replace(/\s+/g, ' ').trim();
const texts = shapes.talk.map(({ text }) => text);
const names = shapes.talk.map(({ name }) => name);
const dayOf = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().slice(0, 10);

describe('pages of unknown software', () => {
  it.each([
    ['the first post in other markup', shapes.differentOpening],
    ['two rows for a post, no classes', shapes.pairsOfRows],
    ['the writer below the text', shapes.writerBelow],
    ['the newest first, signatures, advertisements, dates of joining', shapes.newestFirst],
  ])('%s', (_, html) => {
    const posts = read(html);
    expect(posts.map((post) => shown(post.html))).toEqual(texts);
    expect(posts.map((post) => post.author.name)).toEqual(names);
    expect(posts.map((post) => dayOf(post.postedAt))).toEqual(shapes.talk.map(({ date }) => date));
    expect(posts.map((post) => post.position)).toEqual([1, 2, 3, 4, 5]);
    expect(posts.map((post) => post.kind)).toEqual(['root', 'reply', 'reply', 'reply', 'reply']);
    expect(forum.detect({ url, html })?.guess).toMatchObject({
      basis: 'structure',
      engine: null,
      authors: 5,
      dates: 5,
    });
  });

  it('numbers of posts, where the page has them', () => {
    expect(read(shapes.newestFirst).map((post) => post.id)).toEqual(['36', '37', '38', '39', '40']);
    expect(read(shapes.writerBelow).map((post) => post.url)).toContain('https://spokes.example/t/5#m62');
    expect(read(shapes.pairsOfRows).map((post) => post.id)).toEqual(['70', '71', '72', '73', '74']);
  });

  it('replies inside what they answer', () => {
    const posts = read(shapes.nested);
    expect(posts.map((post) => shown(post.html))).toEqual(texts.slice(0, 4));
    expect(posts.map((post) => post.replyTo)).toEqual([[], ['31'], ['32'], ['31']]);
  });

  it('one order of day and month for the whole page', () => {
    expect(read(shapes.monthFirst).map((post) => dayOf(post.postedAt))).toEqual([
      '2020-04-02',
      '2020-04-03',
      '2020-04-03',
      '2020-04-05',
      '2020-04-25',
    ]);
  });

  it('is not as sure as of known software', () => {
    const certainty = forum.detect({ url, html: shapes.differentOpening })?.guess?.certainty ?? 0;
    expect(certainty).toBeGreaterThan(0.5);
    expect(certainty).toBeLessThan(0.9);
  });
});

describe('pages that are no forum', () => {
  it.each([
    ['a blog with comments', shapes.blogWithComments],
    ['news with comments', shapes.newsWithComments],
    ['a list of articles', shapes.blogIndex],
    ['a shop', shapes.shop],
    ['reviews of a thing', shapes.reviews],
    ['results of a search', shapes.searchResults],
    ['documentation', shapes.docs],
    ['nothing', ''],
    ['data', '{"posts": []}'],
  ])('%s', (_, html) => {
    const page = { url: new URL('https://www.other.example/2021/05/page'), html };
    expect(forum.detect(page)).toBeNull();
    expect(forum.read(page)).toEqual({});
    expect(forum.readFile({ url: page.url, text: html })).toBeNull();
    expect(leastCertainty).toBeGreaterThanOrEqual(0.3);
  });
});

describe('lists of threads', () => {
  const board = new URL('https://spokes.example/forum/board/2');

  it('of unknown software', () => {
    const page = { url: board, html: shapes.listing(100, '<a href="/forum/board/2?page=2">2</a>') };
    const sighting = forum.detect(page);
    expect(sighting).toMatchObject({
      threadsShown: 12,
      postsShown: 0,
      target: { kind: 'listing', title: 'Workshop board' },
    });
    const targets = forum.read(page).targets ?? [];
    expect(targets).toHaveLength(12);
    expect(targets[3]).toMatchObject({
      kind: 'thread',
      url: 'https://spokes.example/forum/thread/103/chain-number-103',
      title: 'Chain number 103 makes noises',
      ordinal: 3,
      hints: { replies: 5, postsCount: 6, lastPostedAt: Date.UTC(2020, 3, 13, 10) },
    });
  });
});
