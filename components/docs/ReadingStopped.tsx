import type { Job } from '../../lib/model/job';
import type { DocRow } from '../../lib/store/db';
import { listJobs } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t } from '../i18n';
import { JobProblem } from '../jobs/JobProblem';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';

/** Why documents wait to be read and are not; such jobs have no page of their own. */
export function ReadingStopped({ docs }: { readonly docs: readonly DocRow[] }) {
  const { db, send } = useApp();
  const [problem, follow] = useCommand();
  const waiting = new Set(docs.filter(({ state }) => state === 'pending').map(({ jobId }) => jobId));
  const jobs = useLive(() => listJobs(db), [db]) ?? [];
  const stopped = jobs.filter((job) => job.kind === 'import' && isStopped(job) && waiting.has(job.id));
  const first = stopped[0];
  if (!first) return null;
  const resume = (): Promise<unknown> => Promise.all(stopped.map(({ id }) => send('job.resume', { jobId: id })));
  return (
    <>
      <JobProblem job={first}>
        <Button kind="primary" testId="reading-resume" onClick={() => follow(resume())}>
          {t('action_resume')}
        </Button>
      </JobProblem>
      <Problem problem={problem} />
    </>
  );
}

function isStopped({ state, pause }: Job): boolean {
  return state === 'failed' || (state === 'paused' && pause !== 'user');
}
