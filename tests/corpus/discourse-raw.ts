import { at, type Json } from './raw-json';
// Counts of recorded Discourse files by a path of their own: raw JSON keys and plain patterns over the text, none of the
// code under test.

export interface Counts {
  readonly posts: number;
  readonly authors: number;
  readonly edges: number;
  readonly images: number;
}

interface RawPost {
  readonly number: number;
  readonly author: string;
  readonly topic: number;
  readonly repliedTo: number | null;
  readonly html: string;
}

function listAt(value: Json, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

function textAt(value: Json, name: string): string {
  const found = at(value, name);
  return typeof found === 'string' ? found : '';
}

function rawPost(post: Json): RawPost {
  const repliedTo = at(post, 'reply_to_post_number');
  return {
    number: Number(at(post, 'post_number')),
    author: textAt(post, 'username'),
    topic: Number(at(post, 'topic_id')),
    repliedTo: typeof repliedTo === 'number' ? repliedTo : null,
    html: textAt(post, 'cooked'),
  };
}

/** A topic's JSON, a batch of its posts, or one post. */
export function countJson(text: string): Counts {
  const data = JSON.parse(text) as Json;
  const posts = listAt(data, 'post_stream', 'posts');
  return count((posts.length ? posts : [data]).map(rawPost));
}

export function truePosts(text: string): ReadonlyMap<number, RawPost> {
  const posts = listAt(JSON.parse(text) as Json, 'post_stream', 'posts').map(rawPost);
  return new Map(posts.map((post) => [post.number, post]));
}

export function count(posts: readonly RawPost[]): Counts {
  return {
    posts: posts.length,
    authors: new Set(posts.map((post) => post.author)).size,
    edges: posts.reduce((sum, post) => sum + edgesOf(post).length, 0),
    images: posts.reduce((sum, post) => sum + imagesOf(post.html), 0),
  };
}

/** Numbers of the posts answered, by reply and by quote. */
export function edgesOf(post: RawPost): readonly number[] {
  const quotes = [...post.html.matchAll(/<aside class="quote[^>]*>/g)].flatMap(([tag]) => {
    const quoted = /data-post="(\d+)"/.exec(tag)?.[1];
    const topic = /data-topic="(\d+)"/.exec(tag)?.[1];
    return quoted && (!topic || Number(topic) === post.topic) ? [Number(quoted)] : [];
  });
  const all = post.repliedTo === null ? quotes : [post.repliedTo, ...quotes];
  return [...new Set(all)].filter((number) => number < post.number);
}

/** Pictures that are content: each original once. */
export function imagesOf(html: string): number {
  const own = html
    .replace(/<aside class="onebox[\s\S]*?<\/aside>/g, '')
    .replace(/<div class="(?:lazyYT|onebox )[\s\S]*?<\/div>/g, '')
    .replace(/<a class="lightbox" href="([^"]*)"[\s\S]*?<\/a>/g, '<img src="$1">');
  const found = [...own.matchAll(/<img\b[^>]*>/g)].map(([tag]) => tag);
  const content = found.filter(
    (tag) => !/class="[^"]*\b(emoji|avatar|site-icon|favicon|thumbnail|onebox-avatar\w*)\b/.test(tag),
  );
  return new Set(content.map((tag) => / src="([^"]*)"/.exec(tag)?.[1])).size;
}

/** The layout for crawlers, in all its versions. */
export function countCrawler(html: string, topic: number): Counts {
  const parts = html.split(/class='topic-body crawler-post'/).slice(1);
  return count(
    parts.map((part, index) => ({
      number: Number(/itemprop='position'>#?(\d+)</.exec(part)?.[1] ?? index + 1),
      author: /itemprop='name'>([^<]*)</.exec(part.slice(part.indexOf('creator')))?.[1] ?? '',
      topic,
      repliedTo: null,
      html:
        /<div class='post' itemprop='(?:text|articleBody)'>([\s\S]*?)<meta itemprop='headline'|$/.exec(part)?.[1] ??
        /<div class='post' itemprop='(?:text|articleBody)'>([\s\S]*?)<div itemprop="interactionStatistic"/.exec(
          part,
        )?.[1] ??
        '',
    })),
  );
}

/** The posts sent along with a page for the application. */
export function countPreloaded(html: string, topic: number): Counts {
  const attribute = /data-preloaded="([^"]*)"/.exec(html)?.[1] ?? '';
  const text = attribute.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  const values = JSON.parse(text.replaceAll('&#39;', "'").replaceAll('&amp;', '&')) as Readonly<Record<string, string>>;
  return countJson(values[`topic_${topic}`] ?? '');
}

export function countTargets(text: string): number {
  if (text.startsWith('{')) {
    const data = JSON.parse(text) as Json;
    return listAt(data, 'topic_list', 'topics').length + listAt(data, 'topics').length;
  }
  const topics = text.match(/class=["']topic-list-item["']/g)?.length ?? 0;
  return topics || (text.match(/<meta itemprop='url' content='\/c\//g)?.length ?? 0);
}
