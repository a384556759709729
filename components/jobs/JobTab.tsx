import { useEffect, useState } from 'preact/hooks';
import { readThreadProblem, type JobView } from '../../lib/store/queries';
import { AddThread } from '../docs/AddThread';
import { useApp } from '../effects';
import { errorText, t, tn } from '../i18n';
import { Fold, Notice } from '../ui/Panels';
import { useLive } from '../use-live';
import { Failures } from './Failures';
import { HeldImages } from './HeldImages';
import { JobActions } from './JobActions';
import { JobProblem } from './JobProblem';
import { JobStatus } from './JobStatus';
import { Log } from './Log';
import { asleepAfterMs } from './status';
import { Storage } from './Storage';
import './jobs.css';

export interface JobTabProps {
  readonly view: JobView;
  readonly onCopy: () => void;
  readonly onDeleted: () => void;
}

export function JobTab({ view, onCopy, onDeleted }: JobTabProps) {
  const { job, counters } = view;
  useWake(view);
  const signedOut = job.spec.kind === 'scrape' && job.spec.signedIn === false;
  return (
    <div class="scroll stack">
      <JobStatus view={view} />
      <JobProblem job={job} />
      {job.state === 'done' && !job.nextRevision && <Outcome view={view} />}
      <HeldImages view={view} />
      <JobActions view={view} onCopy={onCopy} onDeleted={onDeleted} />
      {signedOut && <p class="muted small">{t('popup_notSignedIn')}</p>}
      {counters.threadsUnchanged > 0 && (
        <p class="muted small numeric">
          {t('count_label_unchanged')}: {tn('count_threads', counters.threadsUnchanged)}
        </p>
      )}
      <div>
        <Failures view={view} />
        <Log view={view} />
        {job.spec.kind === 'scrape' && counters.posts > 0 && <AsDocument jobId={job.id} />}
        <Storage stamp={`${job.id} ${job.state} ${counters.bytesStored}`} onCleared={onDeleted} />
      </div>
    </div>
  );
}

/** A thread that pairs can be made from by a model. */
function AsDocument({ jobId }: { readonly jobId: string }) {
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState(false);
  return (
    <Fold title={t('docs_asDocument')} testId="as-document" onToggle={setOpen}>
      {open && <AddThread ofJobId={jobId} onAdded={() => setAdded(true)} />}
      <p class="muted small" role="status" data-testid="as-document-done">
        {added ? t('docs_asDocumentDone') : ''}
      </p>
    </Fold>
  );
}

/** What a job that is done came to. */
function Outcome({ view }: { readonly view: JobView }) {
  const { db } = useApp();
  const { job, counters } = view;
  const onlyThread = job.spec.kind === 'scrape' && job.spec.target.kind === 'thread';
  const problem = useLive(() => (onlyThread ? readThreadProblem(db, job.id) : Promise.resolve(null)), [db, job.id]);
  if (counters.pairs === 0 && problem) {
    return (
      <Notice tone="warn" testId="job-done">
        {errorText(problem)}
      </Notice>
    );
  }
  return (
    <Notice tone={counters.pairs > 0 ? 'good' : 'info'} testId="job-done">
      {t(counters.pairs > 0 ? 'notice_done' : 'notice_doneNothing')}
    </Notice>
  );
}

/** A running job without a heartbeat: its worker was stopped, and an open panel need not wait for the alarm. */
function useWake({ job, pulse }: JobView): void {
  const { send } = useApp();
  const running = job.state === 'running';
  const at = pulse?.at ?? 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      if (Date.now() - at > asleepAfterMs) send('wake', {}).catch(() => undefined);
    }, asleepAfterMs);
    return () => clearInterval(timer);
  }, [running, at, send]);
}
