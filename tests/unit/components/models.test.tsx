import { renderToString } from 'preact-render-to-string';
import { describe, expect, it, vi } from 'vitest';
import { AppContext, type App, type MachineFacts, type ModelEffects } from '../../../components/effects';
import { droppedFiles, pickedFrom, readEntries } from '../../../components/models/dropped';
import { ImportModel } from '../../../components/models/ImportModel';
import { machineText, ModelRow, problemOf, type ModelRowProps } from '../../../components/models/ModelRow';
import { Offers } from '../../../components/models/Offers';
import {
  familiesOf,
  leftMs,
  speedOf,
  statusOf,
  unfitOf,
  withSample,
  type Sample,
} from '../../../components/models/status';
import { modelWork, type ModelWork, type WorkState } from '../../../components/models/work';
import { offeredModels } from '../../../lib/engines/index';
import { AppError } from '../../../lib/model/error';
import { counters } from '../../screens/data';
import { downloadJob, goodMachine, mlcModel, model, plainMachine } from '../../screens/model-scenes';

const idle = { importSince: null, checking: false };
const app = { db: {}, effects: {}, send: () => Promise.resolve() } as unknown as App;
const nothing: WorkState = { importing: null, imported: null, importProblem: null, checks: new Map() };
const noWork = {} as unknown as ModelWork;
const ids = (html: string): readonly string[] => [...html.matchAll(/data-testid="([^"]+)"/g)].map(([, id]) => id!);

describe('the state of a model', () => {
  it('comes from its row, its download, and what the page does', () => {
    expect(statusOf(model({}), null, idle)).toBe('ready');
    expect(statusOf(mlcModel, { state: 'running' }, idle)).toBe('downloading');
    expect(statusOf(mlcModel, { state: 'paused' }, idle)).toBe('paused');
    expect(statusOf(mlcModel, { state: 'cancelled' }, idle)).toBe('partial');
    expect(statusOf(mlcModel, null, idle)).toBe('partial');
    expect(statusOf(model({ state: 'damaged' }), { state: 'done' }, idle)).toBe('damaged');
    expect(statusOf(model({}), null, { ...idle, checking: true })).toBe('checking');
  });

  it('is “being imported” only for the one that this page copies', () => {
    const half = model({ state: 'partial', origin: 'imported', addedAt: 1000 });
    expect(statusOf(half, null, { ...idle, importSince: 900 })).toBe('importing');
    expect(statusOf(half, null, { ...idle, importSince: 1100 })).toBe('partial');
    expect(statusOf(half, null, idle)).toBe('partial');
  });

  it('names why it is not whole, but not what the person stopped', () => {
    const failure = { code: 'network', reason: 'downloadCut', message: '' } as const;
    const view = (state: 'done' | 'cancelled' | 'paused') => ({
      job: downloadJob({ state, problem: state === 'paused' ? { ...failure, reason: 'modelNoRoom' } : null }),
      counters: counters(),
      pulse: null,
      failure,
    });
    expect(problemOf(mlcModel, view('done'), 'partial')).toBe(failure);
    expect(problemOf(mlcModel, view('cancelled'), 'partial')).toBeNull();
    expect(problemOf(mlcModel, view('paused'), 'paused')?.reason).toBe('modelNoRoom');
    expect(problemOf(mlcModel, view('done'), 'ready')).toBeNull();
  });

  it('warns of one that cannot run here', () => {
    const ready = { ...mlcModel, state: 'ready' as const };
    expect(unfitOf(ready, goodMachine)).toBeNull();
    expect(unfitOf(ready, plainMachine)?.reason).toBe('noWebgpu');
    expect(unfitOf(model({}), plainMachine)).toBeNull();
  });
});

describe('the speed of a download', () => {
  const feed = (...all: readonly (readonly [at: number, bytes: number])[]): readonly Sample[] =>
    all.reduce<readonly Sample[]>((samples, [at, bytes]) => withSample(samples, { at, bytes }), []);

  it('is told from what came in the last half minute, once it is honest', () => {
    expect(speedOf(feed([0, 0]), 0)).toBeNull();
    expect(speedOf(feed([0, 0], [1000, 9]), 1000)).toBeNull();
    expect(speedOf(feed([0, 0], [4000, 40_000]), 4000)).toBe(10_000);
    expect(speedOf(feed([0, 0], [100_000, 1_000_000], [110_000, 2_000_000]), 110_000)).toBe(100_000);
  });

  it('sinks where nothing comes, and begins anew with the file', () => {
    const samples = feed([0, 0], [10_000, 100_000]);
    expect(speedOf(samples, 20_000)).toBe(10_000);
    expect(speedOf(samples, 50_000)).toBe(2000);
    expect(withSample(samples, { at: 11_000, bytes: 5 })).toEqual([{ at: 11_000, bytes: 5 }]);
    expect(withSample(samples, { at: 11_000, bytes: 100_000 })).toBe(samples);
  });

  it('gives the time left in coarse steps', () => {
    expect(leftMs(0, 1_000_000, 10_000)).toBe(100_000);
    expect(leftMs(0, 1_000_000, 400)).toBe(2_520_000);
    expect(leftMs(999_999, 1_000_000, 10_000)).toBe(5000);
    expect(leftMs(0, 1, 0)).toBeNull();
    expect(leftMs(0, 1, null)).toBeNull();
  });
});

describe('offers', () => {
  it('are forms of models: the default first, forms that run here before others', () => {
    const names = familiesOf(offeredModels, goodMachine).map(({ family }) => family);
    expect(names[0]).toBe('Llama-3.2-3B-Instruct');
    expect(new Set(names).size).toBe(names.length);
    const firsts = (machine: MachineFacts) => familiesOf(offeredModels, machine).map(({ forms }) => forms[0]);
    expect(firsts(goodMachine)[0]).toMatchObject({ fit: { fits: true }, offer: { quantization: 'q4f16_1' } });
    expect(firsts(plainMachine)[0]).toMatchObject({ fit: { fits: true }, offer: { engine: 'wllama' } });
    const all = familiesOf(offeredModels, plainMachine).flatMap(({ forms }) => forms);
    expect(all).toHaveLength(offeredModels.length);
  });

  const draw = (machine: MachineFacts): string =>
    renderToString(
      <AppContext.Provider value={app}>
        <Offers machine={machine} models={[mlcModel]} />
      </AppContext.Provider>,
    );

  it('say of each whether it runs here, and why not', () => {
    const html = draw(plainMachine);
    for (const { id } of offeredModels) expect(ids(html)).toContain(`offer-${id}`);
    expect(html).toContain('Needs WebGPU, which this browser does not offer here');
    expect(html).toContain('href="https://www.llama.com/llama3_2/license/"');
    expect(draw({ ...goodMachine, libraries: [] })).toContain('data-testid="no-libraries"');
    expect(draw(goodMachine)).not.toContain('data-testid="no-libraries"');
  });

  it('have no button for what is here, and none that works before the offline switch is known', () => {
    const html = draw(goodMachine);
    expect(ids(html)).not.toContain(`download-${mlcModel.id}`);
    const buttons = [...html.matchAll(/<button[^>]*data-testid="download-[^>]*>/g)].map(([tag]) => tag);
    expect(buttons).toHaveLength(offeredModels.length - 1);
    expect(buttons.every((tag) => tag.includes('disabled'))).toBe(true);
  });
});

describe('a row', () => {
  const draw = (props: Partial<ModelRowProps>): string =>
    renderToString(
      <AppContext.Provider value={app}>
        <ModelRow model={model({})} download={null} machine={goodMachine} state={nothing} work={noWork} {...props} />
      </AppContext.Provider>,
    );
  const running = { job: downloadJob({}), counters: counters(), pulse: null, failure: null };

  it('tells what the model is', () => {
    const html = draw({});
    expect(html).toContain('needs 2.4 GB of memory');
    expect(html).toContain('context 131,072 tokens');
    expect(html).toMatch(/data-testid="model-Llama-3.2-3B-Instruct-Q4_K_M-GGUF" data-state="ready"/);
    expect(ids(html)).toEqual(expect.arrayContaining(['model-state', 'model-check', 'model-delete']));
  });

  it('has the actions of its state', () => {
    const of = (props: Partial<ModelRowProps>) => ids(draw(props)).filter((id) => /^model-[a-z-]+$/.test(id));
    expect(of({ model: mlcModel, download: running })).toEqual([
      'model-state',
      'model-progress',
      'model-pause',
      'model-stop',
      'model-delete',
    ]);
    expect(of({ model: mlcModel })).toEqual(['model-state', 'model-progress', 'model-resume', 'model-delete']);
    const importing = { ...nothing, importing: { since: 0, fraction: 0.5, path: 'a' } };
    expect(of({ model: { ...mlcModel, origin: 'imported' }, state: importing })).toEqual(['model-state']);
    const checks = new Map([[model({}).id, { step: { fraction: 0.5, path: 'a.gguf' } }]]);
    expect(of({ state: { ...nothing, checks } })).toEqual(['model-state', 'model-check-cancel']);
  });

  it('says what keeps a model from running', () => {
    const bare = { ...mlcModel, state: 'ready' as const, library: null };
    expect(draw({ model: bare })).toContain('has no model library');
    expect(draw({ model: bare, machine: plainMachine })).toContain('Needs WebGPU');
    expect(draw({ model: { ...mlcModel, origin: 'imported' } })).toContain('The import was cut off');
  });

  it('knows the machine in a line', () => {
    expect(machineText(plainMachine)).toBe(
      'No WebGPU in this browser · 1 thread for models on the processor · memory not stated',
    );
    expect(machineText(goodMachine)).toContain('8 GB of memory or more');
  });
});

describe('work on files', () => {
  const file = { path: 'a.gguf', file: new File(['x'], 'a.gguf') };
  const effects = (part: Partial<ModelEffects>): ModelEffects => part as ModelEffects;
  const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

  it('runs one import at a time, and keeps what became of it', async () => {
    const importModel = vi.fn(() => Promise.resolve(model({})));
    const work = modelWork(effects({ importModel }));
    const told = vi.fn();
    const end = work.subscribe(told);
    work.startImport([]);
    work.startImport([file]);
    work.startImport([file]);
    expect(work.state().importing).not.toBeNull();
    await soon();
    expect(importModel).toHaveBeenCalledTimes(1);
    expect(work.state()).toMatchObject({ importing: null, imported: { id: model({}).id }, importProblem: null });
    expect(told).toHaveBeenCalledTimes(2);
    end();
  });

  it('tells failures in words, and a cancelled one as nothing', async () => {
    const info = { code: 'unsupported', reason: 'modelNothing', message: 'no' } as const;
    const failing = modelWork(effects({ importModel: () => Promise.reject(new AppError(info)) }));
    failing.startImport([file]);
    await soon();
    expect(failing.state().importProblem).toMatchObject({ reason: 'modelNothing' });
    const stopping = modelWork(
      effects({
        importModel: (_files, _tell, signal) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      }),
    );
    stopping.startImport([file]);
    stopping.cancelImport();
    await soon();
    expect(stopping.state()).toMatchObject({ importing: null, importProblem: null });
  });

  it('tells progress at most ten times a second', async () => {
    let clock = 0;
    const seen: number[] = [];
    const work = modelWork(
      effects({
        importModel: (_files, tell) => {
          for (; clock <= 1000; clock += 10) tell(clock / 1000, 'a');
          return Promise.resolve(model({}));
        },
      }),
      () => clock,
    );
    work.subscribe(() => void seen.push(work.state().importing?.fraction ?? -1));
    work.startImport([file]);
    await soon();
    expect(seen).toEqual([0, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, -1]);
  });

  it('checks models by themselves', async () => {
    const verifyModel = vi.fn((id: string) => Promise.resolve(model({ state: id === 'bad' ? 'damaged' : 'ready' })));
    const work = modelWork(effects({ verifyModel }));
    work.check('good');
    work.check('good');
    work.check('bad');
    await soon();
    expect(verifyModel).toHaveBeenCalledTimes(2);
    expect(work.state().checks.get('good')).toEqual({ sound: true, files: 1 });
    expect(work.state().checks.get('bad')).toEqual({ sound: false, files: 1 });
    work.forget('good');
    expect(work.state().checks.has('good')).toBe(false);
  });

  it('has both pickers for a driver, and none while one runs', () => {
    const draw = (state: WorkState): readonly string[] =>
      ids(renderToString(<ImportModel state={state} work={noWork} />));
    expect(draw(nothing)).toEqual(['import-drop', 'import-files', 'import-folder']);
    const importing = { ...nothing, importing: { since: 0, fraction: 0.5, path: 'a' } };
    expect(draw(importing)).toEqual(['import-drop', 'import-progress', 'progress', 'import-cancel']);
  });
});

describe('what is dropped', () => {
  const at = (path: string): FileSystemEntry =>
    ({
      isFile: true,
      isDirectory: false,
      fullPath: path,
      file: (done: (file: File) => void) => done(new File(['x'], path)),
    }) as unknown as FileSystemEntry;
  const folder = (path: string, pieces: readonly (readonly FileSystemEntry[])[]): FileSystemEntry =>
    ({
      isFile: false,
      isDirectory: true,
      fullPath: path,
      createReader: () => {
        const left = [...pieces, []];
        return { readEntries: (done: (entries: readonly FileSystemEntry[]) => void) => done(left.shift() ?? []) };
      },
    }) as unknown as FileSystemEntry;

  it('is read with all its folders, which come in pieces', async () => {
    const tree = folder('/m', [[at('/m/a'), at('/m/b')], [folder('/m/deep', [[at('/m/deep/c')]])]]);
    const found = await readEntries([tree, at('/lib.wasm')]);
    expect(found.map(({ path }) => path)).toEqual(['lib.wasm', 'm/a', 'm/b', 'm/deep/c']);
  });

  it('stops at more files than a model has', async () => {
    const endless = folder('/m', [Array.from({ length: 30_000 }, (_, n) => at(`/m/${n}`))]);
    expect(await readEntries([endless])).toHaveLength(20_001);
  });

  it('of files alone is what was dropped', async () => {
    const files = [new File(['x'], 'a.gguf')] as unknown as FileList;
    const items = [{ webkitGetAsEntry: () => at('/a.gguf') }] as unknown as DataTransferItemList;
    expect(await droppedFiles({ items, files })).toEqual(pickedFrom(files));
  });
});
