import type { Counters, Job } from '../../lib/model/job';
import type { JobView } from '../../lib/store/queries';
import { formatAgo, formatDate, formatAmount, formatDuration, formatNumber, siteText, t } from '../i18n';
import { useNow } from '../use-live';
import { Progress } from '../ui/Panels';
import { etaText } from './eta';
import { failedOf, progressOf, toneOf } from './status';
import { headline, modelText, stepsText, waitText } from './status-text';
import './jobs.css';

/** How far a job is, in words and numbers. */
export function JobStatus({ view }: { readonly view: JobView }) {
  const { job, counters, pulse } = view;
  const running = job.state === 'running';
  const now = useNow(running ? 1000 : 30_000);
  const fraction = progressOf(job, counters, pulse);
  const address = running ? (pulse?.url ?? modelText(pulse)) : '';
  return (
    <section class="stack" data-testid="job-status">
      <div class="stack-tight">
        <div class="status-head">
          <StatusWords view={view} />
          <span class="muted numeric" data-testid="percent">
            {job.state === 'done' ? '' : stepsText(fraction, counters)}
          </span>
        </div>
        <Progress
          fraction={fraction}
          label={t('status_progress')}
          state={running ? 'moving' : job.state === 'done' ? 'good' : 'still'}
        />
        <div class="status-now">
          <span class="clip numeric" data-testid="wait" title={job.endedAt === null ? '' : formatDate(job.endedAt)}>
            {running ? waitText(job, pulse, now) || etaText(job, counters, pulse) : endText(view, now)}
          </span>
          <span class="clip" title={address} data-testid="address">
            {address}
          </span>
        </div>
      </div>
      {job.spec.kind === 'generate' ? (
        <GenerateCounts counters={counters} job={job} />
      ) : (
        <Counts counters={counters} site={job.spec.kind === 'scrape' ? job.spec.target.site : ''} />
      )}
    </section>
  );
}

/** The one word for how it stands. */
export function StatusWords({ view: { job, counters } }: { readonly view: JobView }) {
  const words = headline(job, counters);
  return (
    <>
      <span class={`dot dot-${toneOf(job.state)}`} />
      <strong class="grow clip" role="status" data-testid="status" title={words}>
        {words}
      </strong>
    </>
  );
}

function endText({ job, counters }: JobView, now: number): string {
  if (job.endedAt === null) return '';
  const parts = [formatAgo(job.endedAt, now)];
  if (counters.busyMs >= 1000) parts.push(t('status_took', formatDuration(counters.busyMs)));
  if (job.run > 1) parts.push(t('status_again', job.run));
  return parts.join(' · ');
}

function Counts({ counters, site }: { readonly counters: Counters; readonly site: string }) {
  const failed = failedOf(counters);
  const of = (total: number, done: number): string => (total > done ? t('count_of', total) : '');
  return (
    <dl class="counts">
      <Count
        name={siteText('count_label_threads', site)}
        id="threads"
        value={counters.threadsDone}
        note={of(counters.threadsFound, counters.threadsDone)}
      />
      <Count name={t('count_label_posts')} id="posts" value={counters.posts} />
      <Count name={t('count_label_pairs')} id="pairs" value={counters.pairs} />
      <Count
        name={t('count_label_images')}
        id="images"
        value={counters.imagesStored}
        note={of(counters.imagesFound, counters.imagesStored)}
      />
      <Count name={t('count_label_failed')} id="failed" value={failed} bad={failed > 0} />
    </dl>
  );
}

function GenerateCounts({ counters, job }: { readonly counters: Counters; readonly job: Job }) {
  const failed = failedOf(counters);
  const { chunksFound, chunksDone, pairs, pairsDropped, pairsJudged } = counters;
  const judged = job.spec.kind === 'generate' && job.spec.judge !== null;
  return (
    <dl class="counts">
      <Count
        name={t('count_label_chunks')}
        id="chunks"
        value={chunksDone}
        note={chunksFound > chunksDone ? t('count_of', chunksFound) : ''}
      />
      <Count name={t('count_label_pairs')} id="pairs" value={pairs} />
      {judged && (
        <Count
          name={t('count_label_judged')}
          id="judged"
          value={pairsJudged}
          note={pairs > pairsJudged ? t('count_of', pairs) : ''}
        />
      )}
      <Count name={t('count_label_dropped')} id="dropped" value={pairsDropped} />
      <Count name={t('count_label_failed')} id="failed" value={failed} bad={failed > 0} />
    </dl>
  );
}

interface CountProps {
  readonly name: string;
  readonly id: string;
  readonly value: number;
  readonly note?: string;
  readonly bad?: boolean;
}

function Count({ name, id, value, note = '', bad }: CountProps) {
  return (
    <div>
      <dt class="clip">{name}</dt>
      <dd class={bad ? 'bad' : ''} data-testid={`count-${id}`} title={formatNumber(value)}>
        {formatAmount(value)}
        <small>{note}</small>
      </dd>
    </div>
  );
}
