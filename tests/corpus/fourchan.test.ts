import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clean } from '../../lib/clean';
import { AppError } from '../../lib/model/error';
import type { Post } from '../../lib/model/thread';
import { detect } from '../../lib/sites';
import { fourchan } from '../../lib/sites/fourchan';
import { countJson, countTinyboardPage, countYotsubaPage, listedThreads, type Counts } from './fourchan-raw';
import { corpus, recorded } from './recorded';
import { closedFiles, listFiles, otherFiles, threadFiles } from './fourchan-table';

const { there, urlOf, textOf, read } = recorded(
  '',
  (stated) => new URL(URL.canParse(stated) ? stated : 'https://board.example.org/'),
);

function countsOf(posts: readonly Post[]): Counts {
  return {
    posts: posts.length,
    authors: new Set(posts.map((post) => post.author.name)).size,
    edges: posts.reduce((sum, post) => sum + post.replyTo.length, 0),
    segmented: posts.filter((post) => post.segments).length,
    images: posts.reduce((sum, post) => sum + post.images.length, 0),
  };
}

function independentCounts(file: string): Counts {
  if (file.endsWith('.json')) return countJson(textOf(file));
  return file.includes('tinyboard') ? countTinyboardPage(textOf(file)) : countYotsubaPage(textOf(file));
}

const folders = ['fourchan', 'other-boards'];
const files = there
  ? folders.flatMap((folder) => readdirSync(`${corpus}/${folder}`).map((file) => `${folder}/${file}`))
  : [];

describe.skipIf(!there)('recorded files of boards', () => {
  it('are all in the table', () => {
    const named = [...threadFiles, ...listFiles, ...otherFiles].map(([file]) => file);
    expect(named.toSorted()).toEqual(files.toSorted());
  });

  it.each(threadFiles)(
    '%s: %i posts, %i authors, %i edges, %i in parts, %i images',
    (file, posts, authors, edges, segmented, images) => {
      const counts = { posts, authors, edges, segmented, images };
      expect(independentCounts(file)).toEqual(counts);
      const harvest = read(file);
      expect(countsOf(harvest?.posts ?? [])).toEqual(counts);
      expect(harvest?.threads).toHaveLength(1);
      for (const post of harvest?.posts ?? []) {
        expect(post.threadId).toBe(harvest?.threads?.[0]?.id);
        expect(post.postedAt).toBeGreaterThan(Date.UTC(2012));
        expect(post.url).toMatch(new RegExp(`/(?:thread|res)/\\d+(?:\\.html)?#p?${post.id}$`));
        for (const { url, name } of post.images) {
          expect(url).not.toMatch(/s\.jpg$|\/thumb\/|\/t_/);
          expect(name).toMatch(/\.\w{3,4}$/);
        }
        const parts = post.segments?.map((segment) => segment.html).join('') ?? '';
        expect(parts.length).toBeLessThan(post.html.length || 1);
      }
    },
  );

  it.each(threadFiles)('%s gives text without references, in parts or whole', (file) => {
    for (const post of read(file)?.posts ?? []) {
      const context = { baseUrl: post.url, site: 'fourchan' } as const;
      const text = clean(post.html, 'plain', context);
      expect(text).not.toMatch(/^>>\d+|\n>>\d+$/);
      const words = (html: string): string => clean(html, 'plain', context).replace(/\s+/g, '');
      if (post.segments) expect(post.segments.map(({ html }) => words(html)).join('')).toBe(words(post.html));
    }
  });

  it.each(closedFiles)('%s: %s', (file, notice) => {
    expect(read(file)?.threads?.[0]).toMatchObject({ closed: true, notice, unaddressed: 'none' });
  });

  it.each(listFiles)('%s: %i threads', (file, count) => {
    const numbers = listedThreads(textOf(file));
    expect(numbers).toHaveLength(count);
    const targets = read(file)?.targets ?? [];
    const found = targets.map((target) => Number(target.key.split('/')[1]));
    expect(file.includes('archive') ? found.toReversed() : found.toSorted()).toEqual(
      file.includes('archive') ? numbers : numbers.toSorted(),
    );
    expect(targets.map((target) => target.ordinal)).toEqual(targets.map((_, index) => index));
    expect(targets.every((target) => target.title !== '')).toBe(true);
  });

  it.each(otherFiles)('%s: %s', (file, cause) => {
    const code = (): string => {
      try {
        return fourchan.readFile({ url: urlOf(file), text: textOf(file) }) ? 'read' : 'not ours';
      } catch (error) {
        if (error instanceof AppError) return error.code;
        throw error;
      }
    };
    expect(code()).toBe(cause);
  });

  it('see what pages are', () => {
    const sighting = (file: string) => detect({ url: urlOf(file), html: textOf(file) });
    expect(sighting('fourchan/page-thread-lit-15897101.html')).toMatchObject({
      site: 'fourchan',
      postsShown: 41,
      postsTotal: 41,
      wall: null,
      target: { kind: 'thread', key: 'lit/15897101' },
    });
    expect(sighting('fourchan/page-catalog-his-2017.html')).toMatchObject({
      listing: 'category',
      threadsShown: 151,
      target: { kind: 'listing', key: 'his' },
    });
    expect(sighting('other-boards/tinyboard-crystalcafe-thread.html')).toMatchObject({
      target: { kind: 'thread', key: 'meta/7202' },
      wall: null,
    });
  });

  it('take threads of a catalog in turn, as the reference does', () => {
    const text = textOf('fourchan/catalog-po-2019.json');
    const pages = (JSON.parse(text) as { threads: { no: number }[] }[]).map(({ threads }) =>
      threads.map(({ no }) => no),
    );
    const wanted: number[] = [];
    for (let place = 0; wanted.length < 50; place++) {
      for (const page of pages) {
        const no = page[place];
        if (no !== undefined && wanted.length < 50) wanted.push(no);
      }
    }
    const target = fourchan.source?.locate({ boards: 'po' })?.target;
    if (!target) throw new Error('no target');
    const [request] = fourchan.plan(target);
    if (!request) throw new Error('no request');
    const reply = { url: request.url, status: 200, headers: {}, body: text };
    const found = fourchan.parse(request, reply, { signedIn: false }).targets ?? [];
    expect(found.map(({ key }) => key)).toEqual(wanted.map((no) => `po/${String(no)}`));
  });

  it('keep code, hidden text and addresses of samples', () => {
    const samples = JSON.parse(textOf('fourchan/com-samples-2026.json')) as Record<string, string>;
    const text = (name: string): string => clean(samples[name] ?? '', 'faithful', { baseUrl: '', site: 'fourchan' });
    expect(text('4chan_code').match(/^```$/gm)).toHaveLength(4);
    expect(text('4chan_code')).toContain('\n  if(player.disconnected)\n  {\n    return;\n  }\n');
    expect(text('4chan_spoiler')).toMatch(/^\[spoiler\]The manga .*\[\/spoiler\]$/);
    expect(text('4chan_cross_thread')).toContain('https://github.com/LostRuins/koboldcpp/releases/tag/v1.122');
    expect(text('4chan_cross_thread')).toContain('Previous threads: >>109953009 & >>109947272');
  });
});
