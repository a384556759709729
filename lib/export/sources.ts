import type { Json } from './format';
import { isDocSource, type DocSource, type Pair, type SourcePost } from '../model/pair';
import type { Thread } from '../model/thread';
import type { BundlePost, ChunkEntry, ThreadEntry } from './data';

// The two files that say where the words are from: one line a thread, one line a record. Keys are in fixed order.

/**
 * @param image the name in the archive or the address, by address
 */
export function sourceLine(
  thread: Thread,
  entry: Pick<ThreadEntry, 'unfetched'>,
  posts: readonly BundlePost[],
  image: (url: string) => string,
): Json {
  return {
    url: thread.url,
    title: thread.title,
    site: thread.site,
    category: thread.category,
    tags: thread.tags,
    license: thread.license,
    authors: sortedUnique(posts.map((post) => post.author.name)),
    postedAt: iso(thread.postedAt),
    accepted: thread.acceptedPostId,
    ...(thread.notice === undefined ? {} : { notice: thread.notice }),
    ...(entry.unfetched.length === 0 ? {} : { unfetched: entry.unfetched }),
    posts: posts.map((post) => postEntry(post, image)),
  };
}

/** What a chunk that pairs were made from is. */
export function chunkLine({ doc, n, start, end, pages, headings, tokens }: ChunkEntry): Json {
  return {
    document: doc.name,
    title: doc.title,
    ...(doc.url === null ? {} : { url: doc.url }),
    chunk: n,
    start,
    end,
    ...(pages === null ? {} : { pages }),
    headings,
    tokens,
  };
}

function postEntry(post: BundlePost, image: (url: string) => string): Json {
  return {
    id: post.id,
    url: post.url,
    author: post.author.name,
    kind: post.kind,
    ...(post.state === 'visible' ? {} : { state: post.state }),
    ...(post.missingSince === undefined ? {} : { missing: true }),
    replyTo: post.replyTo,
    postedAt: iso(post.postedAt),
    score: post.score,
    license: post.license,
    images: post.images.map((ref) => image(ref.url)),
    ...named(post, image),
    ...(post.details === undefined ? {} : { details: post.details }),
  };
}

/** The names their owners gave to images, by what stands for these in the data. */
function named(post: BundlePost, image: (url: string) => string): Record<string, Json> {
  const names = post.images.flatMap((ref) => (ref.name === undefined ? [] : [[image(ref.url), ref.name] as const]));
  return names.length === 0 ? {} : { imageNames: Object.fromEntries(names) };
}

/**
 * @param also permalinks of the answers of further pairs that made the same record
 */
export function provenanceLine(pair: Pair, also: readonly string[]): Json {
  const { source } = pair;
  if (isDocSource(source)) return documentLine(pair, source, also);
  return {
    thread: source.url,
    title: source.title,
    posts: source.posts.map((post) => ({
      id: post.id,
      url: post.url,
      author: post.author,
      kind: post.kind,
      postedAt: iso(post.postedAt),
      score: post.score,
      license: post.license,
    })),
    ...(also.length > 0 ? { also: sortedUnique(also) } : {}),
  };
}

function documentLine(pair: Pair, source: DocSource, also: readonly string[]): Json {
  const { judgement } = pair;
  return {
    document: source.name,
    title: source.title,
    ...(source.url === null ? {} : { url: source.url }),
    chunk: source.chunk,
    ...(source.pages === null ? {} : { pages: source.pages }),
    headings: source.headings,
    evidence: source.evidence,
    span: source.span,
    grounded: source.grounded,
    engine: source.engine,
    model: source.model,
    prompt: source.prompt,
    seed: source.seed,
    ...(judgement ? { judgement: { ...judgement.scores, rating: judgement.rating, model: judgement.model } } : {}),
    ...(also.length > 0 ? { also: sortedUnique(also) } : {}),
  };
}

/** Where a pair's answer stands. */
export function outputUrl({ source, outputPostId }: Pair): string {
  if (isDocSource(source)) return `${source.url ?? source.name}#chunk-${source.chunk}`;
  const output: SourcePost | undefined = source.posts.find((post) => post.id === outputPostId);
  return output?.url ?? source.url;
}

/** JSON on one line; half characters, which strict readers refuse, become U+FFFD. */
export function jsonLine(value: Json): string {
  return JSON.stringify(value, wellFormed);
}

export function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
}

// By code units: the same on every machine, unlike `localeCompare`.
function sortedUnique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))].sort();
}

// A site may state any number; a Date cannot hold them all.
function iso(at: number | null): string | null {
  if (at === null || !(Math.abs(at) <= 8.64e15)) return null;
  return new Date(at).toISOString();
}
