// Counts of recorded board files by patterns and raw keys, without the adapter's code: what the table is checked by.

export interface Counts {
  readonly posts: number;
  readonly authors: number;
  readonly edges: number;
  readonly segmented: number;
  readonly images: number;
}

interface RawPost {
  readonly no?: number;
  readonly postId?: number;
  readonly name?: string;
  readonly trip?: string;
  readonly id?: string | null;
  readonly com?: string;
  readonly markdown?: string;
  readonly tim?: number | string;
  readonly ext?: string;
  readonly files?: readonly { readonly mime: string }[];
}

interface RawThread {
  readonly threadId?: number;
  readonly posts?: readonly RawPost[];
}

const image = /^\.(jpg|jpeg|png|gif|webp)$/;

/** References of a body: number, and whether it begins its line. */
function referencesIn(html: string, pattern: RegExp): readonly { readonly to: string; readonly leads: boolean }[] {
  const plain = html.replace(/<pre[^]*?<\/pre>/g, '<br>');
  return [...plain.matchAll(pattern)].map((match) => {
    const line =
      plain
        .slice(0, match.index)
        .split(/<br\s?\/?>/)
        .at(-1) ?? '';
    const words = line
      .replace(/<a [^>]*>&gt;&gt;\d+<\/a>|<span class="deadlink">[^<]*<\/span>/g, '')
      .replace(/<[^>]*>/g, '');
    return { to: match[1] ?? 'elsewhere', leads: words.trim() === '' };
  });
}

const yotsubaLink =
  /<a (?:href="#p(\d+)"|href="[^"#][^"]*"(?: rel="[^"]*")?) class="quotelink">|<span class="deadlink">/g;

function countBodies(posts: readonly { readonly no: number; readonly html: string }[], pattern: RegExp) {
  let edges = 0;
  let segmented = 0;
  for (const { no, html } of posts) {
    const all = referencesIn(html, pattern);
    edges += new Set(all.map(({ to }) => to).filter((to) => Number(to) < no)).size;
    // Parts: text between lines that begin with references to different posts.
    const texts = html.split(
      /(?:^|<br>)(?=<a href="#p\d+" class="quotelink">|<span class="deadlink">|<a href="\/[^"]*thread[^"]*"[^>]*class="quotelink">)/,
    );
    const parts = texts.filter((text) =>
      text.replace(/<a [^>]*class="quotelink">[^<]*<\/a>|<span class="deadlink">[^<]*<\/span>|<[^>]*>/g, '').trim(),
    );
    const leading = new Set(all.filter(({ leads }) => leads).map(({ to }) => to));
    if (leading.size > 1 && parts.length > 1) segmented++;
  }
  return { edges, segmented };
}

export function countJson(text: string): Counts {
  const data = JSON.parse(text) as RawThread & RawPost;
  const posts = data.threadId === undefined ? (data.posts ?? []) : [data, ...(data.posts ?? [])];
  const recordedApi = posts.some((post) => 'now' in post);
  const author = ({ id, trip, name }: RawPost): string =>
    id ? `id ${id}` : trip ? `${name ?? ''}${trip}` : recordedApi && name !== 'Anonymous' ? (name ?? '') : '';
  const bodies = posts.map((post) => ({
    no: post.no ?? post.postId ?? data.threadId ?? 0,
    html: post.com ?? post.markdown ?? '',
  }));
  const pattern = recordedApi ? yotsubaLink : /<a onclick="highlightReply[^>]*href="[^"]*#(\d+)">/g;
  return {
    posts: posts.length,
    authors: new Set(posts.map(author)).size,
    ...countBodies(bodies, pattern),
    images: posts.reduce((sum, { tim, ext, files }) => {
      const own = files?.filter(({ mime }) => mime.startsWith('image/')).length ?? 0;
      return sum + own + (tim && ext && image.test(ext) ? 1 : 0);
    }, 0),
  };
}

/** A page of the API's own site. */
export function countYotsubaPage(text: string): Counts {
  const posts = [...text.matchAll(/<blockquote class="postMessage" id="m(\d+)">([^]*?)<\/blockquote>/g)];
  const bodies = posts.map((match) => ({ no: Number(match[1]), html: match[2] ?? '' }));
  const names = [...text.matchAll(/<div class="postInfo desktop"[^]*?<span class="name">([^<]*)<\/span>/g)];
  return {
    posts: posts.length,
    authors: new Set(names.map((match) => match[1])).size,
    ...countBodies(bodies, yotsubaLink),
    images: [...text.matchAll(/class="fileThumb" href="[^"]+\.(?:jpg|png|gif)"/g)].length,
  };
}

/** A page of Tinyboard. */
export function countTinyboardPage(text: string): Counts {
  const posts = [...text.matchAll(/<p class="intro" id="(\d+)">[^]*?<div class="body">([^]*?)<\/div>/g)];
  const bodies = posts.map((match) => ({ no: Number(match[1]), html: match[2] ?? '' }));
  return {
    posts: posts.length,
    authors: 1,
    ...countBodies(bodies, /<a onclick="highlightReply[^>]*href="[^"]*#(\d+)">/g),
    images: [...text.matchAll(/<p class="fileinfo[^"]*"><a href="[^"]+\.(?:jpg|png|gif)"/g)].length,
  };
}

/** Numbers of the threads a list names, in its order. */
export function listedThreads(text: string): readonly number[] {
  if (text.trimStart().startsWith('<')) {
    const catalog = /var catalog = (\{.*?\});/.exec(text)?.[1] ?? '{}';
    const numbers = [...catalog.matchAll(/"(\d+)":\{"date"/g)].map((match) => Number(match[1]));
    return numbers;
  }
  const data = JSON.parse(text) as unknown;
  if (!Array.isArray(data)) {
    return (data as { threads: { posts: { no: number }[] }[] }).threads.map(({ posts }) => posts[0]?.no ?? 0);
  }
  const values = data as (number | { threads: { no: number }[] })[];
  return values.flatMap((value) => (typeof value === 'number' ? [value] : value.threads.map(({ no }) => no)));
}
