import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../../lib/model/job';
import { useApp } from '../effects';
import { errorText, t, tn } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { Button, ConfirmButton } from '../ui/Button';
import { Notice } from '../ui/Panels';
import { hostOf } from '../crawl/spec';

interface JobProblemProps {
  readonly job: Job;
  /** Further ways out. */
  readonly children?: ComponentChildren;
}

/** Why a job does not go on, and what to do about it. */
export function JobProblem({ job, children }: JobProblemProps) {
  const { effects, send } = useApp();
  const [refused, setRefused] = useState(false);
  const [problem, follow] = useCommand();
  const offline = useOffline() === true;
  // The banner says it already.
  if (offline && job.problem?.reason === 'offlineMode') return null;
  if (job.state !== 'paused' && job.state !== 'failed') return null;
  if (job.state === 'paused' && job.pause === 'user') return null;
  const allow = (): void => {
    effects.requestOrigins(job.wantedOrigins).then(
      (granted) => {
        setRefused(!granted);
        if (granted) follow(send('wake', {}));
      },
      () => setRefused(true),
    );
  };
  const ignoreRobots = (): void => {
    follow(
      send('job.setRobots', { jobId: job.id, robots: 'ignore' }).then(() => send('job.resume', { jobId: job.id })),
    );
  };
  const url = job.problem?.url;
  return (
    <Notice tone={job.state === 'failed' ? 'bad' : 'warn'} testId="job-problem">
      <span>{problemText(job)}</span>
      {refused && <strong>{t('notice_grantRefused')}</strong>}
      <Problem problem={problem} />
      <div class="row">
        {children}
        {job.pause === 'permission' && job.wantedOrigins.length > 0 && (
          <Button kind="primary" testId="allow-access" onClick={allow}>
            {t('action_allow')}
          </Button>
        )}
        {url !== undefined && /^https?:/.test(url) && (
          <a class="button" href={url} target="_blank" rel="noopener noreferrer" data-testid="problem-link">
            {t('action_openPage')}
          </a>
        )}
      </div>
      {job.problem?.reason === 'robotsDisallow' && (
        <ConfirmButton
          testId="ignore-robots"
          question={t('opt_robotsWarning')}
          yes={t('action_ignoreRobotsYes')}
          no={t('action_cancel')}
          onConfirm={ignoreRobots}
        >
          {t('action_ignoreRobots')}
        </ConfirmButton>
      )}
      {job.state === 'failed' && job.problem?.detail !== undefined && (
        <code class="small break">{job.problem.detail}</code>
      )}
    </Notice>
  );
}

function problemText(job: Job): string {
  if (job.pause === 'permission') {
    const [only, ...more] = job.wantedOrigins;
    if (only !== undefined && more.length === 0) return t('pause_permission', hostOf(only.replace(/\*$/, '')));
    if (only !== undefined) return tn('pause_permissionMany', job.wantedOrigins.length);
  }
  if (job.problem) return errorText(job.problem);
  if (job.pause === 'storage') return t('pause_storage');
  if (job.pause === 'malformed') return t('pause_malformed');
  return t(job.state === 'failed' ? 'failed_unknown' : 'pause_blocked');
}
