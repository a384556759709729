import type { Job, ScrapeSpec } from '../../lib/model/job';
import { readJob } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t, tn } from '../i18n';
import { JobProblem } from '../jobs/JobProblem';
import { etaText } from '../jobs/eta';
import { progressOf } from '../jobs/status';
import { headline, stepsText, waitText } from '../jobs/status-text';
import { useLive, useNow, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { Progress } from '../ui/Panels';

/** A job at work on the forum that is open: its progress instead of the form. */
export function JobGlance({ job, onAnother }: { readonly job: Job<ScrapeSpec>; readonly onAnother: () => void }) {
  const { db, effects } = useApp();
  const view = useLive(() => readJob(db, job.id), [db, job.id], { everyMs: whileRunningMs });
  const now = useNow(1000);
  if (!view) return <p class="muted">{t('loading')}</p>;
  const { counters, pulse } = view;
  const fraction = progressOf(view.job, counters);
  const wait = waitText(view.job, pulse, now);
  return (
    <section class="stack" data-testid="job-glance">
      <div class="stack-tight">
        <div class="spread">
          <strong role="status">{headline(view.job, counters)}</strong>
          <span class="muted numeric">{stepsText(fraction, counters)}</span>
        </div>
        <Progress
          fraction={fraction}
          label={t('status_progress')}
          state={view.job.state === 'running' ? 'moving' : 'still'}
        />
        <p class="muted small numeric clip">{wait || etaText(view.job, counters) || '\u00a0'}</p>
      </div>
      <p class="numeric">
        {tn('count_threads', counters.threadsDone)} · {tn('count_posts', counters.posts)} ·{' '}
        {tn('count_pairs', counters.pairs)}
      </p>
      <JobProblem job={view.job} />
      <div class="popup-actions">
        <Button
          kind={view.job.state === 'paused' ? 'plain' : 'primary'}
          wide
          testId="glance-panel"
          onClick={effects.openPanel}
        >
          {t('popup_openPanel')}
        </Button>
        <Button wide testId="another" onClick={onAnother}>
          {t('popup_newJob')}
        </Button>
      </div>
    </section>
  );
}
