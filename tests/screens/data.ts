import {
  defaultImages,
  defaultLimits,
  type Counters,
  type ExportSpec,
  type Job,
  type LogLine,
  type PageReading,
  type Pulse,
  type ScrapeSpec,
  emptyCounters,
} from '../../lib/model/job';
import { imageKey } from '../../lib/model/image';
import { defaultPairing } from '../../lib/model/pairing';
import type { Pair, PairKind } from '../../lib/model/pair';
import type { Post, Sighting, Target, Thread } from '../../lib/model/thread';
import type { AssetRow, HeddleDb, PostRow, ThreadRow } from '../../lib/store/db';

// Made-up rows for the screenshots.

const base = 'https://forum.loomworks.example';
export const now = Date.now();

export const topic: Target = {
  site: 'discourse',
  base,
  kind: 'thread',
  key: '418',
  url: `${base}/t/how-to-free-gpu-memory/418`,
  title: 'How to free GPU memory after an interrupted training run?',
  ordinal: 0,
};
export const list: Target = { ...topic, kind: 'listing', key: '/latest', url: `${base}/latest`, title: 'Latest' };

export function sighting(part: Partial<Sighting>): Sighting {
  return {
    site: 'discourse',
    base,
    siteName: 'Loomworks Forum',
    target: topic,
    listing: null,
    wider: [
      { role: 'category', target: { ...list, key: '/c/help/4', title: 'Help and questions' } },
      { role: 'forum', target: list },
    ],
    signedIn: true,
    userName: 'mira',
    postsShown: 20,
    postsTotal: 143,
    threadsShown: 0,
    imagesShown: 12,
    wall: null,
    ...part,
  };
}

export function reading(part: Partial<Sighting> | null): PageReading {
  const posts = [post(0, '1', 'mira', 'Hello')];
  return { url: topic.url, sighting: part && sighting(part), harvest: part ? { posts } : null };
}

export const spec: ScrapeSpec = {
  kind: 'scrape',
  target: list,
  siteName: 'Loomworks Forum',
  limits: defaultLimits,
  images: defaultImages,
  delayMs: 1000,
  robots: 'obey',
  signedIn: true,
  pairing: defaultPairing,
  options: {},
  refetchAll: false,
};

export function job(part: Partial<Job<ScrapeSpec>> = {}): Job<ScrapeSpec> {
  return {
    id: 'job-1',
    kind: 'scrape',
    name: 'Loomworks Forum',
    spec,
    state: 'running',
    pause: null,
    problem: null,
    wantedOrigins: [],
    createdAt: now - 400_000,
    endedAt: null,
    run: 1,
    revision: 1,
    pairing: null,
    nextRevision: null,
    sessionUser: 'mira',
    listingDone: true,
    threshold: null,
    seen: false,
    deleted: false,
    ...part,
  };
}

export function counters(part: Partial<Counters> = {}): Counters {
  return {
    ...emptyCounters('job-1'),
    threadsFound: 50,
    threadsDone: 19,
    threadsFailed: 1,
    threadsSkipped: 2,
    threadsUnchanged: 0,
    posts: 1204,
    pairs: 812,
    imagesFound: 88,
    imagesStored: 41,
    imagesFailed: 2,
    imagesHeld: 0,
    bytesStored: 48_300_000,
    requests: 96,
    tasksTotal: 212,
    tasksDone: 81,
    busyMs: 130_000,
    recent: [],
    ...part,
  };
}

export function pulse(part: Partial<Pulse> = {}): Pulse {
  return {
    jobId: 'job-1',
    at: now + 3_600_000,
    url: `${base}/t/how-to-free-gpu-memory/418.json?print=true&page=3&include_suggested=false`,
    waitUntil: null,
    waitReason: null,
    ...part,
  };
}

const questions = [
  'After a run is interrupted, `nvidia-smi` still shows **9.8 GiB** in use. How do I give it back without a reboot?\n\n```python\nimport torch\ntorch.cuda.empty_cache()  # does nothing here\n```',
  'Does the *learning rate* matter when only the adapters train?\n\n> mira wrote:\n> I halved it and nothing changed.\n\nI tried 1e-4 and 5e-5.',
  'What I measured:\n\n| batch | memory | time |\n|---|---|---|\n| 8 | 11 GB | 3 min |\n| 16 | 19 GB | 2 min |\n\nIs that expected?',
  'Short one: where is the cache?',
];
const answers = [
  `The process is still alive. Look for it, end it, and the driver frees the rest:\n\n1. \`nvidia-smi\` shows its number\n2. \`kill\` it\n3. wait a second\n\nThis is how it looks: ![memory falling](${imageKey(`${base}/uploads/memory.png`)})`,
  'It does, but less. See [the notes](https://notes.example/adapters) and start at `2e-4`. <script>alert(1)</script> [not a link](javascript:alert(1)) ![tracker](https://tracker.example/x.gif)',
  'Yes. Memory grows with the batch, the time does not halve because loading is the bottleneck. '.repeat(14),
  'In `~/.cache`.',
];

export function post(ordinal: number, id: string, author: string, html: string): Post {
  return {
    threadId: `discourse:forum:${ordinal}`,
    id,
    siteId: id,
    kind: id === '1' ? 'root' : 'reply',
    state: 'visible',
    replyTo: id === '1' ? [] : [String(Number(id) - 1)],
    position: Number(id),
    url: `${base}/t/${ordinal}/${id}`,
    author: { name: author, displayName: null },
    isBot: false,
    flags: [],
    postedAt: now,
    editedAt: null,
    score: 3,
    license: null,
    html,
    images: id === '2' ? [{ url: `${base}/uploads/memory.png`, alt: 'memory', width: 320, height: 200 }] : [],
  };
}

function thread(ordinal: number): Thread {
  return {
    id: `discourse:forum:${ordinal}`,
    site: 'discourse',
    url: `${base}/t/${ordinal}`,
    title:
      ordinal === 1
        ? 'A title with a right-to-left override \u202eesrever and more of it to be long'
        : `${topic.title} (${ordinal})`,
    category: 'Help',
    tags: [],
    postedAt: now,
    bumpedAt: now,
    postsCount: 5,
    closed: false,
    acceptedPostId: null,
    license: null,
    unaddressed: 'root',
  };
}

export function pair(ordinal: number, n: number, kind: PairKind): Pair {
  const { title, url, id } = thread(ordinal);
  const at = ordinal + n;
  const question = { role: 'user' as const, text: questions[at % 4] ?? '' };
  const answer = { role: 'assistant' as const, text: answers[at % 4] ?? '' };
  const turns =
    kind === 'text'
      ? []
      : kind === 'preference'
        ? [question]
        : kind === 'turns'
          ? [question, answer, { ...question, text: questions[3] ?? '' }, { ...answer, text: answers[3] ?? '' }]
          : [question, answer];
  return {
    kind,
    turns,
    ...(kind === 'preference' ? { chosen: answers[0] ?? '', rejected: answers[3] ?? '' } : {}),
    ...(kind === 'text' ? { text: `<# mira #>:\n${questions[0] ?? ''}\n\n<# tom #>:\n${answers[3] ?? ''}` } : {}),
    postIds: ['1', '2'],
    outputPostId: '2',
    position: n,
    jobId: 'job-1',
    revision: 1,
    threadOrdinal: ordinal,
    n,
    source: {
      threadId: id,
      site: 'discourse',
      url,
      title,
      posts: ['1', '2'].map((postId) => ({
        id: postId,
        url: `${url}/${postId}`,
        author: 'mira',
        kind: 'reply',
        postedAt: now,
        score: 2,
        license: null,
      })),
    },
  };
}

export async function fillPairs(db: HeddleDb, threads: number, each: number, kind: PairKind): Promise<void> {
  const rows: ThreadRow[] = [];
  const posts: PostRow[] = [];
  for (let i = 0; i < threads; i++) {
    rows.push({
      jobId: 'job-1',
      threadId: thread(i).id,
      ordinal: i,
      target: { ...topic, key: String(i), ordinal: i },
      thread: thread(i),
      state: 'done',
      posts: 4,
      pairs: { 1: each },
      problem: null,
      run: 1,
      fetchedAt: now,
      unfetched: [],
      lastModified: null,
    });
    if (i > 300) continue;
    posts.push({ ...post(i, '1', 'mira', `<p>Where is the cache kept?</p>`), jobId: 'job-1' });
    posts.push({ ...post(i, '2', 'tom', '<p>In <code>~/.cache</code>.</p>'), jobId: 'job-1' });
    posts.push({ ...post(i, '3', 'mira', '<p>Thanks, that was it.</p>'), jobId: 'job-1' });
  }
  await db.threads.bulkPut(rows);
  await db.posts.bulkPut(posts);
  for (let i = 0; i < threads; i += 20) {
    const some: Pair[] = [];
    for (let t = i; t < Math.min(threads, i + 20); t++) for (let n = 0; n < each; n++) some.push(pair(t, n, kind));
    await db.pairs.bulkPut(some);
  }
  const asset: AssetRow = {
    jobId: 'job-1',
    url: `${base}/uploads/memory.png`,
    key: imageKey(`${base}/uploads/memory.png`),
    host: 'forum.loomworks.example',
    state: 'stored',
    hash: 'a'.repeat(64),
    extension: 'png',
    bytes: 20_000,
    problem: null,
  };
  await db.assets.put(asset);
}

/** As a site names its boards. */
export const boards = ['Weaving', 'Web design', 'Weather', 'Looms', 'Dyes', 'Sheep', 'Technology', 'Science and maths']
  .flatMap((name, n) =>
    [name, `${name} (old)`, `${name} for beginners`].map(
      (label, m) => [`${'abcdefgh'[n] ?? ''}${'xyz'[m] ?? ''}`, label] as const,
    ),
  )
  .map(([value, label]) => ({ value, label: `/${value}/ ${label}` }));

const lines: readonly (readonly [LogLine['level'], string, readonly string[]])[] = [
  ['info', 'jobStarted', []],
  ['info', 'listingRead', ['30', '1']],
  ['info', 'threadDone', ['Welcome to the forum', '12']],
  ['info', 'paired', ['9']],
  ['warn', 'rateLimited', ['12']],
  ['info', 'threadDone', [topic.title, '143']],
  ['warn', 'backoff', ['4']],
  ['error', 'threadFailed', ['Not found, or needs signing in.']],
  ['info', 'somethingNew', ['of a later version']],
];

export async function fillLog(db: HeddleDb): Promise<void> {
  await db.logs.bulkAdd(
    lines.map(([level, event, params], index) => ({
      jobId: 'job-1',
      at: now - 100_000 + index * 7000,
      level,
      event,
      params,
      url: index % 3 === 2 ? `${base}/t/${index}.json` : null,
    })),
  );
}

export async function fillFailures(db: HeddleDb): Promise<void> {
  const task = {
    jobId: 'job-1',
    kind: 'fetch' as const,
    group: '' as const,
    lane: 'host:x',
    state: 'failed' as const,
    held: null,
    attempts: 1,
    claims: 1,
    dueAt: 0,
    payload: null,
  };
  await db.tasks.bulkAdd([
    {
      ...task,
      key: 'a',
      url: `${base}/t/private-matters/77.json`,
      problem: { code: 'forbidden', reason: 'notFoundOrPrivate', message: 'x' },
    },
    {
      ...task,
      key: 'b',
      url: 'https://images.example/very/long/path/to/an/image/that/does/not/end/quickly.png',
      problem: { code: 'malformed', reason: 'imageTooLarge', message: 'x' },
    },
    { ...task, key: 'c', url: null, problem: { code: 'network', message: 'A sentence that has no translation.' } },
  ]);
}

export async function fillHeld(db: HeddleDb): Promise<void> {
  const hosts = ['i.imgur.example', 'cdn.pictures.example', 'images.a-rather-long-host-name.example'];
  await db.assets.bulkPut(
    Array.from({ length: 37 }, (_, i) => ({
      jobId: 'job-1',
      url: `https://${hosts[i % 3] ?? ''}/${i}.png`,
      key: `heddle-image:${i}`,
      host: hosts[i % 3] ?? '',
      state: 'held' as const,
      hash: null,
      extension: null,
      bytes: 0,
      problem: null,
    })),
  );
}

export function exportJob(part: Partial<Job<ExportSpec>>): Job<ExportSpec> {
  return {
    ...job(),
    id: 'export-1',
    kind: 'export',
    name: 'Loomworks-Forum',
    createdAt: now - 60_000,
    spec: {
      kind: 'export',
      ofJobId: 'job-1',
      name: 'Loomworks-Forum',
      options: { format: 'standard', container: 'jsonl', images: true },
      save: 'page',
      capturedAt: now,
    },
    ...part,
  };
}
