// Runs in a page of the extension: fills its store with a job that is done.
import { imageKey } from '../lib/model/image';
import { defaultImages, defaultLimits, emptyCounters, type ScrapeSpec } from '../lib/model/job';
import type { Pair } from '../lib/model/pair';
import { defaultPairing } from '../lib/model/pairing';
import type { Post, Thread } from '../lib/model/thread';
import { newJob } from '../lib/jobs/plan';
import { HeddleDb, type PostRow } from '../lib/store/db';
import { opfsFiles } from '../lib/store/files';
import { htmlPost, markdownPost, picture, randomOf } from './texts';

export interface SeedSize {
  readonly threads: number;
  readonly pairsPerThread: number;
  readonly images: number;
}

const base = 'https://forum.example.org';
const jobId = 'bench';
const files = opfsFiles();

const imageUrl = (i: number): string => `https://cdn.example.org/original/${String(i)}.png`;

/** Stores pictures `from` … `to − 1`, their addresses and their rows. */
export async function seedImages(from: number, to: number): Promise<number> {
  const db = new HeddleDb();
  let stored = 0;
  const rows = await Promise.all(
    Array.from({ length: to - from }, async (_, n) => {
      const bytes = picture(from + n);
      stored += bytes.byteLength;
      return { i: from + n, bytes: bytes.byteLength, hash: await files.putFile(bytes, 'image/png') };
    }),
  );
  await db.files.bulkPut(rows.map(({ hash, bytes }) => ({ hash, bytes, mediaType: 'image/png', refs: 1 })));
  await db.assets.bulkPut(
    rows.map(({ i, hash, bytes }) => ({
      jobId,
      url: imageUrl(i),
      key: imageKey(imageUrl(i)),
      host: 'cdn.example.org',
      state: 'stored',
      hash,
      extension: 'png',
      bytes,
      problem: null,
    })),
  );
  db.close();
  return stored;
}

/** Stores threads `from` … `to − 1`, each a question and its answers, with a pair for every answer. */
export async function seedThreads(from: number, to: number, size: SeedSize): Promise<void> {
  const db = new HeddleDb();
  for (let t = from; t < to; t++) {
    const { thread, posts, pairs } = threadOf(t, size);
    await db.transaction('rw', db.threads, db.posts, db.pairs, async () => {
      await db.posts.bulkPut(posts);
      await db.pairs.bulkPut(pairs);
      const { id: threadId, url, title } = thread;
      await db.threads.put({
        jobId,
        threadId,
        ordinal: t,
        target: { site: 'discourse', base, kind: 'thread', key: String(t), url, title, ordinal: t },
        thread,
        state: 'done',
        posts: posts.length,
        pairs: { 1: pairs.length },
        problem: null,
        run: 1,
        fetchedAt: 1,
        unfetched: [],
        lastModified: null,
      });
    });
  }
  db.close();
}

/** Makes the job, done, over what was stored. */
export async function seedJob(size: SeedSize, bytesStored: number): Promise<void> {
  const db = new HeddleDb();
  const url = `${base}/latest`;
  const spec: ScrapeSpec = {
    kind: 'scrape',
    target: { site: 'discourse', base, kind: 'listing', key: '/latest', url, title: 'Latest', ordinal: 0 },
    siteName: 'Example forum',
    limits: { ...defaultLimits, threads: null, pairs: null },
    images: defaultImages,
    delayMs: 1000,
    robots: 'obey',
    signedIn: false,
    pairing: { ...defaultPairing, strategy: 'parent-child' },
    options: {},
    refetchAll: false,
  };
  const job = newJob(jobId, 'Latest', spec, 1);
  await db.counters.put({
    ...emptyCounters(jobId),
    threadsFound: size.threads,
    threadsDone: size.threads,
    posts: size.threads * (size.pairsPerThread + 1),
    pairs: size.threads * size.pairsPerThread,
    imagesFound: size.images,
    imagesStored: size.images,
    bytesStored,
  });
  await db.jobs.put({ ...job, state: 'done', endedAt: 2, listingDone: true, seen: true });
  db.close();
}

/** What became of the newest export. */
export async function exportState() {
  const db = new HeddleDb();
  const jobs = await db.jobs.filter((job) => job.kind === 'export').sortBy('createdAt');
  const job = jobs.at(-1);
  const row = job ? await db.exports.get(job.id) : undefined;
  db.close();
  if (!job) return null;
  const { state, problem, createdAt, endedAt } = job;
  return { state, problem: problem?.message ?? null, ms: (endedAt ?? 0) - createdAt, files: row?.files ?? [] };
}

function threadOf(t: number, { threads, pairsPerThread, images }: SeedSize) {
  const random = randomOf(t + 1);
  const id = `discourse:forum.example.org:${String(t)}`;
  const url = `${base}/t/${String(t)}`;
  const title = `How to weave, part ${String(t + 1)}`;
  const thread: Thread = {
    id,
    site: 'discourse',
    url,
    title,
    category: 'General',
    tags: ['weaving'],
    postedAt: 1_700_000_000_000,
    bumpedAt: null,
    postsCount: pairsPerThread + 1,
    closed: false,
    unaddressed: 'root',
    acceptedPostId: null,
    license: null,
  };
  // Image i stands in thread i mod threads, in its answers from the first on.
  const own = Array.from({ length: Math.ceil((images - t) / threads) }, (_, n) => imageUrl(t + n * threads));
  const postOf = (n: number): PostRow => ({ ...postAt(thread, n, htmlPost(random, n), own[n - 2]), jobId });
  const posts = Array.from({ length: pairsPerThread + 1 }, (_, n) => postOf(n + 1));
  const question = markdownPost(random);
  const [first] = posts;
  const pairs = posts.slice(1).map((post, n): Pair => {
    const [image] = post.images;
    const answer = markdownPost(random) + (image ? `\n\n![cloth](${imageKey(image.url)})` : '');
    return {
      kind: 'pair',
      turns: [
        { role: 'user', text: question },
        { role: 'assistant', text: answer },
      ],
      postIds: ['1', post.id],
      outputPostId: post.id,
      position: post.position,
      jobId,
      revision: 1,
      threadOrdinal: t,
      n,
      source: { threadId: id, site: 'discourse', url, title, posts: (first ? [first, post] : [post]).map(sourceOf) },
    };
  });
  return { thread, posts, pairs };
}

function postAt(thread: Thread, n: number, html: string, image: string | undefined): Post {
  return {
    threadId: thread.id,
    id: String(n),
    siteId: String(n),
    kind: n === 1 ? 'root' : 'reply',
    state: 'visible',
    replyTo: n === 1 ? [] : ['1'],
    position: n,
    url: `${thread.url}/${String(n)}`,
    author: { name: `member-${String(n % 40)}`, displayName: null },
    isBot: false,
    flags: [],
    postedAt: 1_700_000_000_000 + n * 60_000,
    editedAt: null,
    score: n % 5,
    license: null,
    html,
    images: image === undefined ? [] : [{ url: image, alt: 'cloth', width: 258, height: 258 }],
  };
}

function sourceOf({ id, url, author, kind, postedAt, score, license }: Post) {
  return { id, url, author: author.name, kind, postedAt, score, license };
}
