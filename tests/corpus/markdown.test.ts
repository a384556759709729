import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { attr, elementsOf, hasClass, innerHtml, parsePage, type Element } from '../../lib/base/html';
import { clean, toMarkdown, type RenderProfile } from '../../lib/clean';

const corpus = path.resolve(import.meta.dirname, '../../../shared/corpus');
const folder = path.join(corpus, 'discourse');

interface RecordedPost {
  readonly id: number;
  readonly post_number: number;
  readonly cooked?: string;
  readonly hidden?: boolean;
}
type Case = readonly [name: string, html: string, holds: (markdown: string) => boolean];

function postsOf(file: string): readonly RecordedPost[] {
  const topic = JSON.parse(readFileSync(file, 'utf8')) as { post_stream?: { posts?: RecordedPost[] } };
  return topic.post_stream?.posts ?? [];
}

/** Posts of the raw export by their number: what the authors wrote. */
function authored(file: string): ReadonlyMap<number, string> {
  const posts = new Map<number, string>();
  for (const part of readFileSync(file, 'utf8').split('\n\n-------------------------\n\n')) {
    const match = /^\S+ \| [^|\n]+ \| #(\d+)\n\n([\s\S]*)$/.exec(part.replace(/^\n+/, ''));
    if (match?.[2] !== undefined) posts.set(Number(match[1]), match[2]);
  }
  return posts;
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

function wordF1(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const n = left.get(word) ?? 0;
    if (n === 0) continue;
    common++;
    left.set(word, n - 1);
  }
  return a.length + b.length > 0 ? (2 * common) / (a.length + b.length) : 1;
}

const fences = (text: string): readonly string[] =>
  [...text.matchAll(/^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?^\1[ \t]*$/gm)].map((m) => (m[2] ?? '').replace(/\s+$/, ''));

describe.skipIf(!existsSync(folder))('Markdown beside what the authors wrote', () => {
  let cases: readonly Case[] = [];
  beforeAll(async () => {
    const file = pathToFileURL(path.join(corpus, 'markdown-cases.mjs')).href;
    cases = ((await import(/* @vite-ignore */ file)) as { CASES: readonly Case[] }).CASES;
  });

  it('passes every case', () => {
    expect(cases.length).toBeGreaterThanOrEqual(33);
    expect(cases.filter(([, html, holds]) => !holds(toMarkdown(html))).map(([name]) => name)).toEqual([]);
  });

  it('has the words and the code of the recorded posts', () => {
    const scores: number[] = [];
    let total = 0;
    const lost: string[] = [];
    for (const name of readdirSync(folder).filter((n) => /^topic-.*\.json$/.test(n))) {
      const raw = path.join(folder, name.replace(/^topic-/, 'raw-').replace(/\.json$/, '.md'));
      if (!existsSync(raw)) continue;
      const sources = authored(raw);
      for (const post of postsOf(path.join(folder, name))) {
        const source = sources.get(post.post_number);
        if (!post.cooked || post.hidden || source === undefined) continue;
        const made = toMarkdown(post.cooked);
        scores.push(wordF1(words(source), words(made)));
        const got = fences(made);
        for (const code of fences(source)) {
          total++;
          if (!got.includes(code)) lost.push(`${name} #${String(post.post_number)}`);
        }
      }
    }
    expect(scores.length).toBeGreaterThan(700);
    expect(total).toBe(16);
    expect(lost).toEqual([]);
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.98);
  });

  it('reads a live post as the post the site sent', () => {
    let compared = 0;
    for (const page of readdirSync(folder).filter((n) => n.startsWith('live-derived-'))) {
      const id = /urho-(\d+)/.exec(page)?.[1] ?? '';
      const topic = readdirSync(folder).find((n) => n.startsWith(`topic-urho-${id}-`)) ?? '';
      const sent = new Map(postsOf(path.join(folder, topic)).map((post) => [String(post.id), post.cooked ?? '']));
      for (const article of elementsOf(parsePage(readFileSync(path.join(folder, page), 'utf8')))) {
        const cooked = sent.get(attr(article, 'data-post-id') ?? '');
        const live = cooked === undefined ? undefined : bodyOf(article);
        if (!live || cooked === undefined) continue;
        for (const profile of ['faithful', 'plain', 'transcript'] satisfies RenderProfile[]) {
          const context = { baseUrl: 'https://discourse.urho3d.io/' };
          expect(clean(innerHtml(live), profile, context), `${page} ${profile}`).toBe(clean(cooked, profile, context));
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(90);
  });
});

function bodyOf(article: Element): Element | undefined {
  for (const element of elementsOf(article)) if (hasClass(element, 'cooked')) return element;
  return undefined;
}
