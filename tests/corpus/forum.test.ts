import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecorded } from '../../bench/forum-pages';
import { detect } from '../../lib/sites';
import { forum } from '../../lib/sites/forum';

const corpus = '../shared/corpus/forum52';
const there = existsSync(corpus);
const folder = there ? mkdtempSync(join(tmpdir(), 'heddle-forum-')) : '';
const names = there ? readdirSync(`${corpus}/dev`) : [];

interface Scores {
  readonly macroF1: number;
  readonly authorE2E: number;
  readonly dateE2E: number;
}

/** By the scorer that lies beside the pages, as it is. */
function scores(options: { readonly engines?: boolean }): Scores {
  const predictions = Object.fromEntries(
    readRecorded(`${corpus}/dev`, options).map(({ id, posts }) => [id, { posts }]),
  );
  const file = join(folder, 'predictions.json');
  const out = join(folder, 'scores.json');
  writeFileSync(file, JSON.stringify(predictions));
  execFileSync(process.execPath, [`${corpus}/score.mjs`, file, `${corpus}/dev`, '--json', out]);
  return (JSON.parse(readFileSync(out, 'utf8')) as { readonly summary: Scores }).summary;
}

describe.skipIf(!there)('recorded pages of other forums', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('reach the goals', () => {
    const { macroF1, authorE2E, dateE2E } = scores({});
    expect(macroF1).toBeGreaterThanOrEqual(0.96);
    expect(authorE2E).toBeGreaterThanOrEqual(0.93);
    expect(dateE2E).toBeGreaterThanOrEqual(0.8);
  }, 120_000);

  it('reach them without a single engine known', () => {
    const { macroF1, authorE2E, dateE2E } = scores({ engines: false });
    expect(macroF1).toBeGreaterThanOrEqual(0.96);
    expect(authorE2E).toBeGreaterThanOrEqual(0.93);
    expect(dateE2E).toBeGreaterThanOrEqual(0.8);
  }, 120_000);

  it.each(names)('%s is a thread with posts', (name) => {
    const recorded = JSON.parse(gunzipSync(readFileSync(`${corpus}/dev/${name}`)).toString()) as {
      readonly url: string;
      readonly html: string;
      readonly posts: readonly unknown[];
      readonly engine: string;
    };
    const page = { url: new URL(recorded.url), html: recorded.html };
    const sighting = forum.detect(page);
    expect(sighting?.target?.kind).toBe('thread');
    expect(sighting?.guess?.certainty).toBeGreaterThan(recorded.engine === 'custom' ? 0.35 : 0.8);
    const { posts = [], threads = [] } = forum.read(page);
    expect(Math.abs(posts.length - recorded.posts.length)).toBeLessThanOrEqual(1);
    expect(new Set(posts.map((post) => post.id)).size).toBe(posts.length);
    expect(threads).toHaveLength(1);
    expect(threads[0]?.title).not.toBe('');
    for (const post of posts) {
      expect(post.threadId).toBe(threads[0]?.id);
      expect(post.url).not.toMatch(/sid=|PHPSESSID/);
      expect(new URL(post.url).host).toBe(page.url.host);
    }
    // Discourse's own adapter has its pages.
    expect(detect(page)?.site).toBe(recorded.engine.startsWith('Discourse') ? 'discourse' : 'forum');
  });
});
