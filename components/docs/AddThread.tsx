import { useState } from 'preact/hooks';
import type { DatasetSpec, Job, ScrapeSpec } from '../../lib/model/job';
import { listJobs, listThreads } from '../../lib/store/queries';
import { datasetName } from '../crawl/spec';
import { useApp } from '../effects';
import { t } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { SelectField } from '../ui/Field';

/** A list of more is no list to choose from; the preview of the job has them all. */
const mostThreads = 1000;

export interface AddThreadProps {
  /** Threads of this job only. */
  readonly ofJobId?: string;
  readonly onAdded: (docIds: readonly string[]) => void;
}

/** A scraped thread as a document. */
export function AddThread({ ofJobId, onAdded }: AddThreadProps) {
  const { db, send } = useApp();
  const [problem, follow] = useCommand();
  const jobs = useLive(async () => (await listJobs(db)).filter(isScrape), [db]);
  const [picked, setJob] = useState('');
  const jobId = ofJobId ?? jobs?.find(({ id }) => id === picked)?.id ?? jobs?.[0]?.id ?? '';
  const threads = useLive(
    async () => (await listThreads(db, jobId, 0, mostThreads)).filter(({ thread, posts }) => thread && posts > 0),
    [db, jobId],
    { watch: false },
  );
  const [thread, setThread] = useState('');
  if (!jobs) return null;
  if (jobs.length === 0) return <p class="muted small">{t('docs_noThreads')}</p>;
  const threadId = threads?.find((row) => row.threadId === thread)?.threadId ?? threads?.[0]?.threadId;
  return (
    <div class="stack-tight" data-testid="thread-source">
      {ofJobId === undefined && (
        <SelectField
          label={t('docs_threadOf')}
          testId="thread-job"
          value={jobId}
          choices={jobs.map((job) => ({ value: job.id, label: datasetName(job) }))}
          onChange={setJob}
        />
      )}
      <div class="log-bar">
        <SelectField
          label={t('docs_thread')}
          testId="thread-pick"
          value={threadId ?? ''}
          choices={(threads ?? []).map((row) => ({
            value: row.threadId,
            label: row.thread?.title ?? row.target.url,
          }))}
          onChange={setThread}
        />
        <Button
          testId="thread-add"
          disabled={threadId === undefined}
          onClick={() => {
            if (threadId === undefined) return;
            follow(send('docs.addThread', { jobId, threadId }).then(({ docId }) => onAdded([docId])));
          }}
        >
          {t('docs_add')}
        </Button>
      </div>
      <Problem problem={problem} />
    </div>
  );
}

function isScrape(job: Job): job is Job<Extract<DatasetSpec, ScrapeSpec>> {
  return job.spec.kind === 'scrape';
}
