import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forum } from '../../../../lib/sites/forum';

const url = new URL('https://spokes.example/forum/thread/5');

function msOf(html: string): number {
  const started = performance.now();
  forum.detect({ url, html });
  forum.read({ url, html });
  return performance.now() - started;
}

const post = (i: number): string =>
  `<div class="post" id="post${i}"><a href="/user/${i}">u${i}</a> <span class="date">2020-04-21 10:00</span><div class="text">words of number ${i} <blockquote>u${i - 1} said: words of number ${i - 1}</blockquote></div></div>`;

const siblings = (n: number): string => '<div class="post">a</div>'.repeat(n);

describe('hostile pages', () => {
  it.each([
    ['100,000 siblings', siblings],
    [
      'links to further pages',
      (n: number) => Array.from({ length: n }, (_, i) => `<a class="pagination" href="?page=${i}">${i}</a>`).join(''),
    ],
    [
      'as many classes',
      (n: number) =>
        Array.from({ length: n }, (_, i) => `<div class="c${'x'.repeat(i % 50)}q k${i}">a b 2020-01-01</div>`).join(''),
    ],
    ['deep nesting', (n: number) => '<div class="post"><b>'.repeat(n / 4)],
    [
      'nested posts',
      (n: number) =>
        Array.from(
          { length: n / 40 },
          (_, i) =>
            `<div class="post" id="p${i + 10}"><a href="/user/1">me</a><time datetime="2020-01-01"></time><p>word ${i}</p>`,
        ).join(''),
    ],
    ['posts with quotes', (n: number) => Array.from({ length: n / 20 }, (_, i) => post(i + 10)).join('')],
    [
      'long words',
      (n: number) => `<div class="post">${'a'.repeat(n * 10)}</div><div class="post">${'1 '.repeat(n)}</div>`,
    ],
    ['long attributes', (n: number) => `<div class="${'post '.repeat(n)}" id="${'p'.repeat(n)}1">a</div>`.repeat(2)],
  ])(
    '%s: time grows no faster than the page',
    (_, make) => {
      const size = make === siblings ? 100_000 : 25_000;
      const few = Math.max(msOf(make(size / 5)), msOf(make(size / 5)));
      const many = msOf(make(size));
      // Five times the page; some room for a busy machine.
      expect(many).toBeLessThan(Math.max(few, 60) * 16);
    },
    120_000,
  );

  it('posts with 10 MB', () => {
    const html = `${post(10)}${post(11).replace('words', 'word '.repeat(2_000_000))}${post(12)}`;
    expect(msOf(html)).toBeLessThan(20_000);
  }, 60_000);
});

describe('the code', () => {
  it('names no host', () => {
    const folder = 'lib/sites/forum';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      const hosts =
        text.match(
          /\b[a-z0-9-]{2,}\.(?:com|org|net|de|fr|io|co\.uk|uk|ru|pl|nl|es|it|info|dev|app|gg|world|social)\b/gi,
        ) ?? [];
      // The vocabulary is no forum.
      expect(
        hosts.filter((host) => host !== 'schema.org'),
        file,
      ).toEqual([]);
    }
  });
});
