// Runs in a page of the extension: how fast replies are settled, in a database of its own.
import { defaultImages, defaultLimits, emptyCounters, type ScrapeSpec, type Task } from '../lib/model/job';
import { defaultPairing } from '../lib/model/pairing';
import type { Post } from '../lib/model/thread';
import { newJob } from '../lib/jobs/plan';
import { HeddleDb } from '../lib/store/db';
import { settleFetch } from '../lib/store/settle-fetch';
import { htmlPost, randomOf } from './texts';

const base = 'https://forum.example.org';
const threadId = 'discourse:forum.example.org:1';
const jobId = 'bench-storing';
/** Posts in a reply. */
const batch = 20;

/** Settles replies of twenty posts each; milliseconds for all. */
export async function settleReplies(replies: number): Promise<number> {
  const db = new HeddleDb('bench-storing');
  await db.delete();
  await db.open();
  const target = {
    site: 'discourse',
    base,
    kind: 'thread',
    key: '1',
    url: `${base}/t/1`,
    title: 'One',
    ordinal: 0,
  } as const;
  const spec: ScrapeSpec = {
    kind: 'scrape',
    target,
    siteName: 'Example forum',
    limits: defaultLimits,
    images: defaultImages,
    delayMs: 1000,
    robots: 'obey',
    signedIn: false,
    pairing: defaultPairing,
    options: {},
    refetchAll: false,
  };
  await db.jobs.put(newJob(jobId, 'One', spec, 1));
  await db.counters.put(emptyCounters(jobId));
  await db.threads.put({
    ...{ jobId, threadId, ordinal: 0, target, thread: null, state: 'pending', posts: 0, pairs: {} },
    ...{ problem: null, run: 1, fetchedAt: null, unfetched: [], lastModified: null },
  });
  const drafts = Array.from({ length: replies }, (_, i): Omit<Task, 'id'> => ({
    ...{ jobId, kind: 'fetch', key: `fetch:${String(i)}`, group: threadId, lane: 'host:forum.example.org' },
    ...{ state: 'active', held: null, attempts: 0, claims: 1, dueAt: 0, payload: null, problem: null, url: null },
  }));
  const ids = await db.tasks.bulkAdd(drafts, { allKeys: true });
  const start = performance.now();
  for (const [i, draft] of drafts.entries()) {
    await settleFetch(
      db,
      { ...draft, id: ids[i] ?? 0 },
      {
        ...{ kind: 'fetch', sessionUser: undefined, listed: [], next: [], robots: null, counted: true },
        ...{ remarks: [], keep: null },
        content: {
          ...{ thread: null, posts: postsOf(i), presentSiteIds: null, images: [] },
          ...{ unfetched: [], lastModified: null, unchanged: false },
        },
      },
      1,
    );
  }
  const ms = performance.now() - start;
  const stored = await db.posts.count();
  await db.delete();
  if (stored !== replies * batch) throw new Error(`${String(stored)} posts were stored`);
  return ms;
}

/** The baseline: the same rows, put by IndexedDB alone, a strict transaction for each twenty. */
export async function putRows(replies: number): Promise<number> {
  const deleted = indexedDB.deleteDatabase('bench-raw');
  await done(deleted);
  const opening = indexedDB.open('bench-raw', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('posts', { keyPath: ['jobId', 'threadId', 'id'] });
  const db = await done(opening);
  const start = performance.now();
  for (let i = 0; i < replies; i++) {
    const transaction = db.transaction('posts', 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore('posts');
    for (const post of postsOf(i)) store.put({ ...post, jobId });
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(new Error('The baseline was aborted'));
    });
  }
  const ms = performance.now() - start;
  db.close();
  return ms;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('The baseline failed'));
  });
}

function postsOf(reply: number): readonly Post[] {
  const random = randomOf(reply);
  return Array.from({ length: batch }, (_, i): Post => {
    const n = reply * batch + i + 1;
    return {
      ...{ threadId, id: String(n), siteId: String(n), kind: n === 1 ? 'root' : 'reply', state: 'visible' },
      ...{ replyTo: [], position: n, url: `${base}/t/1/${String(n)}`, author: { name: 'ann', displayName: null } },
      ...{ isBot: false, flags: [], postedAt: n, editedAt: null, score: 1, license: null, images: [] },
      html: htmlPost(random, n),
    };
  });
}
