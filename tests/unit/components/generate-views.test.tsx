import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { DocList } from '../../../components/docs/DocList';
import { checkDraft, newDraft } from '../../../components/docs/form';
import { GenerationFields } from '../../../components/docs/GenerationFields';
import { JudgeFields } from '../../../components/docs/JudgeFields';
import { ModelFields } from '../../../components/docs/ModelFields';
import { TemplateEditor } from '../../../components/docs/TemplateEditor';
import { AppContext, type App } from '../../../components/effects';
import { hashOf, pages, placeOf } from '../../../components/workbench/place';
import { tools } from '../../../entrypoints/sidepanel/tools';
import { defaultGeneration, templates } from '../../../lib/generate/index';
import { HeddleDb } from '../../../lib/store/db';
import { doc } from '../../screens/doc-scenes';
import { model } from '../../screens/model-scenes';

const nothing = (): undefined => undefined;
const app = { db: new HeddleDb('views'), tools, effects: {}, send: () => Promise.resolve() } as unknown as App;
const draw = (children: ComponentChildren): string =>
  renderToString(<AppContext.Provider value={app}>{children}</AppContext.Provider>);
const ids = (html: string): readonly string[] => [...html.matchAll(/data-testid="([^"]+)"/g)].map(([, id]) => id!);
const field = (html: string, id: string): string => new RegExp(`<[^>]*data-testid="${id}"[^>]*>`).exec(html)?.[0] ?? '';

describe('documents in a list', () => {
  const list = (part: Parameters<typeof doc>[0], chosen: readonly string[] | null = []): string =>
    draw(<DocList docs={[doc({ id: 'd', ...part })]} chosen={chosen && new Set(chosen)} onOpen={nothing} />);

  it('can be chosen and opened once they are read', () => {
    const html = list({}, ['d']);
    expect(field(html, 'doc-d')).toContain('checked');
    expect(html).toContain('120 pages · 4.3 MB');
    expect(ids(html)).toEqual(['documents', 'doc-row-d', 'doc-d', 'doc-open-d', 'doc-delete-d']);
  });

  it('tell how far their reading is', () => {
    const html = list({ state: 'pending', progress: 0.42 }, ['d']);
    expect(html).toContain('aria-valuenow="42"');
    expect(field(html, 'doc-d')).toMatch(/disabled/);
    expect(field(html, 'doc-d')).not.toContain('checked');
    expect(ids(html)).not.toContain('doc-open-d');
  });

  it('say why they were not read, and can be read again while their file is here', () => {
    const problem = { code: 'unsupported' as const, reason: 'docEncrypted', params: ['a.pdf'], message: '' };
    const html = list({ state: 'failed', problem });
    expect(html).toContain('“a.pdf” is locked by a password');
    expect(ids(html)).toContain('doc-retry-d');
    expect(ids(list({ state: 'failed', problem, hash: null }))).not.toContain('doc-retry-d');
  });

  it('offer OCR for pages that are pictures', () => {
    const html = list({ scannedPages: [2, 3] }, null);
    expect(html).toContain('2 pages are images');
    expect(ids(html)).toContain('doc-ocr-d');
    expect(html).toContain('In English (eng).');
    expect(ids(html)).not.toContain('doc-d');
    expect(list({ ocrPages: 2 })).toContain('2 pages were read from their images (OCR)');
  });

  it('show names as text, whatever stands in them', () => {
    expect(list({ title: '<img src=x onerror=alert(1)>' })).not.toContain('<img');
  });
});

describe('the settings of a generation', () => {
  const fields = (part: Partial<ReturnType<typeof defaultGeneration>>, context: number | null = null): string => {
    const options = { ...defaultGeneration(part.type ?? 'qa'), ...part };
    return draw(
      <GenerationFields options={options} onChange={nothing} onBad={nothing} {...checkDraft(options, context)} />,
    );
  };

  it('are all there, at their defaults', () => {
    const html = fields({});
    for (const [id, value] of Object.entries({
      'pairs-per-chunk': '25',
      'max-chunks': '10',
      'chunk-tokens': '1200',
      'overlap-tokens': '64',
      temperature: '0.7',
      'top-p': '0.95',
      seed: '1',
      'max-tokens': '512',
    })) {
      expect(field(html, id), id).toContain(`value="${value}"`);
    }
    for (const id of ['language', 'style', 'difficulty', 'generation-type-cot'])
      expect(field(html, id), id).not.toBe('');
    expect(field(html, 'generation-type-qa')).toContain('checked');
  });

  it('have a form of reasoning for chains of thought, and no difficulty for summaries', () => {
    expect(ids(fields({}))).not.toContain('reasoning');
    expect(ids(fields({ type: 'cot' }))).toContain('reasoning');
    expect(ids(fields({ type: 'summary' }))).not.toContain('difficulty');
  });

  it('say beside the field what does not go together', () => {
    const html = fields({ overlapTokens: 700, pairsPerChunk: 2.5 });
    expect(html).toContain('At most half the chunk: 600');
    expect(html).toContain('A whole number');
    expect(fields({}, 1024)).toContain('Chunks will be cut smaller');
  });
});

describe('the model', () => {
  const start = newDraft(null, null).model;
  const fields = (part: Partial<typeof start>): string =>
    draw(
      <ModelFields
        draft={{ ...start, ...part }}
        models={[model({ id: 'g' })]}
        onChange={nothing}
        label="M"
        prefix=""
      />,
    );

  it('is shown with its size; where it runs is asked of GGUF models only', () => {
    const html = fields({ pick: 'g' });
    expect(html).toContain('Llama 3.2 3B Instruct (GGUF Q4_K_M) · 2 GB · GGUF');
    expect(ids(html)).toEqual(['model', 'device-cpu', 'device-gpu']);
    expect(ids(fields({}))).toEqual(['model']);
  });

  it('is a server by address and name, and what is wrong with the address is said', () => {
    const html = fields({ pick: 'server', serverUrl: 'http://user:pass@localhost/' });
    expect(ids(html)).toEqual(['model', 'server-url', 'server-model', 'server-ask']);
    expect(html).toContain('This is not the address of a server');
    expect(fields({ pick: 'server', serverUrl: 'http://8.8.8.8' })).toContain('Use an https address');
  });
});

describe('quality curation', () => {
  const judge = (part: Partial<ReturnType<typeof newDraft>>): string =>
    draw(<JudgeFields draft={{ ...newDraft(null, null), ...part }} models={[]} set={nothing} onBad={nothing} />);

  it('is a switch; its settings come with it', () => {
    expect(ids(judge({}))).toEqual(['curate']);
    const html = judge({ curate: true });
    expect(field(html, 'threshold')).toContain('value="7.5"');
    expect(ids(html)).toContain('judge-template-user');
    expect(ids(html)).not.toContain('judge-model');
    expect(ids(judge({ curate: true, judge: newDraft(null, null).model }))).toContain('judge-model');
  });
});

describe('the prompt', () => {
  const editor = (user: string): string =>
    draw(<TemplateEditor prefix="" template={{ ...templates.qa, user }} onChange={nothing} />);

  it('lists its variables with what they stand for', () => {
    const html = editor(templates.qa.user);
    for (const name of ['chunk', 'mark', 'focus', 'asked']) expect(html).toContain(`<code>{{${name}}}</code>`);
    expect(html).toContain('The title of the document');
    expect(ids(html)).not.toContain('template-save');
  });

  it('can be saved once it is changed, and says which variable is wrong', () => {
    const html = editor('{{chunk}} {{nonsense}}');
    expect(html).toContain('nonsense');
    expect(field(html, 'template-save')).toContain('disabled');
    expect(field(editor('{{chunk}}'), 'template-name')).toContain('value="my-qa"');
    expect(field(editor('{{chunk}}'), 'template-save')).not.toContain('disabled');
  });
});

describe('places of the workbench', () => {
  it('are read from the address and written to it', () => {
    expect(placeOf('#models')).toEqual({ page: 'models', part: '' });
    expect(placeOf('#documents/job/7')).toEqual({ page: 'documents', part: 'job/7' });
    for (const hash of ['', '#', '#nonsense', '#constructor']) expect(placeOf(hash).page, hash).toBe('documents');
    for (const { id } of pages) expect(placeOf(hashOf({ page: id, part: 'x/y' }))).toEqual({ page: id, part: 'x/y' });
  });
});
