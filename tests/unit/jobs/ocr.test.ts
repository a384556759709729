import JSZip from 'jszip';
import { beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../../../lib/jobs/commands';
import { EngineRunner } from '../../../lib/jobs/engine-runner';
import { engineTasks } from '../../../lib/jobs/engine-tasks';
import { runExports } from '../../../lib/jobs/export-runner';
import { ModelUse } from '../../../lib/jobs/model-use';
import { Runner } from '../../../lib/jobs/runner';
import { AppError } from '../../../lib/model/error';
import { defaultImages, defaultLimits, type FormatId, type Task } from '../../../lib/model/job';
import { defaultPairing, type StrategyId } from '../../../lib/model/pairing';
import { memoryExports } from '../../../lib/store/export-files';
import { sweepFiles } from '../../../lib/store/files';
import { listFailures, listLog, readImages } from '../../../lib/store/queries';
import { Life, World, smallForum, specFor } from './simulation';

const never = (): never => {
  throw new Error('not here');
};

let world: World;
let life: Life;
let runner: Runner;
let commands: Commands;
/** What the fake recogniser says of a picture, by its number. */
let say: (n: number) => string | Error;
let read: number;

beforeEach(() => {
  world = new World(smallForum({ longTopicPosts: 25 }));
  life = new Life(world);
  runner = new Runner(life.ports);
  [say, read] = [(n) => `First line\nof picture [${n}]\n\nsecond *paragraph*`, 0];
  let ids = 0;
  const deleteExports = (): Promise<void> => Promise.resolve();
  commands = new Commands({ ...life.ports, newId: () => `job-${++ids}`, deleteExports }, runner);
});

async function crawl(ocr = true, strategy: StrategyId = 'adjacent'): Promise<string> {
  const { jobId } = await commands.start(
    specFor(world.forum, {
      limits: { ...defaultLimits, threads: 3 },
      images: { ...defaultImages, ocr },
      pairing: { ...defaultPairing, strategy },
    }),
  );
  while (runner.isRunning) await runner.run();
  return jobId;
}

async function recognise(): Promise<void> {
  const { db } = life;
  const perform = engineTasks({
    db,
    files: world.files,
    now: world.now,
    use: new ModelUse({ db, now: world.now, engineById: never, openModel: never, keyOf: never }),
    asset: (path) => path,
    readDoc: never,
    openOcr: (languages) => ({
      read(picture) {
        expect(languages).toEqual(['eng']);
        expect(picture).toBeInstanceOf(Blob);
        read += 1;
        const said = say(read);
        return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
      },
    }),
    imageLanguages: () => Promise.resolve(['eng']),
    counterOf: never,
    download: never,
  });
  const engine = new EngineRunner({ db, now: world.now, sleep: world.sleep, perform, onSettled: () => undefined });
  await engine.recover();
  await engine.run();
}

const textTasks = async (jobId: string): Promise<readonly Task[]> =>
  life.db.tasks.filter((task) => task.jobId === jobId && task.kind === 'ocr').toArray();
const unread = async (jobId: string): Promise<readonly Task[]> =>
  (await listFailures(life.db, jobId)).filter(({ kind }) => kind === 'ocr');
const stateOf = async (jobId: string) => (await life.db.jobs.get(jobId))?.state;

/** The archive's files, by name. */
async function exported(jobId: string, format: FormatId, at = 1): Promise<ReadonlyMap<string, string>> {
  const exports = memoryExports();
  const options = { format, container: 'jsonl', images: true } as const;
  const spec = { kind: 'export', ofJobId: jobId, name: 'x', options, save: 'page', capturedAt: at } as const;
  const { jobId: id } = await commands.startExport(spec);
  await runExports({ db: life.db, files: world.files, exports, version: '1', now: world.now });
  const zip = await JSZip.loadAsync(await (await exports.open(id, 'x.zip'))!.arrayBuffer());
  const names = Object.keys(zip.files).filter((name) => name.endsWith('l') || name.endsWith('n'));
  return new Map(await Promise.all(names.map(async (name) => [name, await zip.file(name)!.async('string')] as const)));
}

describe('words in images of posts', () => {
  it('are read when asked for, once a picture, and the job ends when they are', async () => {
    const jobId = await crawl();
    const tasks = await textTasks(jobId);
    const stored = await life.db.assets.where('[jobId+state]').equals([jobId, 'stored']).toArray();
    const hashes = new Set(stored.flatMap(({ hash, extension }) => (extension === 'svg' ? [] : (hash ?? []))));
    expect(hashes.size).toBeGreaterThan(0);
    expect(tasks.map(({ key }) => key).sort()).toEqual([...hashes].map((hash) => `ocr:${hash}`).sort());
    expect(tasks[0]).toMatchObject({ lane: 'reader', group: '', state: 'pending' });
    expect(await stateOf(jobId)).toBe('running');
    await recognise();
    expect(await stateOf(jobId)).toBe('done');
    expect(read).toBe(hashes.size);
    expect(await life.db.imageTexts.count()).toBe(hashes.size);
    expect((await listLog(life.db, jobId)).filter(({ event }) => event === 'imageRead')).toHaveLength(hashes.size);

    // Another job finds them there.
    const other = await crawl();
    expect(await textTasks(other)).toEqual([]);
    expect(await stateOf(other)).toBe('done');
  });

  it('are not read when not asked for, and not shown by a job that did not ask', async () => {
    const plain = await crawl(false);
    expect(await textTasks(plain)).toEqual([]);
    const asked = await crawl();
    await recognise();
    expect((await exported(plain, 'standard')).get('train.jsonl')).not.toContain('Text in image');
    expect((await exported(asked, 'standard')).get('train.jsonl')).toContain('Text in image');
    const posts = await life.db.posts.filter(({ jobId, images }) => jobId === asked && images.length > 0).toArray();
    const view = async (jobId: string): Promise<string> => {
      const maps = await Promise.all(posts.map(({ threadId, id }) => readImages(life.db, jobId, threadId, [id])));
      return maps.flatMap((images) => [...images.values()].map(({ text }) => text)).join('');
    };
    expect(await view(asked)).toMatch(/^First line/);
    expect(await view(plain)).toBe('');
  });

  it('stand behind their image in every format, and the same data gives the same bytes', async () => {
    const jobId = await crawl();
    await recognise();
    const train = (await exported(jobId, 'standard')).get('train.jsonl')!;
    const markdown =
      /!\[[^\]]*\]\(images\/[0-9a-f]{64}\.[a-z]+\) \[Text in image: First line of picture \(\d+\) second \\\\\*paragraph\\\\\*\]/;
    expect(train).toMatch(markdown);
    expect(train).not.toContain('heddle-image:');
    const again = await exported(jobId, 'standard');
    expect(again.get('train.jsonl')).toBe(train);
    expect(JSON.parse(again.get('manifest.json')!)).toMatchObject({ imageLimits: { ocr: true } });

    const lines = await crawl(true, 'transcript');
    const text = (await exported(lines, 'transcript')).get('train.jsonl')!;
    expect(text).toMatch(
      /\[img images\/[0-9a-f]{64}\.[a-z]+\] \[Text in image: First line of picture \(\d+\) second \*paragraph\*\]/,
    );
  });

  it('that cannot be read fail alone, are listed and tried again', async () => {
    const broken = new AppError({ code: 'unsupported', reason: 'ocrFailed', params: ['x'], message: 'Not read.' });
    say = (n) => (n === 1 ? broken : n === 2 ? new TypeError('something else') : '');
    const jobId = await crawl();
    await recognise();
    expect(await stateOf(jobId)).toBe('done');
    const failures = await unread(jobId);
    expect(failures.map(({ kind, problem }) => [kind, problem?.reason])).toEqual([
      ['ocr', 'ocrFailed'],
      ['ocr', 'ocrFailed'],
    ]);
    expect(failures[0]?.url).toMatch(/^https?:/);
    expect((await life.db.counters.get(jobId))?.imagesUnread).toBe(2);
    const train = (await exported(jobId, 'standard')).get('train.jsonl');
    expect(train).not.toContain('Text in image');

    say = () => 'Seen at last.';
    await commands.retryFailed(jobId);
    while (runner.isRunning) await runner.run();
    await recognise();
    expect(await stateOf(jobId)).toBe('done');
    expect(await unread(jobId)).toEqual([]);
    expect((await life.db.counters.get(jobId))?.imagesUnread).toBe(0);
    expect((await exported(jobId, 'standard')).get('train.jsonl')).toContain('[Text in image: Seen at last.]');
  });

  it('that a stop cut off are read by the next run', async () => {
    const jobId = await crawl();
    await commands.stop(jobId);
    await recognise();
    expect(read).toBe(0);
    await commands.runAgain(jobId, false);
    while (runner.isRunning) await runner.run();
    await recognise();
    expect(read).toBeGreaterThan(0);
    expect(await stateOf(jobId)).toBe('done');
  });

  it('go with the last job that has the image', async () => {
    const [one, two] = [await crawl(), await crawl()];
    await recognise();
    const count = await life.db.imageTexts.count();
    expect(count).toBeGreaterThan(0);
    await commands.delete(one);
    expect(await life.db.imageTexts.count()).toBe(count);
    await commands.delete(two);
    expect(await life.db.imageTexts.count()).toBe(0);
    await life.db.imageTexts.put({ hash: 'f'.repeat(64), text: 'of nobody' });
    await sweepFiles(life.db, world.files, 1);
    expect(await life.db.imageTexts.count()).toBe(0);
  });
});
