import { describe, expect, it, vi } from 'vitest';
import {
  checkDraft,
  choiceOf,
  forecast,
  newDraft,
  onlyRead,
  serversOf,
  specOf,
  withReadyModel,
  withType,
  type GenerateDraft,
  type ModelDraft,
} from '../../../components/docs/form';
import { missingOf } from '../../../components/docs/missing';
import {
  choosable,
  isSaved,
  nameFor,
  nameProblem,
  readTemplates,
  saveTemplate,
  withoutTemplate,
} from '../../../components/docs/own-templates';
import { savedPrompts, startGeneration } from '../../../components/docs/start';
import { textRows } from '../../../components/docs/text-rows';
import type { App } from '../../../components/effects';
import { judgeTemplate } from '../../../lib/curate/index';
import { serverAddress } from '../../../lib/engines/server-address';
import { defaultGeneration, templates } from '../../../lib/generate/index';
import type { GenerateSpec } from '../../../lib/model/generate';
import { book, doc } from '../../screens/doc-scenes';
import { mlcModel, model } from '../../screens/model-scenes';

const gguf = model({ id: 'gguf' });
const models = [gguf, { ...mlcModel, id: 'mlc', state: 'ready' as const }, model({ id: 'half', state: 'partial' })];
const read = new Set(['a', 'b']);
const server: ModelDraft = { pick: 'server', serverUrl: 'localhost:11434', serverModel: ' llama3.2 ', device: 'cpu' };

function draft(part: Partial<GenerateDraft> = {}): GenerateDraft {
  const start = newDraft(null, null);
  return { ...start, docIds: ['b', 'unread', 'a'], model: { ...start.model, pick: 'gguf' }, ...part };
}

describe('documents chosen at first', () => {
  it('are the only one that could be read, whatever failed beside it', () => {
    const [good, bad] = [doc({ id: 'good' }), doc({ id: 'bad', state: 'failed' })];
    expect(onlyRead([bad, good])).toEqual(['good']);
    expect(onlyRead([good, doc({ id: 'other' })])).toEqual([]);
    expect(onlyRead([bad])).toEqual([]);
  });
});

describe('the spec of a form', () => {
  it('names read documents in the order they were chosen, the model, and no judge', () => {
    expect(specOf(draft(), read, models, serverAddress)).toEqual({
      kind: 'generate',
      docIds: ['b', 'a'],
      choice: { engine: 'wllama', model: 'gguf', device: 'cpu' },
      generation: defaultGeneration('qa'),
      judge: null,
    });
  });

  it('has the device only where there is a choice of it', () => {
    const at = (pick: string) => choiceOf({ ...draft().model, pick, device: 'gpu' }, models, serverAddress);
    expect(at('gguf')).toEqual({ engine: 'wllama', model: 'gguf', device: 'gpu' });
    expect(at('mlc')).toEqual({ engine: 'webllm', model: 'mlc' });
  });

  it('has no model that is not whole, not there, or not named', () => {
    for (const pick of ['', 'half', 'gone']) {
      expect(specOf(draft({ model: { ...server, pick } }), read, models, serverAddress), pick).toBeNull();
    }
    for (const part of [
      { serverModel: ' ' },
      { serverUrl: '' },
      { serverUrl: 'ftp://x' },
      { serverUrl: 'http://8.8.8.8' },
    ]) {
      expect(choiceOf({ ...server, ...part }, models, serverAddress), JSON.stringify(part)).toBeNull();
    }
  });

  it('has a server by its whole address, and never a key', () => {
    const choice = choiceOf(server, models, serverAddress);
    expect(choice).toEqual({ engine: 'server', model: 'llama3.2', url: 'http://localhost:11434/v1' });
  });

  it('judges by the same model, or by another', () => {
    const same = specOf(draft({ curate: true, threshold: 6 }), read, models, serverAddress);
    expect(same?.judge).toEqual({ choice: same?.choice, template: judgeTemplate, threshold: 6 });
    const other = specOf(draft({ curate: true, judge: server }), read, models, serverAddress);
    expect(other?.judge?.choice.engine).toBe('server');
    const nameless = { ...server, serverModel: '' };
    expect(specOf(draft({ curate: true, judge: nameless }), read, models, serverAddress)).toBeNull();
    expect(specOf(draft({ curate: false, judge: nameless }), read, models, serverAddress)?.judge).toBeNull();
    expect(other && serversOf(other)).toEqual(['http://localhost:11434/v1']);
    expect(same && serversOf(same)).toEqual([]);
  });

  it('comes back from a job as it was', () => {
    const spec = specOf(
      draft({ curate: true, threshold: 9, judge: server, model: { ...draft().model, pick: 'gguf', device: 'gpu' } }),
      read,
      models,
      serverAddress,
    );
    expect(spec).not.toBeNull();
    expect(specOf(newDraft(spec, null), read, models, serverAddress)).toEqual(spec);
  });
});

describe('the form as it opens', () => {
  it('has the model used last, else the newest that is ready', () => {
    expect(newDraft(null, { engine: 'webllm', model: 'mlc' }).model.pick).toBe('mlc');
    expect(withReadyModel(newDraft(null, { engine: 'webllm', model: 'gone' }).model, models).pick).toBe('gguf');
    expect(withReadyModel(newDraft(null, null).model, []).pick).toBe('');
    expect(withReadyModel(server, models).pick).toBe('server');
  });

  it('takes the sizes of another type, but not where a size was set', () => {
    const summary = withType({ ...defaultGeneration('qa'), maxTokens: 999, seed: 5 }, 'summary');
    expect(summary).toMatchObject({ type: 'summary', chunkTokens: 1600, overlapTokens: 0, maxTokens: 999, seed: 5 });
    expect(summary.template).toBe(templates.summary);
  });
});

describe('what stands in the way of a start', () => {
  const ready = {
    spec: specOf(draft(), read, models, serverAddress),
    model: true,
    chosen: 1,
    waiting: false,
    fields: false,
    offline: false,
    isLoopback: (url: string) => serverAddress(url).loopback,
  };

  it('is told first things first', () => {
    expect(missingOf(ready)).toBeNull();
    expect(missingOf({ ...ready, chosen: 0, spec: null })).toBe('missing_docs');
    expect(missingOf({ ...ready, chosen: 0, waiting: true })).toBe('missing_reading');
    expect(missingOf({ ...ready, spec: null, model: false, fields: true })).toBe('missing_model');
    expect(missingOf({ ...ready, spec: null, fields: true })).toBe('missing_judge');
    expect(missingOf({ ...ready, fields: true })).toBe('missing_fields');
  });

  it('is a server elsewhere in offline mode, and no server here', () => {
    const at = (serverUrl: string) =>
      missingOf({
        ...ready,
        offline: true,
        spec: specOf(draft({ model: { ...server, serverUrl } }), read, models, serverAddress),
      });
    expect(at('http://localhost:1234/v1')).toBeNull();
    expect(at('http://192.168.1.9:8000/v1')).toBe('missing_offline');
    expect(missingOf({ ...ready, offline: true })).toBeNull();
  });

  it('is an overlap of more than half; a context that is too small only cuts chunks smaller', () => {
    const options = { ...defaultGeneration('qa'), overlapTokens: 700 };
    expect(checkDraft(options, null).problems).toMatchObject([{ field: 'overlapTokens', reason: 'overlap' }]);
    const small = checkDraft(defaultGeneration('qa'), 1024);
    expect(small.problems).toEqual([]);
    expect(small.tight).toMatchObject({ reason: 'context' });
    expect(checkDraft(defaultGeneration('qa'), 131_072)).toEqual({ problems: [], tight: null });
  });
});

describe('the outlook', () => {
  const options = defaultGeneration('qa');

  it('counts chunks of each document up to the most, and a call for every pair', () => {
    expect(forecast([3, 40, 0], options)).toEqual({ docs: 3, chunks: 13, ofChunks: 43, calls: 325 });
    expect(forecast([3, 40], { ...options, maxChunks: null })).toMatchObject({ chunks: 43, calls: 1075 });
  });

  it('knows that a chunk has few forms of a summary', () => {
    const { calls } = forecast([2], { ...options, type: 'summary', pairsPerChunk: 25 });
    expect(calls).toBeLessThan(50);
    expect(calls % 2).toBe(0);
  });
});

describe('prompts of the person’s own', () => {
  const edited = { ...templates.qa, user: `${templates.qa.user}\nBe kind.` };

  it('are saved under a name, each time as a new version', () => {
    expect(isSaved(templates.qa, [])).toBe(true);
    expect(isSaved(edited, [])).toBe(false);
    expect(nameFor(edited)).toBe('my-qa');
    const first = saveTemplate([], edited, ' my-qa ');
    expect(first.saved).toEqual({ ...edited, id: 'my-qa', version: 1 });
    expect(isSaved(first.saved, first.own)).toBe(true);
    const again = { ...first.saved, system: 'Other.' };
    expect(isSaved(again, first.own)).toBe(false);
    const second = saveTemplate(first.own, again, nameFor(again));
    expect(second.own).toEqual([{ ...again, version: 2 }]);
    expect(choosable(second.own, 'qa').map(({ id, version }) => `${id}@${version}`)).toEqual(['qa@1', 'my-qa@2']);
    expect(choosable(second.own, 'judge')).toEqual([judgeTemplate]);
    expect(withoutTemplate(second.own, again)).toEqual([]);
  });

  it('never say two texts by one name and version', () => {
    const first = saveTemplate([], edited, 'mine');
    const other = saveTemplate(first.own, { ...templates.summary, system: 'x' }, 'mine');
    expect(other.saved.version).toBe(2);
    expect(other.own).toHaveLength(2);
  });

  it('have names that are not ours and can stand in a pair', () => {
    expect(nameProblem('mine')).toBeNull();
    expect(nameProblem(' ')).toBe('nameMissing');
    expect(nameProblem('judge')).toBe('nameOurs');
    for (const name of ['a@1', 'two words', 'x'.repeat(41)]) expect(nameProblem(name), name).toBe('nameForm');
  });

  it('are read from a setting that may hold anything', () => {
    expect(readTemplates(null)).toEqual([]);
    expect(readTemplates([{ id: 'x' }, null, 'y', { ...edited, type: 'toString' }, edited])).toEqual([edited]);
  });
});

describe('the start', () => {
  const spec: GenerateSpec = {
    kind: 'generate',
    docIds: ['a'],
    choice: { engine: 'server', model: 'm', url: 'http://localhost:11434/v1' },
    generation: { ...defaultGeneration('qa'), template: { ...templates.qa, system: 'Mine.' } },
    judge: null,
  };
  function app(granted: boolean) {
    const sent: string[] = [];
    const inputs: Record<string, unknown> = {};
    const send = vi.fn((name: string, input: unknown) => {
      sent.push(name);
      inputs[name === 'settings.set' ? `set ${(input as { key: string }).key}` : name] = input;
      return Promise.resolve({ jobId: 'job-7' });
    });
    const requestOrigins = vi.fn<(origins: readonly string[]) => Promise<boolean>>(() => {
      sent.push('asked');
      return Promise.resolve(granted);
    });
    const effects = { requestOrigins, originPattern: (url: string) => `${new URL(url).hostname}/*` };
    return { sent, inputs, requestOrigins, app: { send, effects } as unknown as App };
  }

  it('asks for the server first, in the click, then saves what the pairs will name', async () => {
    const { sent, inputs, requestOrigins, app: made } = app(true);
    const starting = startGeneration(made, spec, { name: ' Looms ', own: [] });
    expect(sent, 'before anything is awaited').toEqual(['asked']);
    expect(await starting).toEqual({ jobId: 'job-7' });
    expect(requestOrigins).toHaveBeenCalledWith(['localhost/*']);
    expect(sent).toEqual(['asked', 'settings.set', 'settings.set', 'generate.start']);
    const saved = { ...templates.qa, system: 'Mine.', id: 'my-qa', version: 1 };
    expect(inputs['set templates']).toEqual({ key: 'templates', value: [saved] });
    expect(inputs['set lastModel']).toEqual({ key: 'lastModel', value: spec.choice });
    expect(inputs['generate.start']).toEqual({
      name: 'Looms',
      spec: { ...spec, generation: { ...spec.generation, template: saved } },
    });
  });

  it('sends nothing to a server that was refused', async () => {
    const { sent, app: made } = app(false);
    await expect(startGeneration(made, spec, { name: '', own: [] })).rejects.toMatchObject({
      info: { code: 'permission', reason: 'serverNotAllowed', params: ['localhost:11434'] },
    });
    expect(sent).toEqual(['asked']);
  });

  it('asks for nothing and saves no prompt where there is nothing to ask and to save', async () => {
    const { sent, inputs, app: made } = app(false);
    const plain: GenerateSpec = {
      ...spec,
      choice: { engine: 'webllm', model: 'mlc' },
      generation: defaultGeneration('cot'),
    };
    await startGeneration(made, plain, { name: '', own: [] });
    expect(sent).toEqual(['settings.set', 'generate.start']);
    expect(inputs['generate.start']).toEqual({ spec: plain });
  });

  it('keeps a prompt that is saved already', () => {
    const own = [{ ...templates.qa, id: 'mine', version: 4, system: 'Mine.' }];
    const again = { ...spec, generation: { ...spec.generation, template: own[0]! } };
    const kept = savedPrompts(again, own);
    expect(kept.own).toBe(own);
    expect(kept.spec).toEqual(again);
  });
});

describe('the text of a document as rows', () => {
  it('says headings and pages where they begin, and loses no word', () => {
    const rows = textRows(book);
    expect(rows[0]).toMatchObject({ headings: ['Chapter 1: The loom', 'Section 1'], page: 1, ocr: false });
    expect(rows[3]?.ocr).toBe(true);
    expect(
      rows
        .map(({ text }) => text)
        .join(' ')
        .split(/\s+/),
    ).toEqual(
      book
        .map(({ text }) => text)
        .join(' ')
        .split(/\s+/),
    );
  });

  it('parts what is long between paragraphs, else lines, words, characters', () => {
    const long = (mark: string): string => Array.from({ length: 900 }, (_, n) => `word${n}`).join(mark);
    for (const mark of ['\n\n', '\n', ' ', '😀']) {
      const text = long(mark);
      const rows = textRows([{ headings: ['One'], page: 2, text }]);
      expect(rows.length, mark).toBeGreaterThan(1);
      expect(Math.max(...rows.map((row) => row.text.length))).toBeLessThanOrEqual(3000);
      expect(
        rows
          .map((row) => row.text)
          .join(mark === '😀' ? '' : ' ')
          .split(/\s+/),
      ).toEqual(text.split(/\s+/));
      expect(rows.slice(1).every(({ headings, page }) => headings === null && page === null)).toBe(true);
      expect(rows.some((row) => /\p{Surrogate}/u.test(row.text))).toBe(false);
    }
  });

  it('has none where there is no section', () => {
    expect(textRows([])).toEqual([]);
    expect(doc({}).chars).toBeGreaterThan(0);
  });
});
