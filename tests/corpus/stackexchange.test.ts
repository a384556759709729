import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clean } from '../../lib/clean';
import { AppError } from '../../lib/model/error';
import type { Harvest } from '../../lib/model/thread';
import { detect } from '../../lib/sites';
import { corpus, recorded } from './recorded';
import { ascending, countJson, countPage, itemsOf, rowIds, type SeCounts } from './stackexchange-raw';
import { listFiles, noticeFiles, refusedFiles, threadFiles } from './stackexchange-table';

const folder = `${corpus}/stackexchange`;
/** Some addresses of the index are words; what was blocked was recorded elsewhere. */
const { there, urlOf, textOf, read } = recorded('stackexchange', (stated) => {
  const address = stated.split(' ')[0] ?? '';
  return new URL(/^https?:/.test(address) ? address : 'https://stackoverflow.com/questions/1');
});

function countsOf({ posts = [], threads = [] }: Harvest): SeCounts {
  const of = (kind: string): number => posts.filter((post) => post.kind === kind).length;
  const scored = posts.filter((post) => post.kind !== 'comment');
  return {
    questions: of('root'),
    answers: of('answer'),
    comments: of('comment'),
    authors: new Set(posts.map(({ author }) => author.displayName ?? author.name)).size,
    edges: posts.reduce((sum, post) => sum + post.replyTo.length, 0),
    images: posts.reduce((sum, post) => sum + post.images.length, 0),
    accepted: threads[0]?.acceptedPostId ?? null,
    scores: ascending(scored.map((post) => post.score)),
  };
}

const files = there ? readdirSync(folder) : [];

describe.skipIf(!there)('recorded files of the Stack Exchange network', () => {
  it('are all in the table', () => {
    const named = [...threadFiles, ...listFiles, ...refusedFiles].map(([file]) => file);
    expect(named.toSorted()).toEqual(files.toSorted());
  });

  it.each(threadFiles)(
    '%s: %i questions, %i answers, %i comments, %i authors, %i images, accepted %s',
    (file, questions, answers, comments, authors, images, accepted, scores) => {
      const raw = (file.endsWith('.json') ? countJson : countPage)(textOf(file));
      expect(raw).toMatchObject({ questions, answers, comments, authors, images, accepted });
      expect(raw.scores.reduce<number>((sum, score) => sum + (score ?? 0), 0)).toBe(scores);
      const harvest = read(file) ?? {};
      expect(countsOf(harvest)).toEqual(raw);
      for (const post of harvest.posts ?? []) {
        expect(harvest.threads?.map(({ id }) => id)).toContain(post.threadId);
        expect(post.url).toContain(post.id.replace(/^c/, ''));
        if (post.flags.includes('wiki')) continue;
        expect(post.postedAt).toBeGreaterThan(Date.UTC(2008));
        expect(post.license).toMatch(/^CC BY-SA [234]\.[05]$/);
      }
    },
  );

  it.each(listFiles)('%s: %i targets', (file, targets) => {
    const text = textOf(file);
    expect(file.endsWith('.json') ? itemsOf(text).length : rowIds(text).length).toBe(targets);
    const found = read(file)?.targets ?? [];
    expect(found.map((target) => target.ordinal)).toEqual(Array.from({ length: targets }, (_, index) => index));
    if (!file.endsWith('.html')) return;
    expect(found.map((target) => target.key)).toEqual(rowIds(text));
    expect(found.every((target) => target.title !== '' && target.hints?.score !== undefined)).toBe(true);
    expect(found.every((target) => target.hints?.replies !== undefined)).toBe(true);
  });

  it.each(refusedFiles)('%s: %s, %s', (file, code, reason) => {
    let thrown: unknown = null;
    try {
      read(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).info).toMatchObject({ code, reason });
  });

  it.each(noticeFiles)('%s: closed %s, and the notice stands beside the posts', (file, closed, words) => {
    const harvest = read(file);
    expect(harvest?.threads?.[0]).toMatchObject({ closed, notice: expect.stringContaining(words) as string });
    expect(harvest?.threads?.[0]?.title).not.toMatch(/\[(closed|duplicate)\]$/);
    for (const post of harvest?.posts ?? []) expect(post.html).not.toContain(words);
  });

  it('gives one post one id, from the page as from the API', () => {
    const page = read('question-german-10376-2022.html')?.posts ?? [];
    expect(page.slice(0, 4).map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'root 10376',
      'comment c26550',
      'comment c168701',
      'answer 10381',
    ]);
    const api = read('api-items-wasm-62349412-comments-items.json')?.posts ?? [];
    expect(api.every(({ id, replyTo }) => /^c\d+$/.test(id) && replyTo[0] === '62349412')).toBe(true);
  });

  it('sees what every page is', () => {
    for (const file of files.filter((name) => /^(question|tags)/.test(name))) {
      const sighting = detect({ url: urlOf(file), html: textOf(file) });
      expect(sighting?.site, file).toBe('stackexchange');
      const kind = file.startsWith('question-') ? 'thread' : file.startsWith('questions-') ? 'listing' : undefined;
      expect(sighting?.target?.kind, file).toBe(kind);
    }
  });

  it('keeps all code as its author wrote it', () => {
    let blocks = 0;
    let indented = 0;
    for (const [file] of threadFiles) {
      for (const post of read(file)?.posts ?? []) {
        const text = clean(post.html, 'faithful', { baseUrl: post.url });
        for (const code of codeBlocks(post.html)) {
          blocks++;
          if (text.includes(code)) continue;
          // Within a quote or a list, every line is moved.
          indented++;
          expect(moved(text), `${file} ${post.id}`).toContain(moved(code));
        }
      }
    }
    expect(blocks).toBeGreaterThan(300);
    expect(indented).toBeLessThan(blocks / 10);
  });
});

/** What stands between `<pre><code>` tags, without the spans of highlighters. */
function codeBlocks(html: string): readonly string[] {
  return [...html.matchAll(/<pre\b[^>]*>\s*<code\b[^>]*>([\s\S]*?)<\/code>\s*<\/pre>/g)].map((match) =>
    (match[1] ?? '')
      .replace(/<br\s*\/?>/g, '\n')
      .replace(/<[^>]+>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&nbsp;/g, '\u00a0')
      .replace(/&amp;/g, '&')
      .replace(/\r\n?/g, '\n')
      .trimEnd(),
  );
}

/** Lines without what a list or a quote puts before them. */
function moved(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^[\s>]+/, '').trimEnd())
    .join('\n')
    .trim();
}
