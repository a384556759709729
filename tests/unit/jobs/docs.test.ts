import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandPorts } from '../../../lib/jobs/commands';
import { DocCommands } from '../../../lib/jobs/doc-commands';
import { EngineRunner } from '../../../lib/jobs/engine-runner';
import { engineTasks } from '../../../lib/jobs/engine-tasks';
import { ModelUse } from '../../../lib/jobs/model-use';
import { guardOffline } from '../../../lib/jobs/offline';
import type { Http, HttpRequest } from '../../../lib/model/http';
import type { Ocr } from '../../../lib/readers';
import { readDoc } from '../../../lib/readers';
import { HeddleDb } from '../../../lib/store/db';
import { memoryFiles } from '../../../lib/store/files';
import { listDocs, readDocText } from '../../../lib/store/queries';
import { retryFailed } from '../../../lib/store/jobs';

const never = (): never => {
  throw new Error('not here');
};

let db: HeddleDb;
let files: ReturnType<typeof memoryFiles>;
let asked: HttpRequest[];
let http: Http;

beforeEach(() => {
  db = new HeddleDb('heddle', { indexedDB: new IDBFactory(), IDBKeyRange });
  files = memoryFiles(() => 0);
  asked = [];
  http = (request) => {
    asked.push(request);
    const bytes = new TextEncoder().encode('<title>Vats</title><h1>Vats</h1><p>Copper vats keep the heat.</p>');
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return Promise.resolve({ url: request.url, status: 200, headers, bytes, redirects: false });
  };
});

const ids = { next: 0 };

function commands(granted = true): DocCommands {
  const ports: CommandPorts = {
    db,
    http: guardOffline(db, (request, signal) => http(request, signal)),
    tabHttp: never,
    files,
    now: () => 1000 + ids.next,
    sleep: () => Promise.resolve(),
    random: () => 0,
    online: () => true,
    granted: () => Promise.resolve(granted),
    lock: (_, body) => body(),
    pair: () => [],
    newId: () => `id-${++ids.next}`,
    deleteExports: () => Promise.resolve(),
  };
  return new DocCommands(ports);
}

async function work(ocr: Ocr | null = null): Promise<void> {
  const use = new ModelUse({ db, now: () => 1, engineById: never, openModel: never, keyOf: never });
  const perform = engineTasks({
    db,
    files,
    now: () => 2000,
    use,
    asset: (path) => path,
    readDoc,
    openOcr: () => ocr,
    imageLanguages: () => Promise.resolve(['eng']),
    counterOf: never,
    download: never,
  });
  const runner = new EngineRunner({
    db,
    now: () => 2000 + performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))),
    perform,
    onSettled: () => undefined,
  });
  await runner.recover();
  await runner.run();
}

async function stored(name: string, text: string, mediaType = 'text/plain') {
  const bytes = new TextEncoder().encode(text);
  return { name, mediaType, bytes: bytes.byteLength, hash: await files.putFile(bytes, mediaType) };
}

const plain = { ocr: false, ocrLanguages: [] };

describe('documents', () => {
  it('are read many at once; what cannot be read says why, the others go on', async () => {
    const given = [
      await stored('one.txt', 'Madder gives red.'),
      await stored('two.pdf', '%PDF-1.7 and then nothing', 'application/pdf'),
      await stored('three.md', '# Blue\n\nWoad gives blue.', 'text/markdown'),
      await stored('four.txt', '   \n  '),
    ];
    const { jobId, docIds } = await commands().add(given, plain);
    expect(docIds).toHaveLength(4);
    await work();
    const docs = await listDocs(db);
    expect(docs.map(({ name, state }) => [name, state])).toEqual([
      ['one.txt', 'done'],
      ['two.pdf', 'failed'],
      ['three.md', 'done'],
      ['four.txt', 'failed'],
    ]);
    expect(docs[1]?.problem?.reason).toBe('docBroken');
    expect(docs[3]?.problem?.reason).toBe('docEmpty');
    expect((await readDocText(db, docs[2]!.id))?.sections).toMatchObject([{ headings: ['Blue'] }]);
    const counters = await db.counters.get(jobId);
    expect(counters).toMatchObject({ docsFound: 4, docsDone: 2, docsFailed: 2 });
    expect((await db.jobs.get(jobId))?.state).toBe('done');

    // Another try of what failed changes the counts as it should.
    await retryFailed(db, jobId, 3000);
    await work();
    expect(await db.counters.get(jobId)).toMatchObject({ docsDone: 2, docsFailed: 2 });
  });

  it('of a page that is open make no request; of an address one, where it is granted', async () => {
    const html = '<title>Vats</title><article><h1>Vats</h1><p>Copper vats keep the heat for hours.</p></article>';
    await commands().addPage({ url: 'https://dye.example.org/vats', title: 'Vats', html });
    expect(asked).toHaveLength(0);
    await expect(commands(false).addUrl('https://dye.example.org/vats')).rejects.toMatchObject({
      info: { code: 'permission', params: ['https://dye.example.org/*'] },
    });
    await expect(commands().addUrl('javascript:alert(1)')).rejects.toMatchObject({ info: { reason: 'notAnAddress' } });
    await commands().addUrl(' https://dye.example.org/vats ');
    expect(asked.map(({ url }) => url)).toEqual(['https://dye.example.org/vats']);
    const [fetched, page] = await listDocs(db);
    expect(fetched).toMatchObject({ origin: 'url', name: 'vats', url: 'https://dye.example.org/vats' });
    expect(page).toMatchObject({ origin: 'page', name: 'Vats' });
  });

  it('of addresses are refused in offline mode, and nothing leaves', async () => {
    await db.settings.put({ key: 'offline', value: true });
    await expect(commands().addUrl('https://dye.example.org/vats')).rejects.toMatchObject({
      info: { reason: 'offlineMode' },
    });
    expect(asked).toHaveLength(0);
  });

  it('of a scraped thread have a section a post', async () => {
    const thread = { id: 't', site: 'discourse', url: 'https://f.example.org/t/1', title: 'Mordants' } as const;
    await db.threads.put({
      jobId: 'j',
      threadId: 't',
      ordinal: 0,
      thread,
      posts: 2,
      pairs: {},
      state: 'done',
    } as never);
    const post = { jobId: 'j', threadId: 't', kind: 'reply', state: 'visible', url: '', replyTo: [], images: [] };
    await db.posts.bulkPut([
      { ...post, id: '1', position: 1, html: '<p>Alum or iron?</p>' },
      { ...post, id: '2', position: 2, html: '<p>Alum, <img src="https://x.example.org/a.png" alt="see"> always.</p>' },
    ] as never[]);
    const { docId } = await commands().addThread('j', 't');
    const text = await readDocText(db, docId);
    expect(text?.sections.map((section) => section.text)).toEqual([
      'Alum or iron?',
      expect.stringMatching(/^Alum,.*always\.$/),
    ]);
    expect(text?.sections[1]?.text).not.toContain('heddle-image');
  });

  it('are deleted with their file, but for one that another document has too', async () => {
    const one = await stored('one.txt', 'Madder gives red.');
    const { docIds } = await commands().add([one, { ...one, name: 'copy.txt' }], plain);
    await work();
    await commands().delete(docIds[0]!);
    expect(files.files.size).toBe(1);
    expect(await readDocText(db, docIds[0]!)).toBeNull();
    await commands().delete(docIds[1]!);
    expect(files.files.size).toBe(0);
    expect(await db.files.count()).toBe(0);
  });

  it('are read again with other options, as the same document', async () => {
    const { docIds } = await commands().add([await stored('one.txt', 'Madder gives red.')], plain);
    await work();
    await commands().readAgain(docIds[0]!, { ocr: true, ocrLanguages: ['eng'] });
    await work();
    const docs = await listDocs(db);
    expect(docs).toMatchObject([{ id: docIds[0], state: 'done' }]);
    expect(await db.files.toArray()).toMatchObject([{ refs: 1 }]);
  });
});
