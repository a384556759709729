import JSZip from 'jszip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineError } from '../../../lib/engines/engine-error';
import { unreachable } from '../../../lib/engines/server-refusal';
import { runExports } from '../../../lib/jobs/export-runner';
import { isDocSource, type Pair } from '../../../lib/model/pair';
import { textOf } from '../../../lib/model/doc';
import { memoryExports } from '../../../lib/store/export-files';
import { eachGenerated } from '../../../lib/store/generated';
import { listChunks, listFailures, listLog } from '../../../lib/store/queries';
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

async function pairsOf(jobId: string): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  await eachGenerated(world.db, { id: jobId, revision: 1 }, (pair) => pairs.push(pair));
  return pairs;
}

describe('pairs from documents', () => {
  it('come from every chunk, cite its text and say what made them', async () => {
    const sections = prose('shawl', 60);
    await world.addDoc('shawls', sections);
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: null }));
    await world.work();
    const job = (await world.db.jobs.get(jobId))!;
    const counters = (await world.db.counters.get(jobId))!;
    const chunks = await listChunks(world.db, jobId);
    expect(job.state).toBe('done');
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.map(({ state }) => state)).toEqual(chunks.map(() => 'done'));
    const pairs = await pairsOf(jobId);
    expect(pairs).toHaveLength(chunks.length * 4);
    expect(counters).toMatchObject({
      pairs: pairs.length,
      chunksFound: chunks.length,
      chunksDone: chunks.length,
      docsDone: 1,
    });
    const whole = textOf(sections);
    for (const pair of pairs) {
      const { source } = pair;
      if (!isDocSource(source)) throw new Error('not from a document');
      expect(source).toMatchObject({ docId: 'shawls', grounded: 1, prompt: 'qa@1', model: 'tiny', engine: 'wllama' });
      expect(whole.slice(...source.span!)).toBe(source.evidence);
      expect(pair.turns[1]?.text).toBe(source.evidence);
    }
    // Loaded once for all of it.
    expect(world.loads).toBe(1);
    const events = (await listLog(world.db, jobId)).map(({ event }) => event);
    expect(events).toContain('modelLoading');
    expect(events.indexOf('modelLoading')).toBeLessThan(events.indexOf('chunkDone'));
    expect(events.at(-1)).toBe('generateDone');
  });

  it('are the same when they are made again', async () => {
    await world.addDoc('shawls', prose('shawl', 40));
    const first = await world.generation.start(specOf(['shawls']));
    await world.work();
    const second = await world.generation.start(specOf(['shawls']));
    await world.work();
    const said = async (id: string) => (await pairsOf(id)).map(({ turns }) => turns);
    expect(await said(second.jobId)).toEqual(await said(first.jobId));
  });

  it('are spread over the document when chunks are limited', async () => {
    await world.addDoc('shawls', prose('shawl', 200));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }));
    await world.work();
    const chunks = await listChunks(world.db, jobId);
    expect(chunks).toHaveLength(3);
    const whole = textOf(prose('shawl', 200)).length;
    expect(chunks[0]?.start).toBe(0);
    expect(chunks[2]?.end).toBe(whole);
  });

  it('say nothing twice, over chunks too', async () => {
    world.script = (request) => {
      const evidence = /[^.]+\./.exec(textIn(request))?.[0].trim() ?? '';
      return JSON.stringify({ evidence, question: 'What was woven of threads at noon?', answer: evidence });
    };
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 4 }));
    await world.work();
    expect(await pairsOf(jobId)).toHaveLength(1);
    const counters = (await world.db.counters.get(jobId))!;
    // Each chunk ends after three repeats in a row.
    expect(counters.pairsDropped).toBe(12);
    expect(world.calls).toHaveLength(13);
  });

  it('are dropped when they cite what does not stand there', async () => {
    world.script = () => JSON.stringify({ evidence: 'Quantum yachts.', question: 'What floats?', answer: 'Yachts.' });
    await world.addDoc('shawls', prose('shawl', 10));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1 }));
    await world.work();
    expect(await pairsOf(jobId)).toHaveLength(0);
    expect(await listFailures(world.db, jobId)).toMatchObject([
      { kind: 'generate', problem: { reason: 'replyInvalid' } },
    ]);
  });
});

describe('replies that are cut', () => {
  it('get a larger budget once, then half the text, then are listed as failed', async () => {
    world.script = () => ({ text: '{"evid', finish: 'length' });
    await world.addDoc('shawls', prose('shawl', 20));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1 }));
    await world.work();
    const budgets = world.calls.map(({ request }) => request.maxTokens);
    expect(budgets.slice(0, 2)).toEqual([512, 1024]);
    const lengths = world.calls.map(({ request }) => textIn(request).length);
    expect(lengths[2]).toBeLessThan(lengths[0]! * 0.75);
    expect(await listFailures(world.db, jobId)).toMatchObject([{ problem: { reason: 'replyTruncated' } }]);

    // Retried, it gives what it has to give.
    world.script = quoting;
    await world.commands.retryFailed(jobId);
    await world.work();
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect((await pairsOf(jobId)).length).toBeGreaterThan(0);
    expect(await world.db.counters.get(jobId)).toMatchObject({ chunksFailed: 0, chunksDone: 1 });
  });

  it('of a prompt that does not fit are not asked for', async () => {
    world.contextTokens = 700;
    await world.addModel();
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1, chunkTokens: 4000 }));
    await world.work();
    for (const { request } of world.calls) {
      const chars = request.messages.reduce((sum, { content }) => sum + content.length, 0);
      expect(chars / 4).toBeLessThan(700);
    }
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
  });
});

describe('an engine that fails', () => {
  it('pauses the job; what was made stays, and it goes on where it was', async () => {
    const outOfMemory = engineError('gpuOutOfMemory', [], 'The graphics card has no memory left.');
    world.script = (request, call) => (call === 6 ? outOfMemory : quoting(request, call));
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }));
    await world.work();
    const paused = (await world.db.jobs.get(jobId))!;
    expect(paused).toMatchObject({ state: 'paused', pause: 'engine', problem: { reason: 'gpuOutOfMemory' } });
    expect(await pairsOf(jobId)).toHaveLength(6);
    expect(world.unloads).toBe(1);
    await world.commands.resume(jobId);
    await world.work();
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect(await pairsOf(jobId)).toHaveLength(12);
    // The failed call alone was made twice.
    expect(world.calls).toHaveLength(13);
  });

  it('is a server that is off: waited for twice, then the job pauses and no chunk fails', async () => {
    const off = unreachable('http://127.0.0.1:1/v1', new TypeError('Failed to fetch'));
    world.script = (request, call) => (call < 2 ? quoting(request, call) : off);
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }));
    await world.work();
    const paused = (await world.db.jobs.get(jobId))!;
    expect(paused).toMatchObject({ state: 'paused', pause: 'engine', problem: { reason: 'serverUnreachable' } });
    expect(world.calls).toHaveLength(5);
    expect(await world.db.counters.get(jobId)).toMatchObject({ pairs: 2, chunksFailed: 0 });
    world.script = quoting;
    await world.commands.resume(jobId);
    await world.work();
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect(await pairsOf(jobId)).toHaveLength(12);
  });

  it('is loaded anew once when it stalls, without a word', async () => {
    const stalled = engineError('engineStalled', ['60'], 'No sign for 60 s.');
    world.script = (request, call) => (call === 2 ? stalled : quoting(request, call));
    await world.addDoc('shawls', prose('shawl', 30));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 1 }));
    await world.work();
    expect((await world.db.jobs.get(jobId))?.state).toBe('done');
    expect(world.loads).toBe(2);
    expect(await pairsOf(jobId)).toHaveLength(4);
  });
});

describe('a person', () => {
  it('pauses and stops a call at once; nothing is lost', async () => {
    world.script = (request, call) => (call === 5 ? 'never' : quoting(request, call));
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }));
    const working = world.work();
    while (world.calls.length < 6) await new Promise((resolve) => setTimeout(resolve, 5));
    await world.commands.pause(jobId);
    await working;
    expect(await pairsOf(jobId)).toHaveLength(5);
    await world.commands.resume(jobId);
    await world.work();
    expect(await pairsOf(jobId)).toHaveLength(12);

    const again = await world.generation.start(specOf(['shawls'], { maxChunks: 3, seed: 2 }));
    const from = world.calls.length;
    world.script = (request, call) => (call === from + 3 ? 'never' : quoting(request, call));
    const second = world.work();
    while (world.calls.length < from + 4) await new Promise((resolve) => setTimeout(resolve, 5));
    await world.commands.stop(again.jobId);
    await second;
    expect((await world.db.jobs.get(again.jobId))?.state).toBe('cancelled');
    expect(await pairsOf(again.jobId)).toHaveLength(3);
  });

  it('is refused what cannot be done, in words', async () => {
    await expect(world.generation.start(specOf(['nothing']))).rejects.toMatchObject({
      info: { reason: 'noDocuments' },
    });
    await world.addDoc('shawls', prose('shawl', 10));
    await world.db.models.delete('tiny');
    await expect(world.generation.start(specOf(['shawls']))).rejects.toMatchObject({
      info: { reason: 'modelNotReady' },
    });
    await world.commands.setSetting('offline', true);
    const choice = { engine: 'server', model: 'm', url: 'https://llm.example.org/v1' } as const;
    await expect(world.generation.start({ ...specOf(['shawls']), choice })).rejects.toMatchObject({
      info: { reason: 'offlineMode', message: 'Offline mode is enabled. Only the Synthetic data source can be used.' },
    });
    const local = { ...choice, url: 'http://127.0.0.1:11434/v1' };
    await expect(world.generation.start({ ...specOf(['shawls']), choice: local })).resolves.toBeTruthy();
  });
});

describe('a judge', () => {
  it('scores every pair beside its text; the threshold moves without judging again', async () => {
    await world.addDoc('shawls', prose('shawl', 60));
    const { jobId } = await world.generation.start(specOf(['shawls'], { maxChunks: 3 }, true));
    await world.work();
    const pairs = await pairsOf(jobId);
    const counters = (await world.db.counters.get(jobId))!;
    expect(counters.pairsJudged).toBe(pairs.length);
    expect(counters.ratings.reduce((a, b) => a + b, 0)).toBe(pairs.length);
    for (const { judgement } of pairs) {
      const { accuracy, relevance, clarity, usefulness } = judgement!.scores;
      expect(judgement!.rating).toBe(Math.max(1, accuracy + relevance + clarity + usefulness));
      expect(judgement!.prompt).toBe('judge@1');
    }
    // All generation comes before all judging.
    const names = world.calls.map(({ request }) => request.schema?.name);
    expect(names.lastIndexOf('qa')).toBeLessThan(names.indexOf('judge'));

    const calls = world.calls.length;
    const exported = async (threshold: number | null): Promise<{ records: number; below: number }> => {
      await world.generation.setThreshold(jobId, threshold);
      const exports = memoryExports();
      const options = { format: 'messages', container: 'jsonl', images: false } as const;
      const spec = { kind: 'export', ofJobId: jobId, name: 'set', options, save: 'page', capturedAt: 5 } as const;
      const made = await world.commands.startExport(spec);
      const ports = { db: world.db, files: world.files, exports, version: '1', now: world.now };
      expect(await runExports(ports)).toBe(1);
      const file = await exports.open(made.jobId, 'set.zip');
      const zip = await JSZip.loadAsync(await file!.arrayBuffer());
      const lines = (await zip.file('train.jsonl')!.async('text')).trim().split('\n').filter(Boolean);
      const manifest = JSON.parse(await zip.file('manifest.json')!.async('text'));
      expect(manifest.source).toBe('documents');
      expect(manifest.counts.pairs.records).toBe(lines.length);
      return { records: lines.length, below: manifest.counts.pairs.belowThreshold };
    };
    const kept = pairs.filter((pair) => pair.judgement!.rating >= 7.5).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(pairs.length);
    expect(await exported(7.5)).toEqual({ records: kept, below: pairs.length - kept });
    expect(await exported(null)).toEqual({ records: pairs.length, below: 0 });
    expect(world.calls).toHaveLength(calls);
  });
});

describe('a kill', () => {
  it('at any call repeats that call at most: the same pairs, no chunk twice, none lost', async () => {
    await world.addDoc('shawls', prose('shawl', 80));
    const spec = specOf(['shawls'], { maxChunks: 4 }, true);
    const whole = await world.generation.start(spec);
    await world.work();
    const expected = (await pairsOf(whole.jobId)).map(({ turns, source, judgement }) => ({ turns, source, judgement }));
    const calls = world.calls.length;

    const { jobId } = await world.generation.start(spec);
    let kills = 0;
    let last = world.calls.length;
    for (let random = 12345; (await world.db.jobs.get(jobId))?.state === 'running';) {
      random = (random * 1103515245 + 12345) % 2147483648;
      const dieAt = world.calls.length + (random % 5);
      const db = world.open();
      world.script = (request, call) => {
        if (call !== dieAt) return quoting(request, call);
        db.close();
        kills++;
        return quoting(request, call);
      };
      const runner = world.runner(db);
      await runner
        .recover()
        .then(() => runner.run())
        .catch(() => undefined);
      db.close();
      expect(world.calls.length).toBeGreaterThan(last - 1);
      last = world.calls.length;
    }
    expect(kills).toBeGreaterThan(5);
    const made = (await pairsOf(jobId)).map(({ turns, source, judgement }) => ({ turns, source, judgement }));
    expect(made).toEqual(expected);
    expect(world.calls.length - calls).toBeLessThanOrEqual(calls + kills);
  });
});
