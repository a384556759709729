import type { Counters, Job, Pulse } from '../../lib/model/job';
import { formatDuration, formatNumber, label, siteText, t, tn } from '../i18n';
import { failedOf, waitOf } from './status';

/** The state of a job in words. */
export function headline(job: Job, counters: Counters | null): string {
  if (job.state === 'paused') {
    if (job.pause === 'permission') return t('status_needsAccess');
    if (job.problem?.reason === 'offlineMode') return t('status_offline');
    if (job.pause === 'blocked') return t('status_needsYou');
    if (job.pause === 'storage') return t('status_storageFull');
    if (job.pause === 'engine') return t('status_engine');
    return job.pause === 'malformed' ? t('status_malformed') : label('state', 'paused');
  }
  if (job.kind === 'export' && job.state === 'running') return t('status_exporting');
  if (job.kind === 'generate' && job.state === 'running') return label('state', 'generating');
  if (job.state === 'running' && counters) {
    if (!job.listingDone && counters.threadsDone === 0) return siteText('status_readingList', siteOf(job));
    return label('state', 'running');
  }
  if (job.nextRevision) return t('status_repairing');
  if (job.state === 'done' && counters && failedOf(counters) > 0) {
    return t('status_doneWithFailures', tn('count_failures', failedOf(counters)));
  }
  return label('state', job.state);
}

function siteOf({ spec }: Job): string {
  return spec.kind === 'scrape' ? spec.target.site : '';
}

/** What the model does just now; '' where none is at work. */
export function modelText(pulse: Pulse | null): string {
  const model = pulse?.model;
  if (!model) return '';
  if (model.phase === 'generate' || model.phase === 'judge') {
    const speed = model.tokensPerSecond === null ? '' : t('model_speed', formatNumber(round(model.tokensPerSecond)));
    return [t(`model_${model.phase}`), model.device, speed].filter((part) => part !== '').join(' · ');
  }
  const share =
    model.fraction === null ? '' : ` ${t('status_percent', formatNumber(Math.floor(model.fraction * 100)))}`;
  return t(`model_${model.phase}`) + share;
}

function round(speed: number): number {
  return speed < 10 ? Math.round(speed * 10) / 10 : Math.round(speed);
}

/** Why it waits; '' when it does not. */
export function waitText(job: Job, pulse: Pulse | null, now: number): string {
  const wait = waitOf(job, pulse, now);
  if (!wait) return '';
  if (!('leftMs' in wait)) return t(wait.reason === 'offline' ? 'wait_offline' : 'wait_asleep');
  const left = formatDuration(Math.max(1000, wait.leftMs));
  if (wait.reason === 'watch') return t('wait_watch', left);
  if (wait.reason === 'rate-limited') return t('wait_rate_limited', left);
  return t(wait.reason === 'backoff' ? 'wait_backoff' : 'wait_delay', left);
}

/** How far it is: “38 %”, or the steps so far while the whole is not known. */
export function stepsText(fraction: number | null, counters: Counters): string {
  return fraction === null
    ? t('status_tasksOpen', counters.tasksDone)
    : t('status_percent', formatNumber(Math.floor(fraction * 100)));
}
