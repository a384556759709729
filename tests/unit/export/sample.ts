import { sha256 } from '../../../lib/base/hash';
import type { BundleData, BundleFacts, BundleImage, BundlePost, Bytes, ThreadEntry } from '../../../lib/export/data';
import type { BundlePlan } from '../../../lib/export/bundle';
import { containerById, formatById } from '../../../lib/export';
import type { VolumeSink } from '../../../lib/export/volumes';
import { imageKey } from '../../../lib/model/image';
import { defaultImages, defaultLimits } from '../../../lib/model/job';
import type { Pair } from '../../../lib/model/pair';
import { defaultPairing } from '../../../lib/model/pairing';

/** Data made up for tests: `threads` threads of two posts and one pair each, with one image in every thread. */
export interface SampleOptions {
  readonly threads?: number;
  readonly pairsPerThread?: number;
  readonly images?: number;
  readonly imageBytes?: number;
  readonly text?: (thread: number, n: number) => string;
}

export interface Sample {
  readonly entries: ThreadEntry[];
  readonly posts: Map<string, BundlePost[]>;
  readonly pairs: Map<string, Pair[]>;
  readonly images: Map<string, BundleImage>;
  readonly files: Map<string, Bytes>;
  readonly data: BundleData;
}

const base = 'https://forum.example.org';

export async function sample(options: SampleOptions = {}): Promise<Sample> {
  const entries: ThreadEntry[] = [];
  const posts = new Map<string, BundlePost[]>();
  const pairs = new Map<string, Pair[]>();
  const images = new Map<string, BundleImage>();
  const files = new Map<string, Bytes>();
  for (let i = 0; i < (options.images ?? 0); i++) {
    const bytes = new Uint8Array(options.imageBytes ?? 100).map((_, at) => (at * 31 + i * 7 + ((i * at) >> 3)) & 255);
    bytes[0] = i & 255;
    bytes[1] = i >> 8;
    const hash = await sha256(bytes);
    files.set(hash, bytes);
    images.set(imageUrl(i), { state: 'stored', hash, extension: 'png', bytes: bytes.byteLength });
  }
  const threadCount = options.threads ?? 3;
  for (let t = 0; t < threadCount; t++) {
    const id = `discourse:forum.example.org:${t}`;
    const url = `${base}/t/${t}`;
    const own = [...images.keys()].filter((_, i) => i % threadCount === t);
    const made = [post(id, url, 1, []), post(id, url, 2, own)];
    posts.set(id, made);
    const text =
      options.text ?? ((thread, n) => `answer ${thread}.${n} ${own.map((u) => `![](${imageKey(u)})`).join(' ')}`);
    pairs.set(
      url,
      Array.from({ length: options.pairsPerThread ?? 1 }, (_, n) => pair(id, url, t, n, text(t, n))),
    );
    entries.push({
      kind: 'thread',
      id,
      ordinal: t,
      unfetched: [],
      url,
      state: 'done',
      thread: {
        id,
        site: 'discourse',
        url,
        title: `Thread ${t}`,
        category: 'General',
        tags: ['a'],
        postedAt: 1_700_000_000_000,
        bumpedAt: null,
        postsCount: 2,
        closed: false,
        unaddressed: 'root',
        acceptedPostId: null,
        license: null,
      },
      problem: null,
      posts: 2,
      pairs: options.pairsPerThread ?? 1,
    });
  }
  const data: BundleData = {
    async *entries() {
      await Promise.resolve();
      yield* entries;
    },
    posts: (entry) => Promise.resolve(posts.get(entry.id) ?? []),
    images: (urls) => Promise.resolve(new Map([...images].filter(([url]) => urls.includes(url)))),
    async *pairs(entry, count) {
      await Promise.resolve();
      yield* (pairs.get(entry.url) ?? []).slice(0, count);
    },
    readFile: (hash) => Promise.resolve(files.get(hash) ?? null),
  };
  return { entries, posts, pairs, images, files, data };
}

export function imageUrl(i: number): string {
  return `https://cdn.example.org/original/${i}.png`;
}

function post(threadId: string, threadUrl: string, n: number, images: readonly string[]): BundlePost {
  return {
    threadId,
    id: String(n),
    siteId: null,
    kind: n === 1 ? 'root' : 'reply',
    state: 'visible',
    replyTo: n === 1 ? [] : ['1'],
    position: n,
    url: `${threadUrl}/${n}`,
    author: { name: n === 1 ? 'zoe' : 'adam', displayName: null },
    isBot: false,
    flags: [],
    postedAt: 1_700_000_000_000 + n,
    editedAt: null,
    score: n,
    license: null,
    images: images.map((url) => ({ url, alt: '', width: null, height: null })),
  };
}

export function pair(threadId: string, threadUrl: string, ordinal: number, n: number, answer: string): Pair {
  return {
    kind: 'pair',
    turns: [
      { role: 'user', text: `question ${ordinal}` },
      { role: 'assistant', text: answer },
    ],
    postIds: ['1', '2'],
    outputPostId: '2',
    position: 2,
    jobId: 'job',
    revision: 1,
    threadOrdinal: ordinal,
    n,
    source: {
      threadId,
      site: 'discourse',
      url: threadUrl,
      title: `Thread ${ordinal}`,
      posts: ['1', '2'].map((id) => ({
        id,
        url: `${threadUrl}/${id}`,
        author: 'adam',
        kind: 'reply',
        postedAt: 1_700_000_000_000,
        score: 1,
        license: null,
      })),
    },
  };
}

export const facts: BundleFacts = {
  kind: 'scrape',
  version: '0.1.0',
  capturedAt: 1_750_000_000_000,
  name: 'Example',
  site: 'discourse',
  siteName: 'Example forum',
  base,
  url: `${base}/latest`,
  title: 'Latest',
  signedIn: false,
  pairing: defaultPairing,
  limits: defaultLimits,
  images: defaultImages,
  robots: 'obey',
  options: {},
};

export function plan(data: BundleData, change: Partial<BundlePlan> = {}): BundlePlan {
  return {
    name: 'set',
    format: formatById('standard'),
    container: containerById('jsonl'),
    withImages: true,
    limit: null,
    facts,
    data,
    ...change,
  };
}

/** Volumes in memory. */
export function memorySink(): VolumeSink & { readonly files: Map<string, Bytes[]>; bytes(name: string): Bytes } {
  const files = new Map<string, Bytes[]>();
  return {
    files,
    create(name) {
      const chunks: Bytes[] = [];
      files.set(name, chunks);
      return Promise.resolve({ write: (chunk) => void chunks.push(chunk.slice()), close: () => Promise.resolve() });
    },
    rename(from, to) {
      files.set(to, files.get(from) ?? []);
      files.delete(from);
      return Promise.resolve();
    },
    bytes: (name) => new Uint8Array(Buffer.concat(files.get(name) ?? [])),
  };
}
