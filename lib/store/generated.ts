import type { GenerateSpec, Judgement } from '../model/generate';
import type { Job, Task, TaskDraft } from '../model/job';
import type { Pair } from '../model/pair';
import type { ChunkRow, HeddleDb } from './db';
import { finish, follow, log, settle, type Ledger, type Settlement } from './ledger';

// What models make, saved call by call: a kill loses the call that was running and nothing else.

/** What all calls of models queue on: one model works at a time. */
export const modelLane = 'model';

export function chunkTask(docId: string): TaskDraft {
  return task('chunk', `chunk:${docId}`, docId, { kind: 'chunk', docId });
}

function generateTask(chunk: Pick<ChunkRow, 'ordinal' | 'docId'>): TaskDraft {
  const { ordinal, docId } = chunk;
  return task('generate', `generate:${ordinal}`, docId, { kind: 'generate', chunk: ordinal });
}

function judgeTask({ ordinal, docId }: ChunkRow): TaskDraft {
  return task('judge', `judge:${ordinal}`, docId, { kind: 'judge', chunk: ordinal });
}

function task(kind: TaskDraft['kind'], key: string, group: string, payload: TaskDraft['payload']): TaskDraft {
  return { kind, key, group, lane: modelLane, payload, url: null };
}

/** A chunk before anything was made of it. */
export type ChunkDraft = Omit<ChunkRow, 'jobId' | 'ordinal' | 'state' | 'pairs' | 'calls' | 'repeats' | 'problem'>;

/** Saves the chunks of a document and queues them. */
export function settleChunks(
  db: HeddleDb,
  task: Task,
  doc: { readonly name: string; readonly ofChunks: number },
  chunks: readonly ChunkDraft[],
  now: number,
): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const { job, counters } = ledger;
    const from = counters.chunksFound;
    const rows = chunks.map((chunk, n): ChunkRow => {
      const fresh = { state: 'pending', pairs: {}, calls: 0, repeats: 0, problem: null } as const;
      return { ...chunk, ...fresh, jobId: job.id, ordinal: from + n };
    });
    await db.chunks.bulkPut(rows);
    counters.chunksFound += rows.length;
    counters.docsDone++;
    await log(ledger, 'docChunked', [doc.name, rows.length, doc.ofChunks]);
    await follow(ledger, rows.map(generateTask));
    await finish(ledger, 'done');
  });
}

/** What came of one call. */
export interface CallOutcome {
  /** null: said before, or no valid reply. */
  readonly pair: Pair | null;
  /** Replies in a row, this one included, that said what was said before. */
  readonly repeats: number;
  /** Calls of the chunk that have ended by now. */
  readonly calls: number;
  readonly usage: Usage;
}

/** What a model was given and what it gave; of one call, or of several for one outcome. */
export interface Usage {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly ms: number;
}

/**
 * Saves the outcome of a call; its task goes on.
 * @returns false when the task is not ours any more: the job was stopped or deleted
 */
export async function saveCall(db: HeddleDb, task: Task, outcome: CallOutcome, now: number): Promise<boolean> {
  const settlement = await settle(db, task, now, async (ledger) => {
    const chunk = await chunkOf(ledger);
    if (!chunk) return;
    // It is no task that kills its runner: something came of it.
    await db.tasks.update(task.id, { claims: 1 });
    const { revision } = ledger.job;
    const made = chunk.pairs[revision] ?? 0;
    if (outcome.pair) {
      await db.pairs.put({ ...outcome.pair, jobId: chunk.jobId, revision, threadOrdinal: chunk.ordinal, n: made });
      ledger.counters.pairs++;
    } else ledger.counters.pairsDropped++;
    count(ledger, outcome.usage);
    await db.chunks.put({
      ...chunk,
      calls: outcome.calls,
      repeats: outcome.repeats,
      pairs: { ...chunk.pairs, [revision]: made + (outcome.pair ? 1 : 0) },
    });
  });
  return settlement !== null;
}

/** Saves that a chunk has given what it gives; queues its judge. */
export function settleChunk(db: HeddleDb, task: Task, now: number): Promise<Settlement | null> {
  return settle(db, task, now, async (ledger) => {
    const chunk = await chunkOf(ledger);
    if (chunk) {
      await db.chunks.put({ ...chunk, state: 'done', problem: null });
      if (chunk.state !== 'done') ledger.counters.chunksDone++;
      ledger.counters.recent = [...ledger.counters.recent, 0 as const].slice(-100);
      const pairs = chunk.pairs[ledger.job.revision] ?? 0;
      await log(ledger, 'chunkDone', [chunk.docName, chunk.n + 1, pairs]);
      if (generateSpecOf(ledger.job)?.judge && pairs > 0) await follow(ledger, [judgeTask(chunk)]);
    }
    await finish(ledger, 'done');
  });
}

/**
 * Saves what a judge said of a pair; its task goes on.
 * @returns false when the task is not ours any more
 */
export async function saveJudgement(
  db: HeddleDb,
  task: Task,
  pair: Pair,
  judgement: Judgement,
  usage: Usage,
  now: number,
): Promise<boolean> {
  const settlement = await settle(db, task, now, async (ledger) => {
    const key: [string, number, number, number] = [pair.jobId, pair.revision, pair.threadOrdinal, pair.n];
    const current = await db.pairs.get(key);
    if (!current) return;
    count(ledger, usage);
    if (!current.judgement) {
      ledger.counters.pairsJudged++;
      ledger.counters.ratings = ledger.counters.ratings.map((n, i) => (i === judgement.rating - 1 ? n + 1 : n));
    }
    await db.pairs.put({ ...current, judgement });
  });
  return settlement !== null;
}

/** Saves that all pairs of a chunk are judged. */
export function settleJudged(db: HeddleDb, task: Task, now: number): Promise<Settlement | null> {
  return settle(db, task, now, (ledger) => finish(ledger, 'done'));
}

/** A line for the log of a job, from a task that goes on. */
export async function saveLog(
  db: HeddleDb,
  task: Task,
  event: string,
  params: readonly (string | number)[],
  now: number,
  level: 'info' | 'warn' = 'info',
): Promise<void> {
  await settle(db, task, now, (ledger) => log(ledger, event, params, level));
}

async function chunkOf({ db, task }: Ledger): Promise<ChunkRow | undefined> {
  const payload = task.payload;
  const ordinal = payload?.kind === 'generate' || payload?.kind === 'judge' ? payload.chunk : -1;
  return db.chunks.get([task.jobId, ordinal]);
}

function count({ counters }: Ledger, { promptTokens, outputTokens, ms }: Usage): void {
  counters.promptTokens += promptTokens;
  counters.outputTokens += outputTokens;
  counters.modelMs += ms;
}

const pagePairs = 500;

/** Visits all pairs that a job has made so far, in order; a page at a time, since they may be many. */
export async function eachGenerated(
  db: HeddleDb,
  { id, revision }: Pick<Job, 'id' | 'revision'>,
  visit: (pair: Pair) => void,
): Promise<void> {
  let after: readonly (string | number)[] = [id, revision];
  for (;;) {
    const pairs = await db.pairs
      .where('[jobId+revision+threadOrdinal+n]')
      .between(after, [id, revision, []], false)
      .limit(pagePairs)
      .toArray();
    pairs.forEach(visit);
    const last = pairs.at(-1);
    if (!last || pairs.length < pagePairs) return;
    after = [id, revision, last.threadOrdinal, last.n];
  }
}

export function generateSpecOf(job: Job): GenerateSpec | null {
  return job.spec.kind === 'generate' ? job.spec : null;
}
