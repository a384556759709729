import { renderToString } from 'preact-render-to-string';
import { describe, expect, it, vi } from 'vitest';
import { AppContext, type App, type SiteInfo } from '../../../components/effects';
import { missingText } from '../../../components/crawl/FromSite';
import { ManyField } from '../../../components/crawl/ManyField';
import { OptionFields } from '../../../components/crawl/OptionFields';
import {
  defaultValues,
  filterChoices,
  joinMany,
  manyOf,
  namedChoices,
  optionsFor,
  valueOf,
} from '../../../components/crawl/options';
import { SourcePicker, sourceSites } from '../../../components/crawl/SourcePicker';
import { datasetName, newSpec } from '../../../components/crawl/spec';
import { originsOf, startJob } from '../../../components/crawl/start';
import { list, job, sighting, spec } from '../../screens/data';
import { boardSite, everyKind, keyedSite } from '../../screens/sites';

const pattern = (url: string): string => `${new URL(url).origin}/*`;
const ids = (html: string): readonly string[] => [...html.matchAll(/data-testid="([^"]+)"/g)].map(([, id]) => id!);

describe('options of a site', () => {
  it('have a control for every kind, in order, with their defaults', () => {
    const html = renderToString(
      <OptionFields site="loom" options={everyKind} values={{}} onChange={() => undefined} />,
    );
    expect(ids(html)).toEqual([
      'option-listing',
      'option-best',
      'option-lowest',
      'option-words',
      'option-comments',
      'option-whole',
    ]);
    expect(html).toMatch(/<input[^>]*data-testid="option-best"[^>]*value="3"/);
    expect(html).toMatch(/<input[^>]*data-testid="option-lowest"[^>]*value placeholder="no limit"/);
    expect(html).toMatch(/<option[^>]*selected[^>]*value="new"/);
    expect(html).toMatch(/<input[^>]*type="checkbox"[^>]*checked[^>]*data-testid="option-comments"/);
    expect(html).not.toMatch(/checked[^>]*data-testid="option-whole"/);
  });

  it('show a value that is none of the choices rather than another one', () => {
    const values = { listing: 'by-hand' };
    const html = renderToString(
      <OptionFields site="x" options={everyKind} values={values} onChange={() => undefined} />,
    );
    expect(html).toMatch(/<option[^>]*selected[^>]*value="by-hand"/);
  });

  it('matter for a list, a thread, or both', () => {
    const names = (kind: 'listing' | 'thread'): readonly string[] => optionsFor(everyKind, kind).map(({ id }) => id);
    expect(names('listing')).toEqual(['listing', 'best', 'lowest', 'words', 'comments']);
    expect(names('thread')).toEqual(['best', 'lowest', 'words', 'comments', 'whole']);
  });

  it('tell “chosen to be nothing” from “not chosen”', () => {
    const best = everyKind[1]!;
    expect(valueOf(best, {})).toBe(3);
    expect(valueOf(best, { best: null })).toBeNull();
    expect(valueOf(everyKind[4]!, { comments: false })).toBe(false);
    expect(defaultValues(everyKind)).toMatchObject({ listing: 'new', best: 3, lowest: null, comments: true });
  });
});

describe('several of many', () => {
  it('are kept joined, in the order of the choices', () => {
    expect(manyOf('a, b,,c')).toEqual(['a', 'b', 'c']);
    expect(manyOf(null)).toEqual([]);
    expect(joinMany([])).toBeNull();
    expect(joinMany(['g', 'v'])).toBe('g,v');
  });

  it('are found by name, and by what they are about', () => {
    const choices = [
      { value: 'g', label: '/g/ Technology' },
      { value: 'gd', label: '/gd/ Design' },
      { value: 'diy', label: '/diy/ Do it yourself' },
    ];
    const found = (words: string): readonly string[] => filterChoices(choices, words).map(({ value }) => value);
    expect(found('')).toEqual(['g', 'gd', 'diy']);
    expect(found(' /G/ ')).toEqual(['g', 'gd', 'diy'].filter((value) => value.startsWith('g')));
    expect(found('design')).toEqual(['gd']);
    expect(found('zzz')).toEqual([]);
  });

  it('come from the site where it was asked, and only in good shape', () => {
    expect(namedChoices(null)).toBeNull();
    expect(namedChoices('boards')).toBeNull();
    expect(namedChoices([{ value: 1, label: 'x' }, null])).toBeNull();
    expect(namedChoices([{ value: 'g', label: 'Technology' }, { value: 'x' }])).toEqual([
      { value: 'g', label: 'Technology' },
    ]);
  });

  it('show what is chosen, even what the site no longer names', () => {
    const choices = boardSite.source.fields[0]!.choices!.map((value) => ({ value, label: value }));
    const html = renderToString(
      <ManyField label="Boards" choices={choices} value="g,gone" onChange={() => undefined} testId="boards" />,
    );
    expect(html).toMatch(/checked[^>]*data-testid="boards-g"/);
    expect(html).toMatch(/checked[^>]*data-testid="boards-gone"/);
    expect(html.match(/<input[^>]*checked/g)).toHaveLength(2);
    expect(html).toContain(`2 of ${choices.length + 1} chosen`);
    expect(ids(html)).toContain('boards-filter');
    expect(ids(html)).not.toContain('boards-refresh');
  });
});

describe('sources', () => {
  const pageOnly = { ...keyedSite, source: undefined } as unknown as SiteInfo;
  const app = { tools: { sites: [pageOnly, boardSite] } } as unknown as App;
  const draw = (offline: boolean): string =>
    renderToString(
      <AppContext.Provider value={app}>
        <SourcePicker value={offline ? 'documents' : 'page'} offline={offline} onChange={() => undefined} />
      </AppContext.Provider>,
    );
  const disabled = (html: string): readonly string[] =>
    [...html.matchAll(/<input[^>]*disabled[^>]*data-testid="source-([^"]+)"/g)].map(([, id]) => id!);

  it('are this page, the sites that need no page, and documents', () => {
    expect(sourceSites([pageOnly, boardSite])).toEqual([boardSite]);
    const html = draw(false);
    expect(ids(html)).toEqual(['source-page', 'source-fourchan', 'source-documents']);
    expect(disabled(html)).toEqual([]);
  });

  it('are all shut in offline mode, with the reason, but documents', () => {
    const html = draw(true);
    expect(disabled(html)).toEqual(['page', 'fourchan']);
    expect(html.match(/offline mode/g)).toHaveLength(2);
    expect(html).toMatch(/checked[^>]*data-testid="source-documents"/);
  });

  it('say what is missing', () => {
    expect(missingText(boardSite, { boards: null })).not.toBe('');
    expect(missingText(boardSite, { boards: 'zz' })).toBe('This names nothing that can be read.');
    expect(boardSite.source.locate({ boards: null })).toBeNull();
  });
});

describe('a job of a site', () => {
  it('starts from the defaults of its site', () => {
    const made = newSpec(sighting({}), list, boardSite.defaults);
    expect(made.limits).toEqual({ ...spec.limits, threads: 7, pairs: 900 });
    expect(made.delayMs).toBe(1500);
    expect(made.pairing).toEqual({ ...spec.pairing, strategy: 'last-k', k: 4 });
    expect(made.options).toEqual({});
  });

  it('asks for the forum and its further hosts at once, each one time', () => {
    const target = boardSite.source.locate({ boards: 'g,v' })!.target;
    expect(originsOf(target, pattern)).toEqual(['https://boards.example/*', 'https://api.boards.example/*']);
    expect(originsOf({ ...target, origins: ['https://boards.example/*'] }, pattern)).toEqual([
      'https://boards.example/*',
    ]);
  });

  it('is started with its name, asking in the click itself', () => {
    const send = vi.fn(() => Promise.resolve({ jobId: 'a' }));
    const requestOrigins = vi.fn(() => Promise.resolve(true));
    const app = { send, effects: { originPattern: pattern, requestOrigins } } as unknown as App;
    void startJob(app, spec, { name: '  My looms ' });
    expect(send).toHaveBeenCalledWith('job.start', { spec, name: 'My looms' });
    expect(requestOrigins).toHaveBeenCalledTimes(1);
    void startJob(app, spec, { name: ' ' });
    expect(send).toHaveBeenLastCalledWith('job.start', { spec });
  });

  it('asks for nothing in offline mode, and hands on the refusal', async () => {
    const send = vi.fn(() => Promise.reject(new Error('refused')));
    const requestOrigins = vi.fn(() => Promise.resolve(true));
    const app = { send, effects: { originPattern: pattern, requestOrigins } } as unknown as App;
    await expect(startJob(app, spec, { offline: true })).rejects.toThrow('refused');
    expect(requestOrigins).not.toHaveBeenCalled();
  });
});

describe('the name of a dataset', () => {
  it('is the person’s own, else what was scraped and where', () => {
    expect(datasetName(job({ name: 'Latest' }))).toBe('Loomworks Forum: Latest');
    expect(datasetName(job({ name: 'Mine' }))).toBe('Mine');
    expect(datasetName(job({ name: 'Loomworks Forum' }))).toBe('Loomworks Forum');
  });
});
