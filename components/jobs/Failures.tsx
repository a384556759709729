import type { JobView } from '../../lib/store/queries';
import { listFailures } from '../../lib/store/queries';
import { useApp } from '../effects';
import { errorText, formatNumber, t } from '../i18n';
import { useLive, whileRunningMs } from '../use-live';
import { Fold } from '../ui/Panels';
import { failedOf } from './status';
import './jobs.css';

const most = 200;

/** What failed, with the reason. */
export function Failures({ view }: { readonly view: JobView }) {
  const { db } = useApp();
  const { job, counters } = view;
  const failed = failedOf(counters);
  const tasks = useLive(() => listFailures(db, job.id, most), [db, job.id, failed], {
    watch: false,
    everyMs: job.state === 'running' ? whileRunningMs : null,
  });
  if (failed === 0 && !tasks?.length) return null;
  return (
    <Fold title={t('failures_title')} side={formatNumber(Math.max(failed, tasks?.length ?? 0))} testId="failures">
      <ul class="lines" tabIndex={0}>
        {tasks?.map((task) => (
          <li class="line line-error" key={task.id}>
            <span class="break line-wide">{task.problem ? errorText(task.problem) : task.kind}</span>
            {task.url !== null && <Address url={task.url} />}
          </li>
        ))}
      </ul>
      {tasks?.length === most && <p class="muted small">{t('failures_more', most)}</p>}
    </Fold>
  );
}

function Address({ url }: { readonly url: string }) {
  const shown = <bdi>{url}</bdi>;
  if (!/^https?:/.test(url)) return <span class="clip line-wide">{shown}</span>;
  return (
    <a class="clip line-wide" href={url} title={url} target="_blank" rel="noopener noreferrer">
      {shown}
    </a>
  );
}
