import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/model/error';
import type { Post } from '../../lib/model/thread';
import { detect, readFile } from '../../lib/sites';
import {
  countCrawler,
  countJson,
  countPreloaded,
  countTargets,
  edgesOf,
  imagesOf,
  truePosts,
  type Counts,
} from './discourse-raw';
import { corpus, recorded } from './recorded';
import { errorFiles, listFiles, liveFiles, topicFiles } from './discourse-table';

const folder = `${corpus}/discourse`;
const { there, urlOf, textOf, read } = recorded('discourse', (stated) =>
  URL.canParse(stated) ? new URL(stated) : new URL(`https://forum.example.org${stated.startsWith('/') ? stated : ''}`),
);

function countsOf(posts: readonly Post[]): Counts {
  return {
    posts: posts.length,
    authors: new Set(posts.map((post) => post.author.name)).size,
    edges: posts.reduce((sum, post) => sum + post.replyTo.length, 0),
    images: posts.reduce((sum, post) => sum + post.images.length, 0),
  };
}

/** By raw keys and patterns; one boot page's data is broken as files, so its crawler part counts. */
function independentCounts(file: string): Counts {
  if (file.endsWith('.json')) return countJson(textOf(file));
  const topic = Number(/(\d+)$/.exec(urlOf(file).pathname)?.[1]);
  return file.startsWith('boot-blizzard') ? countPreloaded(textOf(file), topic) : countCrawler(textOf(file), topic);
}

const files = there ? readdirSync(folder) : [];
const named = [...topicFiles, ...listFiles, ...liveFiles, ...errorFiles].map(([file]) => file);

describe.skipIf(!there)('recorded Discourse files', () => {
  it('are all in the table', () => {
    const wanted = /^(topic-|post-|crawler-|boot-|live-derived-|topics-|search-|error-)/;
    expect(named.toSorted()).toEqual(files.filter((file) => wanted.test(file)).toSorted());
  });

  it.each(topicFiles)('%s: %i posts, %i authors, %i edges, %i images', (file, posts, authors, edges, images) => {
    const counts = { posts, authors, edges, images };
    expect(independentCounts(file)).toEqual(counts);
    const harvest = read(file);
    expect(countsOf(harvest?.posts ?? [])).toEqual(counts);
    expect(harvest?.threads).toHaveLength(1);
    for (const post of harvest?.posts ?? []) {
      expect(post.threadId).toBe(harvest?.threads?.[0]?.id);
      expect(post.postedAt).toBeGreaterThan(Date.UTC(2012));
      expect(post.url).toMatch(new RegExp(`/t/.+/${post.id}$`));
    }
  });

  it.each(listFiles)('%s: %i targets', (file, targets) => {
    expect(countTargets(textOf(file))).toBe(targets);
    const found = read(file)?.targets ?? [];
    expect(found).toHaveLength(targets);
    expect(new Set(found.map((target) => target.key)).size).toBe(targets);
    expect(found.map((target) => target.ordinal)).toEqual(found.map((_, index) => index));
    expect(found.every((target) => target.title !== '')).toBe(true);
  });

  it.each(liveFiles)('%s shows what %s holds', (file, truthFile, shown, edges, images) => {
    const truth = truePosts(textOf(truthFile));
    const present = [...textOf(file).matchAll(/<article id="post_(\d+)"/g)].map((match) => Number(match[1]));
    expect(present).toHaveLength(shown);
    const harvest = read(file);
    const posts = harvest?.posts ?? [];
    expect(posts.map((post) => post.position)).toEqual(present);
    expect(countsOf(posts)).toMatchObject({ edges, images });
    const full = readFile({ url: urlOf(truthFile), text: textOf(truthFile) });
    const trueById = new Map(full?.posts?.map((post) => [post.id, post]));
    for (const post of posts) {
      const raw = truth.get(post.position);
      expect(post.author.name).toBe(raw?.author);
      expect(post.replyTo).toEqual(raw && edgesOf({ ...raw, repliedTo: null }).map(String));
      expect(post.images).toHaveLength(raw ? imagesOf(raw.html) : -1);
      const whole = trueById.get(post.id);
      for (const name of ['siteId', 'state', 'postedAt', 'score', 'url', 'kind'] as const) {
        expect([name, post[name]]).toEqual([name, whole?.[name]]);
      }
      expect(post.flags.includes('accepted')).toBe(whole?.flags.includes('accepted'));
    }
    expect(harvest?.threads?.[0]?.title).toBe(full?.threads?.[0]?.title);
    const sighting = detect({ url: urlOf(file), html: textOf(file) });
    expect(sighting).toMatchObject({ postsShown: shown, signedIn: false, wall: null, siteName: 'Urho3D' });
  });

  it.each(errorFiles)('%s is %s', (file, code) => {
    expect(codeOf(file)).toBe(code);
  });

  it.each(files.filter((file) => !named.includes(file)))('%s breaks nothing', (file) => {
    expect(codeOf(file)).toMatch(/^(read|unsupported)$/);
  });

  it('reads one topic alike from a saved page and from its JSON', () => {
    const page = read('boot-blizzard-wow-505388.html');
    expect(page?.threads?.[0]).toMatchObject({
      url: 'https://us.forums.blizzard.com/en/wow/t/can-i-transfer-back-to-locked-server-if-i-have-existing-character/505388',
      category: 'WoW Classic General Discussion',
    });
    expect(page?.posts?.[0]?.siteId).toMatch(/^\d+$/);
  });
});

/** The code of the error a file gives; `read` when it is read. */
function codeOf(file: string): string {
  try {
    return read(file) ? 'read' : 'not ours';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
