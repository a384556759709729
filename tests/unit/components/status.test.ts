import { describe, expect, it } from 'vitest';
import { etaText } from '../../../components/jobs/eta';
import { logFile, logFileName } from '../../../components/jobs/log-file';
import {
  actionsOf,
  canFetchAgain,
  etaMs,
  isShutOffline,
  progressOf,
  showsRows,
  waitOf,
} from '../../../components/jobs/status';
import type { Job } from '../../../lib/model/job';
import { headline, waitText } from '../../../components/jobs/status-text';
import { nextTab } from '../../../components/ui/Tabs';
import { counters, job, pulse } from '../../screens/data';
import { specOf } from '../jobs/writer';

const now = 1_700_000_000_000;

describe('progress', () => {
  it('is told only when the whole is known', () => {
    expect(progressOf(job({ listingDone: false }), counters())).toBeNull();
    expect(progressOf(job(), counters({ tasksDone: 50, tasksTotal: 200 }))).toBe(0.25);
    expect(progressOf(job(), counters({ tasksDone: 0, tasksTotal: 0 }))).toBeNull();
    expect(progressOf(job({ state: 'done' }), counters())).toBe(1);
  });

  it('estimates only once it is honest', () => {
    const some = { tasksDone: 20, tasksTotal: 120, busyMs: 20_000 };
    expect(etaMs(job(), counters(some))).toBe(100_000);
    expect(etaText(job(), counters(some))).toBe('about 1 min 40 s left');
    expect(etaMs(job({ listingDone: false }), counters(some))).toBeNull();
    expect(etaMs(job(), counters({ ...some, tasksDone: 5 }))).toBeNull();
    expect(etaMs(job({ state: 'paused' }), counters(some))).toBeNull();
    expect(etaText(job(), counters({ ...some, tasksDone: 5 }))).toBe('');
  });
});

describe('a job that makes pairs from documents', () => {
  const made = (change: Partial<Job> = {}): Job => {
    return { ...job(), kind: 'generate', listingDone: false, spec: specOf(['a', 'b'], {}, true), ...change };
  };

  it('knows the whole when all its documents are cut, those that failed among them', () => {
    const some = { tasksDone: 3, tasksTotal: 12, chunksFound: 9, chunksDone: 1 };
    expect(progressOf(made(), counters({ ...some, docsDone: 1 }))).toBeNull();
    // Each chunk is judged as well, though those tasks come one by one.
    expect(progressOf(made(), counters({ ...some, docsDone: 1, docsFailed: 1 }))).toBe(3 / 20);
    const busy = { ...some, docsDone: 1, docsFailed: 1, pairs: 5, modelMs: 10_000 };
    expect(etaMs(made(), counters(busy))).toBeGreaterThan(10_000);
  });

  it('goes on in offline mode where its model is here', () => {
    expect(isShutOffline(made(), 'resume')).toBe(false);
    expect(isShutOffline(made(), 'retry')).toBe(false);
    const choice = { engine: 'server', model: 'm', url: 'https://llm.example.org/v1' } as const;
    const far = made({ spec: { ...specOf(['a']), choice } });
    expect(isShutOffline(far, 'resume')).toBe(true);
    expect(isShutOffline(far, 'stop')).toBe(false);
    expect(isShutOffline(job(), 'resume')).toBe(true);
  });

  it('has nothing to fetch again', () => {
    expect(canFetchAgain(made({ state: 'done' }))).toBe(false);
    expect(canFetchAgain(job({ state: 'done' }))).toBe(true);
    expect(canFetchAgain(job())).toBe(false);
  });
});

describe('waiting', () => {
  it('says why', () => {
    const limited = pulse({ at: now, waitUntil: now + 12_000, waitReason: 'rate-limited' });
    expect(waitText(job(), limited, now)).toBe('waiting 12 s, as asked');
    expect(waitText(job(), pulse({ at: now, waitReason: 'offline' }), now)).toBe('waiting: the browser is offline');
    expect(waitText(job(), pulse({ at: now, waitUntil: now + 800, waitReason: 'delay' }), now)).toBe('');
    expect(waitText(job({ state: 'paused' }), limited, now)).toBe('');
  });

  it('knows a worker that sleeps', () => {
    expect(waitOf(job(), pulse({ at: now - 20_000 }), now)).toEqual({ reason: 'asleep' });
    expect(waitOf(job(), null, now)).toEqual({ reason: 'asleep' });
    expect(waitOf(job(), pulse({ at: now - 1000 }), now)).toBeNull();
  });
});

describe('words', () => {
  it('name the state', () => {
    expect(headline(job({ listingDone: false }), counters({ threadsDone: 0 }))).toBe('Reading the list');
    expect(headline(job(), counters())).toBe('Scraping');
    expect(headline(job({ state: 'paused', pause: 'permission' }), counters())).toBe('Waiting for access');
    expect(headline(job({ state: 'paused', pause: 'user' }), counters())).toBe('Paused');
    expect(headline(job({ state: 'done' }), counters({ threadsFailed: 1, imagesFailed: 0 }))).toBe(
      'Completed, 1 failed',
    );
    expect(headline(job({ state: 'done' }), null)).toBe('Completed');
  });

  it('offer only what can be done', () => {
    expect(actionsOf(job(), counters())).toEqual(['pause', 'stop']);
    expect(actionsOf(job({ state: 'paused', pause: 'user' }), counters())).toEqual(['resume', 'stop']);
    expect(actionsOf(job({ state: 'paused', pause: 'permission' }), counters())).toEqual(['stop']);
    expect(actionsOf(job({ state: 'done' }), counters())).toEqual(['again', 'retry']);
    expect(actionsOf(job({ state: 'done' }), counters({ threadsFailed: 0, imagesFailed: 0 }))).toEqual(['again']);
  });
});

describe('tabs', () => {
  it('go round by arrow keys', () => {
    expect(nextTab('ArrowRight', 2, 3)).toBe(0);
    expect(nextTab('ArrowLeft', 0, 3)).toBe(2);
    expect(nextTab('Home', 2, 3)).toBe(0);
    expect(nextTab('End', 0, 3)).toBe(2);
    expect(nextTab('a', 0, 3)).toBeNull();
  });
});

describe('the first rows', () => {
  const view = (part: Parameters<typeof job>[0], pairs = 9) => ({
    job: job(part),
    counters: counters({ pairs }),
    pulse: null,
  });

  it('show when a job ends, and when it ended unseen', () => {
    const running = job();
    expect(showsRows(running, view({ state: 'done', seen: true }))).toBe(true);
    expect(showsRows(null, view({ state: 'done', seen: false }))).toBe(true);
  });

  it('do not show for what was seen, for nothing, or while it goes on', () => {
    expect(showsRows(null, view({ state: 'done', seen: true }))).toBe(false);
    expect(showsRows(job({ state: 'done' }), view({ state: 'done' }))).toBe(false);
    expect(showsRows(job(), view({ state: 'done' }, 0))).toBe(false);
    for (const state of ['running', 'paused', 'failed', 'cancelled'] as const) {
      expect(showsRows(job(), view({ state }))).toBe(false);
    }
  });
});

describe('the log as a file', () => {
  it('is named by the second it is saved in', () => {
    expect(logFileName(1_763_800_000_999)).toBe('scrape-1763800000.log');
  });

  it('has one line an event, with the time of day, and names each day', () => {
    const at = (day: number, hour: number): number => new Date(2026, 2, day, hour, 5, 9).getTime();
    const line = { jobId: 'a', level: 'info', event: 'threadDone', url: null } as const;
    const text = logFile([
      { ...line, at: at(1, 9), params: ['Warp\nand\r\nweft', '3'], url: 'https://forum.example/t/1' },
      { ...line, at: at(1, 23), level: 'warn', event: 'rateLimited', params: ['12'] },
      { ...line, at: at(2, 0), params: ['Looms', '1'] },
    ]);
    expect(text.split('\n')).toEqual([
      '09:05:09 2026-03-01',
      '09:05:09 info “Warp and weft”: 3 posts https://forum.example/t/1',
      '23:05:09 warn Asked to wait 12 s',
      '00:05:09 2026-03-02',
      '00:05:09 info “Looms”: 1 posts',
      '',
    ]);
    expect(logFile([])).toBe('');
  });
});

describe('offline mode', () => {
  it('is named as the reason of a pause, before all others', () => {
    const problem = { code: 'blocked', reason: 'offlineMode', message: '' } as const;
    expect(headline(job({ state: 'paused', pause: 'blocked', problem }), counters())).toBe('Paused: offline mode');
  });

  it('leaves the words of a list that is read to the site', () => {
    const none = counters({ threadsDone: 0 });
    const spec = job().spec;
    const of = (site: 'stackexchange' | 'discourse') =>
      job({ listingDone: false, spec: { ...spec, target: { ...spec.target, site } } });
    expect(headline(of('discourse'), none)).toBe('Reading the list');
    expect(headline(of('stackexchange'), none)).toBe('Reading the list of questions');
  });
});
