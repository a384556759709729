import { describe, expect, it } from 'vitest';
import { etaText } from '../../../components/jobs/eta';
import { actionsOf, etaMs, progressOf, waitOf } from '../../../components/jobs/status';
import { headline, waitText } from '../../../components/jobs/status-text';
import { nextTab } from '../../../components/ui/Tabs';
import { counters, job, pulse } from '../../screens/data';

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

describe('waiting', () => {
  it('says why', () => {
    const limited = pulse({ at: now, waitUntil: now + 12_000, waitReason: 'rate-limited' });
    expect(waitText(job(), limited, now)).toBe('waiting 12 s: the site asked for it');
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
