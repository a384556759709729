import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { AppContext, type App } from '../../../components/effects';
import { ExportTab } from '../../../components/export/ExportTab';
import { PairRow } from '../../../components/pairs/PairRow';
import { tools } from '../../../entrypoints/sidepanel/tools';
import { emptyCounters, type Counters } from '../../../lib/model/job';
import { HeddleDb } from '../../../lib/store/db';
import * as data from '../../screens/data';
import { generated, generateJob } from '../../screens/generate-scenes';

const app = { db: new HeddleDb('export'), tools, effects: {}, send: () => Promise.resolve() } as unknown as App;
const ratings = [0, 0, 0, 0, 3, 0, 0, 4, 2, 1];

function tab(threshold: number | null, counts: Partial<Counters> = {}): string {
  const counters = { ...emptyCounters('job-1'), pairs: 12, pairsJudged: 10, ratings, ...counts };
  const job = generateJob({ threshold });
  return renderToString(
    <AppContext.Provider value={app}>
      <ExportTab view={{ job, counters, pulse: null }} spec={job.spec} />
    </AppContext.Provider>,
  );
}

describe('what will be in the ZIP of pairs a model made', () => {
  it('says how many the threshold leaves out; those that nobody judged stay', () => {
    expect(tab(7.5)).toContain('9 pairs of 12; the others are rated below 7.5');
    expect(tab(9)).toContain('5 pairs of 12');
  });

  it('is all of them without a threshold, or where all pass', () => {
    for (const threshold of [null, 1]) {
      expect(tab(threshold)).toContain('>12 pairs<');
      expect(tab(threshold)).not.toContain('rated below');
    }
  });

  it('is no ZIP where none is left, and the way out is said', () => {
    const none = tab(10, { pairs: 10, ratings: [0, 0, 0, 0, 10, 0, 0, 0, 0, 0] });
    expect(none).toContain('All pairs are rated below 10');
    expect(/<button[^>]*data-testid="save"[^>]*>/.exec(none)?.[0]).toContain('disabled');
    expect(/<button[^>]*data-testid="save"[^>]*>/.exec(tab(7.5))?.[0]).not.toContain('disabled');
  });

  it('speaks of documents, and that of a forum of threads', () => {
    expect(tab(null)).toContain('documents, their names');
    expect(tab(null)).not.toContain('threads, links');
    expect(tab(null, { pairs: 0 })).toContain('once the model has answered');
    const job = data.job();
    const html = renderToString(
      <AppContext.Provider value={app}>
        <ExportTab view={{ job, counters: data.counters(), pulse: null }} spec={job.spec} />
      </AppContext.Provider>,
    );
    expect(html).toContain('threads, links');
    expect(html).toContain('>812 pairs<');
  });
});

describe('a chain of thought', () => {
  const row = (text: string): string =>
    renderToString(
      <AppContext.Provider value={app}>
        <PairRow
          pair={{ ...generated(generateJob({}), 0, 0, false), turns: [{ role: 'assistant', text }] }}
          place={0}
          clean="faithful"
          raw={null}
        />
      </AppContext.Provider>,
    );

  it('stands apart from the answer', () => {
    const html = row('<think>\nFirst the frame.\n</think>\n\nOne thread.');
    expect(html).toContain('data-testid="reasoning"');
    expect(html).not.toContain('think&gt;');
    expect(html.indexOf('First the frame.')).toBeLessThan(html.indexOf('One thread.'));
  });

  it('is shown as it is where it has no end', () => {
    expect(row('<think>\nFirst the frame.')).toContain('&lt;think>');
    expect(row('One thread.')).not.toContain('reasoning');
  });
});
