import { defaultThreshold, judgeTemplate, ratingCounts } from '../../lib/curate/index';
import { defaultGeneration } from '../../lib/generate/index';
import { ratingOf, type GenerateSpec, type Judgement, type Scores } from '../../lib/model/generate';
import { emptyCounters, type Counters, type Job, type ModelPulse } from '../../lib/model/job';
import type { Pair } from '../../lib/model/pair';
import type { HeddleDb } from '../../lib/store/db';
import * as data from './data';
import { book, doc, fresh } from './doc-scenes';
import { model } from './model-scenes';
import type { Scene } from './scenes';

// Jobs whose pairs a model makes, and those pairs, by name.

const choice = { engine: 'wllama', model: model({}).id } as const;
const judge = { choice, template: judgeTemplate, threshold: defaultThreshold };
const spec: GenerateSpec = {
  kind: 'generate',
  docIds: ['doc-book'],
  choice,
  generation: defaultGeneration('qa'),
  judge,
};
const thinking: GenerateSpec = { ...spec, generation: defaultGeneration('cot'), judge: null };

interface Made {
  readonly job?: Partial<Job<GenerateSpec>>;
  readonly counts?: Partial<Counters>;
  readonly pulse?: Partial<ModelPulse>;
  readonly chunks?: number;
  /** Pairs a chunk. */
  readonly each?: number;
}

const modelPulse: ModelPulse = {
  phase: 'generate',
  fraction: 1,
  calls: [3, 25],
  tokensPerSecond: 14.2,
  writing: '"answer": "The shaft carries the threads of its heddles upwards, which leaves a shed for the shuttle',
  device: '2 threads, processor',
};
const ended = { state: 'done', endedAt: data.now - 50_000, seen: true } as const;

export function generateJob(part: Partial<Job<GenerateSpec>>): Job<GenerateSpec> {
  return {
    ...data.job(),
    kind: 'generate',
    name: 'The weaver’s handbook',
    spec,
    threshold: part.spec?.judge === null ? null : defaultThreshold,
    ...part,
  };
}

async function put(db: HeddleDb, { job = {}, counts = {}, pulse, chunks = 0, each = 10 }: Made): Promise<void> {
  const made = generateJob(job);
  await db.docs.put(doc({}));
  await db.docTexts.put({ docId: 'doc-book', sections: book });
  await db.models.put(model({}));
  await db.jobs.put(made);
  const scored = made.spec.judge !== null;
  const ratings: number[] = Array.from({ length: 10 }, () => 0);
  for (let ordinal = 0; ordinal < chunks; ordinal++) {
    const pairs = Array.from({ length: each }, (_, n) => generated(made, ordinal, n, scored));
    await db.pairs.bulkPut(pairs);
    ratingCounts(pairs).forEach((count, place) => (ratings[place] = (ratings[place] ?? 0) + count));
  }
  await db.counters.put({
    ...emptyCounters('job-1'),
    docsFound: 1,
    docsDone: 1,
    chunksFound: Math.max(10, chunks),
    chunksDone: chunks,
    pairs: chunks * each,
    pairsJudged: scored ? chunks * each : 0,
    ratings,
    tasksTotal: 1 + Math.max(10, chunks) + (scored ? chunks : 0),
    tasksDone: 1 + chunks + (scored ? chunks : 0),
    busyMs: 240_000,
    modelMs: 231_000,
    ...counts,
  });
  const running = made.state === 'running';
  await db.pulses.put(
    data.pulse({ url: null, at: Date.now() + 3_600_000, model: running ? { ...modelPulse, ...pulse } : null }),
  );
}

const questions = [
  'What does a heddle do in a loom?',
  'Why do all the threads of one shaft go up together, and what follows from that for the order in which they are drawn in?',
  'Which way does the shuttle take?',
  'How many threads are there?',
];
const answers = [
  'A heddle guides one warp thread through its eye, so that the thread goes up and down with its shaft.',
  'The heddles of a shaft hang on **one frame**. When it is raised:\n\n1. each heddle lifts its thread,\n2. the lifted threads leave a gap, the *shed*,\n3. the shuttle passes through it.\n\nWhich thread hangs on which shaft therefore decides the pattern.',
  'Through the shed.',
  '240 on each shaft, as the table says.',
];
const steps =
  'The text names the frame that carries the heddles. It says that the threads on it go up together. So the order is decided when the threads are drawn in, not while weaving.';

export function generated(job: Job<GenerateSpec>, ordinal: number, n: number, scored: boolean): Pair {
  const at = (ordinal + n) % 4;
  const question = questions[at] ?? '';
  const answer = answers[at] ?? '';
  const cot = job.spec.generation.type === 'cot';
  const evidence = book[ordinal % book.length]?.text.slice(0, at === 3 ? 400 : 120) ?? '';
  return {
    kind: 'pair',
    turns: [
      { role: 'user', text: question },
      { role: 'assistant', text: cot ? `<think>\n${steps}\n</think>\n\n${answer}` : answer },
    ],
    postIds: [],
    outputPostId: '',
    position: n,
    jobId: 'job-1',
    revision: 1,
    threadOrdinal: ordinal,
    n,
    source: {
      docId: 'doc-book',
      name: 'The-weavers-handbook.pdf',
      title: 'The weaver’s handbook',
      url: null,
      chunk: ordinal,
      pages: at === 2 ? [ordinal + 1, ordinal + 2] : [ordinal + 1, ordinal + 1],
      headings: [`Chapter ${ordinal + 1}: The loom`, `Section ${n + 1} on shafts, heddles and what is drawn in`],
      evidence,
      span: [0, evidence.length],
      grounded: at === 3 ? 0.62 : 1,
      engine: 'wllama',
      model: choice.model,
      prompt: `${job.spec.generation.template.id}@1`,
      seed: 1_418_203 + n,
    },
    judgement: scored ? judged(ordinal + n) : null,
  };
}

const marks: readonly Scores[] = [
  { accuracy: 3, relevance: 2, clarity: 2, usefulness: 2 },
  { accuracy: 1, relevance: 1, clarity: 2, usefulness: 1 },
  { accuracy: 3, relevance: 2, clarity: 2, usefulness: 1 },
  { accuracy: 2, relevance: 1, clarity: 1, usefulness: 2 },
  { accuracy: 3, relevance: 1, clarity: 2, usefulness: 2 },
];

function judged(place: number): Judgement {
  const scores = marks[place % marks.length] ?? { accuracy: 0, relevance: 0, clarity: 0, usefulness: 0 };
  return { scores, rating: ratingOf(scores), model: choice.model, prompt: 'judge@1' };
}

const preview = ['tab-preview'] as const;

export const generateScenes: Readonly<Record<string, Scene>> = {
  'making-loading': {
    page: 'panel',
    fill: (db) =>
      put(db, {
        counts: { tasksDone: 1, pairs: 0, busyMs: 6000, modelMs: 0 },
        pulse: { phase: 'weights', fraction: 0.42, calls: [0, 0], tokensPerSecond: null, writing: '', device: '' },
      }),
  },
  'making-compile': {
    page: 'panel',
    fill: (db) =>
      put(db, {
        counts: { tasksDone: 1, pairs: 0, busyMs: 6000, modelMs: 0 },
        pulse: { phase: 'compile', fraction: null, calls: [0, 0], tokensPerSecond: null, writing: '', device: '' },
      }),
  },
  'making-running': {
    page: 'panel',
    clicks: ['log'],
    fill: async (db) => {
      await put(db, { chunks: 4, counts: { pairsDropped: 7, chunksFailed: 1 } });
      await data.fillLog(db);
    },
  },
  'making-judging': {
    page: 'panel',
    fill: (db) =>
      put(db, { chunks: 4, pulse: { phase: 'judge', tokensPerSecond: 6.34, device: 'NVIDIA ada-lovelace' } }),
  },
  'making-engine': {
    page: 'panel',
    fill: (db) =>
      put(db, {
        chunks: 4,
        job: {
          state: 'paused',
          pause: 'engine',
          problem: { code: 'engine', reason: 'engineStalled', params: ['180'], message: '' },
        },
      }),
  },
  'making-storage': {
    page: 'panel',
    fill: (db) => put(db, { chunks: 4, job: { state: 'paused', pause: 'storage' } }),
  },
  'making-done': { page: 'panel', fill: (db) => put(db, { chunks: 10, job: ended, counts: { pairsDropped: 12 } }) },
  'making-nothing': {
    page: 'panel',
    clicks: preview,
    fill: (db) => put(db, { job: ended, counts: { chunksDone: 10, tasksDone: 11, pairsDropped: 31 } }),
  },
  'made-running': { page: 'panel', clicks: preview, fill: (db) => put(db, { chunks: 4 }) },
  'made-judged': { page: 'panel', clicks: preview, fill: (db) => put(db, { chunks: 10, job: ended }) },
  'made-evidence': {
    page: 'panel',
    clicks: [...preview, 'evidence'],
    fill: (db) => put(db, { chunks: 10, job: ended }),
  },
  'made-raw': { page: 'panel', clicks: [...preview, 'raw'], fill: (db) => put(db, { chunks: 10, job: ended }) },
  'made-cot': {
    page: 'panel',
    clicks: preview,
    fill: (db) => put(db, { chunks: 10, job: { ...ended, spec: thinking, threshold: null } }),
  },
  'made-many': {
    page: 'panel',
    clicks: preview,
    fill: (db) => put(db, { chunks: 1000, each: 100, job: ended }),
  },
  'made-export': { page: 'panel', clicks: ['tab-export'], fill: (db) => put(db, { chunks: 10, job: ended }) },
  'made-export-none': {
    page: 'panel',
    clicks: ['tab-export'],
    fill: (db) => put(db, { chunks: 2, each: 2, job: { ...ended, threshold: 10 } }),
  },
  'docs-stopped': {
    page: 'workbench',
    place: 'documents',
    fill: async (db) => {
      await db.docs.bulkPut([
        doc({ ...fresh, id: 'doc-waiting', name: 'notes.md', bytes: 4200 }),
        doc({ createdAt: data.now - 200_000 }),
      ]);
      await db.jobs.put({
        ...data.job({ state: 'paused', pause: 'storage' }),
        id: 'import-1',
        kind: 'import',
        name: 'notes.md',
        spec: { kind: 'import', docIds: ['doc-waiting'], ocr: false, ocrLanguages: [] },
      });
    },
  },
  'docs-languages': {
    page: 'workbench',
    place: 'documents/doc-scanned',
    fill: async (db) => {
      await db.docs.put(
        doc({ id: 'doc-scanned', name: 'Pattern-book-1911.pdf', title: '', pages: 48, scannedPages: [2, 3] }),
      );
      await db.docTexts.put({ docId: 'doc-scanned', sections: book.slice(0, 3) });
      const imported = ['deu', 'chi_sim', 'ara', 'equ'].map((language) => ({
        language,
        bytes: 1e6,
        addedAt: data.now,
      }));
      await db.settings.put({ key: 'ocrLanguages', value: imported });
    },
  },
  'settings-languages': {
    page: 'workbench',
    place: 'settings',
    fill: (db) =>
      db.settings.put({ key: 'ocrLanguages', value: [{ language: 'deu', bytes: 1_800_000, addedAt: data.now }] }),
  },
  'made-workbench': {
    page: 'workbench',
    place: 'documents/job/job-1',
    clicks: preview,
    fill: (db) => put(db, { chunks: 10, job: ended }),
  },
};
