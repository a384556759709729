import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsOf } from '../../../components/jobs/status';
import { readIndex, runsOf, totalOf } from '../../../components/pairs/pair-index';
import { badgeOf } from '../../../lib/jobs/badge';
import { DocCommands } from '../../../lib/jobs/doc-commands';
import { EngineRunner, type Perform } from '../../../lib/jobs/engine-runner';
import { executeGenerate, type Books } from '../../../lib/jobs/executors/generate';
import { ModelUse } from '../../../lib/jobs/model-use';
import { newJob } from '../../../lib/jobs/plan';
import { AppError } from '../../../lib/model/error';
import type { Job, Task, TaskDraft } from '../../../lib/model/job';
import { hasEngineWork, hasWork } from '../../../lib/store/pending';
import * as jobs from '../../../lib/store/jobs';
import { finish, settle } from '../../../lib/store/ledger';
import { settleFailure } from '../../../lib/store/failure';
import { claimTask } from '../../../lib/store/tasks';
import { prose, quoting, specOf, textIn, WriterWorld } from './writer';

let world: WriterWorld;

beforeEach(async () => {
  world = new WriterWorld();
  await world.addModel();
});

afterEach(async () => {
  world.db.close();
  await world.db.delete();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 500) throw new Error('It never came to that.');
    await pause(10);
  }
}

function runnerOf(perform: Perform): EngineRunner {
  const { db, now } = world;
  const sleep = (ms: number): Promise<void> => pause(Math.min(ms, 20));
  return new EngineRunner({ db, now, sleep, perform, onSettled: () => undefined });
}

const settleDone: Perform = (task) => settle(world.db, task, world.now(), (ledger) => finish(ledger, 'done'));

async function tasksOf(jobId: string): Promise<readonly Task[]> {
  return world.db.tasks.where('[jobId+state]').between([jobId], [jobId, []]).toArray();
}

function download(path: string): TaskDraft {
  const payload = { kind: 'download', path } as const;
  return { kind: 'download', key: `download:${path}`, group: '', lane: 'download', payload, url: null };
}

async function addDownload(id: string, modelId = 'tiny', paths: readonly string[] = ['a']): Promise<void> {
  const job = newJob(id, modelId, { kind: 'download', modelId }, world.now());
  await jobs.createJob(world.db, job, paths.map(download), [], world.now());
}

describe('a job that is paused', () => {
  it('and resumed before its call has stopped goes on', async () => {
    await addDownload('fetching');
    let stopped = 0;
    let tries = 0;
    const runner = runnerOf((task, job, signal) => {
      if (++tries > 1) return settleDone(task, job, signal);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped++;
          // Engines take seconds to come to an end.
          setTimeout(() => reject(new AppError({ code: 'aborted', message: 'Stopped.' })), 200);
        });
      });
    });
    const working = runner.run();
    await until(() => tries === 1);
    await world.commands.pause('fetching');
    await until(() => stopped === 1);
    await world.commands.resume('fetching');
    await working;
    expect(await world.db.jobs.get('fetching')).toMatchObject({ state: 'done', pause: null, problem: null });
    expect(tries).toBe(2);
  });
});

describe('a job that was stopped', () => {
  it('while its runner was dead does nothing more', async () => {
    await addDownload('fetching');
    await claimTask(world.db, 'download', world.now(), () => 0);
    await world.commands.stop('fetching');
    let performed = 0;
    const runner = runnerOf((task, job, signal) => {
      if (!signal.aborted) performed++;
      return settleDone(task, job, signal);
    });
    await runner.recover();
    await runner.run();
    expect(performed).toBe(0);
    expect(await tasksOf('fetching')).toMatchObject([{ state: 'skipped' }]);
  });
});

describe('a server that asks to wait', () => {
  it('keeps its own job waiting and no other', async () => {
    await addDownload('limited', 'one', ['a', 'b']);
    await addDownload('free', 'two');
    const busy = new AppError({ code: 'rate-limited', message: 'Wait.', dueAt: world.now() + 3_600_000 });
    const tried: string[] = [];
    const runner = runnerOf((task, job, signal) => {
      tried.push(job.id);
      return job.id === 'limited' ? Promise.reject(busy) : settleDone(task, job, signal);
    });
    await runner.run();
    expect(tried).toEqual(['limited', 'free']);
    expect((await world.db.jobs.get('free'))?.state).toBe('done');
    const waiting = (await tasksOf('limited')).filter(({ dueAt }) => dueAt > world.now() + 3_000_000);
    expect(waiting).toHaveLength(2);
  });
});

describe('chunks that give nothing', () => {
  it('pause a job when they are many, not when they are few among many', async () => {
    await world.addDoc('shawls', prose('shawl', 1100));
    const seen: string[] = [];
    world.script = (request, call) => {
      const text = textIn(request);
      if (!seen.includes(text)) seen.push(text);
      return seen.indexOf(text) % 22 === 1 ? '{}' : quoting(request, call);
    };
    const options = { maxChunks: null, chunkTokens: 150, overlapTokens: 0, pairsPerChunk: 1 };
    const { jobId } = await world.generation.start(specOf(['shawls'], options));
    await world.work();
    const counters = await world.db.counters.get(jobId);
    expect(counters?.chunksFound).toBeGreaterThan(125);
    expect(counters?.chunksFailed).toBeGreaterThan(5);
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
  }, 60_000);

  it('do pause it when they are many', async () => {
    await world.addDoc('shawls', prose('shawl', 100));
    world.script = () => '{}';
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: null, pairsPerChunk: 1 }));
    await world.work();
    expect(await world.db.jobs.get(jobId)).toMatchObject({ state: 'paused', pause: 'malformed' });
  });
});

describe('a document deleted', () => {
  const file = async (name: string) => {
    const bytes = new TextEncoder().encode(name);
    return { name, mediaType: 'text/plain', bytes: bytes.length, hash: await world.files.putFile(bytes, 'text/plain') };
  };
  const options = { ocr: false, ocrLanguages: [] };

  it('before it is read ends the job that was to read it', async () => {
    const docs = new DocCommands(world.ports);
    const { jobId, docIds } = await docs.add([await file('a.txt'), await file('b.txt')], options);
    await docs.delete(docIds[0]!);
    expect((await world.db.jobs.get(jobId))?.state).toBe('running');
    await docs.delete(docIds[1]!);
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect(await world.db.counters.get(jobId)).toMatchObject({
      docsFound: 0,
      docsFailed: 0,
      tasksTotal: 0,
      tasksDone: 0,
    });
  });

  it('after it failed is no failure any more', async () => {
    const docs = new DocCommands(world.ports);
    const { jobId, docIds } = await docs.add([await file('a.txt'), await file('b.txt')], options);
    const task = (await claimTask(world.db, 'reader', world.now(), () => 0))!;
    const broken = { code: 'unsupported', message: 'Broken.' } as const;
    await settleFailure(world.db, task, broken, world.now(), [1, 1]);
    await docs.delete(task.group);
    expect(docIds).toContain(task.group);
    expect(await world.db.counters.get(jobId)).toMatchObject({
      docsFound: 1,
      docsFailed: 0,
      tasksTotal: 1,
      tasksDone: 0,
    });
  });

  it('while it is read is not read to its end, and its job ends', async () => {
    const docs = new DocCommands(world.ports);
    const { jobId, docIds } = await docs.add([await file('a.txt')], options);
    let aborted = false;
    let begun = false;
    const runner = runnerOf((_task, _job, signal) => {
      begun = true;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    });
    const working = runner.run();
    await until(() => begun);
    await docs.delete(docIds[0]!);
    await working;
    expect(aborted).toBe(true);
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect(await hasWork(world.db)).toBe(false);
  });

  it('and read again keeps its file through a kill at any point', async () => {
    const docs = new DocCommands(world.ports);
    const { docIds } = await docs.add([await file('a.txt')], options);
    await runnerOf(settleDone).run();
    const hash = (await world.db.docs.get(docIds[0]!))!.hash!;
    const seen: (number | undefined)[] = [];
    world.db.docs.hook('deleting', () => void seen.push(0));
    await docs.readAgain(docIds[0]!, { ocr: true, ocrLanguages: ['eng'] });
    // One transaction: there is no moment without the document.
    expect(seen).toEqual([]);
    expect(await world.db.files.get(hash)).toMatchObject({ refs: 1 });
    const again = (await world.db.docs.get(docIds[0]!))!;
    expect(again.state).toBe('pending');
    expect(await tasksOf(again.jobId)).toHaveLength(1);
  });
});

describe('reading that a full disk stopped', () => {
  it('goes on when a document is deleted', async () => {
    const docs = new DocCommands(world.ports);
    const stored = { name: 'a.txt', mediaType: 'text/plain', bytes: 1, hash: 'a'.repeat(64) };
    const { jobId } = await docs.add([stored], { ocr: false, ocrLanguages: [] });
    const task = (await claimTask(world.db, 'reader', world.now(), () => 0))!;
    await settleFailure(world.db, task, { code: 'storage-full', message: 'Full.' }, world.now(), [1, 1]);
    expect((await world.db.jobs.get(jobId))?.state).toBe('paused');
    await world.addDoc('shawls', prose('shawl', 3));
    await docs.delete('shawls');
    expect((await world.db.jobs.get(jobId))?.state).toBe('running');
    expect(await tasksOf(jobId)).toMatchObject([{ state: 'pending' }]);
  });
});

describe('reading that broke', () => {
  it('goes on with the other documents, and is not swept away before', async () => {
    const docs = new DocCommands(world.ports);
    const stored = { name: 'a.txt', mediaType: 'text/plain', bytes: 1, hash: 'a'.repeat(64) };
    const options = { ocr: false, ocrLanguages: [] };
    const { jobId } = await docs.add([stored, { ...stored, name: 'b.txt' }], options);
    const task = (await claimTask(world.db, 'reader', world.now(), () => 0))!;
    await settleFailure(world.db, task, { code: 'bug', message: 'Broke.' }, world.now(), [1, 1]);
    expect((await world.db.jobs.get(jobId))?.state).toBe('failed');
    await world.db.jobs.update(jobId, { endedAt: 1 });
    await world.commands.sweep(() => Promise.resolve());
    await docs.add([{ ...stored, name: 'c.txt' }], options);
    expect((await world.db.jobs.get(jobId))?.state).toBe('running');
    expect((await tasksOf(jobId)).map(({ state }) => state).sort()).toEqual(['failed', 'pending']);
  });
});

describe('the badge', () => {
  const at = (change: Partial<Job>, spec: Job['spec'] = specOf(['a'])): Job => ({
    ...newJob('x', 'x', spec, 1),
    ...change,
  });
  const reading = { kind: 'import', docIds: [], ocr: false, ocrLanguages: [] } as const;

  it('counts what a person may look at, not documents that were read', () => {
    expect(badgeOf([at({ state: 'done' }), at({ state: 'done' }, reading)])).toEqual({ kind: 'done', jobs: 1 });
    expect(badgeOf([at({ state: 'done' }, reading)])).toEqual({ kind: 'none' });
    expect(badgeOf([at({ state: 'done', seen: true })])).toEqual({ kind: 'none' });
    expect(badgeOf([at({ state: 'paused', pause: 'engine' })])).toEqual({ kind: 'asks' });
    expect(badgeOf([at({ state: 'paused', pause: 'user' })])).toEqual({ kind: 'none' });
  });
});

describe('offline mode', () => {
  it('ends what is under way, but for a server on this machine, and lets it go on afterwards', async () => {
    await world.addDoc('shawls', prose('shawl', 10));
    const server = { engine: 'server', model: 'm', url: 'https://llm.example.org/v1' } as const;
    const far = await world.generation.start({ ...specOf(['shawls']), choice: server });
    const near = await world.generation.start({
      ...specOf(['shawls']),
      choice: { ...server, url: 'http://127.0.0.1:11434/v1' },
    });
    await addDownload('fetching');
    const stateOf = async (id: string) => (await world.db.jobs.get(id))?.state;
    await world.commands.setSetting('offline', true);
    expect(await world.db.jobs.get('fetching')).toMatchObject({ state: 'paused', problem: { reason: 'offlineMode' } });
    expect(await world.db.jobs.get(far.jobId)).toMatchObject({ state: 'paused', problem: { reason: 'offlineMode' } });
    expect(await stateOf(near.jobId)).toBe('running');
    await world.commands.setSetting('offline', false);
    expect(await stateOf('fetching')).toBe('running');
    expect(await stateOf(far.jobId)).toBe('running');
  });
});

describe('a chunk', () => {
  it('that is killed again and again is not too heavy while it gives pairs', async () => {
    await world.addDoc('shawls', prose('shawl', 12));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1, pairsPerChunk: 14 }));
    for (let kills = 0; kills < 13; kills++) {
      const db = world.open();
      const from = world.calls.length;
      world.script = (request, call) => {
        if (call === from + 1) db.close();
        return quoting(request, call);
      };
      const runner = world.runner(db);
      await runner
        .recover()
        .then(() => runner.run())
        .catch(() => undefined);
      db.close();
    }
    world.script = quoting;
    await world.work();
    expect(await world.db.counters.get(jobId)).toMatchObject({ chunksFailed: 0, chunksDone: 1, pairs: 14 });
  });
});

describe('jobs that nobody looks at', () => {
  it('do not stay for ever once they have ended', async () => {
    const day = 24 * 3600_000;
    const spec = { kind: 'import', docIds: [], ocr: false, ocrLanguages: [] } as const;
    const ended = { state: 'done', endedAt: world.now() - 2 * day } as const;
    await world.db.jobs.bulkAdd([
      { ...newJob('old import', 'a', spec, 1), ...ended },
      { ...newJob('new import', 'a', spec, 2), ...ended, endedAt: world.now() },
      { ...newJob('open import', 'a', spec, 3), state: 'paused', pause: 'storage' },
      { ...newJob('old download', 'a', { kind: 'download', modelId: 'm' }, 4), ...ended },
      { ...newJob('set', 'a', specOf(['a']), 5), ...ended },
    ]);
    await world.commands.sweep(() => Promise.resolve());
    expect((await world.db.jobs.toCollection().primaryKeys()).sort()).toEqual(['new import', 'open import', 'set']);
  });
});

describe('everything deleted', () => {
  it('means documents too, with their text and files', async () => {
    const bytes = new TextEncoder().encode('secret');
    const hash = await world.files.putFile(bytes, 'text/plain');
    const stored = { name: 's.txt', mediaType: 'text/plain', bytes: bytes.length, hash };
    await new DocCommands(world.ports).add([stored], { ocr: false, ocrLanguages: [] });
    await world.addDoc('shawls', prose('shawl', 3));
    await world.commands.clear();
    for (const table of ['docs', 'docTexts', 'chunks', 'files', 'jobs'] as const) {
      expect(await world.db.table(table).count(), table).toBe(0);
    }
    expect(await world.files.readFile(hash)).toBeNull();
  });
});

describe('another way of pairing', () => {
  it('is nothing for pairs that a model made', async () => {
    await world.addDoc('shawls', prose('shawl', 10));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1 }));
    await world.work();
    await world.commands.repair(jobId, { ...({} as NonNullable<Job['pairing']>) });
    expect((await world.db.jobs.get(jobId))?.revision).toBe(1);
  });
});

describe('an engine that is silent', () => {
  it('is not taken for one that sleeps; who waits for its turn neither', async () => {
    await world.addDoc('shawls', prose('shawl', 5));
    const first = await world.generation.start(specOf(['shawls']));
    const second = await world.generation.start(specOf(['shawls']));
    const startedAt = world.now();
    let tasks = 0;
    const runner = runnerOf(async (task, job, signal) => {
      if (++tasks === 1) await pause(2600);
      return settleDone(task, job, signal);
    });
    const working = runner.run();
    await pause(2400);
    for (const { jobId } of [first, second]) {
      expect((await world.db.pulses.get(jobId))?.at).toBeGreaterThan(startedAt + 1500);
    }
    await working;
  });

  it('says until when a server asked to wait', async () => {
    await world.addDoc('shawls', prose('shawl', 5));
    const { jobId } = await world.generation.start(specOf(['shawls']));
    const dueAt = world.now() + 60_000;
    await runnerOf(() => Promise.reject(new AppError({ code: 'rate-limited', message: 'Wait.', dueAt }))).run();
    expect(await world.db.pulses.get(jobId)).toMatchObject({ waitUntil: dueAt, waitReason: 'rate-limited' });
  });
});

describe('the list of generated pairs', () => {
  it('knows how many each chunk has', async () => {
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }));
    await world.work();
    const index = await readIndex(world.db, jobId, 1);
    expect(totalOf(index)).toBe(12);
    expect(runsOf(index, 3, 5)).toEqual([
      { threadOrdinal: 0, n: 3, count: 1, at: 3 },
      { threadOrdinal: 1, n: 0, count: 1, at: 4 },
    ]);
  });
});

describe('the address of a server', () => {
  it('is what it means in every place, and holds no secret', async () => {
    await world.addDoc('shawls', prose('shawl', 5));
    const to = (url: string) => {
      return world.generation.start({ ...specOf(['shawls']), choice: { engine: 'server', model: 'm', url } });
    };
    await expect(to('https://me:secret@llm.example.org/v1')).rejects.toMatchObject({
      info: { reason: 'serverAddress' },
    });
    expect(await world.db.jobs.count()).toBe(0);
    await world.commands.setSetting('offline', true);
    const { jobId } = await to('localhost:11434');
    expect((await world.db.jobs.get(jobId))?.spec).toMatchObject({ choice: { url: 'http://localhost:11434/v1' } });
  });
});

describe('what jobs have said', () => {
  it('is not kept in memory of all of them', async () => {
    await world.addDoc('shawls', prose('shawl', 5));
    const books: Books = new Map();
    const { db, now } = world;
    const access = { model: (await db.models.get('tiny'))!, open: () => Promise.reject(new Error('not opened')) };
    const keyOf = (): Promise<undefined> => Promise.resolve(undefined);
    const use = new ModelUse({
      db,
      now,
      engineById: () => world.engine,
      openModel: () => Promise.resolve(access),
      keyOf,
    });
    for (let i = 0; i < 5; i++) {
      const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1, seed: i }));
      await world.work();
      const task = (await tasksOf(jobId)).find(({ kind }) => kind === 'generate')!;
      const again: Task = { ...task, state: 'active', payload: { kind: 'generate', chunk: 0 } };
      await db.tasks.put(again);
      const job = (await db.jobs.get(jobId))!;
      await executeGenerate({ db, now, use }, again, job, books, new AbortController().signal);
    }
    expect(books.size).toBeLessThanOrEqual(2);
  });
});

describe('a judge that fails', () => {
  it('is counted and can be tried again', async () => {
    await world.addDoc('shawls', prose('shawl', 20));
    const broken = new AppError({ code: 'unsupported', message: 'This server does not judge.' });
    world.script = (request, call) => (request.schema?.name === 'judge' ? broken : quoting(request, call));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1 }, true));
    await world.work();
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    const counters = (await world.db.counters.get(jobId))!;
    expect(counters).toMatchObject({ chunksDone: 1, chunksFailed: 1, pairs: 4, pairsJudged: 0 });
    expect(actionsOf((await world.db.jobs.get(jobId))!, counters)).toContain('retry');
    world.script = quoting;
    await world.commands.retryFailed(jobId);
    await world.work();
    const after = { chunksDone: 1, chunksFailed: 0, pairs: 4, pairsJudged: 4 };
    expect(await world.db.counters.get(jobId)).toMatchObject(after);
  });
});

describe('the engine page', () => {
  it('is not opened for what a server put off, until that is due', async () => {
    await addDownload('fetching');
    const dueAt = world.now() + 3_600_000;
    await runnerOf(() => Promise.reject(new AppError({ code: 'rate-limited', message: 'Wait.', dueAt }))).run();
    expect(await hasWork(world.db)).toBe(true);
    expect(await hasEngineWork(world.db, world.now() + 30_000)).toBe(false);
    expect(await hasEngineWork(world.db, dueAt)).toBe(true);
    await world.db.tasks.toCollection().modify({ state: 'active' });
    expect(await hasEngineWork(world.db, world.now())).toBe(true);
  });
});
