import { afterEach, describe, expect, it } from 'vitest';
import {
  errorText,
  fill,
  formatAgo,
  formatAmount,
  formatBytes,
  formatDuration,
  formatNumber,
  label,
  logText,
  setLanguage,
  t,
  tn,
} from '../../../components/i18n';
import chinese from '../../../public/_locales/zh_CN/messages.json';
import english from '../../../public/_locales/en/messages.json';

const reset = (): void => use('en', english);
afterEach(reset);

function use(language: string, messages: Readonly<Record<string, { message: string } | undefined>>): void {
  setLanguage(language, (key, params) => fill(messages[key]?.message ?? '', params));
}

describe('texts', () => {
  it('count', () => {
    expect(tn('count_posts', 1)).toBe('1 post');
    expect(tn('count_posts', 0)).toBe('0 posts');
    expect(tn('count_posts', 1200)).toBe('1,200 posts');
  });

  it('come from the look-up alone: browsers fall back to the default language by themselves', () => {
    setLanguage('fr', (key) => (key === 'tab_job' ? 'Travail' : ''));
    expect(t('tab_job')).toBe('Travail');
    expect(t('tab_export')).toBe('');
  });

  it('follow the language', () => {
    use('zh_CN', chinese);
    expect(tn('count_posts', 1200)).toBe('1,200 个帖子');
    expect(formatDuration(130_000)).toBe('2 分 10 秒');
  });

  it('say a reason in the language, and its own words where there is none', () => {
    expect(errorText({ code: 'blocked', reason: 'challenge', message: 'x' })).toMatch(/^The site wants to check/);
    expect(errorText({ code: 'gone', reason: 'ofALaterVersion', message: 'Something else.' })).toBe('Something else.');
    expect(errorText({ code: 'gone', message: 'Plain.' })).toBe('Plain.');
    // A key of the prototype is no message.
    expect(label('state', 'toString')).toBe('toString');
  });

  it('say log lines, also of events they do not know', () => {
    const line = { jobId: 'a', at: 0, level: 'info' as const, url: null };
    expect(logText({ ...line, event: 'threadDone', params: ['A title', '12'] })).toBe('“A title”: 12 posts');
    expect(logText({ ...line, event: 'jobPaused', params: [''] })).toBe('Paused.');
    expect(logText({ ...line, event: 'novelty', params: ['1', '2'] })).toBe('novelty 1 2');
  });
});

describe('numbers', () => {
  it('sizes', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(1000)).toBe('1 kB');
    expect(formatBytes(1_250_000)).toBe('1.3 MB');
    expect(formatBytes(48_300_000)).toBe('48 MB');
    expect(formatBytes(999_999)).toBe('1 MB');
    expect(formatBytes(1.2e9)).toBe('1.2 GB');
  });

  it('durations', () => {
    expect(formatDuration(0)).toBe('0 s');
    expect(formatDuration(59_400)).toBe('59 s');
    expect(formatDuration(59_600)).toBe('1 min');
    expect(formatDuration(130_000)).toBe('2 min 10 s');
    expect(formatDuration(3_600_000)).toBe('1 h');
    expect(formatDuration(11_100_000)).toBe('3 h 5 min');
    expect(formatDuration(-5)).toBe('0 s');
  });

  it('amounts', () => {
    expect(formatNumber(1234.56)).toBe('1,234.6');
    expect(formatAmount(99_999)).toBe('99,999');
    expect(formatAmount(1_204_318)).toBe('1.2M');
    setLanguage('de', () => '');
    expect(formatNumber(1234.5)).toBe('1.234,5');
  });

  it('times', () => {
    const now = 1_700_000_000_000;
    expect(formatAgo(now - 10_000, now)).toBe('now');
    expect(formatAgo(now - 120_000, now)).toBe('2 minutes ago');
    expect(formatAgo(now - 7_200_000, now)).toBe('2 hours ago');
    expect(formatAgo(now - 86_400_000, now)).toBe('yesterday');
  });
});
