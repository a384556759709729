import type { Counters, Job, Pulse } from '../../lib/model/job';
import { formatDuration, t } from '../i18n';
import { etaMs } from './status';

/** “about 3 min left”, in steps coarse enough not to flicker; '' while it would be a guess. */
export function etaText(job: Job, counters: Counters, pulse: Pulse | null = null): string {
  const left = etaMs(job, counters, pulse);
  if (left === null) return '';
  const step = left > 600_000 ? 60_000 : left > 60_000 ? 10_000 : 5000;
  return t('status_eta', formatDuration(Math.max(step, Math.round(left / step) * step)));
}
